# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import errno
import json
import os
import re
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import config, mute_logger

from ..models.tpe_archive_key import TpeArchiveKey
from ..tools import signing
from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveKey(TpeArchiveCase):
    """The key is a file of the server, never a column of the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["tpe.archive.key"]
        cls.first = cls._seal(2)

    def setUp(self):
        super().setUp()
        folder = self.keys._get_folder()
        kept = {path: path.read_bytes() for path in folder.iterdir()}

        def restore():
            for path in folder.iterdir():
                path.unlink()
            for path, content in kept.items():
                path.write_bytes(content)
                path.chmod(0o600)

        self.addCleanup(restore)

    def _get_path(self, entry=None):
        return self.keys._get_folder() / f"{self.keys._get_prefix()}.pem"

    def test_only_its_owner_can_read_the_file(self):
        path = self._get_path()
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(path.parent.stat().st_mode & 0o777, 0o700)

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_key")
    def test_a_file_opened_to_others_is_closed_again(self):
        self._get_path().chmod(0o644)
        self._seal(1, first=3)
        self.assertEqual(self._get_path().stat().st_mode & 0o777, 0o600)

    def test_no_column_holds_the_private_key(self):
        secret = self._get_path().read_text().splitlines()[1]
        self.env.flush_all()
        for table in ("tpe_archive_key", "tpe_archive_entry", "ir_config_parameter"):
            self.env.cr.execute(f"SELECT t::text FROM {table} t")
            self.assertFalse(
                [row for (row,) in self.env.cr.fetchall() if secret in row]
            )

    def test_the_configuration_says_where_the_file_is(self):
        with patch.dict(config.options, {"tpe_seal_key_path": "/mnt/keys"}):
            self.assertEqual(TpeArchiveKey._get_folder(self.keys), Path("/mnt/keys"))
        folder = TpeArchiveKey._get_folder(self.keys)
        self.assertEqual(folder, Path(config["data_dir"]) / "tpe_seal")

    def test_a_passphrase_protects_the_key_that_is_there_and_the_next_one(self):
        before = self._seal(1, first=3).key_id
        secret = {"tpe_seal_key_passphrase": "cheval agrafe pile"}
        with patch.dict(config.options, secret):
            self._seal(1, first=4)
            self.assertIn("ENCRYPTED", self._get_path().read_text())
            self.assertEqual(self._get_path().stat().st_mode & 0o777, 0o600)
            self.keys._rotate()
            self._seal(1, first=5)
            self.assertIn("ENCRYPTED", self._get_path().read_text())
        with self.assertRaisesRegex(UserError, "passphrase is not given"):
            self._seal(1, first=6)
        file = self.folder / "passphrase"
        file.write_text("cheval agrafe pile\n")
        with patch.dict(config.options, {"tpe_seal_key_passphrase_file": str(file)}):
            entry = self._seal(1, first=6)
            self.assertEqual(self._verify(), [])
        self.assertNotEqual(entry.key_id, before)

    def test_a_lost_key_is_replaced_and_the_chain_says_so(self):
        self._get_path().unlink()
        [entry] = self._seal(1, first=3)
        change = self.archive.search(
            [("company_id", "=", self.company.id), ("kind", "=", "key")]
        )
        self.assertEqual((change.number, entry.number), (3, 4))
        meta = json.loads(change.meta)
        self.assertEqual(meta["reason"], "lost")
        self.assertEqual(meta["previous"], self.first[0].key_id.name)
        self.assertEqual(meta["key"], entry.key_id.name)
        self.assertEqual(self._verify(), [])

    def test_two_folders_of_keys_are_told_before_they_take_turns(self):
        theirs = self.folder / "theirs"
        there = patch.object(type(self.keys), "_get_folder", lambda keys: theirs)
        with there:
            entry = self._seal(1, first=3)  # as after a loss: this cannot be told
        with self.assertRaisesRegex(UserError, entry.key_id.name[:16]):
            self._seal(1, first=4)
        with there:
            self._seal(1, first=4)
        self.keys._rotate()
        self._seal(1, first=5)
        with there, self.assertRaisesRegex(UserError, "another server"):
            self._seal(1, first=6)

    def test_a_new_key_is_announced_by_the_old_one(self):
        self.keys._rotate()
        [entry] = self._seal(1, first=3)
        change = self.archive.search(
            [("company_id", "=", self.company.id), ("number", "=", 3)]
        )
        self.assertEqual(json.loads(change.meta)["reason"], "rotated")
        self.assertEqual(change.key_id, self.first[0].key_id)
        self.assertNotEqual(entry.key_id, change.key_id)
        self.assertEqual(self._verify(), [])
        self.assertEqual(self._seal(1, first=4).number, 5)

    def test_an_archive_without_any_key_at_hand_still_verifies(self):
        self._get_path().unlink()
        self.assertEqual(self._verify(), [])
        self.assertFalse(self.first[0].key_id.is_at_hand)

    def _refuse(self):
        """:return: why nothing is sealed
        :rtype: str"""
        with self.assertRaises(UserError) as caught:
            self._seal(1, first=3)
        return str(caught.exception)

    def test_a_file_that_is_no_key_stops_sealing_in_plain_words(self):
        path = self._get_path()
        curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        for content in (b"X", b"", path.read_bytes()[:60], curve):
            path.write_bytes(content)
            os.utime(path, (len(content), 2))
            told = self._refuse()
            self.assertIn("(it holds no Ed25519 key, or it is damaged)", told)
            self.assertEqual(told.count(str(path)), 1)

    def test_a_file_that_cannot_be_opened_is_named_once(self):
        path = self._get_path()
        path.unlink()
        path.mkdir()
        told = self._refuse()
        path.rmdir()
        self.assertEqual(told.count(str(path)), 1)
        self.assertIn("(Is a directory)", told)

    def test_a_wrong_passphrase_is_told(self):
        path = self._get_path()
        signing.protect_key(path, signing.read_key(path), b"cheval agrafe pile")
        self.assertIn("(its passphrase is not given)", self._refuse())
        with patch.dict(config.options, {"tpe_seal_key_passphrase": "wrong"}):
            self.assertIn("(its passphrase is wrong, or", self._refuse())

    @mute_logger("odoo.addons.tpe_invoicing.models.tpe_archive_key")
    def test_while_the_key_made_after_a_loss_cannot_be_read_it_is_no_strangers(self):
        self.keys._rotate()
        self._seal(1, first=3)
        self._get_path().unlink()  # the first one is still there, this one is lost
        self._note_end(self._seal(1, first=4))
        self.assertEqual(self._verify(), [])
        self._get_path().write_text("X")
        self.assertEqual(self._verify(), [])

    def test_a_full_disk_makes_no_half_key(self):
        self._get_path().unlink()
        full = OSError(errno.ENOSPC, "No space left on device")
        with (
            self._failing(signing.os, "fsync", full),
            self.assertRaisesRegex(UserError, "No space left"),
        ):
            self._seal(1, first=3)
        self.assertFalse(list(self.keys._get_folder().glob("*.pem")))
        self.assertFalse(list(self.keys._get_folder().glob(".new*")))

    def test_of_two_that_make_a_key_at_once_both_have_the_same(self):
        path = self._get_path()
        one = signing.get_public(signing.read_key(path))
        self.assertEqual(signing.get_public(signing.make_key(path)), one)

    # === COPIES === #

    def _make_owner(self):
        return new_test_user(
            self.env,
            "owner_of_the_key",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _back_up(self, owner, passphrase="cheval agrafe pile", again=None):
        """Do what the form does: save it, then press its button."""
        backup = (
            self.env["tpe.archive.key.backup"]
            .with_user(owner)
            .create(
                {
                    "company_id": self.company.id,
                    "passphrase": passphrase,
                    "passphrase_again": again or passphrase,
                }
            )
        )
        backup.env.flush_all()
        backup.env.invalidate_all()
        backup.action_download()
        return base64.b64decode(backup.content).decode()

    def test_the_copy_that_the_owner_takes_away_opens_everything_again(self):
        owner = self._make_owner()
        self.company.with_user(owner).action_tpe_lock_archive()
        self.addCleanup(self.env.registry.clear_cache)
        entry = self._seal(1, first=3)
        text = self._back_up(owner)
        self.env.cr.execute("SELECT * FROM tpe_archive_key_backup")
        self.assertNotIn("cheval", str(self.env.cr.fetchall()))
        folder = self.keys._get_folder()
        names = [path.name for path in folder.iterdir() if path.suffix != ".head"]
        for path in folder.iterdir():
            path.unlink()
        # as the notice in the file says
        for name in names:
            block = re.search(rf"^{name}\n(-----BEGIN.*?END [^\n]*)", text, re.M | re.S)
            (folder / name).write_text(block[1] + "\n")
            (folder / name).chmod(0o600)
        secret = {"tpe_seal_key_passphrase": "cheval agrafe pile"}
        with patch.dict(config.options, secret):
            self.assertEqual(self._seal(1, first=4).key_id, entry.key_id)
            self.assertEqual(entry._read_document(), self._prepare(3)["pdf"])

    def test_a_change_of_key_or_the_encryption_asks_for_a_new_copy(self):
        owner = self._make_owner()
        company = self.company.with_user(owner)
        self.addCleanup(self.env.registry.clear_cache)
        self.assertFalse(company.tpe_archive_key_is_kept)
        self._back_up(owner)
        self.assertTrue(company.tpe_archive_key_is_kept)
        for change in (company.action_tpe_rotate_key, company.action_tpe_lock_archive):
            change()
            self.env.invalidate_all()
            self.assertFalse(company.tpe_archive_key_is_kept)
            self.assertFalse(company._tpe_setup_seal_key()[0])
            company.action_tpe_confirm_saved_key()
            self.env.invalidate_all()
            self.assertTrue(company._tpe_setup_seal_key()[0])
        noted = self.env["tpe.archive.access"].search([("user_id", "=", owner.id)])
        self.assertEqual(
            noted.sorted("id").mapped("action"),
            ["key_backup", "rotate", "key_kept", "lock", "key_kept"],
        )

    def test_a_short_or_mistyped_passphrase_is_refused(self):
        owner = self._make_owner()
        for words, message in (
            (("court", None), "longer passphrase"),
            (("cheval agrafe pile", "cheval agrafe pole"), "differ"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._back_up(owner, *words)

    def test_nobody_else_takes_or_changes_the_key(self):
        accountant = new_test_user(
            self.env,
            "accountant_without_the_key",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self._back_up(accountant)
        with self.assertRaises(AccessError):
            self.company.with_user(accountant).action_tpe_rotate_key()
