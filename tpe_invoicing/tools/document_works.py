# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a progress invoice shows beside others: its number, what is held back."""

from .amounts import ZERO


def situation_text(situation, writer):
    """:param dict situation: ``number`` and ``percent``; may be empty
    :param writer: writes numbers
    :return: number of the progress invoice, and how far the works have come
    :rtype: str"""
    if not situation:
        return ""
    return f"{situation['number']} ({writer.percent(situation['percent'])})"


def held_back(data):
    """Say how much of the amount due is paid later, as a guarantee.

    :param dict data: the invoice in terms of EN 16931, with ``page``
    :rtype: Decimal
    """
    retention = data["page"].get("retention")
    return min(retention["amount"], data["BT-115"]) if retention else ZERO


def split_due(rows, data, writer):
    """Show below the amount due what of it is paid now.

    :param list rows: rows of the box of totals; the last one is the amount due
    :param dict data: the invoice
    :param writer: writes numbers
    :return: the rows
    :rtype: list
    """
    held = held_back(data)
    if not held:
        return rows
    label, text, _weight = rows[-1]
    return [
        *rows[:-1],
        [label, text, "strong"],
        [data["page"]["retention"]["label"], writer.money(-held), "free"],
        ["due_now", writer.money(data["BT-115"] - held), "due"],
    ]
