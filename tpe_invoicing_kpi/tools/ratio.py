# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ratios that may have no answer."""

from decimal import Decimal

HUNDRED = Decimal(100)


def get_ratio(numerator, denominator, factor=1):
    """Divide, and say nothing when there is nothing to divide by.

    A denominator that is zero, or negative (a period of credit notes only), has
    no meaning as a rate or a number of days: the answer is then None.

    >>> get_ratio(Decimal(30000), Decimal(110000), HUNDRED).quantize(Decimal("0.01"))
    Decimal('27.27')
    >>> get_ratio(Decimal(30000), Decimal(0)) is None
    True

    :param Decimal numerator: what is measured
    :param Decimal denominator: what it is measured against
    :param factor: 100 for a percentage, a number of days for a delay
    :return: the unrounded figure, or None
    :rtype: Decimal
    """
    if denominator <= 0:
        return None
    return numerator * factor / denominator
