# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.plan_choice import Rule
from ..tools.planning import Plan
from ..tools.schedule import Step
from .res_partner_profile import GRADES


class TpeReminderPlan(models.Model):
    """How a kind of customer is reminded: when, how, and in which words.

    Some come with the addon; the owner changes them and makes others. A customer gets
    the plan chosen for him, else the first one in order that fits.
    """

    _name = "tpe.reminder.plan"
    _description = "Reminder plan"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    sequence = fields.Integer(default=100)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: for all companies. A branch has those of its company.",
    )
    buyer_kind = fields.Selection(
        [("consumer", "Consumers"), ("business", "Businesses"), ("public", "Public")],
        string="For",
        help="Empty: for every customer.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="With one of these tags",
        help="Empty: with or without tags.",
    )
    lang_ids = fields.Many2many(
        "res.lang",
        string="In one of these languages",
        help="Empty: whatever the customer's language.",
    )
    payer_grade = fields.Selection(
        GRADES,
        string="Who pays like this",
        help="Empty: however the customer pays.",
    )
    min_owed = fields.Monetary(
        string="Who owes at least",
        help="All that is open, in the company's currency. Zero: any amount.",
    )
    is_by_hand = fields.Boolean(
        string="Only where I choose it",
        help="For no customer by itself: you choose it on the customer.",
    )
    sender = fields.Selection(
        [
            ("charge", "The person in charge of reminders"),
            ("seller", "The salesperson of the oldest invoice"),
        ],
        string="In whose name",
        required=True,
        default="charge",
        help="Who signs, and gets the answers. Without an e-mail address, the next one "
        "does: the person in charge, then the company.",
    )
    min_gap = fields.Integer(
        string="Days between two messages",
        default=5,
        help="A customer gets no second message before that many days, one at least.",
    )
    max_messages = fields.Integer(
        string="Messages in 30 days, at most",
        help="A customer gets no more of them, however much he owes. 0 = no limit.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    min_amount = fields.Monetary(
        string="Not below",
        help="Smaller totals, in the currency of the invoice, are not worth a message.",
    )
    has_fallback = fields.Boolean(
        string="By letter when there is no e-mail address",
        default=True,
    )
    level_ids = fields.One2many("tpe.reminder.level", "plan_id", string="Steps")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for plan in self:
            plan.currency_id = (plan.company_id or self.env.company).currency_id

    @api.constrains("min_gap", "min_amount", "min_owed", "max_messages")
    def _check_limits(self):
        limits = ("min_gap", "min_amount", "min_owed", "max_messages")
        if any(plan[name] < 0 for plan in self for name in limits):
            raise ValidationError(self.env._("A limit cannot be negative."))

    @api.model
    def _get_plans(self, company):
        """Return the plans of a company for the planning rules.

        :param res.company company: the company
        :return: plans by id, in order of priority
        :rtype: dict[int, Plan]
        """
        # planning reads the rules whatever the rights of who asks
        plans_sudo = self.sudo().search(self._check_company_domain(company))
        return {
            plan.id: Plan(
                id=plan.id,
                steps=tuple(Step(lv.base, lv.days) for lv in plan.level_ids),
                level_ids=tuple(plan.level_ids.ids),
                min_gap=plan.min_gap,
                min_amount=Decimal(str(plan.min_amount)),
                max_messages=plan.max_messages,
            )
            for plan in plans_sudo
        }

    @api.model
    def _get_rules(self, plan_ids):
        """Return for whom each plan is meant.

        :param plan_ids: ids of plans in order of priority
        :rtype: list[Rule]
        """
        plans_sudo = self.sudo().browse(plan_ids)  # as in _get_plans
        return [
            Rule(
                plan.id,
                kind=plan.buyer_kind or "",
                tags=frozenset(plan.category_ids.ids),
                langs=frozenset(plan.lang_ids.mapped("code")),
                grade=plan.payer_grade or "",
                min_owed=Decimal(str(plan.min_owed)),
            )
            for plan in plans_sudo
            if not plan.is_by_hand
        ]
