# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Half-years of the legal rates, and the longest lawful terms of payment."""

import calendar
from datetime import date, timedelta


def half_year_start(day):
    """:param date day: any day
    :return: 1 January or 1 July, the day whose rate holds for the half-year
    :rtype: date

    >>> half_year_start(date(2026, 11, 24))
    datetime.date(2026, 7, 1)
    """
    return date(day.year, 1 if day.month < 7 else 7, 1)


def next_half_year(day):
    """:param date day: any day
    :return: first day of the half-year after it
    :rtype: date

    >>> next_half_year(date(2026, 11, 24)), next_half_year(date(2026, 6, 30))
    (datetime.date(2027, 1, 1), datetime.date(2026, 7, 1))
    """
    return date(day.year + 1, 1, 1) if day.month > 6 else date(day.year, 7, 1)


def half_year_code(day):
    """:param date day: any day
    :return: name of its half-year
    :rtype: str

    >>> half_year_code(date(2027, 1, 5)), half_year_code(date(2026, 12, 31))
    ('2027-H1', '2026-H2')
    """
    return f"{day.year}-H{1 if day.month < 7 else 2}"


def split_half_years(first, last):
    """Cut a run of days at each 1 January and 1 July.

    :param date first: first day counted
    :param date last: last day counted
    :return: pairs of first and last day, in order; none when the run is empty
    :rtype: list[tuple[date, date]]

    >>> split_half_years(date(2026, 5, 1), date(2026, 9, 15))[0][1]
    datetime.date(2026, 6, 30)
    """
    parts = []
    while first <= last:
        end = min(last, next_half_year(first) - timedelta(days=1))
        parts.append((first, end))
        first = end + timedelta(days=1)
    return parts


def add_years(day, years):
    """:return: the same day some years later; 28 February for 29 where there is none
    :rtype: date

    >>> add_years(date(2026, 11, 24), 10), add_years(date(2024, 2, 29), 2)
    (datetime.date(2036, 11, 24), datetime.date(2026, 2, 28))
    """
    year = day.year + int(years)
    return day.replace(
        year=year, day=min(day.day, calendar.monthrange(year, day.month)[1])
    )


def month_end(day):
    """:param date day: any day
    :return: last day of its month
    :rtype: date

    >>> month_end(date(2024, 2, 10))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def end_of_month_terms(issued_on, days):
    """Return the two lawful readings of a term "N days, end of month".

    :param date issued_on: date of the invoice
    :param int days: number of days agreed
    :return: the days added first, then the end of that month; and the end of the
        month of issue, then the days added
    :rtype: tuple[date, date]

    >>> end_of_month_terms(date(2026, 1, 15), 45)
    (datetime.date(2026, 3, 31), datetime.date(2026, 3, 17))
    """
    delay = timedelta(days=days)
    return month_end(issued_on + delay), month_end(issued_on) + delay


def longest_due_date(issued_on, limits, is_end_of_month=False, is_periodic=False):
    """Return the last day on which a professional may be asked to pay.

    :param date issued_on: date of the invoice
    :param dict limits: days, by ``agreed``, ``end_of_month`` and ``periodic``
    :param bool is_end_of_month: the term is expressly an end-of-month one
    :param bool is_periodic: one invoice for several deliveries of the month
    :rtype: date

    >>> limits = {"agreed": 60, "end_of_month": 45, "periodic": 45}
    >>> longest_due_date(date(2026, 1, 15), limits)
    datetime.date(2026, 3, 16)
    >>> longest_due_date(date(2026, 1, 15), limits, is_periodic=True)
    datetime.date(2026, 3, 1)
    """
    if is_periodic:
        return issued_on + timedelta(days=limits["periodic"])
    if is_end_of_month:
        return max(end_of_month_terms(issued_on, limits["end_of_month"]))
    return issued_on + timedelta(days=limits["agreed"])
