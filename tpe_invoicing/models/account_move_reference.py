# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools.amounts import ZERO, exact, rounded
from ..tools.findings import Finding

# VAT that is rounded on other amounts may be a cent off
SLACK = Decimal("0.1")


class AccountMove(models.Model):
    """Does a document go with those that it refers to? Same customer, later day, and
    neither more credited nor less deducted than was invoiced."""

    _inherit = "account.move"

    def _tpe_find_references(self, context):
        # EXTENDS: what a person would see at once with both documents at hand
        found = super()._tpe_find_references(context)
        if self.tpe_document_kind == "deposit" and self.move_type == "out_invoice":
            found += self._tpe_find_excess_deposit()
        preceding = self._tpe_get_preceding_moves()
        preceding = preceding.filtered(lambda move: move.state == "posted")
        if not preceding:
            return found
        found += self._tpe_find_strangers(preceding)
        if self.move_type == "out_refund":
            found += self._tpe_find_odd_credit(preceding)
            found += self._tpe_find_excess_credit(preceding)
        elif self.tpe_document_kind == "balance" and not self.tpe_situation_order_id:
            found += self._tpe_find_lost_deposits(preceding)
        return found

    def _tpe_find_strangers(self, preceding):
        """:param account.move preceding: the documents referred to
        :return: findings about another customer's, and about later ones
        :rtype: list[Finding]"""
        found, buyer = [], self.partner_id.commercial_partner_id
        # a corrected invoice may well name the right customer at last
        others = preceding.filtered(lambda move: move.commercial_partner_id != buyer)
        if buyer and others and not self._tpe_get_replaced_moves():
            details = {
                "number": others[0]._tpe_get_printed_number(),
                "name": others[0].commercial_partner_id.name or "",
            }
            found.append(Finding("preceding_other_customer", details))
        day = self.invoice_date
        later = preceding.filtered(
            lambda move: day and move.invoice_date and move.invoice_date > day
        )
        if later:
            details = {
                "number": later[-1]._tpe_get_printed_number(),
                "day": later[-1].invoice_date,
            }
            found.append(Finding("preceding_later", details))
        foreign = preceding.filtered(lambda move: move.currency_id != self.currency_id)
        if foreign:
            details = {
                "number": foreign[0]._tpe_get_printed_number(),
                "currency": foreign[0].currency_id.name,
            }
            found.append(Finding("preceding_other_currency", details))
        return found

    def _tpe_find_odd_credit(self, preceding):
        """:param account.move preceding: the documents that a credit note corrects
        :return: findings about credit notes among them, and about rates that they lack
        :rtype: list[Finding]"""
        found = []
        others = preceding.filtered(lambda move: move.move_type == "out_refund")
        if others:
            details = {"number": others[0]._tpe_get_printed_number()}
            found.append(Finding("credited_credit_note", details))
        # of an imported invoice the totals may be all that is known
        if not any(preceding.mapped("tpe_is_imported")):
            odd = _rates(self) - _rates(preceding)
            found += [Finding("credited_other_rate", {"rate": max(odd)})] if odd else []
        return found

    def _tpe_find_excess_credit(self, preceding):
        """:param account.move preceding: the invoices that a credit note corrects
        :return: a finding when more is credited than was invoiced
        :rtype: list[Finding]"""
        invoiced = _total(preceding)
        credited = _total(self._tpe_get_credits_of(preceding)) + _total(self)
        if set(preceding.currency_id) != set(self.currency_id) or credited <= invoiced:
            return []
        details = {"credited": self._tpe_round(credited)}
        details["invoiced"] = self._tpe_round(invoiced)
        return [Finding("credited_too_much", details)]

    def _tpe_find_excess_deposit(self):
        """:return: a finding when deposits come to more than what was ordered
        :rtype: list[Finding]"""
        # accountants have no rights on orders
        order_sudo = self.sudo().line_ids.sale_line_ids.order_id
        if len(order_sudo) != 1 or order_sudo.currency_id != self.currency_id:
            return []
        others_sudo = (order_sudo.invoice_ids - self._origin.sudo()).filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and move.tpe_document_kind == "deposit"
            )
        )
        credits_sudo = others_sudo._tpe_get_credits_of(others_sudo)
        deposits = _total(self) + _total(others_sudo) - _total(credits_sudo)
        ordered = exact(order_sudo.amount_total)
        if deposits <= ordered + SLACK:
            return []
        details = {"order": order_sudo.name, "total": self._tpe_round(ordered)}
        details["deposits"] = self._tpe_round(deposits)
        return [Finding("deposit_above_order", details)]

    def _tpe_find_lost_deposits(self, preceding):
        """:param account.move preceding: the documents that a final invoice settles
        :return: a finding when less or more is deducted than was invoiced as deposits
        :rtype: list[Finding]"""
        deposits = preceding.filtered(lambda move: move.tpe_document_kind == "deposit")
        if not deposits:
            return []
        domain = [
            ("tpe_preceding_move_ids", "in", deposits.ids),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("id", "!=", self._origin.id),
        ]
        others = self.env["account.move"].search(domain)
        due = _total(deposits) - _total(self._tpe_get_credits_of(deposits))
        slack = len(deposits) * SLACK
        taken = _taken_back(self | others, lambda line: line.price_unit > 0)
        if taken > due + slack:
            code = "deposit_over_deducted"
        elif others or _taken_back(self) + slack >= due:
            return []  # another invoice may have deducted its part
        else:
            code, taken = "deposit_not_deducted", _taken_back(self)
        details = {"deducted": self._tpe_round(taken), "due": self._tpe_round(due)}
        return [Finding(code, details)]

    def _tpe_get_credits_of(self, moves):
        """:param account.move moves: invoices
        :return: issued credit notes of them, without this one
        :rtype: account.move"""
        domain = [
            ("move_type", "=", "out_refund"),
            ("state", "=", "posted"),
            ("id", "not in", self._origin.ids),
            "|",
            ("reversed_entry_id", "in", moves.ids),
            ("tpe_preceding_move_ids", "in", moves.ids),
        ]
        return self.env["account.move"].search(domain)

    def _tpe_round(self, amount):
        """:param Decimal amount: in the currency of the document
        :return: the same with its decimals
        :rtype: Decimal"""
        return rounded(amount, self.currency_id.decimal_places)


def _total(moves):
    """:return: what documents come to, tax included
    :rtype: Decimal"""
    return sum(map(exact, moves.mapped("amount_total")), ZERO)


def _rates(moves):
    """:return: rates of VAT that documents bear
    :rtype: set[Decimal]"""
    taxes = moves.invoice_line_ids.tax_ids
    return {exact(tax.amount) for tax in taxes if tax.amount_type == "percent"} - {ZERO}


def _taken_back(moves, is_counted=None):
    """:param function is_counted: of a line; without it, every one counts
    :return: what lines of documents take off them, tax included
    :rtype: Decimal"""
    lines = moves.invoice_line_ids.filtered(lambda line: line.price_total < 0)
    if is_counted:
        lines = lines.filtered(is_counted)
    return -sum(map(exact, lines.mapped("price_total")), ZERO)
