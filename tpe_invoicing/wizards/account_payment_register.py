# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.misc import format_amount


class AccountPaymentRegister(models.TransientModel):
    """Noting money that came, and what becomes of more than was owed."""

    _inherit = "account.payment.register"

    tpe_surplus_note = fields.Char("Surplus", compute="_compute_tpe_surplus_note")

    @api.depends("amount", "currency_id", "group_payment", "payment_date")
    def _compute_tpe_surplus_note(self):
        for wizard in self:
            wizard.tpe_surplus_note = False
            if surplus := wizard._tpe_get_surplus():
                wizard.tpe_surplus_note = self.env._(
                    "That is %s more than what is left to pay. The surplus stays to "
                    "the customer's credit: use it on another invoice, or pay it back.",
                    format_amount(self.env, surplus, wizard.currency_id),
                )

    def _tpe_get_surplus(self):
        """:return: what the customer pays beyond all that these invoices still want
        :rtype: float"""
        is_typed = self.can_edit_wizard and self.amount and self.payment_date
        if self.payment_type != "inbound" or not is_typed:
            return 0.0
        owed = self._get_total_amounts_to_pay(self.batches)
        surplus = self.amount - owed["full_amount_for_difference"]
        return max(self.currency_id.round(surplus), 0.0)
