# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

from odoo import api, fields, models

EXPORTERS = ("account.group_account_invoice", "account.group_account_manager")


class TpeArchiveMissing(models.TransientModel):
    """What a person knows of the archive from elsewhere, after a restore."""

    _name = "tpe.archive.missing"
    _description = "What is missing after a restore"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    export_file = fields.Binary(string="Export (zip)", attachment=False)
    export_filename = fields.Char()
    password = fields.Char(string="Password of the export")
    anchor = fields.Text(string="Message of a closing")
    state = fields.Selection(
        [("draft", "To compare"), ("whole", "Whole"), ("missing", "Missing")],
        default="draft",
        readonly=True,
    )
    result = fields.Text(readonly=True)

    @api.depends("state")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = self.env._("What is missing after a restore")

    def action_compare(self):
        """Compare the archive with what was given, and show what is missing.

        :return: this dialog again
        :rtype: dict
        """
        self.ensure_one()
        entries = self.env["tpe.archive.entry"]
        entries._check_archive_access(self.company_id.id, EXPORTERS)
        files = []
        if self.export_file:
            files.append(io.BytesIO(base64.b64decode(self.export_file)))
        # the rights are checked: the comparison must see every row
        answer = entries.sudo()._find_missing(
            self.company_id.id, files, self.anchor, self.password
        )
        self.write(
            {
                "state": "whole" if answer["ok"] else "missing",
                "result": answer["message"],
                "export_file": False,
                "password": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("After a restore"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
