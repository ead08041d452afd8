# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import csv
import doctest
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pyzipper
from cryptography.hazmat.primitives import serialization

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import tpe_archive_export
from ..tools import archive_check, archive_export, archive_index, archive_part
from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveExport(TpeArchiveCase):
    """What leaves the archive verifies without Odoo and without any library."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in (1, 2, 3):
            cls._seal(2, 2 * month - 1, date=date(2026, month, 5))
        cls.archive._close_periods(cls.company, date(2099, 1, 1))

    def _export(self, **kwargs):
        answer = self.archive.tpe_export(company_id=self.company.id, **kwargs)
        content = base64.b64decode(answer["content"])
        self.assertEqual(answer["sha256"], hashlib.sha256(content).hexdigest())
        self.assertTrue(answer["filename"].endswith(".zip"))
        return io.BytesIO(content)

    def _unpack(self, **kwargs):
        folder = Path(tempfile.mkdtemp(prefix="tpe-export-"))
        self.addCleanup(shutil.rmtree, folder)
        with zipfile.ZipFile(self._export(**kwargs)) as archive:
            archive.extractall(folder)
        return folder

    def _run(self, folder):
        [program] = folder.rglob("*.py")
        done = subprocess.run(
            [sys.executable, "-I", program.name],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertFalse(done.stderr)
        return done.returncode, done.stdout.splitlines()

    def test_the_whole_archive_verifies(self):
        folder = self._unpack()
        code, lines = self._run(folder)
        self.assertEqual((code, lines[0][:15]), (0, "Archive intègre"))
        papers = list(folder.glob("documents/*.pdf"))
        self.assertEqual(len(papers), 6 + 3)  # the closings have their reports
        self.assertEqual(len(list(folder.glob("documents/*.xml"))), 6)

    def test_a_part_of_it_verifies_and_holds_the_files_of_these_days(self):
        folder = self._unpack(date_from="2026-02-01", date_to="2026-02-28")
        self.assertEqual(self._run(folder)[0], 0)
        self.assertEqual(
            sorted(path.name for path in folder.glob("documents/*")),
            [
                "000003_FAC-2026-00003.pdf",
                "000003_FAC-2026-00003.xml",
                "000004_FAC-2026-00004.pdf",
                "000004_FAC-2026-00004.xml",
            ],
        )
        self.assertEqual(self._run(self._unpack(date_from="2026-02-01"))[0], 0)
        self.assertEqual(self._run(self._unpack(date_to="2026-02-28"))[0], 0)

    def test_the_bytes_are_the_sealed_ones(self):
        folder = self._unpack()
        for number in range(1, 7):
            [pdf] = folder.glob(f"documents/{number:06d}_*.pdf")
            self.assertEqual(pdf.read_bytes(), self._prepare(number)["pdf"])
            xml = pdf.with_suffix(".xml")
            self.assertEqual(xml.read_bytes(), self._prepare(number)["xml"])

    def test_every_change_of_a_file_is_one_line_and_exit_1(self):
        folder = self._unpack()
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if path.name == "archive.json":
                continue
            with self.subTest(path=path.name):
                content = path.read_bytes()
                if path.suffix != ".py":
                    path.write_bytes(content + b"\n")
                    code, lines = self._run(folder)
                    self.assertEqual((code, len(lines)), (1, 1), lines)
                    self.assertIn("file_changed", lines[0])
                    path.unlink()
                    code, lines = self._run(folder)
                    self.assertEqual((code, len(lines)), (1, 1), lines)
                    self.assertIn("file_missing", lines[0])
                path.write_bytes(content)
        self.assertEqual(self._run(folder)[0], 0)

    def _run_changed(self, folder, change):
        path = folder / "archive.json"
        original = path.read_bytes()
        data = json.loads(original)
        change(data)
        path.write_text(json.dumps(data))
        code, lines = self._run(folder)
        path.write_bytes(original)
        self.assertEqual(code, 1)
        return "\n".join(lines)

    def test_every_change_of_the_list_is_told(self):
        folder = self._unpack()
        rows = "rows"
        for kind, change in (
            (
                "n° 3 FAC/2026/00003 : .*row_changed",
                lambda d: d[rows][2].update(size=1),
            ),
            ("row_removed", lambda d: d[rows].pop(2)),
            ("truncated", lambda d: d[rows].pop()),
            ("order", lambda d: self._swap(d[rows])),
            ("signature", lambda d: d[rows][2].update(signature="0" * 128)),
            ("signature", lambda d: d[rows][2].update(signature="no")),
            ("row_inserted", lambda d: d[rows].append(dict(d[rows][2], number=99))),
            ("manifest", lambda d: d["head"].update(count=1)),
            ("manifest", lambda d: d.update(signature=None)),
            ("manifest", lambda d: d.update(keys={})),
            ("file_missing", lambda d: d[rows][2].update(files={})),
            (
                "file_missing",
                lambda d: d[rows][2]["files"].update(sha256="../../../etc/passwd"),
            ),
            ("unreadable", lambda d: d.pop("head")),
            ("unreadable", lambda d: d.update(rows=[1])),
        ):
            self.assertRegex(self._run_changed(folder, change), kind)
        (folder / "documents" / "more.pdf").write_bytes(b"X")
        self.assertIn("file_unknown", "\n".join(self._run(folder)[1]))
        (folder / "archive.json").write_text("{")
        self.assertIn("unreadable", "\n".join(self._run(folder)[1]))

    def _swap(self, rows):
        rows[1]["number"], rows[2]["number"] = 3, 2
        rows[1], rows[2] = rows[2], rows[1]

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_what_is_damaged_here_is_told_there(self):
        [path] = [
            self._get_path(e)
            for e in self.archive.search(
                [("number", "=", 4), ("company_id", "=", self.company.id)]
            )
        ]
        content = path.read_bytes()
        self.addCleanup(path.write_bytes, content)
        path.write_bytes(b"X")
        self.assertIn("file_changed", "\n".join(self._run(self._unpack())[1]))
        path.unlink()
        self.env.invalidate_all()
        self.assertIn("file_missing", "\n".join(self._run(self._unpack())[1]))

    def test_with_a_password_the_zip_is_aes_256(self):
        with pyzipper.AESZipFile(self._export(password="pâte brisée")) as archive:
            self.assertTrue(all(i.flag_bits & 1 for i in archive.infolist()))
            self.assertEqual({i.wz_aes_strength for i in archive.infolist()}, {3})
            with self.assertRaises(RuntimeError):
                archive.read("archive.json")
            archive.setpassword(b"no")
            with self.assertRaises(RuntimeError):
                archive.read("archive.json")
            archive.setpassword("pâte brisée".encode())
            self.assertTrue(json.loads(archive.read("archive.json"))["rows"])

    def test_the_index_opens_in_a_spreadsheet_and_runs_nothing(self):
        self._seal(1, first=9, name="=cmd", partner_name="@SUM(1)")
        text = (self._unpack() / "index.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        self.assertEqual(rows[0]["TTC"], "120,00")
        self.assertEqual(rows[-1]["Document"], "'=cmd")
        self.assertEqual(rows[-1]["Client"], "'@SUM(1)")

    def test_the_page_for_readers_runs_nothing_and_asks_no_network(self):
        name = '<script>alert(1)</script>" onload="x'
        self._seal(1, first=9, name=name, partner_name=name)
        folder = self._unpack()
        text = (folder / "index.html").read_text(encoding="utf-8")
        self.assertEqual(text.count("<script>"), 1)
        self.assertNotIn('onload="x', text)
        self.assertIsNone(re.search(r"(https?:)?//[a-z]", text))
        self.assertIn("default-src 'none'", text)
        self.assertIn('href="documents/000001_FAC-2026-00001.pdf"', text)
        self.assertNotIn("{{", text)
        [listed] = [
            one
            for one in json.loads((folder / "index.json").read_text(encoding="utf-8"))
            if one["partner_name"] == name
        ]
        self.assertEqual(listed["amount_total"], "120.00")

    def test_closings_and_public_keys_stand_beside_the_documents(self):
        folder = self._unpack()
        text = (folder / "clotures.csv").read_text(encoding="utf-8-sig")
        [year] = [
            row
            for row in csv.DictReader(io.StringIO(text), delimiter=";")
            if row["Période"] == "Année"
        ]
        self.assertEqual((year["Documents"], year["TTC"]), ("6", "720,00"))
        pems = {path.read_bytes() for path in folder.glob("cles/*.pem")}
        publics = {
            serialization.load_pem_public_key(pem).public_bytes_raw().hex()
            for pem in pems
        }
        known = self.env["tpe.archive.key"].search([]).mapped("public_key")
        self.assertEqual(publics, set(known))

    def test_the_notice_names_the_company_and_the_key(self):
        notice = (self._unpack() / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
        self.assertIn("Menuiserie Kermorvan", notice)
        self.assertIn(self.archive.search([], limit=1).key_id.name, notice)

    def test_nothing_to_export_is_said(self):
        with self.assertRaisesRegex(UserError, "nothing to export"):
            self._export(date_from="2031-01-01")

    def test_what_one_answer_cannot_carry_is_refused_before_it_is_read(self):
        size = sum(self.archive.search([]).mapped("size"))
        with patch.object(tpe_archive_export, "MOST_IN_ONE_ANSWER", size // 2):
            with self.assertRaisesRegex(UserError, "shorter period"):
                self._export()
            self._export(date_from="2026-02-01", date_to="2026-02-28")

    def test_accountants_export_and_the_owner_alone_reads_the_journal(self):
        users = {}
        for role, group in (
            ("reader", "account.group_account_readonly"),
            ("accountant", "account.group_account_invoice"),
            ("owner", "account.group_account_manager"),
        ):
            users[role] = new_test_user(
                self.env,
                f"export_{role}",
                f"base.group_user,{group}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
        with self.assertRaises(AccessError):
            self.archive.with_user(users["reader"]).tpe_export(self.company.id)
        self.archive.with_user(users["accountant"]).tpe_export(
            self.company.id, date_from="2026-02-01", password="x"
        )
        journal = self.env["tpe.archive.access"].with_user(users["owner"]).search([])
        self.assertRecordValues(
            journal[0],
            [
                {
                    "user_id": users["accountant"].id,
                    "action": "export",
                    "date_from": date(2026, 2, 1),
                    "first_number": 3,
                    "is_encrypted": True,
                }
            ],
        )
        with self.assertRaises(AccessError):
            journal.with_user(users["accountant"]).read(["action"])
        with self.assertRaises(UserError):
            journal.sudo().write({"action": "download"})
        with self.assertRaises(UserError):
            journal.sudo().unlink()

    def test_a_download_is_noted(self):
        entry = self.archive.search([("company_id", "=", self.company.id)], limit=1)
        entry = entry.search([("company_id", "=", self.company.id), ("number", "=", 1)])
        action = entry.action_download()
        self.assertIn(str(entry.attachment_id.id), action["url"])
        line = self.env["tpe.archive.access"].search([], limit=1)
        self.assertEqual((line.action, line.first_number), ("download", 1))

    def test_removing_the_addon_leaves_files_and_proof(self):
        entries = self.archive.search([("company_id", "=", self.company.id)])
        files = entries.attachment_id
        self._note_end(entries[0])
        self.archive._leave_archive()
        self.assertFalse(list((self.folder / "seal").glob("*.head")))
        self.env.invalidate_all()
        self.assertEqual(set(files.mapped("res_model")), {False})
        self.assertTrue(all(files.mapped("raw")))
        proof = self.env["ir.attachment"].search(
            [
                ("company_id", "=", self.company.id),
                ("mimetype", "=", "application/json"),
            ]
        )
        self.assertEqual(len(json.loads(proof.raw)["rows"]), len(entries))
        self.env.cr.execute("DELETE FROM tpe_archive_entry")  # no guard is left

    def test_the_program_is_one_file_that_imports_plain_python_only(self):
        source = archive_export.build_verifier()
        compile(source, "verifier.py", "exec")
        imported = {
            line.split()[1]
            for line in source.splitlines()
            if line.startswith(("import ", "from "))
        }
        self.assertLessEqual(imported, sys.stdlib_module_names)

    def test_examples_in_the_tools_hold(self):
        for module in (archive_check, archive_export, archive_index, archive_part):
            self.assertFalse(doctest.testmod(module).failed)
