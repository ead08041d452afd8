# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Invoicing an order: works that are billed by progress end the same way."""

    _inherit = "sale.advance.payment.inv"

    def create_invoices(self):
        # EXTENDS sale: core deducts all of a deposit, also what progress invoices have
        # deducted already
        order = self.sale_order_ids
        is_rest = self.advance_payment_method == "delivered" and len(order) == 1
        if not (is_rest and order.tpe_situation_count and order.tpe_progress < 100):
            return super().create_invoices()
        action = order.action_tpe_make_situation()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.percent = 100
        wizard._onchange_percent()
        return action
