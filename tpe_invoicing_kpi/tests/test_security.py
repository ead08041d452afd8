# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon

READERS = {
    "reader": "account.group_account_readonly",
    "accountant": "account.group_account_invoice",
    "owner": "account.group_account_manager",
}
OTHERS = {
    "seller": "tpe_invoicing.group_tpe_invoicing_seller",
    "employee": "base.group_user",
}
MODELS = (
    "tpe.kpi",
    "tpe.kpi.value",
    "tpe.kpi.advice",
    "tpe.compliance.report",
    "tpe.kpi.snapshot",
    "tpe.kpi.outlook",
    "tpe.receivable.report",
    "tpe.revenue.report",
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSecurity(KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls._make_user(role, group, cls.company)
            for role, group in {**READERS, **OTHERS}.items()
        }
        cls._sell(100, cls._days(-30))
        cls.env["tpe.kpi.snapshot"]._freeze(cls.company, cls._days(-24))
        cls.env["tpe.kpi.outlook"]._store(cls.company, cls._days(-24))

    @classmethod
    def _make_user(cls, role, group, company):
        return new_test_user(
            cls.env,
            f"kpi_{role}",
            f"base.group_user,{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_who_may_do_what(self):
        for role, user in self.users.items():
            for model in MODELS:
                with self.subTest(role=role, model=model):
                    records = self.env[model].with_user(user)
                    self.assertEqual(records.has_access("read"), role in READERS)
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(records.has_access(operation), operation)

    def test_readers_get_figures_and_others_do_not(self):
        for role, user in self.users.items():
            kpis = self.kpi.with_user(user)
            with self.subTest(role=role):
                if role in READERS:
                    answers = kpis.tpe_values(self.company.id, on_date=str(TODAY))
                    self.assertEqual(answers["open_receivables"]["value"], "100.00")
                    self.env["tpe.kpi.value"].with_user(user).search_read(
                        [], ["display"]
                    )
                else:
                    with self.assertRaises(AccessError):
                        kpis.tpe_values(self.company.id)

    def test_only_readers_see_how_a_customer_pays(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                names = self.customer.with_user(user).fields_get()
                self.assertEqual("tpe_open" in names, role in READERS)

    def test_only_accountants_freeze_a_month(self):
        for role in ("reader", "seller"):
            snapshots = self.env["tpe.kpi.snapshot"].with_user(self.users[role])
            with self.subTest(role=role), self.assertRaises(AccessError):
                snapshots.action_freeze()
        snapshots = self.env["tpe.kpi.snapshot"].with_user(self.users["accountant"])
        self.assertTrue(snapshots.action_freeze())

    def test_another_company_sees_nothing_of_ours(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._make_user("stranger", READERS["owner"], other)
        for model in MODELS[4:]:
            records = self.env[model].with_user(user).with_company(other)
            self.assertFalse(records.search([]), model)
            ours = self.env[model].with_company(self.company).search([], limit=1)
            self.assertTrue(ours, model)
        frozen = self.env["tpe.kpi.snapshot"].search([], limit=1)
        with self.assertRaises(AccessError):
            frozen.with_user(user).read(["value"])

    def test_two_companies_at_work_keep_their_lines_apart(self):
        other = self.setup_other_company(name="Second company")["company"]
        reports = self.env["tpe.receivable.report"]
        both = reports.with_context(allowed_company_ids=[self.company.id, other.id])
        only = both.with_context(
            allowed_company_ids=[other.id, self.company.id], tpe_current_company=True
        )
        self.assertEqual(both.search([]).company_id, self.company)
        self.assertFalse(only.search([]))
