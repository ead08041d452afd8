# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import fields, models


class TpeAccountantPack(models.Model):
    """The accountant's pack of a month, with the key figures of its last day."""

    _inherit = "tpe.accountant.pack"

    def _get_files(self, first, last):
        # EXTENDS tpe_invoicing
        files = super()._get_files(first, last)
        answer = self.env["tpe.kpi"].tpe_export(
            self.company_id.id, None, fields.Date.to_string(last), "csv"
        )
        files[answer["filename"]] = (
            base64.b64decode(answer["content"]),
            self.env._("key figures on the last day of the month"),
        )
        return files
