# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError

STATES = [
    ("queued", "In the mail queue"),
    ("sent", "Sent"),
    ("failed", "Not delivered"),
    ("letter", "Letter to send"),
    ("posted", "Sent by letter"),
    ("late", "Not told in time"),
]


class TpeContractNotice(models.Model):
    """What a customer was told of one renewal of his contract: once, and how.

    Made by the scheduled action; the mail is kept as the proof.
    """

    _name = "tpe.contract.notice"
    _description = "Notice of renewal"
    _order = "deadline desc, id desc"

    contract_id = fields.Many2one(
        "contract.contract",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    term_end = fields.Date(string="End of the term", required=True, readonly=True)
    deadline = fields.Date(string="May be refused until", required=True, readonly=True)
    last_day = fields.Date(string="To be told until", required=True, readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")
    by_hand = fields.Selection(
        [("letter", "Letter to send"), ("posted", "Sent"), ("late", "Too late")],
        readonly=True,
    )
    told_on = fields.Date(readonly=True)
    state = fields.Selection(STATES, compute="_compute_state")

    _once = models.Constraint(
        "UNIQUE (contract_id, deadline)", "This renewal was told already."
    )

    @api.depends("mail_id.state", "mail_id.tpe_came_back_at", "by_hand")
    def _compute_state(self):
        states = {"sent": "sent", "exception": "failed", "cancel": "failed"}
        for notice in self:
            mail_sudo = notice.mail_id.sudo()  # the queue is the administrator's
            state = states.get(mail_sudo.state, "queued") if mail_sudo else "sent"
            if mail_sudo.tpe_came_back_at:
                state = "failed"
            notice.state = notice.by_hand or state

    def action_posted(self):
        """Note that the letter was sent today.

        :return: True
        :rtype: bool
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only accountants note that letters left."))
        # the right was checked; nobody changes a notice otherwise
        self.sudo().write(
            {"by_hand": "posted", "told_on": fields.Date.context_today(self)}
        )
        return True
