# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a customer pays, from what he paid and promised: explainable, nothing hidden.

Each euro has the same weight. The limits between grades are our convention, not law:
a customer who pays within a week of the due date costs no work, one who takes more
than a month ties up a month of turnover.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

PERIOD_DAYS = 365
ENOUGH = 3  # invoices: fewer say nothing about a habit
GOOD_DAYS, BAD_DAYS = 5, 30
GOOD_SHARE = 80
TREND_DAYS = 5  # a smaller difference is none
HUNDRED = Decimal(100)


class History(NamedTuple):
    """What came in during the period, and in its second half."""

    invoices: int = 0
    amount: Decimal = Decimal(0)
    amount_days: Decimal = Decimal(0)  # amount x days late, 0 when early
    on_time: Decimal = Decimal(0)
    recent: Decimal = Decimal(0)
    recent_days: Decimal = Decimal(0)
    kept: int = 0  # promises
    broken: int = 0
    amount_days_paid: Decimal = Decimal(0)  # amount x days from invoice to payment
    amount_days_signed: Decimal = Decimal(0)  # amount x days late, less when early


class Profile(NamedTuple):
    """A customer's habit."""

    grade: str  # "new", "good", "slow" or "bad"
    days_late: int | None
    share_on_time: int | None  # percent
    trend: str  # "", "better" or "worse"


def get_profile(history):
    """Sum a history up.

    K-6 of the worked examples: 500 on time, 1,500 twenty days late.

    >>> late = Decimal(1500 * 20)
    >>> get_profile(History(4, Decimal(2000), late, Decimal(500)))
    Profile(grade='slow', days_late=15, share_on_time=25, trend='')
    >>> get_profile(History(3, Decimal(900), Decimal(0), Decimal(900)))
    Profile(grade='good', days_late=0, share_on_time=100, trend='')
    >>> get_profile(History(2, Decimal(900), Decimal(0), Decimal(900))).grade
    'new'
    >>> get_profile(History(5, Decimal(100), Decimal(3100), Decimal(0))).grade
    'bad'
    >>> get_profile(History(3, Decimal(900), Decimal(0), Decimal(900), broken=2)).grade
    'bad'
    >>> get_profile(History())
    Profile(grade='new', days_late=None, share_on_time=None, trend='')

    :param History history: payments and promises
    :rtype: Profile
    """
    days = _divide(history.amount_days, history.amount)
    share = _divide(history.on_time * HUNDRED, history.amount)
    return Profile(
        _get_grade(history, days, share), _round(days), _round(share), _trend(history)
    )


def _get_grade(history, days, share):
    """:return: the grade of a history
    :rtype: str"""
    if history.broken > max(history.kept, 1):
        return "bad"  # who breaks his word is known, however little he paid
    if history.invoices < ENOUGH:
        return "new"
    if days > BAD_DAYS:
        return "bad"
    return "good" if days <= GOOD_DAYS and share >= GOOD_SHARE else "slow"


def _trend(history):
    """Compare the second half of the period with the first.

    >>> _trend(History(4, Decimal(200), Decimal(2000), recent=Decimal(100)))
    'better'
    >>> _trend(History(4, Decimal(200), Decimal(2000), Decimal(0), Decimal(100),
    ...                Decimal(2000)))
    'worse'

    :rtype: str
    """
    now = _divide(history.recent_days, history.recent)
    before = _divide(
        history.amount_days - history.recent_days, history.amount - history.recent
    )
    if now is None or before is None or abs(now - before) < TREND_DAYS:
        return ""
    return "better" if now < before else "worse"


def _divide(total, weight):
    """:return: quotient; None when there is nothing to divide by
    :rtype: Decimal | None"""
    return total / weight if weight else None


def _round(value):
    """:return: whole number, halves away from zero
    :rtype: int | None"""
    return None if value is None else int(value.quantize(Decimal(1), ROUND_HALF_UP))
