# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an invoice must come to, by sums that can be checked by hand.

Nothing of the product is used here: quantity times price, less the discount, rounded
half up; VAT once for each rate on the sum of its lines.
"""

from collections import namedtuple
from decimal import ROUND_HALF_UP, Decimal

# tax: name of a VAT situation's tax; role: line, allowance, charge or return
Line = namedtuple("Line", "tax quantity price discount role", defaults=(0, "line"))
# VAT of a group of lines as the standard has it
Tax = namedtuple("Tax", "category rate")

Expected = namedtuple(
    "Expected", "net vat gross paid due allowances charges groups", defaults=({},)
)


def half_up(number, digits=2):
    """Round half up, away from zero.

    :param number: decimal, integer or text
    :param int digits: decimals of the currency
    :rtype: Decimal
    """
    return Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def amount(line, digits=2):
    """:param Line line: a line
    :param int digits: decimals of the currency
    :return: its amount without VAT
    :rtype: Decimal"""
    price = Decimal(str(line.price)) * (100 - Decimal(str(line.discount))) / 100
    return half_up(Decimal(str(line.quantity)) * price, digits)


def add_up(lines, taxes, paid=0, digits=2):
    """Add an invoice up.

    :param list[Line] lines: its lines
    :param dict[str, Tax] taxes: the taxes that they name
    :param paid: what was paid before, or ``all``
    :param int digits: decimals of the currency
    :return: what it comes to
    :rtype: Expected
    """
    bases = {}
    for line in lines:
        tax = taxes[line.tax]
        bases[tax] = bases.get(tax, Decimal(0)) + amount(line, digits)
    groups = {
        tax: (base, half_up(base * Decimal(tax.rate) / 100, digits))
        for tax, base in bases.items()
    }
    net = sum((base for base, _vat in groups.values()), Decimal(0))
    vat = sum((vat for _base, vat in groups.values()), Decimal(0))
    paid = net + vat if paid == "all" else Decimal(paid)
    return Expected(
        net=net,
        vat=vat,
        gross=net + vat,
        paid=paid,
        due=net + vat - paid,
        allowances=-sum(amount(x) for x in lines if x.role == "allowance"),
        charges=sum(amount(x) for x in lines if x.role == "charge"),
        groups=groups,
    )
