# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What some entries of a chain say of others, read before the chain is gone through.

An entry of kind "purge" tells which documents were destroyed once the law allowed it,
and one of kind "stamp" which hash an authority has dated. What is noted elsewhere, as
in the message of a closing, counts like a stamp.
"""

import itertools
import json
import re
from collections import namedtuple

from .chain import ENTRY, hash_entry

NOTED = ("purge", "stamp")
HASH = 64  # characters of a hash
Notes = namedtuple("Notes", "purged hashes")


def read_notes(rows, verify, known=()):
    """Read what genuine entries tell of others; a forged one tells nothing.

    :param rows: entries, at least those of the kinds in NOTED
    :param callable verify: checks one signature, see :class:`Walk`
    :param known: pairs of number and hash that are known from elsewhere
    :return: numbers of purged entries, and hash by number of those that are witnessed
    :rtype: Notes
    """
    purged, hashes = set(), dict(known)
    for row in rows:
        if row["kind"] not in NOTED or not _is_genuine(row, verify):
            continue
        said, number = json.loads(row["meta"]), row["number"]
        if row["kind"] == "purge":
            purged.update(n for n in said["numbers"] if n < number)
        elif said.get("number") and said["number"] < number:
            hashes.setdefault(said["number"], said["entry_hash"])
    return Notes(purged, hashes)


def _is_genuine(row, verify):
    """:return: whether an entry is signed as it stands
    :rtype: bool"""
    computed = hash_entry(row, row["previous_hash"] or "")
    return computed == row["entry_hash"] and verify(
        row["key"], ENTRY + computed.encode(), row["signature"]
    )


def read_anchors(text):
    """Read entries as the message of a closing or a person writes them: a number, then
    its hash, whatever stands between and around them.

    :param str text: what was noted
    :return: hash by number
    :rtype: dict[int, str]

    >>> read_anchors("2026-11-24, archive n° 12, empreinte " + "A" * 64)
    {12: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}
    >>> read_anchors("12")
    {}
    """
    words = re.findall(r"\b(?:[0-9a-f]{64}|[0-9]{1,9})\b", text.lower())
    return {
        int(number): entry_hash
        for number, entry_hash in itertools.pairwise(words)
        if len(number) < HASH == len(entry_hash)
    }
