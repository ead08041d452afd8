# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class MailMail(models.Model):
    """A mail in the queue; a reminder follows what happens to its own."""

    _inherit = "mail.mail"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._tpe_tell_reminders(vals["state"], vals.get("failure_reason"))
        return result

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        # EXTENDS mail: core notes that a mail has left after the mail server took it.
        # Killed in between, it would send the mail again: no reminder goes out twice
        options = {
            "auto_commit": auto_commit,
            "raise_exception": raise_exception,
            "smtp_session": smtp_session,
            "alias_domain_id": alias_domain_id,
            "mail_server": mail_server,
            "post_send_callback": post_send_callback,
        }
        reminders = self.browse()
        if auto_commit:
            reminders = self.filtered(lambda mail: mail.model == "tpe.reminder")
        super(MailMail, self - reminders)._send(**options)
        for mail in reminders:
            leaving = mail.with_context(tpe_leaving_mail=mail.id)
            super(MailMail, leaving)._send(**options)
        return True

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # EXTENDS mail: this type is that of a mail server that does not answer
        result = super()._postprocess_sent_message(
            success_pids=success_pids,
            success_emails=success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        if failure_type == "mail_smtp":
            self._tpe_find_reminders()._set_no_server()
        return result

    def _tpe_note_leaving(self):
        """Note for good that this mail is being handed over, just before it is.

        The queue has marked the mail as failed by now, and takes no failed mail again.
        """
        self.ensure_one()
        self._tpe_tell_reminders("leaving")
        self.env["tpe.reminder.run"]._tpe_commit()

    def _tpe_tell_reminders(self, state, failure=False):
        """Tell the reminders of these mails what happened.

        :param str state: new state of the mails, or "leaving"
        :param str failure: what the mail server said
        """
        reminders_sudo = self._tpe_find_reminders()
        if not reminders_sudo:
            return
        if state == "outgoing":
            reminders_sudo._refuse_if_replaced()
        reminders_sudo._set_delivery(state, failure)

    def _tpe_find_reminders(self):
        """:return: the reminders that these mails carry
        :rtype: tpe.reminder"""
        # the queue runs as nobody in particular
        reminders_sudo = self.env["tpe.reminder"].sudo()
        return reminders_sudo.search([("mail_id", "in", self.ids)])
