# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class TpeWebhook(models.Model):
    """A server of others that is told of reminders and disputes, too."""

    _inherit = "tpe.webhook"

    on_reminded = fields.Boolean(string="Invoice reminded", default=True)
    on_disputed = fields.Boolean(string="Invoice disputed", default=True)

    @api.model
    def _get_events(self):
        # EXTENDS tpe_invoicing
        return super()._get_events() | {
            "invoice.reminded": "on_reminded",
            "invoice.disputed": "on_disputed",
        }


class TpeReminder(models.Model):
    """A message to a customer, which other programs are told of."""

    _inherit = "tpe.reminder"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS tpe_invoicing_reminders
        reminders = super().create(vals_list)
        # asked once for a batch, most often of a company without any
        if self.env["tpe.webhook"]._is_asked("invoice.reminded"):
            reminders.filtered(lambda each: each.state == "sent")._tell_others()
        return reminders

    def _tell_others(self):
        """Tell the servers that ask for it whom these messages remind of what."""
        for reminder in self:
            told = {
                "id": reminder.id,
                "level": reminder.level_number,
                "channel": reminder.channel,
                "date": fields.Date.to_string(reminder.date),
            }
            moves = reminder.line_ids.move_id
            moves._tpe_tell("invoice.reminded", {"reminder": told})


class TpeReminderPause(models.Model):
    """A pause of reminders; other programs are told when it is a dispute."""

    _inherit = "tpe.reminder.pause"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS tpe_invoicing_reminders
        pauses = super().create(vals_list)
        for pause in pauses.filtered(lambda each: each.kind == "dispute"):
            told = {
                "id": pause.id,
                "amount": pause.currency_id._tpe_format(pause.amount_concerned),
                "reason": pause.reason or False,
                "by_customer": pause.is_from_customer,
            }
            pause.move_id._tpe_tell("invoice.disputed", {"dispute": told})
        return pauses
