# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import micro
from ..tools.ratio import HUNDRED, get_ratio
from .tpe_kpi import Figure

MONTHS = {"month": 1, "quarter": 3}
# Legal figure: what it limits, does the first year cut it to its days.
LIMITS = {
    "franchise_base": ("turnover", True),
    "franchise_raised": ("turnover", False),
    "micro_ceiling": ("receipts", True),
}

# One threshold of the year: legal figure (without its activity), ``goods`` or
# ``services``, amount, limit, day it is crossed at this pace (None: not this year).
Threshold = namedtuple("Threshold", "figure activity done limit crossing")


class TpeKpi(models.Model):
    """The figures a micro-entrepreneur declares, and those he must not cross."""

    _inherit = "tpe.kpi"

    def _figure_micro_receipts(self, inputs):
        if not inputs.company.tpe_is_micro:
            return Figure(None, rows=[])
        labels = self._get_activity_labels()
        rows = [
            (
                f"{start:%Y-%m}/{activity}",
                f"{self._get_period_label(start, end)}, {labels[activity]}",
                amount,
            )
            for start, end, _due, amounts in self._get_declarations(inputs)
            for activity, amount in amounts.items()
        ]
        return Figure(sum((row[2] for row in rows), Decimal(0)), rows=rows)

    def _figure_micro_thresholds(self, inputs):
        if not inputs.company.tpe_is_micro:
            return Figure(None, rows=[])
        rows = [
            (
                f"{one.figure}_{one.activity}",
                self._get_threshold_label(one),
                get_ratio(one.done, one.limit, HUNDRED),
                one.done,
                one.limit,
            )
            for one in self._get_thresholds(inputs)
        ]
        return Figure(max((row[2] for row in rows), default=None), rows=rows)

    # === WHAT IS DECLARED === #

    def _get_declarations(self, inputs):
        """Give the receipts of each period of the year that has begun.

        :param KpiInputs inputs: the ledger
        :return: first day, last day, day of the declaration, amount by activity
        :rtype: list[tuple]
        """
        company, today = inputs.company, inputs.on_date
        months = MONTHS[company.tpe_micro_period]
        receipts = inputs.micro_receipts
        return [
            (start, end, due, _add_up(receipts, start, end))
            for start, end, due in micro.get_periods(today.year, months)
            if start <= today
        ]

    def _get_activity_labels(self):
        """:return: name by activity
        :rtype: dict"""
        field = self.env["res.company"]._fields["tpe_micro_activity"]
        return dict(field._description_selection(self.env))

    def _get_period_label(self, start, end):
        """Name a period of the declaration.

        :param date start: its first day
        :param date end: its last day
        :rtype: str
        """
        if start.month == end.month:
            return format_date(self.env, start, date_format="MMMM y")
        return format_date(self.env, start, date_format="QQQQ y")

    # === WHAT MUST NOT BE CROSSED === #

    def _get_thresholds(self, inputs):
        """Compare the year with the thresholds that bind the company.

        :param KpiInputs inputs: the ledger
        :return: the thresholds
        :rtype: list[Threshold]
        """
        company = inputs.company
        sums = {"turnover": inputs.micro_turnover, "receipts": {}}
        for (_month, activity), amount in inputs.micro_receipts.items():
            sums["receipts"][activity] = sums["receipts"].get(activity, 0) + amount
        is_vat_free = company.tpe_vat_regime == "franchise"
        found = [
            self._get_threshold(company, inputs.on_date, figure, activity, done)
            for figure, (basis, _is_cut) in LIMITS.items()
            if basis == "receipts" or is_vat_free
            for activity, done in self._get_measures(company, sums[basis]).items()
        ]
        return [one for one in found if one]

    def _get_measures(self, company, sums):
        """Say what the thresholds are compared with.

        :param company: the company
        :param dict sums: amount of the year by activity
        :return: amount by ``goods``, ``services``
        :rtype: dict
        """
        goods = sums.get("goods", Decimal(0))
        services = sum(sums.values(), Decimal(0)) - goods
        main = "goods" if company.tpe_micro_activity == "goods" else "services"
        return micro.get_measures(goods, services, main)

    def _get_threshold(self, company, today, figure, activity, done):
        """Compare an amount with one threshold.

        :param company: the company
        :param date today: the day
        :param str figure: key of ``LIMITS``
        :param str activity: ``goods`` or ``services``
        :param Decimal done: amount of the year
        :return: the threshold, None when the law's figure of that year is not known
        :rtype: Threshold
        """
        started = company.tpe_activity_start or None
        try:
            limit = self.env["tpe.legal.parameter"]._get(
                f"{figure}_{activity}", today, company
            )
        except UserError:
            return None
        if LIMITS[figure][1]:
            limit = micro.get_limit(limit, today.year, started)
        first_day = micro.get_first_day(today.year, started)
        crossing = None
        if done <= limit:
            crossing = micro.get_crossing_date(done, limit, first_day, today)
        return Threshold(figure, activity, done, limit, crossing)

    def _get_threshold_label(self, threshold):
        """Name a threshold and say when it is crossed.

        :param Threshold threshold: the threshold
        :rtype: str
        """
        code = f"{threshold.figure}_{threshold.activity}"
        # the law is the same for every user, whatever his rights
        parameter_sudo = self.env["tpe.legal.parameter"].sudo()
        name = parameter_sudo.search([("code", "=", code)]).name
        if threshold.done > threshold.limit:
            return self.env._("%s: crossed", name)
        if threshold.crossing:
            day = format_date(self.env, threshold.crossing)
            return self.env._(
                "%(name)s: crossed on %(day)s at this pace", name=name, day=day
            )
        return self.env._("%s: not this year at this pace", name)


def _add_up(receipts, start, end):
    """Add up receipts by activity, for the months of a period."""
    sums = {}
    for (month, activity), amount in receipts.items():
        if start <= month <= end:
            sums[activity] = sums.get(activity, Decimal(0)) + amount
    return sums
