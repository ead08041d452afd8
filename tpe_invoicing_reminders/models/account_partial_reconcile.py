# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A match of money and invoice; taken apart, the invoice is owed again."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials.debit_move_id.move_id._tpe_note_part_paid()
        return partials

    def unlink(self):
        moves = self.debit_move_id.move_id.filtered(
            lambda move: move.move_type == "out_invoice"
        )
        result = super().unlink()
        moves.exists()._tpe_note_unpaid()
        return result
