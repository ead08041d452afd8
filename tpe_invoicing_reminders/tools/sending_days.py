# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which days and at which hours a company writes to its customers by itself.

Public holidays are those of C. trav. L3133-1, of L3134-13 in Alsace and Moselle, and of
L3422-2 overseas, as the ``holidays`` library keeps them by department.
"""

from datetime import timedelta
from functools import cache

import holidays

SATURDAY = 5
# departments with holidays of their own, as the library names them
REGIONS = {"67": "6AE", "68": "6AE", "57": "57"} | {
    code: code for code in ("971", "972", "973", "974", "976")
}


@cache
def _get_holidays(region, year):
    """:return: public holidays of a year
    :rtype: frozenset[date]"""
    return frozenset(holidays.France(subdiv=region, years=year))


def is_holiday(day, zip_code=""):
    """:param date day: any day
    :param str zip_code: of the company, to know the holidays of its department
    :return: whether it is a public holiday there
    :rtype: bool

    >>> from datetime import date
    >>> is_holiday(date(2026, 11, 11)), is_holiday(date(2026, 12, 26))
    (True, False)
    >>> is_holiday(date(2026, 12, 26), "67000"), is_holiday(date(2026, 12, 20), "97400")
    (True, True)
    """
    zip_code = zip_code or ""
    region = REGIONS.get(zip_code[:3]) or REGIONS.get(zip_code[:2])
    return day in _get_holidays(region, day.year)


def is_sending_day(day, rule, zip_code=""):
    """Say whether a company writes to its customers on a day.

    :param date day: the day
    :param str rule: "every" day, "working" (Monday to Friday but public holidays) or
        "saturday" (these and Saturdays)
    :param str zip_code: of the company
    :rtype: bool

    >>> from datetime import date
    >>> [is_sending_day(date(2026, 11, day), "working") for day in (10, 11, 14)]
    [True, False, False]
    >>> [is_sending_day(date(2026, 11, day), "saturday") for day in (11, 14, 15)]
    [False, True, False]
    >>> is_sending_day(date(2026, 11, 15), "every")
    True
    """
    if rule == "every":
        return True
    last = SATURDAY if rule == "saturday" else SATURDAY - 1
    return day.weekday() <= last and not is_holiday(day, zip_code)


def next_sending_day(day, rule, zip_code=""):
    """:return: the day itself, or the first day after it on which the company writes
    :rtype: date

    >>> from datetime import date
    >>> next_sending_day(date(2026, 12, 25), "working")
    datetime.date(2026, 12, 28)
    """
    while not is_sending_day(day, rule, zip_code):
        day += timedelta(days=1)
    return day


def is_sending_hour(hour, first, last):
    """:param float hour: hour of the company's clock, 8.5 is half past eight
    :param float first: from when on it writes
    :param float last: until when; not after ``first`` means at any hour
    :return: whether it writes now
    :rtype: bool

    >>> [is_sending_hour(hour, 8, 19) for hour in (7.9, 8, 18.5, 19)]
    [False, True, True, False]
    >>> is_sending_hour(3, 0, 0)
    True
    """
    return last <= first or first <= hour < last
