# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import plaintext2html


class MailMessage(models.Model):
    """A message that did not arrive, which somebody is told."""

    _inherit = "mail.message"

    def _tpe_tell_lost(self, reason, failure_type=False):
        """Ask a person to see to these messages: once for a record, and once for all
        that a mail server did not take.

        :param str reason: what the mail server said
        :param str failure_type: code of Odoo; none: the mail came back
        """
        for message in self:
            records = self.env[message.model or "res.partner"]
            record = records.browse(message.res_id or ()).exists()
            company = record.company_id or message.record_company_id
            if not company:
                continue  # what it was about is gone
            author = message.author_id.user_ids[:1]
            person, said = company._tpe_speak_to(message, author)
            is_one = record and failure_type != "mail_smtp"
            place = record if is_one else company.partner_id
            summary = said.env._("A message did not arrive: send it again")
            if summary not in place.activity_ids.mapped("summary"):
                note = filter(None, (message.subject, reason))
                place._tpe_ask(person, summary, plaintext2html("\n".join(note)))
