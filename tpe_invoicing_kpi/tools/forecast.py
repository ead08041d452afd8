# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When open items will be paid, if customers stay as late as they are."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from .delays import get_weighted_delay
from .ratio import get_ratio

# Paid items a customer needs before his own habit is trusted.
MINIMUM_PAID = 5


def get_habits(paid_items, minimum=MINIMUM_PAID):
    """Learn how late each customer pays, and what to expect of the others.

    Early payment counts as negative days: a forecast must not be pessimistic.

    >>> from datetime import date
    >>> due = date(2026, 10, 1)
    >>> def item(partner, late):
    ...     return partner, [(due, due + timedelta(late), Decimal(100))]
    >>> regular = [item("A", late) for late in (10, 11, 12, 13, 14)]
    >>> get_habits([*regular, item("B", 40)])
    ({'A': 12}, 13)
    >>> get_habits([])
    ({}, 0)

    :param paid_items: (partner, [(due date, payment date, amount), ...]) of each
        item paid in full
    :param int minimum: items a customer must have paid to have a habit
    :return: days late by partner, days late of everybody else (the median)
    :rtype: tuple
    """
    by_partner, everybody = {}, []
    for partner, pieces in paid_items:
        by_partner.setdefault(partner, []).append(pieces)
        everybody.append((max(paid for _, paid, _ in pieces) - pieces[0][0]).days)
    habits = {
        partner: _round_days(get_weighted_delay([p for item in items for p in item]))
        for partner, items in by_partner.items()
        if len(items) >= minimum
    }
    return habits, _round_days(Decimal(median(everybody))) if everybody else 0


def get_habits_from_sums(sums, middle, minimum=MINIMUM_PAID):
    """Learn the same habits from sums, when a database has added them up.

    >>> get_habits_from_sums(
    ...     {"A": (5, Decimal(6000), Decimal(500)), "B": (1, Decimal(4), Decimal(1))},
    ...     12.5,
    ... )
    ({'A': 12}, 13)
    >>> get_habits_from_sums({}, None)
    ({}, 0)

    :param dict sums: by partner: items paid in full, sum of amount x days late, sum of
        the amounts
    :param middle: median of the days late of all paid items; None without any
    :param int minimum: items a customer must have paid to have a habit
    :return: days late by partner, days late of everybody else
    :rtype: tuple
    """
    habits = {
        partner: _round_days(get_ratio(late, amount))
        for partner, (count, late, amount) in sums.items()
        if count >= minimum and amount > 0
    }
    return habits, 0 if middle is None else _round_days(Decimal(str(middle)))


def _round_days(days):
    """Round to whole days, half away from zero.

    >>> _round_days(Decimal("12.5")), _round_days(Decimal("-0.4"))
    (13, 0)
    """
    return int(days.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def get_expected_date(due, days_late, on_date):
    """Give the day an item should be paid; what is already late comes tomorrow.

    K-15, a customer 12 days late as a rule:

    >>> from datetime import date
    >>> get_expected_date(date(2026, 11, 30), 12, date(2026, 11, 24))
    datetime.date(2026, 12, 12)
    >>> get_expected_date(date(2026, 11, 1), 12, date(2026, 11, 24))
    datetime.date(2026, 11, 25)

    :param date due: due date of the item
    :param int days_late: habit of the customer
    :param date on_date: the day of the forecast
    :return: a day after `on_date`
    :rtype: date
    """
    return max(due + timedelta(days_late), on_date + timedelta(1))


def get_cash_forecast(items, habits, default, on_date):
    """Spread open items over the days they should be paid.

    K-15, and 200 that were promised for 1 December:

    >>> from datetime import date
    >>> items = [
    ...     ("A", date(2026, 11, 30), Decimal(1000), False),
    ...     ("A", date(2026, 11, 1), Decimal(500), False),
    ...     ("A", date(2026, 12, 1), Decimal(200), True),
    ... ]
    >>> forecast = get_cash_forecast(items, {"A": 12}, 0, date(2026, 11, 24))
    >>> {day.isoformat(): str(amount) for day, amount in forecast.items()}
    {'2026-11-25': '500', '2026-12-01': '200', '2026-12-12': '1000'}

    :param items: partner, due date or agreed day, open amount (credit notes negative),
        whether the day was agreed
    :param dict habits: days late by partner
    :param int default: days late of partners without a habit
    :param date on_date: the day of the forecast
    :return: amount by day, days in order; they add up to what is open
    :rtype: dict
    """
    days = {}
    for partner, start, amount, is_agreed in items:
        late = 0 if is_agreed else habits.get(partner, default)
        day = get_expected_date(start, late, on_date)
        days[day] = days.get(day, Decimal(0)) + amount
    return dict(sorted(days.items()))
