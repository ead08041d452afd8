# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of the law says what this company has to do, and by when."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY, TpeCommon

OWNER = "account.group_account_manager"


@tagged("post_install_l10n", "post_install", "-at_install")
@freeze_time(TODAY)
class TestTpeLawDuty(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("duty_owner", OWNER)

    def _list(self, **company):
        self.company.write(company)
        duties = self.env["tpe.law.duty"].with_user(self.owner)
        duties = duties.with_company(self.company).search([])
        duties.invalidate_recordset()
        return {duty.code: duty for duty in duties}

    def test_very_small_company_receives_today_and_issues_a_year_later(self):
        duties = self._list()
        mine = {code for code, duty in duties.items() if duty.is_mine}
        self.assertGreaterEqual(mine, {"receive", "issue", "siren", "simplified"})
        self.assertFalse(mine & {"issue_large", "report_large"})
        self.assertEqual(duties["receive"].state, "late")
        self.assertEqual(duties["issue"].state, "ahead")
        self.assertEqual(str(duties["issue"].date_from), "2027-09-01")

    def test_large_company_and_vat_group_issue_from_2026_on(self):
        for kind in ({"tpe_company_size": "mid"}, {"tpe_is_vat_group_member": True}):
            duties = self._list(**kind)
            self.assertTrue(duties["issue_large"].is_mine, kind)
            self.assertFalse(duties["issue"].is_mine, kind)
            self._list(tpe_company_size="micro", tpe_is_vat_group_member=False)

    def test_franchise_files_no_simplified_return(self):
        self.company.partner_id.vat = False
        duties = self._list(tpe_vat_regime="franchise")
        self.assertEqual(duties["simplified"].state, "other")

    def test_sales_to_consumers_are_reported(self):
        self.assertFalse(self._list()["report"].is_mine)
        self._make(self.consumer).tpe_issue()
        self.assertTrue(self._list()["report"].is_mine)

    def test_customers_without_siren_are_counted(self):
        before = self._list()["siren"]
        self.business.customer_rank = 1
        self.assertEqual(before.state, "done")
        self.business.write({"company_registry": False, "vat": False})
        after = self._list()["siren"]
        self.assertEqual(after.state, "ahead")
        self.assertIn("1 business customers", after.message)

    def test_owner_says_what_is_done_for_his_company_alone(self):
        duty = self._list()["receive"]
        duty.action_mark_done()
        self.assertEqual(self._list()["receive"].state, "done")
        other = self.env["res.company"].create({"name": "Other"})
        duty = self.env["tpe.law.duty"].with_company(other).browse(duty.id)
        duty.invalidate_recordset()
        self.assertNotEqual(duty.state, "done")
        self._list()["receive"].action_take_back()
        self.assertEqual(self._list()["receive"].state, "late")

    def test_calendar_is_searched_by_the_words_of_both_languages(self):
        duty = self.env["tpe.law.duty"].search([("title_fr", "!=", "")], limit=1)
        for title in (duty.title_fr, duty.title_en):
            self.assertIn(duty, duty.search([("name", "=", title)]))
            self.assertNotIn(duty, duty.search([("name", "!=", title)]))

    def test_accountants_read_the_calendar_and_say_nothing(self):
        accountant = self._new_user("duty_accountant", "account.group_account_invoice")
        duty = self._list()["receive"].with_user(accountant)
        self.assertEqual(duty.state, "late")
        with self.assertRaises(AccessError):
            duty.action_mark_done()

    def test_owner_is_told_what_presses_until_it_is_done(self):
        self._list()
        parameters = self.env["tpe.legal.parameter"].with_company(self.company)
        day = date.fromisoformat(TODAY)
        parameters._tell_company(self.company, day)
        told = self.company.partner_id.activity_ids.filtered(
            lambda activity: "asks something" in activity.summary
        )
        self.assertIn("approved platform", told.note)
        for duty in self._list().values():
            duty.action_mark_done()
        parameters._tell_company(self.company, day)
        self.assertFalse(told.exists().active)
