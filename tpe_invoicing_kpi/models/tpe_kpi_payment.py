# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools.ratio import HUNDRED, get_ratio
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of how customers pay."""

    _inherit = "tpe.kpi"

    # === DELAYS OF WHAT IS PAID === #

    def _figure_days_to_pay(self, inputs):
        return self._get_delay(inputs.delays.amount_days, inputs.delays.amount)

    def _figure_days_late(self, inputs):
        return self._get_delay(inputs.delays.amount_floored, inputs.delays.amount)

    def _figure_days_late_signed(self, inputs):
        return self._get_delay(inputs.delays.amount_late, inputs.delays.amount)

    def _figure_days_to_pay_simple(self, inputs):
        count = Decimal(inputs.delays.count)
        return self._get_delay(inputs.delays.days, count, counted=True)

    def _figure_days_late_simple(self, inputs):
        count = Decimal(inputs.delays.count)
        return self._get_delay(inputs.delays.late, count, counted=True)

    def _figure_paid_on_time_rate(self, inputs):
        on_time, paid = inputs.delays.amount_on_time, inputs.delays.amount
        return Figure(get_ratio(on_time, paid, HUNDRED), on_time, paid)

    def _get_delay(self, days, weight, counted=False):
        """Average days that were summed with their weights.

        :param Decimal days: sum of weight x days
        :param Decimal weight: sum of the weights
        :param bool counted: the weights are numbers of items
        :return: the average
        :rtype: Figure
        """
        return Figure(get_ratio(days, weight), days, weight, counted=counted)

    # === WHAT STAYS UNPAID === #

    def _figure_unpaid_rate(self, inputs):
        cohort = inputs.cohort
        rate = get_ratio(cohort.unpaid, cohort.due, HUNDRED)
        return Figure(rate, cohort.unpaid, cohort.due)

    def _figure_unpaid_rate_count(self, inputs):
        cohort = inputs.cohort
        rate = get_ratio(Decimal(cohort.unpaid_count), cohort.count, HUNDRED)
        return Figure(rate, cohort.unpaid_count, cohort.count, counted=True)
