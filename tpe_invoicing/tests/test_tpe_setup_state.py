# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TpeCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeSetupState(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("setup_owner", "account.group_account_manager")

    def _state(self, code, company=None):
        company = (company or self.company).with_user(self.owner)
        company.invalidate_recordset()
        state = company.tpe_setup_state()
        json.dumps(state)
        return next(step for step in state if step["code"] == code)

    def test_every_step_has_a_code_a_state_and_a_sentence(self):
        state = self.company.with_user(self.owner).tpe_setup_state()
        self.assertEqual(len({step["code"] for step in state}), len(state))
        for step in state:
            self.assertIn(step["done"], (True, False))
            self.assertTrue(step["message"])

    def test_identity_follows_what_the_check_of_invoices_says(self):
        self.assertTrue(self._state("identity")["done"])
        self.company.partner_id.company_registry = False
        self.company.partner_id.vat = False
        self.assertIn("SIRET", self._state("identity")["message"])
        self.assertFalse(self._state("identity")["done"])

    def test_vat_wants_a_number_or_the_franchise(self):
        self.assertTrue(self._state("vat")["done"])
        self.company.partner_id.vat = False
        self.assertFalse(self._state("vat")["done"])
        self.company.tpe_vat_regime = "franchise"
        self.assertTrue(self._state("vat")["done"])

    def test_bank_wants_a_right_iban(self):
        self.company.partner_id.bank_ids.unlink()
        self.assertFalse(self._state("bank")["done"])
        bank = self.env["res.partner.bank"].create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            }
        )
        self.assertTrue(self._state("bank")["done"])
        # a number with a wrong key that came in behind the check of the form
        self.env.cr.execute(
            "UPDATE res_partner_bank SET acc_number = %s WHERE id = %s",
            ["FR7630006000011234567890180", bank.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self._state("bank")["done"])

    def test_design_wants_a_logo(self):
        self.company.logo = False
        self.assertFalse(self._state("design")["done"])
        self.company.logo = base64.b64encode(base64.b64decode(PIXEL))
        self.assertTrue(self._state("design")["done"])

    def test_the_usual_term_becomes_that_of_new_customers(self):
        self.assertFalse(self._state("terms")["done"])
        term = self.env.ref("account.account_payment_term_30days")
        self.company.with_user(self.owner).tpe_payment_term_id = term
        self.assertTrue(self._state("terms")["done"])
        partner = (
            self.env["res.partner"].with_company(self.company).create({"name": "A"})
        )
        self.assertEqual(partner.property_payment_term_id, term)

    def test_mail_wants_a_server(self):
        self.env["ir.mail_server"].search([]).unlink()
        self.assertFalse(self._state("mail")["done"])
        self.env["ir.mail_server"].create({"name": "S", "smtp_host": "smtp.example"})
        self.assertTrue(self._state("mail")["done"])

    def test_who_keeps_the_accounts_without_two_factors_is_named(self):
        step = self._state("two_factor")
        self.assertFalse(step["done"])
        self.assertIn(self.owner.name, step["message"])

    def test_the_key_is_safe_once_the_owner_says_so(self):
        self._make(invoice_payment_term_id=self.pay_terms_a.id).tpe_issue()
        self.assertTrue(self._state("first_invoice")["done"])
        self.assertFalse(self._state("seal_key")["done"])
        self.company.with_user(self.owner).action_tpe_confirm_saved_key()
        self.assertTrue(self._state("seal_key")["done"])

    def test_accountants_and_readers_see_it_and_others_do_not(self):
        for group in (
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            user = self._new_user(f"setup_{group[-8:]}", group)
            self.assertTrue(self.company.with_user(user).tpe_setup_state())
        stranger = self._new_user("setup_nobody")
        seller = self._new_user(
            "setup_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        for user in (stranger, seller):
            with self.assertRaises(AccessError):
                self.company.with_user(user).tpe_setup_state()
        with self.assertRaises(AccessError):
            self.company.with_user(seller).action_tpe_confirm_saved_key()

    def test_another_company_is_out_of_sight(self):
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            other.with_user(self.owner).tpe_setup_state()

    def test_the_page_lists_the_steps_and_leads_to_their_places(self):
        steps = self.env["tpe.setup.step"].with_user(self.owner)
        action = steps.with_company(self.company).action_open_page()
        for step in steps.search(action["domain"]).filtered(
            lambda step: step.code not in ("seal_key", "mail")
        ):
            self.assertEqual(step.action_open()["type"], "ir.actions.act_window")

    def test_who_may_not_enter_the_mail_server_is_told_whom_to_ask(self):
        self.env["ir.mail_server"].search([]).unlink()
        admin = self._new_user("setup_admin", "base.group_system")
        admin.group_ids += self.env.ref("account.group_account_manager")
        for user, is_his in ((self.owner, False), (admin, True)):
            steps = self.env["tpe.setup.step"].with_user(user)
            action = steps.with_company(self.company).action_open_page()
            step = steps.search(action["domain"]).filtered(
                lambda step: step.code == "mail"
            )
            self.assertEqual(step.is_mine, is_his)
            self.assertEqual("administrator" in step.message, not is_his)
            if is_his:
                self.assertEqual(step.action_open()["res_model"], "ir.mail_server")
            else:
                with self.assertRaisesRegex(UserError, "administrator"):
                    step.action_open()

    def test_a_step_leads_to_its_setting_of_the_page(self):
        page = self.env.ref("tpe_invoicing.res_company_view_form_tpe_settings")
        steps = self.env["tpe.setup.step"].with_user(self.owner)
        for code, field in (("bank", "bank_ids"), ("terms", "tpe_payment_term_id")):
            step = steps.create({"company_id": self.company.id, "code": code})
            action = step.action_open()
            self.assertEqual(action["res_id"], self.company.id)
            setting = action["context"]["tpe_setting"]
            path = f"//setting[@id='{setting}']//field[@name='{field}']"
            self.assertTrue(etree.fromstring(page.arch).xpath(path), code)

    def test_an_empty_list_of_invoices_leads_the_owner_to_the_set_up(self):
        step = "tpe_setup_step_open_action"
        owner = self._new_user("helped_owner", "account.group_account_manager")
        seller = self._new_user("helped", "tpe_invoicing.group_tpe_invoicing_seller")

        def read(user):
            action = self.env.ref("account.action_move_out_invoice_type")
            found = action.with_user(user).with_company(self.company).sudo()
            return found.read(["help", "res_model", "context"])[0]["help"]

        self.assertIn(step, read(owner))
        self.assertNotIn(step, read(seller))
        self._make().tpe_issue()
        self.assertNotIn(step, read(owner))

    def test_an_empty_list_of_contracts_says_what_one_is_good_for(self):
        for name in ("action_customer_contract", "contract_template_action"):
            action = self.env.ref(f"contract.{name}")
            (read,) = action.read(["help", "res_model", "context"])
            self.assertIn("rhythm" if "template" in name else "by itself", read["help"])
