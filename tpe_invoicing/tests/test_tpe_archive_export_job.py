# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import datetime
import doctest
import hashlib
import io
import itertools
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import tpe_archive_export_job, tpe_archive_export_part
from ..tools import envelope
from ..tools.archive_unpack import unpack
from .common_archive import TpeArchiveCase

HOUR = datetime.timedelta(hours=1)


def make_certificate(key):
    """:return: a certificate that signs itself, PEM"""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Cabinet Exp")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 2**70 + 1)
    builder = builder.not_valid_before(start)
    builder = builder.not_valid_after(start.replace(year=2036))
    certificate = builder.sign(key, hashes.SHA256())
    return certificate.public_bytes(serialization.Encoding.PEM)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveExportJob(TpeArchiveCase):
    """Exports that a person asks for: in parts, in the background, for one reader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for at in range(4):  # each file is half a megabyte that no zip makes smaller
            noise = hashlib.shake_256(bytes([at])).digest(500_000)
            cls._seal(1, at + 1, pdf=b"%PDF-1.7 " + noise)
        cls.archive._close_periods(cls.company, datetime.date(2099, 1, 1))
        cls.jobs = cls.env["tpe.archive.export.job"]
        # nothing is committed in a test; there is always time for more
        crons = type(cls.env["ir.cron"])
        cls.classPatch(crons, "_commit_progress", lambda *args, **kwargs: 3600)

    def _ask(self, password=None, **values):
        return self.jobs._ask({"company_id": self.company.id, **values}, password)

    def _folder(self):
        folder = Path(tempfile.mkdtemp(prefix="tpe-export-"))
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def _unpack(self, part, folder):
        with zipfile.ZipFile(io.BytesIO(part.attachment_id.raw)) as archive:
            archive.extractall(folder)
        return folder

    def _run(self, folder):
        done = subprocess.run(
            [sys.executable, "-I", "verifier.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertFalse(done.stderr)
        return done.returncode, done.stdout

    def test_parts_stay_small_where_files_go_through_the_memory(self):
        self._use_storage("db")
        with patch.object(tpe_archive_export_job, "MOST_IN_MEMORY", 10**6):
            self.assertEqual(len(self._ask().part_ids), 3)

    def test_each_part_verifies_alone_and_all_of_them_together(self):
        parts = self._ask(part_size=1).part_ids
        self.assertEqual(len(parts), 3)
        together = self._folder()
        for part in parts:
            content = part.attachment_id.raw
            self.assertEqual(hashlib.sha256(content).hexdigest(), part.sha256)
            code, said = self._run(self._unpack(part, self._folder()))
            self.assertEqual(code, 0, said)
            self.assertIn(f"(partie {part.number} sur 3)", said)
            self._unpack(part, together)
        code, said = self._run(together)
        self.assertEqual(code, 0, said)
        self.assertIn("(partie 1, 2, 3 sur 3)", said)
        (together / "archive-2.json").unlink()
        code, said = self._run(together)
        self.assertEqual(code, 1)
        self.assertIn("archive-2.json : cette partie de l'archive manque", said)

    def test_parts_of_two_archives_do_not_pass_for_one(self):
        folder = self._folder()
        one, two = self._ask(part_size=1), None
        self._unpack(one.part_ids[0], folder)
        self._seal(4, 20, pdf=b"%PDF " + hashlib.shake_256(b"x").digest(500_000))
        two = self._ask(part_size=1)
        self._unpack(two.part_ids[2], folder)
        (folder / "archive-3.json").rename(folder / "archive-2.json")
        self.assertIn("part_order", self._run(folder)[1])

    def test_a_large_export_is_made_in_the_background_and_goes_on(self):
        with patch.object(tpe_archive_export_job, "AT_ONCE", 1):
            job = self._ask(part_size=1, password="pâte")
        self.assertEqual((job.state, bool(job.part_ids)), ("waiting", False))
        self.assertNotIn(b"p\xc3\xa2te", job.sudo().secret)
        self.assertFalse(job._run(lambda: 0))  # the time of the job is over
        self.assertEqual((job.state, len(job.part_ids)), ("running", 1))
        self.assertGreater(job.progress, 0)
        self._seal(1, 30, date=datetime.date(2027, 1, 1))
        with patch.object(fields.Datetime, "now", lambda: self.env.cr.now() + HOUR):
            self.jobs._cron_run()
        self.assertEqual((job.state, len(job.part_ids)), ("done", 3))
        self.assertEqual(job.progress, 100)
        self.assertFalse(job.sudo().secret)
        folder = self._folder()
        for part in job.part_ids:
            unpack(io.BytesIO(part.attachment_id.raw), folder, "pâte")
        code, said = self._run(folder)
        self.assertEqual(code, 0, said)
        self.assertIn("(partie 1, 2, 3 sur 3)", said)
        notes = self.env["tpe.archive.access"].search([], limit=3)
        self.assertEqual(
            set(notes.mapped("sha256")), set(job.part_ids.mapped("sha256"))
        )
        self.assertTrue(all(notes.mapped("is_encrypted")))

    def test_no_part_has_too_many_entries_to_be_verified(self):
        with patch.object(tpe_archive_export_part, "MOST_ROWS", 2):
            order = self.archive._prepare_export(self.company.id, None, None, 10**9)
        self.assertLessEqual(max(part[2] for part in order.parts), 2)
        spans = [part[:2] for part in order.parts]
        for (_first, last), (first, _last) in itertools.pairwise(spans):
            self.assertEqual(first, last + 1)

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_export_job")
    def test_an_export_that_fails_says_so_and_stops_no_other(self):
        with patch.object(tpe_archive_export_job, "AT_ONCE", 1):
            bad, good = self._ask(password="x"), self._ask()
        bad.sudo().secret = base64.b64encode(b"0" * 40)
        with patch.object(self.env.cr, "rollback"):
            self.jobs._cron_run()
        self.assertEqual((bad.state, good.state), ("failed", "done"))
        self.assertIn("ask for it again", bad.message)

    def test_the_accountant_alone_opens_what_is_encrypted_to_his_key(self):
        key = rsa.generate_private_key(65537, 2048)
        certificate = make_certificate(key)
        self.company.tpe_export_certificate = base64.b64encode(certificate)
        self.assertIn("Cabinet Exp", self.company.tpe_export_certificate_info)
        part = self._ask(is_for_accountant=True).part_ids
        self.assertTrue(part.name.endswith(".zip.p7m"))
        folder, pem = self._folder(), serialization.Encoding.PEM
        (folder / "in").write_bytes(part.attachment_id.raw)
        secret = key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / "key").write_bytes(secret)
        command = "openssl cms -decrypt -binary -inform DER -in in -inkey key -out out"
        subprocess.run(command.split(), cwd=folder, check=True)
        with zipfile.ZipFile(folder / "out") as archive:
            self.assertIn("verifier.py", archive.namelist())

    def test_examples_in_the_tools_hold(self):
        self.assertFalse(doctest.testmod(envelope).failed)

    def test_without_a_certificate_nothing_is_made_for_the_accountant(self):
        values = {"company_id": self.company.id, "is_for_accountant": True}
        with self.assertRaisesRegex(UserError, "no certificate of your accountant yet"):
            self.env["tpe.archive.export.job"]._ask(values)

    def test_certificates_that_cannot_encrypt_are_refused(self):
        for content, said in (
            (b"no", "no certificate"),
            (make_certificate(ec.generate_private_key(ec.SECP256R1())), "RSA"),
            (make_certificate(rsa.generate_private_key(65537, 1024)), "too short"),
        ):
            with self.assertRaisesRegex(ValidationError, said):
                self.company.tpe_export_certificate = base64.b64encode(content)
        with self.assertRaises(UserError):
            self._ask(is_for_accountant=True)

    def test_the_dialog_forgets_the_password_and_opens_the_export(self):
        dialog = self.env["tpe.archive.export"].create(
            {"company_id": self.company.id, "protection": "password", "password": "x"}
        )
        action = dialog.action_export()
        job = self.jobs.browse(action["res_id"])
        self.assertFalse(dialog.password)
        self.assertEqual((job.state, job.has_password), ("done", True))
        self.assertIn("/web/content/", job.part_ids.action_download()["url"])

    def test_what_was_to_be_encrypted_never_comes_out_in_the_open(self):
        for values, said in (
            ({"protection": "password"}, "Write the password"),
            ({"protection": "password", "password": ""}, "Write the password"),
            ({"protection": "none", "part_size": -1}, "has a size"),
        ):
            dialog = self.env["tpe.archive.export"].create(
                {"company_id": self.company.id, **values}
            )
            with self.assertRaisesRegex(UserError, said):
                dialog.action_export()

    def test_files_go_away_after_a_week(self):
        job = self._ask()
        job.sudo().finished_at = fields.Datetime.subtract(fields.Datetime.now(), days=8)
        self.jobs._gc_files()
        self.assertEqual((job.state, bool(job.part_ids)), ("gone", True))
        with self.assertRaisesRegex(UserError, "export again"):
            job.part_ids.action_download()

    def test_accountants_of_the_company_alone_see_exports(self):
        users = {}
        for role, group, company in (
            ("reader", "account.group_account_readonly", self.company),
            ("accountant", "account.group_account_invoice", self.company),
            ("stranger", "account.group_account_manager", self.env.company),
        ):
            users[role] = new_test_user(
                self.env,
                f"job_{role}",
                f"base.group_user,{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
        values = {"company_id": self.company.id}
        job = self.jobs.with_user(users["accountant"])._ask(values)
        self.assertEqual(job.user_id, users["accountant"])
        self.assertTrue(job.part_ids.attachment_id.raw)
        with self.assertRaises(AccessError):
            job.write({"state": "waiting"})
        for role in ("reader", "stranger"):
            with self.assertRaises(AccessError):
                self.jobs.with_user(users[role])._ask(values)
            with self.assertRaises(AccessError):
                job.with_user(users[role]).read(["state"])
            with self.assertRaises(AccessError):
                job.part_ids.attachment_id.with_user(users[role]).read(["name"])
