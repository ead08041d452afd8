# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools import aging, cei, dso
from .kpi_inputs import PERIOD_DAYS
from .tpe_kpi import Figure

NOTHING = Decimal(0)
LEAST = Decimal("-Infinity")


class TpeKpi(models.Model):
    """The figures of what customers owe."""

    _inherit = "tpe.kpi"

    # === AMOUNTS === #

    def _figure_open_receivables(self, inputs):
        return Figure(inputs.receivable, beside=self._get_beside(inputs))

    def _figure_overdue_amount(self, inputs):
        return Figure(aging.get_overdue(inputs.open_items, inputs.on_date))

    def _figure_overdue_by_partner(self, inputs):
        owed = inputs.overdue_by_partner
        late = {who: amount for who, amount in owed.items() if amount}
        ranked = sorted(late.items(), key=lambda pair: (-pair[1], pair[0]))
        total = sum(late.values(), Decimal(0))
        return Figure(total, total, rows=self._label_partners(ranked))

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

    def _figure_aged_balance_own(self, inputs):
        limits = inputs.company._tpe_get_aging_limits()
        labels = self._get_bucket_labels(limits)
        buckets = aging.get_aged_balance(inputs.open_items, inputs.on_date, limits)
        rows = [(key, labels[key], amount) for key, amount in buckets.items()]
        return Figure(inputs.receivable, inputs.receivable, rows=rows)

    def _get_buckets(self, inputs):
        """Spread what is open over the buckets.

        :param KpiInputs inputs: the ledger
        :return: amount by bucket key
        :rtype: dict
        """
        return aging.get_aged_balance(inputs.open_items, inputs.on_date)

    def _get_bucket_labels(self, limits=aging.LIMITS):
        """Name the buckets for a reader.

        :param limits: last day of each bucket, rising
        :return: label by bucket key
        :rtype: dict
        """
        names = [self.env._("Not due")]
        starts = (0, *limits)
        for start, end in zip(starts, limits, strict=False):
            names.append(
                self.env._("%(start)s to %(end)s days late", start=start + 1, end=end)
            )
        names.append(self.env._("More than %s days late", limits[-1]))
        return dict(zip(aging.get_bucket_keys(limits), names, strict=True))

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
        receivable = inputs.receivable_by_partner
        rows = []
        for who, sold in sorted(inputs.sales_by_partner.items()):
            owed = receivable.get(who, NOTHING)
            rows.append((who, dso.get_dso_balance(owed, sold, PERIOD_DAYS), owed, sold))
        rows.sort(key=lambda row: LEAST if row[1] is None else row[1], reverse=True)
        owed = sum(receivable.values(), Decimal(0))
        days = dso.get_dso_balance(owed, inputs.sales, PERIOD_DAYS)
        return Figure(
            days,
            owed,
            inputs.sales,
            rows=self._label_partners(rows),
        )

    def _get_current(self, inputs):
        """Give the part of the open receivables that is not overdue.

        :param KpiInputs inputs: the ledger
        :return: the amount
        :rtype: Decimal
        """
        return inputs.receivable - aging.get_overdue(inputs.open_items, inputs.on_date)

    def _label_partners(self, rows):
        """Put the names of customers into rows; only the first ones may be wanted.

        :param list rows: customer and numbers, in order
        :return: customer, name and numbers
        :rtype: list[tuple]
        """
        top = rows[: self.env.context.get("tpe_kpi_top")]
        labels = self._get_partner_labels([row[0] for row in top])
        return [(who, labels.get(who, ""), *rest) for who, *rest in top]

    def _get_partner_labels(self, partner_ids):
        """Name customers, with one query and no loading of the rest.

        :param partner_ids: ids of customers
        :return: name by id
        :rtype: dict
        """
        # a figure adds up every customer, whoever may open his card
        self.env["res.partner"].flush_model(["name"])
        # one value for PostgreSQL to read, however many customers
        ids = ",".join(map(str, partner_ids))
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, COALESCE(name, '') FROM res_partner"
                    " WHERE id = ANY(%s::int[])",
                    f"{{{ids}}}",
                )
            )
        )
