# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from functools import partial

from odoo import api, fields, models


class ContractContract(models.Model):
    """A contract that bills its last period, and then no more."""

    _inherit = "contract.contract"

    def _compute_recurring_next_date(self):
        # EXTENDS contract: when all is billed up to its end, there is no next invoice
        result = super()._compute_recurring_next_date()
        for contract in self:
            lines = contract.contract_line_ids
            if lines and not any(lines.mapped("recurring_next_date")):
                contract.recurring_next_date = False
        return result

    @api.model
    def _tpe_bill_last(self, day):
        """Make the drafts of last periods that are billed after the contract's end,
        which the run of others leaves out.

        :param date day: the day of the run
        """
        domain = fields.Domain(self._get_contracts_to_invoice_domain(day))
        domain &= fields.Domain("generation_type", "=", "invoice")
        domain &= fields.Domain("date_end", "<", day)
        for contract in self.search(domain):
            contract = contract.with_company(contract.company_id)
            if contract.recurring_next_date <= contract.date_end:
                continue
            if not contract._get_lines_to_invoice(day):
                continue
            error = self._tpe_try(partial(contract._recurring_create_invoice, day))
            if error:
                contract._tpe_note_error(error)
            else:
                contract._clear_invoice_generation_error()
