# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
import time
from datetime import timedelta

from odoo import api, fields, models

from ..commits import may_commit
from ..tools.outbound import OutboundError, find_target, post, sign

_logger = logging.getLogger(__name__)

TIMEOUT = 10  # seconds
AT_ONCE = 100
# minutes to wait after each failure; then it is given up
WAITS = (1, 5, 30, 120, 360, 720, 1440, 1440)
KEPT_DAYS = 90
STATES = [("queued", "Waiting"), ("sent", "Sent"), ("failed", "Given up")]


class TpeWebhookDelivery(models.Model):
    """One message to a server of others: its words, how often it was tried, the answer.

    Made with what it tells of, sent by the scheduler, and forgotten after three months.
    """

    _name = "tpe.webhook.delivery"
    _description = "Message of a webhook"
    _order = "id desc"
    _rec_name = "event"

    webhook_id = fields.Many2one(
        "tpe.webhook", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="webhook_id.company_id", store=True)
    key = fields.Char(required=True, readonly=True)
    event = fields.Char(required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="About", model_field="res_model", readonly=True
    )
    payload = fields.Text(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    attempts = fields.Integer(readonly=True, aggregator=None)
    next_try = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    status = fields.Integer(string="Answer", readonly=True, aggregator=None)
    error = fields.Char(readonly=True)

    _queue = models.Index("(next_try) WHERE state = 'queued'")

    # === ACTION METHODS === #

    def action_again(self):
        """Send these messages again.

        :return: True
        :rtype: bool
        """
        self.webhook_id.check_access("write")
        self.sudo().write(  # the right was checked; nobody writes messages by hand
            {"state": "queued", "attempts": 0, "next_try": fields.Datetime.now()}
        )
        self.env.ref("tpe_invoicing.ir_cron_tpe_webhook").sudo()._trigger()
        return True

    # === SCHEDULED === #

    @api.model
    def _cron_send(self):
        """Send what waits; a server that fails holds up nobody else's messages."""
        if not self.env.company._tpe_may_tell_outside():
            return
        failed = set()
        while True:
            now = fields.Datetime.now()
            found = self.search(
                [
                    ("state", "=", "queued"),
                    ("next_try", "<=", now),
                    ("webhook_id.active", "=", True),
                    ("webhook_id", "not in", list(failed)),
                ],
                order="id",
                limit=AT_ONCE,
            )
            waiting = found.try_lock_for_update()
            for delivery in waiting:
                webhook = delivery.webhook_id.id
                if webhook not in failed and not delivery._send():
                    failed.add(webhook)
                if not self._keep():
                    self._plan_next()
                    return
            if len(found) < AT_ONCE or not waiting:
                break
        self._plan_next()

    def _send(self):
        """Send one message.

        :return: whether it arrived
        :rtype: bool
        """
        webhook, body = self.webhook_id, self.payload.encode()
        moment = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "TPE-Invoicing",
            "X-TPE-Event": self.event,
            "X-TPE-Delivery": self.key,
            "X-TPE-Signature": sign(webhook.secret, moment, body),
        }
        status, error = 0, False
        try:
            target = find_target(webhook.url, webhook._allows_private())
            status, text = post(target, body, headers, TIMEOUT)
            if not 200 <= status < 300:
                error = text[:200]
        except OutboundError as failure:
            error = self._get_reasons()[str(failure)]
        is_sent = 200 <= status < 300
        self._note(is_sent, status, error)
        return is_sent

    def _note(self, is_sent, status, error):
        """Keep how a message fared, and when it is tried again.

        :param bool is_sent: whether it arrived
        :param int status: of the answer; zero when there was none
        :param str error: what went wrong
        """
        now = fields.Datetime.now()
        values = {"attempts": self.attempts + 1, "status": status, "error": error}
        if is_sent:
            values |= {"state": "sent", "sent_at": now}
        elif self.attempts >= len(WAITS):
            values |= {"state": "failed"}
        else:
            values["next_try"] = now + timedelta(minutes=WAITS[self.attempts])
        self.write(values)
        if values.get("state") == "failed":
            self._tell_owner()

    def _get_reasons(self):
        """:return: sentences by code of what stands in the way
        :rtype: dict[str, str]"""
        _ = self.env._
        return {
            "url": _("This is no address of the web."),
            "not_encrypted": _("The address begins with https://."),
            "unknown_host": _("There is no server of this name."),
            "private_address": _("The address is not on the public network."),
            "certificate": _("The certificate of the server is not valid."),
            "no_answer": _("The server does not answer."),
        }

    def _tell_owner(self):
        """Raise one activity for the owner while a server does not take messages."""
        owner, said = self.company_id._tpe_speak_to(self)
        name = self.webhook_id.name
        summary = said.env._("Webhook “%s”: messages are given up", name)
        partner = self.company_id.partner_id
        if summary not in partner.activity_ids.mapped("summary"):
            note = said.env._("Last error: %s", self.error or self.status)
            partner._tpe_ask(owner, summary, note)

    @api.model
    def _plan_next(self):
        """Have the scheduler come back when the next message is to be tried again."""
        first = self.search([("state", "=", "queued")], order="next_try", limit=1)
        if first:
            # nobody has rights on jobs by himself
            cron_sudo = self.env.ref("tpe_invoicing.ir_cron_tpe_webhook").sudo()
            cron_sudo._trigger(max(first.next_try, fields.Datetime.now()))

    @api.model
    def _keep(self):
        """Commit what was sent, so that it is not sent twice.

        :return: whether there is time left
        :rtype: bool
        """
        if not may_commit():
            self.env.flush_all()
            return True
        return bool(self.env["ir.cron"]._commit_progress(1))

    @api.autovacuum
    def _gc_old(self):
        """Forget messages that arrived three months ago."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "!=", "queued"), ("create_date", "<", limit)]).unlink()
