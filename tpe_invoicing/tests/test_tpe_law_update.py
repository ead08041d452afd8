# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed update of the law: trusted, shown before it is applied, applied once."""

import base64
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import config

from ..tools import law_update
from ..tools.signing import get_public
from .common import TpeCommon

OWNER = "account.group_account_manager"
SOURCE = {"source_title": "BCE", "source_url": "https://www.ecb.europa.eu/"}
RATE = {
    "id": "tpe_legal_parameter_value_ecb_mro_2027_s1",
    "code": "ecb_mro",
    "date_from": "2027-01-01",
    "value": "2.65",
    **SOURCE,
}
WORDS = {
    "id": "tpe_mention_text_franchise_2026_11_01",
    "code": "FRANCHISE",
    "date_from": "2026-11-01",
    "text_fr": "TVA non applicable, article 1 du nouveau code",
    "text_en": "VAT not applicable, article 1 of the new code",
    **SOURCE,
}
LATER = {
    "id": "tpe_law_duty_issue_2027_09_01",
    "code": "issue",
    "date_from": "2027-12-01",
    "for_size": "small",
    "condition": "always",
    "title_fr": "Émettre",
    "title_en": "Issue",
    "text_fr": "Reporté.",
    **SOURCE,
}
NEWS = {
    "id": "tpe_law_change_rate_2027",
    "date_from": "2027-01-01",
    "title_fr": "Nouveau taux",
    "title_en": "New rate",
    **SOURCE,
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeLawUpdate(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = Ed25519PrivateKey.generate()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        known = Path(folder) / "publishers.txt"
        known.write_text(get_public(cls.private))
        options = {"tpe_law_publishers": str(known)}
        cls.enterClassContext(patch.dict(config.options, options))
        cls.owner = cls._new_user("law_owner", OWNER)
        cls.updates = cls.env["tpe.law.update"]

    def _sign(self, number=1, private=None, **rows):
        head = {"number": number, "published_on": "2026-11-20"}
        titles = {"title_fr": "Semestre", "title_en": "Half-year"}
        return law_update.write({**head, **titles, **rows}, private or self.private)

    def _read(self, file, user=None):
        wizard = (
            self.env["tpe.legal.update"]
            .with_user(user or self.owner)
            .with_company(self.company)
            .create({"content": base64.b64encode(file)})
        )
        wizard.action_load()
        return wizard

    def test_what_changes_is_shown_before_it_is_applied(self):
        draft = self._make(invoice_date="2027-01-15")
        wizard = self._read(self._sign(figures=[RATE], changes=[NEWS]))
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.kind, line.before, line.after)),
            [("figures", "-", "2.65"), ("changes", "-", "01/01/2027")],
        )
        words = wizard.document_ids.filtered(lambda row: row.move_id == draft).words
        self.assertIn("12.65", words.replace(",", "."))
        parameters = self.env["tpe.legal.parameter"]
        with self.assertRaises(UserError):
            parameters._get("ecb_mro", "2027-01-15", self.company)
        wizard.action_apply()
        rate = parameters._get("ecb_mro", "2027-01-15", self.company)
        self.assertEqual(rate, Decimal("2.65"))
        news = self.env.ref(f"tpe_invoicing.{NEWS['id']}")
        self.assertEqual(news.name, NEWS["title_en"])

    def test_new_words_reach_drafts_and_no_sealed_document(self):
        self.company.partner_id.vat = False
        self.company.tpe_vat_regime = "franchise"
        none = self.env["account.tax"]
        issued = self._make(taxes=none)
        issued.tpe_issue()
        sha256 = issued.tpe_document()[0]["sha256"]
        draft = self._make(taxes=none)
        wizard = self._read(self._sign(texts=[WORDS]))
        moves = wizard.document_ids.move_id
        self.assertIn(draft, moves)
        self.assertNotIn(issued, moves)
        wizard.action_apply()
        texts = [mention["text"] for mention in draft._tpe_get_mentions()]
        self.assertIn(WORDS["text_fr"], texts)
        self.assertEqual(issued.tpe_document()[0]["sha256"], sha256)

    def test_unpaid_invoices_are_named_when_a_rate_of_interest_changes(self):
        issued = self._make()
        issued.tpe_issue()
        wizard = self._read(self._sign(figures=[RATE]))
        self.assertIn(issued, wizard.document_ids.move_id)

    def test_changed_file_and_unknown_publisher_are_refused(self):
        file = self._sign(figures=[RATE])
        stranger = Ed25519PrivateKey.generate()
        for wrong, words in (
            (file.replace(b"2.65", b"9.65"), "signature"),
            (self._sign(private=stranger, figures=[RATE]), "key"),
            (b'{"format": "tpe-law-update-1"}', "no update"),
            (b"{" * 100000, "no update"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._read(wrong)

    def test_older_update_is_never_applied_again(self):
        self._read(self._sign(number=7, figures=[RATE])).action_apply()
        for number in (7, 6):
            with self.assertRaisesRegex(UserError, "no newer than update 7"):
                self._read(self._sign(number=number, figures=[RATE]))

    def test_row_of_a_newer_version_is_refused_whole(self):
        unknown = {**RATE, "code": "rate_of_tomorrow"}
        with self.assertRaisesRegex(UserError, "rate_of_tomorrow"):
            self._read(self._sign(figures=[unknown]))

    def test_upgrade_keeps_the_rows_until_a_release_ships_them(self):
        self._read(self._sign(number=3, figures=[RATE])).action_apply()
        row = self.env["ir.model.data"].search([("name", "=", RATE["id"])])
        self.assertTrue(row.noupdate)
        self.updates._yield_to_release(2)
        self.assertTrue(row.noupdate)
        self.updates._yield_to_release(3)
        self.assertFalse(row.noupdate)

    def test_owners_alone_load_an_update_and_nobody_changes_what_was_applied(self):
        accountant = self._new_user("law_accountant", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self._read(self._sign(figures=[RATE]), accountant)
        self._read(self._sign(figures=[RATE])).action_apply()
        update = self.updates.with_user(self.owner).search([], limit=1)
        with self.assertRaises(AccessError):
            update.number = 1
        kept = json.loads(base64.b64decode(update.content))
        self.assertEqual(kept["content"]["number"], 1)

    def test_law_that_is_put_off_moves_the_calendar(self):
        self._read(self._sign(duties=[LATER])).action_apply()
        duty = self.env.ref("tpe_invoicing.tpe_law_duty_issue_2027_09_01")
        self.assertEqual(str(duty.date_from), "2027-12-01")
