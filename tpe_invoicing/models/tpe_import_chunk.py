# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class TpeImportChunk(models.Model):
    """Some rows of a large file that were read and wait to be brought in.

    Made when the file is read, so that it is read once; says what became of its rows
    when they came in, and is gone when the whole file has.
    """

    _name = "tpe.import.chunk"
    _description = "Part of a large import"
    _order = "import_id, sequence"

    import_id = fields.Many2one(
        "tpe.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id")
    sequence = fields.Integer(required=True, readonly=True)
    step = fields.Char(string="What is brought in", required=True, readonly=True)
    size = fields.Integer(string="Rows", readonly=True)
    # large: read when its turn comes, and not with what became of the others
    items = fields.Text(string="What was read", readonly=True, prefetch=False)
    report = fields.Json(readonly=True)
    is_done = fields.Boolean(string="Brought in", readonly=True)
