# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import (
    chain,
    chain_closings,
    chain_walk,
    closing_detail,
    closing_gaps,
    closing_series,
    ed25519,
    signing,
    subscribers,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
CURVE = ed25519.Curve()
NAMES = {
    chain.fingerprint(signing.get_public(key)): signing.get_public(key)
    for key in (KEY, STRANGER)
}
OWN = chain.fingerprint(signing.get_public(KEY))
VERIFY = signing.make_verifier(NAMES, [KEY])
MODULES = (chain, chain_closings, closing_detail, closing_gaps, closing_series)
MODULES += (signing, subscribers)


def sign(row, previous, key=KEY, **values):
    row = dict(row, key=chain.fingerprint(signing.get_public(key)), **values)
    row["previous_hash"] = previous
    row["entry_hash"] = chain.hash_entry(row, previous)
    row["signature"] = signing.sign(key, chain.ENTRY + row["entry_hash"].encode())
    return row


def make_row(number, **values):
    return {
        **dict.fromkeys(chain.COLUMNS),
        "amount_tax": "20.00",
        "amount_total": "120.00",
        "amount_untaxed": "100.00",
        "company_id": 1,
        "currency": "EUR",
        "date": "2026-11-24",
        "kind": "invoice",
        "meta": "{}",
        "name": f"FAC/2026/{number:05d}",
        "number": number,
        "partner_name": "Bâti Ouest",
        "sealed_at": f"2026-11-24T10:{number // 60:02d}:{number % 60:02d}.000000Z",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        **values,
    }


def make_chain(count=9, key=KEY):
    rows, previous = [], chain.GENESIS
    for number in range(1, count + 1):
        rows.append(sign(make_row(number), previous, key))
        previous = rows[-1]["entry_hash"]
    return rows


def find(rows, anchors=(OWN,), witness=None, **kwargs):
    walk = chain_walk.Walk(VERIFY, anchors=anchors, witness=witness, **kwargs)
    problems = [problem for row in rows for problem in walk.feed(row)]
    return [(p.number, p.kind) for p in problems + walk.close()]


def get_witness(rows):
    return len(rows), rows[-1]["entry_hash"]


