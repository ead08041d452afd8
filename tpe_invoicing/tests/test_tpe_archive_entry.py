# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import contextlib
import errno
import hashlib
import json
import os
import time
from unittest.mock import patch

from psycopg2.errors import DiskFull, IntegrityError, RestrictViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import chain, durable
from .common_archive import TpeArchiveCase

FULL = OSError(errno.ENOSPC, "No space left on device")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveEntry(TpeArchiveCase):
    """Sealing is all or nothing (R1), and for good (R4)."""

    # === SEALING === #

    def test_entries_are_numbered_from_one_and_follow_each_other(self):
        entries = self._seal(2) | self._seal(1, first=3)
        self.assertEqual(entries.mapped("number"), [1, 2, 3])
        self.assertEqual(
            entries.mapped("previous_hash"),
            [chain.GENESIS, *entries[:2].mapped("entry_hash")],
        )

    def test_an_entry_says_what_was_sealed(self):
        customer = self.env["res.partner"].create({"name": "Bâti Ouest"})
        [entry] = self._seal(1, partner_id=customer.id, meta={"mentions": ["rcs"]})
        document = self._prepare(1)
        self.assertRecordValues(
            entry,
            [
                {
                    "kind": "invoice",
                    "name": "FAC/2026/00001",
                    "partner_id": customer.id,
                    "amount_total": 120,
                    "currency_id": self.env.ref("base.EUR").id,
                    "size": len(document["pdf"]),
                    "sha256": hashlib.sha256(document["pdf"]).hexdigest(),
                    "xml_sha256": hashlib.sha256(document["xml"]).hexdigest(),
                    "filename": "FAC-2026-00001.pdf",
                }
            ],
        )
        self.assertEqual(json.loads(entry.meta)["mentions"], ["rcs"])
        self.assertEqual(json.loads(entry.meta)["user"], self.env.uid)

    def test_companies_have_a_chain_each_and_the_order_is_kept(self):
        other = self.env["res.company"].create({"name": "Kermorvan Bois"})
        mixed = [
            self._prepare(n, company_id=(self.company, other)[n % 2].id)
            for n in range(4)
        ]
        entries = self.archive._seal_documents(mixed)
        self.assertEqual(
            entries.mapped("name"), [document["name"] for document in mixed]
        )
        self.assertEqual(entries.mapped("number"), [1, 1, 2, 2])

    def test_the_bytes_come_back_from_the_disk_and_from_the_database(self):
        for storage, number in (("file", 1), ("db", 2)):
            self._use_storage(storage)
            [entry] = self._seal(1, first=number)
            self.env.invalidate_all()
            self.assertEqual(bool(entry.attachment_id.store_fname), storage == "file")
            self.assertEqual(entry._read_document(), self._prepare(number)["pdf"])

    def test_the_bytes_go_through_the_store_of_another_module(self):
        with self._another_store() as kept:
            [entry] = self._seal(1)
            self.assertEqual(entry._read_document(), self._prepare(1)["pdf"])
            self.assertEqual(len(kept), 1)
        self.assertEqual(entry.attachment_id.mimetype, "application/pdf")
        self.assertEqual(entry.attachment_id.file_size, entry.size)

    def test_a_store_that_gives_back_other_bytes_stops_the_sealing(self):
        with self._another_store(lambda raw: raw[:-1]), self.assertRaises(UserError):
            self._seal(1)

    @contextlib.contextmanager
    def _another_store(self, spoil=bytes):
        """Stand in for an addon that keeps attachments its own way."""
        files, kept = type(self.env["ir.attachment"]), {}

        def write(_self, raw, checksum):
            kept[f"elsewhere://{checksum}"] = spoil(raw)

        with (
            patch.object(files, "_storage", lambda _self: "elsewhere"),
            patch.object(
                files, "_get_path", lambda _self, _raw, sha: (f"elsewhere://{sha}", "")
            ),
            patch.object(files, "_file_write", write),
            patch.object(files, "_file_read", lambda _s, name, size=None: kept[name]),
        ):
            yield kept

    def test_files_are_on_the_disk_before_the_entry_is_written(self):
        synced = []
        with patch.object(durable.os, "fsync", synced.append):
            self._seal(2)
        self.assertGreaterEqual(len(synced), 3)  # each file, and their folders

    def test_a_half_written_file_of_a_crash_is_replaced(self):
        content = self._prepare(1)["pdf"]
        checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        path = self.folder / "files" / checksum[:2] / checksum
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[:5])
        [entry] = self._seal(1)
        self.assertEqual(entry._read_document(), content)

    def test_what_a_crash_left_half_written_goes_with_the_daily_cleaning(self):
        folder = self.folder / "files" / "ab"
        folder.mkdir(parents=True, exist_ok=True)
        for name, age in ((".tpe-old", 2 * 86400), (".tpe-new", 0), ("abc", 2 * 86400)):
            (folder / name).write_bytes(b"half")
            os.utime(folder / name, (time.time() - age,) * 2)
        self.env["ir.attachment"]._gc_file_store_unsafe()
        left = sorted(path.name for path in folder.iterdir())
        self.assertEqual(left, [".tpe-new", "abc"])

    def test_a_closing_or_a_letter_needs_no_xml_and_no_amounts(self):
        values = dict.fromkeys(
            ("pdf", "xml", "currency", "amount_untaxed", "amount_tax", "amount_total")
        )
        [entry] = self._seal(1, kind="closing", **values)
        self.assertFalse(entry.attachment_id or entry.sha256 or entry.currency_id)

    def test_sealing_takes_as_many_queries_for_fifty_as_for_one(self):
        self._seal(1)
        for count in (1, 50):
            with self.assertQueryCount(2):
                self._seal(count, first=100 * count)

    # === FAILURES === #

    def _count_files(self):
        store = self.folder / "files"
        return len([p for p in store.glob("[0-9a-f][0-9a-f]/*") if p.is_file()])

    @mute_logger("odoo.addons.tpe_invoicing.models.ir_attachment")
    def test_a_full_disk_leaves_nothing_and_the_second_try_works(self):
        self._seal(1)
        before = self._count_files()
        for name, after in (("fsync", 1), ("replace", 1)):
            with (
                self._failing(durable.os, name, FULL, after),
                self.assertRaisesRegex(UserError, "disk is full"),
                self.env.cr.savepoint(),
            ):
                self._seal(3, first=50)
            self.assertEqual(self._count_files(), before)
        self.assertEqual(self._seal(3, first=50).mapped("number"), [2, 3, 4])
        self.assertEqual(self._verify(), [])

    @mute_logger("odoo.addons.tpe_invoicing.models.ir_attachment")
    def test_a_full_database_is_told_in_the_same_words(self):
        self._use_storage("db")
        files = type(self.env["ir.attachment"])
        places = ((type(self.archive), "_insert_rows"), (files, "_tpe_get_insert"))
        for model, name in places:
            with (
                patch.object(model, name, side_effect=DiskFull),
                self.assertRaisesRegex(UserError, "disk is full"),
                self.env.cr.savepoint(),
            ):
                self._seal(1)

    @mute_logger("odoo.sql_db")
    def test_a_document_has_one_original(self):
        move = self._make_move()
        self._seal(1, move_id=move.id)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._seal(1, first=2, move_id=move.id)

    # === GUARDS === #

    def test_nobody_changes_or_deletes_an_entry_by_the_orm(self):
        [entry] = self._seal(1)
        admin = self.env.ref("base.user_admin")
        for records in (entry, entry.with_user(admin), entry.sudo(), entry.key_id):
            with self.assertRaises(UserError):
                records.write({"name": "X"})
            with self.assertRaises(UserError):
                records.unlink()
        self.assertTrue(entry.write({}) and entry.browse().write({"name": "X"}))

    def test_nobody_makes_an_entry_by_the_orm(self):
        with self.assertRaises(UserError):
            self.archive.sudo().create({"number": 9, "kind": "invoice"})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes_to_the_tables(self):
        self._seal(1)
        for query in (
            "UPDATE tpe_archive_entry SET name = 'X'",
            "DELETE FROM tpe_archive_entry",
            "TRUNCATE tpe_archive_entry CASCADE",
            "UPDATE tpe_archive_key SET name = 'X'",
            "DELETE FROM tpe_archive_key",
        ):
            with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(query)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes_to_sealed_files(self):
        for storage, number in (("file", 1), ("db", 2)):
            self._use_storage(storage)
            [entry] = self._seal(1, first=number)
            for change in (
                "DELETE FROM ir_attachment",
                "UPDATE ir_attachment SET res_id = 1",
                "UPDATE ir_attachment SET res_model = NULL",
                "UPDATE ir_attachment SET res_field = 'x'",
                "UPDATE ir_attachment SET checksum = 'x'",
                "UPDATE ir_attachment SET store_fname = 'aa/bb'",
                "UPDATE ir_attachment SET db_datas = 'x'",
                "UPDATE ir_attachment SET store_fname = NULL, db_datas = NULL",
                "UPDATE ir_attachment SET public = true",
            ):
                with (
                    self.subTest(storage=storage, change=change),
                    self.assertRaises(RestrictViolation),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(
                        change + " WHERE id = %s", [entry.attachment_id.id]
                    )

    def test_a_sealed_file_is_refused_to_administrators_in_plain_words(self):
        [entry] = self._seal(1)
        admin = self.env.ref("base.user_admin")
        admin.lang = "en_US"
        for attachment in (entry.attachment_id, entry.attachment_id.with_user(admin)):
            for values in ({"raw": b"X"}, {"res_id": 1}, {"res_field": False}):
                with self.assertRaisesRegex(UserError, "archive number 1"):
                    attachment.sudo().write(values)
            with self.assertRaisesRegex(UserError, "credit note"):
                attachment.sudo().unlink()

    def test_other_files_and_access_tokens_are_not_concerned(self):
        [entry] = self._seal(1)
        self.assertTrue(entry.attachment_id.generate_access_token())
        other = self.env["ir.attachment"].create({"name": "a", "raw": b"a"})
        other.write({"raw": b"b", "res_model": "res.partner", "res_id": 1})
        other.unlink()

    def test_the_same_content_under_another_name_may_go_and_the_original_stays(self):
        [entry] = self._seal(1)
        copy = self.env["ir.attachment"].create(
            {"name": "mail", "raw": entry._read_document()}
        )
        self.env.flush_all()
        copy.unlink()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertTrue(self._get_path(entry).exists())

    def test_files_move_between_the_disk_and_the_database(self):
        entries, synced = self._seal(2), []
        for storage in ("db", "file", "db"):
            self._use_storage(storage)
            with patch.object(durable.os, "fsync", synced.append):
                self.env["ir.attachment"].browse(entries.attachment_id.ids)._migrate()
            self.env.invalidate_all()
            names = entries.attachment_id.mapped("store_fname")
            self.assertEqual(all(names), storage == "file")
            self.assertEqual(self._verify(), [])
        self.assertGreaterEqual(len(synced), 3)  # each file, and their folders

    @mute_logger("odoo.addons.tpe_invoicing.models.ir_attachment")
    def test_a_damaged_file_does_not_stop_the_move_of_the_others(self):
        entries = self._seal(2)
        self._get_path(entries[0]).write_bytes(b"X")
        self._use_storage("db")
        self.env["ir.attachment"].browse(entries.attachment_id.ids)._migrate()
        self.env.invalidate_all()
        self.assertTrue(entries[0].attachment_id.store_fname)
        self.assertFalse(entries[1].attachment_id.store_fname)

    def test_a_customer_can_be_merged_or_deleted_afterwards(self):
        customer = self.env["res.partner"].create({"name": "Bâti Ouest"})
        [entry] = self._seal(1, partner_id=customer.id)
        customer.unlink()
        self.assertFalse(entry.partner_id)
        self.assertEqual(entry.partner_name, "Bâti Ouest")
        self.assertEqual(self._verify(), [])

    # === READING === #

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_entry")
    def test_the_owner_is_told_once_of_a_damaged_file(self):
        [entry] = self._seal(1)
        owner = new_test_user(
            self.env,
            "owner_of_the_archive",
            "base.group_user,account.group_account_manager",
            lang="en_US",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self._get_path(entry).unlink()
        for _time in range(2):
            # not assertRaises, which takes back what was written
            with contextlib.suppress(UserError):
                entry._read_document()
        told = self.env["mail.activity"].search([("user_id", "=", owner.id)])
        self.assertEqual(len(told), 1)
        self.assertIn("archive number 1", told.summary)

    def test_a_damaged_file_is_never_given_out(self):
        [entry] = self._seal(1)
        path, name = self._get_path(entry), "odoo.addons.tpe_invoicing.models"
        path.write_bytes(path.read_bytes() + b" ")
        for words in ("was changed", "is missing"):
            with (
                self.assertLogs(f"{name}.tpe_archive_entry", "ERROR") as log,
                self.assertRaisesRegex(UserError, "archive number 1"),
            ):
                entry._read_document()
            self.assertIn(words, log.output[0])
            path.unlink(missing_ok=True)
            self.env.invalidate_all()
