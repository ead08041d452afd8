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
from operator import itemgetter

GENESIS = "0" * 64
ENTRY, EXPORT = b"tpe-archive-entry:", b"tpe-archive-export:"
COLUMNS = (
    *("amount_tax", "amount_total", "amount_untaxed", "attachment_id", "company_id"),
    *("currency", "date", "filename", "key", "kind", "meta", "move_id", "name"),
    *("number", "partner_id", "partner_name", "sealed_at", "sha256", "size"),
    "xml_sha256",
)
Problem = namedtuple("Problem", "number kind detail")

_NAMES = sorted((*COLUMNS, "v"))
_FORM = "{" + ",".join('"v":1' if n == "v" else f'"{n}":%s' for n in _NAMES) + "}"
_NUMBER = COLUMNS.index("number")
_get_values = itemgetter(*COLUMNS)
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode


def dump(value):
    """:return: the one way to write a value as JSON
    :rtype: bytes

    >>> dump({"b": "é", "a": None})
    b'{"a":null,"b":"\\xc3\\xa9"}'
    """
    return _encode(value).encode()


def _write(value):
    """:return: the same as :func:`dump`, as text, and faster for what rows hold
    :rtype: str"""
    if value is None:
        return "null"
    return str(value) if type(value) is int else _encode(value)


def hash_entry(row, previous_hash, number=None):
    """:return: the hash of an entry that stands after ``previous_hash``
    :rtype: str"""
    values = [_write(value) for value in _get_values(row)]
    if number is not None:
        values[_NUMBER] = _write(number)
    text = previous_hash + _FORM % tuple(values)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(public):
    """:return: the name of a public key, given in hexadecimal
    :rtype: str"""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()
