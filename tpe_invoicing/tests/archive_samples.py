# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive of 200 entries without a database, and its export in a folder."""

import hashlib
import io
import itertools
import json
import zipfile
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..tools import archive_export, chain, chain_closings, closing_gaps, signing
from ..tools.archive_part import Key, Part

COUNT = 200
KEY, OLD, STRANGER = (
    Ed25519PrivateKey.from_private_bytes(seed * 32) for seed in (b"1", b"3", b"2")
)
NAMES = {
    chain.fingerprint(signing.get_public(key)): signing.get_public(key)
    for key in (KEY, OLD, STRANGER)
}
OWN, FORMER, FOREIGN = (
    chain.fingerprint(signing.get_public(key)) for key in (KEY, OLD, STRANGER)
)
CLOSED_EVERY, ROTATED_AT, STAMPED_AT, PURGED_AT = 25, 60, 90, 120
MONTH_AT, YEAR_AT = 176, 177  # the financial year ends in November
FIRST_DAY = date(2026, 11, 24)
PURGED = (10, 11, 12)


def sign(row, previous, key=KEY, **values):
    """:return: a row that stands after another, signed
    :rtype: dict"""
    row = dict(row, key=chain.fingerprint(signing.get_public(key)), **values)
    row["previous_hash"] = previous
    row["entry_hash"] = chain.hash_entry(row, previous)
    row["signature"] = signing.sign(key, chain.ENTRY + row["entry_hash"].encode())
    return row


def get_content(number, column):
    """:return: a file of an entry
    :rtype: bytes"""
    return f"{column} of entry {number}".encode()


def get_day(number):
    """:return: when an entry was sealed: some are sealed each day
    :rtype: date"""
    return FIRST_DAY + timedelta(days=(number - 1) // CLOSED_EVERY)


def get_date(number):
    """:return: what a document is dated: some came late, in their month and year too
    :rtype: str"""
    if number % 40 == 13:
        return "2026-10-15" if number != 133 else "2025-11-28"
    return (get_day(number) - timedelta(days=number % 10 == 3)).isoformat()


def make_row(number, **values):
    """:return: a row of a sale, not signed yet
    :rtype: dict"""
    place = (number - 1) % CLOSED_EVERY
    return {
        **dict.fromkeys(chain.COLUMNS),
        "amount_tax": "20.00",
        "amount_total": "120.00",
        "amount_untaxed": "100.00",
        "attachment_id": 1000 + number,
        "company_id": 1,
        "currency": "EUR",
        "date": get_date(number),
        "filename": f"FAC-2026-{number:05d}.pdf",
        "kind": "credit_note" if number % 7 == 0 else "invoice",
        "meta": '{"template":"classic"}',
        "move_id": 5000 + number,
        "name": f"FAC/2026/{number:05d}",
        "number": number,
        "partner_id": 30,
        "partner_name": "Bâti Ouest",
        "sealed_at": f"{get_day(number)}T{8 + place // 2:02d}:{place % 2 * 30:02d}:00"
        ".000000Z",
        "sha256": hashlib.sha256(get_content(number, "sha256")).hexdigest(),
        "size": len(get_content(number, "sha256")),
        "xml_sha256": hashlib.sha256(get_content(number, "xml_sha256")).hexdigest(),
        **values,
    }


def make_plain(number, kind, meta):
    """:return: a row without a document
    :rtype: dict"""
    names = {"move_id", "sha256", "xml_sha256", "size", "filename", "attachment_id"}
    names |= {"amount_tax", "amount_total", "amount_untaxed", "currency"}
    row = make_row(number, kind=kind, meta=chain.dump(meta).decode())
    return {**row, **dict.fromkeys(names)}


def _get_meta(number, rows):
    """:return: kind and particulars of the entries that are no document
    :rtype: tuple[str, dict] or None"""
    if number == ROTATED_AT:
        return "key", {"key": OWN, "reason": "rotated"}
    if number == STAMPED_AT:
        target = rows[CLOSED_EVERY - 1]
        return "stamp", {
            "number": target["number"],
            "entry_hash": target["entry_hash"],
        }
    if number == PURGED_AT:
        return "purge", {"numbers": list(PURGED), "law": "LPF L102 B"}
    if number % CLOSED_EVERY == 0:
        first = number - CLOSED_EVERY + 1
        day = get_day(number).isoformat()
        return "closing", _close(rows, "day", day, day, first)
    if number == MONTH_AT:
        return "closing", _close(rows, "month", "2026-11-01", "2026-11-30", 1)
    if number == YEAR_AT:
        return "closing", _close(rows, "year", "2025-12-01", "2026-11-30", 1)
    return None


def _close(rows, period, first_day, last_day, first):
    """:return: what a closing says, as Odoo makes it
    :rtype: dict"""
    documents = [row for row in rows if row["kind"] in chain_closings.DOCUMENTS]
    covered = [row for row in documents if row["number"] >= first]
    covered = [row for row in covered if row["number"] < MONTH_AT or first > 1]
    always = chain_closings.total(documents)
    numbers = [0, *(row["number"] for row in documents)]
    return {
        "period": period,
        "from": first_day,
        "to": last_day,
        "first": covered[0]["number"],
        "last": covered[-1]["number"],
        "perpetual": always["totals"],
        "perpetual_gross": always["gross"],
        **chain_closings.total(covered),
        "late": [row["number"] for row in covered if row["date"] < first_day],
        "gaps": [
            closing_gaps.name_gap(f"FAC/2026/{n:05d}", "FAC/2026/", before + 1, n - 1)
            for before, n in itertools.pairwise(numbers)
            if n > before + 1 and n >= first
        ],
    }


def make_archive():
    """Make a chain with closings, a change of key, a time-stamp and a purge.

    :return: its rows, those of purged documents without what names a person
    :rtype: list[dict]
    """
    rows, previous = [], chain.GENESIS
    for number in range(1, COUNT + 1):
        meta = _get_meta(number, rows)
        row = make_plain(number, *meta) if meta else make_row(number)
        rows.append(sign(row, previous, OLD if number <= ROTATED_AT else KEY))
        previous = rows[-1]["entry_hash"]
    for number in PURGED:
        gone = ("attachment_id", "partner_id", "partner_name", "filename")
        rows[number - 1].update(dict.fromkeys(gone))
    return rows


def write_export(folder, rows):
    """Write the export of an archive, unpacked.

    :param Path folder: where to
    :param list[dict] rows: its entries
    """
    head = {
        "format": 1,
        "company": {"id": 1, "name": "Menuiserie Kermorvan", "registry": ""},
        "exported_at": "2026-11-25 08:00:00",
        "period": [None, None],
        "days": ["2026-11-24", "2026-11-24"],
        "part": [1, 1],
        "start": [0, chain.GENESIS],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        publics = {OWN: NAMES[OWN], FORMER: NAMES[FORMER]}
        part = Part(
            archive, head, Key(OWN, lambda text: signing.sign(KEY, text), publics)
        )
        for row in rows:
            is_purged = row["number"] in PURGED
            files = archive_export.name_files(row, (None, None))
            entry = {**row, "files": {} if is_purged else files, "is_purged": is_purged}
            contents = {c: get_content(row["number"], c) for c in entry["files"]}
            part.add_entry(entry, contents)
        part.close({"notes": []})
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)


def read_meta(row):
    """:return: the particulars of an entry
    :rtype: dict"""
    return json.loads(row["meta"])
