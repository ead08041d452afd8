# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import smtplib
from datetime import timedelta

from odoo import api, fields, models

# whose mails are promised to leave once the mail server is back, and how long they wait
PATIENT_MODELS = ("account.move", "contract.contract")
PATIENCE = timedelta(days=3)


class MailMail(models.Model):
    """A mail in Odoo's queue, which tries again after an outage."""

    _inherit = "mail.mail"

    tpe_is_patient = fields.Boolean(
        string="Waits for the mail server", readonly=True, copy=False
    )
    tpe_came_back_at = fields.Datetime(string="Came back", readonly=True, copy=False)

    @api.model
    def _tpe_run_queue(self):
        """Have the queue send what stands in it now, once this is committed."""
        # the queue is the administrator's; it only runs what stands in it
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        # EXTENDS mail: core has marked the mail in hand as failed, and its queue would
        # keep that when the mail server breaks off
        try:
            return super()._send(
                auto_commit=auto_commit,
                raise_exception=raise_exception,
                smtp_session=smtp_session,
                alias_domain_id=alias_domain_id,
                mail_server=mail_server,
                post_send_callback=post_send_callback,
            )
        except smtplib.SMTPServerDisconnected:
            if auto_commit:
                self.env.cr.rollback()  # the mails before are committed
            raise

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # EXTENDS mail: core gives a mail up when no mail server answers
        waiting = self.browse()
        if failure_type == "mail_smtp":
            since = fields.Datetime.now() - PATIENCE
            waiting = self.filtered(
                lambda mail: mail._tpe_is_ours() and mail.create_date > since
            )
            waiting.state = "outgoing"
        left = self - waiting
        result = super(MailMail, left)._postprocess_sent_message(
            success_pids=success_pids,
            success_emails=success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        lost = left.exists().filtered(
            lambda mail: mail.state == "exception" and mail._tpe_is_ours()
        )
        for mail in lost:
            reason = failure_reason or mail.failure_reason
            mail.mail_message_id._tpe_tell_lost(reason, failure_type)
        return result

    def _tpe_is_ours(self):
        """:return: whether the addons promise that this mail arrives
        :rtype: bool"""
        self.ensure_one()
        return self.tpe_is_patient or self.model in PATIENT_MODELS
