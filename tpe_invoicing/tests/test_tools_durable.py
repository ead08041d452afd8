# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import durable

HASH = "ab" * 32
FULL = OSError(errno.ENOSPC, "the disk is full")
fsync = os.fsync


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDurable(BaseCase):
    """Files are whole, and on the disk, or they are not there."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name).resolve()
        self.path = self.folder / "ab" / "abc"

    @contextmanager
    def _noting(self, refused=None):
        """Note what is made durable: where it stands then, and what it holds."""
        noted = {}

        def sync(handle):
            path = Path(os.readlink(f"/proc/self/fd/{handle}"))
            if refused and path.match(refused):
                raise FULL
            noted[path] = None if path.is_dir() else path.read_bytes()
            fsync(handle)

        with patch.object(durable.os, "fsync", sync):
            yield noted

    def _list(self):
        return sorted(each.name for each in self.folder.rglob("*") if each.is_file())

    def test_content_name_and_folder_are_on_the_disk(self):
        with self._noting() as noted:
            durable.write_all({self.path: b"original"})
        self.assertEqual(self.path.read_bytes(), b"original")
        self.assertEqual(noted[self.path], b"original")
        self.assertLessEqual({self.path.parent, self.folder}, set(noted))
        self.assertEqual(self._list(), ["abc"])

    def test_a_folder_that_was_taken_away_is_named_anew(self):
        durable.write_all({self.path: b"original"})
        self.path.unlink()
        self.path.parent.rmdir()
        with self._noting() as noted:
            durable.write_all({self.path: b"original"})
        self.assertIn(self.folder, noted)

    def test_a_folder_is_named_once(self):
        durable.write_all({self.path: b"original"})
        with self._noting() as noted:
            durable.write_all({self.path.with_name("abd"): b"another"})
        self.assertNotIn(self.folder, noted)

    def test_what_others_rely_on_makes_way_for_nothing_less_durable(self):
        durable.write_all({self.path: b"original"})
        for refused in (".tpe-*", "abc"):
            with self._noting(refused), self.subTest(refused):
                with self.assertRaises(OSError):
                    durable.write_all({self.path: b"original again"})
                kept = b"original" if refused == ".tpe-*" else b"original again"
                self.assertEqual(self.path.read_bytes(), kept)
                self.assertEqual(self._list(), ["abc"])

    def test_all_of_them_or_none(self):
        durable.write_all({self.path: b"original"})
        others = {self.folder / name / name: b"new" for name in ("cd", "ef", "gh")}
        for refused in ("cd", "ef/ef", "gh"):
            with self._noting(refused), self.assertRaises(OSError):
                durable.write_all(others)
            self.assertEqual(self._list(), ["abc"])

    def test_what_was_claimed_goes_when_the_caller_fails(self):
        for is_claimed in (True, False):
            with (
                self.assertRaises(ZeroDivisionError),
                durable.Writing({self.path: b"original"}) as writing,
            ):
                if is_claimed:
                    writing.claim()
                raise ZeroDivisionError
            # others may rely on what is not claimed: the cleaning knows of it
            self.assertEqual(self._list(), [] if is_claimed else ["abc"])

    def test_what_is_cleaned_away_before_it_was_claimed_is_written_again(self):
        with durable.Writing({self.path: b"original"}) as writing:
            for task in writing._tasks:
                task.result()
            self.path.unlink()
            writing.claim()
        self.assertEqual(self.path.read_bytes(), b"original")

    def test_the_cleaning_knows_of_a_file_before_it_is_there(self):
        mark = self.folder / "checklist" / "ab" / "abc"
        with (
            patch.object(durable.os, "replace", side_effect=FULL),
            self.assertRaises(OSError),
            durable.Writing({self.path: b"original"}, {self.path: mark}),
        ):
            pass
        self.assertTrue(mark.exists())
        self.assertFalse(self.path.exists())

    def test_a_draft_that_cannot_be_written_leaves_nothing(self):
        self.path.parent.mkdir()
        with (
            patch.object(durable.os, "write", side_effect=FULL),
            self.assertRaises(OSError),
        ):
            durable.write_all({self.path: b"original"})
        self.assertEqual(self._list(), [])

    def test_a_file_is_written_to_its_end(self):
        content = os.urandom(3_000_000)
        durable.write_all({self.path: content})
        self.assertEqual(self.path.read_bytes(), content)

    def test_files_that_others_wrote_are_synced_with_their_folders(self):
        self.path.parent.mkdir()
        self.path.write_bytes(b"by Odoo")
        with self._noting() as noted:
            durable.sync_all([self.path, self.folder / "cd" / "gone"])
        self.assertEqual(noted[self.path], b"by Odoo")
        self.assertIn(self.path.parent, noted)
        self.assertNotIn(self.folder / "cd", noted)

    # === THE END OF A CHAIN === #

    def test_the_end_of_a_chain_is_noted_with_its_mark(self):
        head = self.folder / "chain.head"
        self.assertIsNone(durable.read_head(head))
        self.assertEqual(durable.read_mark(head), "")
        durable.write_head(head, 7, HASH, lambda: "first name")
        self.assertEqual(durable.read_head(head), (7, HASH))
        self.assertEqual(durable.read_mark(head), "first name")
        self.assertEqual(head.stat().st_mode & 0o777, 0o600)

    def test_the_end_of_a_chain_never_goes_back_and_keeps_its_mark(self):
        head, other = self.folder / "chain.head", "cd" * 32
        durable.write_head(head, 7, HASH, lambda: "mark")
        for number in (6, 7):
            durable.write_head(head, number, other, lambda: "another")
            self.assertEqual(durable.read_head(head), (7, HASH))
        durable.write_head(head, 8, other, lambda: "another")
        self.assertEqual(durable.read_head(head), (8, other))
        self.assertEqual(durable.read_mark(head), "mark")

    def test_a_shorter_note_leaves_nothing_of_the_one_before(self):
        head = self.folder / "chain.head"
        head.write_bytes(b"1 " + HASH.encode() + b"\n" + b"rest " * 20)
        durable.write_head(head, 2, HASH)
        self.assertEqual(durable.read_head(head), (2, HASH))
        head.write_bytes(b"2")
        self.assertIsNone(durable.read_head(head))
        durable.write_head(head, 3, HASH)
        self.assertEqual(head.read_bytes(), b"%012d %s\n" % (3, HASH.encode()))

    def test_a_note_that_cannot_be_read_is_none(self):
        head = self.folder / "chain.head"
        head.write_bytes("7 é".encode())
        self.assertIsNone(durable.read_head(head))
        self.assertEqual(durable.read_mark(head), "")
