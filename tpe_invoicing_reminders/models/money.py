# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.tpe_invoicing.tools.mentions import format_number


def to_decimal(number, digits):
    """:param number: an amount of the ORM, of SQL or of a client
    :param int digits: decimals of its currency
    :return: the exact amount
    :rtype: Decimal"""
    exact = Decimal(str(number or 0))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def to_text(amount, digits):
    """:param Decimal amount: an exact amount of its currency
    :param int digits: decimals of the currency
    :return: what the public API answers
    :rtype: str"""
    return f"{amount:.{digits}f}"


def write_rate(env, rate):
    """Write a percentage as its reader does.

    :param env: in the language of the reader
    :param rate: a number
    :rtype: str
    """
    return format_number(Decimal(f"{rate:g}"), (env.lang or "en")[:2])
