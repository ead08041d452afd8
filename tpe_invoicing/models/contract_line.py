# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import babel.dates

from odoo import api, models

from ..tools.mentions import format_date, get_document_lang


class ContractLine(models.Model):
    """A line of a contract, whose invoices say which period they bill."""

    _inherit = "contract.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS contract: what is not said of a line is as its contract has it
        contracts = self.env["contract.contract"]
        return super().create(
            [
                contracts.browse(vals.get("contract_id"))._tpe_complete_line(vals)
                for vals in vals_list
            ]
        )

    @api.onchange("product_id")
    def _onchange_product_id(self):
        # a product comes with its price, as on a quote: nobody bills 0.00 by oversight
        for line in self.filtered("product_id"):
            if line.contract_id.contract_type == "sale" and not line.automatic_price:
                line.automatic_price = True
                price = line.price_unit
                line.automatic_price = False
                line.specific_price = line.price_unit = price

    def _set_recurrence_field(self, field):
        # EXTENDS contract: what was billed once goes on from its own last period, as
        # does a line while the contract looks for the day of its first one
        lines = self
        if field == "recurring_next_date":
            lines = self.filtered(
                lambda line: (
                    not line.last_date_invoiced and line.contract_id.recurring_next_date
                )
            )
        return super(ContractLine, lines)._set_recurrence_field(field)

    def _can_be_invoiced(self, date_ref):
        # EXTENDS contract: nothing begins after the end of the whole contract
        end = self.contract_id.date_end
        return super()._can_be_invoiced(date_ref) and not (
            end and self.next_period_date_start > end
        )

    def _get_period_to_invoice(
        self, last_date_invoiced, recurring_next_date, stop_at_date_end=True
    ):
        # EXTENDS contract: the end of the whole contract cuts a period as well
        first, last, date = super()._get_period_to_invoice(
            last_date_invoiced, recurring_next_date, stop_at_date_end
        )
        end = stop_at_date_end and self.contract_id.date_end
        if end and last and first <= end < last:
            last = end
        return first, last, date

    def _prepare_invoice_line(self):
        # EXTENDS contract
        values = super()._prepare_invoice_line()
        first, last, _next_date = self._get_period_to_invoice(
            self.last_date_invoiced, self.recurring_next_date
        )
        if values and not self.display_type:
            values |= {"tpe_date_start": first, "tpe_date_end": last}
        return values

    def _insert_markers(self, first_date_invoiced, last_date_invoiced):
        # EXTENDS contract: days and months are written like the rest of the document,
        # whose language need not be the customer's; contract also asks the database
        # for that one, line by line
        name = self.name or ""
        if "#" in name and self.contract_id.contract_type == "sale":
            lang = self._tpe_get_document_lang()
            first, last = first_date_invoiced, last_date_invoiced
            month = babel.dates.format_date(first, "MMMM", lang) if first else ""
            name = name.replace("#START#", format_date(first, lang))
            name = name.replace("#END#", format_date(last, lang))
            name = name.replace("#INVOICEMONTHNAME#", month)
        if "#" not in name:
            return name
        # markers of others
        line = self if name == self.name else self.new({"name": name}, origin=self)
        return super(ContractLine, line)._insert_markers(
            first_date_invoiced, last_date_invoiced
        )

    def _tpe_get_document_lang(self):
        """:return: language of the invoices, see ``get_document_lang``
        :rtype: str"""
        contract = self.contract_id
        partner = contract.invoice_partner_id or contract.partner_id
        zone = partner.commercial_partner_id._tpe_get_zone(contract.company_id)
        return get_document_lang(partner.lang, zone)
