# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an archive lacks of what was noted elsewhere, as after a restore."""

import itertools
import json
import re
from collections import namedtuple

import pyzipper  # Python alone opens no AES-256 zip

from .archive_unpack import BROKEN

MANIFEST = re.compile(r"(.*/)?archive(-\d+)?\.json")
Missing = namedtuple("Missing", "ended gone other")


def find_missing(told, have, last):
    """Compare what was noted elsewhere with what is there.

    :param dict told: hash by archive number, as it was noted elsewhere
    :param dict have: hash by archive number of those that are there
    :param int last: last archive number that is there
    :return: numbers missing at the end, missing before it, there with another hash
    :rtype: Missing

    >>> find_missing({1: "a", 2: "b", 3: "c", 5: "e"}, {1: "a", 3: "x"}, 3)
    Missing(ended=[4, 5], gone=[2], other=[3])
    """
    return Missing(
        list(range(last + 1, max(told, default=0) + 1)),
        sorted(n for n in told if n <= last and n not in have),
        sorted(n for n in told if have.get(n, told[n]) != told[n]),
    )


def write_ranges(numbers, most=20):
    """:param list[int] numbers: sorted
    :param int most: ranges told
    :return: the numbers, those that follow one another as a range
    :rtype: str

    >>> write_ranges([4, 5, 6, 9])
    '4-6, 9'
    """
    groups = itertools.groupby(enumerate(numbers), lambda item: item[1] - item[0])
    ranges = []
    for _gap, items in groups:
        own = [number for _at, number in items]
        ranges.append(f"{own[0]}-{own[-1]}" if own[1:] else str(own[0]))
    return ", ".join(ranges[:most]) + (", ..." if ranges[most:] else "")


def read_export(file, password=None):
    """Read the entries that an export lists.

    :param file file: the zip
    :param str password: opens it
    :return: entries, by number
    :rtype: dict[int, dict]
    :raises ValueError: when it is no export, or the password is wrong
    """
    rows = {}
    try:
        with pyzipper.AESZipFile(file) as archive:
            archive.setpassword(password.encode() if password else None)
            for name in archive.namelist():
                if MANIFEST.fullmatch(name):
                    listed = json.loads(archive.read(name))["rows"]
                    rows.update((row["number"], row) for row in listed)
    except (*BROKEN, AttributeError, LookupError, RuntimeError, TypeError) as error:
        raise ValueError(str(error)) from error
    if not rows:
        raise ValueError("no entry")
    return rows
