# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import api, fields, models


class TpeArchiveEntry(models.Model):
    """What the screens show of a closing, read from what it says."""

    _inherit = "tpe.archive.entry"

    closing_period = fields.Selection(
        [("day", "Day"), ("month", "Month"), ("year", "Year")],
        string="Kind of closing",
        compute="_compute_closing",
    )
    closing_count = fields.Integer(string="Documents", compute="_compute_closing")
    closing_total = fields.Char(string="Total closed", compute="_compute_closing")
    closing_late = fields.Integer(string="Sealed late", compute="_compute_closing")
    closing_gaps = fields.Integer(string="Missing numbers", compute="_compute_closing")
    closing_report_id = fields.Many2one(
        "tpe.archive.entry", string="Report", compute="_compute_closing_report_id"
    )

    @api.depends("kind", "meta")
    def _compute_closing(self):
        for entry in self:
            said = json.loads(entry.meta or "{}") if entry.kind == "closing" else {}
            entry.closing_period = said.get("period", False)
            entry.closing_count = said.get("count", 0)
            entry.closing_late = len(said.get("late", []))
            entry.closing_gaps = len(said.get("gaps", []))
            entry.closing_total = " + ".join(
                self._write_amount(amounts["total"], currency)
                for currency, amounts in sorted(said.get("totals", {}).items())
            )

    @api.depends("kind", "name")
    def _compute_closing_report_id(self):
        closings = self.filtered(lambda entry: entry.kind == "closing")
        reports = self.search(
            [
                ("company_id", "in", closings.company_id.ids),
                ("kind", "=", "report"),
                ("name", "in", closings.mapped("name")),
            ]
        )
        found = {
            (report.company_id, json.loads(report.meta or "{}").get("about")): report
            for report in reports
        }
        for entry in self:
            entry.closing_report_id = found.get((entry.company_id, entry.number), False)

    def action_open_report(self):
        """:return: action that opens the report of this closing
        :rtype: dict"""
        self.ensure_one()
        return self.closing_report_id.action_download()
