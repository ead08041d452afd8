# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What a customer pays at once on his page: an invoice, several, what is due."""

    _inherit = "res.partner"

    def _tpe_get_payable_moves(self, company):
        """:param res.company company: whom he pays
        :return: invoices that can be paid online, the oldest first
        :rtype: account.move"""
        if not self._tpe_can_pay_online(company):
            return self.env["account.move"]
        moves = self._tpe_get_account_moves(company)
        return moves._tpe_find_payable().sorted(
            lambda move: (move.invoice_date_due or move.invoice_date, move.id)
        )

    def _tpe_choose_payable(self, company, move_ids):
        """Find the invoices that a customer wants to pay together.

        :param res.company company: whom he pays
        :param move_ids: which invoices he has chosen
        :return: these, and what is open of them beside payments under way
        :rtype: tuple[account.move, float]
        :raises UserError: when they cannot be paid together
        """
        moves = self._tpe_get_payable_moves(company)
        # of what is paid now, Odoo itself has the last word
        moves = moves.filtered(
            lambda move: move.id in set(move_ids) and move._has_to_be_paid()
        )
        if not moves:
            raise UserError(self.env._("There is nothing to be paid here any more."))
        if len(moves.currency_id) > 1:
            raise UserError(self.env._("Pay each currency by itself, please."))
        owed = sum(moves.mapped("amount_residual"))
        # paid a moment ago, in another tab perhaps, and not yet in the books
        fresh_sudo = moves.sudo().transaction_ids.filtered(
            lambda payment: payment.state == "done" and not payment.payment_id
        )
        owed = moves.currency_id.round(owed - sum(fresh_sudo.mapped("amount")))
        if moves.currency_id.compare_amounts(owed, 0) <= 0:
            raise UserError(self.env._("Your payment has arrived already. Thank you!"))
        return moves, owed

    def _tpe_check_payable(self, company, move_ids, amount):
        """Find what a customer wants to pay, and check how much it is.

        :param res.company company: whom he pays
        :param move_ids: which invoices he has chosen
        :param float amount: what he wants to pay of them
        :return: the invoices, and the amount in their currency
        :rtype: tuple[account.move, float]
        :raises UserError: when it is nothing, or more than is owed
        """
        moves, owed = self._tpe_choose_payable(company, move_ids)
        currency = moves.currency_id
        amount = currency.round(amount)
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("How much would you like to pay?"))
        if currency.compare_amounts(amount, owed) > 0:
            raise UserError(
                self.env._(
                    "That is more than is open: %s at most.", currency.format(owed)
                )
            )
        return moves, amount

    def _tpe_get_due_amount(self, moves, today):
        """:param account.move moves: invoices
        :param date today: the day
        :return: the instalments of these that have come due
        :rtype: float"""
        lines = moves.line_ids.filtered(
            lambda line: (
                line.display_type == "payment_term"
                and not line.reconciled
                and (line.date_maturity or fields.Date.to_date(today)) <= today
            )
        )
        return sum(lines.mapped("amount_residual_currency"))
