# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unpaid rate: what stays open long after its due date, within one cohort."""

from decimal import Decimal

from .ratio import HUNDRED, get_ratio

# Days after the due date at which an invoice counts as unpaid (usual practice).
GRACE_DAYS = 60


def get_unpaid_rates(cohort):
    """Compare what a cohort owed with what it still owed some days later.

    Numerator and denominator always come from the same items. K-10: 150 invoices
    of 200 000 in all, of which 12 still owe 6 000.

    >>> paid = [(Decimal(194000) / 138, Decimal(0))] * 138
    >>> rates = get_unpaid_rates([*paid, *[(Decimal(500), Decimal(500))] * 12])
    >>> [rate.quantize(Decimal("0.1")) for rate in rates]
    [Decimal('3.0'), Decimal('8.0')]
    >>> get_unpaid_rates([])
    (None, None)

    :param cohort: (amount due, amount open after the grace days) of each item
    :return: percentage of the amount, percentage of the number of items
    :rtype: tuple
    """
    pairs = list(cohort)
    due = sum((amount for amount, _open in pairs), Decimal(0))
    unpaid = sum((still_open for _due, still_open in pairs), Decimal(0))
    count = sum(1 for _due, still_open in pairs if still_open > 0)
    return (
        get_ratio(unpaid, due, HUNDRED),
        get_ratio(Decimal(count), len(pairs), HUNDRED),
    )
