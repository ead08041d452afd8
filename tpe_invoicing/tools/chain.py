# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sealed archive as a chain: canonical form, hashes, and what is wrong with rows.

An entry is one row of the archive. Its canonical form is the UTF-8 JSON object of the
names in COLUMNS, sorted, without spaces, with "v": 1; amounts are decimal strings,
dates ISO strings, absent values null. Its hash is, in hexadecimal,

    SHA-256( previous_hash || canonical form )

where previous_hash is the hash (64 ASCII characters) of the entry with the number
before, 64 zeros for the first one. Its signature is Ed25519 over
"tpe-archive-entry:" || hash. Nothing but the standard library is used: this file is a
part of the stand-alone verifier that goes with every export.
"""

import hashlib
import json
from collections import namedtuple
from decimal import Decimal

GENESIS = "0" * 64
ENTRY, EXPORT = b"tpe-archive-entry:", b"tpe-archive-export:"
COLUMNS = (
    *("amount_tax", "amount_total", "amount_untaxed", "attachment_id", "company_id"),
    *("currency", "date", "filename", "key", "kind", "meta", "move_id", "name"),
    *("number", "partner_id", "partner_name", "sealed_at", "sha256", "size"),
    "xml_sha256",
)
WINDOW = 50  # how far from its place a moved entry is looked for
LIMIT = 1000  # forged entries held back until a genuine one shows what they are
DOCUMENTS = ("invoice", "credit_note")  # what closings add up
Problem = namedtuple("Problem", "number kind detail")


def dump(value):
    """:return: the one way to write a value as JSON
    :rtype: bytes

    >>> dump({"b": "é", "a": None})
    b'{"a":null,"b":"\\xc3\\xa9"}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def hash_entry(row, previous_hash, number=None):
    """:return: the hash of an entry that stands after ``previous_hash``
    :rtype: str"""
    content = {name: row[name] for name in COLUMNS}
    content["v"] = 1
    if number is not None:
        content["number"] = number
    return hashlib.sha256(previous_hash.encode() + dump(content)).hexdigest()


def fingerprint(public):
    """:return: the name of a public key, given in hexadecimal
    :rtype: str"""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


