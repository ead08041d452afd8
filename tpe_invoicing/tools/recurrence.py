# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prices that follow an index, and the days on which a renewal has to be told."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

DAY = relativedelta(days=1)
# every month has these days: only what begins later is moved by a short month
SAFE_DAYS = 28


@dataclass(frozen=True)
class Window:
    """When a customer is told that he may refuse a renewal."""

    first: date
    last: date
    deadline: date


def revise(price, base, new, digits):
    """Move a price with its index.

    :param Decimal price: before
    :param Decimal base: value of the index that the price stands for
    :param Decimal new: value of the index now
    :param int digits: decimals of the currency
    :rtype: Decimal

    >>> revise(Decimal("100"), Decimal("128.4"), Decimal("131.9"), 2)
    Decimal('102.73')
    >>> revise(Decimal("0.125"), Decimal("100"), Decimal("100"), 2)
    Decimal('0.13')
    """
    step = Decimal(1).scaleb(-digits)
    return (price * new / base).quantize(step, rounding=ROUND_HALF_UP)


def find_window(term_end, refusal_months, earliest, latest):
    """Find when a customer has to be told that his contract is about to renew.

    :param date term_end: last day of the term
    :param int refusal_months: how long before it he has to refuse at the latest
    :param int earliest: months before that day, at the earliest
    :param int latest: months before that day, at the latest
    :rtype: Window

    >>> window = find_window(date(2027, 3, 31), 1, 3, 1)
    >>> window.first.isoformat(), window.last.isoformat(), window.deadline.isoformat()
    ('2026-11-28', '2027-01-28', '2027-02-28')
    """
    deadline = term_end - relativedelta(months=refusal_months)
    return Window(
        deadline - relativedelta(months=earliest),
        deadline - relativedelta(months=latest),
        deadline,
    )


def keep_day(day, agreed):
    """Bring a day that short months have moved back to the one that was agreed.

    :param date day: months after one that was agreed
    :param int agreed: day of the month; falls on the last one of a shorter month
    :rtype: date

    >>> keep_day(date(2026, 3, 28), 31), keep_day(date(2026, 4, 28), 31)
    (datetime.date(2026, 3, 31), datetime.date(2026, 4, 30))
    >>> keep_day(date(2026, 3, 15), 31)  # moved by somebody
    datetime.date(2026, 3, 15)
    """
    if SAFE_DAYS <= day.day < agreed:
        return day + relativedelta(day=agreed)
    return day


def next_term(term_end, months, agreed=1):
    """Find the last day of the term after one.

    :param date term_end: last day of the term
    :param int months: of a term
    :param int agreed: day of the month on which terms begin
    :rtype: date

    >>> next_term(date(2027, 2, 28), 1), next_term(date(2026, 12, 31), 12)
    (datetime.date(2027, 3, 31), datetime.date(2027, 12, 31))
    >>> next_term(date(2027, 2, 27), 6, agreed=31)
    datetime.date(2027, 8, 30)
    """
    following = term_end + DAY + relativedelta(months=months)
    return keep_day(following, agreed) - DAY
