# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interest of a debt as a table that a judge can add up again.

One row for each stretch of days with the same balance and the same rate; or one row a
day. The rows are exact: only their sum is rounded, as the law's examples are.
"""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.tpe_invoicing.tools.amounts import rounded
from odoo.addons.tpe_invoicing.tools.periods import split_half_years

from .late_interest import LEAP_YEAR, ONE_DAY, YEAR, get_start, split_balances

HUNDRED = 100
DIGITS = 6  # of what one day bears, when it is written


class Row(NamedTuple):
    """Some days during which neither the balance nor the rate changed."""

    first: date
    last: date
    balance: Decimal
    rate: Decimal  # percent a year
    year_days: int

    @property
    def days(self):
        """:return: how many days
        :rtype: int"""
        return (self.last - self.first).days + 1

    @property
    def interest(self):
        """:return: what they bear, not rounded
        :rtype: Decimal"""
        return self.balance * self.rate * self.days / (HUNDRED * self.year_days)


def get_rows(law, debt, as_of):
    """List how the interest of a debt comes about.

    :param LateInterest law: the rules
    :param Debt debt: the due item
    :param date as_of: last day counted
    :rtype: list[Row]
    :raises MissingFigure: when a rate is missing
    """
    start = get_start(debt)
    if start is None:
        return []
    last = min(as_of, debt.frozen_on) if debt.frozen_on else as_of
    rows = []
    for first, end, balance in split_balances(debt.amount, debt.payments, start, last):
        for day, until in split_half_years(first, end):
            rate = law.get_rate(debt, start + ONE_DAY, day)
            is_longer = law.is_leap_year_longer and calendar.isleap(day.year)
            year_days = LEAP_YEAR if is_longer else YEAR
            rows.append(Row(day, until, balance, rate, year_days))
    return rows


def sum_rows(rows, digits=2):
    """:param rows: see :func:`get_rows`
    :param int digits: decimals of the currency
    :return: the interest, rounded once
    :rtype: Decimal"""
    return rounded(sum((row.interest for row in rows), Decimal(0)), digits)


def iterate_days(rows):
    """Tell day by day what a debt bears.

    >>> row = Row(date(2026, 10, 1), date(2026, 10, 2), Decimal(1200),
    ...           Decimal("12.40"), 365)
    >>> [(str(day), str(whole)) for day, _row, _one, whole in iterate_days([row])]
    [('2026-10-01', '0.407671'), ('2026-10-02', '0.815342')]

    :param rows: see :func:`get_rows`
    :return: day, its row, what it bears and what all days so far bear
    """
    before = Decimal(0)
    for row in rows:
        one = row.interest / row.days
        for number in range(row.days):
            whole = before + one * (number + 1)
            day = row.first + timedelta(days=number)
            yield day, row, rounded(one, DIGITS), rounded(whole, DIGITS)
        before += row.interest
