# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.misc import format_date

from .reminder_reasons import REASONS


class AccountMoveLine(models.Model):
    """An open item, with its next reminder or the reason why there is none."""

    _inherit = "account.move.line"

    tpe_reminder_line_ids = fields.One2many(
        "tpe.reminder.line", "move_line_id", readonly=True
    )
    tpe_reminder_note = fields.Char(
        string="Reminder", compute="_compute_tpe_reminder_note"
    )
    tpe_reminder_next_on = fields.Date(
        string="Next look", compute="_compute_tpe_reminder_note"
    )

    @api.depends(
        "amount_residual_currency",
        "date_maturity",
        "move_id.tpe_pause_ids.state",
        "move_id.tpe_pause_ids.until",
        "partner_id",
        "tpe_reminder_line_ids.is_counted",
    )
    @api.depends_context("lang", "company", "tpe_on_date")
    def _compute_tpe_reminder_note(self):
        self.tpe_reminder_note = self.tpe_reminder_next_on = False
        for company, lines in self._origin.grouped("company_id").items():
            notes = lines._tpe_get_reminder_notes(company)
            for line in lines:
                note = notes.get(line.id)
                if note:
                    line.tpe_reminder_note, line.tpe_reminder_next_on = note

    def _tpe_get_reminder_notes(self, company):
        """Say for open items what comes next, or why nothing does.

        :param res.company company: company of these items
        :return: sentence and day by item
        :rtype: dict[int, tuple]
        """
        run = self.env["tpe.reminder.run"]
        today = run._get_day(company, self.env.context.get("tpe_on_date"))
        customer_ids = self.partner_id.commercial_partner_id.ids
        if not customer_ids:
            return {}
        prepared, skips = self.env["tpe.reminder.planner"]._plan(
            company, today, customer_ids
        )
        notes = {}
        for ready in prepared:
            sentence = self._tpe_describe_next(ready)
            for line in ready.lines:
                notes[line.item.line_id] = sentence, today
        for skip in skips:
            sentence = str(self.env._(REASONS[skip.reason]))
            if skip.detail:
                sentence = sentence % {"detail": skip.detail}
            if skip.until:
                sentence = f"{sentence} ({format_date(self.env, skip.until)})"
            notes[skip.item.line_id] = sentence, skip.until or False
        return notes

    @api.model
    def _tpe_describe_next(self, ready):
        """:return: the step that is due, and by which way
        :rtype: str"""
        # steps are no secret to who sees the invoice
        level_sudo = self.env["tpe.reminder.level"].sudo()
        level_sudo = level_sudo.browse(ready.message.level_id)
        channels = dict(level_sudo._fields["channel"]._description_selection(self.env))
        if self.env.context.get("tpe_on_date"):
            return self.env._(
                "Due that day: %(step)s (%(channel)s)",
                step=level_sudo.name,
                channel=channels[ready.channel],
            )
        return self.env._(
            "Due now: %(step)s (%(channel)s)",
            step=level_sudo.name,
            channel=channels[ready.channel],
        )

    def action_tpe_send_now(self):
        """Send what is due today, and show it.

        :return: action
        :rtype: dict
        """
        run = self.env["tpe.reminder.run"]
        answer = run.tpe_run(self.env.company.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sent reminders"),
            "res_model": "tpe.reminder",
            "view_mode": "list,form",
            "domain": [("run_id", "=", answer["run_id"])],
        }
