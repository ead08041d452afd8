# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_date

from ..tools import band, forecast
from .kpi_forecast_inputs import ForecastInputs
from .tpe_kpi import Figure

BAND_DAYS = band.WEEK * band.WEEKS


class TpeKpi(models.Model):
    """What should come in, and when."""

    _inherit = "tpe.kpi"

    def _figure_cash_forecast(self, inputs):
        habits, default = inputs.get_habits()
        days = forecast.get_cash_forecast(
            ForecastInputs(inputs).get_items(), habits, default, inputs.on_date
        )
        rows = [
            (fields.Date.to_string(day), format_date(self.env, day), amount)
            for day, amount in days.items()
        ]
        total = sum(days.values(), Decimal(0))
        return Figure(total, total, rows=rows)

    def _figure_cash_forecast_band(self, inputs):
        sources = ForecastInputs(inputs)
        items, habits = sources.get_items(), sources.get_habits()
        billed = sources.get_contract_items(inputs.on_date + timedelta(BAND_DAYS))
        columns = [
            band.get_weeks(some, habits, inputs.on_date, share)
            for some, share in (
                (items + billed, band.PROBABLE),
                (items + billed, band.PRUDENT),
                (billed, band.PROBABLE),
            )
        ]
        rows = [
            (
                fields.Date.to_string(end),
                self.env._("Until %s", format_date(self.env, end)),
                *(column[number][1] for column in columns),
            )
            for number, (end, _amount) in enumerate(columns[0])
        ]
        _key, _label, probable, prudent, contracts = rows[-1]
        return Figure(
            probable,
            rows=rows,
            beside={"prudent": prudent, "contracts": contracts},
            columns=("prudent", "contracts"),
        )

    def _figure_forecast_accuracy(self, inputs):
        pairs = self.env["tpe.kpi.outlook"]._get_pairs(inputs)
        wrong = sum((abs(expected - came) for expected, came in pairs), Decimal(0))
        came = sum((came for _expected, came in pairs), Decimal(0))
        return Figure(band.get_accuracy(pairs), wrong, came)
