# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class TpePaymentPlanInstalment(models.Model):
    """A day and an amount of a payment plan.

    Part of its terms: it changes with the draft, and never afterwards.
    """

    _name = "tpe.payment.plan.instalment"
    _description = "Instalment of a payment plan"
    _order = "date, id"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "tpe.payment.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(string="Paid", compute="_compute_standing")
    standing = fields.Selection(
        [("to_come", "To come"), ("paid", "Paid"), ("late", "Late")],
        compute="_compute_standing",
    )
    noticed_on = fields.Date(
        string="Announced on", readonly=True, copy=False, help="Before its day."
    )
    reminded_on = fields.Date(
        string="Reminded on", readonly=True, copy=False, help="When it was late."
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An instalment is a positive amount."
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "amount",
        "date",
        "plan_id.amount_paid",
        "plan_id.instalment_ids.date",
        "plan_id.state",
    )
    def _compute_standing(self):
        self.amount_paid, self.standing = 0, "to_come"
        runs = self.env["tpe.reminder.run"]
        for plan in self.plan_id.filtered(lambda each: each.state != "draft"):
            today = runs._get_day(plan.company_id)
            covered = plan._get_standing(today).covered
            for each, paid in zip(plan.instalment_ids, covered, strict=True):
                each.amount_paid = float(paid)
                if each.currency_id.compare_amounts(each.amount_paid, each.amount) >= 0:
                    each.standing = "paid"
                elif each.date < today:
                    each.standing = "late"

    # === CONSTRAINTS === #

    @api.constrains("date", "plan_id")
    def _check_one_a_day(self):
        for plan in self.plan_id:
            days = plan.instalment_ids.mapped("date")
            if len(days) != len(set(days)):
                raise ValidationError(
                    self.env._("Two instalments of a plan fall on one day.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        if vals.keys() & {"date", "amount", "plan_id"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self._check_open()

    def _forget_message(self, day):
        """:param date day: of a message that did not reach the customer"""
        self.ensure_one()
        for name in ("noticed_on", "reminded_on"):
            if self[name] == day:
                self[name] = False

    def _check_open(self):
        """:raises UserError: when the plan has been proposed"""
        if any(plan.state != "draft" for plan in self.plan_id):
            raise UserError(
                self.env._("What was proposed or agreed cannot be changed.")
            )
