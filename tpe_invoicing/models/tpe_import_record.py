# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class TpeImportRecord(models.Model):
    """One record that an import created, and the line of the file that it comes from.

    Made with the record; gone when the import is taken back.
    """

    _name = "tpe.import.record"
    _description = "Record brought in by an import"
    _order = "id"

    import_id = fields.Many2one(
        "tpe.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id")
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    line = fields.Integer(string="Line of the file", readonly=True, aggregator=None)

    _res_idx = models.Index("(res_model, res_id)")
