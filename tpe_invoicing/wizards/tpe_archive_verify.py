# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.tpe_archive_verify import MOST_INT
from ..tools.chain_notes import read_anchors


class TpeArchiveVerify(models.TransientModel):
    """What a person wants verified: the whole archive, its end, or some days."""

    _name = "tpe.archive.verify"
    _description = "Verify the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [
            ("whole", "The whole archive"),
            ("closing", "What was sealed since a closing"),
            ("days", "The documents of some days"),
        ],
        required=True,
        default="whole",
    )
    closing_id = fields.Many2one(
        "tpe.archive.entry",
        compute="_compute_closing_id",
        store=True,
        readonly=False,
        domain="[('kind', '=', 'closing'), ('company_id', '=', company_id)]",
        help="The last one that a verification found in order, unless you choose.",
    )
    date_from = fields.Date(string="Documents from")
    date_to = fields.Date(string="Documents to")
    anchor = fields.Text(
        string="Noted elsewhere",
        help="The number and the fingerprint that the message of a closing told you.",
    )

    @api.depends("company_id")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = self.env._("Verification of the archive")

    @api.depends("company_id")
    def _compute_closing_id(self):
        for dialog in self:
            dialog.closing_id = dialog._get_good_closing()

    def _get_good_closing(self):
        """:return: the last closing that a verification found in order
        :rtype: tpe.archive.entry"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MAX(entry.id) FROM tpe_archive_entry entry
                  JOIN tpe_archive_audit audit
                    ON audit.company_id = entry.company_id AND audit.state = 'whole'
                   AND entry.number BETWEEN audit.first AND audit.reached
                 WHERE entry.kind = 'closing' AND entry.company_id = %s
                """,
                self.company_id.id or None,
            )
        )
        return self.env["tpe.archive.entry"].browse(rows[0][0] or [])

    def action_verify(self):
        """Begin to verify: a small archive is done at once, a large one goes on by
        itself.

        :return: the verification, with what it found or how far it is
        :rtype: dict
        :raises UserError: when it is not said where to begin
        """
        self.ensure_one()
        if self.anchor and not read_anchors(self.anchor):
            raise UserError(
                self.env._(
                    "Paste the archive number and its fingerprint (64 characters) as "
                    "the message of the closing shows them."
                )
            )
        audits = self.env["tpe.archive.audit"]
        company = self.company_id
        self.env["tpe.archive.entry"]._check_verify_access(company.id)
        audits_sudo = audits.sudo()  # the rights are checked: nobody writes there
        audit_sudo = audits_sudo._start(company.id, *self._get_span(), self.anchor)
        if not audit_sudo._advance():
            audits._trigger()
        return audit_sudo._open()

    def _get_span(self):
        """:return: first and last archive number, and whether the end is among them
        :rtype: tuple[int, int, bool]
        :raises UserError: when no closing or no day is chosen
        """
        if self.scope == "closing":
            if not self.closing_id:
                raise UserError(self.env._("Choose the closing to begin with."))
            return self.closing_id.number, MOST_INT, True
        if self.scope == "whole":
            return 1 - MOST_INT, MOST_INT, True
        if not self.date_from and not self.date_to:
            raise UserError(self.env._("Choose the days of the documents."))
        return self.env["tpe.archive.entry"]._get_span(
            self.company_id.id,
            fields.Date.to_string(self.date_from),
            fields.Date.to_string(self.date_to),
        )
