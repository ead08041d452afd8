# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ContractLine(models.Model):
    """A line of a contract, whose invoices say which period they bill."""

    _inherit = "contract.line"

    def _prepare_invoice_line(self):
        # EXTENDS contract
        values = super()._prepare_invoice_line()
        first, last, _next_date = self._get_period_to_invoice(
            self.last_date_invoiced, self.recurring_next_date
        )
        if values and not self.display_type:
            values |= {"tpe_date_start": first, "tpe_date_end": last}
        return values
