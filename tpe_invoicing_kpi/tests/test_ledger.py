# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from datetime import timedelta
from random import Random

from odoo.tests import tagged

from .common import TODAY, KpiCommon
from .reference import Ledger, show

# a longer run by hand: TPE_LEDGER_INVOICES=5000 TPE_LEDGER_DAYS=200
INVOICES = int(os.environ.get("TPE_LEDGER_INVOICES", "60"))
SEED = 20261124
PAST = (
    *(0, -1, -45, -90, -200, -400, -700),
    *Random(SEED).sample(range(-900, 0), int(os.environ.get("TPE_LEDGER_DAYS", "0"))),
)


class LedgerCommon(KpiCommon):
    """A generated ledger: part payments, reversals, credit notes, two currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(SEED)
        cls.dollar = cls.env.ref("base.USD")
        for days, rate in ((-1200, 1.1), (-400, 1.25), (-100, 0.95)):
            cls.env["res.currency.rate"].create(
                {
                    "name": cls._days(days),
                    "rate": rate,
                    "currency_id": cls.dollar.id,
                    "company_id": cls.company.id,
                }
            )
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(4)]
        )
        cls.invoices = [cls._make_story() for _number in range(INVOICES)]

    @classmethod
    def _make_story(cls):
        """Sell, and let the customer do one of the things customers do."""
        chance = cls.random
        day = TODAY - timedelta(chance.randrange(900))
        due = day + timedelta(chance.choice((0, 15, 30, 45)))
        amount = chance.randrange(10_000, 500_000) / 100
        currency = chance.choice((cls.company.currency_id,) * 3 + (cls.dollar,))
        invoice = cls._sell(
            amount,
            day,
            due=due,
            partner=chance.choice(cls.partners),
            currency_id=currency.id,
        )
        later = [day + timedelta(chance.randrange(1, 150)) for _time in range(3)]
        first, second, third = sorted(later)
        part = round(amount / 3, 2)
        match chance.randrange(8):
            case 0 | 1 | 2:
                cls._pay(invoice, amount, first)
            case 3:
                cls._pay(invoice, part, first)
            case 4:
                cls._pay(invoice, part, first)
                cls._credit(invoice, part, second)
                cls._pay(invoice, round(amount - 2 * part, 2), third)
            case 5:
                cls._credit(invoice, amount, second)
            case 6:
                payment = cls._pay(invoice, amount, first)
                cls._get_receivable(payment).remove_move_reconcile()
            case 7:
                cls._receive(part, second, invoice.partner_id)
        return invoice


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLedger(LedgerCommon):
    """Each figure equals a slow computation from the entries, on any day."""

    def test_what_is_open_and_how_old_it_is(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                ledger = Ledger(self.company, day)
                answers = self._values(on_date=day)
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
                ledger = Ledger(self.company, day)
                answers = self._values(on_date=day)
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
                start = Ledger(self.company, day - timedelta(365)).get_receivable()
                current = ledger.get_buckets()["not_due"]
                asked = start + sales
                self.assertEqual(
                    answers["cei"]["value"],
                    show(min((asked - receivable) / (asked - current) * 100, 100)),
                )

    def test_revenue_of_each_customer(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                revenue = Ledger(self.company, day).get_sales_by_partner(
                    "amount_untaxed_signed"
                )
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
                ledger = Ledger(self.company, day)
                answers = self._values(on_date=day)
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
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                answer = self._values("cash_forecast", on_date=day)["cash_forecast"]
                self.assertEqual(
                    {row["key"]: row["value"] for row in answer["rows"]},
                    Ledger(self.company, day).get_forecast(),
                )
