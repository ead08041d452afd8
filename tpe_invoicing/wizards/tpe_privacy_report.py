# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import Command, api, fields, models
from odoo.tools.misc import format_date


class TpePrivacyReport(models.TransientModel):
    """The answer to “what do you know of me?”, read by a person, sent to a customer."""

    _name = "tpe.privacy.report"
    _description = "Report on personal data"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one("res.company", required=True)
    line_ids = fields.One2many(
        "tpe.privacy.report.line", "report_id", string="What is held", readonly=True
    )
    can_erase = fields.Boolean(string="May be erased", compute="_compute_can_erase")
    erased_words = fields.Text(string="Erased", readonly=True)
    filename = fields.Char(readonly=True)
    content = fields.Binary(attachment=False, readonly=True)

    @api.depends("partner_id")
    def _compute_display_name(self):
        for report in self:
            name = report.partner_id.display_name
            report.display_name = self.env._("Personal data of %s", name)

    @api.depends("line_ids.is_erasable")
    def _compute_can_erase(self):
        for report in self:
            report.can_erase = any(report.line_ids.mapped("is_erasable"))

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.partner"]._tpe_check_privacy()
        reports = super().create(vals_list)
        for report in reports:
            report._fill()
        return reports

    # === ACTION METHODS === #

    def action_print(self):
        """Make the letter to the customer, and note that it was made.

        :return: its download
        :rtype: dict
        """
        self.ensure_one()
        self.env["res.partner"]._tpe_check_privacy()
        lang = self.company_id._tpe_get_lang(self.partner_id.lang)
        # what was found is written once more, in the customer's language
        content = self.with_context(lang=lang)._render()
        today = fields.Date.context_today(self)
        name = f"{today}_{self.partner_id.id}.pdf"
        self.write({"filename": name, "content": content})
        # nobody writes the journal by himself
        journal_sudo = self.env["tpe.archive.access"].sudo()
        note = self.env._("Customer no. %s", self.partner_id.id)
        journal_sudo._note(self.company_id.id, "inventory", note=note)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.filename}"
            "?download=true",
        }

    def action_erase(self):
        """Erase what may be erased.

        :return: this report, up to date
        :rtype: dict
        """
        self.ensure_one()
        gone = self.partner_id._tpe_erase(self.company_id)
        self._fill()
        self.write(
            {
                "content": False,
                "erased_words": self.env._(
                    "%s pieces of data were erased. It is noted in the journal of the "
                    "archive.",
                    sum(gone.values()),
                ),
            }
        )
        return self._open()

    # === BUSINESS METHODS === #

    def _open(self):
        """:return: this report on the screen
        :rtype: dict"""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _describe(self):
        """:return: lines of the report, in the language of the context
        :rtype: list[dict]"""
        grounds = self.env["tpe.privacy.ground"]
        today = fields.Date.context_today(self)
        partner = self.partner_id.with_env(self.env)
        return [
            {
                "label": item["label"],
                "count": item["count"],
                "reason": item["law"]
                and f"{grounds._describe(item['ground'], today)} : {item['law']}"
                or grounds._describe(item["ground"], today),
                "until": item["until"],
                "is_erasable": item["ground"] == "none",
            }
            for item in partner._tpe_get_inventory(self.company_id)
        ]

    def _fill(self):
        """Write what is held into the lines."""
        rows = self._describe()
        self.line_ids = [Command.clear(), *map(Command.create, rows)]

    def _render(self):
        """:return: the letter, base64
        :rtype: bytes"""
        self = self.with_context(bin_size=False)
        partner = self.partner_id.with_env(self.env)
        ground = self.env["tpe.privacy.ground"]._describe(
            "rights", fields.Date.context_today(self)
        )
        blocks = [
            {
                "kind": "text",
                "text": self.env._(
                    "This is everything that we hold on you, why, and until when. What "
                    "may be erased now is marked; the rest we have to keep."
                ),
            },
            self._get_table(),
            {"kind": "text", "text": ground},
        ]
        address = partner._tpe_get_address_lines(self.company_id)
        pdf = self.env["tpe.archive.entry"]._set_paper(
            self.company_id,
            fields.Datetime.now(),
            self.env._("Your personal data"),
            blocks,
            subtitle=", ".join([partner.name or "", *address]),
        )
        return base64.b64encode(pdf)

    def _get_table(self):
        """:return: what is held, as a block of the letter
        :rtype: dict"""
        words = {True: self.env._("yes"), False: self.env._("no")}
        return {
            "kind": "table",
            "heads": [
                self.env._("What"),
                self.env._("How many"),
                self.env._("Why"),
                self.env._("Until"),
                self.env._("May be erased"),
            ],
            "widths": [4, 0, 6, 0, 0],
            "right": [1],
            "rows": [
                [
                    row["label"],
                    str(row["count"]),
                    row["reason"],
                    format_date(self.env, row["until"]) if row["until"] else "",
                    words[row["is_erasable"]],
                ]
                for row in self._describe()
            ],
        }


class TpePrivacyReportLine(models.TransientModel):
    """One kind of data that is held of a customer."""

    _name = "tpe.privacy.report.line"
    _description = "Personal data held"

    report_id = fields.Many2one(
        "tpe.privacy.report", required=True, index=True, ondelete="cascade"
    )
    label = fields.Char(string="What", required=True, readonly=True)
    count = fields.Integer(string="How many", readonly=True)
    reason = fields.Char(string="Why", readonly=True)
    until = fields.Date(string="To be kept until", readonly=True)
    is_erasable = fields.Boolean(string="May be erased", readonly=True)
