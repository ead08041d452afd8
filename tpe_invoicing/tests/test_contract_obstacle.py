# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common_contract import FIRST, ContractCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractObstacle(ContractCommon):
    def test_nothing_is_told_of_a_contract_whose_invoice_can_leave(self):
        contract = self._contract()
        self.assertEqual(contract._tpe_get_obstacles(), [])
        self.assertNotIn("alert", contract.tpe_year_ahead)

    def test_what_stands_in_the_way_is_told_before_the_day_and_makes_nothing(self):
        customer = self.business.copy({"street": False, "email": False})
        contract = self._contract(product=self.goods, partner_id=customer.id)
        customer.active = False
        words = ("is archived", "tax of line 1", "address", "no e-mail address")
        reader = new_test_user(
            self.env, "contract_reader", groups="account.group_account_readonly"
        )
        for user in (self.env.user, reader):
            with self.subTest(user=user.login):
                told = contract.with_user(user)._tpe_get_obstacles()
                for part in words:
                    self.assertIn(part, " ".join(told))
                self.assertEqual(len(told), len(words))
        self.assertIn("is archived", contract.tpe_year_ahead)
        self.assertFalse(self._moves(contract))

    def test_a_line_that_has_ended_is_told(self):
        contract = self._contract(tpe_auto_issue=False)
        contract.contract_line_ids.date_end = "2026-11-30"
        self.assertEqual(contract._tpe_get_obstacles(), [])
        contract.recurring_create_invoice()
        (told,) = contract._tpe_get_obstacles()
        self.assertIn("ends on 2026-11-30", told)

    def test_a_contract_of_years_ago_does_not_bill_all_of_them_by_itself(self):
        old = self._contract(contract_line_ids=[])
        old.date_start = "2023-11-01"
        line = {"product_id": self.upkeep.id, "name": "Upkeep", "price_unit": 100}
        old.contract_line_ids = [Command.create(line)]
        fresh = self._contract()
        for _night in range(2):
            self._run()
        self.assertFalse(self._moves(old))
        self.assertEqual(len(self._moves(fresh)), 1)
        self.assertEqual(len(old.activity_ids), 1)
        for told in (old.invoice_generation_error, *old._tpe_get_obstacles()):
            self.assertIn("its first invoice is of 2023-11-01", told)
        old.recurring_create_invoice()  # a person wants them all
        self._run()
        self.assertEqual(len(self._moves(old)), 37)
        self.assertFalse(old.invoice_generation_error)

    def test_a_line_that_was_added_makes_no_new_contract(self):
        contract = self._contract(line_recurrence=True)
        contract.contract_line_ids.date_start = "2023-10-01"
        added = contract.contract_line_ids.copy()
        contract.contract_line_ids[0].last_date_invoiced = "2023-10-31"
        contract.contract_line_ids.recurring_next_date = "2023-11-01"
        self.assertEqual(str(contract.recurring_next_date), "2023-11-01")
        self.assertFalse(added.last_date_invoiced)
        self.assertIsNone(contract._tpe_refuse_old(fields.Date.to_date(FIRST)))
