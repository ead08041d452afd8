# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.tpe_invoicing.models.res_partner_account import TOKEN

from .common import ReminderCommon

# what each role may do: r(ead), w(rite), c(reate), d(elete)
TABLE = {
    "tpe.reminder.plan": {"reader": "r", "accountant": "r", "owner": "rwcd"},
    "tpe.reminder.level": {"reader": "r", "accountant": "r", "owner": "rwcd"},
    "tpe.reminder.run": {"reader": "r", "accountant": "r", "owner": "r"},
    "tpe.reminder": {"reader": "r", "accountant": "rw", "owner": "rw"},
    "tpe.reminder.line": {"reader": "r", "accountant": "r", "owner": "r"},
    "tpe.reminder.pause": {"reader": "r", "accountant": "rwc", "owner": "rwc"},
    "tpe.payment.plan": {"reader": "r", "accountant": "rwcd", "owner": "rwcd"},
    "tpe.payment.plan.instalment": {
        "reader": "r",
        "accountant": "rwcd",
        "owner": "rwcd",
    },
    "tpe.formal.notice": {"reader": "r", "accountant": "rwc", "owner": "rwc"},
    "tpe.claim.letter": {"reader": "r", "accountant": "rwc", "owner": "rwc"},
    "tpe.claim.letter.line": {"reader": "r", "accountant": "rc", "owner": "rc"},
    "tpe.bad.debt": {"accountant": "rwcd", "owner": "rwcd"},
    "tpe.claim.make": {"accountant": "rwcd", "owner": "rwcd"},
    "tpe.recovery.route": {"reader": "r", "accountant": "r", "owner": "r"},
    "tpe.reminder.postpone": {"accountant": "rwcd", "owner": "rwcd"},
    "tpe.reminder.call": {"accountant": "rwcd", "owner": "rwcd"},
    "tpe.reminder.batch": {"accountant": "rwcd", "owner": "rwcd"},
}
DAY = "2026-10-21"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
GROUPS = {
    "reader": "account.group_account_readonly",
    "seller": "tpe_invoicing.group_tpe_invoicing_seller",
    "accountant": "account.group_account_invoice",
    "owner": "account.group_account_manager",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSecurity(ReminderCommon):
    def test_each_role_may_do_what_the_table_says(self):
        for role, group in GROUPS.items():
            user = self._new_user(f"r_{role}", group)
            for model, rights in TABLE.items():
                for letter, operation in OPERATIONS.items():
                    allowed = letter in rights.get(role, "")
                    found = self.env[model].with_user(user).has_access(operation)
                    self.assertEqual(found, allowed, (role, model, operation))

    def test_another_company_sees_nothing(self):
        invoice = self._issue()
        invoice.tpe_pause("dispute", "2026-10-01")
        invoice.tpe_formal_notice("2026-10-05")
        (sent,) = self._run("2026-10-20")["sent"]
        (made,) = invoice.tpe_claim_letter("formal", "2026-10-21")
        letter = self.env["tpe.claim.letter"].browse(made["letter_id"])
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        other = self.env["res.company"].create({"name": "Ailleurs"})
        stranger = self._new_user(
            "ailleurs", "account.group_account_manager", company=other
        )
        for records in (
            reminder,
            reminder.line_ids,
            reminder.run_id,
            letter,
            letter.line_ids,
            invoice.tpe_pause_ids,
            self.env["tpe.formal.notice"].search([("move_id", "=", invoice.id)]),
        ):
            self.assertTrue(records.with_user(self.accountant).has_access("read"))
            with self.assertRaises(AccessError):
                records.with_user(stranger).check_access("read")
            self.assertFalse(records.with_user(stranger).search([]))

    def test_an_accountant_does_not_turn_a_reminder_back(self):
        self._issue()
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        mine = reminder.with_user(self.accountant)
        mine.write({"tracking_number": "1A 234 567 8901 2"})
        for vals in ({"state": "cancelled"}, {"delivery": "failed"}, {"date": DAY}):
            with self.assertRaises(UserError) as refusal:
                mine.write(vals)
            self.assertIn("cannot be changed", str(refusal.exception))

    def test_who_only_reads_sees_the_words_and_not_the_customers_links(self):
        reader = self._new_user("lecteur", GROUPS["reader"])
        self.business.phone = "02 98 00 00 00"
        self._issue()
        for day, channel in (("2026-10-05", "email"), ("2026-10-20", "phone")):
            self.env["tpe.reminder.level"].search([]).channel = channel
            (sent,) = self._run(day)["sent"]
            self.assertEqual(sent["channel"], channel)
            reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
            self.assertRegex(reminder.with_user(self.accountant).shown_body, TOKEN)
            notes = reminder.activity_ids.mapped("note")
            mine = reminder.with_user(reader)
            self.assertIn("1,200.00", mine.shown_body)
            with self.assertRaises(AccessError):
                mine.read(["body"])
            texts = [str(mine.read()), str(mine.message_ids.read())]
            texts.append(str(notes))
            self.assertNotRegex("".join(texts), TOKEN)
        self.assertIn("1,200.00", notes[0])

    def test_only_the_owner_switches_reminders_on(self):
        with self.assertRaises(AccessError):
            self.runs.with_user(self.accountant).action_start()

    def test_owner_says_when_reminders_leave_and_no_accountant_does(self):
        view = "tpe_invoicing.res_company_view_form_tpe_settings"
        owner = self._new_user("patron", GROUPS["owner"])
        with Form(self.company.with_user(owner), view=view) as page:
            page.tpe_reminder_hour_from = 10
            page.tpe_reminder_user_id = owner
        self.assertEqual(self.company.tpe_reminder_hour_from, 10)
        self.assertEqual(self.company.tpe_reminder_user_id, owner)
        with self.assertRaises(AccessError):
            self.company.with_user(self.accountant).tpe_reminder_hour_from = 11
