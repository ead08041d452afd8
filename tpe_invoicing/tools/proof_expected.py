# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be read on a finished page, whatever the design."""

import re

from .identifiers import format_registry

# letters that stand on the page one after the other as they do in the text; those
# written from right to left or joined are read back in another order
SIMPLE_SCRIPT = re.compile(r"[\n -\u058f\u1e00-\u206f\u20a0-\u20cf]*")
# where designs print mentions; others stand in blocks of their own
PLACES = ("seller", "buyer", "document", "tax", "payment", "footer")
# labels of the box of totals
TOTALS = {
    "net": "BT-109",
    "vat": "BT-110",
    "gross": "BT-112",
    "paid": "BT-113",
    "rounding": "BT-114",
    "due": "BT-115",
    "to_refund": "BT-115",
    "lines": "BT-106",
    "vat_in_tax_currency": "BT-111",
}
FACTS = {"date": "BT-2", "due_date": "BT-9", "delivered_on": "BT-72", "period": "BT-73"}


def list_expected(data, view):
    """List what a page must show.

    :param dict data: the invoice in terms of EN 16931, with ``page``
    :param dict view: what its design was given, see ``tools/document.py``
    :return: ``lines`` (texts by term), ``sums`` and ``texts`` (pairs of term and text)
    :rtype: dict
    """
    return {
        "lines": [
            {
                "name": row["name"] if is_simple(row["name"]) else "",
                "BT-129": row["quantity"],
                "BT-146": row["price"],
                "BT-131": row["total"],
            }
            for row in view["rows"]
            if row["kind"] == "line"
        ],
        "sums": list(_list_sums(data, view)),
        "texts": [pair for pair in _list_texts(data, view) if is_simple(pair[1])],
    }


def is_simple(text):
    """Tell whether a page shows the letters of a text in the order they are typed.

    :param str text: any text
    :rtype: bool

    >>> is_simple("Été – 40 €"), is_simple("\\u05e9\\u05dc\\u05d5\\u05dd")
    (True, False)
    """
    return bool(SIMPLE_SCRIPT.fullmatch(text))


def _list_sums(data, view):
    """Yield each number of the totals and of the table of VAT."""
    for row in view["totals"]:
        yield TOTALS.get(row["label"], "BG-20"), row["text"]
    if view["has_vat"]:
        for row in view["vat"]:
            yield "BT-116", row["base"]
            yield "BT-117", row["amount"]


def _list_texts(data, view):
    """Yield number, dates, parties, identifiers and notes."""
    page = data["page"]
    yield "BT-1", data["BT-1"]
    yield "BT-27", page["seller"]["name"]
    yield "BT-30", format_registry(data["BG-4"]["legal_identifier"])
    for name in page["buyer"]["names"]:
        yield "BT-44", name
    for label, text in view["facts"]:
        if label in FACTS:
            yield FACTS[label], text
    for row in view["totals"]:
        if row["weight"] == "free":
            yield "BT-97", row["label"]
    yield from (("BT-22", text) for text in _list_notes(view))


def _list_notes(view):
    """Yield mentions, and what the seller has written."""
    for place in PLACES:
        yield from view["mentions"].get(place, ())
    for block in view["narration"]:
        yield "".join(run["text"] for run in block["runs"])
