# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReminderCommon

DAY = fields.Date.to_date("2026-11-24")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLoyalty(ReminderCommon):
    def setUp(self):
        super().setUp()
        runs = self.registry["tpe.reminder.run"]
        today = patch.object(runs, "_get_day", lambda *_args: DAY)
        today.start()
        self.addCleanup(today.stop)
        self.company.write(
            {
                "tpe_loyalty_percent": 2,
                "tpe_loyalty_years": 0,
                "tpe_loyalty_amount": 5000,
            }
        )
        for _number in range(3):
            self._pay(self._issue(4800), "2026-09-25")
        self.partner = self.business.with_user(self.accountant)

    def _quote(self, **values):
        line = {"product_id": self.product_a.id, "price_unit": 100, **values}
        return (
            self.env["sale.order"]
            .sudo()
            .create(
                {"partner_id": self.business.id, "order_line": [Command.create(line)]}
            )
        )

    def test_the_rule_proposes_a_rebate_with_its_cost(self):
        self.assertTrue(self.partner.tpe_has_loyalty)
        self.assertIn("288.00", self.partner.tpe_loyalty_note)  # 2 % of 14,400
        self.assertFalse(self._quote().order_line.discount)

    def test_offers_may_be_for_some_customers_alone(self):
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        self.company.tpe_offer_tag_ids = tags
        for category, is_offered in ((self.env[tags._name], False), (tags[1], True)):
            with self.subTest(category=category):
                self.business.category_id = category
                self.partner.invalidate_recordset()
                self.assertEqual(self.partner.tpe_has_loyalty, is_offered)
                self.assertEqual(self.partner.tpe_has_offer, is_offered)

    def test_who_does_not_fit_the_rule_is_proposed_nothing(self):
        for name, value in (
            ("tpe_loyalty_percent", 0),
            ("tpe_loyalty_years", 1),
            ("tpe_loyalty_amount", 14401),
        ):
            with self.subTest(name), self.cr.savepoint() as point:
                self.company[name] = value
                self.partner.invalidate_recordset()
                self.assertFalse(self.partner.tpe_has_loyalty)
                self.assertFalse(self.partner.tpe_loyalty_note)
                with self.assertRaises(UserError):
                    self.partner.action_tpe_accept_loyalty()
                point.rollback()
        self.assertFalse(self.consumer.tpe_has_loyalty)

    def test_a_person_gives_it_and_the_next_quote_and_invoice_bear_it(self):
        self.partner.action_tpe_accept_loyalty()
        order = self._quote()
        self.assertEqual((order.order_line.discount, order.amount_untaxed), (2, 98))
        # a rebate that somebody typed is the one that counts
        self.assertEqual(self._quote(discount=10).order_line.discount, 10)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.discount, 2)
        self.assertFalse(self.partner.tpe_has_loyalty)
        with self.assertRaises(UserError):
            self.partner.action_tpe_accept_loyalty()

    def test_what_it_has_cost_is_told(self):
        self.partner.action_tpe_accept_loyalty()
        self.assertIn("given 0.00", self._note())
        rebated = self._issue(4800).copy({"invoice_date": "2026-10-01"})
        rebated.invoice_line_ids.discount = 2
        rebated.action_post()
        # four times 4,000, and 4,000 less 2 %
        for words in ("19,920.00", "given 80.00"):
            self.assertIn(words, self._note())

    def test_what_it_costs_takes_no_more_queries_with_more_customers(self):
        counts = []
        for number in (1, 1, 12):  # the first one fills the caches
            buyers = self.business.copy() + self.env["res.partner"].create(
                [{"name": f"Fidèle {each}"} for each in range(number)]
            )
            buyers.tpe_loyalty_percent = 2
            buyers.flush_recordset()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(all(buyers.mapped("tpe_loyalty_note")))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def _note(self):
        self.partner.invalidate_recordset()
        return self.partner.tpe_loyalty_note

    def test_another_company_gives_its_own(self):
        self.partner.action_tpe_accept_loyalty()
        other = self.env["res.company"].create({"name": "Autre"})
        self.assertFalse(self.business.with_company(other).tpe_loyalty_percent)

    def test_a_seller_gives_none(self):
        seller = self._new_user("vendeur", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.business.with_user(seller).action_tpe_accept_loyalty()
