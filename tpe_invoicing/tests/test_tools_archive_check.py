# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import contextlib
import doctest
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from ..tools import archive_check, archive_export, chain, signing
from ..tools.archive_check import MANIFEST, TEXTS, main
from . import archive_samples as samples
from .archive_samples import FOREIGN, FORMER, KEY, OWN

COUNT = 8  # the entry 7 is a credit note
FIRST = "documents/000001_FAC-2026-00001.pdf"


class Export(unittest.TestCase):
    """A small export in a folder, put back after each attack."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = samples.make_archive()[:COUNT]
        cls.whole = Path(tempfile.mkdtemp(prefix="tpe-check-"))
        cls.addClassCleanup(shutil.rmtree, cls.whole)
        samples.write_export(cls.whole, cls.rows)

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp(prefix="tpe-check-"))
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(self.whole, self.folder, dirs_exist_ok=True)
        self.manifest, self.first = self.folder / MANIFEST, self.folder / FIRST

    def load(self):
        return json.loads(self.manifest.read_bytes())

    def put(self, data, name=MANIFEST):
        (self.folder / name).write_text(json.dumps(data))

    def sign_again(self, data, name=MANIFEST, **head):
        """Write a summary as whoever has the key would."""
        data["head"].update(head)
        message = chain.EXPORT + chain.dump(data["head"])
        data["signature"] = signing.sign(KEY, message)
        self.put(data, name)

    def split(self, *lasts):
        """Make parts of the export, each ending with an entry of ``lasts``."""
        data, before = self.load(), 0
        self.manifest.unlink()
        for number, last in enumerate(lasts, 1):
            rows = data["rows"][before:last]
            start = [before, self.rows[before - 1]["entry_hash"]]
            self.sign_again(
                {**data, "head": dict(data["head"]), "rows": rows},
                f"archive-{number}.json",
                part=[number, len(lasts)],
                start=start if before else [0, chain.GENESIS],
                last=[last, self.rows[last - 1]["entry_hash"]],
            )
            before = last

    def run_main(self, *words):
        """:return: code and lines of the program"""
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = main(self.folder, words)
        return code, output.getvalue().splitlines()

    def assert_told(self, *lines):
        """Make sure that these problems are told, each in one line, and no other."""
        self.assertEqual(self.run_main(), (1, list(lines)))

    def tell(self, place, kind, more=""):
        return f"{place} : {TEXTS[kind]}{more} ({kind})"


class TestWhole(Export):
    """What is whole is said to be whole, and with which key."""

    def test_it_counts_entries_and_files_and_names_the_key(self):
        code, lines = self.run_main()
        self.assertEqual(code, 0)
        self.assertIn(f" : {COUNT} lignes, {COUNT * 2 + 8} fichiers.", lines[0])
        self.assertEqual(lines[2:], [OWN])

    def test_the_program_of_the_export_says_the_same_on_a_bare_python(self):
        done = subprocess.run(
            [sys.executable, "-I", "-S", archive_export.VERIFIER],
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.decode().splitlines(), self.run_main()[1])

    def test_what_the_reader_knows_is_compared(self):
        for words, code in (
            ((OWN,), 0),
            (("Clé", OWN.upper()), 0),
            ((OWN, FOREIGN), 0),
            ((FOREIGN,), 1),
            (("3", self.rows[2]["entry_hash"]), 0),
            (("3", self.rows[3]["entry_hash"]), 1),
            ((OWN, "3", self.rows[2]["entry_hash"]), 0),
            ((FOREIGN, "3", self.rows[2]["entry_hash"]), 1),
            ((OWN[:63],), 1),
            (("9", self.rows[2]["entry_hash"]), 1),
        ):
            self.assertEqual(self.run_main(*words)[0], code, words)
        self.assertEqual(self.run_main(FOREIGN)[1], [self.tell(OWN, "key")])
        self.assertEqual(self.run_main("abc")[1], [self.tell("abc", "words")])

    def test_the_files_of_a_period_alone_go_with_it(self):
        row = {"date": "2026-02-03"}
        for period, is_in in (
            (("2026-02-03", "2026-02-03"), True),
            (("2026-02-04", None), False),
            ((None, "2026-02-02"), False),
            ((None, None), True),
        ):
            self.assertEqual(archive_check.is_inside(row, period), is_in)
        shutil.rmtree(self.folder / "documents")
        self.assertEqual(self.run_main()[0], 1)
        self.sign_again(self.load(), period=["2027-01-01", None])
        self.assertEqual(self.run_main()[0], 0)

    def test_examples(self):
        self.assertFalse(doctest.testmod(archive_check).failed)


class TestFiles(Export):
    """Files changed, lost, renamed, copied, or that are something else."""

    def test_a_file_that_is_not_the_one_that_was_sealed(self):
        for content in (b"", b"x", self.first.read_bytes() + b"\n"):
            self.first.write_bytes(content)
            where = f" [{FIRST}]"
            self.assert_told(self.tell("n° 1 FAC/2026/00001", "file_changed", where))

    def test_what_is_no_readable_file_is_missing(self):
        content, elsewhere = self.first.read_bytes(), self.folder / "elsewhere"
        elsewhere.write_bytes(content)
        outside = Path(tempfile.mkdtemp(prefix="tpe-check-"))
        self.addCleanup(shutil.rmtree, outside)
        (outside / "copy.pdf").write_bytes(content)
        for make in (
            lambda path: None,
            lambda path: path.mkdir(),
            lambda path: path.symlink_to(path.name),
            lambda path: path.symlink_to(outside / "copy.pdf"),
            os.mkfifo,
        ):
            self.first.unlink() if self.first.is_file() else None
            make(self.first)
            where = f" [{FIRST}]"
            self.assert_told(self.tell("n° 1 FAC/2026/00001", "file_missing", where))
            if self.first.is_dir():
                self.first.rmdir()
            else:
                self.first.unlink(missing_ok=True)

    def test_a_row_that_points_elsewhere_finds_nothing(self):
        self.first.unlink()
        for name in ("../x", "/etc/passwd", "a\0b", "a" * 5000, "", None, "."):
            data = self.load()
            data["rows"][0]["files"]["sha256"] = name
            self.put(data)
            code, lines = self.run_main()
            self.assertEqual((code, len(lines)), (1, 1), name)
            self.assertIn("(file_missing)", lines[0])

    def test_files_that_nobody_sealed_are_told_by_their_name_in_one_line(self):
        for folder in ("documents", "cles", "fec", "horodatages"):
            path = self.folder / folder / "a\nArchive intègre\x1b[2J \u202e.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
            name = f"{folder}/a?Archive intègre?[2J ?.pdf"
            self.assert_told(self.tell(name, "file_unknown"))
            path.unlink()

    def test_lists_keys_and_program_are_covered_too(self):
        for name in sorted(self.load()["head"]["files"]):
            path = self.folder / name
            content = path.read_bytes()
            path.write_bytes(content + b" ")
            self.assert_told(self.tell(name, "file_changed"))
            path.unlink()
            self.assert_told(self.tell(name, "file_missing"))
            path.write_bytes(content)


class TestSummary(Export):
    """A summary that was changed, or that is none."""

    def test_what_cannot_be_read_is_one_line(self):
        whole = self.load()
        for content in (
            *(b"", b"{", b"[]", b"null", b"\0\0", b"[" * 100_000, b"\xff\xfe\xfd"),
            json.dumps({**whole, "keys": dict.fromkeys(whole["keys"], "zz")}).encode(),
            *(
                json.dumps({k: v for k, v in whole.items() if k != name}).encode()
                for name in ("head", "rows", "keys", "signature")
            ),
        ):
            self.manifest.write_bytes(content)
            self.assert_told(self.tell(MANIFEST, "unreadable"))
        self.manifest.unlink()
        self.assert_told(self.tell(MANIFEST, "unreadable"))
        self.manifest.mkdir()
        self.assert_told(self.tell(MANIFEST, "unreadable"))

    def test_no_value_whatsoever_makes_it_fail_or_pass(self):
        odd = (None, -1, 1e300, 10**400, [], {}, "x", "\ud800", True)
        for at in (0, 6):
            for name in self.load()["rows"][at]:
                for value in odd:
                    data = self.load()
                    if data["rows"][at][name] == value:
                        continue
                    data["rows"][at][name] = value
                    self.put(data)
                    code, lines = self.run_main()
                    self.assertEqual((code, bool(lines)), (1, True), (name, value))

    def test_whoever_signs_nonsense_himself_is_told_as_well(self):
        for name, value in (
            ("amount_total", "twelve"),
            ("date", 5),
            ("sealed_at", None),
            ("kind", {}),
        ):
            data = self.load()
            row = samples.sign(data["rows"][0], chain.GENESIS, **{name: value})
            data["rows"] = [row]
            self.sign_again(data, last=[1, row["entry_hash"]])
            self.assertEqual(self.run_main()[0], 1, name)
        for name in ("part", "period", "last", "start", "files"):
            for value in (None, "x", [], [None, None], ["é", "é"], 5, {}):
                data = self.load()
                if data["head"][name] != value:
                    self.sign_again(data, **{name: value})
                    self.assertEqual(self.run_main()[0], 1, (name, value))

    def test_its_head_is_signed(self):
        data = self.load()
        data["head"]["exported_at"] = "2020-01-01"
        self.put(data)
        self.assert_told(self.tell(MANIFEST, "manifest"))
        for signature in ("", None, "zz", "00" * 64):
            self.put({**self.load(), "signature": signature})
            self.assert_told(self.tell(MANIFEST, "manifest"))

    def test_a_key_goes_by_its_fingerprint(self):
        data = self.load()
        data["keys"][OWN] = data["keys"][FORMER]
        self.put(data)
        self.assertIn(self.tell(MANIFEST, "manifest"), self.run_main()[1])

    def test_rows_removed_repeated_or_moved(self):
        fifth = "n° 5 FAC/2026/00005"
        for change, place, kind in (
            (lambda rows: rows.pop(4), "n° 5", "row_removed"),
            (lambda rows: rows.insert(4, rows[4]), fifth, "row_inserted"),
            (lambda rows: rows.insert(6, rows.pop(4)), fifth, "order"),
            # signed by a former key: it is an end cut off, and no stranger's
            (lambda rows: rows.pop(), f"n° {COUNT}", "truncated"),
        ):
            data = json.loads((self.whole / MANIFEST).read_bytes())
            change(data["rows"])
            self.put(data)
            lines = self.run_main()[1]
            told = [line for line in lines if "(file_unknown)" not in line]
            self.assertEqual(told, [self.tell(place, kind)])

    def test_a_strangers_entry_is_told_though_his_key_is_put_beside(self):
        data = self.load()
        number = COUNT + 1
        row = samples.make_row(number)
        row = samples.sign(row, self.rows[-1]["entry_hash"], samples.STRANGER)
        data["rows"].append({**row, "files": {}})
        data["keys"][FOREIGN] = samples.NAMES[FOREIGN]
        self.put(data)
        lines = self.run_main()[1]
        self.assertIn(self.tell(f"n° {number} {row['name']}", "signature"), lines)


class TestParts(Export):
    """An export in several files is one archive."""

    def test_parts_verify_together_and_alone(self):
        self.split(3, 6, COUNT)
        code, lines = self.run_main()
        self.assertEqual((code, lines[2:]), (0, [OWN]))
        self.assertIn("(partie 1, 2, 3 sur 3)", lines[0])
        for number in (1, 3):
            (self.folder / f"archive-{number}.json").unlink()
        for path in (self.folder / "documents").iterdir():
            if int(path.name[:6]) not in (4, 5, 6):
                path.unlink()
        code, lines = self.run_main()
        self.assertEqual(code, 0)
        self.assertIn("(partie 2 sur 3)", lines[0])

    def test_a_part_that_lacks_between_others_is_named_and_nothing_else(self):
        self.split(3, 6, COUNT)
        (self.folder / "archive-2.json").unlink()
        for path in (self.folder / "documents").iterdir():
            if int(path.name[:6]) in (4, 5, 6):
                path.unlink()
        self.assert_told(self.tell("archive-2.json", "part_missing"))

    def test_one_that_cannot_be_read_does_not_hide_the_others(self):
        self.split(3, 6, COUNT)
        (self.folder / "archive-2.json").write_text("{")
        self.first.write_bytes(b"x")
        where = f" [{FIRST}]"
        self.assert_told(
            self.tell("n° 1 FAC/2026/00001", "file_changed", where),
            self.tell("archive-2.json", "unreadable"),
            self.tell("archive-2.json", "part_missing"),
        )

    def test_parts_renamed_copied_or_of_another_archive(self):
        self.split(4, COUNT)
        one, two = (self.folder / f"archive-{number}.json" for number in (1, 2))
        for name, kind in (
            (MANIFEST, "part_order"),
            ("archive-3.json", "part_order"),
            ("archive-02.json", "file_unknown"),
            ("archive-\u0662.json", "file_unknown"),
            ("archive (1).json", "file_unknown"),
        ):
            shutil.copy(two, self.folder / name)
            self.assertIn(self.tell(name, kind), self.run_main()[1])
            (self.folder / name).unlink()
        data = json.loads(two.read_bytes())
        self.sign_again(data, two.name, exported_at="2031-01-01")
        self.assert_told(self.tell(two.name, "part_other"))
        shorter = [5, self.rows[4]["entry_hash"]]
        data["rows"] = data["rows"][1:]
        self.sign_again(data, two.name, start=shorter)
        self.assertIn(self.tell(two.name, "part_order"), self.run_main()[1])
        one.unlink()
        two.rename(self.manifest)
        self.assertIn(self.tell(MANIFEST, "part_order"), self.run_main()[1])

    def test_a_number_of_parts_without_end_ends(self):
        self.split(4, COUNT)
        for number in (1, 2):
            name = f"archive-{number}.json"
            data = json.loads((self.folder / name).read_bytes())
            self.sign_again(data, name, part=[number, 10**12])
        code, lines = self.run_main()
        self.assertEqual((code, len(lines)), (1, archive_check.MOST_PARTS - 2))
        self.assertEqual(lines[0], self.tell("archive-3.json", "part_missing"))

    def test_every_key_that_signed_a_part_is_named_and_compared(self):
        self.split(4, COUNT)
        path = self.folder / "archive-1.json"
        data = json.loads(path.read_bytes())
        data["head"]["key"] = FORMER
        message = chain.EXPORT + chain.dump(data["head"])
        data["signature"] = signing.sign(samples.OLD, message)
        self.put(data, path.name)
        self.assertEqual(self.run_main()[1][2:], [FORMER, OWN])
        self.assertEqual(self.run_main(OWN)[1], [self.tell(FORMER, "key")])
        self.assertEqual(self.run_main(OWN, FORMER)[0], 0)

    def test_what_a_time_stamp_says_of_another_part_is_not_missed_here(self):
        meta = {"number": 5, "entry_hash": self.rows[4]["entry_hash"]}
        self.split(4, COUNT)
        for said, code in ((meta, 0), ({**meta, "number": 6}, 1)):
            note = samples.make_plain(COUNT + 1, "stamp", said)
            note = samples.sign(note, self.rows[-1]["entry_hash"])
            for number in (1, 2):
                name = f"archive-{number}.json"
                data = json.loads((self.folder / name).read_bytes())
                self.put({**data, "notes": [note]}, name)
            self.assertEqual(self.run_main()[0], code)

    def test_what_was_noted_elsewhere_is_looked_for_in_its_part(self):
        self.split(4, COUNT)
        for number in range(1, COUNT + 1):
            noted = self.rows[number - 1]["entry_hash"]
            self.assertEqual(self.run_main(str(number), noted)[0], 0, number)
            other = self.rows[number % COUNT]["entry_hash"]
            told = self.tell(f"n° {number} {self.rows[number - 1]['name']}", "fork")
            self.assertEqual(self.run_main(str(number), other), (1, [told]))
        beyond = self.run_main(str(COUNT + 1), self.rows[0]["entry_hash"])
        self.assertEqual(beyond, (1, [self.tell(f"n° {COUNT + 1}", "truncated")]))
