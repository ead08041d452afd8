# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import Form, tagged

from .common_contract import ContractCommon

RHYTHM = {
    "recurring_rule_type": "quarterly",
    "recurring_interval": 2,
    "recurring_invoicing_type": "post-paid",
    "date_start": "2026-07-31",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractRhythm(ContractCommon):
    def _check_line(self, line):
        self.assertEqual({name: str(line[name]) for name in RHYTHM}, self._as_words())
        self.assertEqual(str(line.recurring_next_date), "2027-01-31")
        self.assertEqual(line.contract_id.recurring_next_date, line.recurring_next_date)

    def _as_words(self):
        return {name: str(value) for name, value in RHYTHM.items()}

    def _edit(self, contract=None):
        """:return: the screen of a contract"""
        view = "contract.contract_contract_customer_form_view"
        contracts = self.contracts.with_context(default_contract_type="sale")
        return Form(contract or contracts, view=view)

    def _add_line(self, form):
        with form.contract_line_fixed_ids.new() as line:
            line.product_id = self.upkeep
            line.name = "Upkeep"
            line.price_unit = 100

    def test_a_line_that_says_nothing_is_billed_as_its_contract_says(self):
        line = {"product_id": self.upkeep.id, "name": "Upkeep", "price_unit": 100}
        contract = self._contract(**RHYTHM, contract_line_ids=[Command.create(line)])
        self._check_line(contract.contract_line_ids)

    def test_a_rhythm_that_is_entered_after_the_lines_is_theirs(self):
        with self._edit() as form:
            form.name = "Upkeep"
            form.partner_id = self.business
            self._add_line(form)
            for name, value in RHYTHM.items():
                form[name] = value
        self._check_line(form.record.contract_line_ids)

    def test_a_line_that_comes_later_is_billed_from_the_next_period_on(self):
        contract = self._contract()
        contract.recurring_create_invoice()
        with self._edit(contract) as form:
            self._add_line(form)
        contract.recurring_create_invoice()
        last = self._moves(contract).sorted("id")[-1]
        starts = [str(line.tpe_date_start) for line in last.invoice_line_ids]
        self.assertEqual(starts, ["2026-12-01"] * 2)

    def test_list_and_card_say_when_the_next_invoice_comes(self):
        action = self.env.ref("contract.action_customer_contract")
        views = self.contracts.get_views(action.views)["views"]
        for kind in ("list", "kanban"):
            self.assertIn("recurring_next_date", views[kind]["arch"])

    def test_a_product_comes_with_its_price_which_may_be_changed(self):
        self.upkeep.list_price = 52
        with self._edit() as form:
            form.name = "Upkeep"
            form.partner_id = self.business
            for price in (None, 40):
                with form.contract_line_fixed_ids.new() as line:
                    line.product_id = self.upkeep
                    line.name = "Upkeep"
                    if price:
                        line.price_unit = price
        lines = form.record.contract_line_ids.sorted("id")
        self.assertEqual(lines.mapped("price_unit"), [52, 40])
        self.upkeep.list_price = 60
        self.assertEqual(lines.mapped("price_unit"), [52, 40])
