# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class AccountMove(models.Model):
    """Where the sealed original of an invoice stands in the archive."""

    _inherit = "account.move"

    tpe_archive_entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Archive entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the sealed original of this document stands in the archive.",
    )
