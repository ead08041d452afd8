# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io
import zipfile
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.archive_check import MANIFEST, check_folder
from ..tools.archive_unpack import UnpackError, unpack
from ..tools.chain_missing import read_export
from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveRestore(TpeArchiveCase):
    """From the export alone the archive is there again, with its proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._seal(3, 1, date=date(2026, 2, 5))
        cls._seal(2, 4, date=date(2026, 3, 5), move_id=False, partner_id=False)
        cls.archive._close_periods(cls.company, date(2099, 1, 1))
        cls.entries = cls._list(cls.company)
        cls.empty = cls.env["res.company"].create(
            {"name": "Kermorvan (secours)", "company_registry": "404 833 048"}
        )

    @classmethod
    def _list(cls, company):
        query = (
            "SELECT number, kind, name, entry_hash, signature, sha256"
            " FROM tpe_archive_entry WHERE company_id = %s ORDER BY number"
        )
        cls.env.cr.execute(query, [company.id])
        return cls.env.cr.fetchall()

    def _export(self, *args):
        answer = self.archive.tpe_export(self.company.id, *args)
        return base64.b64decode(answer["content"])

    def _lose(self):
        """Lose the database: its rows, and the key of its server."""
        for path in (self.folder / "seal").glob("*"):
            path.unlink()
        self._tamper("DELETE FROM tpe_archive_entry")
        self._tamper("DELETE FROM tpe_archive_key")
        self.env.registry.clear_cache()

    def _restore(self, *contents, user=None, password=None, company=None):
        env = self.env(user=user or self.env.user)
        files = env["ir.attachment"].create(
            [{"name": f"{at}.zip", "raw": raw} for at, raw in enumerate(contents)]
        )
        return (
            env["tpe.archive.restore"]
            .create(
                {
                    "company_id": (company or self.empty).id,
                    "file_ids": [(6, 0, files.ids)],
                    "password": password,
                }
            )
            .action_restore()
        )

    def _problems(self, company=None):
        return self.archive.tpe_verify((company or self.empty).id)["problems"]

    def test_numbers_hashes_signatures_and_files_are_the_same_and_verify(self):
        content = self._export()
        self._lose()
        self._restore(content)
        rows = self._list(self.empty)
        self.assertEqual(rows[: len(self.entries)], self.entries)
        self.assertEqual(
            [row[1] for row in rows[len(self.entries) :]], ["key", "restore"]
        )
        self.assertEqual(self._problems(), [])
        entry = self.archive.search(
            [("company_id", "=", self.empty.id), ("number", "=", 2)]
        )
        self.assertEqual(entry._read_document(), self._prepare(2)["pdf"])
        self.assertEqual(entry._read_xml(), self._prepare(2)["xml"])
        self.assertTrue(entry.restored)

    def test_what_is_changed_after_the_restoration_is_found(self):
        content = self._export()
        self._lose()
        self._restore(content)
        with self._behind_odoo() as cr:
            cr.execute("UPDATE tpe_archive_entry SET amount_total = 1 WHERE number = 2")
            cr.execute(
                "UPDATE tpe_archive_entry SET attachment_id = NULL WHERE number = 3"
            )
            cr.execute("DELETE FROM tpe_archive_entry WHERE number = 5")
        self.assertEqual(
            [(one["number"], one["kind"]) for one in self._problems()],
            [(2, "row_changed"), (3, "file_missing"), (5, "row_removed")],
        )

    def test_no_column_of_a_restored_entry_hides_behind_its_past(self):
        content = self._export()
        self._lose()
        self._restore(content)
        with self._behind_odoo() as cr:
            cr.execute(
                "UPDATE tpe_archive_entry SET amount_total = 1, restored = (restored::"
                "jsonb || jsonb_build_object('amount_total', amount_total::text))::text"
                " WHERE number = 2"
            )
        self.assertEqual(
            [(one["number"], one["kind"]) for one in self._problems()],
            [(2, "row_changed")],
        )

    def test_the_chain_goes_on_after_it(self):
        content = self._export()
        self._lose()
        self._restore(content)
        self.company = self.empty
        self._seal(1, 9, company_id=self.empty.id)
        self.assertEqual(self._problems(), [])
        self.archive._close_periods(self.empty, date(2099, 1, 1))
        self.assertEqual(self._problems(), [])

    def test_the_export_of_a_period_makes_an_archive_of_that_period(self):
        content = self._export("2026-03-01", "2026-03-31")
        self._lose()
        self._restore(content)
        self.assertEqual(self._list(self.empty)[0][0], 4)
        self.assertEqual(self._problems(), [])
        with self._behind_odoo() as cr:
            cr.execute("DELETE FROM tpe_archive_entry WHERE number = 4")
        self.assertTrue(self._problems())

    def test_the_restored_archive_is_exported_again_as_it_was(self):
        content = self._export()
        self._lose()
        self._restore(content)
        again = self.archive.tpe_export(self.empty.id)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(again["content"]))) as one:
            folder = self.folder / "again"
            one.extractall(folder)
        self.assertEqual(check_folder(folder)[0], [])

    def test_parts_and_passwords_come_back_too(self):
        noise = b"%PDF-1.7" + bytes(range(256)) * 4500
        self._seal(3, 20, pdf=noise)
        values = {"company_id": self.company.id, "part_size": 1}
        parts = self.env["tpe.archive.export.job"]._ask(values, "pâte").part_ids
        self.assertGreater(len(parts), 2)
        contents = [part.attachment_id.raw for part in parts]
        count = len(self._list(self.company))
        self._lose()
        with self.assertRaisesRegex(UserError, "password"):
            self._restore(*contents, password="no")
        with self.assertRaisesRegex(UserError, "archive-2.json is missing: choose"):
            self._restore(contents[0], contents[-1], password="pâte")
        for at in (0, -1):  # each verifies alone, and would be taken for the whole
            with self.assertRaisesRegex(UserError, "archive-2.json is missing: choose"):
                self._restore(contents[at], password="pâte")
        with self.assertRaisesRegex(UserError, "with its password only"):
            self._restore(*contents)
        self._restore(*contents, password="pâte")
        self.assertEqual(len(self._list(self.empty)), count + 2)
        self.assertEqual(self._problems(), [])

    def test_a_false_export_or_another_company_is_refused_and_nothing_stays(self):
        content = self._export()
        self._lose()
        other = self.env["res.company"].create(
            {"name": "Autre", "company_registry": "552100554"}
        )
        with self.assertRaisesRegex(UserError, "404833048"):
            self._restore(content, company=other)
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(changed, "w") as target,
        ):
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, data + b" " * name.endswith(".pdf"))
        with self.assertRaisesRegex(UserError, r"Entry \d+: its file was changed"):
            self._restore(changed.getvalue())
        for bad in (b"no zip", b"PK\x05\x06" + bytes(18)):
            with self.assertRaises(UserError):
                self._restore(bad)
        self.assertFalse(self._list(self.empty))
        self._restore(content)
        with self.assertRaisesRegex(UserError, "has an archive already"):
            self._restore(content)

    def _change(self, content, change):
        """:return: a zip with other contents: ``change`` gives those of a name
        :rtype: bytes"""
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(changed, "w") as target,
        ):
            for name in source.namelist():
                if (data := change(name, source.read(name))) is not None:
                    target.writestr(name, data)
        return changed.getvalue()

    def test_what_is_wrong_with_an_export_is_told_in_sentences(self):
        content = self._export()
        self._lose()

        def spoil(name, data):
            return b"{" if name == MANIFEST else data

        def sign_other(name, data):
            if name != MANIFEST:
                return data
            return data.replace(b'"format":1', b'"format":2')

        for change, words in (
            (spoil, "archive.json cannot be read"),
            (sign_other, "archive.json was changed: it is not the list"),
            (lambda n, d: d + b" " * (n == "index.csv"), "index.csv was changed"),
            (lambda n, d: d if n != "index.csv" else None, "index.csv is missing"),
            (lambda n, d: d if n != MANIFEST else None, "no export of an archive"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._restore(self._change(content, change))
        self.assertFalse(self._list(self.empty))

    def test_hostile_zips_write_nothing_outside(self):
        for name in ("../evil.txt", "/etc/evil", "documents/../../x", "a/b.txt", "C:x"):
            content = io.BytesIO()
            with zipfile.ZipFile(content, "w") as archive:
                archive.writestr(name, b"x")
            with self.assertRaisesRegex(UnpackError, "export_hostile"):
                unpack(content, self.folder / "unpacked")
        self.assertFalse((self.folder / "unpacked").exists())

    def test_a_zip_that_was_damaged_on_its_way_is_no_export(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, b"0123456789" * 50)
        start = 30 + len(MANIFEST)  # behind the heading of the first member
        spoilt = bytearray(content.getvalue())
        spoilt[start : start + 8] = b"\xff" * 8
        for bad in (bytes(spoilt), content.getvalue()[:-30], b"PK\x03\x04"):
            with self.assertRaisesRegex(UnpackError, "export_broken"):
                unpack(io.BytesIO(bad), self.folder / "damaged")
            with self.assertRaises(ValueError):
                read_export(io.BytesIO(bad))

    def test_what_only_the_accountant_opens_is_told_from_what_is_no_export(self):
        for name, words in (("a.zip.p7m", "holder decrypts"), ("a.zip", "is no ex")):
            files = [(name, io.BytesIO(b"0\x80"))]
            with self.assertRaisesRegex(UserError, words):
                self.archive._unpack_exports(files, self.folder / "none")

    def test_owners_alone_restore(self):
        content = self._export()
        self._lose()
        users = {}
        for role in ("invoice", "manager"):
            users[role] = new_test_user(
                self.env,
                f"restore_{role}",
                f"base.group_user,account.group_account_{role}",
                company_id=self.empty.id,
                company_ids=[(6, 0, self.empty.ids)],
            )
        with self.assertRaises(AccessError):
            self._restore(content, user=users["invoice"])
        self._restore(content, user=users["manager"])
        self.assertEqual(self._problems(), [])

    # === the drill === #

    def test_the_drill_tries_the_export_of_the_last_month(self):
        self.assertTrue(self.archive._drill(self.company, date(2026, 4, 2)))
        note = self.env["tpe.archive.access"].search([], limit=1)
        self.assertEqual((note.action, str(note.date_from)), ("drill", "2026-03-01"))
        self.assertIsNone(self.archive._drill(self.company, date(2027, 4, 2)))

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_drill")
    def test_a_drill_that_fails_is_the_owners_business(self):
        owner = new_test_user(
            self.env,
            "drill_owner",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        entry = self.archive.search(
            [("company_id", "=", self.company.id), ("number", "=", 4)]
        )
        path = self._get_path(entry)
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(b"X")
        self.assertFalse(self.archive._drill(self.company, date(2026, 4, 2)))
        activity = self.company.partner_id.activity_ids
        self.assertEqual(activity.user_id, owner)
        self.assertIn("file_changed", activity.note)
        crons = type(self.env["ir.cron"])
        with (
            patch.object(crons, "_commit_progress", lambda *args, **kwargs: 1),
            patch.object(type(self.archive), "_drill", side_effect=OSError("full")),
        ):
            self.archive._cron_drill()
        self.assertEqual(len(self.company.partner_id.activity_ids), 2)
