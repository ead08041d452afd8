# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A debt paid in instalments: how it is split, and where the customer stands.

Money that comes in covers the instalments in their order, whatever invoice it was
matched with. The agreement is broken once the oldest instalment that is not covered is
late by more days than the creditor's patience.
"""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

MONTHS = 12


class Standing(NamedTuple):
    """Where a customer stands with an agreement."""

    state: str  # "kept", "on_time", "late" or "broken"
    covered: tuple  # what is paid of each instalment
    current: int | None  # the oldest that is not covered


def split(total, count, first, digits=2):
    """Split a debt into monthly instalments; the last one takes the cents.

    :param Decimal total: the debt
    :param int count: how many instalments
    :param date first: day of the first one
    :param int digits: decimals of the currency
    :return: day and amount of each
    :rtype: list[tuple]

    >>> for day, amount in split(Decimal("100.00"), 3, date(2026, 1, 31)):
    ...     print(day, amount)
    2026-01-31 33.33
    2026-02-28 33.33
    2026-03-31 33.34
    """
    cent = Decimal(1).scaleb(-digits)
    share = (total / count // cent) * cent
    amounts = [share] * (count - 1) + [total - share * (count - 1)]
    return [(add_months(first, n), amount) for n, amount in enumerate(amounts)]


def add_months(day, count):
    """:param date day: a day
    :param int count: how many months later
    :return: the same day of that month, or its last one
    :rtype: date

    >>> add_months(date(2026, 12, 31), 2)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + count, MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def stand(instalments, paid, on_date, patience):
    """Say where a customer stands.

    :param instalments: day and amount of each, in order
    :param Decimal paid: what came in since the agreement
    :param date on_date: the day
    :param int patience: days that an instalment may be late
    :rtype: Standing

    >>> agreed = split(Decimal(300), 3, date(2026, 1, 10))
    >>> standing = stand(agreed, Decimal(100), date(2026, 2, 10), 5)
    >>> standing.state, [int(part) for part in standing.covered], standing.current
    ('on_time', [100, 0, 0], 1)
    >>> stand(agreed, Decimal(100), date(2026, 2, 15), 5).state
    'late'
    >>> stand(agreed, Decimal(100), date(2026, 2, 16), 5).state
    'broken'
    """
    covered, left = [], paid
    for _day, amount in instalments:
        part = max(min(amount, left), Decimal(0))
        covered.append(part)
        left -= part
    current = next(
        (n for n, (_day, due) in enumerate(instalments) if covered[n] < due), None
    )
    if current is None:
        return Standing("kept", tuple(covered), None)
    day = instalments[current][0]
    if on_date > day + timedelta(days=patience):
        state = "broken"
    else:
        state = "late" if on_date > day else "on_time"
    return Standing(state, tuple(covered), current)
