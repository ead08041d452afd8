# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ageing of open receivables by days past the due date.

Due today is not overdue; 30 days late is in the first bucket, 31 in the second.
"""

from bisect import bisect_left
from decimal import Decimal

from .ratio import HUNDRED, get_ratio

# Upper ends of the buckets, in days late; the last bucket is open-ended.
LIMITS = (30, 60, 90)
# What a person may choose at most.
MOST_LIMITS, MOST_DAYS = 9, 3650


def get_bucket_keys(limits=LIMITS):
    """Name the buckets, from what is not due to what is oldest.

    >>> get_bucket_keys()
    ['not_due', '1_30', '31_60', '61_90', 'over_90']
    >>> get_bucket_keys((15, 45))
    ['not_due', '1_15', '16_45', 'over_45']

    :param limits: last day of each bucket, rising
    :return: the keys
    :rtype: list
    """
    starts = (0, *limits)
    inner = [f"{start + 1}_{end}" for start, end in zip(starts, limits, strict=False)]
    return ["not_due", *inner, f"over_{limits[-1]}"]


def read_limits(text):
    """Read the limits that a person wrote.

    >>> read_limits("15, 45 ;90"), read_limits("30")
    ((15, 45, 90), (30,))
    >>> [read_limits(text) for text in ("", "30, 20", "0, 30", "a month", "30, 30")]
    [None, None, None, None, None]
    >>> read_limits(", ".join(map(str, range(1, 20)))) is None
    True

    :param str text: days, rising, with commas or blanks between
    :return: the limits; None when they make no sense
    :rtype: tuple
    """
    words = (text or "").replace(",", " ").replace(";", " ").split()
    if not 0 < len(words) <= MOST_LIMITS or not all(map(str.isdecimal, words)):
        return None
    limits = tuple(map(int, words))
    rising = all(low < high for low, high in zip((0, *limits), limits, strict=False))
    return limits if rising and limits[-1] <= MOST_DAYS else None


def get_bucket(days_late, limits=LIMITS):
    """Find the bucket of an item.

    >>> [get_bucket(days) for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91)][::2]
    ['not_due', '1_30', '31_60', '61_90', 'over_90']

    :param int days_late: days past the due date, negative before it
    :param limits: last day of each bucket, rising
    :return: the key of the bucket
    :rtype: str
    """
    return get_bucket_keys(limits)[_get_rank(days_late, limits)]


def _get_rank(days_late, limits):
    """Number the buckets from 0 (not due).

    >>> [_get_rank(days, LIMITS) for days in (-1, 0, 1, 30, 31, 91)]
    [0, 0, 1, 1, 2, 4]
    """
    return bisect_left((0, *limits), days_late)


def get_aged_balance(items, on_date, limits=LIMITS):
    """Spread open items over the buckets.

    K-16: 100 each at -5, 0, 1, 30, 31, 60, 61, 90 and 91 days past due.

    >>> from datetime import date, timedelta
    >>> today = date(2026, 11, 24)
    >>> days = (-5, 0, 1, 30, 31, 60, 61, 90, 91)
    >>> items = [(today - timedelta(late), Decimal(100)) for late in days]
    >>> list(map(int, get_aged_balance(items, today).values()))
    [200, 200, 200, 200, 100]

    :param items: (due date, open amount), credit notes negative
    :param date on_date: the day seen from
    :param limits: last day of each bucket, rising
    :return: amount by bucket key, every bucket present, in order
    :rtype: dict
    """
    keys = get_bucket_keys(limits)
    totals = dict.fromkeys(keys, Decimal(0))
    for due, amount in items:
        totals[keys[_get_rank((on_date - due).days, limits)]] += amount
    return totals


def get_overdue(items, on_date):
    """Add up what is past its due date.

    :param items: (due date, open amount), credit notes negative
    :param date on_date: the day seen from
    :return: the overdue amount
    :rtype: Decimal
    """
    return sum((amount for due, amount in items if due < on_date), Decimal(0))


def get_overdue_rate(overdue, receivable):
    """Say which share of the open receivables is overdue.

    K-1 and K-2:

    >>> get_overdue_rate(Decimal(30000), Decimal(110000)).quantize(Decimal("0.01"))
    Decimal('27.27')
    >>> get_overdue_rate(Decimal(6000), Decimal(24000))
    Decimal('25')

    :param Decimal overdue: open receivables past their due date
    :param Decimal receivable: all open receivables
    :return: percentage, unrounded; None when nothing is open
    :rtype: Decimal
    """
    return get_ratio(overdue, receivable, HUNDRED)
