# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..tools.network import shorten_address

# the viewers of browsers ask for a file in several pieces
AGAIN = "1 minute"


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
            ("print", "Print"),
            ("documents", "Originals in one file"),
            ("api", "Read by a program"),
            ("portal", "Customer portal"),
            ("page", "Customer's page"),
            ("inventory", "Report on personal data"),
            ("erase", "Erasure of personal data"),
            ("recovery", "Recovery file"),
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
    origin = fields.Char(
        string="From network",
        readonly=True,
        default=lambda self: self._get_origin(),
        help="The network that asked, without the machine: the law wants no more data "
        "on persons than is needed.",
    )
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    note = fields.Char(string="Particulars", readonly=True)

    _entry_index = models.Index("(company_id, first_number, done_at)")

    @api.depends("action", "done_at")
    def _compute_display_name(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        for access in self:
            access.display_name = f"{labels[access.action]} {access.done_at}"

    @api.depends("company_id", "first_number", "last_number")
    def _compute_document_name(self):
        single = self.filtered(lambda line: line.first_number == line.last_number)
        # the owner reads the journal of all that the archive holds
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        found = {
            (entry.company_id, entry.number): entry.name
            for entry in entries_sudo.search(
                [
                    ("company_id", "in", single.company_id.ids),
                    ("number", "in", single.mapped("first_number")),
                ]
            )
        }
        for line in self:
            key = line.company_id, line.first_number
            line.document_name = line in single and found.get(key)

    @api.model
    def _get_origin(self):
        """:return: the network that a request came from
        :rtype: str"""
        if not request:
            return False
        return shorten_address(request.httprequest.remote_addr) or False

    @api.model
    def _note_entries(self, entries, action, is_viewer=False):
        """Write a line of the journal for each document that was given out.

        :param tpe.archive.entry entries: the documents
        :param str action: how
        :param bool is_viewer: whether the same person asking for the same document
            again at once is still the same access
        """
        if not entries:
            return
        again = SQL(
            """
            AND NOT EXISTS (
                SELECT 1 FROM tpe_archive_access a
                 WHERE a.company_id = e.company_id AND a.first_number = e.number
                   AND a.user_id = %s AND a.action = %s
                   AND a.done_at > %s::timestamp - INTERVAL %s)
            """,
            self.env.uid,
            action,
            fields.Datetime.now(),
            AGAIN,
        )
        # one statement, whatever the number: prints of hundreds stay as fast
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO tpe_archive_access (
                    company_id, user_id, done_at, action, first_number, last_number,
                    sha256, origin)
                SELECT e.company_id, %s, %s, %s, e.number, e.number, e.sha256, %s
                  FROM tpe_archive_entry e WHERE e.id = ANY(%s) %s
                 ORDER BY e.number
                """,
                self.env.uid,
                fields.Datetime.now(),
                action,
                self._get_origin() or None,
                list(entries.ids),
                again if is_viewer else SQL(),
            )
        )

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
