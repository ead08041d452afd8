# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import TpeCommon

HOSTILE = "<script>alert(1)</script>"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPortalAccount(TpeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("page_acc", "account.group_account_invoice")
        cls.business.lang = "en_US"

    def _issue(self, partner=None, **values):
        move = self._make(
            partner=partner, invoice_payment_term_id=self.pay_terms_a.id, **values
        )
        move.tpe_issue()
        return move

    def _url(self, partner=None):
        partner = (partner or self.business).with_user(self.accountant)
        answer = partner.with_company(self.company).tpe_account_url()[0]
        json.dumps(answer)
        self.assertEqual(answer["id"], (partner or self.business).id)
        self.assertGreater(
            datetime.fromisoformat(answer["expires"]),
            datetime.now(UTC).replace(tzinfo=None),
        )
        return "/tpe/account/" + answer["url"].rsplit("/", 1)[1]

    def _refused(self, url, status=404):
        response = self.url_open(url)
        self.assertEqual(response.status_code, status)
        for secret in (self.business.name, self.company.name, "INV/"):
            self.assertNotIn(secret, response.text)
        return response

    # === what it shows === #

    def test_the_page_shows_the_balance_and_every_document(self):
        move = self._issue()
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        refund.tpe_issue()
        page = self.url_open(self._url())
        self.assertEqual(page.status_code, 200)
        for text in (self.business.name, move.name, refund.name, self.company.name):
            self.assertIn(text, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])

    def test_the_pdf_of_the_page_is_the_sealed_one_and_the_xml_too(self):
        move, url = self._issue(), self._url()
        pdf = self.url_open(f"{url}/{move.id}.pdf")
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        entry = move.tpe_archive_entry_id
        self.assertEqual(hashlib.sha256(pdf.content).hexdigest(), entry.sha256)
        xml = self.url_open(f"{url}/{move.id}.xml")
        self.assertEqual(hashlib.sha256(xml.content).hexdigest(), entry.xml_sha256)

    def test_the_zip_holds_every_original(self):
        moves = self._issue() | self._issue()
        response = self.url_open(f"{self._url()}/documents.zip")
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        found = {
            hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name.endswith(".pdf")
        }
        self.assertEqual(found, set(moves.tpe_archive_entry_id.mapped("sha256")))

    def test_a_contact_opens_the_page_of_his_company(self):
        move = self._issue()
        contact = self.env["res.partner"].create(
            {"name": "Yann", "parent_id": self.business.id}
        )
        self.assertIn(move.name, self.url_open(self._url(contact)).text)

    def test_drafts_and_documents_of_other_customers_are_not_there(self):
        draft, other = self._make(), self._issue(partner=self.consumer)
        url = self._url()
        page = self.url_open(url)
        self.assertNotIn(other.name, page.text)
        for move in (draft, other):
            self._refused_file(f"{url}/{move.id}.pdf")

    def _refused_file(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 404)
        self.assertFalse(response.content.startswith(b"%PDF"))

    def test_documents_of_another_company_are_not_there(self):
        other = self.setup_other_company()
        moves = self.env["account.move"].with_company(other["company"])
        foreign = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.business.id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 77})],
            }
        )
        foreign.tpe_is_imported = True
        foreign.action_post()
        url = self._url()
        self.assertNotIn("77.00", self.url_open(url).text)
        self._refused_file(f"{url}/{foreign.id}.pdf")

    def test_a_payment_ahead_is_told_beside_the_balance(self):
        self._issue()
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.business.id,
                "amount": 45,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_post()
        self.assertIn("45.00", self.url_open(self._url()).text)

    def test_the_page_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.business.lang = "fr_FR"
        self._issue()
        self.assertIn('lang="fr"', self.url_open(self._url()).text)

    def test_hostile_names_stay_text(self):
        self.business.name = HOSTILE
        self._issue()
        page = self.url_open(self._url())
        self.assertNotIn(HOSTILE, page.text)
        self.assertIn("&lt;script&gt;", page.text)

    # === who may not === #

    def test_an_altered_token_opens_nothing(self):
        self._issue()
        url = self._url()
        stem, token = url.rsplit("/", 1)
        company, partner, end, signature = token.split("-")
        for altered in (
            f"{company}-{self.consumer.id}-{end}-{signature}",
            f"{int(company) + 1}-{partner}-{end}-{signature}",
            f"{company}-{partner}-{int(end) + 1}-{signature}",
            f"{company}-{partner}-{end}-{'0' * 64}",
            f"{company}-{partner}-{end}-{signature[:-1]}",
            f"{company}-{partner}-{end}-{signature}0",
            f"99999999999-{partner}-{end}-{signature}",
            f"{company}-0-{end}-{signature}",
            "x",
            "é'; DROP TABLE res_partner; --",
        ):
            with self.subTest(altered):
                self._refused(f"{stem}/{altered}")
                self._refused(f"{stem}/{altered}/documents.zip")

    def test_a_link_that_has_ended_says_so_and_shows_nothing(self):
        move = self._issue()
        past = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
        token = self.business._tpe_make_account_token(self.company, past)
        self._refused(f"/tpe/account/{token}", 410)
        self._refused(f"/tpe/account/{token}/{move.id}.pdf", 410)

    def test_links_that_were_called_back_open_no_more_and_new_ones_do(self):
        self._issue()
        url = self._url()
        self.business.with_user(self.accountant).action_tpe_revoke_account_links()
        self._refused(url)
        self.assertEqual(self.url_open(self._url()).status_code, 200)

    def test_the_token_of_one_customer_does_not_open_anothers_document(self):
        mine, other = self._issue(), self._issue(partner=self.consumer)
        url = self._url()
        self.assertEqual(self.url_open(f"{url}/{mine.id}.pdf").status_code, 200)
        for number in (other.id, 0, 2**31, 10**30):
            self._refused_file(f"{url}/{number}.pdf")

    def test_only_reading_is_possible(self):
        response = self.url_open(self._url(), data={"x": "1"})
        self.assertIn(response.status_code, (400, 405))

    def test_a_damaged_original_is_not_given_out(self):
        move, url = self._issue(), self._url()
        # behind Odoo's back, and behind that of the database
        self.env.cr.execute("ALTER TABLE ir_attachment DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [b"%PDF-damaged", move.tpe_archive_entry_id.sudo().attachment_id.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.tpe_invoicing", "WARNING"):
            self._refused_file(f"{url}/{move.id}.pdf")

    def test_who_may_not_write_invoices_makes_no_link(self):
        # the link lets pay, promise and dispute: a reader only sees
        stranger = self._new_user("page_nobody")
        reader = self._new_user("page_reader", "account.group_account_readonly")
        for user in (stranger, reader):
            with self.subTest(user.login):
                business = self.business.with_user(user)
                for call in (
                    business.tpe_account_url,
                    business.action_tpe_open_account_page,
                    business.action_tpe_revoke_account_links,
                ):
                    self.assertRaises(AccessError, call)
        group = "tpe_invoicing.group_tpe_invoicing_seller"
        seller = self._new_user("page_seller", group)
        self.assertTrue(self.business.with_user(seller).tpe_account_url()[0]["url"])
