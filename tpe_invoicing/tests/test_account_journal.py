# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import Form, tagged

from .common import TODAY, TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountJournal(TpeCommon):
    def _make_journal(self, kind, **values):
        return self.env["account.journal"].create(
            {
                "name": f"New {kind}",
                "code": kind[:4].upper(),
                "type": kind,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_new_journal_names_how_customers_pay(self):
        self.company.partner_id.lang = "en_US"
        names = self._make_journal("bank").inbound_payment_method_line_ids.mapped(
            "name"
        )
        self.assertEqual(
            names[:4], ["Bank transfer", "Cheque", "Bank card", "Direct debit"]
        )
        cash = self._make_journal("cash").inbound_payment_method_line_ids
        self.assertEqual(cash.mapped("name"), ["Cash"])

    def test_journal_speaks_the_language_of_its_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        bank = self._make_journal("bank")
        self.assertEqual(bank.inbound_payment_method_line_ids[1].name, "Chèque")

    def test_cheque_is_noted_as_one(self):
        bank = self._make_journal("bank")
        cheque = bank.inbound_payment_method_line_ids[1]
        move = self._make()
        move.tpe_issue()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {
            "journal_id": bank.id,
            "payment_method_line_id": cheque.id,
            "payment_date": TODAY,
        }
        payment = register.create(values)._create_payments()
        self.assertEqual(payment.payment_method_line_id, cheque)
        self.assertIn(move.payment_state, ("paid", "in_payment"))

    def _make_older(self):
        """:return: a journal as Odoo makes it, and its one way to pay"""
        bank = self._make_journal("bank")
        manual, *others = bank.inbound_payment_method_line_ids[:4]
        self.env["account.payment.method.line"].union(*others).unlink()
        manual.name = "Manual Payment"
        return bank, manual

    def test_journal_of_before_the_addon_names_how_customers_pay(self):
        self.company.partner_id.lang = "en_US"
        bank, _manual = self._make_older()
        for _time in "12":
            bank._tpe_replace_manual()
            names = bank.inbound_payment_method_line_ids.mapped("name")
            self.assertEqual(
                names[:4], ["Bank transfer", "Cheque", "Bank card", "Direct debit"]
            )

    def test_what_was_noted_before_keeps_its_way_and_comes_last(self):
        self.company.partner_id.lang = "en_US"
        bank, manual = self._make_older()
        payment = self.env["account.payment"].create(
            {"journal_id": bank.id, "payment_method_line_id": manual.id, "amount": 1}
        )
        bank._tpe_replace_manual()
        bank.invalidate_recordset()
        names = bank.inbound_payment_method_line_ids.mapped("name")
        self.assertEqual(names[0], "Bank transfer")
        self.assertEqual(names[-1], "Another way")
        self.assertEqual(payment.payment_method_line_id.name, "Another way")

    def test_what_somebody_has_named_stays(self):
        bank, manual = self._make_older()
        manual.name = "Cheques of the market"
        bank._tpe_replace_manual()
        self.assertEqual(manual.name, "Cheques of the market")
        self.assertNotIn("Cheque", bank.inbound_payment_method_line_ids.mapped("name"))

    def test_more_than_what_is_owed_is_told_before_it_is_noted(self):
        move = self._make()
        move.tpe_issue()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        form = Form(register)
        self.assertFalse(form.tpe_surplus_note)
        form.amount = move.amount_total - 1
        self.assertFalse(form.tpe_surplus_note)
        form.amount = move.amount_total + 12.5
        self.assertIn("12.50", form.tpe_surplus_note)

    def test_company_elsewhere_keeps_what_odoo_gives_it(self):
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        lines = self._make_journal("bank").inbound_payment_method_line_ids
        self.assertEqual(len(lines.filtered(lambda line: line.code == "manual")), 1)
