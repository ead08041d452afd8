# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class L10nFrFecExportWizard(models.TransientModel):
    """Odoo's own file, with the entries that have a number and no amount."""

    _inherit = "l10n_fr.fec.export.wizard"

    def _get_base_domain(self):
        # EXTENDS l10n_fr_account: without them numbers are missing
        domain = super()._get_base_domain()
        amount = ("balance", "!=", 0.0)
        if not self.env.context.get("tpe_fec_blank") or amount not in domain:
            return domain
        domain.remove(amount)
        blank = [("line_ids", "not any", [amount])]
        return [*domain, "|", amount, ("move_id", "any", blank)]
