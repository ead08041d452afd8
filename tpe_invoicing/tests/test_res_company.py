# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import new_test_user, tagged

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
