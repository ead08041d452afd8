# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..arguments import READERS
from ..models.tpe_archive_export import EXPORTERS

MOST = 200  # findings shown at once


class TpeFecExport(models.TransientModel):
    """A FEC that a person asked for, with what the check of it found."""

    _name = "tpe.fec.export"
    _description = "File of accounting entries (FEC)"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="Fiscal year from",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="to",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    filename = fields.Char(readonly=True)
    content = fields.Binary(string="File", attachment=False, readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    finding_count = fields.Integer(readonly=True)
    findings = fields.Text(string="What the check found", readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for export in self:
            export.display_name = export.filename or self.env._("FEC")

    @api.depends("company_id")
    def _compute_dates(self):
        """Offer the last fiscal year that is over, or this one when it is the first."""
        today = fields.Date.context_today(self)
        for export in self:
            company = export.company_id
            year = company.compute_fiscalyear_dates(today)
            before = [
                *self.env["account.move"]._check_company_domain(company),
                ("state", "=", "posted"),
                ("date", "<", year["date_from"]),
            ]
            if self.env["account.move"].search_count(before, limit=1):
                last = year["date_from"] - timedelta(days=1)
                year = company.compute_fiscalyear_dates(last)
            export.update(year)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for export in self:
            if export.date_to < export.date_from:
                raise ValidationError(
                    self.env._("The last day comes before the first one.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._read_days(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._read_days(vals))

    @api.model
    def _read_days(self, vals):
        """:param dict vals: as a program wrote them
        :return: the same, with days of the calendar
        :rtype: dict
        :raises UserError: when one is none"""
        days = {name: vals[name] for name in ("date_from", "date_to") if name in vals}
        return vals | {
            name: READERS[name](self.env, name, value) for name, value in days.items()
        }

    # === ACTION METHODS === #

    def action_export(self):
        """Make the file, check it, and offer it.

        :return: this dialog again, with the file
        :rtype: dict
        """
        self.ensure_one()
        company = self.company_id
        self.env["tpe.archive.entry"]._check_archive_access(company.id, EXPORTERS)
        name, content = company._tpe_make_fec(self.date_from, self.date_to)
        findings = company._tpe_check_fec(name, content)
        sha256 = hashlib.sha256(content).hexdigest()
        self.write(
            {
                "filename": name,
                "content": base64.b64encode(content),
                "sha256": sha256,
                "finding_count": len(findings),
                "findings": "\n".join(findings[:MOST]) or False,
            }
        )
        self.env["tpe.archive.access"]._note(
            company.id,
            "fec",
            date_from=self.date_from,
            date_to=self.date_to,
            sha256=sha256,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File of accounting entries (FEC)"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