@tagged("-at_install", "post_install")
class TestChain(BaseCase):
    """What is done to a chain is found, and the entry concerned is named (R4)."""

    def test_canonical_form_is_this_one_byte_for_byte(self):
        row = make_row(1, partner_name="Élan")
        row["key"] = "k"
        self.assertEqual(
            chain.dump({**{name: row[name] for name in chain.COLUMNS}, "v": 1}),
            '{"amount_tax":"20.00","amount_total":"120.00","amount_untaxed":"100.00",'
            '"attachment_id":null,"company_id":1,"currency":"EUR","date":"2026-11-24",'
            '"filename":null,"key":"k","kind":"invoice","meta":"{}","move_id":null,'
            '"name":"FAC/2026/00001","number":1,"partner_id":null,"partner_name":"Élan",'
            '"sealed_at":"2026-11-24T10:00:01.000000Z","sha256":"6b86b273ff34fce19d6b80'
            '4eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":null,"v":1,'
            '"xml_sha256":null}'.encode(),
        )
        self.assertEqual(
            chain.hash_entry(row, chain.GENESIS),
            hashlib.sha256(
                b"0" * 64
                + chain.dump({**{name: row[name] for name in chain.COLUMNS}, "v": 1})
            ).hexdigest(),
        )

    def test_an_untouched_chain_is_whole(self):
        rows = make_chain()
        self.assertEqual(find(rows, witness=get_witness(rows)), [])

    @settings(deadline=None, max_examples=150)
    @given(
        st.integers(0, 8),
        st.sampled_from([n for n in chain.COLUMNS if n != "number"]),
        st.one_of(st.text(max_size=5), st.integers(), st.none()),
    )
    def test_any_changed_column_is_found(self, at, name, value):
        rows = make_chain()
        if rows[at][name] == value:
            return
        rows[at] = dict(rows[at], **{name: value})
        found = find(rows, witness=get_witness(rows))
        self.assertEqual(found, [(at + 1, "row_changed")] * len(found))
        self.assertTrue(found)

    @settings(deadline=None, max_examples=60)
    @given(
        st.integers(0, 8),
        st.sampled_from(["previous_hash", "entry_hash", "signature"]),
        st.one_of(st.text("0123456789abcdef", min_size=64, max_size=128), st.none()),
    )
    def test_a_changed_hash_or_signature_is_found(self, at, name, value):
        rows = make_chain()
        original, witness = rows[at][name], get_witness(rows)
        rows[at] = dict(rows[at], **{name: value})
        if original == value:
            return
        kind = "signature" if name == "signature" else "row_changed"
        self.assertEqual(find(rows, witness=witness), [(at + 1, kind)])

    @settings(deadline=None, max_examples=60)
    @given(st.sets(st.integers(1, 9), min_size=1, max_size=9))
    def test_removed_rows_are_found_in_the_middle_and_at_the_end(self, gone):
        rows = make_chain()
        left = [row for row in rows if row["number"] not in gone]
        last = left[-1]["number"] if left else 0
        self.assertEqual(
            find(left, witness=get_witness(rows)),
            [(n, "row_removed" if n < last else "truncated") for n in sorted(gone)],
        )

    def test_without_a_witness_the_end_cut_off_is_not_known(self):
        self.assertEqual(find(make_chain()[:-2]), [])

    @settings(deadline=None, max_examples=40)
    @given(st.integers(0, 8), st.integers(0, 8))
    def test_two_rows_swapped_are_out_of_order(self, one, two):
        rows = make_chain()
        if one == two:
            return
        numbers = {one: two + 1, two: one + 1}
        moved = [dict(r, number=numbers.get(i, i + 1)) for i, r in enumerate(rows)]
        moved.sort(key=lambda row: row["number"])
        self.assertEqual(
            sorted(find(moved, witness=get_witness(rows))),
            sorted([(one + 1, "order"), (two + 1, "order")]),
        )

    def test_a_forged_row_at_the_end_was_inserted(self):
        rows = make_chain()
        forged = dict(sign(make_row(10), rows[-1]["entry_hash"]), signature="00" * 64)
        witness = get_witness(rows)
        self.assertEqual(find([*rows, forged], witness=witness), [(10, "row_inserted")])

    def test_a_row_inserted_between_two_numbers_moves_the_others(self):
        rows = make_chain()
        forged = dict(rows[4], name="FAC/2026/99999", signature="00" * 64)
        moved = [dict(row, number=row["number"] + 1) for row in rows[4:]]
        found = find([*rows[:4], forged, *moved])
        self.assertIn((5, "row_inserted"), found)
        self.assertNotIn("row_removed", {kind for _number, kind in found})

    def test_a_copy_of_a_row_was_inserted(self):
        rows = make_chain()
        for number in (10, 100):
            for values in ({}, {"name": "X"}):
                copy = dict(rows[4], number=number, **values)
                self.assertEqual(find([*rows, copy]), [(number, "row_inserted")])

    def test_a_row_twice_under_its_number_was_inserted_or_forks(self):
        rows = make_chain()
        self.assertEqual(find([*rows, rows[-1]]), [(9, "row_inserted")])
        twin = sign(make_row(9, name="B"), rows[-2]["entry_hash"])
        self.assertEqual(find([*rows, twin]), [(9, "fork")])

    def test_two_histories_signed_with_the_key_fork(self):
        rows = make_chain()
        other = sign(make_row(5, name="B"), rows[3]["entry_hash"])
        self.assertEqual(find([*rows[:4], other, *rows[5:]]), [(6, "fork")])

    def test_another_history_than_the_one_witnessed_forks(self):
        rows = make_chain()
        other = sign(make_row(9, name="B"), rows[7]["entry_hash"])
        witness = get_witness(rows)
        self.assertEqual(find([*rows[:8], other], witness=witness), [(9, "fork")])

    def test_a_row_written_and_hashed_again_was_changed(self):
        rows = make_chain()
        row = dict(rows[4], name="X")
        row["entry_hash"] = chain.hash_entry(row, row["previous_hash"])
        self.assertEqual(find([*rows[:4], row, *rows[5:]]), [(5, "row_changed")])

    def test_a_foreign_signature_is_found_wherever_it_stands(self):
        rows = make_chain()
        for at in (4, 8):
            row = sign(rows[at], rows[at]["previous_hash"], STRANGER, name="X")
            found = find([*rows[:at], row, *rows[at + 1 :]])
            self.assertEqual(found, [(at + 1, "signature")])

    def test_a_chain_signed_again_whole_with_a_foreign_key_is_found(self):
        found = find(make_chain(key=STRANGER))
        self.assertEqual(found, [(n, "signature") for n in range(1, 10)])

    def test_an_old_key_counts_once_a_known_key_follows(self):
        rows = make_chain(4, STRANGER)
        rows.append(sign(make_row(5, kind="key"), rows[-1]["entry_hash"]))
        self.assertEqual(find(rows), [])

    def test_a_new_key_counts_once_the_old_one_announces_it(self):
        rows = make_chain(4)
        name = chain.fingerprint(signing.get_public(STRANGER))
        meta = json.dumps({"key": name})
        last = sign(make_row(5, kind="key", meta=meta), rows[-1]["entry_hash"])
        new = sign(make_row(6), last["entry_hash"], STRANGER)
        self.assertEqual(find([*rows, last, new]), [])
        new = sign(make_row(5), rows[-1]["entry_hash"], STRANGER)
        self.assertEqual(find([*rows, new]), [(5, "signature")])

    def test_a_clock_that_goes_back_or_ahead_is_told(self):
        rows = make_chain(3)
        early = make_row(4, sealed_at="2026-11-20T10:00:00.000000Z")
        rows.append(sign(early, rows[-1]["entry_hash"]))
        rows.append(sign(make_row(5), rows[-1]["entry_hash"]))
        self.assertEqual(find(rows), [(4, "clock")])
        self.assertEqual(
            find(make_chain(3), now="2026-11-24T10:00:02.500000Z"), [(3, "clock")]
        )

    def test_a_part_of_a_chain_verifies_from_the_entry_before_it(self):
        rows = make_chain()
        start = (4, rows[3]["entry_hash"])
        self.assertEqual(find(rows[4:], start=start), [])
        self.assertEqual(find(rows[5:], start=start), [(5, "row_removed")])
        self.assertEqual(find(rows[4:], start=(4, "f" * 64)), [(5, "fork")])

    def test_a_table_of_nothing_but_forgeries_is_read_in_bounded_memory(self):
        rows = [dict(row, signature=None) for row in make_chain(1100)]
        walk = chain_walk.Walk(VERIFY)
        problems = [problem for row in rows for problem in walk.feed(row)]
        self.assertLessEqual(len(walk.run), chain_walk.LIMIT)
        self.assertEqual(len(problems + walk.close()), 1100)


