# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount

from ..tools.payer_offer import LoyaltyRule, suggest_loyalty
from ..tools.payer_profile import PERIOD_DAYS
from .money import to_decimal, write_rate
from .res_partner_profile import READERS


class ResPartner(models.Model):
    """A customer, with the rebate that thanks him for his loyalty.

    The rule of the company proposes it, with what it costs; a person gives it, and sees
    what it has cost since.
    """

    _inherit = "res.partner"

    tpe_loyalty_percent = fields.Float(
        string="Loyalty rebate (%)",
        digits="Discount",
        company_dependent=True,
        help="Taken off each line of his new quotes, where no other rebate is.",
    )
    tpe_loyalty_note = fields.Text(
        string="Loyalty", compute="_compute_tpe_loyalty_note", groups=READERS
    )
    tpe_has_loyalty = fields.Boolean(
        string="Has a loyalty rebate to get",
        compute="_compute_tpe_loyalty_note",
        groups=READERS,
    )

    @api.depends_context("company", "lang")
    @api.depends("tpe_loyalty_percent")
    def _compute_tpe_loyalty_note(self):
        company = self.env.company
        costs = self._tpe_suggest_loyalty(company)
        buyers = self.commercial_partner_id.filtered("tpe_loyalty_percent")
        rebates = buyers and buyers._tpe_describe_rebates(company)
        for partner in self:
            buyer, cost = partner.commercial_partner_id, costs[partner]
            partner.tpe_has_loyalty = cost is not None
            if buyer in buyers:
                partner.tpe_loyalty_note = rebates[buyer]
            elif cost is None:
                partner.tpe_loyalty_note = False
            else:
                partner.tpe_loyalty_note = self.env._(
                    "A good customer for %(years)s years or more: %(percent)s %% off "
                    "would cost you %(cost)s a year on what he buys.",
                    years=company.tpe_loyalty_years,
                    percent=write_rate(self.env, company.tpe_loyalty_percent),
                    cost=format_amount(self.env, float(cost), company.currency_id),
                )

    def _tpe_suggest_loyalty(self, company):
        """:return: what the rebate would cost a year, None for whom there is none
        :rtype: dict[res.partner, Decimal | None]"""
        today = self.env["tpe.reminder.run"]._get_day(company)
        digits = company.currency_id.decimal_places
        rule = LoyaltyRule(
            to_decimal(company.tpe_loyalty_percent, 2),
            company.tpe_loyalty_years,
            to_decimal(company.tpe_loyalty_amount, digits),
        )
        firsts = dict(
            self.env["account.move"]._read_group(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                ["commercial_partner_id"],
                ["invoice_date:min"],
            )
        )
        costs = {}
        for partner, (habit, _terms, _offer) in self._tpe_suggest(company).items():
            buyer = partner.commercial_partner_id
            has_rebate = buyer.with_company(company).tpe_loyalty_percent
            costs[partner] = (
                None
                if has_rebate or not buyer._tpe_is_meant(company)
                else suggest_loyalty(habit, firsts.get(buyer), today, rule)
            )
        return costs

    def _tpe_describe_rebates(self, company):
        """:return: what each of these customers was given in a year, on what he bought
        :rtype: dict[res.partner, str]"""
        today = self.env["tpe.reminder.run"]._get_day(company)
        digits = company.currency_id.decimal_places
        sums = {buyer: [Decimal(0), Decimal(0)] for buyer in self}
        for buyer, discount, balance in self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("move_id.commercial_partner_id", "in", self.ids),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("invoice_date", ">", today - timedelta(PERIOD_DAYS)),
                ("invoice_date", "<=", today),
            ],
            ["move_id.commercial_partner_id", "discount"],
            ["balance:sum"],
        ):
            amount = to_decimal(-balance, digits)
            part = to_decimal(discount, 6) / 100
            sums[buyer][0] += amount
            if 0 < part < 1:
                sums[buyer][1] += amount * part / (1 - part)
        return {
            buyer: self.env._(
                "In the last 365 days he bought for %(sold)s before tax, and was given "
                "%(given)s of rebates.",
                sold=format_amount(self.env, float(sold), company.currency_id),
                given=format_amount(self.env, float(given), company.currency_id),
            )
            for buyer, (sold, given) in sums.items()
        }

    def action_tpe_accept_loyalty(self):
        """Give this customer the rebate that is suggested: a person's decision.

        :return: True
        """
        self.ensure_one()
        self.env["account.move"]._tpe_check_accountant()
        company = self.env.company
        if self._tpe_suggest_loyalty(company)[self] is None:
            raise UserError(self.env._("There is no rebate to give to this customer."))
        # those who keep accounts may not edit every customer
        partner_sudo = self.commercial_partner_id.sudo().with_company(company)
        partner_sudo.tpe_loyalty_percent = company.tpe_loyalty_percent
        return True
