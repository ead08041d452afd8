# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools import bad_debt
from .common import ReminderCommon

DAY = "2026-11-24"
PROOF = "Jugement du 12 novembre 2026, tribunal de commerce de Rennes"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWriteOff(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("patronne", "account.group_account_manager")

    def _write_off(self, invoice, ground="liquidation", **options):
        (answer,) = invoice.with_user(self.owner).tpe_write_off(
            ground, PROOF, DAY, **options
        )
        return answer, self.env["account.move"].browse(answer["entry_id"])

    def _get_sums(self, entry):
        return {line.account_id.code[:4]: line.balance for line in entry.line_ids}

    def test_a_proven_loss_gives_the_vat_back(self):
        invoice = self._issue(1200)
        answer, entry = self._write_off(invoice)
        self.assertEqual((answer["loss"], answer["vat"]), ("1000.00", "200.00"))
        self.assertEqual(
            self._get_sums(entry), {"6541": 1000.0, "4457": 200.0, "4111": -1200.0}
        )
        self.assertEqual((entry.state, invoice.amount_residual), ("posted", 0))
        self.assertEqual(invoice.tpe_write_off_id, entry)
        # the duplicate was made while the sum was still unpaid
        self.assertIn("1000.00", invoice.tpe_unpaid_entry_id.meta)

    def test_what_was_paid_before_is_not_lost(self):
        invoice = self._issue(1200)
        self._pay(invoice, "2026-10-15", 600)
        answer, _entry = self._write_off(invoice)
        self.assertEqual((answer["loss"], answer["vat"]), ("500.00", "100.00"))

    def test_without_proof_the_vat_is_lost_too(self):
        invoice = self._issue(1200)
        with self.assertRaisesRegex(UserError, "does not come back"):
            self._write_off(invoice, "given_up", recovers_vat=True)
        answer, entry = self._write_off(invoice, "given_up")
        self.assertEqual((answer["loss"], answer["vat"]), ("1200.00", "0.00"))
        self.assertEqual(self._get_sums(entry), {"6541": 1200.0, "4111": -1200.0})
        self.assertFalse(invoice.tpe_unpaid_entry_id)

    def test_vat_on_receipt_was_never_due(self):
        accounts = self.env["account.account"].with_company(self.company)
        waiting = accounts.search([("code", "=", "445740")], limit=1)
        waiting.reconcile = True
        self.company.tax_exigibility = True
        self.vat_20.write(
            {
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": waiting.id,
            }
        )
        invoice = self._issue(1200)
        with self.assertRaisesRegex(UserError, "does not come back"):
            self._write_off(invoice, recovers_vat=True)
        _answer, entry = self._write_off(invoice)
        self.assertEqual(
            self._get_sums(entry), {"6541": 1000.0, "4457": 200.0, "4111": -1200.0}
        )
        self.assertIn(waiting, entry.line_ids.account_id)
        # nothing became due: no entry of VAT on receipt was made
        self.assertFalse(
            self.env["account.move"].search(
                [("tax_cash_basis_origin_move_id", "=", invoice.id)]
            )
        )

    def test_only_the_owner_says_yes(self):
        invoice = self._issue()
        with self.assertRaises(AccessError):
            invoice.with_user(self.accountant).tpe_write_off("liquidation", PROOF, DAY)
        wizard = self.env["tpe.bad.debt"].with_user(self.accountant)
        with Form(wizard.with_context(default_move_id=invoice.id)) as form:
            self.assertFalse(form.recovers_vat)
            form.ground = "liquidation"
            form.proof = PROOF
            self.assertTrue(form.recovers_vat)
            self.assertNotIn("✗", form.conditions)
            self.assertIn("654", form.entry)
        with self.assertRaises(AccessError):
            form.record.action_write_off()
        form.record.action_propose()
        self.assertIn(PROOF, invoice.activity_ids.note)
        mine = self.env["tpe.bad.debt"].with_user(self.owner)
        options = {"move_id": invoice.id, "ground": "liquidation", "proof": PROOF}
        action = mine.create(options).action_write_off()
        self.assertEqual(invoice.tpe_write_off_id.id, action["res_id"])

    def test_nobody_is_thanked_and_no_promise_is_kept(self):
        self._pay(paid := self._issue(), "2026-10-01", 100)
        paid.tpe_pause("promise", "2027-01-31")
        self._write_off(paid)
        self.assertFalse(paid.tpe_thanked_on)
        self.assertEqual(paid.tpe_pause_ids.state, "ended")

    def test_what_is_not_open_is_not_written_off(self):
        paid = self._issue()
        self._pay(paid, "2026-10-01")
        with self.assertRaisesRegex(UserError, "unpaid"):
            self._write_off(paid)
        with self.assertRaisesRegex(UserError, "what proves"):
            self._issue().with_user(self.owner).tpe_write_off("liquidation", " ", DAY)

    def test_what_a_program_asks_wrongly_is_said(self):
        invoice = self._issue()
        options = {"ground": "liquidation", "proof": PROOF, "on_date": DAY}
        for words, wrong in (
            ("vanished", {"ground": "lost"}),
            ("a text", {"proof": ["Judgment"]}),
            ("true or false", {"recovers_vat": "maybe"}),
            ("own date", {"on_date": "2026-01-01"}),
            ("still to come", {"on_date": "2199-01-01"}),
        ):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, words):
                invoice.with_user(self.owner).tpe_write_off(**{**options, **wrong})
        self.assertFalse(invoice.tpe_write_off_id)

    def test_the_sheet_justifies_the_loss(self):
        self.business.tpe_legal_form = "SARL"
        invoice = self._issue(1200)
        _answer, entry = self._write_off(invoice)
        sheet = self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", entry.id)]
        )
        text = sheet.raw.decode()
        for words in (invoice.name, "552100554", "1\xa0000,00\xa0€", PROOF, "272"):
            self.assertIn(words, text)

    def test_examples_of_the_module_hold(self):
        result = doctest.testmod(bad_debt)
        self.assertFalse(result.failed)
        self.assertTrue(result.attempted)
