# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the table of lines, as texts."""

from decimal import Decimal

from .amounts import ZERO, rounded
from .facturx_xml import LINE_PLACE
from .situation import PERCENT

HUNDRED = Decimal(100)


def get_columns(data):
    """Tell which columns the table of lines has.

    :param dict data: the invoice in terms of EN 16931
    :rtype: dict[str, bool]
    """
    lines = data["BG-25"]
    return {
        "discount": any(line.get("BG-27") for line in lines),
        "code": any(line.get("BT-155") for line in lines),
    }


def get_rows(data, writer):
    """Write the rows of the table of lines, a subtotal under each section.

    :param dict data: the invoice in terms of EN 16931, with ``page``
    :param Writer writer: of its language and currency
    :rtype: list[dict]
    """
    rows, subtotal, carried, is_open = [], ZERO, ZERO, False
    gross = _get_gross(data, writer.digits)
    for position, row in _get_printed(data):
        if row["kind"] == "section":
            if is_open:
                rows.append({"kind": "subtotal", "total": writer.number(subtotal)})
            subtotal, is_open = ZERO, True
        if row["kind"] == "line":
            line = data["BG-25"][row["place"]]
            subtotal += line["BT-131"]
            carried += line["BT-131"]
            texts = _line(line, row, writer)
            texts |= {"position": str(position), "carried": writer.number(carried)}
            if gross:
                texts["gross"] = writer.number(gross[row["place"]])
            rows.append(texts)
        else:
            rows.append({"kind": row["kind"], "text": row["text"]})
    if is_open:
        rows.append({"kind": "subtotal", "total": writer.number(subtotal)})
    return rows


def _get_printed(data):
    """Yield each row with the number of its line; lines that no row shows come last."""
    printed = data["page"]["rows"]
    places = {row["place"] for row in printed if row["kind"] == "line"}
    others = [
        {"kind": "line", "place": place, "unit": ""}
        for place in range(len(data["BG-25"]))
        if place not in places
    ]
    position = 0
    for row in [*printed, *others]:
        position += row["kind"] == "line"
        yield position, row


def _get_gross(data, digits):
    """Return the amounts of the lines with VAT, for consumers.

    :param dict data: the invoice
    :param int digits: of its currency
    :return: amounts in the order of BG-25; none when they do not add up to the total
        of the invoice, because VAT is rounded once for each rate
    :rtype: list[Decimal]
    """
    amounts = [
        rounded(line["BT-131"] * (1 + (line.get("BT-152") or ZERO) / HUNDRED), digits)
        for line in data["BG-25"]
    ]
    return amounts if sum(amounts, ZERO) == data["BT-112"] else []


def _line(line, row, writer):
    """:return: texts of one line
    :rtype: dict"""
    cuts = line.get("BG-27") or ()
    discount = next((cut for cut in cuts if cut.get("rate")), None)
    basis = line.get("BT-149")
    is_share = line.get("BT-130") == PERCENT  # the price is that of the whole
    price = line["BT-146"] / basis if basis and not is_share else line["BT-146"]
    charges = line.get("BG-28") or ()
    texts = {
        "kind": "line",
        "name": line["BT-153"],
        "description": "\n".join(filter(None, _description(line, writer))),
        "code": line.get("BT-155") or "",
        "quantity": writer.free(line["BT-129"]),
        "unit": row["unit"],
        "price": writer.free(round(price, 6), writer.digits),
        "discount": writer.percent(discount["rate"]) if discount else "",
        "rate": writer.rate(line["BT-151"], line.get("BT-152")),
        "total": writer.number(line["BT-131"]),
        "charges": [[row["reason"], writer.number(row["amount"])] for row in charges],
    }
    if row.get("progress"):
        texts["progress"] = _progress(row["progress"], writer)
    return texts


def _description(line, writer):
    """:return: what is said under the name of a line: its own words, its period and
        the place where it was delivered
    :rtype: Iterator[str]"""
    yield line.get("BT-154")
    yield writer.period(line.get("BT-134"), line.get("BT-135"))
    place = line.get(LINE_PLACE)
    if place:
        parts = [place.get(name) for name in ("name", "addr_l1", "addr_l2")]
        town = " ".join(filter(None, (place.get("postcode"), place.get("city"))))
        yield ", ".join(filter(None, (*parts, town)))


def _progress(progress, writer):
    """:param dict progress: how far works are done, see the row of the page
    :return: the same as texts
    :rtype: dict[str, str]"""
    return {
        name: (writer.percent if name.endswith("percent") else writer.number)(number)
        for name, number in progress.items()
    }
