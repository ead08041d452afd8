# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ..tools import law_update, legal_file

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
    """A file of new law, loaded without a new release of the addon.

    A table of figures fills gaps of one company. A signed update speaks for the law: it
    is shown with what it changes, and on which documents, before it is applied.
    """

    _name = "tpe.legal.update"
    _description = "Load legal figures"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("check", "Check")], default="choose", readonly=True
    )
    title = fields.Char(readonly=True)
    published_on = fields.Date(readonly=True)
    line_ids = fields.One2many(
        "tpe.legal.update.line", "update_id", string="What changes", readonly=True
    )
    document_ids = fields.One2many(
        "tpe.legal.update.document", "update_id", string="Documents", readonly=True
    )
    document_count = fields.Integer(compute="_compute_document_count")

    def _compute_document_count(self):
        for update in self:
            update.document_count = len(update.document_ids)

    def action_load(self):
        """Add the figures of a table, or show what a signed update changes.

        :return: a message that says how many were added, or the page of the update
        :rtype: dict
        """
        self.ensure_one()
        content = base64.b64decode(self.content or b"")
        if law_update.is_update(content):
            return self._show_changes(content)
        added, known = self._load(content)
        return self._say_done(
            self.env._(
                "%(added)s figures added, %(known)s known already.",
                added=added,
                known=known,
            )
        )

    def action_apply(self):
        """Apply the signed update that was shown.

        :return: a message that says so
        :rtype: dict
        """
        self.ensure_one()
        # read again from its bytes: what was shown is not what is trusted
        content = base64.b64decode(self.content or b"")
        update = self.env["tpe.law.update"]._apply(content)
        return self._say_done(
            self.env._("Update %(number)s is applied.", number=update.number)
        )

    def _say_done(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _show_changes(self, content):
        """:param bytes content: a signed update
        :return: action that shows what it changes
        :rtype: dict"""
        updates = self.env["tpe.law.update"]
        said = updates._read_file(content)
        rows, documents = updates._preview(said)
        is_french = (self.env.lang or "").startswith("fr")
        self.write(
            {
                "state": "check",
                "title": said["title_fr" if is_french else "title_en"],
                "published_on": said["published_on"],
                "line_ids": [Command.clear(), *map(Command.create, rows)],
                "document_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {"move_id": found["move"].id, "words": found["words"]}
                        )
                        for found in documents
                    ),
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update of the law"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
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


class TpeLegalUpdateLine(models.TransientModel):
    """One row of the law that a signed update changes."""

    _name = "tpe.legal.update.line"
    _description = "Row that an update of the law changes"
    _order = "date_from, id"

    update_id = fields.Many2one(
        "tpe.legal.update", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("figures", "Figure"),
            ("texts", "Mention"),
            ("changes", "Change of the law"),
            ("duties", "Calendar"),
        ],
        required=True,
    )
    name = fields.Char(required=True)
    date_from = fields.Date(string="In force from")
    before = fields.Text(string="Now")
    after = fields.Text(string="With the update")
    source = fields.Char()


class TpeLegalUpdateDocument(models.TransientModel):
    """One draft or unpaid document that a signed update bears on."""

    _name = "tpe.legal.update.document"
    _description = "Document that an update of the law bears on"

    update_id = fields.Many2one(
        "tpe.legal.update", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move", string="Document", required=True, ondelete="cascade"
    )
    state = fields.Selection(related="move_id.state")
    partner_id = fields.Many2one(related="move_id.partner_id")
    words = fields.Text(string="What changes on it")
