# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The VAT that a margin holds (CGI 297 A)."""

from .amounts import ZERO, rounded


def split_margin(sold, bought, rate, digits=2):
    """Take the VAT out of a margin.

    :param Decimal sold: what the customer pays, all included
    :param Decimal bought: what was paid for it, all included
    :param Decimal rate: of the VAT, in percent
    :param int digits: decimals of the currency
    :return: margin without VAT, and the VAT; nothing on a loss, which is set off
        against no other sale
    :rtype: tuple[Decimal, Decimal]

    >>> from decimal import Decimal
    >>> [str(part) for part in split_margin(Decimal(1500), Decimal(1000), Decimal(20))]
    ['416.67', '83.33']
    >>> [str(part) for part in split_margin(Decimal(900), Decimal(1000), Decimal(20))]
    ['0', '0']
    """
    margin = sold - bought
    if margin <= 0:
        return ZERO, ZERO
    vat = rounded(margin * rate / (100 + rate), digits)
    return rounded(margin, digits) - vat, vat