@tagged("-at_install", "post_install")
class TestClosings(BaseCase):
    """Totals by day, month and year, and the perpetual one."""

    def _close(self, rows, period, to, first=1, **values):
        covered = chain_closings.total(
            [r for r in rows if r["kind"] == "invoice" and r["number"] >= first]
        )
        meta = {
            "first": first,
            "last": max(r["number"] for r in rows if r["kind"] == "invoice"),
            "period": period,
            "to": to,
            "perpetual": covered["totals"],
            **covered,
            **values,
        }
        row = make_row(len(rows) + 1, kind="closing", meta=json.dumps(meta))
        return sign(dict(row, amount_total=None), rows[-1]["entry_hash"])

    def test_closings_that_add_up_are_silent(self):
        rows = make_chain(5)
        for period in ("day", "month", "year"):
            rows.append(self._close(rows, period, "2026-11-24"))
        self.assertEqual(find(rows), [])

    def test_a_closing_that_does_not_add_up_is_told(self):
        rows = make_chain(5)
        rows.append(self._close(rows, "day", "2026-11-24", count=4))
        self.assertEqual(find(rows), [(6, "closing")])
        rows = make_chain(5)
        rows.append(self._close(rows, "day", "2026-11-24", perpetual={}))
        self.assertEqual(find(rows), [(6, "closing")])

    def test_a_closing_changed_afterwards_is_told(self):
        rows = make_chain(5)
        rows.append(self._close(rows, "day", "2026-11-24"))
        rows[-1]["meta"] = rows[-1]["meta"].replace("600.00", "60.00")
        self.assertEqual(find(rows, witness=get_witness(rows)), [(6, "closing")])

    def test_a_row_that_is_told_already_is_not_told_again_by_its_closings(self):
        rows = make_chain(5)
        for period in ("day", "month", "year"):
            rows.append(self._close(rows, period, "2026-11-24"))
        del rows[2]
        self.assertEqual(find(rows), [(3, "row_removed")])

    def test_a_part_of_a_chain_says_nothing_of_closings_that_begin_before(self):
        rows = make_chain(5)
        rows.append(self._close(rows, "day", "2026-11-24"))
        start = (2, rows[1]["entry_hash"])
        self.assertEqual(find(rows[2:], start=start), [])

    def test_credit_notes_count_less_and_currencies_stay_apart(self):
        rows = [
            make_row(1),
            make_row(2, kind="credit_note", amount_total="50.00"),
            make_row(3, currency="USD"),
        ]
        self.assertEqual(
            {c: t["total"] for c, t in chain_closings.total(rows)["totals"].items()},
            {"EUR": "70.00", "USD": "120.00"},
        )


