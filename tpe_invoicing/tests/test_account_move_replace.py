# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, TpeCommon
from .test_account_move_print import read_pages


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveReplace(TpeCommon):
    def _issue(self, price=100, **values):
        move = self._make(**values)
        move.invoice_line_ids.price_unit = price
        move.tpe_issue()
        return move

    def _correct(self, move, price):
        draft = self.env["account.move"].browse(move.action_tpe_correct()["res_id"])
        draft.invoice_date = TODAY
        draft.invoice_line_ids.price_unit = price
        return draft

    def _pay(self, move, amount):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"amount": amount})._create_payments()

    def _balance(self, *moves):
        lines = self.env["account.move.line"].union(*(m.line_ids for m in moves))
        groups = {"receivable": 0, "vat": 0, "income": 0}
        for line in lines:
            kind = (
                "receivable"
                if line.account_type == "asset_receivable"
                else "vat"
                if line.tax_line_id
                else "income"
            )
            groups[kind] += line.balance
        return {kind: round(total, 2) for kind, total in groups.items()}

    def test_the_customer_owes_once_and_the_books_count_once(self):
        old = self._issue(100)
        new = self._correct(old, 150)
        new.tpe_issue()
        refund = old.reversal_move_ids
        self.assertEqual(new._tpe_get_document_data()["BT-3"], "384")
        self.assertRecordValues(
            old + refund + new,
            [
                {"payment_state": "reversed", "amount_residual": 0},
                {"payment_state": "paid", "amount_residual": 0},
                {"payment_state": "not_paid", "amount_residual": 180},
            ],
        )
        self.assertEqual(
            self._balance(old, refund, new),
            {"receivable": 180, "vat": -30, "income": -150},
        )
        self.assertTrue(refund._tpe_is_sealed())
        self.assertEqual(refund.tpe_replacing_move_id, new)

    def test_both_documents_say_what_happened(self):
        old = self._issue(100)
        new = self._correct(old, 150)
        new.tpe_issue()
        entries = (new + old.reversal_move_ids).tpe_archive_entry_id
        pages = [
            " ".join(" ".join(read_pages(entry._read_document())).split())
            for entry in entries
        ]
        self.assertIn(f"Annule et remplace la facture n° {old.name}", pages[0])
        self.assertIn(f"remplacée par la facture n° {new.name}", pages[1])

    def test_a_client_names_the_invoice_and_nothing_else(self):
        old = self._issue(100)
        refer = {"tpe_preceding_move_ids": [Command.set(old.ids)]}
        new = self._issue(90, **refer)
        self.assertEqual(old.amount_residual, 0)
        self.assertEqual(new.amount_residual, 108)
        self.assertEqual(new.tpe_issue(), new.tpe_issue())
        self.assertEqual(len(old.reversal_move_ids), 1)

    def test_what_was_paid_counts_on_the_corrected_invoice(self):
        old = self._issue(100)
        self._pay(old, 50)
        new = self._correct(old, 150)
        new.tpe_issue()
        self.assertEqual(new.amount_residual, 130)
        data = new._tpe_get_document_data()
        self.assertEqual((data["BT-113"], data["BT-115"]), (50, 130))

    def test_a_payment_that_waits_for_the_bank_goes_with_the_corrected_invoice(self):
        # with modules that match bank statements, a payment has no entry before
        moves = type(self.env["account.move"])
        self.patch(moves, "_get_invoice_in_payment_state", lambda move: "in_payment")
        journal = self.company_data["default_journal_bank"]
        journal.inbound_payment_method_line_ids.payment_account_id = False
        old = self._issue(100)
        self._pay(old, 50)
        payment = old.matched_payment_ids
        self.assertFalse(payment.move_id)
        new = self._correct(old, 150)
        new.tpe_issue()
        self.assertEqual(payment.invoice_ids, new)
        self.assertEqual(new.payment_state, "in_payment")
        data = new._tpe_get_document_data()
        self.assertEqual((data["BT-113"], data["BT-115"]), (50, 130))

    def test_a_payment_on_line_under_way_goes_with_the_corrected_invoice(self):
        old = self._issue(100)
        provider = self.env["payment.provider"].search([], limit=1)
        pending = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "reference": "pending",
                "amount": 120,
                "currency_id": old.currency_id.id,
                "partner_id": old.partner_id.id,
                "state": "pending",
                "invoice_ids": [Command.set(old.ids)],
            }
        )
        new = self._correct(old, 150)
        new.tpe_issue()
        self.assertEqual(pending.invoice_ids, new)

    def test_the_payments_of_another_customer_stay_with_him(self):
        old = self._issue(100)
        self._pay(old, 50)
        new = self._correct(old, 150)
        new.partner_id = self.consumer
        new.tpe_issue()
        self.assertEqual(new.amount_residual, 180)
        self.assertEqual(old.reversal_move_ids.amount_residual, 50)

    def test_the_day_of_supply_stays(self):
        old = self._issue(100, invoice_date="2026-11-02")
        new = self._correct(old, 150)
        self.assertEqual(str(new.delivery_date), "2026-11-02")

    def test_an_invoice_is_replaced_once_and_as_a_whole(self):
        old = self._issue(100)
        first, second = self._correct(old, 150), self._correct(old, 160)
        first.tpe_issue()
        with self.assertRaisesRegex(UserError, f"replaced already by {first.name}"):
            second.tpe_issue()
        part = self._issue(100)
        third = self._correct(part, 90)
        refer = {"reversed_entry_id": part.id, "move_type": "out_refund"}
        self._issue(20, **refer)
        with self.assertRaisesRegex(UserError, "credited in part"):
            third.tpe_issue()

    def test_an_invoice_that_was_credited_wholly_is_not_credited_again(self):
        old = self._issue(100)
        self._issue(100, reversed_entry_id=old.id, move_type="out_refund")
        refer = {"tpe_preceding_move_ids": [Command.set(old.ids)]}
        self._issue(90, **refer)
        self.assertEqual(len(old.reversal_move_ids), 1)

    def test_a_corrected_invoice_can_be_corrected(self):
        old = self._issue(100)
        new = self._correct(old, 150)
        new.tpe_issue()
        last = self._correct(new, 200)
        last.tpe_issue()
        self.assertEqual((old + new + last).mapped("amount_residual"), [0, 0, 240])

    def test_who_may_correct_what(self):
        old = self._issue(100)
        deposit = self._issue(100, tpe_document_kind="deposit")
        seller = new_test_user(
            self.env,
            "seller-replace",
            groups="tpe_invoicing.group_tpe_invoicing_seller",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            old.with_user(seller).action_tpe_correct()
        with self.assertRaisesRegex(UserError, "series of deposits"):
            deposit.action_tpe_correct()
