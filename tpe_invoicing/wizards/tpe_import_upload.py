# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.tpe_import import KINDS, PROFILES
from ..tools.import_columns import guess_table
from ..tools.import_problem import ImportProblem

# seconds that a person waits before a screen; the scheduler does the rest of the file
PATIENCE = 20


class TpeImportUpload(models.TransientModel):
    """A person's choice of a file of former software, tried before it comes in."""

    _name = "tpe.import.upload"
    _description = "Bring in the past"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        KINDS, string="What is in it", required=True, default="partners"
    )
    profile = fields.Selection(
        PROFILES,
        string="Former software",
        required=True,
        default="any",
        help="Leave it as it is: a file is known by its headings.",
    )
    own_profile_id = fields.Many2one(
        "tpe.import.profile",
        string="Own columns",
        domain="[('company_id', '=', company_id), ('kind', '=', kind)]",
        help="Columns that you corrected and saved under a name.",
    )
    content = fields.Binary(string="File", attachment=False)
    filename = fields.Char()
    report = fields.Json(readonly=True)
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.depends("report")
    @api.depends_context("lang")
    def _compute_summary(self):
        for upload in self:
            upload.summary = upload.report and self.env["tpe.import"]._render_summary(
                upload.report, "trial"
            )

    @api.onchange("content", "kind", "profile", "own_profile_id")
    def _onchange_content(self):
        self.report = False

    def action_try(self):
        """Say what the file would bring; change nothing.

        :return: the same form, with the report
        :rtype: dict
        """
        self.ensure_one()
        self.report = self._call(dry_run=True)["report"]
        return self._reopen(self._name, self.id, "new")

    def action_columns(self):
        """Show how the columns of the file are read, to be corrected and saved.

        :return: the page of one's own columns
        :rtype: dict
        """
        self.ensure_one()
        profiles = self.env["tpe.import.profile"]
        if not self.own_profile_id:
            imports = self.env["tpe.import"]
            try:
                data = imports._check_call(self.kind, self.content, self.profile)
                table = guess_table(self.kind, data, self.profile)
            except ImportProblem as problem:
                raise UserError(imports._say_problem(problem)) from problem
            name = (self.filename or self.kind).rsplit(".", 1)[0]
            company = self.company_id
            self.own_profile_id = profiles._make(company, self.kind, name, table)
        action = self._reopen(profiles._name, self.own_profile_id.id, "new")
        return action | {"context": {"tpe_upload_id": self.id}}

    def action_import(self):
        """Bring the file in.

        :return: the page of the import
        :rtype: dict
        """
        self.ensure_one()
        answer = self._call(dry_run=False)
        return self._reopen("tpe.import", answer["import_id"], "current")

    def _call(self, dry_run):
        imports = self.env["tpe.import"].with_context(tpe_import_patience=PATIENCE)
        return imports.tpe_import(
            self.company_id.id,
            self.kind,
            self.filename,
            self.content,
            profile=self.own_profile_id.name or self.profile,
            dry_run=dry_run,
        )

    def _reopen(self, model, res_id, target):
        """:return: action that opens one record
        :rtype: dict"""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bring in the past"),
            "res_model": model,
            "res_id": res_id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": target,
        }
