# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools.misc import format_date

from .common import TpeCommon

PAGE = "tpe_invoicing.res_company_view_form_tpe_settings"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCompanySettings(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        owner = "account.group_account_manager"
        cls.owner = cls._new_user("owner_of_settings", owner)

    def _open(self):
        company = self.company.with_user(self.owner).with_context(tpe_settings=True)
        return Form(company, PAGE)

    def test_the_owner_changes_the_page_and_saves(self):
        with self._open() as page:
            page.tpe_legal_form = "SAS"
            page.tpe_share_capital = 25000
        self.assertEqual(self.company.tpe_legal_form, "SAS")
        self.assertEqual(self.company.tpe_share_capital, 25000)

    def test_the_foot_follows_what_is_typed(self):
        page = self._open()
        page.tpe_is_sole_trader = False
        page.tpe_legal_form = "EURL"
        page.tpe_share_capital = 1234
        page.tpe_rcs_city = "Quimper"
        self.assertIn("EURL", page.tpe_example_identity)
        self.assertIn("1\xa0234", page.tpe_example_identity)
        self.assertIn("Quimper", page.tpe_example_identity)

    def test_the_foot_is_that_of_the_document(self):
        invoice = self._make()
        facts = invoice._tpe_get_mention_context()
        printed = [
            mention["text"]
            for mention in invoice._tpe_get_mentions(facts)
            if mention["place"] == "seller"
        ]
        foot = " · ".join([facts["seller"]["name"], *printed])
        self.assertEqual(self.company.tpe_example_identity, foot)

    def test_a_wrong_siret_is_told_while_typing_and_refused_on_saving(self):
        page = self._open()
        page.company_registry = "40483304800023"
        self.assertIn("40483304800023", page.tpe_example_problems)
        with self.assertRaises(ValidationError) as refusal:
            page.save()
        self.assertIn("40483304800023", str(refusal.exception))

    def test_a_wrong_vat_number_is_told_while_typing_and_refused_on_saving(self):
        page = self._open()
        page.vat = "FR00404833048"
        self.assertIn("FR00404833048", page.tpe_example_problems)
        with self.assertRaises(ValidationError) as refusal:
            page.save()
        self.assertIn("FR00404833048", str(refusal.exception))

    def test_a_wrong_iban_is_told_while_typing_and_refused_on_saving(self):
        page = self._open()
        with page.bank_ids.new() as bank:
            bank.acc_number = "FR7630006000011234567890180"
            self.assertIn("Wrong", bank.tpe_iban_state)
        with self.assertRaises(ValidationError) as refusal:
            page.save()
        self.assertIn("FR7630006000011234567890180", str(refusal.exception))
        page = self._open()
        with page.bank_ids.new() as bank:
            bank.acc_number = "FR7630006000011234567890189"
            self.assertIn("FR76 3000 6000", bank.tpe_iban_state)
        page.save()

    def test_the_penalty_is_todays_or_the_companys_own(self):
        page = self._open()
        page.tpe_late_rate = 0
        legal = page.tpe_example_penalty
        page.tpe_late_rate = 15
        self.assertNotEqual(page.tpe_example_penalty, legal)
        self.assertIn("15", page.tpe_example_penalty)
        page.tpe_late_rate = 0.5
        self.assertIn("below the legal floor", page.tpe_example_problems)

    def test_franchise_shows_the_sentence_of_its_invoices(self):
        page = self._open()
        page.tpe_vat_regime = "franchise"
        self.assertIn("293 B", page.tpe_example_vat)
        page.tpe_vat_regime = "normal"
        self.assertIn("when they are paid", page.tpe_example_vat)
        page.tpe_vat_on_debits = True
        self.assertIn("when you invoice them", page.tpe_example_vat)

    def test_the_next_number_is_the_one_that_is_given(self):
        shown = self.company.tpe_example_number
        invoice = self._make(invoice_date=fields.Date.today())
        invoice.tpe_issue()
        self.assertEqual(invoice.name, shown)
        self.env.invalidate_all()
        self.assertNotEqual(self.company.tpe_example_number, shown)
        self.assertFalse(self.company.tpe_example_number_problem)

    def test_a_number_that_platforms_refuse_is_told(self):
        problem = self.company._tpe_get_number_problem("FAC 2026.001")
        self.assertIn("FAC 2026.001", problem)

    def test_the_due_date_follows_the_term(self):
        page = self._open()
        page.tpe_payment_term_id = self.env.ref(
            "account.account_payment_term_immediate"
        )
        today = format_date(self.env, fields.Date.context_today(self.company))
        self.assertIn(today, page.tpe_example_due)
