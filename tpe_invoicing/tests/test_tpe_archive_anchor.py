# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json
import shutil
import unittest
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import tpe_archive_stamp
from ..tools import stamps
from ..tools.chain_notes import read_anchors
from .common_archive import TpeArchiveCase
from .time_authority import CA, Authority, make_certificate

STRANGER = make_certificate("Une autre racine", CA).pem
STAMP = "odoo.addons.tpe_invoicing.models.tpe_archive_stamp"


class AnchorCase(TpeArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # examples tell nobody; this is about a company that works
        cls.env.ref("base.module_base").demo = False
        cls.env["ir.config_parameter"].set_param("database.is_neutralized", False)
        cls.owner = new_test_user(
            cls.env,
            "owner_who_keeps",
            "base.group_user,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="gerante@kermorvan.example",
        )

    def _close(self):
        """:return: closings of a day, and of October"""
        with freeze_time("2026-10-05 10:00:00"):
            self._seal(2)
        with freeze_time("2026-11-02 03:00:00"):
            return self.archive._close_periods(self.company)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveMail(AnchorCase):
    """The head of the chain leaves the server with each closing."""

    def _mail(self, closings):
        return self.archive._mail_closings(self.company, closings)

    def test_the_owner_gets_the_month_and_the_audit_reads_his_message(self):
        closings = self._close()
        day, month = closings.filtered(lambda entry: entry.kind == "closing")
        [mail] = self._mail(closings)
        self.assertEqual(mail.recipient_ids, self.owner.partner_id)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("2026-10", mail.subject)
        known = read_anchors(str(mail.body_html))
        self.assertEqual(known, {month.number: month.entry_hash})
        self.assertNotIn(day.entry_hash, mail.body_html)

    def test_days_and_the_accountant_are_a_choice(self):
        accountant = self.env["res.partner"].create(
            {"name": "Cabinet Le Goff", "email": "cabinet@legoff.example"}
        )
        self.company.tpe_anchor_partner_id = accountant
        self.company.tpe_anchor_period = "day"
        closings = self._close()
        mails = self._mail(closings)
        self.assertEqual(mails.recipient_ids, accountant | self.owner.partner_id)
        self.assertEqual(len(read_anchors(str(mails[0].body_html))), 2)
        self.company.tpe_anchor_period = "none"
        self.assertFalse(self._mail(closings))

    def test_copies_and_examples_tell_nobody(self):
        closings = self._close()
        settings = self.env["ir.config_parameter"]
        settings.set_param("database.is_neutralized", "True")
        self.assertFalse(self._mail(closings))
        settings.set_param("database.is_neutralized", False)
        self.env.ref("base.module_base").demo = True
        self.assertFalse(self._mail(closings))

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_anchor")
    def test_a_mail_that_fails_takes_no_closing_back(self):
        closings = self._close()
        with patch.object(type(self.archive), "_mail_closings", side_effect=ValueError):
            self.archive._anchor_closing(closings)
        self.assertTrue(closings.exists())


@tagged("post_install_l10n", "post_install", "-at_install")
@unittest.skipUnless(shutil.which("openssl"), "the authority of the tests is openssl")
class TestArchiveStamp(AnchorCase):
    """An authority dates the closings, when the owner names one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.lang = "en_US"
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.remove)
        cls.url = cls.authority.serve()
        commit = type(cls.env["ir.cron"])
        cls.classPatch(commit, "_commit_progress", lambda *a, **k: float("inf"))

    def _stamp(self):
        self.archive._cron_stamp_closings()
        return self.archive.search(
            [("company_id", "=", self.company.id), ("kind", "=", "stamp")]
        )

    def test_a_closing_is_stamped_once_and_the_token_is_kept(self):
        self.company.tpe_stamp_url = self.url
        month = self._close().filtered(lambda entry: entry.name == "2026-10")[-1:]
        [entry] = self._stamp()
        said = json.loads(entry.meta)
        self.assertEqual(
            (said["number"], said["entry_hash"]), (month.number, month.entry_hash)
        )
        self.assertIn("Horodateur", said["authority"])
        token = base64.b64decode(said["token"])
        self.assertTrue(stamps.read(token, month.entry_hash))
        self.assertEqual(self._stamp(), entry)
        self.assertNotIn("truncated", dict(map(reversed, self._verify())))

    @mute_logger(STAMP)
    def test_a_stamp_that_leads_to_no_root_of_ours_is_not_kept(self):
        self.company.write({"tpe_stamp_url": self.url, "tpe_stamp_roots": STRANGER})
        self._close()
        self.assertFalse(self._stamp())
        self.assertIn("no root", self.company.tpe_stamp_error)
        self.company.tpe_stamp_roots = self.authority.root
        [entry] = self._stamp()
        self.assertIn("Horodateur", json.loads(entry.meta)["root"])
        with self.assertRaises(ValidationError):
            self.company.tpe_stamp_roots = "not a certificate"

    def test_without_an_authority_nobody_is_asked(self):
        self._close()
        self.assertFalse(self._stamp())

    @mute_logger(STAMP)
    def test_an_authority_that_is_down_is_asked_again_and_told_after_days(self):
        self.company.tpe_stamp_url = self.url
        self._close()
        self.authority.is_down = True
        self.assertFalse(self._stamp())
        self.assertEqual(self.company.tpe_stamp_error, "HTTP 503")
        activities = [("user_id", "=", self.owner.id)]
        self.assertFalse(self.env["mail.activity"].search(activities))
        since = fields.Datetime.now() - timedelta(days=4)
        self.company.tpe_stamp_failed_at = since
        for _time in range(2):
            self.assertFalse(self._stamp())
        self.assertEqual(len(self.env["mail.activity"].search(activities)), 1)
        self.authority.is_down = False
        self.assertEqual(len(self._stamp()), 1)
        self.assertFalse(self.company.tpe_stamp_failed_at)

    @mute_logger(STAMP)
    def test_an_answer_that_never_ends_is_not_waited_for(self):
        self.company.tpe_stamp_url = self.url
        self._close()
        self.authority.pause = 0.2
        with patch(f"{STAMP}.TIMEOUT", 1):
            self.assertFalse(self._stamp())
        self.authority.pause = 0
        self.assertTrue(self.company.tpe_stamp_error)
        self.assertEqual(len(self._stamp()), 1)

    @mute_logger(STAMP)
    def test_the_owner_reads_in_his_language_what_is_wrong_with_the_authority(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.owner.lang = "fr_FR"
        describe = self.company.with_context(lang="fr_FR")._tpe_describe_stamp_error
        for code, english in tpe_archive_stamp.STAMP_ERRORS.items():
            said = describe(stamps.StampError(code, "ceci"))
            self.assertNotIn(str(english).partition("%")[0], said)
            self.assertEqual("ceci" in said, "%(" in str(english))
        self.company.tpe_stamp_url = "http://127.0.0.1:1/"
        self._close()
        self.assertFalse(self._stamp())
        self.assertEqual(self.company.tpe_stamp_error, "elle est injoignable")

    @mute_logger(STAMP)
    def test_a_forged_answer_is_not_kept(self):
        self.company.tpe_stamp_url = self.url
        self._close()
        good = self.authority.answer

        def forge(request):
            answer = bytearray(good(request))
            answer[-5] ^= 1  # in the signature
            return bytes(answer)

        with patch.object(self.authority, "answer", forge):
            self.assertFalse(self._stamp())
        self.assertIn("wrong", self.company.tpe_stamp_error)

    def test_only_the_owner_names_the_authority_and_only_on_the_web(self):
        for url in ("file:///etc/passwd", "ftp://a.example/", "http://", "abc"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.company.with_user(self.owner).tpe_stamp_url = url
        accountant = new_test_user(
            self.env,
            "accountant_who_keeps",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.company.with_user(accountant).tpe_stamp_url = self.url
