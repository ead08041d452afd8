# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class TpeArchiveExport(models.TransientModel):
    """What a person asks for when exporting the archive, until the export is begun."""

    _name = "tpe.archive.export"
    _description = "Export the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(string="Documents from")
    date_to = fields.Date(string="Documents to")
    protection = fields.Selection(
        [
            ("none", "Not encrypted"),
            ("password", "With a password"),
            ("accountant", "For the accountant alone"),
        ],
        required=True,
        compute="_compute_protection",
        store=True,
        readonly=False,
        precompute=True,
    )
    certificate_info = fields.Char(related="company_id.tpe_export_certificate_info")
    password = fields.Char(
        copy=False,
        help="Encrypts the file with AES-256. It is not kept: note it down, nobody can "
        "open the file without it.",
    )
    part_size = fields.Integer(
        string="Largest file (MB)",
        default=500,
        help="A larger archive becomes several files; each verifies alone, and all of "
        "them together. 0 = one file.",
    )
    can_have_fec = fields.Boolean(compute="_compute_can_have_fec")
    has_fec = fields.Boolean(
        string="With the FEC",
        compute="_compute_has_fec",
        store=True,
        readonly=False,
        help="The file of accounting entries that the tax authority asks for, one for "
        "each fiscal year of the period.",
    )

    @api.depends("company_id")
    def _compute_display_name(self):
        for export in self:
            export.display_name = self.env._("Export the archive")

    @api.depends("company_id")
    def _compute_protection(self):
        for export in self:
            has_key = bool(export.company_id.tpe_export_certificate_info)
            export.protection = "accountant" if has_key else "none"

    @api.depends("company_id", "date_from", "date_to")
    def _compute_can_have_fec(self):
        for export in self:
            years = export.company_id._tpe_get_fiscal_years(
                export.date_from, export.date_to
            )
            export.can_have_fec = bool(years)

    @api.depends("can_have_fec")
    def _compute_has_fec(self):
        for export in self:
            export.has_fec = export.can_have_fec

    # === ACTION METHODS === #

    def action_export(self):
        """Begin the export, and show it.

        :return: the export, with its files when it is ready
        :rtype: dict
        :raises UserError: when it is not said how
        """
        self.ensure_one()
        if self.protection == "password" and not self.password:
            raise UserError(
                self.env._("Write the password, or choose another protection.")
            )
        if self.part_size < 0:
            raise UserError(
                self.env._("The largest file has a size, or 0 for one file.")
            )
        password, self.password = self.password, False  # it never stays in the database
        job = self.env["tpe.archive.export.job"]._ask(
            {
                "company_id": self.company_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "part_size": self.part_size,
                "has_fec": self.can_have_fec and self.has_fec,
                "is_for_accountant": self.protection == "accountant",
            },
            password if self.protection == "password" else None,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export of the archive"),
            "res_model": job._name,
            "res_id": job.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
