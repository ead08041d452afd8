# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.mentions import fill


class TpeArchiveClause(models.Model):
    """The words of a clause of the self-attestation of the archive, from a day on.

    They are shipped with the addon, in French, the language of who reads them. A
    company's own row takes the place of the law's.
    """

    _name = "tpe.archive.clause"
    _inherit = "tpe.law.mixin"
    _description = "Clause of the self-attestation"
    _order = "sequence, code, date_from desc"
    _rec_name = "code"

    sequence = fields.Integer(required=True)
    code = fields.Char(required=True)
    heading = fields.Char(help="Empty: the clause goes on under the one before.")
    date_from = fields.Date(string="In force from", required=True)
    repealed = fields.Boolean(help="From this day on the clause is left out.")
    text_fr = fields.Text(string="French text")
    duty_fr = fields.Text(string="What is left to the company", help="In French.")
    text_shown = fields.Text(string="Words", compute="_compute_text_shown")
    source_title = fields.Char(string="Source")
    source_url = fields.Char(string="Address of the source")

    _law_unique = models.UniqueIndex(
        "(code, date_from) WHERE company_id IS NULL",
        "The law has one text of a clause on a day.",
    )
    _company_unique = models.UniqueIndex(
        "(code, date_from, company_id) WHERE company_id IS NOT NULL",
        "A company has one text of a clause on a day.",
    )

    @api.depends("text_fr")
    @api.depends_context("company", "lang")
    def _compute_text_shown(self):
        # the versions of modules are no secret
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        words = entries_sudo._get_attestation_words(
            self.env.company, fields.Date.context_today(self)
        )
        for clause in self:
            clause.text_shown = fill(clause.text_fr, words)

    @api.model
    def _get_clauses(self, company, on_date):
        """:param res.company company: whose attestation
        :param date on_date: the day it speaks of
        :return: the clauses in force, in order
        :rtype: tpe.archive.clause
        :raises UserError: when the law has no words for that day"""
        rows = self.search(
            [
                ("date_from", "<=", on_date),
                ("company_id", "in", (False, company.id)),
            ]
        )
        found = {}
        for row in rows.sorted(lambda row: (bool(row.company_id), row.date_from)):
            found[row.code] = row
        clauses = self.browse(row.id for row in found.values() if not row.repealed)
        if not clauses.filtered(lambda clause: clause.code == "LAW"):
            raise UserError(
                self.env._(
                    "The words of the law for %s are not in this version: choose a "
                    "later day.",
                    fields.Date.to_string(on_date),
                )
            )
        return clauses.sorted(lambda clause: (clause.sequence, clause.code))
