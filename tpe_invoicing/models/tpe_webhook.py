# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.outbound import OutboundError, split_url

MESSAGES_ALLOWED = "tpe_invoicing.webhook_private"


class TpeWebhook(models.Model):
    """A server of others that is told what happens to invoices.

    Made by the owner; it receives signed messages until it is archived.
    """

    _name = "tpe.webhook"
    _description = "Webhook"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    url = fields.Char(string="Address", required=True)
    secret = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(32),
        groups="account.group_account_manager",
        help="The receiver computes the same signature with it: see the help.",
    )
    on_issued = fields.Boolean(string="Invoice issued", default=True)
    on_paid = fields.Boolean(string="Invoice paid", default=True)
    delivery_ids = fields.One2many("tpe.webhook.delivery", "webhook_id")
    waiting_count = fields.Integer(compute="_compute_counts", string="Waiting")
    failed_count = fields.Integer(compute="_compute_counts", string="Given up")

    @api.depends("delivery_ids.state")
    def _compute_counts(self):
        groups = self.env["tpe.webhook.delivery"]._read_group(
            [("webhook_id", "in", self.ids), ("state", "!=", "sent")],
            ["webhook_id", "state"],
            ["__count"],
        )
        counts = {(webhook, state): count for webhook, state, count in groups}
        for webhook in self:
            webhook.waiting_count = counts.get((webhook, "queued"), 0)
            webhook.failed_count = counts.get((webhook, "failed"), 0)

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            try:
                split_url(webhook.url, self._allows_private())
            except OutboundError as error:
                raise ValidationError(
                    self.env._(
                        "The address of a webhook begins with https:// and holds no "
                        "password."
                    )
                ) from error

    @api.model
    def _allows_private(self):
        """:return: whether messages may go to this network, for tests
        :rtype: bool"""
        settings_sudo = self.env["ir.config_parameter"].sudo()  # the system's
        return settings_sudo.get_param(MESSAGES_ALLOWED) == "1"

    # === ACTION METHODS === #

    def action_test(self):
        """Send a message that means nothing, to see whether it arrives.

        :return: a notification
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        self._queue("ping", [(self.company_id.partner_id, {})])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The message is on its way: its state is below."),
            },
        }

    # === TELL === #

    @api.model
    def _get_events(self):
        """Extension point: what can be told.

        :return: field that asks for it, by event
        :rtype: dict[str, str]
        """
        return {"invoice.issued": "on_issued", "invoice.paid": "on_paid"}

    @api.model
    def _is_asked(self, event):
        """:param str event: what can be told
        :return: whether anybody asks for it
        :rtype: bool"""
        asked = self._get_events()[event]
        # who works with invoices may not see webhooks
        return bool(self.sudo().search_count([(asked, "=", True)], limit=1))

    @api.model
    def _tell(self, event, facts):
        """Queue a message for every server that asks for an event; what is undone with
        this transaction is never told.

        :param str event: what happened
        :param list facts: record and what is told of it, each
        """
        asked = self._get_events()[event]
        # who works with invoices may not see webhooks
        webhooks_sudo = self.sudo().search([(asked, "=", True)])
        for webhook_sudo in webhooks_sudo:
            own = [
                (record, fact)
                for record, fact in facts
                if record.company_id == webhook_sudo.company_id
            ]
            if own:
                webhook_sudo._queue(event, own)

    def _queue(self, event, facts):
        """Queue messages to this server.

        :param str event: what happened
        :param list facts: record and what is told of it, each
        """
        now = fields.Datetime.now()
        rows = []
        for record, fact in facts:
            key = str(uuid.uuid4())
            told = {"id": key, "event": event, "created": f"{now.isoformat()}Z", **fact}
            rows.append(
                {
                    "webhook_id": self.id,
                    "key": key,
                    "event": event,
                    "res_model": record._name,
                    "res_id": record.id,
                    "payload": json.dumps(told, ensure_ascii=False, sort_keys=True),
                    "next_try": now,
                }
            )
        # nobody writes messages by hand
        self.env["tpe.webhook.delivery"].sudo().create(rows)
        # once this is committed
        self.env.ref("tpe_invoicing.ir_cron_tpe_webhook").sudo()._trigger()
