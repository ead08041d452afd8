# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import for_user

_logger = logging.getLogger(__name__)

KINDS = [
    ("invoice", "Invoice"),
    ("credit_note", "Credit note"),
    ("letter", "Letter"),
    ("import", "Document of a former software"),
    ("closing", "Closing"),
    ("key", "Change of key"),
    ("report", "Report"),
    ("hold", "Legal hold"),
    ("release", "End of a legal hold"),
    ("purge", "Purge"),
    ("audit", "Verification"),
    ("stamp", "Time-stamp"),
    ("restore", "Restoration"),
]


class TpeArchiveEntry(models.Model):
    """A document of a company as it was sealed: its figures, its hash, its signature.

    Made by ``_seal_documents`` only, in the transaction that issues the document; the
    file itself is an attachment. Entries of a company are numbered without gap, and
    each holds the hash of the one before: see ``tools/chain.py``. Nothing in it ever
    changes.
    """

    _name = "tpe.archive.entry"
    _inherit = "tpe.append.only.mixin"
    _description = "Archive entry"
    _log_access = False
    _order = "company_id, number desc"
    _check_company_auto = True
    _row_guard = "tpe_archive_guard_entry"

    number = fields.Integer(string="Archive number", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move",
        string="Journal entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    name = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    # customers are merged and deleted; what is sealed is not touched by that
    partner_ref = fields.Integer(string="Customer when sealed", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        search="_search_partner_id",
    )
    partner_name = fields.Char(string="Name of the customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    amount_untaxed = fields.Monetary(string="Without tax", readonly=True)
    amount_tax = fields.Monetary(string="VAT amount", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    filename = fields.Char(readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, ondelete="restrict"
    )
    size = fields.Integer(string="Size in bytes", readonly=True)
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    xml_sha256 = fields.Char(string="SHA-256 of the XML", readonly=True)
    xml_data = fields.Binary(
        attachment=False, readonly=True, groups=fields.NO_ACCESS, copy=False
    )
    meta = fields.Text(string="Particulars", required=True, readonly=True)
    sealed_at = fields.Datetime(string="Sealed on", required=True, readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    entry_hash = fields.Char(
        string="Fingerprint of the entry", required=True, readonly=True
    )
    key_id = fields.Many2one(
        "tpe.archive.key", required=True, readonly=True, ondelete="restrict"
    )
    signature = fields.Char(required=True, readonly=True)

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "This archive number is taken."
    )
    _chain_unique = models.UniqueIndex(
        "(company_id, previous_hash)", "Another entry follows that one already."
    )
    _hash_unique = models.UniqueIndex("(entry_hash)", "This entry is there already.")
    _attachment_unique = models.UniqueIndex(
        "(attachment_id) WHERE attachment_id IS NOT NULL",
        "This file is sealed already.",
    )
    _original_unique = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL AND kind IN ('invoice', 'credit_note')",
        "This document has its sealed original already.",
    )
    _date_index = models.Index("(company_id, date)")
    _sha256_index = models.Index("(sha256) WHERE sha256 IS NOT NULL")

    def init(self):
        self.env["ir.attachment"]._tpe_guard_files()
        self._guard_entries()
        return super().init()

    # === COMPUTE METHODS === #

    @api.depends("number", "name")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.number} - {entry.name}"

    @api.depends("partner_ref", "move_id.commercial_partner_id")
    def _compute_partner_id(self):
        partners = self.env["res.partner"].browse(set(self.mapped("partner_ref")))
        known = set(partners.exists().ids)
        for entry in self:
            partner_id = entry.partner_ref if entry.partner_ref in known else False
            entry.partner_id = partner_id or entry.move_id.commercial_partner_id

    def _search_partner_id(self, operator, value):
        if operator in ("in", "not in"):
            return [("partner_ref", operator, list(value))]
        return [("partner_name", operator, value)]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # only _seal_documents writes here, after it has locked the chain
        if vals_list:
            raise UserError(
                for_user(self).env._(
                    "Archive entries are made by issuing documents only."
                )
            )
        return super().create(vals_list)

    # === ACTION METHODS === #

    def action_download(self):
        """Give out the sealed file, and note it in the journal.

        :return: what the browser opens
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        self._read_document()
        self.env["tpe.archive.access"]._note(
            self.company_id.id,
            "download",
            first_number=self.number,
            last_number=self.number,
            sha256=self.sha256,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
        }

    def action_open_move(self):
        """:return: action that shows the invoice
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_archive_companies(self, company_id=None):
        """:param int company_id: only this one
        :return: companies that have an archive, or the one that was asked for
        :rtype: res.company
        :raises UserError: when there is no such company"""
        if company_id:
            company = self.env["res.company"].browse(company_id).exists()
            if not company:
                raise UserError(
                    self.env._("There is no company with the number %s.", company_id)
                )
            return company
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM tpe_archive_entry ORDER BY 1")
        )
        return self.env["res.company"].browse(row[0] for row in rows)

    @api.model
    def _get_audited_companies(self):
        """:return: companies that have an archive, or had one: that all its rows are
            gone is for a verification to tell
        :rtype: res.company"""
        database, companies = self._get_database(), self.env["res.company"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM account_move"
                " WHERE tpe_archive_entry_id IS NOT NULL"
            )
        )
        every = companies.with_context(active_test=False).search([])
        noted = every.filtered(
            lambda company: self._get_head_path(company.id, database).exists()
        )
        pointed = companies.browse(row[0] for row in rows)
        return (self._get_archive_companies() | pointed | noted).sorted("id")

    def _read_document(self):
        """Return the sealed bytes, once they are seen to be the sealed ones.

        :return: content of the file
        :rtype: bytes
        :raises UserError: when the file is missing or was changed
        """
        self.ensure_one()
        attachment_sudo = self.sudo().attachment_id  # whoever has the entry has it
        content = attachment_sudo and attachment_sudo._tpe_read_whole() or b""
        if hashlib.sha256(content).hexdigest() == self.sha256:
            return content
        return self._refuse_damaged(bool(content))

    def _refuse_damaged(self, is_there=True):
        """Tell the owner that the stored file is not the sealed one, and refuse it.

        :param bool is_there: whether there is a file at all
        :raises UserError: in any case
        """
        _logger.error(
            "archive entry %s of company %s: its file %s",
            self.number,
            self.company_id.id,
            "was changed" if is_there else "is missing",
        )
        self._tell_owner_of_damage()
        raise UserError(
            self.env._(
                "The stored file of %(name)s (archive number %(number)s) is not the "
                "one that was sealed: it was damaged or changed, and is not given "
                "out. Have your administrator put the file back from a backup, then "
                "verify the archive.",
                name=self.name,
                number=self.number,
            )
        )
