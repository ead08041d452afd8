# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools import aging, cei, dso
from .kpi_inputs import PERIOD_DAYS
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of what customers owe."""

    _inherit = "tpe.kpi"

    # === AMOUNTS === #

    def _figure_open_receivables(self, inputs):
        return Figure(inputs.receivable, beside=self._get_beside(inputs))

    def _figure_overdue_amount(self, inputs):
        return Figure(aging.get_overdue(inputs.open_items, inputs.on_date))

    def _figure_at_risk_over_90(self, inputs):
        *_younger, oldest = self._get_buckets(inputs).values()
        return Figure(oldest)

    def _figure_unallocated_payments(self, inputs):
        return Figure(inputs.get_other_open("credit"))

    def _figure_other_receivables(self, inputs):
        return Figure(inputs.get_other_open("debit"))

    def _figure_sales(self, inputs):
        return Figure(inputs.sales)

    def _figure_aged_balance(self, inputs):
        labels = self._get_bucket_labels()
        buckets = self._get_buckets(inputs)
        rows = [(key, labels[key], amount) for key, amount in buckets.items()]
        return Figure(
            inputs.receivable,
            inputs.receivable,
            rows=rows,
            beside=self._get_beside(inputs),
        )

    def _get_buckets(self, inputs):
        """Spread what is open over the buckets.

        :param KpiInputs inputs: the ledger
        :return: amount by bucket key
        :rtype: dict
        """
        return aging.get_aged_balance(inputs.open_items, inputs.on_date)

    def _get_bucket_labels(self):
        """Name the buckets for a reader.

        :return: label by bucket key
        :rtype: dict
        """
        names = (
            self.env._("Not due"),
            self.env._("1 to 30 days late"),
            self.env._("31 to 60 days late"),
            self.env._("61 to 90 days late"),
            self.env._("More than 90 days late"),
        )
        return dict(zip(aging.get_bucket_keys(), names, strict=True))

    def _get_beside(self, inputs):
        """Give what stands beside the open receivables, never netted with them.

        :param KpiInputs inputs: the ledger
        :return: amounts by name
        :rtype: dict
        """
        return {
            "unallocated_payments": inputs.get_other_open("credit"),
            "other_receivables": inputs.get_other_open("debit"),
        }

    # === RATES === #

    def _figure_overdue_rate(self, inputs):
        overdue = aging.get_overdue(inputs.open_items, inputs.on_date)
        rate = aging.get_overdue_rate(overdue, inputs.receivable)
        return Figure(rate, overdue, inputs.receivable, beside=self._get_beside(inputs))

    def _figure_cei(self, inputs):
        current = self._get_current(inputs)
        asked = inputs.start_receivable + inputs.sales
        rate = cei.get_cei(
            inputs.start_receivable, inputs.sales, inputs.receivable, current
        )
        return Figure(rate, asked - inputs.receivable, asked - current)

    # === DAYS SALES OUTSTANDING === #

    def _figure_dso_balance(self, inputs):
        days = dso.get_dso_balance(inputs.receivable, inputs.sales, PERIOD_DAYS)
        return Figure(
            days, inputs.receivable, inputs.sales, beside=self._get_beside(inputs)
        )

    def _figure_dso_best_possible(self, inputs):
        current = self._get_current(inputs)
        days = dso.get_best_possible_dso(current, inputs.sales, PERIOD_DAYS)
        return Figure(days, current, inputs.sales)

    def _figure_days_delinquent(self, inputs):
        current = self._get_current(inputs)
        days = dso.get_days_delinquent(
            inputs.receivable, current, inputs.sales, PERIOD_DAYS
        )
        return Figure(days, inputs.receivable - current, inputs.sales)

    def _figure_dso_countback(self, inputs):
        days = dso.get_dso_countback(inputs.receivable, inputs.get_months())
        return Figure(days, inputs.receivable)

    def _figure_dso_by_partner(self, inputs):
        receivable = {}
        for partner, _due, amount in inputs.open_by_partner:
            receivable[partner] = receivable.get(partner, Decimal(0)) + amount
        sales = {who: total for who, (total, _) in inputs.sales_by_partner.items()}
        rows = [
            (
                who,
                dso.get_dso_balance(receivable.get(who, 0), sold, PERIOD_DAYS),
                receivable.get(who, Decimal(0)),
                sold,
            )
            for who, sold in sales.items()
        ]
        rows.sort(key=lambda row: (row[1] is None, -(row[1] or 0), row[0]))
        labels = self._get_partner_labels(sales)
        days = dso.get_dso_balance(inputs.receivable, inputs.sales, PERIOD_DAYS)
        return Figure(
            days,
            inputs.receivable,
            inputs.sales,
            rows=[(who, labels[who], *rest) for who, *rest in rows],
        )

    def _get_current(self, inputs):
        """Give the part of the open receivables that is not overdue.

        :param KpiInputs inputs: the ledger
        :return: the amount
        :rtype: Decimal
        """
        return inputs.receivable - aging.get_overdue(inputs.open_items, inputs.on_date)

    def _get_partner_labels(self, partner_ids):
        """Name customers, with one query and no loading of the rest.

        :param partner_ids: ids of customers
        :return: name by id
        :rtype: dict
        """
        # a figure adds up every customer, whoever may open his card
        partners_sudo = self.env["res.partner"].sudo().browse(partner_ids)
        partners_sudo.fetch(["name"])
        return {partner.id: partner.name or "" for partner in partners_sudo}