class Walk:
    """Goes through the entries of one chain by number and says what is wrong.

    ``verify(key, message, signature)`` checks one signature. A signed hash cannot be
    forged, so it tells which entry a row is, whatever its other columns say; what is
    not signed is judged by its neighbours. ``anchors`` are the keys known from
    elsewhere: another key counts when one of these vouches for it, before it by an
    entry of kind "key" or after it by the chain. ``witness`` is the last number and
    hash known from elsewhere; ``known`` of a row says that an invoice points to it.
    """

    def __init__(self, verify, start=(0, GENESIS), anchors=(), witness=None, now=None):
        self.verify, self.witness, self.now = verify, witness, now
        self.number, self.hash = start
        self.key, self.sealed_at = None, ""
        self.anchors, self.strangers = set(anchors), []
        self.run, self.missing = [], set()
        self.closings = Closings(self.number)

    def feed(self, row):
        """:return: the problems that this row reveals
        :rtype: list[Problem]"""
        true_hash, number, found = self._identify(row)
        if not true_hash:
            if not found:
                self.run.append(row)
            if len(self.run) > LIMIT:
                found = self._flush(self.run.pop(0), None)
            return found
        is_sound = not found
        found += self._place(row, true_hash, number, is_sound)
        if found:
            self.closings.stain(max(number, self.number))
        if is_sound and self.number == number:
            found += self._check_sound(row)
        return found

    def close(self, is_tail=True):
        """:return: the problems that show only at the end
        :rtype: list[Problem]"""
        found = []
        for forged in self.run:
            found += self._flush(forged, None)
        self.run = []
        found += [Problem(n, "row_removed", "") for n in sorted(self.missing)]
        if is_tail:
            found += [Problem(n, "signature", "stranger") for n in self.strangers]
            last = min(self.witness[0] if self.witness else 0, self.number + LIMIT)
            for number in range(self.number + 1, last + 1):
                found.append(Problem(number, "truncated", ""))
        return found

    def _is_trusted(self, key):
        return not self.anchors or key in self.anchors

    def _is_known(self, row):
        """:return: whether something outside the chain tells of this entry
        :rtype: bool"""
        last = self.witness[0] if self.witness else 0
        return row.get("known") or self.number < row["number"] <= last

    def _is_signed(self, row, entry_hash):
        return self.verify(row["key"], ENTRY + entry_hash.encode(), row["signature"])

    def _identify(self, row):
        """:return: signed hash and number of the entry that this row is, and what was
            changed in it; no hash when nothing is signed
        :rtype: tuple"""
        number, stored = row["number"], row["entry_hash"] or ""
        previous = row["previous_hash"] or ""
        computed = hash_entry(row, previous)
        if self._is_signed(row, stored):
            if computed == stored:
                return stored, number, []
            near = {self.number + 1, *range(number - WINDOW, number + WINDOW + 1)}
            for other in [*sorted(near), *sorted(self.missing)[:LIMIT]]:
                if hash_entry(row, previous, other) == stored:
                    return self._identify_moved(row, other)
            is_next = not self.run and number == self.number + 1
            is_copy = previous != self.hash and hash_entry(row, self.hash) != stored
            if is_next and is_copy and not self._is_known(row):
                return None, number, [Problem(number, "row_inserted", "copy")]
        elif self._is_signed(row, computed):
            stored = computed
        else:
            return None, number, []
        kind = "closing" if row["kind"] == "closing" else "row_changed"
        return stored, number, [Problem(number, kind, "altered")]

    def _identify_moved(self, row, number):
        """:return: see :meth:`_identify`, of a row that bears the number of another
        :rtype: tuple"""
        if number <= self.number and number not in self.missing:
            return None, number, [Problem(row["number"], "row_inserted", "copy")]
        return row["entry_hash"], number, [Problem(number, "order", "")]

    def _place(self, row, true_hash, number, is_sound):
        """:return: problems of the place of a signed row among the others
        :rtype: list[Problem]"""
        found, has_run = [], bool(self.run)
        for at, forged in enumerate(self.run):
            after = self.run[at + 1] if at + 1 < len(self.run) else row
            found += self._flush(forged, after, number)
        self.run = []
        if number <= self.number:
            if number not in self.missing:
                kind = "row_inserted" if true_hash == self.hash else "fork"
                found.append(Problem(number, kind, ""))
            self.missing.discard(number)
            return found
        is_next = number == self.number + 1 and is_sound and not has_run
        if is_next and row["previous_hash"] != self.hash:
            found.append(self._judge_break(row))
        elif self.witness and self.witness[0] == number:
            if self.witness[1] not in (true_hash, None):
                found.append(Problem(number, "fork", "witness"))
        self.missing.update(range(self.number + 1, number))
        self.number, self.hash, self.key = number, true_hash, row["key"]
        return found

    def _judge_break(self, row):
        """:return: the problem of two signed entries that do not follow each other
        :rtype: Problem"""
        if not self._is_trusted(row["key"]):
            return Problem(row["number"], "signature", "stranger")
        if self.key and not self._is_trusted(self.key):
            return Problem(self.number, "signature", "stranger")
        return Problem(row["number"], "fork", "")

    def _flush(self, forged, after, limit=None):
        """:return: what a row that nobody signed is, seen from the row after it
        :rtype: list[Problem]"""
        number = forged["number"]
        self.closings.stain(number)
        is_placed = number > self.number and (limit is None or number < limit)
        if not is_placed or (after is None and not self._is_known(forged)):
            return [Problem(number, "row_inserted", "")]
        self.missing.update(range(self.number + 1, number))
        self.number, self.hash = number, forged["entry_hash"] or ""
        is_whole = hash_entry(forged, forged["previous_hash"] or "") == self.hash
        witness = self.witness or (None, None)
        if after is None:
            is_vouched = number != witness[0] or witness[1] == self.hash
        else:
            is_vouched = after["previous_hash"] == self.hash
        kind = "signature" if is_whole and is_vouched else "row_changed"
        return [Problem(number, kind, "unsigned")]

    def _check_sound(self, row):
        """:return: problems of a row that is signed as it stands
        :rtype: list[Problem]"""
        found, number, sealed_at = [], row["number"], row["sealed_at"]
        if sealed_at < self.sealed_at or (self.now and sealed_at > self.now):
            found.append(Problem(number, "clock", ""))
        self.sealed_at = sealed_at
        if self._is_trusted(row["key"]):
            self.strangers = []  # a known key vouches for all that comes before it
            if self.anchors and row["kind"] == "key":
                self.anchors.add(json.loads(row["meta"])["key"])
        elif len(self.strangers) < LIMIT:
            self.strangers.append(number)
        return found + self.closings.feed(row)


