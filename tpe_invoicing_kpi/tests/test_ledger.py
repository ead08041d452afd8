# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo.tests import tagged

from .ledger_common import PAST, LedgerCommon
from .ledger_practice import PracticeFigures
from .reference import Ledger, show


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLedger(PracticeFigures, LedgerCommon):
    """Each figure equals a slow computation from the entries, on any day."""

    def test_what_is_open_and_how_old_it_is(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                ledger = Ledger(self.entries, day)
                answers = self._answer(day)
                rows = answers["aged_balance"]["rows"]
                self.assertEqual(
                    {row["key"]: row["value"] for row in rows},
                    {key: show(sum_) for key, sum_ in ledger.get_buckets().items()},
                )
                receivable = ledger.get_receivable()
                self.assertEqual(answers["open_receivables"]["value"], show(receivable))
                self.assertEqual(answers["dso_balance"]["numerator"], show(receivable))
                self.assertEqual(
                    answers["unallocated_payments"]["value"],
                    show(ledger.get_unallocated()),
                )

    def test_sales_and_days_of_sales(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                ledger = Ledger(self.entries, day)
                answers = self._answer(day)
                sales = ledger.get_sales()
                receivable = ledger.get_receivable()
                self.assertEqual(answers["sales"]["value"], show(sales))
                self.assertEqual(
                    answers["dso_balance"]["value"],
                    show(receivable / sales * 365 if sales > 0 else None),
                )
                self.assertEqual(
                    answers["dso_countback"]["value"], show(ledger.get_countback())
                )
                start = Ledger(self.entries, day - timedelta(365)).get_receivable()
                current = ledger.get_buckets()["not_due"]
                asked = start + sales
                if asked > current:
                    rate = min((asked - receivable) / (asked - current) * 100, 100)
                else:
                    rate = None
                self.assertEqual(answers["cei"]["value"], show(rate))

    def test_revenue_of_each_customer(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                revenue = Ledger(self.entries, day).get_sales_by_partner("untaxed")
                answers = self._values("revenue_by_partner", on_date=day)
                self.assertEqual(
                    {
                        row["key"]: row["value"]
                        for row in answers["revenue_by_partner"]["rows"]
                    },
                    {who: show(amount) for who, amount in revenue.items()},
                )

    def test_delays_of_payment(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                ledger = Ledger(self.entries, day)
                answers = self._answer(day)
                for code, get_days in (
                    ("days_to_pay", lambda line, paid: (paid - line.invoice_date).days),
                    (
                        "days_late",
                        lambda line, paid: max((paid - line.date_maturity).days, 0),
                    ),
                    (
                        "days_late_signed",
                        lambda line, paid: (paid - line.date_maturity).days,
                    ),
                ):
                    self.assertEqual(
                        answers[code]["value"], show(ledger.get_delay(get_days)), code
                    )
                self.assertEqual(
                    answers["unpaid_rate"]["value"], show(ledger.get_unpaid())
                )

    def test_the_forecast(self):
        # promises and disputes move it: here the habits speak alone
        self.env.cr.execute("DELETE FROM tpe_reminder_pause")
        self.env.invalidate_all()
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                answer = self._values("cash_forecast", on_date=day)["cash_forecast"]
                self.assertEqual(
                    {row["key"]: row["value"] for row in answer["rows"]},
                    Ledger(self.entries, day).get_forecast(),
                )
