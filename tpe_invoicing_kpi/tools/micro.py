# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The year of a micro-entrepreneur: what to declare, which threshold is near."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

YEAR_DAYS = 365
CENT = Decimal("0.01")


def get_periods(year, months):
    """Cut a year into the periods of the declaration.

    The declaration is due on the last day of the month that follows the period.

    >>> periods = get_periods(2026, 3)
    >>> [str(day) for day in periods[3]]
    ['2026-10-01', '2026-12-31', '2027-01-31']
    >>> len(get_periods(2026, 1)), str(get_periods(2026, 1)[0][2])
    (12, '2026-02-28')

    :param int year: the year
    :param int months: 1 when declared each month, 3 each quarter
    :return: first day, last day and day of the declaration of each
    :rtype: list[tuple[date, date, date]]
    """
    return [
        (
            date(year, first, 1),
            _get_month_end(year, first + months - 1),
            _get_month_end(year, first + months),
        )
        for first in range(1, 13, months)
    ]


def _get_month_end(year, month):
    """Give the last day of a month; 13 is January of the next year.

    >>> _get_month_end(2026, 12), _get_month_end(2026, 13)
    (datetime.date(2026, 12, 31), datetime.date(2027, 1, 31))
    """
    years, index = divmod(month, 12)
    return date(year + years, index + 1, 1) - timedelta(1)


def get_measures(goods, services, main):
    """Say what each threshold is compared with.

    Whoever sells goods compares the whole with the threshold for goods, and the
    services in it with the one for services; whoever sells services alone has one
    threshold (CGI 50-0 and 293 B).

    >>> get_measures(Decimal(0), Decimal(300), "services")
    {'services': Decimal('300')}
    >>> get_measures(Decimal(500), Decimal(300), "services")
    {'goods': Decimal('800'), 'services': Decimal('300')}
    >>> get_measures(Decimal(500), Decimal(0), "goods")
    {'goods': Decimal('500')}

    :param Decimal goods: amount of the goods
    :param Decimal services: amount of the services
    :param str main: ``goods`` or ``services``, the activity without any amount yet
    :return: amount by ``goods``, ``services``
    :rtype: dict[str, Decimal]
    """
    measures = {}
    if goods or main == "goods":
        measures["goods"] = goods + services
    if services or main == "services":
        measures["services"] = services
    return measures


def get_first_day(year, started):
    """Give the first day of activity in a year.

    >>> get_first_day(2026, None), get_first_day(2026, date(2026, 7, 2))
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 2))

    :param int year: the year
    :param date started: first day of the business, None when unknown
    :return: the day
    :rtype: date
    """
    return max(date(year, 1, 1), started or date.min)


def get_limit(limit, year, started):
    """Adjust a yearly limit to the days of activity of the first year.

    >>> get_limit(Decimal(83600), 2026, None)
    Decimal('83600')
    >>> get_limit(Decimal(83600), 2026, date(2025, 7, 2))
    Decimal('83600')

    183 days from 2 July on:

    >>> get_limit(Decimal(73000), 2026, date(2026, 7, 2))
    Decimal('36600.00')

    :param Decimal limit: for a whole year
    :param int year: the year
    :param date started: first day of the business, None when unknown
    :return: the limit of that year
    :rtype: Decimal
    """
    if not started or started <= date(year, 1, 1):
        return limit
    days = (date(year, 12, 31) - started).days + 1
    return (limit * days / YEAR_DAYS).quantize(CENT, rounding=ROUND_HALF_UP)


def get_crossing_date(done, limit, first_day, on_date):
    """Project the day a limit is crossed, if the year goes on at the same pace.

    An amount equal to the limit does not cross it.

    100 a day for 100 days, limit 15 000: 50 more days reach it, the next one crosses.

    >>> args = date(2026, 1, 1), date(2026, 4, 10)
    >>> get_crossing_date(Decimal(10000), Decimal(15000), *args)
    datetime.date(2026, 5, 31)
    >>> get_crossing_date(Decimal(10000), Decimal(90000), *args) is None
    True
    >>> get_crossing_date(Decimal(0), Decimal(90000), *args) is None
    True

    :param Decimal done: amount from the first day up to the day
    :param Decimal limit: the limit, not crossed yet
    :param date first_day: first day of activity in the year
    :param date on_date: the day
    :return: a day of the same year after `on_date`, None when not this year
    :rtype: date
    """
    days = (on_date - first_day).days + 1
    if done <= 0 or days < 1:
        return None
    more = (limit - done) * days // done + 1
    if more > (date(on_date.year, 12, 31) - on_date).days:
        return None
    return on_date + timedelta(int(more))
