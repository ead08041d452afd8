# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prices that follow an index, and the days on which a renewal has to be told."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta


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


def next_term(term_end, months):
    """:return: last day of the term after one
    :rtype: date

    >>> next_term(date(2027, 2, 28), 1), next_term(date(2026, 12, 31), 12)
    (datetime.date(2027, 3, 31), datetime.date(2027, 12, 31))
    """
    day = relativedelta(days=1)
    return (term_end + day) + relativedelta(months=months) - day
