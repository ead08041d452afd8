# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import shutil

from psycopg2 import Error
from psycopg2.errors import RestrictViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_archive import TpeArchiveCase

VAULT = "odoo.addons.tpe_invoicing.models.tpe_archive_convert"
ENTRY = "odoo.addons.tpe_invoicing.models.tpe_archive_entry"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveVault(TpeArchiveCase):
    """Encrypted where it lies, plain for whoever may read it."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.env.registry.clear_cache)
        self.owner = new_test_user(
            self.env,
            "owner_of_the_vault",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _switch(self, is_on=True):
        company = self.company.with_user(self.owner)
        if is_on:
            return company.action_tpe_lock_archive()
        return company.action_tpe_unlock_archive()

    def _convert(self):
        ids = self.archive._get_unconverted(0)
        return self.archive._convert_entries(ids) if ids else 0

    def _get_stored_bytes(self, *entries):
        """:return: everything that a thief of database and disk has of them"""
        self.env.flush_all()
        found = b""
        for entry in entries:
            self.env.cr.execute(
                "SELECT e.xml_data, a.db_datas, a.store_fname FROM tpe_archive_entry e "
                "JOIN ir_attachment a ON a.id = e.attachment_id WHERE e.id = %s",
                [entry.id],
            )
            xml, in_database, name = self.env.cr.fetchone()
            found += bytes(xml or b"") + bytes(in_database or b"")
            found += self._get_path(entry).read_bytes() if name else b""
        return found

    def test_a_thief_of_database_and_disk_reads_nothing(self):
        self._switch()
        for storage, number in (("file", 1), ("db", 2)):
            self._use_storage(storage)
            [entry] = self._seal(1, first=number)
            document = self._prepare(number)
            stored = self._get_stored_bytes(entry)
            self.assertNotIn(b"%PDF", stored)
            self.assertNotIn(b"<invoice>", stored)
            self.env.invalidate_all()
            self.assertEqual(entry._read_document(), document["pdf"])
            self.assertEqual(entry._read_xml(), document["xml"])
            self.assertEqual(entry.attachment_id.raw, document["pdf"])
            self.assertEqual(entry.attachment_id.file_size, len(document["pdf"]))
        self.assertEqual(self._verify(), [])

    def test_what_is_there_is_encrypted_and_decrypted_again(self):
        for storage, first in (("file", 1), ("db", 3)):
            self._use_storage(storage)
            self._seal(2, first=first)
        entries = self.archive.search([("company_id", "=", self.company.id)])
        copies = entries.attachment_id.copy({"res_field": False, "res_model": False})
        self._switch()
        self.assertEqual(self.company.tpe_archive_progress[:6], "0 of 4")
        self.assertEqual(self._convert(), 4)
        self.env.invalidate_all()
        self.assertEqual(self.company.tpe_archive_progress[:6], "4 of 4")
        self.assertNotIn(b"%PDF", self._get_stored_bytes(*entries))
        self.assertTrue(all(copy._tpe_is_locked() for copy in copies))
        self.assertEqual(copies[0].raw, entries[0]._read_document())
        self.assertEqual(self._verify(), [])
        self.assertEqual(self._convert(), 0)
        self._switch(False)
        self.assertEqual(self._convert(), 4)
        self.assertEqual(self._get_stored_bytes(*entries).count(b"%PDF"), 4)
        self.assertEqual(self._get_stored_bytes(*entries).count(b"<invoice>"), 4)
        self.assertFalse(copies[0]._tpe_is_locked())
        self.assertEqual(self._verify(), [])

    def test_a_copy_that_is_mailed_is_encrypted_too(self):
        self._switch()
        [entry] = self._seal(1)
        for storage in ("file", "db"):
            self._use_storage(storage)
            copy = self.env["ir.attachment"].create(
                {"name": "mail.pdf", "raw": entry._read_document()}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertTrue(copy._tpe_is_locked())
            self.assertEqual(copy.raw, entry._read_document())

    def test_encrypted_files_move_between_the_disk_and_the_database(self):
        self._switch()
        entries = self._seal(2)
        for storage in ("db", "file"):
            self._use_storage(storage)
            entries.attachment_id._migrate()
            self.env.invalidate_all()
            self.assertEqual(
                bool(entries[0].attachment_id.store_fname), storage == "file"
            )
            self.assertNotIn(b"%PDF", self._get_stored_bytes(*entries))
            self.assertEqual(self._verify(), [])

    @mute_logger(ENTRY)
    def test_a_swapped_or_altered_file_is_found_and_refused(self):
        self._switch()
        one, two = self._seal(2)
        path = self._get_path(one)
        good = path.read_bytes()
        altered = good[:-1] + bytes([good[-1] ^ 1])
        for content in (self._get_path(two).read_bytes(), altered, good[:30]):
            path.write_bytes(content)
            self.env.invalidate_all()
            for read in (one._read_document, lambda: one.attachment_id.raw):
                with self.assertRaisesRegex(UserError, "archive number 1"):
                    read()
            self.assertEqual(self._verify(), [(1, "file_changed")])
        self.assertEqual(two.attachment_id.raw, self._prepare(2)["pdf"])

    def test_a_lost_key_is_told_and_nothing_is_served_or_sealed(self):
        self._switch()
        [entry] = self._seal(1)
        path = self.env["tpe.archive.key"]._get_vault_path()
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        path.rename(path.with_suffix(".away"))
        self.env.invalidate_all()
        for read in (
            entry._read_document,
            entry._read_xml,
            lambda: entry.attachment_id.raw,
            lambda: entry.attachment_id._to_http_stream(),
        ):
            with self.assertRaisesRegex(UserError, "key that opens it"):
                read()
        with self.assertRaisesRegex(UserError, "is lost, so nothing was issued"):
            self._seal(1, first=2)
        self.assertIn((1, "file_missing"), self._verify())
        path.with_suffix(".away").rename(path)
        self.assertEqual(entry._read_document(), self._prepare(1)["pdf"])

    @mute_logger(VAULT)
    def test_a_damaged_file_stays_as_it_is_and_stops_nothing(self):
        entries = self._seal(3)
        self._get_path(entries[1]).write_bytes(b"X")
        self._switch()
        self.assertEqual(self._convert(), 2)
        self.assertEqual(self.archive._get_unconverted(0), entries[1].ids)

    @mute_logger("odoo.sql_db")
    def test_the_database_takes_only_the_same_xml_in_another_form(self):
        self._switch()
        [entry] = self._seal(1)
        for setting, change in (
            ("off", "xml_data = 'TPEAES1 x'"),
            ("on", "xml_data = 'other'"),
            ("on", "xml_data = NULL"),
            ("on", "xml_data = 'TPEAES1 x', name = 'X'"),
        ):
            with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(
                    "SELECT set_config('tpe_invoicing.storage_move', %s, true)",
                    [setting],
                )
                self.env.cr.execute(
                    f"UPDATE tpe_archive_entry SET {change} WHERE id = %s", entry.ids
                )

    def test_only_the_owner_and_the_administrator_decide_and_it_is_noted(self):
        accountant = new_test_user(
            self.env,
            "accountant_of_the_vault",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.company.with_user(accountant).action_tpe_lock_archive()
        self._switch()
        noted = self.env["tpe.archive.access"].search([], limit=1)
        self.assertRecordValues(noted, [{"action": "lock", "user_id": self.owner.id}])

    def test_other_companies_are_not_concerned(self):
        other = self.env["res.company"].create({"name": "Kermorvan Bois"})
        self._switch()
        [entry] = self._seal(1, company_id=other.id)
        self.assertIn(b"%PDF", self._get_stored_bytes(entry))

    def test_a_copy_of_the_key_in_another_place_opens_everything(self):
        self._switch()
        [entry] = self._seal(1)
        folder = self.env["tpe.archive.key"]._get_folder()
        kept = folder.with_name("usb-stick")
        shutil.copytree(folder, kept)
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        self.assertEqual(entry._read_document(), self._prepare(1)["pdf"])

    def test_the_addon_leaves_everything_in_the_clear(self):
        self._switch()
        entries = self._seal(2)
        self.archive._decrypt_for_good()
        self.assertEqual(self._get_stored_bytes(*entries).count(b"%PDF"), 2)
        self.assertEqual(self._verify(), [])

    @mute_logger("odoo.sql_db")
    def test_tables_of_the_archive_are_never_emptied(self):
        self._seal(1)
        for query in (
            "TRUNCATE ir_attachment CASCADE",
            "TRUNCATE tpe_archive_key CASCADE",
            "TRUNCATE tpe_archive_entry",
        ):
            with self.assertRaises(Error), self.env.cr.savepoint():
                self.env.cr.execute(query)
