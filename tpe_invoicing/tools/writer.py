# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts, rates and dates as readers of a language write them."""

from datetime import date

from .amounts import shortest
from .mentions import format_date, format_number

CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
WITH_RATE = ("S", "Z")


class Writer:
    """Writes amounts, rates and dates as readers of a language do."""

    def __init__(self, lang, digits, currency):
        self.lang, self.digits = lang, digits
        self.sign = CURRENCY_SIGNS.get(currency, currency)

    def number(self, number, digits=None):
        """:param Decimal number: the number
        :param int digits: decimals; default those of the currency
        :rtype: str"""
        digits = self.digits if digits is None else digits
        # a minus sign as wide as a plus, which no reader takes for a hyphen
        return format_number(number, self.lang, digits).replace("-", "−")

    def free(self, number, least=0):
        """:param Decimal number: the number
        :param int least: decimals to write in any case
        :return: the number with as many decimals as it has
        :rtype: str"""
        _whole, _dot, decimals = shortest(number, least).partition(".")
        return self.number(number, len(decimals))

    def money(self, amount, sign=None):
        """:param Decimal amount: the amount
        :param str sign: of another currency
        :rtype: str"""
        text, sign = self.number(amount), sign or self.sign
        return f"{text}\xa0{sign}" if self.lang == "fr" else f"{sign}\xa0{text}"

    def percent(self, rate):
        """:param Decimal rate: percentage
        :rtype: str"""
        return f"{self.free(rate)}\xa0%" if self.lang == "fr" else f"{self.free(rate)}%"

    def day(self, text):
        """:param str text: ISO date, may be blank
        :rtype: str"""
        return format_date(text and date.fromisoformat(text), self.lang)

    def period(self, first, last):
        """:param str first: ISO date, may be blank
        :param str last: ISO date, may be blank
        :rtype: str"""
        return " – ".join(filter(None, (self.day(first), self.day(last))))

    def rate(self, category, rate):
        """:param str category: of VAT, in EN 16931
        :param Decimal rate: percentage
        :return: a rate of VAT; a dash where there is none
        :rtype: str"""
        return self.percent(rate) if category in WITH_RATE else "–"
