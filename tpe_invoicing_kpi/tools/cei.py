# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collection effectiveness index."""

from .ratio import HUNDRED, get_ratio


def get_cei(start, sales, end, end_current):
    """Say which share of what could be collected in a period was collected.

    K-7, K-8 and K-9:

    >>> from decimal import Decimal
    >>> cents = Decimal("0.01")
    >>> def cei(*amounts):
    ...     return get_cei(*map(Decimal, amounts)).quantize(cents)
    >>> cei(100000, 155000, 110000, 80000)
    Decimal('82.86')
    >>> cei(6200, 3630, 6340, 3590)
    Decimal('55.93')
    >>> cei(100000, 1000000, 120000, 100000)
    Decimal('98.00')
    >>> get_cei(*[Decimal(0)] * 4) is None
    True

    :param Decimal start: open receivables when the period begins
    :param Decimal sales: sales of the period, VAT included
    :param Decimal end: open receivables when it ends
    :param Decimal end_current: the part of them that is not overdue
    :return: percentage, unrounded, at most 100; None with nothing to collect
    :rtype: Decimal
    """
    figure = get_ratio(start + sales - end, start + sales - end_current, HUNDRED)
    # Overdue credit notes that nobody took off would push the index over 100.
    return figure if figure is None else min(figure, HUNDRED)
