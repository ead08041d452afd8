# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_date

from ..tools import forecast
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """What should come in, and when."""

    _inherit = "tpe.kpi"

    def _figure_cash_forecast(self, inputs):
        habits, default = self._get_habits(inputs)
        days = forecast.get_cash_forecast(
            inputs.open_by_partner, habits, default, inputs.on_date
        )
        rows = [
            (fields.Date.to_string(day), format_date(self.env, day), amount)
            for day, amount in days.items()
        ]
        total = sum(days.values(), Decimal(0))
        return Figure(total, total, rows=rows)

    def _get_habits(self, inputs):
        """Learn how late customers pay from what they paid in the period.

        :param KpiInputs inputs: the ledger
        :return: days late by partner id, days late of everybody else
        :rtype: tuple
        """
        sums = {
            who: (delays.count, delays.amount_late, delays.amount)
            for who, delays in inputs.delays_by_partner.items()
            if who
        }
        return forecast.get_habits_from_sums(sums, inputs.delays.median)
