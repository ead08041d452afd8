# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odoo.tests import BaseCase, tagged

from ..tools.chain_notes import read_anchors, read_notes
from ..tools.signing import make_verifier

KEY = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = hashlib.sha256(PUBLIC).hexdigest()
VERIFY = make_verifier({NAME: PUBLIC.hex()})
EMPTY = dict.fromkeys(
    (
        *("amount_tax", "amount_total", "amount_untaxed", "attachment_id"),
        *("currency", "filename", "move_id", "partner_id", "partner_name"),
        *("sha256", "size", "xml_sha256"),
    )
)
A, B, C = "a" * 64, "b" * 64, "c" * 64


def seal(number, kind, meta, previous="0" * 64):
    """Seal an entry as the guide says it, with nothing of the program."""
    row = {
        **EMPTY,
        **{"company_id": 1, "date": "2026-11-24", "key": NAME, "kind": kind},
        **{"meta": json.dumps(meta), "name": "X", "number": number},
        "sealed_at": "2026-11-24T10:00:00.000000Z",
    }
    form = json.dumps(
        {**row, "v": 1}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    row["previous_hash"] = previous
    row["entry_hash"] = hashlib.sha256(f"{previous}{form}".encode()).hexdigest()
    message = f"tpe-archive-entry:{row['entry_hash']}".encode()
    row["signature"] = KEY.sign(message).hex()
    return row


@tagged("post_install_l10n", "post_install", "-at_install")
class TestChainNotes(BaseCase):
    """What genuine entries tell of others, and what forged ones do not."""

    def _read(self, *rows, known=()):
        notes = read_notes(rows, VERIFY, known)
        return notes.purged, notes.hashes

    def test_a_purge_tells_which_earlier_entries_were_destroyed(self):
        purge = seal(9, "purge", {"numbers": [2, 3, 8, 9, 10]})
        self.assertEqual(self._read(purge), ({2, 3, 8}, {}))
        more = seal(12, "purge", {"numbers": [10]}, purge["entry_hash"])
        self.assertEqual(self._read(purge, more), ({2, 3, 8, 10}, {}))

    def test_a_stamp_tells_the_hash_of_an_earlier_entry(self):
        early = seal(9, "stamp", {"number": 8, "entry_hash": A})
        self.assertEqual(self._read(early), (set(), {8: A}))
        for number in (9, 10):
            late = seal(9, "stamp", {"number": number, "entry_hash": A})
            self.assertEqual(self._read(late), (set(), {}))

    def test_a_stamp_of_no_entry_tells_nothing(self):
        for meta in ({}, {"number": None, "entry_hash": A}, {"entry_hash": A}):
            self.assertEqual(self._read(seal(9, "stamp", meta)), (set(), {}))

    def test_what_is_known_from_elsewhere_and_what_came_first_count(self):
        first = seal(9, "stamp", {"number": 8, "entry_hash": A})
        later = seal(10, "stamp", {"number": 8, "entry_hash": B})
        self.assertEqual(self._read(first, later), (set(), {8: A}))
        found = self._read(first, later, known={8: C, 4: B}.items())
        self.assertEqual(found, (set(), {8: C, 4: B}))

    def test_other_entries_tell_nothing(self):
        for kind in ("invoice", "audit", "hold"):
            meta = {"numbers": [2], "number": 2, "entry_hash": A}
            self.assertEqual(self._read(seal(9, kind, meta)), (set(), {}))

    def test_a_forged_entry_tells_nothing(self):
        for kind in ("purge", "stamp"):
            meta = {"numbers": [2], "number": 2, "entry_hash": A}
            true = seal(9, kind, meta)
            other = seal(9, kind, {"numbers": [], "number": 0})
            for change in (
                {"meta": other["meta"]},
                {"previous_hash": B},
                {"previous_hash": None},
                {"entry_hash": other["entry_hash"]},
                {"signature": other["signature"]},
                {"signature": ""},
                {"key": "f" * 64},
                # what is signed, under a content that is not
                {**other, "meta": true["meta"]},
            ):
                with self.subTest(kind=kind, change=change):
                    self.assertNotEqual(self._read(true), (set(), {}))
                    self.assertEqual(self._read({**true, **change}), (set(), {}))

    def test_an_entry_after_nothing_is_read_as_it_was_hashed(self):
        row = seal(1, "purge", {"numbers": [0]}, previous="")
        self.assertEqual(self._read({**row, "previous_hash": None}), ({0}, {}))

    def test_anchors_are_read_out_of_any_text(self):
        text = f"12 {A}\nLe 2026-11-24 : n° 7, {B.upper()} ; {C}"
        self.assertEqual(read_anchors(text), {12: A, 7: B})

    def test_a_hash_is_no_number_and_a_number_no_hash(self):
        digits = "1" * 64
        for text in (f"{A} {B}", f"{digits} {A}", "7 8", f"{A} 7", "7 " + "a" * 63):
            self.assertEqual(read_anchors(text), {}, text)
        self.assertEqual(read_anchors(f"5 {digits}"), {5: digits})
