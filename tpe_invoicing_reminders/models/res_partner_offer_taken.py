# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.misc import format_amount

from ..tools.payer_offer import get_worth
from ..tools.payer_profile import PERIOD_DAYS
from .money import to_decimal, write_rate
from .res_partner_profile import READERS


class ResPartner(models.Model):
    """A customer, with what the discount for paying soon has cost and brought."""

    _inherit = "res.partner"

    tpe_offer_note = fields.Text(
        string="Discount for paying soon",
        compute="_compute_tpe_offer_note",
        groups=READERS,
    )

    @api.depends_context("company", "lang")
    def _compute_tpe_offer_note(self):
        company = self.env.company
        today = self.env["tpe.reminder.run"]._get_day(company)
        offered = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("invoice_payment_term_id.early_discount", "=", True),
                ("invoice_date", ">", today - timedelta(PERIOD_DAYS)),
                ("invoice_date", "<=", today),
            ]
        )
        found = offered.grouped("commercial_partner_id")
        for partner in self:
            moves = found.get(partner.commercial_partner_id)
            partner.tpe_offer_note = moves and self._tpe_describe_taken(company, moves)

    @api.model
    def _tpe_describe_taken(self, company, moves):
        """:param account.move moves: invoices of one customer that offered a discount
        :return: how often it was taken, what it cost and what it brought
        :rtype: str"""
        taken = self._tpe_find_taken(company, moves)
        if not taken:
            return self.env._(
                "None of the invoices of the last 365 days that offer it was paid soon "
                "enough: %s.",
                len(moves),
            )
        digits = company.currency_id.decimal_places
        amount = amount_days = Decimal(0)
        discounts = self.env["account.move.line"]
        for move, lines in taken.items():
            total = to_decimal(move.amount_total_signed, digits)
            days = (move.invoice_date_due - max(lines.mapped("date"))).days
            amount, amount_days = amount + total, amount_days + total * days
            discounts |= lines  # one payment may pay several invoices
        rate = Decimal(str(company.tpe_money_cost))

        def write(amount):
            return format_amount(self.env, float(amount), company.currency_id)

        return self.env._(
            "%(taken)s of %(offered)s invoices of the last 365 days were paid with it. "
            "It cost %(cost)s before tax and brought %(amount)s %(days)s days before "
            "the due date, worth %(worth)s at %(rate)s %% a year.",
            taken=len(taken),
            offered=len(moves),
            cost=write(sum(discounts.mapped("balance"))),
            amount=write(amount),
            days=round(amount_days / amount),
            worth=write(get_worth(amount_days, 1, rate)),
            rate=write_rate(self.env, company.tpe_money_cost),
        )

    @api.model
    def _tpe_find_taken(self, company, moves):
        """:param account.move moves: invoices that offered a discount
        :return: entries of the discount, by invoice that was paid with it
        :rtype: dict[account.move, account.move.line]"""
        account = company.account_journal_early_pay_discount_loss_account_id
        found = {}
        for move in moves:
            payments = move._tpe_get_money().credit_move_id.move_id
            lines = payments.line_ids.filtered(lambda line: line.account_id == account)
            if lines:
                found[move] = lines
        return found
