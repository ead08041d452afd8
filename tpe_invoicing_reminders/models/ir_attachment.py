# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.exceptions import UserError

# what makes a file the one that was filed
KEPT = frozenset({"datas", "raw", "db_datas", "res_field", "res_id", "res_model"})
# where proofs are filed, and the field that says since when they are
FILED = {
    ("tpe.reminder", "deposit_proof"): "sent_at",
    ("tpe.reminder", "receipt_proof"): "sent_at",
    ("tpe.payment.plan", "agreement"): "accepted_at",
}


class IrAttachment(models.Model):
    """The file behind a proof: kept, as the field that shows it is."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if vals.keys() & KEPT:
            self._tpe_refuse_filed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _tpe_unlink_except_filed(self):
        self._tpe_refuse_filed()

    def _tpe_refuse_filed(self):
        """:raises UserError: when one of these is a proof that was filed"""
        # whoever may write a file need not see the record that it proves
        for file_sudo in self.sudo():
            since = FILED.get((file_sudo.res_model, file_sudo.res_field))
            record = since and self.env[file_sudo.res_model].sudo()
            if since and record.browse(file_sudo.res_id).exists()[since]:
                raise UserError(self.env._("A proof that was filed is not replaced."))
