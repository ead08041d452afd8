# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class AccountMove(models.Model):
    """What becomes of an original after it was issued: who took it, its destruction."""

    _inherit = "account.move"

    tpe_purge_words = fields.Text(
        string="Destroyed original", compute="_compute_tpe_purge_words"
    )

    @api.depends("tpe_archive_entry_id.purge_words")
    def _compute_tpe_purge_words(self):
        # whoever reads the invoice may know what became of its original
        for move in self:
            entry_sudo = move.tpe_archive_entry_id.sudo()
            move.tpe_purge_words = entry_sudo.purge_words

    def _tpe_is_destroyed(self):
        """:return: whether the original was purged at the end of its retention
        :rtype: bool"""
        self.ensure_one()
        # whoever reads the invoice may know what became of its original
        entry_sudo = self.tpe_archive_entry_id.sudo()
        return bool(entry_sudo) and entry_sudo._is_purged()

    def _tpe_note_access(self, action, is_viewer=False):
        """Note in the archive's journal that originals were given out.

        :param str action: how; customers who are known are told from users
        :param bool is_viewer: see ``tpe.archive.access._note_entries``
        """
        if action != "page" and not self.env.user._is_internal():
            action = "portal"
        # nobody writes the journal by himself; the entries are only named
        journal_sudo = self.env["tpe.archive.access"].sudo()
        entries_sudo = self.sudo().tpe_archive_entry_id
        journal_sudo._note_entries(
            entries_sudo.filtered(lambda entry: not entry._is_purged()),
            action,
            is_viewer,
        )


class IrAttachment(models.Model):
    """Originals that are given out by their own address."""

    _inherit = "ir.attachment"

    def _to_http_stream(self):
        # EXTENDS base: /web/content, the viewers of the web client, mails opened there
        stream = super()._to_http_stream()
        if self.mimetype == "application/pdf" and self._tpe_get_sealed():
            # whoever may read the file may have it noted
            entries_sudo = self.env["tpe.archive.entry"].sudo()
            entry_sudo = entries_sudo.search([("attachment_id", "=", self.id)])
            journal_sudo = self.env["tpe.archive.access"].sudo()
            journal_sudo._note_entries(entry_sudo, "download", is_viewer=True)
        return stream
