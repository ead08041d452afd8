# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

import pypdfium2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ReminderCommon

DAY = "2026-11-24"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestClaimLetter(ReminderCommon):
    def _make(self, invoices, kind="formal", day=DAY, **options):
        (answer,) = invoices.with_user(self.accountant).tpe_claim_letter(
            kind, day, **options
        )
        return answer, self.env["tpe.claim.letter"].browse(answer["letter_id"])

    def _read(self, answer):
        """Read a letter as its receiver does."""
        document = pypdfium2.PdfDocument(base64.b64decode(answer["content"]))
        pages = [sheet.get_textpage().get_text_bounded() for sheet in document]
        return " ".join(" ".join(pages).split())

    def test_a_formal_notice_is_numbered_sealed_and_claims_it_all(self):
        answer, letter = self._make(self._issue(1200))
        self.assertEqual(answer["name"], "MED/2026/0001")
        self.assertEqual(
            (answer["principal"], answer["interest"], answer["fees"]),
            ("1200.00", "22.42", "40.00"),
        )
        self.assertEqual(answer["amount_total"], "1262.42")
        self.assertEqual(letter.entry_id.kind, "letter")
        for words in ("Registered letter", "Scan to pay"):
            self.assertIn(words, self._read(answer))
        self.assertEqual(letter.entry_id.sha256, answer["sha256"])
        self.assertEqual(letter.pay_by, fields.Date.to_date("2026-12-02"))
        letter.sent_on = DAY
        event = self.env["tpe.partner.event"].search([("res_id", "=", letter.id)])
        event = event.filtered(lambda each: each.res_model == letter._name)
        self.assertRecordValues(event, [{"kind": "sent", "detail": letter.name}])
        self.assertEqual(self._make(self._issue(100))[0]["name"], "MED/2026/0002")

    def test_a_consumer_gets_neither_lump_sum_nor_interest_before_receipt(self):
        invoice = self._issue(800, "2026-05-08", self.consumer)
        answer, letter = self._make(invoice, day="2026-10-01")
        self.assertEqual(answer["amount_total"], "800.00")
        self.assertNotIn("Lump sum", self._read(answer))
        letter.with_user(self.accountant).received_on = "2026-10-05"
        self.assertEqual(invoice.tpe_formal_notice_on, letter.received_on)
        answer, _letter = self._make(invoice)
        self.assertEqual((answer["interest"], answer["fees"]), ("3.01", "0.00"))

    def test_a_debit_note_claims_what_was_not_claimed_yet(self):
        invoice = self._issue(1200)
        answer, letter = self._make(invoice, "debit", "2026-10-31")
        self.assertEqual(answer["name"], "ND/2026/0001")
        self.assertEqual(answer["amount_total"], "52.64")  # 31 days, and 40
        answer, _letter = self._make(invoice, "debit")
        self.assertEqual((answer["interest"], answer["fees"]), ("9.78", "0.00"))
        with self.assertRaisesRegex(UserError, "neither interest"):
            self._make(invoice, "debit")
        letter.action_withdraw()
        self.assertEqual(self._make(invoice, "debit")[0]["fees"], "40.00")

    def test_a_debit_note_claims_what_an_invoice_paid_late_bears(self):
        invoice, in_time = self._issue(1200), self._issue(500)
        self._pay(in_time, "2026-09-30")
        self._pay(invoice, DAY)
        for kind, moves, words in (
            ("formal", invoice, "overdue"),
            ("debit", in_time, "overdue"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._make(moves, kind)
        answer, _letter = self._make(invoice | in_time, "debit", "2026-12-15")
        self.assertEqual((answer["interest"], answer["fees"]), ("22.42", "40.00"))
        self.assertEqual(answer["principal"], "0.00")

    def test_t2_to_t9_what_was_paid_late_bears_what_the_law_says(self):
        for amount, due, paid, rate, interest in (
            (1000, "2022-06-30", "2023-01-31", 0, "61.03"),  # T-8
            (2400, "2024-01-31", "2024-03-15", 0, "41.95"),  # T-4
            (10000, "2024-12-15", "2025-07-10", 0, "747.85"),  # T-3
            (5000, "2026-04-30", "2026-09-15", 0, "232.32"),  # T-2
            (1000, "2026-06-30", "2026-12-31", 6, "41.59"),  # T-7
            (3600, "2026-07-31", "2026-10-31", 12, "108.89"),  # T-5
            (1200, "2026-10-31", "2026-11-01", 0, "0.41"),  # T-9
        ):
            with self.subTest(due=due, amount=amount):
                self.company.tpe_late_rate = rate
                invoice = self._issue(amount, due)
                self._pay(invoice, paid)
                answer, _letter = self._make(invoice, "debit", paid)
                self.assertEqual(answer["interest"], interest)
                self.assertEqual(answer["fees"], "40.00")

    def test_a_letter_names_the_rate_that_its_invoices_bear(self):
        self.company.tpe_late_rate = 12
        first = self._issue(1200)
        self.company.tpe_late_rate = 15
        words = self._read(self._make(first)[0])
        self.assertIn("taux convenu de 12 %", words)
        both = first | self._issue(1200)
        words = self._read(self._make(both)[0])
        self.assertIn("taux convenu sur chaque facture", words)

    def test_credits_cover_one_debt_after_another(self):
        first, second = self._issue(100, "2026-09-01"), self._issue(100)
        self._refund(100, first, "2026-10-01")
        self._refund(50, second, "2026-10-02")
        answer, _letter = self._make(first | second)
        self.assertEqual(answer["principal"], "50.00")

    def test_a_debit_note_is_booked_without_vat_and_only_on_demand(self):
        invoice = self._issue(1200)
        _answer, letter = self._make(invoice, "debit", books=True)
        lines = letter.book_id.line_ids
        self.assertEqual(letter.book_id.state, "posted")
        self.assertFalse(lines.tax_ids + lines.tax_line_id)
        self.assertEqual(
            [(line.account_id.code[:2], line.balance) for line in lines],
            [("41", 62.42), ("76", -22.42), ("75", -40.0)],
        )
        with self.assertRaisesRegex(UserError, "Reverse the journal entry"):
            letter.action_withdraw()
        self.assertEqual(invoice.amount_total, 1200)

    def test_nobody_is_given_notice_once_insolvent(self):
        invoice = self._issue()
        self.business.tpe_insolvency_on = "2026-11-02"
        with self.assertRaisesRegex(UserError, "01/02/2027"):
            self._make(invoice)

    def test_a_day_in_a_refusal_is_written_as_people_write_it(self):
        with self.assertRaisesRegex(UserError, "overdue on 09/30/2026"):
            self._make(self._issue(), day="2026-09-30")

    def test_a_letter_is_kept_as_it_was_sealed(self):
        _answer, letter = self._make(self._issue())
        mine = letter.with_user(self.accountant)
        mine.write({"tracking_number": "1A 234 567 8901 2", "sent_on": DAY})
        for vals in ({"amount_total": 1}, {"entry_id": False}, {"name": "MED/1"}):
            with self.assertRaisesRegex(UserError, "kept as it was sealed"):
                mine.write(vals)
        with self.assertRaisesRegex(UserError, "withdrawn, not deleted"):
            letter.sudo().unlink()

    def test_the_letter_stands_in_the_recovery_file(self):
        invoice = self._issue()
        answer, letter = self._make(invoice)
        letter.write({"received_on": DAY, "tracking_number": "1A 234"})
        data = self.env["tpe.recovery"]
        accounts = data._get_accounts(self.company, self.business, letter.date)
        notices = data._describe_notices(invoice)
        self.assertEqual(len(accounts), 1)
        self.assertIn(answer["name"], notices[0]["proof"])
        self.assertIn("1A 234", notices[0]["proof"])

    def test_the_dialog_shows_what_will_be_claimed(self):
        invoice = self._issue(1200)
        action = invoice.with_user(self.accountant).action_tpe_claim()
        wizards = self.env[action["res_model"]].with_user(self.accountant)
        with Form(wizards.with_context(**action["context"])) as form:
            form.date = DAY
            self.assertIn("1,262.42", form.forecast.replace("\xa0", " "))
            form.kind = "debit"
            self.assertIn("62.42", form.forecast)
        wizard = form.record
        self.assertEqual(wizard.move_ids, invoice)
        action = wizard.action_make()
        letter = self.env["tpe.claim.letter"].browse(action["res_id"])
        self.assertEqual(letter.kind, "debit")

    def test_only_who_keeps_the_accounts_claims(self):
        invoice = self._issue()
        for login, group in (
            ("lecteur", "account.group_account_readonly"),
            ("vendeur", "tpe_invoicing.group_tpe_invoicing_seller"),
        ):
            user = self._new_user(login, group)
            with self.assertRaises(AccessError):
                invoice.with_user(user).tpe_claim_letter("formal", DAY)
        refund = self._refund(100, invoice)
        with self.assertRaisesRegex(UserError, "Only invoices"):
            refund.tpe_claim_letter("formal", DAY)

    def test_a_letter_is_of_a_known_kind_and_leaves_time_to_pay(self):
        invoice = self._issue(1200)
        for words, options in (
            ("formal, debit", {"kind": "final"}),
            ("leaves time", {"pay_by": DAY}),
            ("leaves time", {"pay_by": "2020-01-01"}),
            ("no date", {"pay_by": "soon"}),
            ("true or false", {"kind": "debit", "books": "yes"}),
        ):
            with self.subTest(options), self.assertRaisesRegex(UserError, words):
                self._make(invoice, **options)
        self.assertFalse(self.env["tpe.claim.letter"].search([]))

    def test_a_draft_is_not_claimed(self):
        draft = self._issue(1200).copy({"invoice_date": "2026-09-01"})
        with self.assertRaisesRegex(UserError, "no issued invoice"):
            self._make(draft)

    def test_what_the_letter_says_in_both_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.business.lang = "fr_FR"
        text = self._read(self._make(self._issue(1200))[0])
        for words in ("mettons en demeure", "1 262,42 €", "12,40 %", "SIRET"):
            self.assertIn(words, text)
        for words in ("Lump sum", "Interest", "Days", "Scan to pay"):
            self.assertNotIn(words, text)
        self.business.lang = "en_US"
        text = self._read(self._make(self._issue(1200))[0])
        self.assertIn("formal notice", text)
