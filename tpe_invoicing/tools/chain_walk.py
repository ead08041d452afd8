# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the entries of a chain: changed, removed, inserted, moved, cut."""

import json

from .chain import ENTRY, GENESIS, Problem, hash_entry
from .chain_closings import Closings
from .chain_notes import Notes

WINDOW = 50  # how far from its place a moved entry is looked for
OFFSETS = sorted(range(-WINDOW, WINDOW + 1), key=abs)
LIMIT = 1000  # forged entries held back until a genuine one shows what they are
MOST_MISSING = 100_000  # a number that was changed may be far away
NONE = Notes(frozenset(), {})
STATE = (
    *("number", "hash", "key", "sealed_at", "strangers", "doubts", "run"),
    *("missing", "anchors"),
)


def describe_altered(row):
    """:return: the problem of a genuine entry with a column that was changed
    :rtype: Problem"""
    kind = "closing" if row["kind"] == "closing" else "row_changed"
    return Problem(row["number"], kind, "altered")


def describe_stranger(number):
    """:return: the problem of an entry signed by a key that is not the archive's
    :rtype: Problem"""
    return Problem(number, "signature", "stranger")


class Walk:
    """Goes through the entries of one chain by number and says what is wrong.

    ``verify(key, message, signature)`` checks one signature. A signed hash cannot be
    forged, so it tells which entry a row is, whatever its other columns say; what is
    not signed is judged by its neighbours. ``anchors`` are the keys known from
    elsewhere: another key counts when one of these vouches for it, before it by an
    entry of kind "key" or after it by the chain. ``witness`` is the last number and
    hash known from elsewhere, which makes its key known too; ``known`` of a row says
    that an invoice points to it.
    ``notes`` are what :func:`read_notes` found: the content of a purged entry may be
    gone, so its signed hash alone is checked.
    """

    def __init__(
        self, verify, start=(0, GENESIS), anchors=(), witness=None, now=None, notes=NONE
    ):
        self.verify, self.now, self.purged = verify, now, notes.purged
        self.witness, self.hashes = witness, dict(notes.hashes)
        for number, told in [witness] if witness else []:
            # of two that contradict each other neither is right
            is_alone = self.hashes.get(number, told) == told
            self.hashes[number] = told if is_alone else ""
        self.last_known = max(self.hashes, default=0)
        self.number, self.hash = start
        self.key, self.sealed_at = None, ""
        self.anchors, self.strangers, self.doubts = set(anchors), [], []
        self.run, self.missing = [], set()
        self.closings = Closings(self.number)

    def get_state(self):
        """:return: all that was learned so far, as JSON values
        :rtype: dict"""
        state = {name: getattr(self, name) for name in STATE}
        for name in ("missing", "anchors"):
            state[name] = sorted(state[name])
        return {**state, "closings": self.closings.get_state()}

    def set_state(self, state):
        """Go on where another walk stopped.

        :param dict state: what its :meth:`get_state` returned
        """
        self.anchors.update(state["anchors"])
        for name in STATE:
            value = state[name]
            if name != "anchors":
                setattr(self, name, set(value) if name == "missing" else value)
        self.closings.set_state(state["closings"])

    def feed(self, row):
        """:return: the problems that this row reveals
        :rtype: list[Problem]"""
        true_hash, number, found = self._identify(row)
        if not true_hash:
            if not found:
                self.run.append(row)
            if len(self.run) > LIMIT:
                found = [self._flush_last(self.run.pop(0))]
            return found
        is_sound = not found
        found += self._place(row, true_hash, number, is_sound)
        if found:
            self.closings.stain(max(number, self.number))
        if is_sound and self.number == number:
            found += self._check_sound(row, found)
        return found

    def close(self, is_tail=True):
        """:return: the problems that show only at the end
        :rtype: list[Problem]"""
        found = [self._flush_last(forged) for forged in self.run]
        self.run = []
        found += [Problem(n, "row_removed", "") for n in sorted(self.missing)]
        found += self._flush_doubts()
        if is_tail:
            found += [describe_stranger(number) for number in self.strangers]
            last = min(self.last_known, self.number + LIMIT)
            for number in range(self.number + 1, last + 1):
                found.append(Problem(number, "truncated", ""))
        return found

    def _is_trusted(self, key):
        return not self.anchors or key in self.anchors

    def _flush_doubts(self):
        """:return: entries that are not the ones known from elsewhere, but for those
            that are told to be signed by a stranger
        :rtype: list[Problem]"""
        doubts, self.doubts = set(self.doubts) - set(self.strangers), []
        return [Problem(number, "fork", "witness") for number in sorted(doubts)]

    def _is_known(self, row):
        """:return: whether something outside the chain tells of this entry
        :rtype: bool"""
        is_told = self.number < row["number"] <= self.last_known
        return row.get("known") or is_told

    def _is_signed(self, row, entry_hash):
        return self.verify(row["key"], ENTRY + entry_hash.encode(), row["signature"])

    def _identify(self, row):
        """:return: signed hash and number of the entry that this row is, and what was
            changed in it; no hash when nothing is signed
        :rtype: tuple"""
        number, stored = row["number"], row["entry_hash"] or ""
        computed = hash_entry(row, row["previous_hash"] or "")
        if self._is_signed(row, stored):
            if computed == stored:
                return stored, number, []
            if number in self.purged:
                return stored, number, self._check_purged(row)
            return self._identify_altered(row)
        if self._is_signed(row, computed):  # only the stored hash was changed
            return computed, number, [describe_altered(row)]
        return None, number, []

    def _check_purged(self, row):
        """:return: the problem of a purged entry that is not where it was
        :rtype: list[Problem]"""
        number, previous = row["number"], row["previous_hash"]
        self.closings.stain(number)  # its amounts may be gone
        if number != self.number + 1 or self.run or previous == self.hash:
            return []
        return [Problem(number, "row_changed", "")]

    def _identify_altered(self, row):
        """:return: see :meth:`_identify`, of a row with the hash of a genuine entry
        :rtype: tuple"""
        number, stored = row["number"], row["entry_hash"]
        previous = row["previous_hash"] or ""
        near = (self.number + 1, *(number + offset for offset in OFFSETS))
        for other in [*near, *sorted(self.missing)[:LIMIT]]:
            if hash_entry(row, previous, other) == stored:
                if other <= self.number and other not in self.missing:
                    return None, number, [Problem(number, "row_inserted", "copy")]
                return stored, other, [Problem(other, "order", "")]
        if self._is_copy(row):
            return None, number, [Problem(number, "row_inserted", "copy")]
        return stored, number, [describe_altered(row)]

    def _is_copy(self, row):
        """:return: whether a row bears the signature of an entry of another place
        :rtype: bool"""
        if self.run or row["number"] <= self.number or self._is_known(row):
            return False
        if row["previous_hash"] == self.hash:
            return False
        return hash_entry(row, self.hash) != row["entry_hash"]

    def _place(self, row, true_hash, number, is_sound):
        """:return: problems of the place of a signed row among the others
        :rtype: list[Problem]"""
        found, has_run = self._flush_run(row, number), bool(self.run)
        self.run = []
        if number in self.missing:  # it came later than its number
            self.missing.discard(number)
            return found
        if number <= self.number:
            kind = "row_inserted" if true_hash == self.hash else "fork"
            return [*found, Problem(number, kind, "")]
        if is_sound and not has_run and number == self.number + 1:
            found += self._check_link(row)
        if not found:
            found += self._check_witness(row["key"], number, true_hash)
        self._miss(number)
        self.number, self.hash, self.key = number, true_hash, row["key"]
        if self.anchors and (number, true_hash) == self.witness:
            self.anchors.add(row["key"])
            self.strangers = []
        return found

    def _miss(self, number):
        """Note the entries that should stand between the last one and this one."""
        if number > self.number + 1:
            last = min(number, self.number + MOST_MISSING)
            self.missing.update(range(self.number + 1, last))
            self.closings.stain(number - 1)

    def _check_link(self, row):
        """:return: the problem of two signed entries that do not follow each other
        :rtype: list[Problem]"""
        if row["previous_hash"] == self.hash:
            return []
        if not self._is_trusted(row["key"]):
            return [describe_stranger(row["number"])]
        if self.key and not self._is_trusted(self.key):
            return [describe_stranger(self.number)]
        return [Problem(row["number"], "fork", "")]

    def _check_witness(self, key, number, true_hash):
        """:return: the problem of an entry that is not the one that was witnessed
        :rtype: list[Problem]"""
        expected = self.hashes.get(number, true_hash)
        if true_hash == expected:
            return []
        if not self._is_trusted(key):  # told once a known key vouches for this one
            self.doubts.append(number)
            return []
        return [Problem(number, "fork", "witness")]

    def _flush_run(self, row, number):
        """:return: what the unsigned rows before a signed one are
        :rtype: list[Problem]"""
        found = []
        for at, forged in enumerate(self.run):
            after = self.run[at + 1] if at + 1 < len(self.run) else row
            is_placed = self.number < forged["number"] < number
            found.append(self._flush(forged, is_placed, after["previous_hash"]))
        return found

    def _flush_last(self, forged):
        """:return: what an unsigned row is when no signed one is known to follow
        :rtype: Problem"""
        number = forged["number"]
        is_placed = number > self.number and self._is_known(forged)
        expected = self.hashes.get(number, forged["entry_hash"])
        return self._flush(forged, is_placed, expected)

    def _flush(self, forged, is_placed, expected):
        """:param dict forged: a row that nobody signed
        :param bool is_placed: whether it stands where an entry is wanted
        :param str expected: its hash, as the row after it or a witness has it
        :return: what it is
        :rtype: Problem"""
        number = forged["number"]
        self.closings.stain(number)
        if not is_placed:
            return Problem(number, "row_inserted", "")
        self._miss(number)
        self.number, self.hash = number, forged["entry_hash"] or ""
        is_whole = number in self.purged or self.hash == hash_entry(
            forged, forged["previous_hash"] or ""
        )
        kind = "signature" if is_whole and expected == self.hash else "row_changed"
        return Problem(number, kind, "unsigned")

    def _check_sound(self, row, told):
        """:param list[Problem] told: what is wrong with its place
        :return: problems of a row that is signed as it stands
        :rtype: list[Problem]"""
        found, number, sealed_at = [], row["number"], row["sealed_at"]
        if sealed_at < self.sealed_at or (self.now and sealed_at > self.now):
            found.append(Problem(number, "clock", ""))
        self.sealed_at = sealed_at
        if self._is_trusted(row["key"]):
            self.strangers = []  # a known key vouches for all that comes before it
            found += self._flush_doubts()
            if self.anchors and row["kind"] == "key":
                self.anchors.add(json.loads(row["meta"]).get("key", row["key"]))
        elif describe_stranger(number) not in told and len(self.strangers) < LIMIT:
            self.strangers.append(number)
        if number <= self.closings.stained and number in self.purged:
            return found
        return found + self.closings.feed(row)
