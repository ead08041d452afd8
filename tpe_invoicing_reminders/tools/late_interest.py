# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Late-payment interest: what a creditor may claim on a day, from dated rates.

Three debtors, three rules:

* ``business``: from the day after the due date, without any reminder, at the contract
  rate or else at the ECB rate of each half-year plus a margin (C. com. L441-10, II);
* ``public``: the same, at one rate fixed on the day interest starts (CCP R2192-31);
* ``consumer``: only after receipt of a formal notice, at the legal rate of professional
  creditors (C. civ. 1231-6 and 1344-1).

The day of payment counts, the due date does not. Nothing is rounded before the end.
"""

import calendar
import functools
from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.tpe_invoicing.tools.amounts import rounded
from odoo.addons.tpe_invoicing.tools.periods import (
    half_year_code,
    half_year_start,
    split_half_years,
)

ONE_DAY = timedelta(days=1)
YEAR = 365
LEAP_YEAR = 366
NOTHING = Decimal(0)
# codes of the legal figures this module reads
HALF_YEAR_CODES = ("ecb_mro", "legal_rate_pro")
DATED_CODES = (
    "late_margin",
    "late_margin_public",
    "late_floor_multiplier",
    "recovery_lump_sum",
)


class MissingFigure(LookupError):
    """A legal figure has no value for a period; nothing is ever extrapolated.

    ``period`` names it (``2027-H1``, or a day), ``first_day`` is the first day without
    a value, ``partial`` what is due up to the day before, when that is known.
    """

    def __init__(self, code, period, first_day):
        super().__init__(f"{code}: no value for {period}")
        self.code = code
        self.period = period
        self.first_day = first_day
        self.partial = None


class Figures:
    """The dated legal figures, as pairs of first day and value for each code.

    >>> figures = Figures({"ecb_mro": [(date(2026, 7, 1), Decimal("2.40"))]})
    >>> figures.get_half_year("ecb_mro", date(2026, 11, 24))
    Decimal('2.40')
    >>> figures.get_half_year(
    ...     "ecb_mro", date(2027, 1, 5)
    ... )  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    MissingFigure: ecb_mro: no value for 2027-H1
    """

    def __init__(self, series):
        self._half_years = {
            code: dict(series.get(code, ())) for code in HALF_YEAR_CODES
        }
        self._dated = {code: sorted(series.get(code, ())) for code in DATED_CODES}

    def get_half_year(self, code, day):
        """:param str code: a rate set for one half-year
        :param date day: any day of it
        :return: the rate, percent a year
        :rtype: Decimal
        :raises MissingFigure: when that half-year has none
        """
        start = half_year_start(day)
        value = self._half_years[code].get(start)
        if value is None:
            raise MissingFigure(code, half_year_code(day), start)
        return value

    def get(self, code, day):
        """:param str code: a figure that runs until the next one
        :param date day: day of the fact
        :return: the value in force that day
        :rtype: Decimal
        :raises MissingFigure: when there is none yet
        """
        pairs = self._dated[code]
        index = bisect_right(pairs, day, key=lambda pair: pair[0])
        if not index:
            raise MissingFigure(code, day.isoformat(), day)
        return pairs[index - 1][1]

    def get_floor(self, day):
        """:param date day: a day of delay
        :return: lowest rate that a contract may set (C. com. L441-10, II)
        :rtype: Decimal
        """
        return self.get_half_year("legal_rate_pro", day) * self.get(
            "late_floor_multiplier", day
        )


class Debt(NamedTuple):
    """One due item: what was owed, and what came in."""

    amount: Decimal
    due_on: date
    kind: str = "business"  # or "consumer", "public"
    payments: tuple = ()  # pairs of day and amount
    notified_on: date | None = None  # receipt of the formal notice
    frozen_on: date | None = None  # judgment that opened insolvency proceedings
    rate: Decimal | None = None  # agreed for it, 0 = the law's; None: the creditor's


class RateTable:
    """Percent times days over a run of days, kept for the next debt of the same age."""

    def __init__(self, rate_of_day, is_leap_year_longer):
        """:param rate_of_day: function of the first day of a part of a half-year
        :param bool is_leap_year_longer: divide by 366 in leap years
        """
        self._rate_of_day = rate_of_day
        self._is_leap_year_longer = is_leap_year_longer
        self._weights = {}

    def get_rate(self, day):
        """:param date day: a day of delay
        :return: percent a year
        :rtype: Decimal"""
        return self._rate_of_day(day)

    def get_weights(self, first, last):
        """:param date first: first day that bears interest
        :param date last: last day that does
        :return: sums of percent times days: of years of 365 days, and of 366
        :rtype: tuple[Decimal, Decimal]
        """
        weights = self._weights.get((first, last))
        if weights is None:
            weights = [Decimal(0), Decimal(0)]
            for start, end in split_half_years(first, last):
                is_longer = self._is_leap_year_longer and calendar.isleap(start.year)
                days = (end - start).days + 1
                weights[is_longer] += self._rate_of_day(start) * days
            self._weights[first, last] = weights = tuple(weights)
        return weights


class LateInterest:
    """The rules of the three debtors, over one set of figures."""

    def __init__(self, figures, contract_rate=0, is_leap_year_longer=False):
        """:param Figures figures: the dated legal figures
        :param Decimal contract_rate: rate agreed between professionals, 0 = the law's
        :param bool is_leap_year_longer: divide by 366 in leap years
        """
        self.figures = figures
        self.contract_rate = Decimal(contract_rate)
        self.is_leap_year_longer = is_leap_year_longer
        self._tables = {
            "consumer": RateTable(
                lambda day: figures.get_half_year("legal_rate_pro", day),
                is_leap_year_longer,
            ),
        }

    def get_amount(self, debt, as_of, digits=2):
        """Return the interest due on a day, rounded once, half up.

        :param Debt debt: the due item
        :param date as_of: day of payment, or of the claim
        :param int digits: decimals of the currency
        :rtype: Decimal
        :raises MissingFigure: with ``partial``, the amount up to the day before the gap
        """
        try:
            return rounded(self._sum_up(debt, as_of), digits)
        except MissingFigure as missing:
            before = missing.first_day - ONE_DAY  # always before the day of the claim
            missing.partial = rounded(self._sum_up(debt, before), digits)
            raise

    def get_lump_sum(self, debt, as_of):
        """Return the lump sum for recovery costs that a late invoice bears.

        Once for each invoice, whatever the number of its instalments: the caller keeps
        to one item of an invoice.

        :param Debt debt: a due item of the invoice
        :param date as_of: day of payment, or of the claim
        :return: amount in the currency of the law
        :rtype: Decimal
        """
        # C. com. D441-5; not claimable once proceedings forbid paying the claim
        if debt.kind == "consumer" or debt.frozen_on or not is_late(debt, as_of):
            return NOTHING
        return self.figures.get("recovery_lump_sum", debt.due_on + ONE_DAY)

    def get_rate(self, debt, first, day):
        """Return the rate of a debt on a day.

        :param Debt debt: the due item
        :param date first: first day that bears interest
        :param date day: the day
        :return: percent a year
        :rtype: Decimal
        :raises MissingFigure: when a figure is missing
        """
        return self._get_table(debt, first).get_rate(day)

    def get_agreed_rate(self, debt):
        """:param Debt debt: the due item
        :return: rate agreed between professionals, 0 = the law's
        :rtype: Decimal"""
        return self.contract_rate if debt.rate is None else debt.rate

    def _get_business_rate(self, agreed, day):
        """:return: rate between professionals on a day
        :rtype: Decimal"""
        if agreed:
            # a clause below the floor cannot be relied on (C. com. L441-10, II)
            return max(agreed, self.figures.get_floor(day))
        return self.figures.get_half_year("ecb_mro", day) + self.figures.get(
            "late_margin", day
        )

    def _get_table(self, debt, first):
        """:return: the rates of a debt whose interest starts on a day
        :rtype: RateTable"""
        if debt.kind == "business":
            # that of the invoice: the creditor may have changed his mind since
            agreed = self.get_agreed_rate(debt)
            if agreed not in self._tables:
                rate_of_day = functools.partial(self._get_business_rate, agreed)
                self._tables[agreed] = RateTable(rate_of_day, self.is_leap_year_longer)
            return self._tables[agreed]
        if debt.kind != "public":
            return self._tables[debt.kind]
        anchor = half_year_start(first)
        if anchor not in self._tables:
            rate = self.figures.get_half_year("ecb_mro", first) + self.figures.get(
                "late_margin_public", first
            )
            self._tables[anchor] = RateTable(
                lambda _day: rate, self.is_leap_year_longer
            )
        return self._tables[anchor]

    def _sum_up(self, debt, as_of):
        """:return: interest due on a day, not rounded
        :rtype: Decimal"""
        start = get_start(debt)
        if start is None:
            return NOTHING
        last = min(as_of, debt.frozen_on) if debt.frozen_on else as_of
        parts = split_balances(debt.amount, debt.payments, start, last)
        if not parts:
            return NOTHING
        table = self._get_table(debt, start + ONE_DAY)
        normal = longer = NOTHING
        for first, end, balance in parts:
            of_year, of_leap_year = table.get_weights(first, end)
            normal += balance * of_year
            if of_leap_year:
                longer += balance * of_leap_year
        due = normal / (100 * YEAR)
        return due + longer / (100 * LEAP_YEAR) if longer else due


def make_debt(item, amount, payments):
    """:param planning.Item item: a due item
    :param Decimal amount: what was owed at first
    :param tuple payments: pairs of day and amount
    :return: the item as the law sees it
    :rtype: Debt"""
    return Debt(
        amount=amount,
        due_on=item.due_on,
        kind=item.kind or "business",
        payments=payments,
        notified_on=item.notified_on,
        rate=item.rate,
    )


def get_start(debt):
    """:param Debt debt: the due item
    :return: the day after which interest runs, or None when it does not run
    :rtype: date | None

    >>> get_start(Debt(Decimal(800), date(2026, 5, 8), kind="consumer"))
    """
    if debt.kind != "consumer":
        return debt.due_on
    if debt.notified_on is None:
        return None
    return max(debt.due_on, debt.notified_on)


def is_late(debt, as_of):
    """Tell whether an item, or a part of it, was unpaid after its due date.

    :param Debt debt: the due item
    :param date as_of: day of payment, or of the claim
    :rtype: bool

    >>> is_late(Debt(Decimal(9), date(2026, 10, 31)), date(2026, 10, 31))
    False
    """
    if not debt.payments:
        return debt.due_on < as_of and debt.amount > 0
    return bool(split_balances(debt.amount, debt.payments, debt.due_on, as_of))


def split_balances(amount, payments, start, last):
    """Cut the days of delay where a payment lowers the balance.

    :param Decimal amount: what was owed at first
    :param payments: pairs of day and amount; a day's payment counts from the next day
    :param date start: due date, or later start; not counted
    :param date last: last day, counted
    :return: first day, last day and balance of each part with something unpaid
    :rtype: list[tuple[date, date, Decimal]]

    >>> split_balances(Decimal(9), [(date(2026, 7, 1), Decimal(4))],
    ...                date(2026, 6, 29), date(2026, 7, 2))[1][1:]
    (datetime.date(2026, 7, 2), Decimal('5'))
    """
    parts, first, balance = [], start + ONE_DAY, amount
    if not payments:
        return [(first, last, amount)] if first <= last and amount > 0 else parts
    for day, paid in sorted(payments):
        end = min(day, last)
        if end >= first:
            if balance > 0:
                parts.append((first, end, balance))
            first = end + ONE_DAY
        balance -= paid
    if balance > 0 and first <= last:
        parts.append((first, last, balance))
    return parts
