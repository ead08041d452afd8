# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeKpiAdvice(KpiCommon):
    """What is worth doing, said with its arithmetic or not said at all."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)
        self.advice = self.env["tpe.kpi.advice"].with_company(self.company)

    def _get(self, kind):
        self.env.invalidate_all()
        return self.advice.search([("kind", "=", kind)])

    def _owe(self, amount, late, name):
        partner = self.env["res.partner"].create({"name": name})
        self._sell(amount, self._days(-100), due=self._days(-late), partner=partner)
        return partner

    def test_nothing_is_said_when_nothing_is_worth_doing(self):
        self._sell(100, self._days(-3), due=self._days(20))
        self.assertFalse(self.advice.search([]))

    def test_three_customers_are_called_who_owe_most_for_longest(self):
        for amount, late, name in (
            (1000, 10, "A"),
            (300, 60, "B"),
            (50, 90, "C"),
            (10, 5, "D"),
        ):
            self._owe(amount, late, name)
        calls = self._get("call")
        self.assertEqual(calls.mapped("partner_id.name"), ["B", "A", "C"])
        self.assertIn("18,000", calls[0].reason)

    def test_a_customer_whose_invoice_is_paused_is_not_called(self):
        partner = self._owe(1000, 10, "A")
        move = self.env["account.move"].search([("partner_id", "=", partner.id)])
        self.env["tpe.reminder.pause"].sudo().create(
            {"move_id": move.id, "kind": "dispute"}
        )
        self.assertFalse(self._get("call"))

    def test_a_good_payer_who_takes_his_time_gets_an_offer_that_pays(self):
        for _invoice in range(5):
            sold = self._sell(10000, self._days(-100), due=self._days(-40))
            self._pay(sold, 10000, self._days(-40))
        offer = self._get("offer")
        self.assertEqual(offer.partner_id, self.customer)
        self.assertTrue(offer.reason)
        self.assertEqual(offer.action_open()["res_id"], self.customer.id)

    def test_a_call_is_planned_once_and_by_accountants(self):
        partner = self._owe(1000, 10, "A")
        call = self._get("call")
        for _time in range(2):
            self.assertEqual(call.action_call()["res_id"], partner.id)
        self.assertEqual(len(partner.activity_ids), 1)
        reader = new_test_user(
            self.env,
            "advice_reader",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            call.with_user(reader).action_call()
