# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ..tools import legal_file

_lt = LazyTranslate(__name__)

PROBLEMS = {
    "not_text": _lt("Line %(line)s: the file is no CSV file in UTF-8."),
    "column_missing": _lt("Line %(line)s: the column “%(detail)s” is missing."),
    "code_unknown": _lt("Line %(line)s: no legal figure is called “%(detail)s”."),
    "date_wrong": _lt("Line %(line)s: “%(detail)s” is no date such as 2027-01-01."),
    "value_wrong": _lt("Line %(line)s: “%(detail)s” is no figure."),
    "source_missing": _lt(
        "Line %(line)s: the source needs a title and an https address."
    ),
}


class TpeLegalUpdate(models.TransientModel):
    """A file of new legal figures, loaded without a new release of the addon."""

    _name = "tpe.legal.update"
    _description = "Load legal figures"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", attachment=False)
    filename = fields.Char()

    def action_load(self):
        """Add the figures of the file that the company does not know yet.

        :return: a message that says how many were added
        :rtype: dict
        """
        self.ensure_one()
        added, known = self._load(base64.b64decode(self.content or b""))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(added)s figures added, %(known)s known already.",
                    added=added,
                    known=known,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _load(self, content):
        """:param bytes content: the file
        :return: how many figures were added, and how many were known
        :rtype: tuple[int, int]
        :raises UserError: naming every line that is wrong; nothing is added then"""
        parameters = self.env["tpe.legal.parameter"].search([])
        by_code = {parameter.code: parameter for parameter in parameters}
        rows, problems = legal_file.read(content, by_code.keys())
        if problems:
            codes = {problem.code for problem in problems}
            sentences = {code: self.env._(PROBLEMS[code]) for code in codes}
            raise UserError(
                "\n".join(
                    sentences[problem.code]
                    % {"line": problem.line, "detail": problem.detail}
                    for problem in problems
                )
            )
        known = {
            (value.parameter_id, value.date_from)
            for value in parameters.value_ids
            if value.company_id.id in (False, self.company_id.id)
        }
        fresh = [row for row in rows if (by_code[row.code], row.date_from) not in known]
        self.env["tpe.legal.parameter.value"].create(
            [self._prepare_value(by_code[row.code], row) for row in fresh]
        )
        return len(fresh), len(rows) - len(fresh)

    def _prepare_value(self, parameter, row):
        """:param tpe.legal.parameter parameter: the figure
        :param FigureRow row: what the file says
        :return: values of the company's own row
        :rtype: dict"""
        return {
            "parameter_id": parameter.id,
            "company_id": self.company_id.id,
            "date_from": row.date_from,
            "value": float(row.value),
            "source_title": row.source.title,
            "source_url": row.source.url,
            "published_on": row.published_on,
        }