@tagged("-at_install", "post_install")
class TestSignatures(BaseCase):
    """The verifier without libraries says what the library says."""

    @settings(deadline=None, max_examples=25)
    @given(st.binary(min_size=32, max_size=32), st.binary(max_size=99), st.integers())
    def test_both_agree_on_good_and_bad_signatures(self, seed, message, at):
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public = bytes.fromhex(signing.get_public(key))
        signature = bytes.fromhex(signing.sign(key, message))
        bad = bytearray(signature)
        bad[at % 64] ^= 1 << (at % 8)
        self.assertTrue(CURVE.verify(public, message, signature))
        self.assertFalse(CURVE.verify(public, message, bytes(bad)))
        self.assertFalse(CURVE.verify(public, message + b"x", signature))

    def test_the_published_vector_verifies(self):
        # RFC 8032, 7.1, test 2
        public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        signature = (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        public, signature = bytes.fromhex(public), bytes.fromhex(signature)
        self.assertTrue(CURVE.verify(public, b"\x72", signature))
        self.assertFalse(CURVE.verify(public, b"\x73", signature))

    def test_keys_and_signatures_that_are_none_are_refused(self):
        order = CURVE.ORDER.to_bytes(32, "little")
        for public, signature in (
            (b"\x02" + bytes(31), bytes(64)),
            (b"\xff" * 32, bytes(64)),
            (bytes.fromhex(NAMES[OWN]), bytes(32) + order),
            (bytes.fromhex(NAMES[OWN]), b""),
        ):
            self.assertFalse(CURVE.verify(public, b"", signature))

    def test_a_key_under_a_false_name_is_not_used(self):
        verify = signing.make_verifier({"0" * 64: NAMES[OWN]})
        self.assertFalse(verify("0" * 64, b"m", signing.sign(KEY, b"m")))
        self.assertFalse(VERIFY(OWN, b"m", "no hexadecimal"))
        self.assertFalse(VERIFY(None, b"m", None))

    def test_examples_in_the_tools_hold(self):
        for module in MODULES:
            self.assertFalse(doctest.testmod(module).failed)
