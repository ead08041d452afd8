# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from email.message import EmailMessage
from email.utils import make_msgid

from odoo import fields
from odoo.tests import tagged

from odoo.addons.tpe_invoicing.tests.bounce import bounce

from .common import ReminderCommon

DAY = "2026-10-06"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReply(ReminderCommon):
    def setUp(self):
        super().setUp()
        self.owner = self._new_user("patronne", "account.group_account_manager")
        self.company.tpe_reminder_user_id = self.owner
        self.owner.email = "patronne@kermorvan.example"
        self.invoice = self._issue(1200)
        (sent,) = self._run(DAY)["sent"]
        self.reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.message_id = self.reminder.mail_id.message_id

    def _answer(self, words, subject="Re: Relance", sender=None, kind="plain", **more):
        mail = EmailMessage()
        mail["From"] = sender or self.business.email
        mail["To"] = "contact@kermorvan.example"
        mail["Subject"] = subject
        mail["Message-Id"] = make_msgid(domain="bati-ouest.example")
        mail["In-Reply-To"] = mail["References"] = self.message_id
        for name, value in more.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(words, subtype=kind)
        self.env["mail.thread"].message_process("tpe.reminder", mail.as_bytes())

    def test_an_answer_pauses_is_kept_and_gets_a_person_with_an_advice(self):
        self._answer("Facture déjà réglée par virement.\n\n> Reste à payer 1 200 €")
        pause = self.invoice.tpe_pause_ids
        today = self.runs._get_day(self.company)
        self.assertEqual((pause.kind, (pause.until - today).days), ("block", 5))
        self.assertEqual(self._reason(self.invoice, today), "blocked")
        activity = self.reminder.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("look for the payment", activity.summary)
        self.assertIn("déjà réglée", self.reminder.message_ids[0].body)
        noted = self.business.message_ids[0]
        self.assertIn("déjà réglée", noted.body)
        self.assertNotIn("Reste à payer", noted.body)

    def test_a_machine_that_answers_changes_nothing(self):
        self._answer("Je suis en congés.", subject="Réponse automatique : Relance")
        self.assertFalse(self.invoice.tpe_pause_ids)
        self.assertFalse(self.reminder.activity_ids)

    def test_the_headers_tell_a_machine_not_an_absence_in_the_subject(self):
        self._answer("Back on Monday.", Auto_Submitted="auto-replied")
        self.assertFalse(self.invoice.tpe_pause_ids)
        self._answer("Nothing came.", subject="Absence de livraison")
        self.assertTrue(self.invoice.tpe_pause_ids)

    def test_a_colleague_who_answers_to_all_is_not_the_customer(self):
        self._answer("Je les ai appelés.", sender=self.owner.email)
        self.assertIn("appelés", self.reminder.message_ids[0].body)
        self.assertFalse(self.invoice.tpe_pause_ids)
        self.assertFalse(self.reminder.activity_ids)

    def test_what_mail_programs_quote_is_not_what_he_says(self):
        heads = {
            "outlook": "<p><b>De :</b> Kermorvan &lt;contact@kermorvan.example&gt;<br>"
            "<b>Envoyé :</b> lundi 5 octobre<br><b>Objet :</b> Relance</p>",
            "gmail": "<div>Le lun. 5 oct. 2026 à 09:15, Menuiserie Kermorvan Père et "
            "Fils &lt;<a href='mailto:contact@kermorvan.example'>contact@kermorvan"
            ".example</a>&gt; a écrit :</div>",
            "none": "",
        }
        for name, head in heads.items():
            with self.subTest(program=name):
                self.invoice.tpe_resume()
                quoted = f"{head}<blockquote>{self.reminder.body}</blockquote>"
                self._answer(f"<p>Votre IBAN ?</p>{quoted}", kind="html")
                said = self.invoice.tpe_pause_ids[0].reason
                self.assertEqual(said, "The customer answered: Votre IBAN ?")

    def test_who_is_asked_to_answer_reads_his_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.owner.lang = "fr_FR"
        self._answer("Quel est votre IBAN ?")
        self.assertIn("Répondez au client", self.reminder.activity_ids.summary)

    def test_who_has_answered_hears_of_no_other_invoice_before_he_is(self):
        other, stranger = self._issue(300), self._issue(300, partner=self.consumer)
        self._answer("Quel est votre IBAN ?")
        today = self.runs._get_day(self.company)
        self.assertEqual(self._reason(other, today), "blocked")
        self.assertFalse(stranger.tpe_pause_ids)

    def test_a_second_answer_does_not_pause_twice(self):
        self._answer("Quel est votre IBAN ?")
        self.reminder._take_answer("Merci")
        self.assertEqual(len(self.invoice.tpe_pause_ids), 1)

    def test_an_answer_holds_what_a_shorter_or_partial_pause_leaves_open(self):
        today = self.runs._get_day(self.company)
        self.invoice.tpe_pause("dispute", amount="100.00")
        self.invoice.tpe_pause("promise", str(today))
        self._answer("Pouvez-vous nous rappeler ?")
        self.assertEqual(
            self._reason(self.invoice, fields.Date.add(today, days=5)), "blocked"
        )

    def test_hostile_answers_stay_words(self):
        self.reminder._take_answer("<img src=x onerror=alert(1)>")
        for body in (
            self.business.message_ids[0].body,
            self.reminder.activity_ids.note,
        ):
            self.assertNotIn("<img", body)

    def test_what_bounced_did_not_count_and_takes_another_way_the_same_day(self):
        bounce(self.reminder.mail_id, self.business.email)
        self.assertEqual(self.reminder.state, "failed")
        self.assertIn("compta@bati-ouest.example", self.reminder.error)
        self.assertEqual(self.business.message_bounce, 1)
        events = self.env["tpe.partner.event"].search(
            [("partner_id", "=", self.business.id)]
        )
        self.assertIn("bounced", events.mapped("kind"))
        (again,) = self._run(DAY)["sent"]
        self.assertEqual(again["channel"], "letter")

    def test_an_outage_of_the_mail_server_is_not_held_against_an_address(self):
        mail = self.reminder.mail_id
        mail.write({"state": "exception", "failure_reason": "Connection refused"})
        mail._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertEqual(self.reminder.state, "failed")
        self.assertEqual(self.reminder.error, "Connection refused")
        self.reminder.run_id.sudo().origin = "scheduled"
        self.assertTrue(self.runs._is_done(self.company, self.reminder.date))
        (again,) = self._run(DAY)["sent"]
        self.assertEqual(again["channel"], "email")

    def test_answers_come_to_odoo_where_it_gets_mail(self):
        self.assertIn("patronne@", self.reminder.mail_id.reply_to)
        domain = self.env["mail.alias.domain"].create(
            {"name": "kermorvan.example", "catchall_alias": "reponses"}
        )
        self.company.alias_domain_id = domain
        self._issue(600, partner=self.consumer)
        (sent,) = self._run(DAY)["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertIn("reponses@kermorvan.example", reminder.mail_id.reply_to)
