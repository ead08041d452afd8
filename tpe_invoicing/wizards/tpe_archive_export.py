# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class TpeArchiveExport(models.TransientModel):
    """One export of the archive that a person asked for, until it is downloaded."""

    _name = "tpe.archive.export"
    _description = "Export the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(string="Documents from")
    date_to = fields.Date(string="Documents to")
    password = fields.Char(
        copy=False,
        help="Encrypts the file with AES-256. It is not kept: note it down, nobody can "
        "open the file without it.",
    )
    filename = fields.Char(readonly=True)
    content = fields.Binary(attachment=False, readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for export in self:
            export.display_name = export.filename or self.env._("Export the archive")

    def action_export(self):
        """Make the zip, then offer it.

        :return: this dialog again, with the file
        :rtype: dict
        """
        self.ensure_one()
        password, self.password = self.password, False  # it never stays in the database
        answer = self.env["tpe.archive.entry"].tpe_export(
            self.company_id.id,
            fields.Date.to_string(self.date_from),
            fields.Date.to_string(self.date_to),
            password or None,
        )
        self.write(answer)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export the archive"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
