# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date


class TpeReminderPostpone(models.TransientModel):
    """Asks why, how long and for how much the reminders of invoices pause."""

    _name = "tpe.reminder.postpone"
    _description = "Pause reminders"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    kind = fields.Selection(
        selection="_get_kinds",
        required=True,
        default="dispute",
    )
    until = fields.Date(help="Last day of the pause. Empty: until somebody ends it.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(help="The part concerned. Zero: the whole invoice.")
    reason = fields.Text()
    document = fields.Binary(help="What the customer sent: a letter, a photo, a proof.")
    document_name = fields.Char()
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, required=True
    )

    @api.model
    def _get_kinds(self):
        """:return: the kinds of pauses, as the reader calls them
        :rtype: list[tuple[str, str]]"""
        field = self.env["tpe.reminder.pause"]._fields["kind"]
        return field._description_selection(self.env)

    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard.move_ids[:1].currency_id

    def action_pause(self):
        """Pause the reminders.

        :return: action that closes the window
        :rtype: dict
        """
        self.ensure_one()
        self._check_until()
        answers = self.move_ids.tpe_pause(
            self.kind, self.until, self.amount or None, self.reason
        )
        pause_ids = [answer["pause_id"] for answer in answers]
        self.env["tpe.reminder.pause"].browse(pause_ids).write(
            {
                "document": self.document,
                "document_name": self.document_name,
                "user_id": self.user_id.id,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_until(self):
        """:raises UserError: when what is typed would hold nothing any more"""
        today = fields.Date.context_today(self)
        if self.until and self.until < today:
            raise UserError(
                self.env._(
                    "%(day)s is over: nothing would pause. Give today or a later day.",
                    day=format_date(self.env, self.until),
                )
            )
