# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class SaleOrderLine(models.Model):
    """A line of a quote, less the rebate that a loyal customer was given."""

    _inherit = "sale.order.line"

    def _compute_discount(self):
        # EXTENDS sale: price lists and people come first
        super()._compute_discount()
        for line in self:
            is_sold = line.product_id and not line.display_type
            if is_sold and not (line.discount or line.is_downpayment):
                buyer = line.order_id.partner_id.commercial_partner_id
                buyer = buyer.with_company(line.company_id)
                line.discount = buyer.tpe_loyalty_percent
