# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools.ratio import HUNDRED, get_ratio
from .tpe_kpi import Figure

ZERO = Decimal(0)


class TpeKpi(models.Model):
    """The figures of how customers pay."""

    _inherit = "tpe.kpi"

    # === DELAYS OF WHAT IS PAID === #

    def _figure_days_to_pay(self, inputs):
        return self._get_delay([(one[0], one[2]) for one in inputs.payments])

    def _figure_days_late(self, inputs):
        return self._get_delay([(max(one[1], 0), one[2]) for one in inputs.payments])

    def _figure_days_late_signed(self, inputs):
        return self._get_delay([(one[1], one[2]) for one in inputs.payments])

    def _figure_days_to_pay_simple(self, inputs):
        days = [(one[0], one[3]) for one in inputs.payments]
        return self._get_delay(days, counted=True)

    def _figure_days_late_simple(self, inputs):
        days = [(max(one[1], 0), one[3]) for one in inputs.payments]
        return self._get_delay(days, counted=True)

    def _figure_paid_on_time_rate(self, inputs):
        paid = sum((one[2] for one in inputs.payments), ZERO)
        on_time = sum((one[2] for one in inputs.payments if one[1] <= 0), ZERO)
        return Figure(get_ratio(on_time, paid, HUNDRED), on_time, paid)

    def _get_delay(self, days, counted=False):
        """Average days.

        :param list days: (days, weight)
        :param bool counted: the weights are numbers of items
        :return: the average
        :rtype: Figure
        """
        total = sum((weight * number for number, weight in days), ZERO)
        weight = sum((weight for _number, weight in days), ZERO)
        return Figure(get_ratio(total, weight), total, weight, counted=counted)

    # === WHAT STAYS UNPAID === #

    def _figure_unpaid_rate(self, inputs):
        cohort = inputs.cohort
        rate = get_ratio(cohort.unpaid, cohort.due, HUNDRED)
        return Figure(rate, cohort.unpaid, cohort.due)

    def _figure_unpaid_rate_count(self, inputs):
        cohort = inputs.cohort
        rate = get_ratio(Decimal(cohort.unpaid_count), cohort.count, HUNDRED)
        return Figure(rate, cohort.unpaid_count, cohort.count, counted=True)
