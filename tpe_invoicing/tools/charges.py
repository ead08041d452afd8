# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allowances and charges on the whole of an invoice (BG-20, BG-21).

Odoo knows lines only: a discount on the whole is a line with a negative price, freight
a line with a product. Here is said which of them stand at the foot of the document.
"""

from collections import namedtuple

# what is known of a line: amount without VAT, the VAT group it belongs to, whether its
# product is meant for the foot, whether it was typed as a price to be taken off
Entry = namedtuple("Entry", "net group is_whole is_cut")


def choose_foot(entries):
    """Say which lines concern the whole of the document.

    That is a product made for it (discount, freight), and a price that takes something
    off without a quantity of anything. A discount needs lines of its own VAT to be
    taken off from, and a document keeps a line at least [BR-16].

    :param list[Entry] entries: the lines
    :return: places of those at the foot
    :rtype: set[int]

    >>> from decimal import Decimal
    >>> line, cut = Entry(Decimal(9), "S20", False, False), Decimal(-1)
    >>> choose_foot([line, Entry(cut, "S20", False, True), Entry(cut, "S10", 0, True)])
    {1}
    >>> choose_foot([line, Entry(Decimal(2), "S10", True, False)])
    {1}
    >>> choose_foot([Entry(Decimal(2), "S10", True, False)])
    set()
    """
    wanted = {
        place
        for place, entry in enumerate(entries)
        if entry.net and (entry.is_whole or (entry.is_cut and entry.net < 0))
    }
    kept = [entry for place, entry in enumerate(entries) if place not in wanted]
    groups = {entry.group for entry in kept}
    return {
        place
        for place in wanted
        if kept and (entries[place].net > 0 or entries[place].group in groups)
    }
