# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is done to an archive of 200 entries, at every place, is found."""

import collections
import contextlib
import logging
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import archive_check, chain, chain_notes, chain_walk, signing
from . import archive_samples as samples
from .archive_samples import (
    COUNT,
    FOREIGN,
    KEY,
    NAMES,
    OLD,
    OWN,
    PURGED,
    ROTATED_AT,
    STRANGER,
)

_logger = logging.getLogger(__name__)

SEALED = (*(name for name in chain.COLUMNS if name != "number"), "previous_hash")
# what the row of a purged document still proves: its place and its hash
BARE = ("previous_hash", "entry_hash", "signature")
ALTERED = {"row_changed", "closing"}
EVERY = 6  # whole archives: columns take turns, each is flipped at every sixth place
AROUND = 8  # entries before and after a place that is looked at from near


class Mutations(BaseCase):
    """Two ways to verify the same rows: Odoo's walk, and the stand-alone file's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="tpe-mutations-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        samples.write_export(cls.folder, samples.make_archive())
        verify = signing.make_verifier(NAMES, [KEY])
        cls.verify = staticmethod(lru_cache(maxsize=None)(verify))
        cls.check = archive_check.Check(cls.folder / archive_check.MANIFEST)
        cls.check.curve.verify = lru_cache(maxsize=None)(cls.check.curve.verify)
        cls.rows = cls.check.data["rows"]
        cls._remember_hashes(cls.rows)
        cls.counts = collections.Counter()
        cls.addClassCleanup(lambda: _logger.info("found: %s", dict(cls.counts)))

    @classmethod
    def _remember_hashes(cls, rows):
        """Rows that a mutation leaves alone have the hash they had."""
        whole, known = chain.hash_entry, {id(row): (row, {}) for row in rows}

        def hash_entry(row, *args):
            if id(row) not in known:
                return whole(row, *args)
            hashes = known[id(row)][1]
            if args not in hashes:
                hashes[args] = whole(row, *args)
            return hashes[args]

        for module in (chain_walk, chain_notes):
            remembering = patch.object(module, "hash_entry", hash_entry)
            remembering.start()
            cls.addClassCleanup(remembering.stop)

    def walk(self, rows, told=(), first=0):
        """:return: numbers and kinds that Odoo's verification finds, in the whole or
            from a place on
        :rtype: set"""
        witness = (COUNT, self.rows[-1]["entry_hash"])
        notes = chain_notes.read_notes(told or rows, self.verify)
        walk = chain_walk.Walk(
            self.verify, self._get_end(first), {OWN}, witness, notes=notes
        )
        problems = [problem for row in rows for problem in walk.feed(row)]
        return {(p.number, p.kind) for p in problems + walk.close(not told)}

    def _get_end(self, at):
        """:return: number and hash of the entry before a place
        :rtype: tuple[int, str]"""
        return (at, self.rows[at - 1]["entry_hash"]) if at else (0, chain.GENESIS)

    def run_near(self, rows, first, last):
        """:return: what the file finds in a part of the archive, for which its head is
            not signed
        :rtype: set"""
        head = {"start": self._get_end(first), "last": self._get_end(last)}
        with patch.object(self.check, "head", {**self.check.head, **head}):
            return self.run_file(rows, notes=self.rows) - {(0, "manifest")}

    def run_file(self, rows, **data):
        """:return: numbers and kinds that the file of the export finds in the rows
        :rtype: set"""
        with (
            patch.object(self.check, "data", {**self.check.data, "rows": rows, **data}),
            patch.object(self.check, "_check_file", lambda *_args: ()),
            patch.object(archive_check, "is_inside", lambda *_args: False),
        ):
            return {(p.number, p.kind) for p in self.check.find_problems()}

    def expect(self, what, rows, wanted):
        """Both ways find what was done.

        :param str what: kind of the mutation
        :param list[dict] rows: after it
        :param callable wanted: tells of what is found whether it is right
        """
        for name, found in (("Odoo", self.walk(rows)), ("file", self.run_file(rows))):
            self.assertTrue(wanted(found), f"{name}, {what}: {sorted(found)[:9]}")
            self.counts[what] += 1


@tagged("-at_install", "post_install")
class TestMutatedRows(Mutations):
    """Rows flipped, removed, inserted, swapped, cut, copied, signed again (R4)."""

    def test_an_untouched_archive_is_whole_both_ways(self):
        self.assertEqual(self.walk(self.rows), set())
        self.assertEqual(self.run_file(self.rows), set())
        problems, done = archive_check.check_folder(self.folder)
        self.assertEqual((problems, done["rows"]), ([], COUNT))

    def _flip(self, at, name):
        """:return: the rows with one value changed
        :rtype: list[dict]"""
        row, value = self.rows[at], self.rows[at][name]
        if isinstance(value, str):
            changed = value[:-1] + ("0" if value[-1:] != "0" else "1")
        else:
            changed = (value or 0) + 1
        return [*self.rows[:at], {**row, name: changed}, *self.rows[at + 1 :]]

    def _list_flips(self, at):
        """:return: columns that can be flipped at a place, each with the check of what
            is found then
        :rtype: list[tuple]"""
        number, flips = at + 1, []
        for name in BARE if number in PURGED else (*SEALED, *BARE[1:]):
            kinds = {"signature"} if name == "signature" else ALTERED
            if number in PURGED:
                kinds = {*kinds, "row_changed"}
            flips.append(
                (
                    name,
                    lambda found, n=number, kinds=kinds: (
                        found
                        and n in {place for place, _kind in found} <= {n, *PURGED}
                        and {kind for _place, kind in found} <= kinds
                    ),
                )
            )
        return flips

    def test_columns_flipped_in_turn_are_found_in_the_whole(self):
        for at in range(COUNT):
            for name, wanted in self._list_flips(at)[at % EVERY :: EVERY]:
                self.expect(f"flip {name}", self._flip(at, name), wanted)

    def test_each_column_flipped_at_every_place_is_found(self):
        for at in range(COUNT):
            first, last = max(0, at - AROUND), min(COUNT, at + AROUND + 1)
            for name, wanted in self._list_flips(at):
                rows = self._flip(at, name)[first:last]
                found = self.walk(rows, self.rows, first)
                self.assertTrue(wanted(found), f"Odoo, {at + 1} {name}: {found}")
                found = self.run_near(rows, first, last)
                self.assertTrue(wanted(found), f"file, {at + 1} {name}: {found}")
                self.counts["flip"] += 2

    def test_a_row_removed_at_every_place_is_found(self):
        for number in range(1, COUNT + 1):
            rows = [row for row in self.rows if row["number"] != number]
            kind = "row_removed" if number < COUNT else "truncated"
            self.expect("remove", rows, lambda found, n=(number, kind): n in found)

    def test_an_end_cut_off_at_every_place_is_found(self):
        for last in range(COUNT):
            cut = {(number, "truncated") for number in range(last + 1, COUNT + 1)}
            self.expect(
                "truncate", self.rows[:last], lambda found, cut=cut: found >= cut
            )

    def _insert(self, at, row):
        """:return: the rows with one more, the numbers after it moved on
        :rtype: list[dict]"""
        later = [{**row, "number": row["number"] + 1} for row in self.rows[at:]]
        return [*self.rows[:at], row, *later]

    def test_a_row_inserted_at_every_place_is_found(self):
        for at in range(COUNT + 1):
            previous = self.rows[at - 1]["entry_hash"] if at else chain.GENESIS
            own = samples.make_row(at + 1, name="FAC/2026/99999")
            forged = {**samples.sign(own, previous), "signature": "00" * 64}
            wanted = {(at + 1, "row_inserted")}
            if {at + 1, at + 2} & set(PURGED):  # what it looks like is not known
                wanted = {(at + 1, kind) for kind in ("row_inserted", "row_changed")}
            self.expect(
                "insert forged",
                self._insert(at, forged),
                lambda found, wanted=wanted: found & wanted,
            )
            foreign = samples.sign(own, previous, STRANGER)
            self.expect(
                "insert foreign",
                self._insert(at, foreign),
                lambda found: {k for _n, k in found} & {"row_inserted", "signature"},
            )

    def test_a_copy_of_each_row_is_found_beside_it_and_at_the_end(self):
        for at in range(COUNT):
            twice = [*self.rows[: at + 1], self.rows[at], *self.rows[at + 1 :]]
            wanted = (at + 1, "row_inserted")
            self.expect("copy beside", twice, lambda found, n=wanted: n in found)
            last = {**self.rows[at], "number": COUNT + 1}
            wanted = (COUNT + 1, "row_inserted")
            self.expect(
                "copy to the end",
                [*self.rows, last],
                lambda found, n=wanted: n in found,
            )

    def test_two_rows_swapped_at_every_place_are_found(self):
        for at in range(COUNT - 1):
            one, two = self.rows[at : at + 2]
            swapped = [{**two, "number": at + 1}, {**one, "number": at + 2}]
            wanted = {(at + 1, "order"), (at + 2, "order")}
            if {at + 1, at + 2} & set(PURGED):
                wanted = {(at + 1, "row_changed"), (at + 1, "order")}
            self.expect(
                "swap",
                [*self.rows[:at], *swapped, *self.rows[at + 2 :]],
                lambda found, wanted=wanted: found & wanted,
            )

    def _sign_again(self, at, rows):
        """:return: the rows, and after them others signed with a foreign key
        :rtype: list[dict]"""
        signed, previous = [], self.rows[at - 1]["entry_hash"] if at else chain.GENESIS
        for row in rows:
            signed.append(samples.sign(row, previous, STRANGER))
            previous = signed[-1]["entry_hash"]
        return [*self.rows[:at], *signed]

    def test_a_rest_signed_again_with_a_foreign_key_is_found(self):
        for at in range(0, COUNT, 5):
            rows = self._sign_again(at, self.rows[at:])
            wanted = {(n, "signature") for n in range(at + 1, COUNT + 1)}
            self.assertEqual(self.walk(rows) & wanted, wanted)
            self.counts["sign again"] += 1
            # in an export the key has to be given out too, under its own head
            self.assertTrue(self.run_file(rows))

    def test_a_rest_built_again_under_a_key_said_to_be_lost_is_found(self):
        for at in range(0, COUNT, 10):
            meta = {"key": FOREIGN, "previous": OWN, "reason": "lost"}
            own = samples.make_plain(at + 1, "key", meta)
            later = [samples.make_row(n, name="X") for n in range(at + 2, COUNT + 1)]
            rows = self._sign_again(at, [own, *later])
            wanted = {(n, "signature") for n in range(at + 1, COUNT + 1)}
            self.assertEqual(self.walk(rows) & wanted, wanted)
            self.assertTrue(self.run_file(rows))
            self.counts["build again"] += 1

    def _list_lies(self, said):
        """:return: what a closing could say instead, by name
        :rtype: list[tuple]"""
        there = self.rows[said["first"] - 1]["name"]
        none = {"EUR": {"tax": "0", "total": "0", "untaxed": "0"}}
        late = said["late"]
        return [
            ("count", said["count"] + 1),
            ("totals", none),
            ("taxes", {}),
            ("gross", {"EUR": {"credited": "0", "invoiced": "0"}}),
            ("perpetual", {"EUR": none["EUR"]}),
            ("perpetual_gross", {"EUR": {"credited": "0", "invoiced": "0"}}),
            ("first", said["first"] + 1),
            ("last", said["last"] - 1),
            ("late", late[1:]),
            ("late", [*late, said["last"]]),
            ("gaps", [there]),
            ("gaps", [f"FAC/2026/00001 – {there}"]),
        ]

    def test_what_a_closing_says_is_found_when_it_is_signed_but_wrong(self):
        # the first closing adds up purged documents: it is not judged
        closings = [
            at for at, row in enumerate(self.rows[:-1]) if row["kind"] == "closing"
        ]
        for at in closings[1:]:
            said = samples.read_meta(self.rows[at])
            if said["first"] <= max(PURGED):
                continue
            for name, value in self._list_lies(said):
                meta = chain.dump({**said, name: value}).decode()
                previous = self.rows[at]["previous_hash"]
                key = OLD if at < ROTATED_AT else KEY
                row = samples.sign(self.rows[at], previous, key, meta=meta)
                found = self.walk([*self.rows[:at], row], self.rows)
                self.assertIn((at + 1, "closing"), found, f"{at + 1} {name}")
                self.counts["closing"] += 1


@tagged("-at_install", "post_install")
class TestMutatedExport(Mutations):
    """Files of an export changed, removed, swapped, added; its keys, its head."""

    def _find(self):
        problems, _done = archive_check.check_folder(self.folder)
        return {(problem.kind, problem.detail) for problem, _name in problems}

    def _list_files(self):
        """:return: archive number, name and hash of each file
        :rtype: list[tuple]"""
        files = [(0, *item) for item in self.check.head["files"].items()]
        for row in self.rows:
            for column, name in row["files"].items():
                files.append((row["number"], name, row[column]))
        return files

    def test_every_file_changed_removed_or_swapped_is_found(self):
        files = self._list_files()
        self.assertGreater(len(files), COUNT)
        other = (self.folder / files[-1][1]).read_bytes()
        for number, name, sha256 in files[:-1]:
            path = self.folder / name
            content = path.read_bytes()
            flipped = bytes([content[0] ^ 1]) + content[1:]
            for changed, kind in (
                (flipped, "file_changed"),
                (other, "file_changed"),
                (content[:-1], "file_changed"),
                (None, "file_missing"),
            ):
                path.unlink() if changed is None else path.write_bytes(changed)
                [problem] = self.check._check_file(number, name, sha256)
                self.assertEqual(problem, chain.Problem(number, kind, name))
                self.counts[kind] += 1
            path.write_bytes(content)
            self.assertFalse(list(self.check._check_file(number, name, sha256)))

    def test_the_whole_run_names_the_file(self):
        for _number, name, _sha256 in self._list_files()[::60]:
            path = self.folder / name
            content = path.read_bytes()
            path.write_bytes(content + b"x")
            self.assertEqual(self._find(), {("file_changed", name)})
            path.write_bytes(content)

    def test_a_file_that_nobody_sealed_is_found(self):
        path = self.folder / archive_check.DOCUMENTS_FOLDER / "000201_extra.pdf"
        path.write_bytes(b"x")
        self.addCleanup(path.unlink)
        self.assertEqual({kind for kind, _name in self._find()}, {"file_unknown"})

    def test_keys_and_head_changed_are_found(self):
        data = self.check.data
        self.assertIn((0, "manifest"), self.run_file(self.rows, signature="00" * 64))
        self.assertTrue(self.run_file(self.rows, keys={OWN: NAMES[OWN]}))
        swapped = {OWN: NAMES[FOREIGN], FOREIGN: NAMES[OWN]}
        self.assertTrue(self.run_file(self.rows, keys={**data["keys"], **swapped}))
        for name, value in data["head"].items():
            changed = {**data["head"], name: [value, 1]}
            # what cannot be read at all makes the program exit 1 as well
            unreadable = contextlib.suppress(AttributeError, TypeError, ValueError)
            with patch.object(self.check, "head", changed), unreadable:
                self.assertTrue(self.run_file(self.rows), name)
            self.counts["head"] += 1

    def test_an_export_built_again_with_a_foreign_key_shows_by_its_fingerprint(self):
        for words, code in (
            ([], 0),
            ([OWN], 0),
            ([FOREIGN], 1),
            (["1", self.rows[0]["entry_hash"]], 0),
            (["1", self.rows[1]["entry_hash"]], 1),
            ([str(COUNT + 1), self.rows[1]["entry_hash"]], 1),
        ):
            with patch.object(archive_check.sys.stdout, "write"):
                self.assertEqual(archive_check.main(self.folder, words), code, words)
