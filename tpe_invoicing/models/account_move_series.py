# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..tools.findings import Finding


class AccountMove(models.Model):
    """The series of numbers that a draft will join: each one once, none left out, in
    the order of the dates."""

    _inherit = "account.move"

    # a field, so that the drafts of a batch ask once
    tpe_later_id = fields.Many2one(
        "account.move",
        string="Document of a later date",
        compute="_compute_tpe_later_id",
        exportable=False,
    )

    @api.depends("state", "name", "journal_id", "move_type", "invoice_date")
    def _compute_tpe_later_id(self):
        today, found = fields.Date.context_today(self), {}
        for move in self:
            day = move.invoice_date
            is_asked = move.state == "draft" and not move._tpe_has_number()
            if not (is_asked and day and day < today):
                move.tpe_later_id = False
                continue
            key = move.journal_id, move.move_type, day
            if key not in found:
                found[key] = move._tpe_search_later()
            move.tpe_later_id = found[key]

    def _tpe_find_document(self, context):
        # EXTENDS: what the number and its date would make of the series
        found = super()._tpe_find_document(context)
        later = self.tpe_later_id
        if later:
            details = {"number": later.name, "day": later.invoice_date}
            found.append(Finding("date_before_last", details))
        if self.state == "draft" and self._tpe_has_number():
            found += self._tpe_find_typed_number()
        return found

    def _tpe_find_typed_number(self):
        """:return: findings about a number that somebody has typed
        :rtype: list[Finding]"""
        domain = self._tpe_get_series()
        if self.search_count([*domain, ("name", "=", self.name)], limit=1):
            return [Finding("number_taken", {"number": self.name})]
        domain.append(("sequence_prefix", "=", self.sequence_prefix))
        last = self.search(domain, order="sequence_number desc", limit=1)
        if last and self.sequence_number > last.sequence_number + 1:
            return [Finding("number_gap", {"number": self.name, "last": last.name})]
        return []

    def _tpe_search_later(self):
        """:return: the next document of the series whose date is later, or none
        :rtype: account.move"""
        domain = [*self._tpe_get_series(), ("invoice_date", ">", self.invoice_date)]
        later = self.search(domain, order="invoice_date, id", limit=1)
        if not later:
            return later
        reset = later._deduce_sequence_number_reset(later.name)
        starts_on = later._get_sequence_date_range(reset)[0]
        return later if starts_on <= self.invoice_date else later.browse()

    def _tpe_get_series(self):
        """:return: domain of what is issued in the same journal, and numbered alike
        :rtype: list"""
        domain = [
            ("journal_id", "=", self.journal_id.id),
            ("state", "=", "posted"),
            ("tpe_is_imported", "=", False),
        ]
        if self.journal_id.refund_sequence:
            domain.append(("move_type", "=", self.move_type))
        return domain
