# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
from collections import namedtuple
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from ..report import ledger_sql, payment_sql, receipt_sql, reminder_sql
from ..tools import change, delays, dso, effectiveness, forecast, unpaid

# Length of the period of a figure, in days, the last one included.
PERIOD_DAYS = 365
# Figures that need what is open customer by customer.
PARTNER_CODES = frozenset(["cash_forecast", "cash_forecast_band", "overdue_by_partner"])
# Days of sales read for count-back, before the whole history is.
COUNTBACK_DAYS = 800

# Paid instalments of a customer: their number, sum of days to pay and of days late
# (floored), amount paid, sums of amount x days to pay, amount x days late signed and
# floored, amount paid on time.
Delays = namedtuple(
    "Delays",
    "count days late amount amount_days amount_late amount_floored amount_on_time",
)
NO_DELAYS = Delays(0, *[Decimal(0)] * 7)
Cohort = namedtuple("Cohort", "count unpaid_count due unpaid")


def get_delays(row):
    """Read one row of ``payment_sql.get_delays_by_partner``.

    :param tuple row: count, seven sums as text
    :return: the sums as exact numbers
    :rtype: Delays
    """
    count, *sums = row
    return Delays(count, *map(Decimal, sums))


def get_by_key(rows):
    """Read the rows of a query that adds up an amount.

    :param rows: pairs of a key and an amount as text
    :return: the exact amounts by key
    :rtype: dict
    """
    return {key: Decimal(text) for key, text in rows}


