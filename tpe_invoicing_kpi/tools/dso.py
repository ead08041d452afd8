# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days sales outstanding: how many days of sales the customers still owe.

Amounts include VAT on both sides, because receivables do.
"""

from datetime import date
from decimal import Decimal

from .ratio import get_ratio


def get_dso_balance(receivable, sales, days):
    """Say how many days of sales are still to be received.

    K-1, K-2 and K-3 of the worked examples:

    >>> cents = Decimal("0.01")
    >>> get_dso_balance(Decimal(110000), Decimal(155000), 91).quantize(cents)
    Decimal('64.58')
    >>> get_dso_balance(Decimal(24000), Decimal(146000), 365)
    Decimal('60')
    >>> get_dso_balance(Decimal(0), Decimal(0), 365) is None
    True

    :param Decimal receivable: open receivables at the end of the period
    :param Decimal sales: sales of the period, VAT included
    :param int days: length of the period
    :return: days, unrounded; None when nothing was sold in the period
    :rtype: Decimal
    """
    return get_ratio(receivable, sales, days)


def get_best_possible_dso(current, sales, days):
    """Say what the DSO would be if nobody were late.

    >>> cents = Decimal("0.01")
    >>> get_best_possible_dso(Decimal(80000), Decimal(155000), 91).quantize(cents)
    Decimal('46.97')
    >>> get_best_possible_dso(Decimal(18000), Decimal(146000), 365)
    Decimal('45')

    :param Decimal current: open receivables that are not overdue
    :param Decimal sales: sales of the period, VAT included
    :param int days: length of the period
    :return: days, unrounded; None when nothing was sold in the period
    :rtype: Decimal
    """
    return get_ratio(current, sales, days)


def get_days_delinquent(receivable, current, sales, days):
    """Say how many days of the DSO come from late customers (DSO - best possible).

    >>> cents = Decimal("0.01")
    >>> get_days_delinquent(
    ...     Decimal(110000), Decimal(80000), Decimal(155000), 91
    ... ).quantize(cents)
    Decimal('17.61')
    >>> get_days_delinquent(Decimal(24000), Decimal(18000), Decimal(146000), 365)
    Decimal('15')

    :param Decimal receivable: open receivables at the end of the period
    :param Decimal current: the part of them that is not overdue
    :param Decimal sales: sales of the period, VAT included
    :param int days: length of the period
    :return: days, unrounded; None when nothing was sold in the period
    :rtype: Decimal
    """
    return get_ratio(receivable - current, sales, days)


def get_dso_countback(receivable, months):
    """Count back: take sales off the receivables, newest month first.

    A month that is wholly used up counts all its days, the last one pro rata. A
    month of credit notes (negative sales) is paid for by older months.

    K-1 (110 000 against 60 000, 45 000, 50 000) and K-2:

    >>> get_dso_countback(
    ...     Decimal(110000),
    ...     [(30, Decimal(60000)), (31, Decimal(45000)), (30, Decimal(50000))],
    ... )
    Decimal('64')
    >>> get_dso_countback(
    ...     Decimal(24000),
    ...     [(30, Decimal(10000)), (31, Decimal(8000)), (30, Decimal(12000))],
    ... )
    Decimal('76')
    >>> get_dso_countback(Decimal(0), []) is None
    True

    :param Decimal receivable: open receivables
    :param months: (days, sales with VAT) of each month, newest first, no gap
    :return: days, unrounded; None when the months do not hold that much sales
    :rtype: Decimal
    """
    if not any(sales for _days, sales in months):
        return None
    remaining = receivable
    counted = Decimal(0)
    for days, sales in months:
        if remaining <= 0:
            break
        if sales >= remaining:
            return counted + remaining * days / sales
        counted += days
        remaining -= sales
    return counted if remaining <= 0 else None


def get_months(daily_sales, on_date):
    """Cut dated sales into the calendar months that count-back needs.

    The month of `on_date` has the days elapsed so far; months without sales stay,
    because their days count.

    >>> sales = {date(2026, 9, 3): Decimal(5), date(2026, 11, 2): Decimal(7)}
    >>> get_months(sales, date(2026, 11, 15))
    [(15, Decimal('7')), (31, Decimal('0')), (30, Decimal('5'))]
    >>> get_months({}, date(2026, 11, 15))
    []

    :param dict daily_sales: sales with VAT by date, none after `on_date`
    :param date on_date: the day counted back from
    :return: (days, sales) of each month down to the oldest sale, newest first
    :rtype: list
    """
    if not daily_sales:
        return []
    totals = {}
    for day, amount in daily_sales.items():
        month = day.year * 12 + day.month - 1
        totals[month] = totals.get(month, Decimal(0)) + amount
    newest = on_date.year * 12 + on_date.month - 1
    return [
        (
            on_date.day if month == newest else _get_month_length(month),
            totals.get(month, Decimal(0)),
        )
        for month in range(newest, min(totals) - 1, -1)
    ]


def _get_month_length(month):
    """Count the days of a month numbered year * 12 + month - 1.

    >>> _get_month_length(2028 * 12 + 1)
    29
    """
    start = date(month // 12, month % 12 + 1, 1)
    return (date((month + 1) // 12, (month + 1) % 12 + 1, 1) - start).days
