# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from .mail_mail import PATIENT_MODELS


class MailThread(models.AbstractModel):
    """A record that people write on, visitors of public pages included."""

    _inherit = "mail.thread"

    def _message_compute_author(self, author_id=None, email_from=None):
        # EXTENDS mail: a visitor has no address, and what tells somebody of his answer
        # would never leave; it comes from the company then
        author_id, email_from = super()._message_compute_author(author_id, email_from)
        if not email_from and self.env.user._is_public():
            # in whose name its own pages write is no secret
            email_from = self.env.company.sudo().email_formatted
        return author_id, email_from

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        # EXTENDS mail: core tells nobody, and marks its own notifications alone
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict["bounced_message"]
        # the gateway is nobody in particular
        mails_sudo = self.env["mail.mail"].sudo()
        mails_sudo = mails_sudo.search([("mail_message_id", "in", message.ids)])
        mails_sudo.tpe_came_back_at = fields.Datetime.now()
        ours = message.filtered(lambda each: each.model in PATIENT_MODELS)
        ours |= mails_sudo.filtered("tpe_is_patient").mail_message_id
        ours.sudo()._tpe_tell_lost(message_dict["bounced_email"])
        return result
