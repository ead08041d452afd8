# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.public_page import LIMITS
from .common import TpeCommon, take_french_out
from .common_archive import TpeArchiveCase

PLACE = "/tpe/verifier/404833048"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCertificate(TpeArchiveCase):
    """A certificate says how a sealed file is recognised."""

    def test_the_same_entry_gives_the_same_certificate_and_a_line_of_the_journal(self):
        (entry,) = self._seal(1)
        first, again = entry.tpe_certificate()[0], entry.tpe_certificate()[0]
        self.assertEqual(first["content"], again["content"])
        content = base64.b64decode(first["content"])
        self.assertTrue(content.startswith(b"%PDF"))
        notes = self.env["tpe.archive.access"].search(
            [("company_id", "=", self.company.id), ("action", "=", "certificate")]
        )
        self.assertEqual(
            notes.mapped("sha256"), [hashlib.sha256(content).hexdigest()] * 2
        )

    def test_it_speaks_the_language_of_the_customer(self):
        partner = self.env["res.partner"].create({"name": "Holz GmbH"})
        (entry,) = self._seal(1, partner_id=partner.id)
        for lang, expected in (("en_US", "en_US"), ("fr_FR", "fr_FR")):
            self.env["res.lang"]._activate_lang(lang)
            partner.lang = lang
            self.assertEqual(entry._get_certificate_lang(), expected)

    def test_a_damaged_file_is_not_certified(self):
        (entry,) = self._seal(1)
        self._get_path(entry).write_bytes(b"%PDF-1.7 another")
        entry.invalidate_recordset()
        with (
            self.assertLogs("odoo.addons.tpe_invoicing", "ERROR"),
            self.assertRaises(UserError),
        ):
            entry.tpe_certificate()

    def test_what_has_no_file_is_not_certified(self):
        self._seal(1)
        closing = self.archive._close_periods(self.company)
        entries = self._seal(1, 9, kind="key", pdf=None, xml=None) or closing
        with self.assertRaises(UserError):
            entries.tpe_certificate()


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveCheck(TpeCommon, HttpCase):
    """Anybody learns whether a file is known, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._make(cls)
        cls.move.tpe_issue()
        cls.sha256 = cls.move.tpe_archive_entry_id.sha256

    def _ask(self, sha256, place=PLACE):
        return self.url_open(f"{place}/empreinte", data={"sha256": sha256})

    def _known(self, *args):
        response = self._ask(*args)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(list(response.json()), ["known"])
        return response.json()["known"]

    def test_the_original_and_its_xml_are_known_by_their_own_company(self):
        entry = self.move.tpe_archive_entry_id
        for sha256 in (entry.sha256, entry.xml_sha256):
            self.assertTrue(self._known(sha256))
        self.assertFalse(self._known(self.sha256[::-1]))
        self.assertFalse(self._known(entry.entry_hash))  # no fingerprint of a file
        self.env["res.company"].create(
            {"name": "Other", "company_registry": "55210055400013"}
        )
        self.assertFalse(self._known(self.sha256, "/tpe/verifier/552100554"))

    def test_nothing_is_learnt_without_the_whole_fingerprint(self):
        hostile = (
            *("", self.sha256[:63], self.sha256 + "0", self.sha256[:60] + "%"),
            *(
                "_" * 64,
                "' OR 1=1 --",
                self.sha256.upper(),
                f"{self.sha256}\n",
                "é" * 64,
            ),
        )
        for sha256 in hostile:
            response = self._ask(sha256)
            self.assertEqual(response.status_code, 400, sha256)
            self.assertEqual(response.json(), {"known": False})

    def test_large_and_wrong_requests_are_refused(self):
        url = f"{PLACE}/empreinte"
        large = self.url_open(url, data={"sha256": "a" * 5000})
        self.assertEqual(large.status_code, 413)
        self.assertEqual(self.url_open(url, method="PUT").status_code, 405)
        self.assertEqual(self.url_open(url).status_code, 405)
        file = self.url_open(url, files={"sha256": ("a.txt", self.sha256.encode())})
        self.assertEqual(file.status_code, 400)

    def test_who_asks_too_often_is_told_to_wait(self):
        times = LIMITS["check"][0]
        codes = [self._ask(self.sha256).status_code for _n in range(times + 1)]
        self.assertEqual(codes, [200] * times + [429])

    def test_the_page_runs_nothing_of_elsewhere_and_leaves_no_cookie(self):
        page = self.url_open(PLACE)
        self.assertEqual(page.status_code, 200)
        policy = page.headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "script-src 'self'", "form-action 'none'"):
            self.assertIn(rule, policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertNotIn("web.assets", page.text)
        self.assertNotIn("http", page.text.split("<body>")[1])

    def test_no_page_for_a_number_that_no_company_has(self):
        for siren in (
            "111111111",
            "abc",
            "40483304",
            "4048330480",
            "４０４８３３０４８",
        ):
            response = self.url_open(f"/tpe/verifier/{siren}")
            self.assertEqual(response.status_code, 404, siren)

    def test_a_seller_gets_the_certificate_of_an_invoice(self):
        seller = self._new_user("vendeuse", "tpe_invoicing.group_tpe_invoicing_seller")
        (answer,) = self.move.with_user(seller).tpe_certificate()
        self.assertEqual(answer["id"], self.move.id)
        self.authenticate("vendeuse", "vendeuse")
        file = self.url_open(f"/tpe/certificates/move?ids={self.move.id}")
        self.assertEqual(file.content, base64.b64decode(answer["content"]))
        entry = self.url_open(
            f"/tpe/certificates/entry?ids={self.move.tpe_archive_entry_id.id}"
        )
        self.assertEqual(entry.status_code, 403)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAttestation(TpeArchiveCase):
    """The self-attestation says what is claimed and what is not."""

    def test_one_for_each_day_is_sealed_as_a_report(self):
        with freeze_time("2026-11-24 10:00:00"):
            self._seal(2)
            answer = self.archive.tpe_attest(self.company.id)
            again = self.archive.tpe_attest(self.company.id, "2026-11-24")
        self.assertEqual(answer["number"], again["number"])
        entry = self.archive.search([("sha256", "=", answer["sha256"])])
        self.assertEqual((entry.kind, entry.name), ("report", "attestation-2026-11-24"))

    def test_it_is_made_where_french_is_not_installed(self):
        take_french_out(self)
        self.assertTrue(self.archive.tpe_attest(self.company.id)["sha256"])
        [entry] = self._seal(1, first=2, partner_id=self.company.partner_id.id)
        self.company.partner_id.lang = False
        self.assertTrue(entry.tpe_certificate())
        closings = self.archive._close_periods(self.company, date(2099, 1, 1))
        self.assertTrue(closings[0].closing_report_id)

    def test_it_names_the_company_by_its_siren(self):
        for registry, siren in (("732 829 320 00074", "732829320"), ("", "non rensei")):
            self.company.sudo().company_registry = registry
            words = self.archive._get_attestation_words(
                self.company, date(2026, 11, 24)
            )
            self.assertEqual(words["siren"][:10], siren)

    def test_the_words_of_the_law_are_those_of_the_day(self):
        clauses = self.env["tpe.archive.clause"]
        for day, words in (
            ("2026-02-21", "attestation individuelle de l’éditeur"),
            ("2026-12-31", "article 286"),
            ("2027-01-01", "L. 216-40"),
        ):
            found = clauses._get_clauses(self.company, date.fromisoformat(day))
            law = found.filtered(lambda clause: clause.code == "LAW")
            self.assertIn(words, law.text_fr, day)
        with self.assertRaises(UserError):
            clauses._get_clauses(self.company, date(2026, 2, 20))

    def test_nobody_attests_of_tomorrow_nor_without_the_right(self):
        with self.assertRaises(UserError):
            self.archive.tpe_attest(self.company.id, "2099-01-01")
        reader = new_test_user(
            self.env,
            "lectrice",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.archive.with_user(reader).tpe_attest(self.company.id)
