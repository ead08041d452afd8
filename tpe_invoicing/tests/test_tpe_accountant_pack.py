# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import io
import zipfile
from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.public_page import LIMITS
from .common import TpeCommon

SENT_ON = date(2026, 12, 5)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeAccountantPack(TpeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packs = cls.env["tpe.accountant.pack"].sudo().with_company(cls.company)
        cls.keeper = cls.env["res.partner"].create(
            {"name": "Cabinet Le Bihan", "email": "cabinet@le-bihan.example"}
        )
        cls.company.tpe_pack_partner_id = cls.keeper
        cls.business.name = "=cmd()|'Bâti Ouest'"
        move = cls._make(cls)
        move.tpe_issue()
        cls.move = move

    def _send(self, day=SENT_ON):
        self.packs._cron_send(day)
        domain = [("company_id", "=", self.company.id)]
        return self.packs.search(domain)

    def test_the_month_goes_to_the_accountant_once(self):
        self.assertFalse(self._send(date(2026, 12, 4)))
        pack = self._send()
        self.assertEqual(self._send(), pack)
        self.assertEqual((pack.state, str(pack.month)), ("sent", "2026-11-01"))
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.keeper.ids)])
        self.assertEqual(mails, pack.mail_id)
        self.assertIn(pack._get_url(), mails.body_html)

    def test_a_month_that_was_missed_is_sent_with_the_next(self):
        pack = self._send()
        fail = patch.object(type(pack), "_get_files", side_effect=OSError("full"))
        with fail, mute_logger("odoo.addons.tpe_invoicing.models.tpe_accountant_pack"):
            self._send(date(2027, 1, 5))
        packs = self._send(date(2027, 3, 5))
        months = [str(each) for each in packs.mapped("month")]
        self.assertEqual(
            months, ["2027-02-01", "2027-01-01", "2026-12-01", "2026-11-01"]
        )
        self.assertEqual(set(packs.mapped("state")), {"sent"})
        packs[2].state = "failed"
        self.assertEqual(self._send(date(2027, 3, 6)), packs)
        self.assertEqual(packs[2].state, "sent")

    def test_the_zip_holds_entries_originals_and_sales(self):
        pack = self._send()
        with zipfile.ZipFile(io.BytesIO(pack.attachment_id.raw)) as archive:
            names = archive.namelist()
            sales = archive.read("ventes_2026-11.csv").decode("utf-8-sig")
            inner = zipfile.ZipFile(
                io.BytesIO(archive.read("originaux_2026-11.zip"))
            ).namelist()
            fec = archive.read(next(name for name in names if "FEC" in name))
        self.assertIn("'=cmd()", sales)
        self.assertIn("100,00;20,00;120,00", sales)
        self.assertIn(self.move.name.encode(), fec)
        self.assertTrue([name for name in inner if name.endswith(".py")])
        self.assertTrue([name for name in inner if name.endswith(".pdf")])

    def test_a_language_that_is_not_installed_keeps_no_pack_back(self):
        self.env.flush_all()
        # left from a language that was taken out since
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'eo_XX' WHERE id = %s", [self.keeper.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._send().state, "sent")

    def test_the_page_speaks_as_the_accountant_does(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        pack = self._send()
        place = pack._get_url().replace(pack.get_base_url(), "")
        for own, company, spoken in (
            ("en_US", "fr_FR", "en"),
            ("fr_FR", "en_US", "fr"),
            (False, "fr_FR", "fr"),
        ):
            self.keeper.lang, self.company.partner_id.lang = own, company
            self.assertIn(f'<html lang="{spoken}"', self.url_open(place).text)

    def test_the_link_rests_for_who_opens_it_without_end(self):
        pack = self._send()
        place = pack._get_url().replace(pack.get_base_url(), "")
        visits = self.env["tpe.visit"]
        with patch.object(type(visits), "_is_welcome", return_value=False) as asked:
            self.assertEqual(self.url_open(f"{place}/file").status_code, 404)
        self.assertEqual(asked.call_args.args[-1], LIMITS["opened"])
        self.assertEqual(self.url_open(f"{place}/file").status_code, 200)

    def test_the_link_opens_for_who_has_it_until_it_ends_or_is_called_back(self):
        pack = self._send()
        place = pack._get_url().replace(pack.get_base_url(), "")
        page = self.url_open(place)
        self.assertEqual(page.status_code, 200)
        self.assertIn("no-store", page.headers["Cache-Control"])
        file = self.url_open(f"{place}/file")
        self.assertEqual(file.content, pack.attachment_id.raw)
        altered = place[:-1] + ("0" if place[-1] != "0" else "1")
        number = place.replace(f"/{pack.id}-", f"/{pack.id + 1}-")
        later = place.replace("-", "-9", 1)
        for wrong in (altered, number, later, f"{place}x", "/tpe/pack/1-2-3"):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.url_open(wrong).status_code, 404)
                self.assertEqual(self.url_open(f"{wrong}/file").status_code, 404)
        pack.action_revoke()
        self.assertEqual(self.url_open(f"{place}/file").status_code, 404)
        pack.expires = fields.Datetime.now() - timedelta(hours=1)
        ended = pack._get_url().replace(pack.get_base_url(), "")
        self.assertEqual(self.url_open(ended).status_code, 404)
        pack._gc_files()
        self.assertEqual((pack.state, pack.attachment_id.ids), ("gone", []))

    def test_only_who_keeps_accounts_sends_and_calls_back(self):
        pack = self._send()
        reader = self._new_user("pack_reader", "account.group_account_readonly")
        seller = self._new_user(
            "pack_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        for user in (reader, seller):
            for action in ("action_send_again", "action_revoke"):
                with self.subTest(action=action), self.assertRaises(AccessError):
                    getattr(pack.with_user(user).sudo(False), action)()
        keeper = self._new_user("pack_accountant", "account.group_account_invoice")
        before = pack._get_url()
        pack.with_user(keeper).sudo(False).action_send_again()
        self.assertNotEqual(pack._get_url(), before)
        self.keeper.email = False
        with self.assertRaises(ValidationError):
            self.company.tpe_pack_day = 6
