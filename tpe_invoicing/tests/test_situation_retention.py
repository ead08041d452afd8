# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TODAY
from .common_situation import SituationCommon

SELLER = "tpe_invoicing.group_tpe_invoicing_seller"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSituationRetention(SituationCommon):
    """What the customer holds back is due a year after the reception of the works."""

    def test_retention_is_an_instalment_and_no_cut_of_the_price(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 50)
        # 7 000 + 1 000 + 200
        self.assertEqual((move.amount_untaxed, move.amount_total), (7000, 8200))
        self.assertRecordValues(
            move.line_ids.filtered(
                lambda line: line.display_type == "payment_term"
            ).sorted("date_maturity"),
            [
                {
                    "amount_currency": 7790,
                    "tpe_is_retention": False,
                    "date_maturity": fields.Date.to_date("2026-12-24"),
                },
                {
                    "amount_currency": 410,
                    "tpe_is_retention": True,
                    "date_maturity": fields.Date.to_date("2028-11-24"),
                },
            ],
        )
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2026-12-24"))

    def test_retention_follows_the_terms_of_payment(self):
        halves = [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
            for days in (0, 45)
        ]
        term = self.env["account.payment.term"].create(
            {"name": "Two halves", "line_ids": halves}
        )
        order = self._make_contract(tpe_retention_percent=5, payment_term_id=term.id)
        move = self._draft(order, 50)
        self.assertEqual(move.invoice_date_due, fields.Date.to_date("2027-01-08"))
        terms = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(
            terms.sorted("date_maturity").mapped("amount_currency"), [3895, 3895, 410]
        )
        move.tpe_retention_percent = 0
        self.assertFalse(move._tpe_get_retention_lines())
        move.tpe_retention_percent = 3
        self.assertEqual(move._tpe_get_retention_lines().amount_currency, 246)

    def test_document_says_what_is_paid_when(self):
        order = self._make_contract(tpe_retention_percent=5)
        order.tpe_reception_date = "2026-11-20"
        data = self._draft(order, 100)._tpe_get_document_data()
        self.assertEqual(str(data["BT-115"]), "16400.00")
        self.assertEqual(data["BT-9"], "2026-12-24")
        self.assertIn("71-584", data["BT-20"])
        self.assertIn("820", data["BT-20"])
        plan = data["page"]["instalments"]
        self.assertEqual([row["due_on"] for row in plan], ["2026-12-24", "2027-11-20"])
        self.assertEqual(str(data["page"]["retention"]["amount"]), "820")

    def test_more_than_the_law_allows_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "71-584"):
            self._make_contract(tpe_retention_percent=5.01)
        order = self._make_contract(tpe_retention_percent=5)
        move = self._draft(order, 10)
        with self.assertRaisesRegex(ValidationError, "71-584"):
            move.tpe_retention_percent = 10

    def test_reception_dates_what_is_held_back_and_an_activity_asks_for_it(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 100)
        (activity,) = order.activity_ids
        self.assertIn("Enter the reception", activity.summary)
        order.tpe_reception_date = "2026-11-28"
        day = fields.Date.to_date("2027-11-28")
        self.assertEqual(move._tpe_get_retention_lines().date_maturity, day)
        self.assertEqual(move.tpe_retention_date, day)
        (activity,) = order.activity_ids
        self.assertEqual(activity.date_deadline, day)
        self.assertEqual(len(move.line_ids.filtered("date_maturity")), 2)

    def test_bank_guarantee_makes_it_due_today_and_ends_it(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 50)
        order.action_tpe_release_retention()
        today = fields.Date.context_today(order)
        self.assertEqual(move._tpe_get_retention_lines().date_maturity, today)
        self.assertFalse(self._draft(order, 100)._tpe_get_retention_lines())

    def test_only_accountants_release(self):
        order = self._make_contract(tpe_retention_percent=5)
        self._issue(order, 50)
        seller = self._new_user(
            "works_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        with self.assertRaises(AccessError):
            order.with_user(seller).action_tpe_release_retention()

    def test_nobody_moves_the_day_of_a_sealed_retention_by_hand(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 50)
        held = move._tpe_get_retention_lines()
        for context in ({}, {"tpe_release": True}, {"skip_invoice_sync": True}):
            with self.assertRaises(UserError):
                held.with_context(**context).date_maturity = TODAY
        with self.assertRaises(UserError):
            move.tpe_retention_date = TODAY

    def test_sellers_enter_the_reception_and_do_not_change_it(self):
        order = self._make_contract(tpe_retention_percent=5)
        self._issue(order, 100)
        seller = order.with_user(self._new_user("works_seller", SELLER))
        seller.tpe_reception_date = "2026-11-20"
        with self.assertRaises(AccessError):
            seller.tpe_reception_date = "2025-11-20"
        order.tpe_reception_date = "2026-11-21"

    def test_what_is_held_back_is_not_late_when_the_rest_is_paid(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 100)
        self.assertEqual(move._tpe_get_next_due_date(), move.invoice_date_due)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 15580}).action_create_payments()
        self.assertEqual(move._tpe_get_next_due_date(), move.tpe_retention_date)

    def test_activity_goes_when_all_is_paid(self):
        order = self._make_contract(tpe_retention_percent=5)
        move = self._issue(order, 100)
        self.assertEqual(order.tpe_retained_amount, 820)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 16400}).action_create_payments()
        self.assertEqual(order.tpe_retained_amount, 0)
        self.assertFalse(order.activity_ids)
