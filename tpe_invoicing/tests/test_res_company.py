# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestResCompany(TpeCommon):
    def test_an_accountant_finds_an_owner_of_companies_he_does_not_see(self):
        owner = new_test_user(
            self.env,
            "owner_of_two",
            "account.group_account_manager",
            name="A first owner",
            company_id=self.company.id,
            company_ids=[
                self.company.id,
                self.env["res.company"].create({"name": "Autre"}).id,
            ],
        )
        accountant = new_test_user(
            self.env,
            "accountant_of_one",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        company = self.company.with_user(accountant)
        self.env.invalidate_all()
        found = company._tpe_get_owner()
        self.assertEqual(found, owner)
        self.assertFalse(found.env.su)

    def test_a_branch_is_the_same_person_in_law_as_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Agence de Brest", "parent_id": self.company.id}
        )
        self.assertEqual(branch.tpe_legal_form, "SARL")
        self.company.tpe_share_capital = 20000
        self.assertEqual(branch.tpe_share_capital, 20000)
        with self.assertRaises(ValidationError):
            branch.tpe_rcs_city = "Brest"

    def test_a_new_company_in_france_and_its_customers_speak_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        companies = self.env["res.company"].with_context(install_mode=True)
        values = {"name": "Nouvelle", "country_id": self.env.ref("base.fr").id}
        company = companies.create(values)
        abroad = {"name": "Neu", "country_id": self.env.ref("base.de").id}
        self.assertEqual(companies.create(abroad).partner_id.lang, "en_US")
        partners = self.env["res.partner"].with_company(company)
        self.assertEqual(partners.create({"name": "Roy"}).lang, "fr_FR")
        self.assertEqual(
            partners.create({"name": "Ray", "lang": "en_US"}).lang, "en_US"
        )

    def test_a_language_that_somebody_chose_for_new_contacts_holds(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        partners = self.env["res.partner"]
        chosen = partners.with_context(default_lang="en_US")
        self.assertEqual(chosen.create({"name": "Ray"}).lang, "en_US")
        own = self.company.id
        self.env["ir.default"].set("res.partner", "lang", "fr_FR")
        self.company.partner_id.lang = "en_US"
        self.assertEqual(partners.create({"name": "Roy"}).lang, "en_US")
        self.env["ir.default"].set("res.partner", "lang", "fr_FR", company_id=own)
        self.env["ir.default"].set("res.partner", "lang", "en_US")
        self.assertEqual(partners.create({"name": "Roy"}).lang, "fr_FR")

    def test_the_screen_of_a_new_customer_says_the_companys_country(self):
        partners = self.env["res.partner"].with_company(self.company)
        self.assertFalse(partners.create({"name": "Program"}).country_id)
        screen = partners.with_context(res_partner_search_mode="customer")
        self.assertEqual(Form(screen).country_id, self.company.country_id)
        suppliers = partners.with_context(res_partner_search_mode="supplier")
        self.assertFalse(Form(suppliers).country_id)
        belgium = screen.with_context(default_country_id=self.env.ref("base.be").id)
        self.assertEqual(Form(belgium).country_id.code, "BE")
