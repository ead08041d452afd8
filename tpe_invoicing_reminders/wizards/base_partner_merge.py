# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps what each of them was sent."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # EXTENDS base: two of them may have got a message on one day; one customer
        # never gets two, but those were sent, and stay as proof
        self.env["tpe.reminder"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE tpe_reminder SET is_merged = TRUE
                    WHERE partner_id = ANY(%s) AND state = 'sent'""",
                src_partners.ids,
            )
        )
        self.env["tpe.reminder"].invalidate_model(["is_merged"])
        return super()._update_foreign_keys(src_partners, dst_partner)
