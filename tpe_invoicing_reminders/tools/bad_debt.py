# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a bad debt costs: the unpaid price, and the VAT that comes back or does not."""

from decimal import Decimal

from odoo.addons.tpe_invoicing.tools.amounts import rounded


def split_unpaid(residual, total, taxes, digits=2):
    """Split what is unpaid into price and VAT, in the proportion of the invoice.

    >>> split_unpaid(Decimal("600.00"), Decimal("1200.00"), {"44571": Decimal(200)})
    (Decimal('500.00'), {'44571': Decimal('100.00')})
    >>> taxes = {"20": Decimal(200), "10": Decimal(50)}
    >>> split_unpaid(Decimal(1750), Decimal(1750), taxes)
    (Decimal('1500.00'), {'20': Decimal('200.00'), '10': Decimal('50.00')})
    >>> split_unpaid(Decimal(100), Decimal(100), {})
    (Decimal('100.00'), {})

    :param Decimal residual: what is unpaid, VAT included
    :param Decimal total: what was invoiced, VAT included
    :param dict taxes: VAT of the invoice by account
    :param int digits: decimals of the currency
    :return: unpaid price, unpaid VAT by account; they add up to the residual
    :rtype: tuple[Decimal, dict]
    """
    whole = sum(taxes.values(), Decimal(0))
    left = rounded(residual * whole / total, digits) if total else Decimal(0)
    net = rounded(residual, digits) - left
    shares = {}
    for account, tax in taxes.items():
        part = rounded(left * tax / whole, digits) if whole else Decimal(0)
        shares[account] = part
        left, whole = left - part, whole - tax
    return net, shares
