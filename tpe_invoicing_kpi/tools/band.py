# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A forecast with a band: what should come, and what a prudent person counts on.

Each item waits as long as its customer's payments did: in the probable column as long
as half of them (P50), in the prudent one as long as nine tenths of them (P90). What is
late already is compared with the payments that were later still; when there never were
any, it is not counted. A day agreed with the customer is believed in the probable
column; in the prudent one it is a due date like any other. Credit is counted at once.
"""

from bisect import bisect_right
from collections import namedtuple
from datetime import timedelta
from decimal import Decimal
from functools import cache

from .ratio import HUNDRED, get_ratio

PROBABLE, PRUDENT = Decimal("0.5"), Decimal("0.9")
WEEKS, WEEK = 13, 7
ZERO = Decimal(0)
# Payments a customer needs before his own habit is trusted.
MINIMUM_PAID = 5

# Days late of each payment, sorted: of customers with enough of them, of everybody.
Habits = namedtuple("Habits", "by_partner everybody")


def get_quantile(samples, share, first=0):
    """Give the value that a share of sorted samples does not exceed (nearest rank).

    >>> get_quantile([1, 2, 3, 4], PROBABLE), get_quantile(list(range(1, 11)), PRUDENT)
    (2, 9)
    >>> get_quantile([7], PRUDENT), get_quantile([1, 2, 3, 4], PROBABLE, 2)
    (7, 3)

    :param list samples: sorted, at least one
    :param Decimal share: between 0 and 1
    :param int first: place of the first sample that counts
    :return: one of the samples
    """
    parts, whole = _split(share)
    rank = -(-(len(samples) - first) * parts // whole)
    return samples[first + max(rank, 1) - 1]


# thousands of items ask for two shares
_split = cache(Decimal.as_integer_ratio)


def make_habits(by_partner, minimum=MINIMUM_PAID):
    """Learn how late customers pay.

    >>> make_habits({"A": [3, 1, 2], "B": [9]}, 3)
    Habits(by_partner={'A': [1, 2, 3]}, everybody=[1, 2, 3, 9])

    :param dict by_partner: days late of each payment, by customer
    :param int minimum: payments a customer must have made to have a habit
    :rtype: Habits
    """
    own = {who: sorted(days) for who, days in by_partner.items()}
    everybody = sorted(late for days in own.values() for late in days)
    return Habits(
        {who: days for who, days in own.items() if len(days) >= minimum}, everybody
    )


def get_wait(samples, late, share):
    """Say how many days after its day an item comes.

    Paid 0, 10, 20, 30 and 90 days late as a rule; today it is 25 days late:

    >>> habit = [0, 10, 20, 30, 90]
    >>> get_wait(habit, -5, PROBABLE), get_wait(habit, 25, PROBABLE)
    (20, 30)
    >>> get_wait(habit, -5, PRUDENT), get_wait(habit, 90, PROBABLE) is None
    (90, True)

    Without any experience it comes on its day, or tomorrow:

    >>> get_wait([], -5, PRUDENT), get_wait([], 4, PRUDENT)
    (0, 5)

    :param list samples: days late of payments, sorted
    :param int late: days past its day, negative before it
    :param Decimal share: of the payments
    :return: days, None when nobody ever paid so late
    :rtype: int
    """
    if not samples:
        return max(0, late + 1)
    first = bisect_right(samples, late)
    return get_quantile(samples, share, first) if first < len(samples) else None


def _get_sums(items, habits, on_date, share):
    """Add up what comes by days after the forecast; what may never come is left out."""
    sums, today, is_probable = {}, on_date.toordinal(), share == PROBABLE
    for partner, day, amount, is_agreed in items:
        late = today - day.toordinal()
        if amount < 0:
            wait = late + 1
        elif is_agreed and is_probable:
            wait = 0
        else:
            samples = habits.by_partner.get(partner, habits.everybody)
            wait = get_wait(samples, late, share)
        if wait is not None:
            ahead = wait - late if wait > late else 1
            sums[ahead] = sums.get(ahead, ZERO) + amount
    return sums


def get_weeks(items, habits, on_date, share):
    """Add up what has come by the end of each of the next weeks.

    K-15, a customer who pays 12 days late as a rule, and 500 that are later than that:

    >>> from datetime import date
    >>> from .agreement import Item
    >>> items = [
    ...     Item("A", date(2026, 11, 30), Decimal(1000), False),
    ...     Item("A", date(2026, 11, 1), Decimal(500), False),
    ... ]
    >>> habits = make_habits({"A": [12] * 5})
    >>> weeks = get_weeks(items, habits, date(2026, 11, 24), PROBABLE)
    >>> [(day.isoformat(), int(amount)) for day, amount in weeks[:3]]
    [('2026-12-01', 0), ('2026-12-08', 0), ('2026-12-15', 1000)]

    :param items: what is to come
    :param Habits habits: of the customers
    :param date on_date: the day of the forecast
    :param Decimal share: ``PROBABLE`` or ``PRUDENT``
    :return: last day of each week and amount come by then
    :rtype: list[tuple]
    """
    sums = _get_sums(items, habits, on_date, share)
    return [
        (on_date + timedelta(end), _add_up(sums, end))
        for end in range(WEEK, WEEK * WEEKS + 1, WEEK)
    ]


def get_sum_until(items, habits, on_date, end, share):
    """Add up what has come by the end of a day.

    :param items: what is to come
    :param Habits habits: of the customers
    :param date on_date: the day of the forecast
    :param date end: the day
    :param Decimal share: ``PROBABLE`` or ``PRUDENT``
    :return: the amount
    :rtype: Decimal
    """
    return _add_up(_get_sums(items, habits, on_date, share), (end - on_date).days)


def _add_up(sums, end):
    """Add up what comes until so many days after the forecast."""
    return sum((amount for ahead, amount in sums.items() if ahead <= end), ZERO)


def get_accuracy(pairs):
    """Say how close forecasts came to what really came.

    1 000 expected and 900 came, then 500 and 600: 200 wrong of 1 500.

    >>> pairs = [(Decimal(1000), Decimal(900)), (Decimal(500), Decimal(600))]
    >>> get_accuracy(pairs).quantize(Decimal("0.01"))
    Decimal('86.67')
    >>> get_accuracy([(Decimal(500), Decimal(100))])
    Decimal('0')
    >>> get_accuracy([]) is None
    True

    :param pairs: (expected, came) of each forecast
    :return: percentage, 100 when all came as expected, 0 at least; None when nothing
        came
    :rtype: Decimal
    """
    wrong = sum((abs(expected - came) for expected, came in pairs), ZERO)
    error = get_ratio(wrong, sum((came for _e, came in pairs), ZERO), HUNDRED)
    return None if error is None else max(HUNDRED - error, ZERO)
