# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveFreeze(TpeCommon):
    """R3: sealed means sealed, for administrators and for code as root too."""

    def setUp(self):
        super().setUp()
        self.move = self._make(ref="BC-1")
        self.move.tpe_issue()

    def _refuse(self, vals, record=None):
        with self.assertRaisesRegex(UserError, "sealed"), self.cr.savepoint():
            (record or self.move).write(vals)

    def test_a_program_is_refused_in_the_language_of_its_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.user.lang = "fr_FR"
        told = []
        for record, vals in (
            (self.move, {"ref": "BC-2"}),
            (self.move.tpe_archive_entry_id, {"name": "X"}),
            (self.move.tpe_archive_entry_id.attachment_id, {"raw": b"X"}),
        ):
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                record.with_context(lang=None).write(vals)
            told.append(str(refusal.exception))
        self.assertIn("scellé", told[0])
        self.assertIn("ne peut", told[1])
        self.assertIn("original scellé", told[2])

    def test_nothing_printed_can_be_written(self):
        for vals in (
            {"ref": "BC-2"},
            {"narration": "<p>Other</p>"},
            {"payment_reference": "X"},
            {"invoice_date_due": "2027-01-31"},
            {"partner_id": self.consumer.id},
            {"delivery_date": "2026-11-01"},
            {"tpe_document_kind": "deposit"},
            {"tpe_archive_entry_id": False},
            {"tpe_is_imported": True},
            {"name": "INV/2026/09999"},
        ):
            self._refuse(vals)

    def test_neither_draft_nor_cancelled_by_any_door(self):
        self._refuse({"state": "draft"})
        self._refuse({"state": "cancel"})
        for action in ("button_draft", "button_cancel"):
            with self.assertRaisesRegex(UserError, "sealed"), self.cr.savepoint():
                getattr(self.move, action)()
        self.assertFalse(self.move.show_reset_to_draft_button)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.move.with_context(force_delete=True).unlink()

    def test_lines_neither_change_nor_come_nor_go(self):
        line = self.move.invoice_line_ids
        for vals in ({"name": "Other"}, {"price_unit": 1}, {"quantity": 2}):
            self._refuse(vals, line)
        # the context with which core itself passes its own guard
        move = self.move.with_context(skip_readonly_check=True)
        change = {"invoice_line_ids": [Command.update(line.id, {"name": "x"})]}
        self._refuse(change, move)
        self._refuse({"invoice_line_ids": [Command.create({"name": "x"})]}, move)
        with self.assertRaises(UserError), self.cr.savepoint():
            line.unlink()

    def test_same_values_may_be_written_again(self):
        self.move.write(
            {
                "ref": "BC-1",
                "tpe_preceding_move_ids": [Command.clear()],
            }
        )
        self.assertEqual(self.move.ref, "BC-1")

    def test_what_is_not_printed_stays_free(self):
        self.move.invoice_user_id = self.env.user
        self.move.message_post(body="Called the customer")
        self.assertEqual(self.move.invoice_user_id, self.env.user)

    def test_payment_and_credit_go_on_as_ever(self):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        )
        wizard.create({"payment_date": "2026-11-25", "amount": 20})._create_payments()
        self.assertEqual(self.move.amount_residual, 100)
        credit = self.move._reverse_moves(
            [{"invoice_date": fields.Date.to_date("2026-11-26")}], cancel=True
        )
        self.assertTrue(credit.tpe_archive_entry_id)
        self.assertEqual(self.move.amount_residual, 0)
