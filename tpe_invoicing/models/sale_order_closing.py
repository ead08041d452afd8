# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import models

from ..tools.amounts import ZERO, exact, rounded


class SaleOrder(models.Model):
    """The last progress invoice closes a works contract, its VAT too.

    VAT is rounded on each invoice, so that the VAT of all of them may differ from that
    of the contract by a cent or two. The customer has signed the total with tax: the
    last invoice takes the difference, as the trade does (EN 16931 leaves room for it).
    """

    _inherit = "sale.order"

    def _tpe_close_taxes(self, move):
        """Let the VAT of the last progress invoice close that of the contract.

        :param account.move move: the draft, which brings every line to its end
        """
        moves_sudo = self.sudo().order_line.invoice_lines.move_id  # other teams' too
        issued = moves_sudo.filtered(lambda m: m.state == "posted")
        if (issued | move.sudo()).line_ids.sale_line_ids.order_id != self.sudo():
            return  # invoices of several orders have no VAT of this one alone
        wanted = self._tpe_get_contract_taxes()
        for line in issued.line_ids:
            if line.tax_line_id:
                wanted[line.tax_line_id] += exact(line.amount_currency)
        cent = exact(self.currency_id.rounding)
        most = cent * (len(issued) + 1)
        for line in move.line_ids.filtered("tax_line_id"):
            missing = wanted[line.tax_line_id] + exact(line.amount_currency)
            if missing and abs(missing) <= most:
                amount = exact(line.amount_currency) - missing
                line.amount_currency = float(amount)

    def _tpe_get_contract_taxes(self):
        """:return: the taxes of the whole contract, as one invoice of it would have
        :rtype: dict[account.tax, Decimal]"""
        engine = self.env["account.tax"]
        lines = [
            line._prepare_base_line_for_taxes_computation()
            for line in self._tpe_get_works()
        ]
        engine._add_tax_details_in_base_lines(lines, self.company_id)
        engine._round_base_lines_tax_details(lines, self.company_id)
        found = defaultdict(lambda: ZERO)
        for line in lines:
            for detail in line["tax_details"]["taxes_data"]:
                found[detail["tax"]] += exact(detail["tax_amount_currency"])
        digits = self.currency_id.decimal_places
        return defaultdict(
            lambda: ZERO, {tax: rounded(sum_, digits) for tax, sum_ in found.items()}
        )
