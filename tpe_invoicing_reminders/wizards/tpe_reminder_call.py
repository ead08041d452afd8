# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

from ..models.tpe_reminder_call import CALL_RESULTS, PAUSES


class TpeReminderCall(models.TransientModel):
    """What came out of a phone call to a customer."""

    _name = "tpe.reminder.call"
    _description = "Result of a phone call"

    reminder_id = fields.Many2one("tpe.reminder", required=True)
    partner_id = fields.Many2one(related="reminder_id.partner_id")
    contact_id = fields.Many2one(related="reminder_id.contact_id")
    phone = fields.Char(related="reminder_id.phone")
    script = fields.Html(related="reminder_id.body")
    currency_id = fields.Many2one(related="reminder_id.currency_id")
    result = fields.Selection(CALL_RESULTS, required=True)
    until = fields.Date(
        help="Day of the promise, or last day without reminders. Empty: the usual time."
    )
    amount = fields.Monetary(help="The part concerned. Zero: all of it.")
    note = fields.Text(string="What was said")

    def action_save(self):
        """Note the result.

        :return: action that closes the window
        :rtype: dict
        :raises UserError: when a promise has no day
        """
        self.ensure_one()
        if self.result == "promise" and not self.until:
            raise UserError(self.env._("When does the customer promise to pay?"))
        amount = self.amount if self.result in PAUSES and self.amount else None
        self.reminder_id._note_call(self.result, self.note, self.until, amount)
        return {"type": "ir.actions.act_window_close"}
