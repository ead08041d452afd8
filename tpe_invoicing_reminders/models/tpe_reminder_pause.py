# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.planning import Pause
from .money import to_decimal

# kind of pause -> reason in a plan, the strongest first
REASONS = {
    "block": "blocked",
    "dispute": "paused_dispute",
    "plan": "payment_plan",
    "promise": "promise",
    "claimed_paid": "claimed_paid",
}


class TpeReminderPause(models.Model):
    """Why an invoice, or a part of it, is not reminded for a while.

    Made by a person, or by the customer on his page. It ends on its day, or when
    somebody ends it; a promise then is kept or broken. An ended pause never changes.
    """

    _name = "tpe.reminder.pause"
    _description = "Pause of reminders"
    _order = "id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Customer", store=True
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    kind = fields.Selection(
        [
            ("dispute", "Dispute"),
            ("promise", "Promise to pay"),
            ("claimed_paid", "Says it is paid"),
            ("plan", "Payment plan"),
            ("block", "Blocked"),
        ],
        required=True,
    )
    until = fields.Date(help="Last day of the pause. Empty: until somebody ends it.")
    amount = fields.Monetary(help="The part concerned. Zero: the whole invoice.")
    amount_concerned = fields.Monetary(
        string="Amount concerned",
        compute="_compute_amount_concerned",
        help="The part concerned; what was still to pay when it is the whole invoice.",
    )
    reason = fields.Text()
    document = fields.Binary(
        attachment=True, help="What the customer sent: a letter, a photo, a proof."
    )
    document_name = fields.Char()
    is_from_customer = fields.Boolean(
        string="By the customer",
        readonly=True,
        copy=False,
        help="The customer said so on his own page.",
    )
    balance = fields.Monetary(
        readonly=True, help="What was still to pay when the pause began."
    )
    payment_plan_id = fields.Many2one(
        "tpe.payment.plan",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, required=True
    )
    started_on = fields.Date(default=fields.Date.context_today, readonly=True)
    ended_on = fields.Date(readonly=True)
    state = fields.Selection(
        [
            ("active", "Active"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
        default="active",
    )

    _active_idx = models.Index("(company_id, move_id) WHERE state = 'active'")
    _customer_unique = models.UniqueIndex(
        "(move_id, kind) WHERE state = 'active' AND is_from_customer",
        "The customer has said so already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("amount", "state", "move_id.amount_residual", "move_id.amount_total")
    def _compute_amount_concerned(self):
        for pause in self:
            is_active = pause.state == "active"
            whole = "amount_residual" if is_active else "amount_total"
            pause.amount_concerned = pause.amount or pause.move_id[whole]

    # === CONSTRAINTS === #

    @api.constrains("kind", "until", "amount")
    def _check_pause(self):
        for pause in self:
            if pause.kind == "promise" and not pause.until:
                raise ValidationError(
                    self.env._("By when does the customer promise to pay?")
                )
            if pause.amount < 0:
                raise ValidationError(
                    self.env._("The amount of a pause cannot be negative.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        for pause in pauses:
            pause.balance = pause.move_id.amount_residual
        pauses._look_for_payment()
        return pauses

    def write(self, vals):
        if any(pause.state != "active" for pause in self) and not self.env.su:
            raise UserError(self.env._("A pause that has ended cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A pause is part of the invoice's history: end it instead.")
        )

    # === ACTION METHODS === #

    def action_end(self):
        """End these pauses: reminders go on.

        :return: True
        """
        self._end("ended")
        return True

    # === BUSINESS METHODS === #

    def _end(self, state):
        """End the active ones of these pauses.

        :param str state: how they ended
        """
        active = self.filtered(lambda pause: pause.state == "active")
        active.write({"state": state, "ended_on": fields.Date.context_today(self)})
        # an agreement without its pause is none any more
        for plan in active.payment_plan_id.filtered(lambda p: p.state == "active"):
            plan._end(state if state in ("kept", "broken") else "cancelled")

    @api.model
    def _get_active(self, company, on_date):
        """Return what is paused on a date, for the planning rules.

        :param res.company company: the company
        :param date on_date: the day
        :return: the pauses of each invoice, the strongest first
        :rtype: dict[int, list[Pause]]
        """
        # whoever may plan may know that an item is paused
        pauses_sudo = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                "|",
                ("until", "=", False),
                ("until", ">=", on_date),
            ]
        )
        strength = list(REASONS)
        pauses = {}
        for pause in pauses_sudo.sorted(lambda p: (strength.index(p.kind), p.id)):
            until = pause._get_last_day()
            if not until or until >= on_date:
                pauses.setdefault(pause.move_id.id, []).append(
                    Pause(pause.id, REASONS[pause.kind], until, pause._get_part())
                )
        return pauses

    def _get_last_day(self):
        """:return: last day of this pause as things stand: an agreement is broken
            before its end when an instalment is not paid; None without any
        :rtype: date | None"""
        self.ensure_one()
        plan = self.payment_plan_id
        return plan._get_hold_day() if plan else self.until or None

    def _last_until(self, day):
        """:param date day: a day
        :return: whether one of these holds its whole invoice until that day
        :rtype: bool"""
        return any(
            not pause.amount and (not pause.until or pause.until >= day)
            for pause in self
        )

    def _get_part(self):
        """:return: amount that is still paused, None for the whole
        :rtype: Decimal | None"""
        if not self.amount:
            return None
        digits = self.currency_id.decimal_places
        left = to_decimal(self.amount - self._get_dealt_with(), digits)
        return max(left, Decimal(0))
