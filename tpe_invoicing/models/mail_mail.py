# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class MailMail(models.Model):
    """A mail in Odoo's queue, which tries again after an outage."""

    _inherit = "mail.mail"

    @api.model
    def _tpe_run_queue(self):
        """Have the queue send what stands in it now, once this is committed."""
        # the queue is the administrator's; it only runs what stands in it
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
