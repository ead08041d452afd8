# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ReminderCommon

DAY = "2026-10-20"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBranch(ReminderCommon):
    """A branch reminds by itself; what its company holds or stops is held there too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {
                "name": "Agence de Brest",
                "parent_id": cls.company.id,
                "country_id": cls.company.country_id.id,
                "street": "2 quai Malbert",
                "zip": "29200",
                "city": "Brest",
                "vat": cls.company.vat,
                "company_registry": "40483304800030",
                "email": "brest@kermorvan.example",
            }
        )
        cls.env.cr.precommit.run()  # Odoo gives the branch its accounts then
        both = (cls.company + cls.branch).ids
        cls.env.user.company_ids = [Command.link(cls.branch.id)]
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": both})
        cls.runs = cls.runs.with_env(cls.env)
        cls.owner = cls._new_user("patronne", "account.group_account_manager")
        cls.owner.company_ids = [Command.link(cls.branch.id)]
        cls.company.tpe_reminder_user_id = cls.owner

    def _issue_here_and_there(self):
        return self._issue(), self._issue(600, company_id=self.branch.id)

    def _plan_by_company(self):
        return {
            company: [
                each["amount_due"] for each in self._plan(DAY, company)["planned"]
            ]
            for company in self.company + self.branch
        }

    def test_each_reminds_of_its_own_invoices(self):
        self._issue_here_and_there()
        expected = {self.company: ["1200.00"], self.branch: ["600.00"]}
        self.assertEqual(self._plan_by_company(), expected)

    def test_who_is_stopped_in_the_company_is_stopped_in_its_branch(self):
        here, there = self._issue_here_and_there()
        self.business._tpe_hold_reminders(self.company)
        self.assertEqual(self._plan_by_company(), {self.company: [], self.branch: []})
        pauses = here.tpe_pause_ids + there.tpe_pause_ids
        self.assertEqual(pauses.company_id, self.company + self.branch)
        self.assertEqual(pauses.user_id, self.owner)

    def test_who_is_stopped_in_the_branch_is_reminded_by_the_company(self):
        self._issue_here_and_there()
        self.business._tpe_hold_reminders(self.branch)
        expected = {self.company: ["1200.00"], self.branch: []}
        self.assertEqual(self._plan_by_company(), expected)

    def test_where_the_company_stops_its_branch_sends_nothing(self):
        self._issue_here_and_there()
        self.branch.tpe_reminder_mode = "on"
        self.company.tpe_reminder_mode = "stopped"
        with self.assertRaises(UserError) as refusal:
            self._run(DAY, self.branch)
        self.assertIn(self.company.name, str(refusal.exception))
        self.runs._cron_remind()
        self.assertFalse(self.env["tpe.reminder"].search([]))

    def test_a_branch_that_stops_stops_nobody_else(self):
        self._issue_here_and_there()
        self.branch.tpe_reminder_mode = "stopped"
        self.assertEqual(len(self._run(DAY)["sent"]), 1)

    def test_whom_the_company_never_reminds_its_branch_does_not_either(self):
        self._issue_here_and_there()
        self.business.with_company(self.company).tpe_reminder_excluded = True
        self.assertEqual(self._plan_by_company(), {self.company: [], self.branch: []})

    def test_plans_of_the_company_are_those_of_its_branch(self):
        plan = self.env["tpe.reminder.plan"].create(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "is_by_hand": True,
                "level_ids": [
                    Command.create(
                        {"name": "Late", "days": 60, "subject": "Late", "body": "Late"}
                    )
                ],
            }
        )
        self.business.with_company(self.company).tpe_reminder_plan_id = plan
        self._issue_here_and_there()
        self.assertEqual(self._plan_by_company(), {self.company: [], self.branch: []})
        (sent,) = self._run("2026-12-20", self.branch)["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertEqual(reminder.plan_id, plan)
        local = self._new_user(
            "brest", "account.group_account_manager", company=self.branch
        )
        theirs = plan.with_user(local).with_context(allowed_company_ids=self.branch.ids)
        self.assertEqual(theirs.level_ids.name, "Late")
        with self.assertRaises(AccessError):
            theirs.name = "Theirs"

    def test_the_owner_starts_the_branch_on_its_page_of_settings(self):
        view = "tpe_invoicing.res_company_view_form_tpe_settings"
        with Form(self.branch.with_user(self.owner), view=view) as page:
            page.tpe_reminder_mode = "on"
            with self.assertRaises(AssertionError):  # a fact of the company
                page.tpe_legal_form = "SAS"
        self.assertEqual(self.branch.tpe_reminder_mode, "on")

    def test_who_is_in_charge_of_the_company_is_in_charge_of_its_branch(self):
        runs = self.runs
        self.assertEqual(runs._get_person_in_charge(self.branch), self.owner)
        self.branch.tpe_reminder_user_id = self._new_user(
            "brest", "account.group_account_invoice", company=self.branch
        )
        self.assertEqual(runs._get_person_in_charge(self.branch).login, "brest")

    def test_who_has_left_is_in_charge_no_more(self):
        self.owner.active = False
        self.assertFalse(self.runs._get_person_named(self.company))
        person = self.runs._get_person_in_charge(self.company)
        self.assertIn(self.company, person.company_ids)
        self.assertNotEqual(person, self.owner)
