# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class TpeInvoiceTemplateUpload(models.TransientModel):
    """A file that holds a template, made by an owner; gone once it is read."""

    _name = "tpe.invoice.template.upload"
    _description = "Read an invoice template"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_read(self):
        """Make the template.

        :return: action that opens it
        :rtype: dict
        """
        self.ensure_one()
        templates = self.env["tpe.invoice.template"]
        content = self.with_context(bin_size=False).file
        answer = templates.tpe_import_template(content.decode())
        return {
            "type": "ir.actions.act_window",
            "res_model": templates._name,
            "res_id": answer["id"],
            "views": [(False, "form")],
        }
