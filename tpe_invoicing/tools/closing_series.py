# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which numbers of each series of invoices an archive holds."""

import math
import re
from bisect import bisect_right

NUMBER = re.compile(r"(.*?)([0-9]{1,9})([^0-9]*)", re.DOTALL)
DIGITS, MOST_DIGITS = "0123456789", 9
BETWEEN = " – "  # of the first and the last missing number, see name_gap


class Series:
    """Numbers that were seen, as ranges: those that follow one another take no memory.

    >>> series = Series()
    >>> for number in (1, 2, 4):
    ...     series.add(f"FAC/2026/0000{number}")
    >>> series.has_any("FAC/2026/00003")
    False
    >>> series.has_any("FAC/2026/00003 – FAC/2026/00004")
    True
    """

    def __init__(self, ranges=None):
        """:param dict ranges: those of another one"""
        self.ranges = ranges or {}

    def add(self, name):
        """:param str name: number of a document, as people read it"""
        key, number = _split(name)
        ranges = self.ranges.setdefault(key, [])
        if ranges is None:
            return
        at = bisect_right(ranges, [number, math.inf])
        before = ranges[at - 1] if at else [-2, -2]
        after = ranges[at] if at < len(ranges) else [-2, -2]
        if before[1] >= number:
            # two journals number alike: which one a number is of cannot be known
            self.ranges[key] = None
        elif before[1] == number - 1:
            before[1] = number
            if after[0] == number + 1:
                before[1] = after[1]
                del ranges[at]
        elif after[0] == number + 1:
            after[0] = number
        else:
            ranges.insert(at, [number, number])

    def has_any(self, gap):
        """:param str gap: one missing number, or the first and the last one
        :return: whether one of them was seen
        :rtype: bool"""
        names = gap.split(BETWEEN)
        (key, first), (_key, last) = _split(names[0]), _split(names[-1])
        ranges = self.ranges.get(key) or []
        at = bisect_right(ranges, [last, math.inf])
        return bool(at) and ranges[at - 1][1] >= first


def _split(name):
    """:return: what all numbers of a series have in common, and the number itself
    :rtype: tuple[str, int]"""
    size = len(name.rstrip(DIGITS))
    if 0 < len(name) - size <= MOST_DIGITS:  # as most are, and faster
        return f"{name[:size]}#", int(name[size:])
    found = NUMBER.fullmatch(name)
    if not found:
        return name, 0
    return f"{found[1]}#{found[3]}", int(found[2])