class Closings:
    """Adds up the documents and compares them with the closings among them.

    A closing of a day covers the documents since the closing of a day before it, one
    of a month its days, one of a year its months.
    """

    PERIODS = ("day", "month", "year")

    def __init__(self, start=0):
        self.documents, self.stained = [], start
        self.open = {period: [] for period in self.PERIODS}
        self.perpetual = {} if start == 0 else None

    def stain(self, number):
        """What was found wrong already is not reported again by its closings."""
        self.stained, self.perpetual = max(self.stained, number), None

    def feed(self, row):
        """:return: the problem of a closing that does not add up
        :rtype: list[Problem]"""
        if row["kind"] in DOCUMENTS:
            self.documents.append(row)
        if row["kind"] != "closing":
            return []
        said = json.loads(row["meta"])
        own = self._take(said)
        self.open[said["period"]].append(said)
        wrong = own["count"] != said["count"] or own["totals"] != said["totals"]
        if said["first"] <= self.stained:
            wrong = False
        if said["period"] == "day":
            if self.perpetual is not None:
                before = {"count": 0, "totals": self.perpetual}
                wrong |= add_up([before, said])["totals"] != said["perpetual"]
            self.perpetual = said["perpetual"]
        return [Problem(row["number"], "closing", "")] if wrong else []

    def _take(self, said):
        """:return: number and totals of what a closing covers
        :rtype: dict"""
        if said["period"] == "day":
            covered = [row for row in self.documents if row["number"] <= said["last"]]
            self.documents = self.documents[len(covered) :]
            return total(covered)
        below = self.PERIODS[self.PERIODS.index(said["period"]) - 1]
        parts = [part for part in self.open[below] if part["to"] <= said["to"]]
        self.open[below] = [part for part in self.open[below] if part not in parts]
        return add_up(parts)


def total(rows):
    """:return: number and totals by currency of documents; credit notes count less
    :rtype: dict

    >>> row = {"kind": "invoice", "currency": "EUR", "amount_untaxed": "100.00",
    ...        "amount_tax": "20.00", "amount_total": "120.00"}
    >>> total([row, dict(row, kind="credit_note", amount_total="20.00")])["totals"]
    {'EUR': {'tax': '0.00', 'total': '100.00', 'untaxed': '0.00'}}
    """
    parts = []
    for row in rows:
        sign = -1 if row["kind"] == "credit_note" else 1
        amounts = {}
        for name in ("tax", "total", "untaxed"):
            amount = Decimal(row["amount_" + name])
            amounts[name] = -abs(amount) if sign < 0 else amount
        parts.append({"count": 1, "totals": {row["currency"]: amounts}})
    return add_up(parts)


def add_up(parts):
    """:return: the sum of numbers and totals by currency
    :rtype: dict"""
    totals = {}
    for part in parts:
        for currency, amounts in part["totals"].items():
            mine = totals.setdefault(currency, dict.fromkeys(amounts, Decimal(0)))
            for name, amount in amounts.items():
                mine[name] += Decimal(amount)
    return {
        "count": sum(part["count"] for part in parts),
        "totals": {
            currency: {name: str(amount) for name, amount in amounts.items()}
            for currency, amounts in totals.items()
        },
    }
