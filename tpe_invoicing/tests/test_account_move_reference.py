# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document goes with those that it refers to, or its user is told."""

from odoo import Command
from odoo.tests import tagged

from .common_document import DocumentCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveReference(DocumentCommon):
    def _issue(self, *prices, **values):
        move = self._invoice(*(self._line(price) for price in prices), **values)
        move.tpe_issue()
        return move

    def _find(self, move):
        return {f["code"]: f for f in move.tpe_check()[0]["findings"]}

    def _credit(self, original, price, **values):
        values |= {"move_type": "out_refund", "reversed_entry_id": original.id}
        return self._invoice(self._line(price), **values)

    def _settle(self, deposit, *lines, **values):
        refer = {"tpe_preceding_move_ids": [Command.set(deposit.ids)]}
        return self._invoice(*lines, tpe_document_kind="balance", **refer, **values)

    def test_credit_note_to_another_customer_is_told(self):
        credit = self._credit(self._issue(100), 50, partner=self.consumer)
        found = self._find(credit)["preceding_other_customer"]
        self.assertEqual(found["severity"], "warning")
        self.assertIn(self.business.name, found["message"])

    def test_correction_that_names_the_right_customer_is_in_order(self):
        refer = {"tpe_preceding_move_ids": [Command.set(self._issue(100).ids)]}
        move = self._invoice(self._line(100), partner=self.consumer, **refer)
        self.assertNotIn("preceding_other_customer", self._find(move))

    def test_document_that_is_older_than_what_it_refers_to_is_told(self):
        credit = self._credit(self._issue(100), 50, invoice_date="2026-11-02")
        self.assertIn("preceding_later", self._find(credit))

    def test_credit_notes_together_are_not_above_the_invoice(self):
        invoice = self._issue(100)
        first = self._credit(invoice, 60)
        self.assertNotIn("credited_too_much", self._find(first))
        first.tpe_issue()
        self.assertNotIn("credited_too_much", self._find(self._credit(invoice, 40)))
        found = self._find(self._credit(invoice, 50))["credited_too_much"]
        self.assertIn("132.00", found["message"])  # (60 + 50) x 1.2

    def test_credit_note_of_a_credit_note_is_told(self):
        credit = self._credit(self._issue(100), 60)
        self.assertNotIn("credited_credit_note", self._find(credit))
        credit.tpe_issue()
        found = self._find(self._credit(credit, 20))["credited_credit_note"]
        self.assertIn(credit.name, found["message"])

    def test_rate_that_was_not_invoiced_is_told(self):
        invoice = self._issue(100)
        self.assertNotIn("credited_other_rate", self._find(self._credit(invoice, 20)))
        credit = self._credit(invoice, 20)
        credit.invoice_line_ids.tax_ids = self.vat_10
        self.assertIn("10", self._find(credit)["credited_other_rate"]["message"])

    def test_document_in_another_currency_is_told(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        invoice = self._issue(100)
        credit = self._credit(invoice, 20)
        self.assertNotIn("preceding_other_currency", self._find(credit))
        credit.currency_id = dollar
        found = self._find(credit)["preceding_other_currency"]
        self.assertIn(invoice.currency_id.name, found["message"])

    def test_final_invoice_that_forgets_its_deposit_is_told(self):
        deposit = self._issue(300, tpe_document_kind="deposit")
        forgotten = self._settle(deposit, self._line(1000))
        found = self._find(forgotten)["deposit_not_deducted"]
        self.assertIn("360.00", found["message"])
        deducted = self._settle(deposit, self._line(1000), self._line(300, quantity=-1))
        self.assertNotIn("deposit_not_deducted", self._find(deducted))

    def test_deposit_is_deducted_as_far_as_it_was_not_credited(self):
        deposit = self._issue(300, tpe_document_kind="deposit")
        self._credit(deposit, 100).tpe_issue()
        whole = self._settle(deposit, self._line(1000), self._line(300, quantity=-1))
        found = self._find(whole)["deposit_over_deducted"]
        self.assertIn("240.00", found["message"])
        rest = self._settle(
            deposit,
            self._line(1000),
            self._line(200, quantity=-1),
            self._line(-50),  # a rebate is no deposit
        )
        self.assertNotIn("deposit_over_deducted", self._find(rest))
        rest.tpe_issue()
        again = self._settle(deposit, self._line(1000), self._line(200, quantity=-1))
        self.assertIn("deposit_over_deducted", self._find(again))

    def test_deposit_that_was_credited_needs_no_deduction(self):
        deposit = self._issue(300, tpe_document_kind="deposit")
        self._credit(deposit, 300).tpe_issue()
        move = self._settle(deposit, self._line(1000))
        self.assertNotIn("deposit_not_deducted", self._find(move))
