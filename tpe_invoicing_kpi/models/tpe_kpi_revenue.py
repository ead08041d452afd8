# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools import concentration
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of what was sold, and to whom."""

    _inherit = "tpe.kpi"

    def _figure_revenue(self, inputs):
        return Figure(sum(inputs.revenue_by_partner.values(), Decimal(0)))

    def _figure_revenue_by_partner(self, inputs):
        revenue = inputs.revenue_by_partner
        ranked = sorted(revenue.items(), key=lambda pair: (-pair[1], pair[0]))
        total = sum(revenue.values(), Decimal(0))
        return Figure(total, total, rows=self._label_partners(ranked))

    def _figure_top_partner_share(self, inputs):
        return self._get_top_share(inputs, 1)

    def _figure_top3_partner_share(self, inputs):
        return self._get_top_share(inputs, 3)

    def _figure_concentration_index(self, inputs):
        return Figure(concentration.get_herfindahl(inputs.revenue_by_partner.values()))

    def _get_top_share(self, inputs, count):
        """Say which share the biggest customers make.

        :param KpiInputs inputs: the ledger
        :param int count: how many customers are at the top
        :return: the share
        :rtype: Figure
        """
        amounts = sorted(inputs.revenue_by_partner.values(), reverse=True)
        return Figure(
            concentration.get_top_share(amounts, count),
            sum(amounts[:count], Decimal(0)),
            sum(amounts, Decimal(0)),
        )
