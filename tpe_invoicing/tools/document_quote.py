# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a quote or an order shows otherwise than an invoice: nothing is due yet."""

QUOTE, ORDER, PRO_FORMA = "quote", "order", "pro_forma"
PAPERS = (QUOTE, ORDER, PRO_FORMA)


def overlay(view, data, writer):
    """Turn the page of an invoice into that of a quote, an order or a pro forma.

    :param dict view: what a design would show of the invoice
    :param dict data: the document in terms of EN 16931; ``page`` bears ``paper``
    :param Writer writer: of its language and currency
    :return: what differs
    :rtype: dict
    """
    paper = data["page"]["paper"]
    date, *others = view["facts"]
    dates = [
        [name, writer.day(paper[name])]
        for name in ("valid_until", "planned_on")
        if paper[name]
    ]
    contact = [["contact", paper["contact"]]] if paper["contact"] else []
    return {
        "facts": [date, *dates, *others, *contact],
        "totals": _end_with_sum(view["totals"]),
        "signature": _sign(paper["signature"], writer),
        "signature_picture": (paper["signature"] or {}).get("picture", ""),
    }


def _end_with_sum(rows):
    """:param list rows: of the box of totals; the last one is an amount due
    :return: the same without it: a quote claims nothing
    :rtype: list[dict]

    >>> rows = [{"label": "gross", "weight": "strong"}, {"label": "due"}]
    >>> _end_with_sum(rows)
    [{'label': 'gross', 'weight': 'due'}]
    """
    *others, last, _due = rows
    return [*others, last | {"weight": "due"}]


def _sign(signature, writer):
    """:param dict signature: who signed and when, may be empty; None without a place
    :return: texts of the place where the customer signs
    :rtype: dict | None"""
    if signature is None:
        return None
    return {
        "name": signature.get("name", ""),
        "day": writer.day(signature.get("day", "")),
    }


def is_paper(kind):
    """:param str kind: of a document
    :return: whether it is no invoice, and claims nothing
    :rtype: bool

    >>> is_paper("quote"), is_paper("deposit")
    (True, False)
    """
    return kind in PAPERS
