# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo.tests import BaseCase, tagged

from ..tools import chain, chain_walk
from ..tools.chain_notes import Notes
from .test_tools_chain import OWN, STRANGER, VERIFY, find, make_chain, make_row, sign

OTHER = "e" * 64
GONE = dict.fromkeys(("amount_total", "amount_tax", "partner_name", "sha256"))


def purge(*numbers):
    """What genuine entries tell when these are purged."""
    return Notes(frozenset(numbers), {})


@tagged("-at_install", "post_install")
class TestChainWalk(BaseCase):
    """Where a walk stands, what was purged, and keys that nobody vouches for."""

    def _resume(self, rows, at, **options):
        """:return: problems of a walk that is stopped before a row, kept as JSON and
            taken up by another one
        :rtype: list[tuple[int, str]]"""
        first = chain_walk.Walk(VERIFY, anchors=(OWN,), **options)
        found = [each for row in rows[:at] for each in first.feed(row)]
        state = json.loads(json.dumps(first.get_state()))
        second = chain_walk.Walk(VERIFY, **options)
        second.set_state(state)
        found += [each for row in rows[at:] for each in second.feed(row)]
        return [(each.number, each.kind) for each in found + second.close()]

    def test_a_walk_goes_on_wherever_it_was_stopped(self):
        rows = make_chain(9)
        strange = make_chain(6, STRANGER)
        vouched = sign(make_row(7, kind="key"), strange[-1]["entry_hash"])
        back = make_row(4, sealed_at="2026-11-20T10:00:00.000000Z")
        late = [*rows[:3], sign(back, rows[2]["entry_hash"])]
        name = chain.fingerprint(STRANGER.public_key().public_bytes_raw().hex())
        meta = json.dumps({"key": name})
        told = [*rows, sign(make_row(10, kind="key", meta=meta), rows[8]["entry_hash"])]
        told.append(sign(make_row(11), told[-1]["entry_hash"], STRANGER))
        for case, options in (
            (rows, {}),
            (told, {}),
            (late, {}),
            (strange, {}),
            ([*strange, vouched], {"witness": (2, OTHER)}),
            ([rows[0], *rows[4:]], {}),
            ([rows[1], rows[0], *rows[2:]], {}),
            ([*rows[:3], dict(rows[3], signature=""), *rows[4:]], {}),
            (rows[:6], {"witness": (9, rows[8]["entry_hash"])}),
        ):
            whole = find(case, **options)
            for at in range(len(case) + 1):
                found = self._resume(case, at, **options)
                self.assertEqual(sorted(found), sorted(whole), (case, at))

    # === PURGED === #

    def test_of_what_was_purged_the_signed_hash_alone_is_checked(self):
        rows = make_chain(6)
        rows[3] = {**rows[3], **GONE}
        self.assertEqual(find(rows, notes=purge(4)), [])
        for other in ((), (3,), (5,)):
            self.assertEqual(find(rows, notes=purge(*other)), [(4, "row_changed")])

    def test_a_purged_entry_stands_where_it_stood(self):
        rows = make_chain(6)
        rows[3] = {**rows[3], **GONE, "previous_hash": OTHER}
        self.assertEqual(find(rows, notes=purge(4)), [(4, "row_changed")])

    def test_what_lacks_before_a_purged_entry_is_told_once(self):
        rows = make_chain(6)
        rows[3] = {**rows[3], **GONE}
        del rows[2]
        self.assertEqual(find(rows, notes=purge(4)), [(3, "row_removed")])

    def test_a_purged_entry_that_nobody_signed_is_told(self):
        rows = make_chain(6)
        rows[3] = {**rows[3], **GONE, "signature": rows[2]["signature"]}
        self.assertEqual(find(rows, notes=purge(4)), [(4, "signature")])

    # === KEYS === #

    def test_a_key_that_nobody_vouches_for_is_told_on_both_sides(self):
        rows = make_chain(4)
        strange = sign(make_row(5), OTHER, STRANGER)
        self.assertEqual(find([*rows, strange]), [(5, "signature")])
        # the archive begins with a stranger, and a known key does not follow it
        begun = make_chain(3, STRANGER)
        after = sign(make_row(4), OTHER)
        self.assertEqual(find([*begun, after])[0], (3, "signature"))

    def test_an_end_signed_by_a_stranger_is_told_entry_by_entry(self):
        rows = make_chain(3)
        for number in range(4, 7):
            rows.append(sign(make_row(number), rows[-1]["entry_hash"], STRANGER))
        told = [(number, "signature") for number in range(4, 7)]
        self.assertEqual(find(rows), told)

    def test_a_stranger_that_is_vouched_for_is_compared_with_the_witness(self):
        strange = make_chain(4, STRANGER)
        known = sign(make_row(5, kind="key"), strange[-1]["entry_hash"])
        for number in range(1, 5):
            found = find([*strange, known], witness=(number, OTHER))
            self.assertEqual(found, [(number, "fork")])
            # nobody vouches: it is told once, as a stranger
            found = find(strange, witness=(number, OTHER))
            self.assertEqual(found, [(each, "signature") for each in range(1, 5)])

    def test_an_end_that_is_witnessed_makes_its_key_known(self):
        # as after the loss of a key, while the file of the new one cannot be read
        rows = make_chain(3)
        for number in range(4, 7):
            rows.append(sign(make_row(number), rows[-1]["entry_hash"], STRANGER))
        end = rows[-1]["entry_hash"]
        self.assertEqual(find(rows, witness=(6, end)), [])
        last = sign(make_row(6), OTHER, STRANGER)
        told = [(number, "signature") for number in range(4, 7)]
        found = find([*rows[:5], last], witness=(6, end))
        self.assertEqual(sorted(found), told)

    def test_what_two_witnesses_say_must_not_differ(self):
        rows = make_chain(4)
        end = rows[-1]["entry_hash"]
        for one, other, found in (
            (end, end, []),
            (end, OTHER, [(4, "fork")]),
            (OTHER, end, [(4, "fork")]),
        ):
            notes = Notes(frozenset(), {4: other})
            self.assertEqual(find(rows, witness=(4, one), notes=notes), found)

    def test_a_key_entry_alone_makes_another_key_known(self):
        rows = make_chain(3)
        name = chain.fingerprint(STRANGER.public_key().public_bytes_raw().hex())
        meta = json.dumps({"key": name})
        for kind, found in (("key", []), ("report", [(5, "signature")])):
            said = sign(make_row(4, kind=kind, meta=meta), rows[-1]["entry_hash"])
            new = sign(make_row(5), said["entry_hash"], STRANGER)
            self.assertEqual(find([*rows, said, new]), found)

    # === PLACES === #

    def test_the_present_second_is_not_the_future(self):
        rows = make_chain(3)
        now = rows[-1]["sealed_at"]
        self.assertEqual(find(rows, now=now), [])
        self.assertEqual(find(rows, now=rows[1]["sealed_at"]), [(3, "clock")])

    def test_an_entry_under_another_number_is_found_from_afar(self):
        rows = make_chain(120)
        moved = dict(rows[60], number=rows[60]["number"] + 50)
        rest = rows[:60] + rows[61:110] + [moved] + rows[111:]
        self.assertIn((61, "order"), find(rest))

    def test_unsigned_rows_between_two_signed_ones_are_placed(self):
        rows = make_chain(6)
        for at in (1, 2, 3):
            forged = dict(rows[at], signature="")
            self.assertEqual(
                find([*rows[:at], forged, *rows[at + 1 :]]), [(at + 1, "signature")]
            )
        two = [dict(row, signature="") for row in rows[2:4]]
        found = find([*rows[:2], *two, *rows[4:]])
        self.assertEqual(found, [(3, "signature"), (4, "signature")])

    def test_an_unsigned_end_is_known_by_its_witness_alone(self):
        rows = make_chain(4)
        forged = dict(rows[-1], signature="")
        witness = (4, rows[-1]["entry_hash"])
        self.assertEqual(find([*rows[:3], forged]), [(4, "row_inserted")])
        self.assertEqual(find([*rows[:3], forged], witness=witness), [(4, "signature")])
        known = dict(forged, known=True)
        self.assertEqual(find([*rows[:3], known]), [(4, "signature")])
        found = find([*rows[:3], known], witness=(4, OTHER))
        self.assertEqual(found, [(4, "row_changed")])
