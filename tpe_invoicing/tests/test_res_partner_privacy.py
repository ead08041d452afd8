# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from datetime import date

import pypdfium2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestResPartnerPrivacy(TpeCommon):
    """A customer is told what is held of him; what no law keeps can be erased."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("privacy_acc", "account.group_account_invoice")
        cls.owner = cls._new_user("privacy_owner", "account.group_account_manager")
        cls.consumer.write(
            {
                "phone": "0601020304",
                "email": "anne@example.org",
                "comment": "Likes oak",
                "lang": "en_US",
            }
        )
        cls.contact = cls.consumer.create(
            {"name": "Yann Le Goff", "parent_id": cls.consumer.id, "phone": "0700"}
        )
        cls.consumer.message_post(body="Called: wants a table")

    def _issue(self, paid=False):
        move = self._make(self.consumer)
        move.tpe_issue()
        if paid:
            payments = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            )
            payments.create({"payment_date": move.date})._create_payments()
            move.line_ids.flush_recordset()
        return move

    def _inventory(self):
        items = self.consumer._tpe_get_inventory(self.company)
        return {item["code"]: item for item in items}

    def _erase(self):
        partner = self.consumer.with_user(self.owner).with_company(self.company)
        gone = partner._tpe_erase(self.company)
        self.env.invalidate_all()
        return gone

    def test_invoices_are_kept_by_law_and_notes_by_nothing(self):
        self._issue(paid=True)
        found = self._inventory()
        for code in ("identity", "archive_invoice", "ledger"):
            self.assertEqual(
                (found[code]["ground"], found[code]["until"], found[code]["law"]),
                ("legal", date(2036, 12, 31), "C. com. art. L123-22"),
            )
        for code, count in (("notes", 1), ("reach", 3), ("contacts", 1)):
            self.assertEqual(
                (found[code]["ground"], found[code]["count"]), ("none", count)
            )

    def test_erasing_leaves_what_the_law_keeps_and_tells_the_journal(self):
        move = self._issue(paid=True)
        content = move._tpe_get_original()
        self._erase()
        self.assertFalse(
            self.consumer.phone or self.consumer.email or self.consumer.comment
        )
        self.assertEqual(
            (self.consumer.name, self.consumer.street),
            ("Anne Le Goff", "1 rue du Port"),
        )
        self.assertNotIn("Yann", self.contact.name)
        self.assertFalse(self.contact.active or self.contact.phone)
        self.assertFalse((self.consumer | self.contact)._tpe_get_messages())
        self.assertEqual(move._tpe_get_original(), content)
        line = self.env["tpe.archive.access"].search([("action", "=", "erase")])
        self.assertEqual(line.user_id, self.owner)
        self.assertIn(str(self.consumer.id), line.note)
        self.assertNotIn("Goff", line.note)
        self.assertNotIn("reach", self._inventory())

    def test_who_never_bought_anything_is_forgotten_whole(self):
        self._erase()
        self.assertNotIn("Goff", self.consumer.name)
        self.assertFalse(self.consumer.street or self.consumer.active)
        own = self.company.partner_id._tpe_get_inventory(self.company)
        self.assertEqual(own[0]["ground"], "legal")

    def test_who_owes_something_stays_within_reach(self):
        self._issue()
        self.assertEqual(self._inventory()["reach"]["ground"], "claim")
        self._erase()
        self.assertTrue(self.consumer.phone and self.consumer.email)
        self.assertFalse(self.consumer.comment)

    def test_under_hold_nothing_is_erased_and_the_customer_says_so(self):
        self.env["tpe.archive.entry"]._put_hold(
            self.company, {"partner": self.consumer.id}, "Dispute on a table"
        )
        partner = self.consumer.with_company(self.company)
        self.assertIn("Dispute on a table", partner.tpe_hold_words)
        with self.assertRaisesRegex(UserError, "under legal hold"):
            self._erase()
        self.assertTrue(self.consumer.phone)

    def test_a_contact_that_an_invoice_names_stays(self):
        self._make(self.contact)
        self.assertNotIn("contacts", self._inventory())

    def test_what_was_purged_is_not_held_any_more(self):
        move = self._issue(paid=True)
        with freeze_time("2037-01-01"):
            move.tpe_archive_entry_id._purge({})
        self.assertNotIn("archive_invoice", self._inventory())

    def test_the_letter_says_it_in_the_customers_language(self):
        self._issue(paid=True)
        partner = self.consumer.with_user(self.accountant).with_company(self.company)
        report = self.env["tpe.privacy.report"].browse(
            partner.action_tpe_privacy()["res_id"]
        )
        report = report.with_user(self.accountant)
        report.action_print()
        document = pypdfium2.PdfDocument(base64.b64decode(report.content))
        text = document[0].get_textpage().get_text_bounded()
        for words in ("Your personal data", "Anne Le Goff", "L123-22", "CNIL"):
            self.assertIn(words, text)
        self.assertEqual(
            self.env["tpe.archive.access"].search_count([("action", "=", "inventory")]),
            1,
        )

    def test_roles_of_the_report(self):
        reader = self._new_user("privacy_reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.consumer.with_user(reader).action_tpe_privacy()
        partner = self.consumer.with_user(self.accountant).with_company(self.company)
        with self.assertRaises(AccessError):
            partner._tpe_erase(self.company)
