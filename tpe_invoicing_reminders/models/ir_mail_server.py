# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class IrMailServer(models.Model):
    """The way out; a reminder is noted before it takes it, see ``mail.mail._send``."""

    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, *args, **kwargs):
        # EXTENDS base
        if mail_id := self.env.context.get("tpe_leaving_mail"):
            self.env["mail.mail"].browse(mail_id)._tpe_note_leaving()
        return super().send_email(message, *args, **kwargs)
