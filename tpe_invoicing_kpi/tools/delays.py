# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delays between two dates, weighted by the money that waited."""

from decimal import Decimal

from .ratio import get_ratio


def get_weighted_sums(pieces, floored=False):
    """Add up amount x days, and the amounts.

    :param pieces: (from date, payment date, amount) of each payment
    :param bool floored: count an early payment as zero days, not as negative
    :return: sum of amount x days, sum of amounts
    :rtype: tuple
    """
    total, weight = Decimal(0), Decimal(0)
    for start, paid, amount in pieces:
        days = (paid - start).days
        total += amount * (max(days, 0) if floored else days)
        weight += amount
    return total, weight


def get_weighted_delay(pieces, floored=False):
    """Average the days each euro took; each partial payment has its own weight.

    K-4: 1 000 paid 30 days and 3 000 paid 60 days after issue, due at 30 days.
    K-5 adds 1 000 paid 5 days early. K-6: 500 on time, 1 500 twenty days late.

    >>> from datetime import date, timedelta
    >>> day = date(2026, 11, 1)
    >>> def piece(days, amount):
    ...     return day, day + timedelta(days), Decimal(amount)
    >>> get_weighted_delay([piece(30, 1000), piece(60, 3000)])
    Decimal('52.5')
    >>> late = [piece(0, 1000), piece(30, 3000)]
    >>> get_weighted_delay(late)
    Decimal('22.5')
    >>> get_weighted_delay([*late, piece(-5, 1000)], floored=True)
    Decimal('18')
    >>> get_weighted_delay([*late, piece(-5, 1000)])
    Decimal('17')
    >>> get_weighted_delay([piece(0, 500), piece(20, 1500)])
    Decimal('15')
    >>> get_weighted_delay([]) is None
    True

    :param pieces: (from date, payment date, amount) of each payment
    :param bool floored: count an early payment as zero days, not as negative
    :return: days, unrounded; None when nothing was paid
    :rtype: Decimal
    """
    return get_ratio(*get_weighted_sums(pieces, floored))


def get_simple_delay(spans, late_only=False):
    """Average the days each document took, whatever its amount.

    K-4: 30 and 60 days after issue, 0 and 30 days late.

    >>> from datetime import date, timedelta
    >>> day = date(2026, 11, 1)
    >>> def span(days):
    ...     return day, day + timedelta(days)
    >>> get_simple_delay([span(30), span(60)])
    Decimal('45')
    >>> get_simple_delay([span(0), span(30)])
    Decimal('15')
    >>> get_simple_delay([span(0), span(30)], late_only=True)
    Decimal('30')

    :param spans: (from date, full-payment date) of each document
    :param bool late_only: leave out what was paid on time
    :return: days, unrounded; None when there is no document
    :rtype: Decimal
    """
    days = [(paid - start).days for start, paid in spans]
    if late_only:
        days = [late for late in days if late > 0]
    return get_ratio(Decimal(sum(days)), len(days))


def get_median(spread):
    """Find the middle of counted days: between the two in the middle of an even number.

    >>> get_median({0: 2, 10: 1}), get_median({0: 1, 5: 1}), get_median({-3: 1, 4: 3})
    (Decimal('0'), Decimal('2.5'), Decimal('4'))
    >>> get_median({}) is None
    True

    :param dict spread: number of items by days
    :return: days; None without an item
    :rtype: Decimal
    """
    days = [day for day in sorted(spread) for _item in range(spread[day])]
    if not days:
        return None
    middle = len(days) // 2
    return Decimal(days[middle] + days[~middle]) / 2
