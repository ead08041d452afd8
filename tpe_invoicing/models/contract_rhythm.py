# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..tools.recurrence import DAY

RHYTHM = (
    "recurring_rule_type",
    "recurring_interval",
    "recurring_invoicing_type",
    "date_start",
)


class ContractContract(models.Model):
    """A contract whose lines are billed as it says, not as a default does."""

    _inherit = "contract.contract"

    @api.onchange(*RHYTHM)
    def _onchange_tpe_rhythm(self):
        # lines that are not kept yet do not follow by themselves: contract has two
        # lists of them, and Odoo looks for them in the other one
        if not self.line_recurrence:
            for name in RHYTHM:
                self.contract_line_fixed_ids[name] = self[name]

    def _tpe_complete_line(self, vals):
        """Say of a new line what is not said of it; one that comes to a contract that
        was billed is billed from the next period on.

        :param dict vals: of the line
        :rtype: dict
        """
        if not self or self.line_recurrence:
            return vals
        values = {name: self[name] for name in RHYTHM if self[name]} | vals
        billed = self.contract_line_ids.filtered("last_date_invoiced")
        starts = billed.mapped("next_period_date_start")
        first = min(filter(None, starts), default=None)
        if first and fields.Date.to_date(values["date_start"]) == self.date_start:
            values["last_date_invoiced"] = values.get("last_date_invoiced") or (
                first - DAY
            )
        return values
