# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive of 200 entries without a database, and its export in a folder."""

import hashlib
import io
import json
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..tools import archive_export, chain, chain_closings, signing
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


def make_row(number, **values):
    """:return: a row of a sale, not signed yet
    :rtype: dict"""
    return {
        **dict.fromkeys(chain.COLUMNS),
        "amount_tax": "20.00",
        "amount_total": "120.00",
        "amount_untaxed": "100.00",
        "attachment_id": 1000 + number,
        "company_id": 1,
        "currency": "EUR",
        "date": "2026-11-24",
        "filename": f"FAC-2026-{number:05d}.pdf",
        "kind": "credit_note" if number % 7 == 0 else "invoice",
        "meta": '{"template":"classic"}',
        "move_id": 5000 + number,
        "name": f"FAC/2026/{number:05d}",
        "number": number,
        "partner_id": 30,
        "partner_name": "Bâti Ouest",
        "sealed_at": f"2026-11-24T{10 + number // 60:02d}:{number % 60:02d}:00.000000Z",
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
        documents = [r for r in rows if r["kind"] in chain_closings.DOCUMENTS]
        covered = [row for row in documents if row["number"] >= first]
        return "closing", {
            "period": "day",
            "to": "2026-11-24",
            "first": first,
            "last": covered[-1]["number"],
            "perpetual": chain_closings.total(documents)["totals"],
            **chain_closings.total(covered),
        }
    return None


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
