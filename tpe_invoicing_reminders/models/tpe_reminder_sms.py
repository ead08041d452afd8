# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..tools import texts


class TpeReminder(models.Model):
    """The short message, by Odoo's own SMS: only where the company switched it on."""

    _inherit = "tpe.reminder"

    def _send_by_sms(self):
        """Put one SMS in the queue for each of these reminders.

        Without that module, or when the company does not send any, somebody calls.
        """
        silent = self.filtered(lambda each: not each.company_id._tpe_can_text())
        silent._send_by_phone()
        texted = self - silent
        if not texted:
            return
        # the queue belongs to nobody; the right to send was checked by the run
        messages_sudo = self.env["sms.sms"].sudo()
        messages = messages_sudo.create([each._prepare_sms_vals() for each in texted])
        for reminder, message in zip(texted, messages, strict=True):
            reminder.write({"sms_key": message.uuid, "delivery": "queued"})

    def _prepare_sms_vals(self):
        """:return: values of ``sms.sms``: the words of the step, and the link
        :rtype: dict"""
        self.ensure_one()
        ready = self.env.context["tpe_ready"][self.id]
        lang = self.company_id._tpe_get_lang(ready.contact.lang)
        self = self.with_context(lang=lang)
        values = self._get_values(self.run_id, ready)
        paragraphs = self._get_paragraphs(self.level_id, values, ready)
        words = [texts.to_single_line(line) for lines in paragraphs for line in lines]
        # as the networks want it: the country is the contact's, else the company's
        number = self.contact_id._phone_format(number=self.address) or self.address
        if not any(values["link"] in line for line in words):
            words.append(values["link"])
        return {"number": number, "body": "\n".join(words)}

    def _follow_texts(self):
        """Look what became of the SMS: one that was refused takes another way."""
        if "sms.sms" not in self.env:
            return
        # the scheduler's work, in all companies
        waiting_sudo = self.sudo().search(
            [("channel", "=", "sms"), ("delivery", "=", "queued")]
        )
        keys = waiting_sudo.mapped("sms_key")
        messages_sudo = self.env["sms.sms"].sudo().search([("uuid", "in", keys)])
        states = {message.uuid: message.state for message in messages_sudo}
        for reminder in waiting_sudo:
            # Odoo deletes what has left
            state = states.get(reminder.sms_key, "sent")
            if state in ("error", "canceled"):
                reminder._set_delivery("exception", self.env._("The SMS was refused."))
            elif state != "outgoing":
                reminder._set_delivery("sent")
