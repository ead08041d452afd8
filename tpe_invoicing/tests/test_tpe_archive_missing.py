# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import doctest
import io
import re
from argparse import Namespace

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..cli.tpe_verify import TpeVerify
from ..tools import chain_missing, chain_notes, durable
from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveMissing(TpeArchiveCase):
    """After the restore of an older backup, what is missing is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls._seal(6)
        cls.export = base64.b64decode(
            cls.archive.tpe_export(cls.company.id, password="secret")["content"]
        )
        cls.told = {entry.number: entry.entry_hash for entry in cls.entries}

    def _restore(self, last):
        """Put the archive back to an older state."""
        self._tamper(
            "DELETE FROM tpe_archive_entry WHERE company_id = %s AND number > %s",
            self.company.id,
            last,
        )

    def _note(self, database, number, mark):
        """Note the end of a chain as another database did."""
        keys = self.env["tpe.archive.key"]
        name = f"{keys._get_prefix()}-{database}-{self.company.id}.head"
        durable.write_head(
            keys._get_folder() / name, number, self.told[6], lambda: mark
        )

    def _find(self, content=None, *args, **kwargs):
        files = [io.BytesIO(content)] if content else []
        return self.archive._find_missing(self.company.id, files, *args, **kwargs)

    def test_an_export_names_the_documents_that_a_backup_lacks(self):
        self._restore(3)
        answer = self._find(self.export, password="secret")
        self.assertEqual((answer["ok"], answer["numbers"]), (False, [4, 5, 6]))
        self.assertRegex(
            answer["message"].splitlines()[0],
            r"^3 entries sealed after .+ are missing: numbers 4-6\.$",
        )
        self.assertIn(
            "- 5 : FAC/2026/00005, 2026-11-24, Bâti Ouest 120.00", answer["message"]
        )
        self.assertIn("Issue nothing for now", answer["message"])

    def test_the_message_of_a_closing_tells_how_many_are_missing(self):
        self._restore(4)
        answer = self._find(anchor=f"clôture n° 6 {self.told[6]}")
        self.assertEqual(answer["numbers"], [5, 6])

    def test_what_the_server_noted_counts_whatever_the_database_was(self):
        first = self.told[1]
        # there still, gone, and gone after it went on from a restored export
        for database, number, mark in ((1, 99, first), (10**9, 6, first), (2, 9, "a")):
            self._note(database, number, f"{mark} name")
        self.assertTrue(self._find()["ok"])
        self._restore(5)
        self.assertEqual(self._find()["numbers"], [6])

    def test_another_history_after_the_backup_is_told_apart(self):
        self._restore(4)
        self._seal(2, first=5, partner_name="Another")
        answer = self._find(self.export, password="secret")
        self.assertEqual((answer["ok"], answer["numbers"]), (False, []))
        self.assertIn("both histories are real", answer["message"])
        self.assertIn("5-6", answer["message"])

    def test_what_tells_nothing_of_this_archive_is_refused(self):
        for content, anchor, words in (
            (b"no zip", "", "not a zip"),
            (self.export, "", "password"),
            (None, "le 24 novembre", "fingerprint"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._find(content, anchor)
        other = self.env["res.company"].create({"name": "Autre"})
        with self.assertRaisesRegex(UserError, "another company"):
            self.archive._find_missing(
                other.id, [io.BytesIO(self.export)], password="secret"
            )

    def test_the_dialog_says_it_to_those_who_may_export(self):
        self._restore(5)
        values = {
            "company_id": self.company.id,
            "export_file": base64.b64encode(self.export),
            "password": "secret",
        }
        dialog = self.env["tpe.archive.missing"].create(values)
        dialog.action_compare()
        self.assertEqual((dialog.state, dialog.password), ("missing", False))
        self.assertIn("numbers 6.", dialog.result)
        reader = new_test_user(
            self.env, "archive_reader", "account.group_account_readonly"
        )
        with self.assertRaises(AccessError):
            dialog.with_user(reader).action_compare()

    def test_the_command_verifies_from_a_closing_and_compares(self):
        answer = self.archive._verify_from(self.company.id, 3)
        self.assertEqual((answer["ok"], answer["checked"]), (True, 4))
        with self.assertRaisesRegex(UserError, "no archive number 7"):
            self.archive._verify_from(self.company.id, 7)
        with self.assertRaisesRegex(UserError, "no company with the number"):
            self.archive._get_archive_companies(2**31 - 1)
        self.assertTrue(re.match("4 entries checked on", answer["summary"]))
        self._tamper(
            "UPDATE tpe_archive_entry SET name = 'X' WHERE id = %s", self.entries[4].id
        )
        answer = self.archive._verify_from(self.company.id)
        self.assertEqual([p["kind"] for p in answer["problems"]], ["row_changed"])
        self.assertEqual(answer["summary"], "6 entries checked: 1 problems.")
        self.assertEqual(
            self.archive._get_archive_companies(self.company.id), self.company
        )

    def test_the_command_asks_whose_an_export_is(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(
            self.archive._verify_from(other.id)["summary"], "Nothing is sealed yet."
        )
        command, wanted = TpeVerify(), Namespace(company=None, export=[], anchor="")
        self._seal(1, company_id=other.id)
        both = self.company | other
        self.assertLessEqual(both, command._find_companies(self.archive, wanted))
        wanted.anchor = f"6 {self.told[6]}"
        with self.assertRaisesRegex(UserError, f"{other.id} Other"):
            command._find_companies(self.archive, wanted)
        wanted.company = self.company.id
        self.assertEqual(command._find_companies(self.archive, wanted), self.company)

    def test_an_archive_of_which_every_row_is_gone_is_verified_all_the_same(self):
        self._note_end(self.entries[-1])
        noted = self.archive._get_head_path(
            self.company.id, self.archive._get_database()
        )
        self.addCleanup(noted.unlink)
        self._restore(0)
        self.assertNotIn(self.company, self.archive._get_archive_companies())
        self.assertIn(self.company, self.archive._get_audited_companies())
        self.env["tpe.archive.audit"]._cron_start()
        audit = self.env["tpe.archive.audit"].search(
            [("company_id", "=", self.company.id)]
        )
        audit._advance()
        self.assertEqual((audit.state, audit.problem_count > 0), ("damaged", True))

    def test_who_deletes_what_the_server_noted_is_betrayed_by_an_invoice(self):
        self._tamper(
            "UPDATE account_move SET tpe_archive_entry_id = %s WHERE id = %s",
            self.entries[0].id,
            self._make_move().id,
        )
        self._tamper("DELETE FROM tpe_archive_entry")
        company = self.env.ref("base.main_company")
        self.assertIn(company, self.archive._get_audited_companies())
        self.assertFalse(self.archive._verify_from(company.id)["ok"])

    def test_examples_in_the_tools_hold(self):
        for module in (chain_missing, chain_notes):
            self.assertFalse(doctest.testmod(module).failed)
