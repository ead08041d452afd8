# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

import pikepdf

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ReminderCommon

DAY = "2026-10-06"  # six days late: the friendly step
CALL = {"subject": "Call {customer}", "body": "Do not hang up without a date."}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWays(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.env.ref(
            "tpe_invoicing_reminders.tpe_reminder_level_business_friendly"
        )
        cls.owner = cls._new_user("chef", "account.group_account_manager")
        cls.company.tpe_reminder_user_id = cls.owner

    def _send(self, channel="email", partner=None, **words):
        """Issue an invoice and remind of it by a channel."""
        self.level.write({"channel": channel, **words})
        self._issue(1200, partner=partner)
        (sent,) = self._run(DAY)["sent"]
        return self.env["tpe.reminder"].browse(sent["reminder_id"])

    # === POST === #

    def test_letters_leave_in_one_file_behind_a_cover_sheet_registered_first(self):
        letter = self._send("letter")
        self.level.channel = "registered"
        self._issue(500, partner=self.consumer)
        plan = self.env.ref("tpe_invoicing_reminders.tpe_reminder_plan_business")
        self.consumer.with_company(self.company).tpe_reminder_plan_id = plan
        (sent,) = self._run(DAY)["sent"]
        registered = self.env["tpe.reminder"].browse(sent["reminder_id"])
        action = (letter | registered).with_user(self.accountant).action_print_letters()
        batch = self.env["tpe.reminder.batch"].search([], order="id desc", limit=1)
        self.assertIn(f"/{batch.id}/content/", action["url"])
        self.assertEqual(batch._get_letters().ids, [registered.id, letter.id])
        with pikepdf.open(io.BytesIO(base64.b64decode(batch.content))) as pdf:
            self.assertEqual(len(pdf.pages), 5, "cover, letters with their invoices")
        self.assertIn("/content/", letter.action_print_letter()["url"])
        alone = self.env["tpe.reminder.batch"].search([], order="id desc", limit=1)
        with pikepdf.open(io.BytesIO(base64.b64decode(alone.content))) as pdf:
            self.assertEqual(len(pdf.pages), 2, "one letter needs no cover")
        cover = batch._get_cover(batch._get_letters(), [1, 1])
        self.assertEqual([row[0] for row in cover["rows"]], ["1", "2"])
        with self.assertRaisesRegex(UserError, "no letter"):
            self.env["tpe.reminder"].action_print_letters()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.accountant.lang = "fr_FR"
        program = batch.with_user(self.accountant).with_context(lang=False)
        both = program.create({"reminder_ids": batch.reminder_ids.ids})
        self.assertIn("Lettres", both.filename, "a program names no language")
        cover = both._get_cover(both._get_letters(), [1, 1])
        self.assertIn("Lettres", cover["title"])
        self.assertEqual(cover["lang"], "fr")

    def test_the_proof_of_a_registered_letter_is_filed_once(self):
        letter = self._send("registered").with_user(self.accountant)
        letter.action_posted()
        self.assertTrue(letter.posted_on)
        with Form(letter) as form:
            form.tracking_number = "1A 234 567 8901 2"
            form.receipt_proof = base64.b64encode(b"%PDF-AR")
            form.received_on = letter.posted_on
        self.assertEqual(base64.b64decode(letter.receipt_proof), b"%PDF-AR")
        with self.assertRaisesRegex(UserError, "not replaced"):
            letter.receipt_proof = base64.b64encode(b"another")
        # nor behind its back
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", letter._name),
                ("res_id", "=", letter.id),
                ("res_field", "=", "receipt_proof"),
            ]
        )
        self.assertEqual(file.raw, b"%PDF-AR")
        for change in (lambda: file.write({"raw": b"another"}), file.unlink):
            with self.assertRaisesRegex(UserError, "not replaced"):
                change()

    # === PHONE === #

    def _note(self, reminder, **values):
        wizard = self.env["tpe.reminder.call"].with_user(self.accountant)
        wizard.create({"reminder_id": reminder.id, **values}).action_save()

    def test_a_promise_made_on_the_phone_holds_the_next_step(self):
        self.business.phone = "02 98 00 00 00"
        call = self._send("phone")
        self.assertEqual(call.delivery, "to_call")
        self.assertIn("1,200.00", call.activity_ids.note)
        with self.assertRaisesRegex(UserError, "When"):
            self._note(call, result="promise")
        self._note(call, result="promise", until="2026-10-30", note="Vendredi 30")
        self.assertEqual((call.delivery, call.call_result), ("delivered", "promise"))
        self.assertFalse(call.activity_ids)
        self.assertEqual(self._reason(call.line_ids.move_id, "2026-10-20"), "promise")
        with self.assertRaisesRegex(UserError, "no call"):
            self._note(call, result="absent")

    def test_a_wrong_number_is_no_step_and_a_letter_takes_its_place(self):
        self.business.write({"phone": "02 98 00 00 00", "email": False})
        call = self._send("phone")
        self._note(call, result="wrong")
        self.assertEqual(call.state, "failed")
        (planned,) = self._plan(DAY)["planned"]
        self.assertEqual(planned["level"], call.level_number)
        self.assertEqual(planned["channel"], "letter")

    # === SMS === #

    def test_a_script_for_a_call_is_never_written_to_the_customer(self):
        self.business.phone = False
        reminder = self._send("phone", **CALL)
        self.assertEqual(reminder.channel, "email")
        self.assertNotIn("hang up", reminder.body)
        self.assertNotIn("Call", reminder.subject)
        # a plan of calls alone has no words in writing
        plan = self.level.plan_id.copy({"is_by_hand": True})
        call = {"name": "Call", "days": 3, "channel": "phone", **CALL}
        plan.level_ids = [Command.create(call)]
        self.business.with_company(self.company).tpe_reminder_plan_id = plan
        other = self._issue(100)
        self.assertEqual(self._reason(other, "2026-12-20"), "no_address")

    def test_without_sms_somebody_calls(self):
        self.business.phone = "06 12 34 56 78"
        self.assertEqual(self._send("sms").channel, "phone")

    def test_an_sms_waits_in_the_queue_and_a_refused_one_is_no_step(self):
        self.company.tpe_sends_texts = True
        self.business.phone = "06 12 34 56 78"
        text = self._send("sms", body="{amount} pour {customer}")
        sms = self.env["sms.sms"].search([("uuid", "=", text.sms_key)])
        self.assertIn(f"pour {self.business.name}\nhttp", sms.body)
        self.assertEqual(sms.number, "+33612345678")
        sms.state = "error"
        self.env["tpe.reminder"]._follow_texts()
        self.assertEqual(text.state, "failed")
        self.assertFalse(text.line_ids.is_counted)
        # the network's trouble of a day says nothing of the number
        for day, channel in ((DAY, "email"), ("2026-10-07", "sms")):
            (planned,) = self._plan(day)["planned"]
            self.assertEqual(planned["channel"], channel, day)

    def test_an_sms_bears_the_link_once(self):
        self.company.tpe_sends_texts = True
        self.business.phone = "06 12 34 56 78"
        text = self._send("sms", body="{amount} : {link}")
        sms = self.env["sms.sms"].search([("uuid", "=", text.sms_key)])
        self.assertEqual(sms.body.count("http"), 1)

    # === PEOPLE AND WORDS === #

    def test_the_salesperson_signs_where_the_plan_wants_it(self):
        seller = self._new_user("vente", "tpe_invoicing.group_tpe_invoicing_seller")
        seller.partner_id.email = "vente@kermorvan.example"
        self.level.plan_id.sender = "seller"
        self.level.write({"copies_seller": True, "copies_main": True})
        contact = self.env["res.partner"].create(
            {
                "name": "Relances",
                "email": "rel@b.example",
                "parent_id": self.business.id,
            }
        )
        self.business.tpe_dunning_contact_id = contact
        invoice = self._issue(1200)
        invoice.invoice_user_id = seller
        (sent,) = self._run(DAY)["sent"]
        mail = self.env["tpe.reminder"].browse(sent["reminder_id"]).mail_id
        self.assertIn("vente@kermorvan.example", mail.email_from)
        self.assertIn("rel@b.example", mail.email_to)
        for address in ("vente@kermorvan.example", self.business.email):
            self.assertEqual(mail.email_cc.count(address), 1)

    def test_whom_one_says_tu_to_reads_tu(self):
        plan = self.level.plan_id
        self.consumer.with_company(self.company).tpe_reminder_plan_id = plan
        words = {"body_familiar": "Salut {contact}", "body": "Bonjour"}
        self.business.tpe_is_familiar = True
        self.assertIn("Salut", self._send(**words).body)
        self.assertIn("Bonjour", self._send(partner=self.consumer, **words).body)

    def test_each_shipped_step_has_its_words_for_tu(self):
        levels = self.env["tpe.reminder.level"].search([])
        shipped = levels.filtered(lambda lv: lv.get_external_id()[lv.id])
        public = self.env.ref("tpe_invoicing_reminders.tpe_reminder_plan_public")
        for level in shipped.filtered(lambda lv: lv.plan_id != public):
            french = level.with_context(lang="fr_FR")
            self.assertTrue(level.subject_familiar, level.name)
            self.assertNotEqual(french.body_familiar, level.body_familiar)
            words = f"{french.subject_familiar} {french.body_familiar}"
            self.assertNotRegex(words, r"(?i)\b(vous|votre|vos)\b", level.name)

    def test_a_step_takes_the_words_of_another_tone_in_each_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        firm = self.env.ref("tpe_invoicing_reminders.tpe_reminder_level_firm_letter")
        firm.with_context(lang="fr_FR").body = "Réglez sans délai"
        firm.with_context(lang="en_US").body = "Pay without delay"
        self.level.write({"tone": "firm", "days": 15})
        self.level.action_take_words()
        for lang, words in (("fr_FR", "Réglez"), ("en_US", "Pay")):
            self.assertIn(words, self.level.with_context(lang=lang).body)

    def test_a_variable_that_does_not_exist_is_named(self):
        for body in ("{amont}", "{Amount}", "{ amount }"):
            with self.assertRaisesRegex(UserError, body.strip("{}")):
                self.level.body = body

    def test_a_variable_is_offered_and_put_in(self):
        with Form(self.level) as form:
            form.body = "Reste "
            form.variable = "amount"
            self.assertEqual(form.body, "Reste {amount}")

    # === PLANS === #

    def test_gentle_and_firm_plans_are_for_who_is_chosen(self):
        plans = self.env["tpe.reminder.plan"]
        gentle, firm = (
            self.env.ref(f"tpe_invoicing_reminders.tpe_reminder_plan_{name}")
            for name in ("gentle", "firm")
        )
        rules = {rule.plan_id for rule in plans._get_rules(plans.search([]).ids)}
        self.assertFalse(rules & {gentle.id, firm.id})
        self.assertEqual(
            firm.level_ids.mapped("channel"), ["email", "phone", "letter", "registered"]
        )
        self.business.with_company(self.company).tpe_reminder_plan_id = gentle
        self.assertEqual(self._reason(self._issue(1200), DAY), "not_due")

    def test_who_cannot_be_reached_is_counted_in_euros(self):
        self.business.write(dict.fromkeys(("email", "phone", "street", "city"), False))
        invoice = self._issue(1200)
        action = self.runs.with_company(self.company).action_show_unreachable()
        self.assertIn("1,200.00", action["name"])
        items = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(items.move_id, invoice)

    # === THE SCHEDULER'S SHORT WAY === #

    def test_the_triage_leaves_nobody_out_and_passes_over_the_rest(self):
        planner = self.env["tpe.reminder.planner"]
        self._issue(1200)
        self._issue(300, due="2026-11-20", partner=self.consumer)
        day = self.runs._get_day(self.company, DAY)
        self.assertEqual(planner._triage(self.company, day), ([self.business.id], 1))
        run = self.runs._start(self.company, day, "scheduled")
        run._execute(is_brief=True)
        self.assertEqual(run.sent_count, 1)
        self.assertEqual(run.skipped_count, 1)
        self.assertEqual(planner._triage(self.company, day), ([], 2))
        for day, found in (("2026-10-16", 1), ("2026-11-18", 2)):
            day = self.runs._get_day(self.company, day)
            self.assertEqual(len(planner._triage(self.company, day)[0]), found)
