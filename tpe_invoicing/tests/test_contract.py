# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TpeCommon

FIRST = "2026-11-01"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContract(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business.email = "compta@bati-ouest.example"
        cls.consumer.email = "anne@exemple.example"
        cls.contracts = cls.env["contract.contract"].with_company(cls.company)
        cls.upkeep = cls.env["product.product"].create(
            {"name": "Upkeep of the gate", "taxes_id": [Command.set(cls.vat_20.ids)]}
        )

    def _contract(self, product=None, rhythm="monthly", **values):
        line = {
            "product_id": (product or self.upkeep).id,
            "name": "Upkeep from #START# to #END#",
            "quantity": 1,
            "price_unit": 100,
            "date_start": FIRST,
            "recurring_next_date": FIRST,
            "recurring_rule_type": rhythm,
        }
        return self.contracts.create(
            {
                "name": "Upkeep",
                "partner_id": self.business.id,
                "company_id": self.company.id,
                "contract_type": "sale",
                "recurring_rule_type": rhythm,
                "recurring_interval": 1,
                "date_start": FIRST,
                "payment_term_id": self.pay_terms_a.id,
                "contract_line_ids": [Command.create(line)],
                **values,
            }
        )

    def _run(self, day=FIRST):
        self.contracts.cron_recurring_create_invoice(date_ref=day)

    def _moves(self, contract):
        return contract._get_related_invoices()

    def test_an_invoice_is_issued_sealed_and_mailed_on_its_day(self):
        contract = self._contract()
        self._run()
        move = self._moves(contract)
        self.assertEqual((len(move), move.state), (1, "posted"))
        self.assertTrue(move.tpe_archive_entry_id)
        mail = self.env["mail.mail"].search(
            [("model", "=", "account.move"), ("res_id", "=", move.id)]
        )
        self.assertTrue(mail or move.is_move_sent)

    def test_the_same_day_again_issues_nothing_more(self):
        contract = self._contract()
        self._run()
        self._run()
        self.assertEqual(len(self._moves(contract)), 1)

    def test_a_contract_that_asks_a_person_stays_a_draft(self):
        contract = self._contract(tpe_auto_issue=False)
        self._run()
        self.assertEqual(self._moves(contract).state, "draft")

    @mute_logger("odoo.addons.contract.models.contract")
    def test_one_contract_in_error_stops_no_other_and_tells_once(self):
        # a line without a tax is what no French invoice may have
        bad, good = self._contract(product=self.goods), self._contract()
        self._run()
        self._run("2026-11-02")
        self._run("2026-11-03")
        self.assertEqual(self._moves(bad).state, "draft")
        self.assertEqual(self._moves(good).state, "posted")
        self.assertEqual(len(bad.activity_ids), 1)
        self.assertTrue(bad.invoice_generation_error)
        self.assertFalse(good.activity_ids)

    @mute_logger("odoo.addons.contract.models.contract")
    def test_what_was_repaired_is_issued_the_next_day(self):
        contract = self._contract(product=self.goods)
        self._run()
        move = self._moves(contract)
        move.invoice_line_ids.tax_ids = self.vat_20
        self._run("2026-11-02")
        self.assertEqual((move.state, str(move.invoice_date)), ("posted", "2026-11-02"))
        self.assertFalse(contract.invoice_generation_error)
        self.assertFalse(contract.activity_ids)

    @mute_logger("odoo.addons.contract.models.contract")
    def test_a_customer_without_address_gets_no_mail_and_somebody_knows(self):
        self.business.email = False
        contract = self._contract()
        self._run()
        self.assertTrue(self._moves(contract).tpe_archive_entry_id)
        self.assertEqual(len(contract.activity_ids), 1)

    def test_missed_weeks_are_caught_up_in_order(self):
        contract = self._contract(rhythm="weekly")
        self._run("2026-11-23")
        moves = self._moves(contract).sorted("name")
        self.assertEqual(moves.mapped("state"), ["posted"] * 4)
        days = {str(day) for day in moves.mapped("invoice_date")}
        self.assertEqual(days, {"2026-11-23"})
        starts = [line.name.split()[2][:5] for line in moves.invoice_line_ids]
        self.assertEqual(starts, ["11/01", "11/08", "11/15", "11/22"])

    def test_contracts_of_a_company_out_of_scope_are_left_alone(self):
        contract = self._contract()
        with patch.object(type(self.company), "_tpe_in_scope", return_value=False):
            self._run()
        self.assertEqual(self._moves(contract).state, "draft")
