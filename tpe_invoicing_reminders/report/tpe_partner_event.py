# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

REMINDED = """
    SELECT reminder.id, COALESCE(reminder.sent_at, reminder.create_date),
           CASE reminder.state WHEN 'sent' THEN 'reminded' ELSE 'failed' END,
           reminder.partner_id, reminder.company_id, 'tpe.reminder', reminder.id,
           reminder.subject, reminder.amount_due, reminder.currency_id
      FROM tpe_reminder reminder
     WHERE reminder.state IN ('sent', 'failed')
"""
PAUSED = """
    SELECT pause.id, pause.create_date,
           CASE pause.kind WHEN 'promise' THEN 'promised'
                WHEN 'dispute' THEN 'disputed' ELSE 'claimed' END,
           pause.partner_id, pause.company_id, 'tpe.reminder.pause', pause.id,
           move.name || COALESCE(' ' || to_char(pause.until, 'YYYY-MM-DD'), '')
           || COALESCE(' ' || pause.reason, ''),
           COALESCE(NULLIF(pause.amount, 0), pause.balance), move.currency_id
      FROM tpe_reminder_pause pause
      JOIN account_move move ON move.id = pause.move_id
     WHERE pause.kind IN ('promise', 'dispute', 'claimed_paid')
"""
BROKEN = """
    SELECT pause.id, pause.ended_on::timestamp,
           CASE pause.state WHEN 'kept' THEN 'kept' ELSE 'broken' END,
           pause.partner_id, pause.company_id, 'tpe.reminder.pause', pause.id,
           move.name, COALESCE(NULLIF(pause.amount, 0), pause.balance),
           move.currency_id
      FROM tpe_reminder_pause pause
      JOIN account_move move ON move.id = pause.move_id
     WHERE pause.kind = 'promise' AND pause.state IN ('kept', 'broken')
"""
# behind those of tpe_invoicing; the place of each never changes
FIRST = 10


class TpePartnerEvent(models.Model):
    """What reminders add to the timeline: reminders, promises, disputes."""

    _inherit = "tpe.partner.event"
    _depends = {
        "tpe.reminder": ["state", "sent_at", "subject", "amount_due"],
        "tpe.reminder.pause": ["kind", "state", "until", "reason", "amount"],
    }

    kind = fields.Selection(
        selection_add=[
            ("reminded", "Reminder"),
            ("promised", "Promise"),
            ("kept", "Promise kept"),
            ("broken", "Promise broken"),
            ("disputed", "Dispute"),
            ("claimed", "Says it is paid"),
        ]
    )

    @api.model
    def _get_sources(self):
        # EXTENDS tpe_invoicing
        paused = PAUSED
        if (self.env.lang or "").startswith("fr"):
            paused = PAUSED.replace("YYYY-MM-DD", "DD/MM/YYYY")
        own = dict(enumerate((REMINDED, paused, BROKEN), FIRST))
        return super()._get_sources() | own
