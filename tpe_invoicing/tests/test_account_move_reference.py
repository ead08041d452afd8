# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document goes with those that it refers to, or its user is told."""

from odoo import Command
from odoo.tests import tagged

from .common import TODAY
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

    def _order(self, **values):
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        line = self._line(1000, product_id=self.goods.id)[2] | {"product_uom_qty": 1}
        line.pop("quantity")
        values |= {"partner_id": self.business.id, "company_id": self.company.id}
        order = self.env["sale.order"].create(
            values | {"order_line": [Command.create(line)]}
        )
        order.action_confirm()
        return order

    def _deposit(self, order, percent):
        before = order.invoice_ids
        values = {"advance_payment_method": "percentage", "amount": percent}
        wizards = self.env["sale.advance.payment.inv"]
        wizards.with_context(active_model="sale.order", active_ids=order.ids).create(
            values
        ).create_invoices()
        deposit = order.invoice_ids - before
        deposit.invoice_date = TODAY
        return deposit

    def test_deposits_above_the_order_are_told(self):
        order = self._order()
        first = self._deposit(order, 60)
        self.assertNotIn("deposit_above_order", self._find(first))
        first.tpe_issue()
        self.assertNotIn("deposit_above_order", self._find(self._deposit(order, 40)))
        found = self._find(self._deposit(order, 50))["deposit_above_order"]
        self.assertIn("1320.00", found["message"].replace(",", ""))

    def test_number_of_our_own_order_is_not_the_buyers(self):
        order = self._order()
        deposit = self._deposit(order, 60)
        self.assertEqual(deposit.ref, order.name)  # so Odoo writes it
        data = self._data(deposit)
        self.assertNotIn("BT-13", data)
        self.assertEqual((data["BT-14"], data["page"]["reference"]), (order.name, ""))
        told = self._deposit(self._order(client_order_ref="BC 7, lot 2"), 60)
        data = self._data(told)
        self.assertEqual(data["BT-13"], "BC 7, lot 2")
        self.assertEqual(data["page"]["reference"], "BC 7, lot 2")

    def test_reason_of_a_credit_note_is_not_the_buyers_reference(self):
        invoice = self._issue(100)
        wizard = self.env["account.move.reversal"].create(
            {
                "move_ids": [Command.set(invoice.ids)],
                "journal_id": invoice.journal_id.id,
                "reason": "Door broken, returned",
                "date": TODAY,
            }
        )
        credit = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        page = self._data(credit)["page"]
        self.assertEqual(page["reference"], "")
        self.assertEqual(page["reason"], "Door broken, returned")

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
