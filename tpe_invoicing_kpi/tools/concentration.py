# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the revenue hangs on a few customers."""

from decimal import Decimal

from .ratio import HUNDRED, get_ratio


def get_top_share(amounts, count=1):
    """Say which share of the revenue the biggest customers make.

    K-13 and K-14:

    >>> uneven = [Decimal(amount) for amount in (50, 20, 10, 10, 10)]
    >>> get_top_share(uneven), get_top_share(uneven, 3)
    (Decimal('50'), Decimal('80'))
    >>> get_top_share([Decimal(10)] * 10, 3)
    Decimal('30')
    >>> get_top_share([]) is None
    True

    :param amounts: revenue of each customer
    :param int count: how many customers are at the top
    :return: percentage, unrounded; None without revenue
    :rtype: Decimal
    """
    ranked = sorted(amounts, reverse=True)
    total = sum(ranked, Decimal(0))
    return get_ratio(sum(ranked[:count], Decimal(0)), total, HUNDRED)


def get_herfindahl(amounts):
    """Give the Herfindahl-Hirschman index: 1 for one customer, near 0 for many.

    K-13 and K-14:

    >>> get_herfindahl([Decimal(amount) for amount in (50, 20, 10, 10, 10)])
    Decimal('0.32')
    >>> get_herfindahl([Decimal(10)] * 10)
    Decimal('0.1')

    :param amounts: revenue of each customer
    :return: the index, unrounded; None without revenue
    :rtype: Decimal
    """
    amounts = list(amounts)
    total = sum(amounts, Decimal(0))
    squares = sum((amount * amount for amount in amounts), Decimal(0))
    return get_ratio(squares, total * total) if total > 0 else None
