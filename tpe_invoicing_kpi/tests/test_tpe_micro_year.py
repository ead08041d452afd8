# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import Form, tagged

from .common import KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestMicroYear(KpiCommon):
    """The year of a craftsman who also sells goods, without VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tpe_is_micro = True
        cls.company.tpe_vat_regime = "franchise"
        cls.door = cls.env["product.product"].create(
            {"name": "Door", "type": "consu", "list_price": 0}
        )

    def _sell_both(self, goods, services, day):
        """Post an invoice of goods and of a line without product."""
        move = self._sell(services, day)
        move.button_draft()
        move.write(self._get_unsealed_vals())  # a draft is of the past no more
        account = self.company_data["default_account_revenue"]
        move.invoice_line_ids = [
            Command.create(
                {
                    "product_id": self.door.id,
                    "price_unit": goods,
                    "account_id": account.id,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        move.action_post()
        return move

    def _rows(self, code, on_date):
        return {
            row["key"]: row["value"]
            for row in self._values(code, on_date=on_date)[code]["rows"]
        }

    def test_a_payment_counts_on_its_day_in_the_share_of_each_activity(self):
        invoice = self._sell_both(300, 700, date(2026, 3, 20))
        self._pay(invoice, 500, date(2026, 3, 31))
        self._pay(invoice, 500, date(2026, 4, 1))
        rows = self._rows("micro_receipts", date(2026, 5, 1))
        self.assertEqual(
            rows,
            {
                "2026-01/goods": "150.00",
                "2026-01/services": "350.00",
                "2026-04/goods": "150.00",
                "2026-04/services": "350.00",
            },
        )
        self.company.tpe_micro_period = "month"
        rows = self._rows("micro_receipts", date(2026, 3, 31))
        self.assertEqual(
            rows, {"2026-03/goods": "150.00", "2026-03/services": "350.00"}
        )

    def test_vat_is_no_receipt(self):
        self.company.tpe_vat_regime = "normal"
        invoice = self._sell(1000, date(2026, 2, 1), tax_ids=self.sale_tax.ids)
        self.assertEqual(invoice.amount_total, 1200)
        self._pay(invoice, 600, date(2026, 2, 2))
        rows = self._rows("micro_receipts", date(2026, 2, 2))
        self.assertEqual(rows, {"2026-01/services": "500.00"})

    def test_neither_a_credit_note_nor_a_write_off_is_a_receipt(self):
        invoice = self._sell(1000, date(2026, 2, 1))
        self._credit(invoice, 400, date(2026, 2, 5))
        self._write_off(invoice, 100, date(2026, 2, 6))
        self._pay(invoice, 500, date(2026, 2, 7))
        rows = self._rows("micro_receipts", date(2026, 3, 1))
        self.assertEqual(rows, {"2026-01/services": "500.00"})

    def _write_off(self, invoice, amount, day):
        receivable = self._get_receivable(invoice).account_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": invoice.partner_id.id,
                            "balance": sign * amount,
                        }
                    )
                    for account, sign in (
                        (self.company_data["default_account_expense"], 1),
                        (receivable, -1),
                    )
                ],
            }
        )
        entry.action_post()
        self._get_receivable(invoice | entry).reconcile()

    def test_money_paid_back_counts_off(self):
        note = self._sell(200, date(2026, 2, 1), move_type="out_refund")
        refund = self._receive(-200, date(2026, 2, 3))
        self._get_receivable(note | refund).reconcile()
        rows = self._rows("micro_receipts", date(2026, 3, 1))
        self.assertEqual(rows, {"2026-01/services": "-200.00"})

    def test_money_counts_when_it_comes_before_its_invoice(self):
        payment = self._receive(500, date(2026, 3, 20))
        rows = self._rows("micro_receipts", date(2026, 3, 31))
        self.assertEqual(rows, {"2026-01/services": "500.00"})
        invoice = self._sell_both(300, 700, date(2026, 4, 2))
        self._get_receivable(invoice | payment).reconcile()
        # as it was known on the last day of March, and in April
        self.assertEqual(self._rows("micro_receipts", date(2026, 3, 31)), rows)
        self.assertEqual(
            self._rows("micro_receipts", date(2026, 4, 30)),
            {"2026-01/goods": "150.00", "2026-01/services": "350.00"},
        )
        self._receive(-500, date(2026, 5, 2))  # a payment that bounced
        rows = self._rows("micro_receipts", date(2026, 5, 31))
        self.assertEqual(rows["2026-04/services"], "-500.00")

    def test_what_was_let_go_never_came(self):
        domain = [("code", "=like", "627%")]
        accounts = self.env["account.account"].with_company(self.company)
        charges = accounts.search(domain, limit=1)
        for account, received in (
            (self.company_data["default_account_expense"], "980.00"),
            (charges, "1000.00"),
        ):
            with self.subTest(account.code):
                invoice = self._sell(1000, date(2026, 6, 1))
                payment = self._pay_less(invoice, 20, account, date(2026, 6, 2))
                rows = self._rows("micro_receipts", date(2026, 6, 30))
                self.assertEqual(rows, {"2026-04/services": received})
                payment.button_draft()

    def _pay_less(self, invoice, missing, account, day):
        """Book a payment that settles an invoice although something is missing."""
        payment = self._receive(invoice.amount_total, day)
        payment.button_draft()
        money = payment.line_ids.filtered(lambda line: line.balance > 0)
        payment.line_ids = [
            Command.update(money.id, {"balance": money.balance - missing}),
            Command.create({"account_id": account.id, "balance": missing}),
        ]
        payment.action_post()
        self._get_receivable(invoice | payment).reconcile()
        return payment

    def test_thresholds_of_law(self):
        # law: 37 500 and 41 250 (VAT, services), 83 600 (micro, services), 2026
        invoice = self._sell(37500, date(2026, 6, 30))
        rows = self._rows("micro_thresholds", date(2026, 6, 30))
        self.assertEqual(
            rows,
            {
                "franchise_base_services": "100.00",
                "franchise_raised_services": "90.91",
                "micro_ceiling_services": "0.00",
            },
        )
        self._pay(invoice, 20900, date(2026, 6, 30))
        rows = self._rows("micro_thresholds", date(2026, 6, 30))
        self.assertEqual(rows["micro_ceiling_services"], "25.00")

    def test_who_sells_goods_too_has_both_thresholds(self):
        self._sell_both(42500, 18750, date(2026, 6, 30))
        rows = self._rows("micro_thresholds", date(2026, 6, 30))
        # (42 500 + 18 750) / 85 000 and 18 750 / 37 500
        self.assertEqual(rows["franchise_base_goods"], "72.06")
        self.assertEqual(rows["franchise_base_services"], "50.00")

    def test_the_page_bears_a_name_that_people_read(self):
        year = self.env["tpe.micro.year"].create({"company_id": self.company.id})
        self.assertEqual(year.display_name, "Micro-entrepreneur")

    def test_the_page_says_when_a_threshold_is_crossed(self):
        # 18 100 in 181 days: 100 a day; 37 500 is reached after 375 days
        self._sell(18100, date(2026, 6, 30))
        year = self.env["tpe.micro.year"].create({"on_date": date(2026, 6, 30)})
        base, raised, ceiling = year.threshold_ids
        self.assertFalse(base.crossing)
        # began 1 April: 91 days, 198.90 a day; cut to 275 / 365 of 37 500 = 28 253.42
        self.company.tpe_activity_start = date(2026, 4, 1)
        with Form(year) as form:
            form.on_date = date(2026, 6, 29)
            form.on_date = date(2026, 6, 30)
        base, raised, ceiling = year.threshold_ids
        self.assertEqual(Decimal(str(base.limit)), Decimal("28253.42"))
        self.assertEqual(raised.limit, 41250)
        # (28 253.42 - 18 100) / 198.901 = 51.05: the 52nd day crosses
        self.assertEqual(base.crossing, date(2026, 8, 21))
        self.assertFalse(ceiling.crossing)

    def test_a_company_that_is_no_micro_entrepreneur_has_no_such_figures(self):
        self.company.tpe_is_micro = False
        for code in ("micro_receipts", "micro_thresholds"):
            answer = self._values(code)[code]
            self.assertIs(answer["value"], False)
            self.assertEqual(answer["rows"], [])

    def test_the_page_and_the_call_say_the_same(self):
        invoice = self._sell_both(300, 700, date(2026, 3, 20))
        self._pay(invoice, 1000, date(2026, 3, 31))
        year = self.env["tpe.micro.year"].create({"on_date": date(2026, 5, 1)})
        first, second = year.receipt_ids
        self.assertEqual((first.goods, first.services, first.total), (300, 700, 1000))
        self.assertEqual(first.due, date(2026, 4, 30))
        self.assertEqual(second.total, 0)
        self.assertEqual(self._value("micro_receipts", date(2026, 5, 1)), "1000.00")
