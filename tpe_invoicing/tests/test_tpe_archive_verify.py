# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import date, timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import tpe_archive_rows, tpe_archive_verify
from ..tools import chain, signing
from .common_archive import TpeArchiveCase

ROW = "UPDATE tpe_archive_entry SET {} = %s WHERE id = %s"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveVerify(TpeArchiveCase):
    """What is done behind Odoo's back is found, and the entry is named (R4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls._seal(5)
        cls.middle, cls.last = cls.entries[2], cls.entries[4]
        cls._note_end(cls.last)

    def test_an_untouched_archive_is_whole(self):
        answer = self.archive.tpe_verify(self.company.id)
        self.assertEqual(answer, {"ok": True, "checked": 5, "problems": []})

    def test_each_problem_is_a_number_a_kind_and_a_sentence(self):
        self._tamper(ROW.format("name"), "X", self.middle.id)
        answer = self.archive.tpe_verify(company_id=self.company.id)
        self.assertEqual(
            answer["problems"],
            [
                {
                    "number": 3,
                    "kind": "row_changed",
                    "message": "Entry 3 was changed after it was sealed.",
                }
            ],
        )
        self.assertFalse(answer["ok"])

    def test_what_was_sealed_here_cannot_pose_as_restored(self):
        places = ("amount_total", "company_id", "move_id", "attachment_id")
        true = dict(zip(places, ("120.00", self.company.id, None, None), strict=True))
        for text in (json.dumps(true), json.dumps([true]), "{", "{}"):
            with self.subTest(text):
                self._tamper(ROW.format("amount_total"), 999, self.middle.id)
                self._tamper(ROW.format("restored"), text, self.middle.id)
                self.assertEqual(self._verify(), [(3, "row_changed")])

    def test_any_column_that_changes_is_found(self):
        other = self.env["res.company"].create({"name": "X"})
        for column, value in (
            ("amount_tax", 1),
            ("amount_total", 999),
            ("amount_untaxed", 1),
            ("company_id", other.id),
            ("currency_id", self.env.ref("base.USD").id),
            ("date", "2026-10-01"),
            ("entry_hash", "0" * 64),
            ("filename", "X"),
            ("key_id", 10**6),
            ("kind", "letter"),
            ("meta", "{}"),
            ("name", "X"),
            ("number", 77),
            ("partner_name", "X"),
            ("partner_ref", 7),
            ("previous_hash", "f" * 64),
            ("sealed_at", "2026-01-01"),
            ("sha256", "0" * 64),
            ("signature", "0" * 128),
            ("size", 1),
            ("xml_data", b"X"),
            ("xml_sha256", "0" * 64),
        ):
            for entry in (self.entries[0], self.middle, self.last):
                with self.subTest(column=column, number=entry.number):
                    with self.env.cr.savepoint() as savepoint:
                        self._tamper(ROW.format(column), value, entry.id)
                        found = self._verify()
                        savepoint.rollback()
                    self.assertEqual(
                        {number for number, _kind in found}, {entry.number}
                    )

    def test_one_changed_byte_of_a_file_is_found(self):
        path = self._get_path(self.middle)
        content = path.read_bytes()
        self.addCleanup(path.write_bytes, content)
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        self.assertEqual(self._verify(), [(3, "file_changed")])

    def test_an_emptied_file_is_a_changed_one(self):
        path = self._get_path(self.middle)
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(b"")
        self.assertEqual(self._verify(), [(3, "file_changed")])

    def test_a_lost_file_is_found(self):
        path = self._get_path(self.middle)
        hidden = path.rename(path.with_suffix(".hidden"))
        self.addCleanup(hidden.rename, path)
        with mute_logger("odoo.addons.base.models.ir_attachment"):
            self.assertEqual(self._verify(), [(3, "file_missing")])

    def test_one_changed_byte_in_the_database_is_found(self):
        self._use_storage("db")
        [entry] = self._seal(1, first=6)
        self._tamper(
            "UPDATE ir_attachment SET db_datas = 'X' WHERE id = %s",
            entry.attachment_id.id,
        )
        self.assertEqual(self._verify(), [(6, "file_changed")])

    def test_a_file_taken_away_from_its_entry_is_found(self):
        where = "ir_attachment {} WHERE id = %s"
        for query, kind in (
            ("UPDATE " + where.format("SET res_id = 1"), "file_changed"),
            ("UPDATE " + where.format("SET res_model = 'x'"), "file_changed"),
            ("UPDATE " + where.format("SET store_fname = 'a/b'"), "file_missing"),
            ("DELETE FROM " + where.format(""), "file_missing"),
        ):
            with self.env.cr.savepoint() as savepoint:
                self._tamper(query, self.middle.attachment_id.id)
                with mute_logger("odoo.addons.base.models.ir_attachment"):
                    self.assertEqual(self._verify(), [(3, kind)], query)
                savepoint.rollback()

    def _remove(self, entries):
        self._tamper(
            "DELETE FROM tpe_archive_entry WHERE id = ANY(%s)", list(entries.ids)
        )

    def test_a_removed_entry_is_found(self):
        self._remove(self.middle)
        self.assertEqual(self._verify(), [(3, "row_removed")])

    def test_an_end_cut_off_is_found_by_what_is_noted_outside(self):
        self._remove(self.entries[3:])
        self.assertEqual(self._verify(), [(4, "truncated"), (5, "truncated")])

    def test_an_emptied_archive_is_found(self):
        self._remove(self.entries)
        self.assertEqual(self._verify(), [(n, "truncated") for n in range(1, 6)])

    def test_an_end_cut_off_is_found_by_the_invoices_too(self):
        move = self._make_move()
        self._tamper(
            "UPDATE account_move SET tpe_archive_entry_id = %s, company_id = %s"
            " WHERE id = %s",
            *(self.last.id, self.company.id, move.id),
        )
        self._remove(self.last)
        with patch.object(tpe_archive_verify, "read_head", return_value=None):
            self.assertEqual(self._verify(), [(5, "truncated")])

    def test_numbers_lost_with_the_end_are_not_given_again(self):
        self._remove(self.entries[3:])
        [entry] = self._seal(1, first=6)
        self.assertEqual(entry.number, 6)
        self.assertEqual(self._verify(), [(4, "row_removed"), (5, "row_removed")])

    def test_two_swapped_entries_are_found(self):
        with self._behind_odoo() as cr:
            for number, entry in ((-1, 1), (2, 2), (3, 1)):
                cr.execute(ROW.format("number"), [number, self.entries[entry].id])
        self.assertEqual(self._verify(), [(2, "order"), (3, "order")])

    def test_an_inserted_entry_is_found(self):
        self._tamper(
            """
            INSERT INTO tpe_archive_entry (number, kind, company_id, name, date,
                sealed_at, previous_hash, entry_hash, key_id, signature, meta)
            SELECT 6, kind, company_id, 'X', date, sealed_at, entry_hash,
                repeat('0', 64), key_id, signature, meta
              FROM tpe_archive_entry WHERE id = %s
            """,
            self.last.id,
        )
        self.assertEqual(self._verify(), [(6, "row_inserted")])

    def test_an_entry_signed_with_a_foreign_key_is_found(self):
        foreign = Ed25519PrivateKey.generate()
        public = signing.get_public(foreign)
        rows = self.archive._iterate_rows(self.company.id, 1, 9)
        row = dict(list(rows)[4], name="X", key=chain.fingerprint(public))
        entry_hash = chain.hash_entry(row, row["previous_hash"])
        with self._behind_odoo() as cr:
            cr.execute(
                "INSERT INTO tpe_archive_key (name, public_key, created_at)"
                " VALUES (%s, %s, now()) RETURNING id",
                [row["key"], public],
            )
            for column, value in (
                ("key_id", cr.fetchone()[0]),
                ("name", "X"),
                ("entry_hash", entry_hash),
                ("signature", signing.sign(foreign, chain.ENTRY + entry_hash.encode())),
            ):
                cr.execute(ROW.format(column), [value, row["id"]])
        self.assertEqual(self._verify(), [(5, "signature")])
        with patch.object(tpe_archive_verify, "read_head", return_value=None):
            self.assertEqual(self._verify(), [(5, "signature")])

    def test_another_history_than_the_one_noted_outside_is_a_fork(self):
        self._tamper("DELETE FROM tpe_archive_entry WHERE id = %s", self.last.id)
        before = self.archive._get_head_path(
            self.company.id, self.archive._get_database()
        )
        noted = before.read_text()
        before.unlink()
        self._seal(1, first=5, partner_name="Another")
        before.write_text(noted)
        self.assertEqual(self._verify(), [(5, "fork")])

    def test_a_clock_that_went_back_is_told_but_a_few_seconds_are_not(self):
        now = fields.Datetime.now()
        with freeze_time(now - timedelta(seconds=20)):
            self._seal(1, first=6)
        self.assertEqual(self._verify(), [])
        with freeze_time(now - timedelta(days=2)):
            self._seal(1, first=7)
        self.assertEqual(self._verify(), [(7, "clock")])

    def test_dates_limit_the_audit_to_the_documents_of_these_days(self):
        self._seal(2, first=6, date=date(2026, 12, 24))
        answer = self.archive.tpe_verify(
            self.company.id, date_from="2026-12-01", date_to="2026-12-31"
        )
        self.assertEqual(answer, {"ok": True, "checked": 2, "problems": []})
        self._tamper(ROW.format("name"), "X", self.middle.id)
        self.assertEqual(self._verify("2026-12-01"), [])
        self.assertEqual(self._verify(None, "2026-11-30"), [(3, "row_changed")])
        self._remove(self.last)
        self.assertEqual(self._verify("2026-12-01"), [(5, "row_removed")])
        with self.assertRaisesRegex(UserError, "year-month-day"):
            self._verify("24/11/2026")
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._verify("2026-12-31", "2026-12-01")

    def test_a_company_with_an_archive_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "archive the company instead"):
            self.company.unlink()

    def test_a_chunk_ends_anywhere_without_a_gap(self):
        with patch.object(tpe_archive_rows, "CHUNK", 2):
            answer = self.archive.tpe_verify(self.company.id)
        self.assertEqual(answer, {"ok": True, "checked": 5, "problems": []})

    def test_the_audit_takes_the_same_queries_for_five_as_for_fifty(self):
        with self.assertQueryCount(10):
            self._verify()
        self._seal(45, first=6)
        with self.assertQueryCount(10):
            self._verify()

    def test_who_may_verify(self):
        groups = {
            "reader": "account.group_account_readonly",
            "accountant": "account.group_account_invoice",
            "owner": "account.group_account_manager",
            "seller": "tpe_invoicing.group_tpe_invoicing_seller",
        }
        for role, group in groups.items():
            user = new_test_user(
                self.env,
                f"archive_{role}",
                f"base.group_user,{group}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            archive = self.archive.with_user(user)
            if role == "seller":
                with self.assertRaises(AccessError):
                    archive.tpe_verify(self.company.id)
            else:
                self.assertTrue(archive.tpe_verify(self.company.id)["ok"])
                with self.assertRaises(AccessError):
                    archive.tpe_verify(self.env.ref("base.main_company").id)
