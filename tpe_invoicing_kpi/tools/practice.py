# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is disputed of what is open, and how revenue moves."""

from decimal import Decimal

from .ratio import HUNDRED, get_ratio


def get_disputed(open_amounts, parts):
    """Add up what is disputed of what is open.

    A part never exceeds what is open of its invoice; None disputes all of it.

    >>> open_amounts = {1: Decimal(1000), 2: Decimal(300), 3: Decimal(50)}
    >>> get_disputed(open_amounts, {1: Decimal(200), 2: None, 4: None})
    Decimal('500')
    >>> get_disputed({1: Decimal(100)}, {1: Decimal(200)})
    Decimal('100')

    :param dict open_amounts: open amount by invoice
    :param dict parts: part disputed by invoice
    :return: the amount disputed
    :rtype: Decimal
    """
    total = Decimal(0)
    for move, part in parts.items():
        left = max(open_amounts.get(move, Decimal(0)), Decimal(0))
        total += left if part is None else min(part, left)
    return total


def get_change(now, before):
    """Say by which share an amount changed.

    >>> get_change(Decimal(120), Decimal(100)), get_change(Decimal(0), Decimal(50))
    (Decimal('20'), Decimal('-100'))
    >>> get_change(Decimal(120), Decimal(0)) is None
    True

    :param Decimal now: the amount
    :param Decimal before: the amount a year before
    :return: percentage, unrounded; None without an amount before
    :rtype: Decimal
    """
    return get_ratio(now - before, before, HUNDRED)
