# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a document is to be kept: years of a law, counted from a first day.

A law that gets longer while a document is still to be kept keeps it longer; one whose
time is over is not taken up again.
"""

from collections import namedtuple
from datetime import timedelta

from .periods import add_years

Years = namedtuple("Years", "date_from years law")
Clock = namedtuple("Clock", "until law")


def run_clock(start, series):
    """Tell how long one law wants a document kept.

    :param date start: the day from which the law counts
    :param list[Years] series: the law through time, oldest first; ``years`` is None
        from the day on which it says nothing any more
    :return: last day on which the document is to be kept, and the text that says so
    :rtype: Clock
    :raises LookupError: when the law has no value on the first day

    >>> from datetime import date
    >>> law = [Years(date(2000, 1, 1), 6, "six"), Years(date(2027, 1, 1), 10, "ten")]
    >>> run_clock(date(2021, 3, 15), law)  # not over when the law changes
    Clock(until=datetime.date(2031, 3, 15), law='ten')
    >>> run_clock(date(2020, 6, 1), law)  # over before
    Clock(until=datetime.date(2026, 6, 1), law='six')
    >>> run_clock(date(2026, 11, 24), law).until
    datetime.date(2036, 11, 24)
    >>> run_clock(date(1999, 12, 31), law)
    Traceback (most recent call last):
    LookupError: 1999-12-31
    """
    known = [row for row in series if row.date_from <= start]
    if not known or known[-1].years is None:
        raise LookupError(str(start))
    clock = Clock(add_years(start, known[-1].years), known[-1].law)
    for row in series[len(known) :]:
        if row.years is None or row.date_from > clock.until:
            continue
        later = add_years(start, row.years)
        if later > clock.until:
            clock = Clock(later, row.law)
    return clock


def pick_clock(clocks):
    """:param list[Clock] clocks: what each law says of a document
    :return: the one that keeps it longest
    :rtype: Clock

    >>> from datetime import date
    >>> pick_clock([Clock(date(2031, 3, 15), "tax"), Clock(date(2031, 12, 31), "com")])
    Clock(until=datetime.date(2031, 12, 31), law='com')
    """
    return max(clocks, key=lambda clock: clock.until)


def find_last(first, last, is_over):
    """Find the last day of a run of days whose beginning is over and end is not.

    :param date first: first day looked at
    :param date last: last day looked at
    :param callable is_over: tells of a day whether its documents' time is over
    :return: the last day that is, or None
    :rtype: date or None

    >>> from datetime import date
    >>> find_last(date(2000, 1, 1), date(2026, 1, 1), lambda day: day.year < 2016)
    datetime.date(2015, 12, 31)
    >>> find_last(date(2000, 1, 1), date(2026, 1, 1), lambda day: False)
    """
    if last < first or not is_over(first):
        return None
    low, high = first, last + timedelta(days=1)
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (middle, high) if is_over(middle) else (low, middle)
    return low
