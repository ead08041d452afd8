# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limitation clock: the last day on which a claim can be brought to court."""

import calendar
from datetime import date

from odoo.addons.tpe_invoicing.tools.periods import add_years

# C. civ. 2240 (debtor's acknowledgement, payment included), 2241 (claim in court) and
# 2244 (enforcement). A reminder, even registered, interrupts nothing.
INTERRUPTIONS = frozenset({"payment", "acknowledgement", "court_claim", "enforcement"})


def add_months(day, months):
    """:param date day: any day
    :param int months: number of months
    :return: same day of a later month, its last day when it has no such day
    :rtype: date

    >>> add_months(date(2026, 10, 5), 2), add_months(date(2026, 12, 31), 2)
    (datetime.date(2026, 12, 5), datetime.date(2027, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def get_start(kind, due_on, delivered_on):
    """Return the day from which limitation runs.

    :param str kind: ``consumer``, ``business`` or ``public``
    :param date due_on: due date
    :param date delivered_on: end of the work or delivery
    :rtype: date

    >>> get_start("consumer", date(2024, 5, 31), date(2024, 2, 29))
    datetime.date(2024, 2, 29)
    """
    # consumers: completion, not the invoice (Cass. 1re civ., 19 May 2021, 20-12.520)
    if kind == "consumer":
        return min(delivered_on, due_on)
    return due_on


def get_last_day(start, years, events=()):
    """Return the last day of the limitation period, itself included.

    :param date start: see :func:`get_start`
    :param int years: length of the period
    :param events: pairs of day and kind; those that interrupt start a new full period,
        if they come in time
    :rtype: date

    >>> get_last_day(date(2024, 2, 29), 2, [(date(2025, 3, 10), "payment"),
    ...                                     (date(2025, 6, 1), "reminder")])
    datetime.date(2027, 3, 10)
    """
    last = add_years(start, years)
    for day, kind in sorted(events):
        if kind in INTERRUPTIONS and start <= day <= last:
            last = add_years(day, years)
    return last
