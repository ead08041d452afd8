# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..tools.chain import Problem


class TpeArchiveAuditLine(models.Model):
    """One thing that a verification found: which entry, and what is wrong with it.

    Made by the verification; it never changes.
    """

    _name = "tpe.archive.audit.line"
    _description = "Finding of a verification"
    _log_access = False
    _order = "audit_id, number, id"

    audit_id = fields.Many2one(
        "tpe.archive.audit",
        "Verification",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="audit_id.company_id")
    number = fields.Integer(string="Archive number", readonly=True)
    kind = fields.Selection(
        [
            ("file_changed", "File changed"),
            ("file_missing", "File missing"),
            ("row_changed", "Entry changed"),
            ("row_removed", "Entry removed"),
            ("row_inserted", "Entry inserted"),
            ("order", "Not in its place"),
            ("fork", "Does not follow the one before"),
            ("signature", "Signature of an unknown key"),
            ("closing", "Closing that does not add up"),
            ("clock", "Clock that went backwards"),
            ("truncated", "Missing at the end"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    message = fields.Char(compute="_compute_message", string="What was found")

    @api.depends("number", "kind", "detail")
    @api.depends_context("lang")
    def _compute_message(self):
        entries = self.env["tpe.archive.entry"]
        for line in self:
            problem = Problem(line.number, line.kind, line.detail or "")
            line.message = entries._describe_problem(problem)

    @api.depends("message")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.message

    def action_open_entry(self):
        """:return: action that shows the entry concerned, if it is there
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Archive number %s", self.number),
            "res_model": "tpe.archive.entry",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("number", "=", self.number),
            ],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    def _get_problems(self):
        """:return: what was found, as the walk tells it
        :rtype: list[Problem]"""
        return [Problem(line.number, line.kind, line.detail or "") for line in self]
