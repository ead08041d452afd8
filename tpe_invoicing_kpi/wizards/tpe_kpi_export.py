# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class TpeKpiExport(models.TransientModel):
    """A file of the key figures of a day, made on demand."""

    _name = "tpe.kpi.export"
    _description = "Key figures as a file"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: self.env["tpe.reminder.run"]._get_day(self.env.company),
    )
    file_format = fields.Selection(
        [("xlsx", "Excel (XLSX)"), ("csv", "CSV")],
        string="Format",
        required=True,
        default="xlsx",
    )
    content = fields.Binary(string="File", readonly=True)
    filename = fields.Char(readonly=True)

    def action_make(self):
        """Make the file, and offer it.

        :return: action that shows it
        :rtype: dict
        """
        self.ensure_one()
        answer = self.env["tpe.kpi"].tpe_export(
            self.company_id.id,
            on_date=fields.Date.to_string(self.date),
            file_format=self.file_format,
        )
        self.write({"content": answer["content"], "filename": answer["filename"]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key figures as a file"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
