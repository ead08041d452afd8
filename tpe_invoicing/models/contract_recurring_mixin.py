# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from ..tools.recurrence import DAY, SAFE_DAYS, keep_day

IN_MONTHS = ("monthly", "quarterly", "semesterly", "yearly")


class ContractRecurringMixin(models.AbstractModel):
    """Periods that begin on the day of the start, or on the last of a shorter month."""

    _inherit = "contract.recurring.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if any("recurring_next_date" in values for values in vals_list):
            records._tpe_bill_afterwards()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "recurring_next_date" in vals:
            self._tpe_bill_afterwards()
        return result

    def _tpe_bill_afterwards(self):
        """Bill what is billed after its period no earlier than it can have a day."""
        for record in self:
            first, date = record.next_period_date_start, record.recurring_next_date
            if (
                first
                and date
                and record.recurring_invoicing_type == "post-paid"
                and date < first + DAY * record.recurring_invoicing_offset
            ):
                record.recurring_next_date = record.get_next_invoice_date(
                    first,
                    record.recurring_invoicing_type,
                    record.recurring_invoicing_offset,
                    record.recurring_rule_type,
                    record.recurring_interval,
                    max_date_end=record.date_end,
                )

    def _compute_next_period_date_end(self):
        # EXTENDS contract: one by one, as each has its own day
        for record in self:
            super(ContractRecurringMixin, record)._compute_next_period_date_end()

    def _compute_recurring_next_date(self):
        # EXTENDS contract: one by one, as each has its own day
        for record in self:
            super(ContractRecurringMixin, record)._compute_recurring_next_date()

    @api.model
    def get_next_period_date_end(  # noqa: PLR0913 the signature is contract's
        self,
        next_period_date_start,
        recurring_rule_type,
        recurring_interval,
        max_date_end,
        next_invoice_date=False,
        recurring_invoicing_type=False,
        recurring_invoicing_offset=False,
    ):
        # EXTENDS contract: months are counted from the day on which it all began
        end = super().get_next_period_date_end(
            next_period_date_start,
            recurring_rule_type,
            recurring_interval,
            max_date_end,
            next_invoice_date=next_invoice_date,
            recurring_invoicing_type=recurring_invoicing_type,
            recurring_invoicing_offset=recurring_invoicing_offset,
        )
        agreed = self.date_start.day if len(self) == 1 and self.date_start else 1
        if (
            not end
            or agreed <= SAFE_DAYS
            or recurring_rule_type not in IN_MONTHS
            # of what is billed afterwards, the day of the invoice is that of the end
            or (next_invoice_date and recurring_invoicing_type == "post-paid")
        ):
            return end
        end = keep_day(end + DAY, agreed) - DAY
        return min(end, max_date_end) if max_date_end else end
