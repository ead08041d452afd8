# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and sums on a page, in the language of its reader."""

from odoo.tools.misc import format_amount

from ..written import format_day


class Writer:
    """Writes days and sums; the same one is written once a page."""

    def __init__(self, env):
        self.env, self.days, self.sums = env, {}, {}

    def day(self, day):
        """:param date day: a day, or none
        :return: the day in words of the language; empty for none
        :rtype: str"""
        if day not in self.days:
            self.days[day] = format_day(self.env, day)
        return self.days[day]

    def money(self, amount, currency):
        """:param float amount: a sum
        :param res.currency currency: its currency
        :return: the sum in the ways of the language
        :rtype: str"""
        key = amount, currency.id
        if key not in self.sums:
            self.sums[key] = format_amount(self.env, amount, currency)
        return self.sums[key]
