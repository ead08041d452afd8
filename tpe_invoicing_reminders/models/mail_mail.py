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

    def _tpe_tell_reminders(self, state, failure):
        """Tell the reminders of these mails what happened.

        :param str state: new state of the mails
        :param str failure: what the mail server said
        """
        # the queue runs as nobody in particular
        reminders_sudo = self.env["tpe.reminder"].sudo()
        reminders_sudo = reminders_sudo.search([("mail_id", "in", self.ids)])
        if not reminders_sudo:
            return
        if state == "outgoing":
            reminders_sudo._refuse_if_replaced()
        reminders_sudo._set_delivery(state, failure)
