# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import situation as rules
from ..tools.amounts import ZERO, exact, rounded


class TpeSituationMake(models.TransientModel):
    """The next progress invoice of an order, while a person says how far it has come.

    Made by the button of the order; it ends as one draft invoice.
    """

    _name = "tpe.situation.make"
    _description = "Progress invoice"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    date = fields.Date(string="Invoice date", help="Empty: today.")
    percent = fields.Float(
        string="All lines at",
        digits=(5, 2),
        help="Cumulative progress of every line since the start of the works.",
    )
    deposit = fields.Selection(
        [
            ("prorata", "As much of them as the works have come to"),
            ("all", "All that is left of them"),
        ],
        string="Deposits deducted",
        required=True,
        default="prorata",
    )
    has_deposit = fields.Boolean(
        string="Deposits to deduct", compute="_compute_has_deposit"
    )
    line_ids = fields.One2many("tpe.situation.make.line", "make_id")
    problem = fields.Char(compute="_compute_totals")
    contract = fields.Monetary(string="Contract amount", compute="_compute_totals")
    previous = fields.Monetary(string="Invoiced before", compute="_compute_totals")
    works = fields.Monetary(string="Works of the period", compute="_compute_totals")
    deducted = fields.Monetary(string="Deposit deducted", compute="_compute_totals")
    untaxed = fields.Monetary(string="Total without tax", compute="_compute_totals")
    total = fields.Monetary(string="Total with tax", compute="_compute_totals")
    retained = fields.Monetary(string="Held back", compute="_compute_totals")
    due_now = fields.Monetary(
        string="To pay at the due date", compute="_compute_totals"
    )
    progress = fields.Float(compute="_compute_totals", digits=(5, 2))

    @api.depends("order_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "Progress invoice of %s", wizard.order_id.name
            )

    @api.depends("order_id")
    def _compute_has_deposit(self):
        for wizard in self:
            order = wizard.order_id
            wizard.has_deposit = any(order._tpe_get_deposits({}, {}).values())

    @api.depends("line_ids.cumulative", "line_ids.percent", "deposit")
    def _compute_totals(self):
        for wizard in self:
            wizard.update(dict.fromkeys(FIGURES, 0) | {"problem": False})
            try:
                plan = wizard._get_plan()
            except UserError as problem:
                wizard.problem = str(problem)
            else:
                wizard.update(wizard._get_figures(plan))

    @api.onchange("percent")
    def _onchange_percent(self):
        # a line that has come further stays where it is
        for line in self.line_ids:
            line._set_percent(max(self.percent, line.previous_percent))

    def action_make(self):
        """Make the draft, and show it.

        :return: the form of the invoice
        :rtype: dict
        """
        self.ensure_one()
        order = self.order_id
        order._tpe_check_drafter()
        order._tpe_lock_situations()
        move = order._tpe_make_draft(self._get_plan(), self.date)
        return order.action_view_invoice(invoices=move)

    def _get_plan(self):
        """:return: what would be invoiced
        :rtype: Plan
        :raises UserError: when a line would go back"""
        targets = {}
        for line in self.line_ids:
            share = line.sale_line_id._tpe_get_share()
            cumulative = exact(line.cumulative)
            if not share.contract:
                targets[line.sale_line_id] = exact(line.percent)
            elif cumulative != share.billed:
                targets[line.sale_line_id] = cumulative * 100 / share.contract
        return self.order_id._tpe_plan_situation(targets, self.deposit == "all")

    def _get_figures(self, plan):
        """:param Plan plan: what would be invoiced
        :return: the totals, those with tax as rates of the lines have them
        :rtype: dict"""
        digits, order = self.currency_id.decimal_places, self.order_id
        cut = sum(plan.cuts.values(), ZERO)
        nets = {}
        for line, step in plan.steps.items():
            nets[line.tax_ids] = nets.get(line.tax_ids, ZERO) + step.amount
        for line, amount in plan.cuts.items():
            nets[line.tax_ids] = nets.get(line.tax_ids, ZERO) - amount
        total = ZERO
        for taxes, net in nets.items():
            found = taxes.compute_all(
                float(net), self.currency_id, handle_price_include=False
            )
            total += rounded(exact(found["total_included"]), digits)
        percent = exact(order.tpe_retention_percent)
        held = rules.retained(
            total, ZERO if order.tpe_has_bank_guarantee else percent, digits
        )
        return {
            "contract": float(plan.contract),
            "previous": float(plan.billed),
            "works": float(plan.works),
            "deducted": float(cut),
            "untaxed": float(plan.works - cut),
            "total": float(total),
            "retained": float(held),
            "due_now": float(total - held),
            "progress": float(
                rules.percent_of(plan.billed + plan.works, plan.contract)
            ),
        }


FIGURES = (
    "contract",
    "previous",
    "works",
    "deducted",
    "untaxed",
    "total",
    "retained",
    "due_now",
    "progress",
)


class TpeSituationMakeLine(models.TransientModel):
    """How far one line of the order has come."""

    _name = "tpe.situation.make.line"
    _description = "Progress of a line"
    _order = "id"

    make_id = fields.Many2one(
        "tpe.situation.make",
        string="Progress invoice",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="sale_line_id.currency_id")
    name = fields.Char(string="Description", compute="_compute_name")
    contract = fields.Monetary(
        string="Contract amount", related="sale_line_id.price_subtotal"
    )
    previous = fields.Monetary(string="Invoiced before", readonly=True)
    previous_percent = fields.Float(string="Before %", digits=(5, 2), readonly=True)
    percent = fields.Float(string="Now %", digits=(5, 2))
    cumulative = fields.Monetary(string="Since the start")
    amount = fields.Monetary(string="This period", compute="_compute_amount")

    @api.depends("sale_line_id")
    def _compute_name(self):
        for line in self:
            line.name = line.sale_line_id._tpe_get_short_name()

    @api.depends("cumulative", "previous")
    def _compute_amount(self):
        for line in self:
            line.amount = line.cumulative - line.previous

    @api.onchange("percent")
    def _onchange_percent(self):
        self._set_percent(self.percent)

    @api.onchange("cumulative")
    def _onchange_cumulative(self):
        if self.contract:
            self.percent = float(self._get_percent())

    def _get_percent(self):
        """:return: the percentage that the cumulative amount stands for
        :rtype: Decimal"""
        return rules.percent_of(exact(self.cumulative), exact(self.contract))

    def _set_percent(self, percent):
        """:param float percent: cumulative percentage; the one that is shown already
        keeps the amount that it was rounded from"""
        self.percent = percent
        is_same = exact(percent) == self._get_percent()
        if self.contract and (not is_same or exact(percent) == rules.HUNDRED):
            digits = self.currency_id.decimal_places
            amount = exact(self.contract) * exact(percent) / rules.HUNDRED
            self.cumulative = float(rounded(amount, digits))
