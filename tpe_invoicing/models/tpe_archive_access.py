# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class TpeArchiveAccess(models.Model):
    """Who took what out of the archive, and when. Written by the act itself."""

    _name = "tpe.archive.access"
    _inherit = "tpe.append.only.mixin"
    _description = "Access to the archive"
    _log_access = False
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    done_at = fields.Datetime(
        string="Date",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    action = fields.Selection(
        [
            ("export", "Export"),
            ("fec", "FEC"),
            ("drill", "Restore drill"),
            ("download", "Download"),
            ("duplicate", "Duplicate"),
            ("certificate", "Certificate of integrity"),
        ],
        required=True,
        readonly=True,
    )
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    first_number = fields.Integer(string="First archive number", readonly=True)
    last_number = fields.Integer(string="Last archive number", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    is_encrypted = fields.Boolean(string="With a password", readonly=True)

    @api.depends("action", "done_at")
    def _compute_display_name(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        for access in self:
            access.display_name = f"{labels[access.action]} {access.done_at}"

    @api.model
    def _note(self, company_id, action, **values):
        """Write a line of the journal.

        :param int company_id: whose archive
        :param str action: what was done
        """
        # nobody writes here by himself, not even the owner
        self.sudo().create(
            {
                "company_id": company_id,
                "user_id": self.env.uid,
                "action": action,
                **values,
            }
        )
