# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.tpe_invoicing.models.res_partner_account import TOKEN

from .tpe_reminder_level import CHANNELS

# what may still change on a reminder: where it got to, never what it says
MUTABLE = frozenset(
    {
        "state",
        "delivery",
        "sent_at",
        "error",
        "mail_id",
        "letter_entry_id",
        "sms_key",
        "call_result",
        "call_note",
        "called_at",
    }
)
# what people add to it, and the proofs among it, which are never replaced
NOTED = frozenset(
    {
        "tracking_number",
        "posted_on",
        "received_on",
        "deposit_proof_name",
        "receipt_proof_name",
    }
)
PROOFS = frozenset({"deposit_proof", "receipt_proof"})
# longer than a mail server takes to accept or refuse a message
HANDOVER = timedelta(hours=1)


class TpeReminder(models.Model):
    """One message to a customer about what he owes, as it was sent.

    Made by a run, under lock, with the balance it was based on. Figures, words and
    lines never change; only the state of its delivery does.
    """

    _name = "tpe.reminder"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Reminder"
    _order = "date desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    run_id = fields.Many2one(
        "tpe.reminder.run",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one("res.partner", string="Sent to", readonly=True)
    address = fields.Char(
        string="Address used", readonly=True, help="E-mail address or phone number."
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    plan_id = fields.Many2one("tpe.reminder.plan", readonly=True, ondelete="restrict")
    level_id = fields.Many2one(
        "tpe.reminder.level",
        string="Step",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    level_number = fields.Integer(string="Step number", readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    delivery = fields.Selection(
        [
            ("queued", "Waits in the mail queue"),
            ("leaving", "On its way to the mail server"),
            ("doubtful", "May not have left"),
            ("delivered", "Handed over"),
            ("to_print", "To be printed and posted"),
            ("to_call", "To be called"),
            ("failed", "Refused"),
            ("no_server", "No mail server answered"),
        ],
        readonly=True,
        help="Handed over: to the mail server, to the post, or on the phone.",
    )
    sent_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)
    amount_due = fields.Monetary(readonly=True)
    interest = fields.Monetary(
        readonly=True, help="What the law let the creditor claim that day."
    )
    fees = fields.Monetary(string="Lump sums", readonly=True)
    subject = fields.Char(readonly=True)
    wording = fields.Selection(
        [("a", "First subject"), ("b", "Second subject")],
        string="Subject tried",
        readonly=True,
    )
    body = fields.Html(
        readonly=True,
        sanitize=False,
        groups="account.group_account_invoice",
        help="With its links, by which a customer pays, promises and disputes.",
    )
    shown_body = fields.Html(
        string="Message", compute="_compute_shown_body", sanitize=False
    )
    template = fields.Char(
        readonly=True, help="Plan, step and version of the addon that made the words."
    )
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null")
    sms_key = fields.Char(readonly=True)
    tracking_number = fields.Char(help="Of a registered letter.")
    is_merged = fields.Boolean(
        readonly=True, help="Sent to a contact that was merged into this customer."
    )
    line_ids = fields.One2many("tpe.reminder.line", "reminder_id", readonly=True)

    _one_a_day = models.UniqueIndex(
        "(company_id, partner_id, currency_id, date) "
        "WHERE state = 'sent' AND is_merged IS NOT TRUE",
        "A customer gets one reminder a day and currency.",
    )
    _contact_idx = models.Index("(company_id, date) WHERE state = 'sent'")
    _failed_idx = models.Index("(contact_id, address) WHERE state = 'failed'")

    @api.depends("body")
    @api.depends_context("uid")
    def _compute_shown_body(self):
        # who only reads sees the words, and cannot act in the customer's place
        may_act = self.env.user.has_group("account.group_account_invoice")
        for reminder in self:
            body = reminder.sudo().body
            reminder.shown_body = body if may_act else self._hide_links(body)

    # === CRUD METHODS === #

    def write(self, vals):
        # people note the number of a registered letter; the rest is the engine's
        mutable = NOTED | PROOFS | (MUTABLE if self.env.su else frozenset())
        if vals.keys() & self._get_snapshot_fields() - mutable:
            raise UserError(
                self.env._("A reminder is kept as it was sent: it cannot be changed.")
            )
        if any(each[name] for each in self for name in PROOFS & vals.keys()):
            raise UserError(self.env._("A proof that was filed is not replaced."))
        result = super().write(vals)
        if "state" in vals:
            # lines are of their reminder, and only follow it
            self.line_ids.sudo()._follow_state()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A reminder is kept as proof: it is not deleted."))

    @api.model
    def _get_snapshot_fields(self):
        """:return: names of the fields that say what was sent
        :rtype: set[str]"""
        return {
            name
            for name, declared in self._fields.items()
            if declared.store and declared._modules == (self._module,)
        } | {"line_ids"}

    @api.model
    def _hide_links(self, body):
        """:param str body: words of a message
        :return: the same, without the key to the customer's own page
        :rtype: str"""
        return body and Markup(TOKEN.sub("…", body))

    # === ACTION METHODS === #

    def action_open_invoices(self):
        """Show the invoices of this reminder.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
        }

    def action_send_again(self):
        """Put messages that may not have left into the queue once more.

        :return: True
        """
        self.check_access("write")
        for reminder in self.filtered(lambda each: each.delivery == "doubtful"):
            # the queue belongs to nobody
            reminder.mail_id.sudo().state = "outgoing"
        self.env["mail.mail"]._tpe_run_queue()
        return True

    # === DELIVERY === #

    def _set_delivery(self, mail_state, failure=False):
        """Follow what happened to the mail.

        :param str mail_state: new state of the mail, or "leaving"
        :param str failure: what the mail server said
        """
        live = self.filtered(lambda reminder: reminder.state in ("sent", "failed"))
        if mail_state == "sent":
            live.write({"state": "sent", "delivery": "delivered", "error": False})
        elif mail_state == "outgoing":
            live.write({"state": "sent", "delivery": "queued", "error": False})
        elif mail_state == "leaving":
            live.write({"state": "sent", "delivery": "leaving", "error": False})
        elif mail_state in ("exception", "cancel"):
            live.write({"state": "failed", "delivery": "failed", "error": failure})

    def _set_no_server(self):
        """Note that no mail server answered: nothing is wrong with the address, and the
        step is for another day, or for who orders it anew."""
        failed = self.filtered(lambda reminder: reminder.state == "failed")
        failed.write({"delivery": "no_server"})

    def _refuse_if_replaced(self):
        """:raises UserError: when a later reminder stands for the same step"""
        for reminder in self.filtered(lambda r: r.state == "failed"):
            twins = self.env["tpe.reminder.line"].search_count(
                [
                    ("move_line_id", "in", reminder.line_ids.move_line_id.ids),
                    ("level_id", "=", reminder.level_id.id),
                    ("is_counted", "=", True),
                    ("is_credit", "=", False),
                ],
                limit=1,
            )
            if twins:
                raise UserError(
                    self.env._(
                        "This step was sent again since: this mail stays unsent."
                    )
                )

    @api.model
    def _report_doubtful(self):
        """Ask a person about the reminders that were leaving when the server stopped.

        They may have arrived, so that nobody but a person sends them again.
        """
        before = fields.Datetime.now() - HANDOVER
        # the scheduler's work, in all companies
        stuck_sudo = self.sudo().search(
            [("delivery", "=", "leaving"), ("write_date", "<", before)]
        )
        stuck_sudo.write({"delivery": "doubtful"})
        for reminder in stuck_sudo:
            company = reminder.company_id
            named = reminder.run_id._get_person_named(company)
            person, said = company._tpe_speak_to(reminder, named)
            said._tpe_ask(
                person,
                said.env._("Did this reminder reach the customer?"),
                said.env._(
                    "The server stopped while this message was leaving. Ask the "
                    "customer, or send it again."
                ),
            )
