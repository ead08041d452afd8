# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class AccountMoveReversal(models.TransientModel):
    """Crediting an invoice, and beginning it anew."""

    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        # EXTENDS account: core dates the new draft when it is posted, which is after
        # the check that wants its date
        vals = super()._modify_default_reverse_values(origin_move)
        if origin_move._tpe_in_corridor():
            vals["invoice_date"] = self.date
        return vals
