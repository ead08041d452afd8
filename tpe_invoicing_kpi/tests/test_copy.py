# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import io
import zipfile
from datetime import date

from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from odoo.addons.tpe_invoicing.tests.common_contract import ContractCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCopy(ContractCommon):
    """What leaves the house each month, and what a copy of it lets leave: nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keeper = {"name": "Cabinet Le Bihan", "email": "cabinet@le-bihan.example"}
        cls.company.write(
            {
                "tpe_pack_partner_id": cls.env["res.partner"].create(keeper).id,
                "tpe_reminder_mode": "on",
                "tpe_receipt_on_payment": True,
                "tpe_anchor_period": "month",
            }
        )

    def _send_packs(self):
        packs = self.env["tpe.accountant.pack"].sudo()
        packs._cron_send(date(2026, 12, 5))
        return packs.search([("company_id", "=", self.company.id)])

    def test_the_accountants_pack_holds_the_figures_of_the_month(self):
        with zipfile.ZipFile(io.BytesIO(self._send_packs().attachment_id.raw)) as file:
            name = next(each for each in file.namelist() if "2026-11-30" in each)
            self.assertIn("DSO", file.read(name).decode("utf-8-sig"))

    def test_a_copy_to_train_on_sends_nothing(self):
        contract = self._contract(tpe_auto_issue=True)
        hook = {"name": "x", "url": "https://example.org"}
        hook["company_id"] = self.company.id
        webhook = self.env["tpe.webhook"].create(hook)
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count([])
        self._run()
        self._send_packs()
        runs = self.env["tpe.reminder.run"].with_company(self.company)
        runs._remind(self.company)
        self.assertEqual(mails.search_count([]), before)
        self.assertFalse(self.company._tpe_may_tell_outside())
        self.assertFalse(webhook.active)
        self.assertFalse(contract.tpe_auto_issue)
        self.assertFalse(self.company.tpe_receipt_on_payment)
        # whatever else is written stays in the house
        servers = self.env["ir.mail_server"].search([])
        self.assertEqual(set(servers.mapped("smtp_host")) - {"invalid"}, set())
        providers = self.env["payment.provider"].search([("state", "=", "enabled")])
        self.assertFalse(providers)
