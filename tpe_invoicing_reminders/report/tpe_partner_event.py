# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

REMINDED = """
    SELECT reminder.id, COALESCE(reminder.sent_at, reminder.create_date),
           CASE WHEN reminder.state = 'sent' THEN 'reminded'
                WHEN mail.tpe_came_back_at IS NOT NULL THEN 'bounced'
                ELSE 'failed' END,
           reminder.partner_id, reminder.company_id, 'tpe.reminder', reminder.id,
           reminder.subject, reminder.amount_due, reminder.currency_id
      FROM tpe_reminder reminder
      LEFT JOIN mail_mail mail ON mail.id = reminder.mail_id
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
PROPOSED = """
    SELECT mail.id, message.date,
           CASE WHEN mail.tpe_came_back_at IS NOT NULL THEN 'bounced'
                WHEN mail.state = 'exception' THEN 'failed' ELSE 'sent' END,
           plan.partner_id, plan.company_id,
           'tpe.payment.plan', plan.id, message.subject, plan.amount_start,
           plan.currency_id
      FROM mail_mail mail
      JOIN mail_message message ON message.id = mail.mail_message_id
      JOIN tpe_payment_plan plan
        ON message.model = 'tpe.payment.plan' AND plan.id = message.res_id
     WHERE mail.state IN ('sent', 'exception')
"""
SIGNED = """
    SELECT plan.id, plan.accepted_at, 'signed', plan.partner_id, plan.company_id,
           'tpe.payment.plan', plan.id, plan.accepted_by, plan.amount_start,
           plan.currency_id
      FROM tpe_payment_plan plan
     WHERE plan.accepted_at IS NOT NULL
"""
CLAIMED = """
    SELECT letter.id, letter.sent_on::timestamp, 'sent', letter.partner_id,
           letter.company_id, 'tpe.claim.letter', letter.id, letter.name,
           letter.amount_total, letter.currency_id
      FROM tpe_claim_letter letter
     WHERE letter.sent_on IS NOT NULL
"""
# behind those of tpe_invoicing; the place of each never changes
FIRST = 10


class TpePartnerEvent(models.Model):
    """What reminders add to the timeline: reminders, promises, disputes."""

    _inherit = "tpe.partner.event"
    _depends = {
        "tpe.claim.letter": ["sent_on"],
        "tpe.payment.plan": ["accepted_at", "accepted_by", "amount_start"],
        "tpe.reminder": ["state", "sent_at", "subject", "amount_due", "mail_id"],
        "tpe.reminder.pause": ["kind", "state", "until", "reason", "amount"],
    }

    kind = fields.Selection(
        selection_add=[
            ("reminded", "Reminder"),
            ("promised", "Promise"),
            ("kept", "Promise kept"),
            ("broken", "Promise broken"),
            ("signed", "Payment plan signed"),
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
        own = (REMINDED, paused, BROKEN, PROPOSED, SIGNED, CLAIMED)
        return super()._get_sources() | dict(enumerate(own, FIRST))
