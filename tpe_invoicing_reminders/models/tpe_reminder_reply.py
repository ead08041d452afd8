# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import html2plaintext, plaintext2html
from odoo.tools.translate import LazyTranslate

from ..tools import reply

_lt = LazyTranslate(__name__)
# what the customer seems to say -> what to do
ADVICE = {
    "dispute": _lt("Seems to dispute it: note the dispute, and settle it."),
    "claimed_paid": _lt("Says to have paid: look for the payment at the bank."),
    "promise": _lt("Promises to pay: note the promise with its day."),
    "plan": _lt("Asks for time: propose a payment plan."),
    "question": _lt("Answer the customer."),
}


class TpeReminder(models.Model):
    """What comes back: an answer of the customer, or a mail that was not delivered."""

    _inherit = "tpe.reminder"

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS mail: who answers gets a person, and no further reminder meanwhile
        result = super().message_update(msg_dict, update_vals)
        is_automatic = self.env.context.get("tpe_is_automatic")
        if is_automatic or reply.is_automatic(msg_dict.get("subject")):
            return result
        text = html2plaintext(msg_dict.get("body") or "")
        for reminder in self.filtered(lambda each: not each._is_from_us(msg_dict)):
            sent = html2plaintext(reminder.body or "")
            reminder._take_answer(reply.get_own_words(text, sent))
        return result

    def _is_from_us(self, msg_dict):
        """:param dict msg_dict: a mail, see ``message_update``
        :return: whether the company itself wrote it: a colleague who had a copy
        :rtype: bool"""
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        return bool(author) and (
            not author.partner_share or author == self.company_id.partner_id
        )

    def _take_answer(self, words):
        """Pause what the customer owes, and ask a person to answer.

        :param str words: what the customer wrote
        """
        company = self.company_id
        named = self.env["tpe.reminder.run"]._get_person_named(company)
        # the gateway speaks no language
        person, self = company._tpe_speak_to(self, named)
        reason = self.env._("The customer answered: %s", words[:200])
        self.partner_id._tpe_hold_reminders(company, company.tpe_answer_days, reason)
        self.partner_id.message_post(
            body=plaintext2html(words),
            subject=self.env._("Answer to: %s", self.subject),
            author_id=self.contact_id.id or self.partner_id.id,
        )
        summary = self.env._(ADVICE[reply.guess(words)])
        self._tpe_ask(person, summary, plaintext2html(words))

    def _message_receive_bounce(self, email, partner):
        # EXTENDS mail: who did not get it was not reminded; the address is known now to
        # be bad, and the same step takes another way
        result = super()._message_receive_bounce(email, partner)
        mailed = self.filtered(lambda r: r.channel == "email" and r.state == "sent")
        mailed.write(
            {
                "state": "failed",
                "delivery": "failed",
                "error": self.env._("%s does not exist or refuses mail.", email),
            }
        )
        return result


class MailThread(models.AbstractModel):
    """What gets mail; who reads it is told whether a machine wrote it."""

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        # EXTENDS mail: the headers are not in what ``message_update`` is given
        if reply.is_sent_by_machine(message):
            self = self.with_context(tpe_is_automatic=True)
        return super()._message_route_process(message, message_dict, routes)
