# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount, format_date

from ..tools import instalments
from .money import to_decimal

# what was agreed, and does not change once the customer has it in hand
TERMS = frozenset({"company_id", "move_ids", "partner_id", "patience"})
# what was signed, and is not replaced
PAPER = frozenset({"agreement", "agreement_name"})
# what happened, and is not typed
FACTS = frozenset(
    {
        "accepted_at",
        "accepted_by",
        "accepted_from",
        "accepted_way",
        "agreement_entry_id",
        "amount_start",
        "ended_on",
        "started_on",
        "state",
    }
)


class TpePaymentPlan(models.Model):
    """What a customer and the company agree on: these invoices, in instalments.

    Drawn up by a person; the customer signs it on a page or on paper. Its terms never
    change afterwards. It ends when all is paid, when an instalment stays unpaid, or
    when a person ends it. The due dates of the invoices stay what they are.
    """

    _name = "tpe.payment.plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Payment plan"
    _order = "id desc"
    _rec_name = "name"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True
    )
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        required=True,
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), "
        "('company_id', '=', company_id), ('move_type', '=', 'out_invoice'), "
        "('state', '=', 'posted'), ('amount_residual', '>', 0)]",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    instalment_ids = fields.One2many("tpe.payment.plan.instalment", "plan_id")
    pause_ids = fields.One2many("tpe.reminder.pause", "payment_plan_id", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Being drawn up"),
            ("proposed", "Waits for the customer"),
            ("active", "Signed"),
            ("kept", "Paid"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    patience = fields.Integer(
        string="Days of patience",
        default=5,
        help="An instalment that is late by more days breaks the plan: what was agreed "
        "ends, and the reminders of the invoices return.",
    )
    notice_days = fields.Integer(
        string="Days of notice",
        default=3,
        help="So many days before an instalment the customer gets a message.",
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", required=True, default=lambda self: self.env.user
    )
    amount_total = fields.Monetary(string="Agreed", compute="_compute_amounts")
    amount_owed = fields.Monetary(
        string="Owed on the invoices", compute="_compute_amounts"
    )
    amount_start = fields.Monetary(
        string="Owed when proposed", readonly=True, copy=False
    )
    amount_paid = fields.Monetary(string="Paid since", compute="_compute_amounts")
    split_count = fields.Integer(string="Number of instalments", default=3)
    split_first = fields.Date(
        string="First instalment on",
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=1),
    )
    started_on = fields.Date(string="Signed on", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("partner_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for plan in self:
            plan.name = self.env._("Payment plan: %s", plan.partner_id.name or "")

    @api.depends("move_ids")
    def _compute_currency_id(self):
        for plan in self:
            plan.currency_id = plan.move_ids.currency_id[:1]

    @api.depends(
        "instalment_ids.amount", "move_ids.amount_residual", "amount_start", "state"
    )
    def _compute_amounts(self):
        for plan in self:
            plan.amount_total = sum(plan.instalment_ids.mapped("amount"))
            plan.amount_owed = sum(plan.move_ids.mapped("amount_residual"))
            is_draft = plan.state == "draft"
            plan.amount_paid = 0 if is_draft else plan.amount_start - plan.amount_owed

    # === CONSTRAINTS === #

    @api.constrains("patience", "notice_days")
    def _check_days(self):
        if any(plan.patience < 0 or plan.notice_days < 0 for plan in self):
            raise ValidationError(self.env._("Days cannot be negative."))

    @api.constrains("move_ids", "partner_id")
    def _check_invoices(self):
        for plan in self:
            moves = plan.move_ids
            if (
                any(
                    move.move_type != "out_invoice" or move.state != "posted"
                    for move in moves
                )
                or moves.commercial_partner_id != plan.partner_id
                or len(moves.currency_id) != 1
            ):
                raise ValidationError(
                    self.env._(
                        "A payment plan holds issued invoices of one customer, in one "
                        "currency."
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        is_final = any(plan.state != "draft" for plan in self)
        is_signed = any(plan.accepted_at for plan in self)
        if (
            (vals.keys() & TERMS and is_final)
            or (vals.keys() & PAPER and is_signed)
            or (vals.keys() & FACTS and not self.env.su)
        ):
            raise UserError(
                self.env._("What was proposed or agreed cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._("A payment plan is part of the history: cancel it instead.")
            )

    # === ACTION METHODS === #

    def action_split(self):
        """Fill these plans with equal monthly instalments.

        :return: True
        """
        for plan in self:
            if plan.split_count < 1 or not plan.split_first:
                raise UserError(
                    self.env._("How many instalments, and when is the first one?")
                )
            digits = plan.currency_id.decimal_places
            rows = instalments.split(
                to_decimal(plan.amount_owed, digits),
                plan.split_count,
                plan.split_first,
                digits,
            )
            plan.instalment_ids = [
                Command.clear(),
                *(
                    Command.create({"date": day, "amount": float(amount)})
                    for day, amount in rows
                ),
            ]
        return True

    def action_propose(self):
        """Take these plans as final: the customer can sign them.

        :return: True
        """
        self._check_right_to_agree()
        for plan in self.filtered(lambda each: each.state == "draft"):
            plan._check_terms()
            # what is paid from now on is paid on the instalments, signed or not
            plan._note({"state": "proposed", "amount_start": plan.amount_owed})
        return True

    def action_change(self):
        """Take proposals back, to change them; their links stop working.

        :return: True
        """
        self._check_right_to_agree()
        proposed = self.filtered(lambda plan: plan.state == "proposed")
        proposed._note({"state": "draft"})
        return True

    def action_cancel(self):
        """Cancel these plans: the reminders of their invoices return.

        :return: True
        """
        self._check_right_to_agree()
        for plan in self.filtered(
            lambda each: each.state in ("draft", "proposed", "active")
        ):
            plan._end("cancelled")
        return True

    # === BUSINESS METHODS === #

    def _check_right_to_agree(self):
        """:raises AccessError: when the user may not deal with reminders"""
        self.check_access("write")
        self.move_ids._tpe_check_right_to_remind()

    def _note(self, facts):
        """:param dict facts: what happened"""
        # nobody writes it by hand
        self.sudo().write(facts)

    def _check_terms(self):
        """:raises UserError: when the instalments are not what is owed, or too late"""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        agreed, owed = (
            to_decimal(amount, digits)
            for amount in (self.amount_total, self.amount_owed)
        )
        if not owed or agreed != owed:
            raise UserError(
                self.env._(
                    "The instalments add up to %(agreed)s, the invoices to %(owed)s.",
                    agreed=format_amount(self.env, float(agreed), self.currency_id),
                    owed=format_amount(self.env, float(owed), self.currency_id),
                )
            )
        if self._is_forbidden():
            raise UserError(
                self.env._(
                    "%s is insolvent: what was owed before the judgment may not be "
                    "paid. Declare the claim.",
                    self.partner_id.name,
                )
            )
        if self._find_rivals():
            raise UserError(
                self.env._("One of these invoices is in another payment plan.")
            )
        first = min(self.instalment_ids.mapped("date"))
        if first < self.env["tpe.reminder.run"]._get_day(self.company_id):
            raise UserError(
                self.env._(
                    "The instalment of %s is in the past: choose a day to come.",
                    format_date(self.env, first),
                )
            )

    def _is_forbidden(self):
        """:return: whether proceedings are open, in which no former debt may be paid
            (C. com. L622-7)
        :rtype: bool"""
        partner_sudo = self.partner_id.sudo().with_company(self.company_id)
        return bool(partner_sudo.tpe_insolvency_on)

    def _find_rivals(self):
        """:return: other signed plans of the same invoices
        :rtype: tpe.payment.plan"""
        others = self.move_ids.tpe_payment_plan_ids - self
        return others.filtered(lambda plan: plan.state == "active")

    def _start(self):
        """Pause the reminders of the invoices: the plan has been signed."""
        self.ensure_one()
        today = self.env["tpe.reminder.run"]._get_day(self.company_id)
        self.move_ids._tpe_get_active_pauses("plan")._end("ended")
        # the customer may have signed: what follows is written by nobody by hand
        plan_sudo = self.sudo()
        plan_sudo.write(
            {
                "state": "active",
                "started_on": today,
                "pause_ids": [
                    Command.create(
                        {
                            "move_id": move.id,
                            "kind": "plan",
                            "reason": self.name,
                            "until": plan_sudo._get_last_day(),
                            "user_id": self.user_id.id,
                        }
                    )
                    for move in self.move_ids
                ],
            }
        )

    def _end(self, state):
        """End this plan and the pauses it made.

        :param str state: how it ended
        """
        self.ensure_one()
        today = self.env["tpe.reminder.run"]._get_day(self.company_id)
        plan_sudo = self.sudo()  # the state is written by the steps alone
        plan_sudo.write({"state": state, "ended_on": today})
        outcome = state if state in ("kept", "broken") else "ended"
        plan_sudo.pause_ids._end(outcome)

    def _get_last_day(self):
        """:return: the last day on which this plan can still be kept
        :rtype: date"""
        days = self.instalment_ids.mapped("date")
        return fields.Date.add(max(days), days=self.patience)

    def _get_hold_day(self):
        """:return: the last day on which this plan holds if nothing more is paid
        :rtype: date"""
        self.ensure_one()
        last = self._get_last_day()
        current = self._get_standing(last).current
        if current is None:
            return last
        day = self.instalment_ids[current].date
        return fields.Date.add(day, days=self.patience)

    def _get_standing(self, on_date):
        """:param date on_date: the day
        :return: where the customer stands
        :rtype: instalments.Standing"""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        return instalments.stand(
            [
                (each.date, to_decimal(each.amount, digits))
                for each in self.instalment_ids
            ],
            to_decimal(self.amount_paid, digits),
            on_date,
            self.patience,
        )
