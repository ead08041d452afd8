# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class AccountPartialReconcile(models.Model):
    """A match of money and invoice; taken apart, the invoice is owed again."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        moves = self.debit_move_id.move_id.filtered(
            lambda move: move.move_type == "out_invoice"
        )
        result = super().unlink()
        moves.exists()._tpe_note_unpaid()
        return result