class KpiInputs:
    """What the figures of one company on one day are made of.

    Each property is one query, run when a figure first asks for it; an instance lives
    for one answer, so a figure and its neighbour cannot see different ledgers.
    """

    def __init__(self, env, company, on_date, codes=()):
        self.env = env
        self.company = company
        self.on_date = on_date
        self.codes = frozenset(codes)
        self.start = on_date - timedelta(PERIOD_DAYS - 1)
        ledger_sql.flush(env)

    @cached_property
    def _key(self):
        """Customers' accounts and company, which the queries begin with."""
        return ledger_sql.get_accounts(self.env), self.company.id

    @cached_property
    def open_by_partner(self):
        """Open invoices and credit notes: (partner id, due date, amount).

        :return: one row a customer and due date
        :rtype: list
        """
        rows = self._open_by_partner
        return [
            (who, due, amount) for who, kind, due, amount in rows if kind == "invoice"
        ]

    @cached_property
    def overdue_by_partner(self):
        """What each customer owes that is past its due date.

        :return: amount by partner id
        :rtype: dict
        """
        return change.get_overdue_by_key(self.open_by_partner, self.on_date)

    @cached_property
    def receivable_by_partner(self):
        """Open invoices less open credit notes of each customer.

        :return: amount by partner id
        :rtype: dict
        """
        sums = {}
        if self.codes & PARTNER_CODES:
            for who, _due, amount in self.open_by_partner:
                sums[who] = sums.get(who, Decimal(0)) + amount
            return sums
        query = ledger_sql.get_receivable_by_partner(*self._key, self.on_date)
        return get_by_key(self.env.execute_query(query))

    @cached_property
    def _open_by_partner(self):
        query = ledger_sql.get_open_by_partner(*self._key, self.on_date)
        rows = self.env.execute_query(query)
        return [(who, kind, due, Decimal(text)) for who, kind, due, text in rows]

    @cached_property
    def _open_by_due(self):
        if self.codes & PARTNER_CODES:
            # that pass is needed anyway, and a second one would cost as much
            return [row[1:] for row in self._open_by_partner]
        query = ledger_sql.get_open_by_due(*self._key, self.on_date)
        rows = self.env.execute_query(query)
        return [(kind, due, Decimal(text)) for kind, due, text in rows]

    @cached_property
    def open_items(self):
        """Open invoices and credit notes: (due date, amount).

        :return: one row a due date
        :rtype: list
        """
        return [
            (due, sum_) for kind, due, sum_ in self._open_by_due if kind == "invoice"
        ]

    @cached_property
    def receivable(self):
        """Open invoices less open credit notes.

        :return: the amount
        :rtype: Decimal
        """
        return sum((amount for _due, amount in self.open_items), Decimal(0))

    def get_other_open(self, kind):
        """Add up what is open on receivable accounts besides invoices.

        :param str kind: ``credit`` (payments not allocated) or ``debit``
        :return: the amount, positive
        :rtype: Decimal
        """
        amounts = (sum_ for name, _due, sum_ in self._open_by_due if name == kind)
        return abs(sum(amounts, Decimal(0)))

    @cached_property
    def start_receivable(self):
        """Open receivables the day before the period.

        :return: the amount
        :rtype: Decimal
        """
        query = ledger_sql.get_open_by_due(*self._key, self.start - timedelta(1))
        rows = self.env.execute_query(query)
        amounts = (Decimal(text) for kind, _due, text in rows if kind == "invoice")
        return sum(amounts, Decimal(0))

    @cached_property
    def daily_sales(self):
        """Sales with VAT by invoice date, for as far back as count-back starts.

        :return: amount by date
        :rtype: dict
        """
        start = self.on_date - timedelta(COUNTBACK_DAYS)
        return self._get_daily_sales(start.replace(day=1))

    def _get_daily_sales(self, start):
        query = ledger_sql.get_sales_by_day(self.company.id, start, self.on_date)
        return get_by_key(self.env.execute_query(query))

    @cached_property
    def sales(self):
        """Sales of the period, with VAT, less credit notes.

        :return: the amount
        :rtype: Decimal
        """
        if "dso_by_partner" in self.codes:
            # that pass is needed anyway, and a second one would cost as much
            return sum(self.sales_by_partner.values(), Decimal(0))
        amounts = (sum_ for day, sum_ in self.daily_sales.items() if day >= self.start)
        return sum(amounts, Decimal(0))

    def get_months(self):
        """Cut the sales into months, over the whole history if the debt needs it.

        :return: (days, sales with VAT) of each month, newest first
        :rtype: list
        """
        months = dso.get_months(self.daily_sales, self.on_date)
        if dso.get_dso_countback(self.receivable, months) is None:
            history = self._get_daily_sales(self.on_date.min)
            months = dso.get_months(history, self.on_date)
        return months

    @cached_property
    def sales_by_partner(self):
        """Sales of the period by customer, with VAT.

        :return: amount by partner id
        :rtype: dict
        """
        query = ledger_sql.get_sales_by_partner(*self._period)
        return get_by_key(self.env.execute_query(query))

    @cached_property
    def revenue_by_partner(self):
        """Sales of the period by customer, without VAT.

        :return: amount by partner id
        :rtype: dict
        """
        query = ledger_sql.get_revenue_by_partner(*self._period)
        return get_by_key(self.env.execute_query(query))

    @property
    def _period(self):
        """Company, first and last day of the period."""
        return self.company.id, self.start, self.on_date

    @cached_property
    def payments(self):
        """Payments of the invoices settled in the period, by how late they were.

        :return: (days to pay, days late, amount, instalments it was the last one of)
        :rtype: list[tuple]
        """
        query = payment_sql.get_payments_by_delay(*self._period)
        rows = self.env.execute_query(query)
        return [(*row[:2], Decimal(row[2]), Decimal(row[3])) for row in rows]

    def get_habits(self):
        """Learn how late customers pay from what they paid in the period.

        :return: days late by partner id, days late of everybody else
        :rtype: tuple
        """
        rows = self.env.execute_query(payment_sql.get_habits(*self._period))
        sums = {who: (count, Decimal(a), Decimal(b)) for who, count, a, b in rows}
        spread = {}
        for _days, late, _amount, count in self.payments:
            spread[late] = spread.get(late, 0) + int(count)
        return forecast.get_habits_from_sums(sums, delays.get_median(spread))

    @cached_property
    def cohort(self):
        """What fell due in the year whose unpaid rate is known, and is still open.

        :return: numbers and amounts
        :rtype: Cohort
        """
        end = self.on_date - timedelta(unpaid.GRACE_DAYS)
        query = payment_sql.get_unpaid_cohort(
            *self._key,
            end - timedelta(PERIOD_DAYS - 1),
            end,
            unpaid.GRACE_DAYS,
        )
        [(count, unpaid_count, due, left)] = self.env.execute_query(query)
        return Cohort(count, unpaid_count, Decimal(due), Decimal(left))

    @property
    def _reminder_period(self):
        """First and last day of sending whose answer is known."""
        end = self.on_date - timedelta(effectiveness.WINDOW_DAYS)
        return end - timedelta(PERIOD_DAYS - 1), end

    @cached_property
    def reminder_effect(self):
        """What reminders asked for and what was paid right after.

        :return: plan id, level id, channel, wording, items, items paid, asked, paid,
            paid x days left of the window
        :rtype: list[tuple]
        """
        query = reminder_sql.get_reminder_effect(
            *self._key, self._reminder_period, self.on_date, effectiveness.WINDOW_DAYS
        )
        return [
            (*row[:-3], *map(Decimal, row[-3:]))
            for row in self.execute(query, reminder_sql.READ_FIELDS)
        ]

    @cached_property
    def by_itself(self):
        """What comes after the due date without a reminder.

        :return: open at the due date, paid in the window, paid x days left of it
        :rtype: tuple
        """
        query = reminder_sql.get_by_itself(
            *self._key, self._reminder_period, effectiveness.WINDOW_DAYS
        )
        [row] = self.execute(query, reminder_sql.READ_FIELDS)
        return tuple(map(Decimal, row))

    @cached_property
    def micro_receipts(self):
        """Money that came in since 1 January, without VAT.

        :return: amount by (first day of the month, activity)
        :rtype: dict
        """
        query = receipt_sql.get_receipts(*self._key, *self._micro_period)
        rows = self.execute(query, receipt_sql.READ_FIELDS)
        return {(month, activity): Decimal(text) for month, activity, text in rows}

    @cached_property
    def micro_turnover(self):
        """Invoices less credit notes since 1 January, without VAT.

        :return: amount by activity
        :rtype: dict
        """
        query = receipt_sql.get_turnover(self.company.id, *self._micro_period)
        return get_by_key(self.execute(query, receipt_sql.READ_FIELDS))

    def get_money_in(self, start):
        """Add up the money that came in for invoices, VAT included, by month.

        :param date start: first day
        :return: amount by first day of the month
        :rtype: dict
        """
        query = receipt_sql.get_money_by_month(*self._key, start, self.on_date)
        return get_by_key(self.execute(query, receipt_sql.READ_FIELDS))

    @property
    def _micro_period(self):
        """First and last day of the year so far, activity of lines without product."""
        start = self.on_date.replace(month=1, day=1)
        return start, self.on_date, self.company.tpe_micro_activity

    def execute(self, query, read_fields):
        """Run a query that reads more than the ledger.

        :param SQL query: the query
        :param dict read_fields: names by model, which may have pending changes
        :return: its rows
        :rtype: list[tuple]
        """
        ledger_sql.flush(self.env, read_fields)
        return self.env.execute_query(query)

    @property
    def key(self):
        """:return: what the queries of receivables begin with
        :rtype: tuple"""
        return self._key

    def get_fingerprint(self):
        """Sum up the entries of the day: open items, and sales of the period.

        :return: SHA-256, the same as long as no entry behind the figures changed
        :rtype: str
        """
        query = ledger_sql.get_fingerprint(*self._key, self.start, self.on_date)
        [parts] = self.env.execute_query(query)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
