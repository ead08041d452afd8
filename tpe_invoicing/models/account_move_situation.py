# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models

from ..tools import situation as rules
from ..tools.amounts import ZERO, exact, rounded
from ..tools.findings import Finding


class AccountMove(models.Model):
    """A progress invoice: what is billed now of a works contract, and what was before.

    The figures of the contract are those of the day it was drafted; it is issued only
    while they are still true.
    """

    _inherit = "account.move"

    tpe_situation_order_id = fields.Many2one(
        "sale.order",
        string="Works contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    tpe_situation_number = fields.Integer(
        string="Progress invoice no.", readonly=True, copy=False
    )
    tpe_contract_amount = fields.Monetary(
        string="Contract amount", readonly=True, copy=False, help="Without tax."
    )
    tpe_previous_amount = fields.Monetary(
        string="Invoiced before",
        readonly=True,
        copy=False,
        help="Without tax, credit notes taken off and deposits left out.",
    )
    tpe_works_amount = fields.Monetary(
        string="Works of the period",
        compute="_compute_tpe_works_amount",
        store=True,
        help="Without tax, before deposits are deducted.",
    )
    tpe_progress = fields.Float(
        string="Progress",
        compute="_compute_tpe_works_amount",
        store=True,
        digits=(5, 2),
        help="Percentage of the contract that is invoiced, this invoice included.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "tpe_contract_amount",
        "tpe_previous_amount",
        "invoice_line_ids.price_subtotal",
        "invoice_line_ids.is_downpayment",
    )
    def _compute_tpe_works_amount(self):
        for move in self:
            works = move.invoice_line_ids.filtered(
                lambda line: line.display_type == "product" and not line.is_downpayment
            )
            amount = sum(works.mapped("price_subtotal"))
            contract = exact(move.tpe_contract_amount)
            reached = exact(move.tpe_previous_amount) + exact(amount)
            move.tpe_works_amount = contract and amount
            move.tpe_progress = float(rules.percent_of(reached, contract))

    # === CHECK === #

    def _tpe_find_references(self, context):
        # EXTENDS: figures of the contract that are no longer true
        found = super()._tpe_find_references(context)
        if self.move_type == "out_invoice" and not self._tpe_is_up_to_date():
            message = self.env._(
                "Something was invoiced or credited on %s since this progress invoice "
                "was drafted: delete it, and draft it again.",
                self.tpe_situation_order_id.sudo().name,  # sellers of other teams
            )
            found.append(Finding("situation_outdated", {"message": message}))
        if self._tpe_leaves_progress():
            original = self.reversed_entry_id
            details = {
                "number": original._tpe_get_printed_number(),
                # sellers of other teams
                "order": original.tpe_situation_order_id.sudo().name,
            }
            found.append(Finding("situation_credit_unlinked", details))
        return found

    def _tpe_is_up_to_date(self):
        """:return: whether what is invoiced before is still what the draft says
        :rtype: bool"""
        if not self.tpe_situation_order_id:
            return True
        lines_sudo = self.sudo().invoice_line_ids  # accountants without orders
        return all(
            exact(line.tpe_previous_amount) == share.billed
            for line in lines_sudo.filtered("tpe_contract_amount")
            for share in line.sale_line_ids[:1].mapped(lambda ln: ln._tpe_get_share())
        )

    # === DOCUMENT === #

    def _tpe_get_document_facts(self):
        # EXTENDS: the deposits among the documents that a final invoice refers to
        facts = super()._tpe_get_document_facts()
        facts["settled"] = [
            (move._tpe_get_printed_number(), move.invoice_date)
            for move in self._tpe_get_preceding_moves()
            if move.tpe_document_kind == "deposit" and move.state == "posted"
        ]
        return facts

    def _tpe_get_rows(self):
        # EXTENDS: the progress of each line
        rows = super()._tpe_get_rows()
        lines = self._tpe_get_printed_lines().filtered(
            lambda line: line.display_type == "product"
        )
        for row in rows:
            line = row["kind"] == "line" and lines[row["place"]]
            if line and line.tpe_contract_amount:
                row["progress"] = line._tpe_get_progress()
            if line and (stated := line._tpe_state()):
                row["unit"] = "%" if stated.unit == rules.PERCENT else ""
        return rows

    def _tpe_get_page_facts(self, context, mentions, data):
        # EXTENDS: number and progress of the situation
        page = super()._tpe_get_page_facts(context, mentions, data)
        if self.tpe_situation_number:
            page["situation"] = {
                "number": self.tpe_situation_number,
                "percent": rounded(exact(self.tpe_progress), rules.PERCENT_DIGITS),
            }
        return page

    def _tpe_get_line_price(self, base_line):
        # EXTENDS: works are said as a percentage of what was agreed. The entry has a
        # share of the ordered quantity, and a price that no person could check.
        terms = super()._tpe_get_line_price(base_line)
        stated = base_line["record"]._tpe_state()
        if not stated:
            return terms
        terms |= {
            "BT-129": stated.quantity,
            "BT-130": stated.unit,
            "BT-146": stated.price,
            "BT-149": Decimal(stated.basis),
        }
        gross = stated.price * stated.quantity / stated.basis
        gross = rounded(gross, self.currency_id.decimal_places)
        cut = terms.pop("BG-27", None)
        if cut and gross != terms["BT-131"]:
            amounts = {"amount": gross - terms["BT-131"], "base_amount": gross}
            terms["BG-27"] = [cut[0] | amounts]
        return terms

    def _tpe_get_ledger_line(self, line, group, net):
        # EXTENDS: the quantity that the document says
        entry = super()._tpe_get_ledger_line(line, group, net)
        stated = line._tpe_state()
        return entry | {"quantity": stated.quantity} if stated else entry

    # === CREDIT NOTES === #

    def _post(self, soft=True):
        # EXTENDS account
        for move in self.filtered(lambda move: move.state == "draft"):
            move._tpe_link_credit()
        return super()._post(soft)

    def _tpe_link_credit(self):
        """Link a credit note that a program wrote to the order, like Odoo's own."""
        if self._tpe_is_foreign_credit():
            for line, twin in self._tpe_pair_credit():
                line.sale_line_ids = twin.sale_line_ids

    def _tpe_is_foreign_credit(self):
        """:return: whether this is a credit note of a progress invoice that knows
            nothing of the order
        :rtype: bool"""
        if not self.reversed_entry_id.tpe_situation_order_id:
            return False
        lines_sudo = self.sudo().invoice_line_ids  # accountants without orders
        products_sudo = lines_sudo.filtered(lambda ln: ln.display_type == "product")
        return bool(products_sudo and not products_sudo.sale_line_ids)

    def _tpe_leaves_progress(self):
        """:return: whether a credit note takes back a part of a progress invoice, and
            the contract will not know of it
        :rtype: bool"""
        return self._tpe_is_foreign_credit() and not self._tpe_pair_credit()

    def _tpe_pair_credit(self):
        """Pair the lines of a credit note with those of its progress invoice.

        Only one that takes it back line by line: a rebate given afterwards is no
        progress lost, and would be invoiced again.

        :return: pairs of lines, none when it is not that
        :rtype: list[tuple]
        """
        lines_sudo = (self.reversed_entry_id | self).sudo().invoice_line_ids
        lines_sudo = lines_sudo.filtered(lambda line: line.display_type == "product")
        credits_sudo = lines_sudo.filtered(lambda line: line.move_id == self)
        left = list(lines_sudo - credits_sudo)
        pairs = []
        for line in credits_sudo:
            key = line.tax_ids, line.price_subtotal
            same = [ln for ln in left if (ln.tax_ids, ln.price_subtotal) == key]
            if not same:
                return []
            left.remove(same[0])
            pairs.append((line, same[0]))
        return [] if left else pairs

    # === PUBLIC API === #

    def _tpe_describe_situation(self):
        """:return: what ``sale.order.tpe_make_situation`` says of its draft
        :rtype: dict"""
        self.ensure_one()
        write = self.currency_id._tpe_format
        retained = sum(self._tpe_get_retention_lines().mapped("amount_currency"))
        return {
            "id": self.tpe_situation_order_id.id,
            "invoice_id": self.id,
            "number": self.tpe_situation_number,
            "kind": self.tpe_document_kind,
            "percent": f"{self.tpe_progress:.2f}",
            "contract": write(self.tpe_contract_amount),
            "previous": write(self.tpe_previous_amount),
            "works": write(self.tpe_works_amount),
            "deposit": write(self.tpe_works_amount - self.amount_untaxed),
            "untaxed": write(self.amount_untaxed),
            "tax": write(self.amount_tax),
            "total": write(self.amount_total),
            "retained": write(retained),
            "due_now": write(self.amount_total - retained),
        }


class AccountMoveLine(models.Model):
    """A line of a progress invoice: what was agreed for it, and billed before."""

    _inherit = "account.move.line"

    tpe_contract_amount = fields.Monetary(
        string="Contract amount", readonly=True, copy=False, help="Without tax."
    )
    tpe_previous_amount = fields.Monetary(
        string="Invoiced before", readonly=True, copy=False, help="Without tax."
    )

    def _tpe_state(self):
        """Say what is billed of a works contract, or deducted from it, so that a person
        can check it; see ``tools/situation.py``.

        :return: None for any other line
        :rtype: Stated
        """
        self.ensure_one()
        move = self.move_id
        if not (move.tpe_situation_order_id or move.reversed_entry_id):
            return None  # nearly all lines, and each is asked several times
        line = self._tpe_get_billed_line()
        net = exact(self.price_subtotal)
        if not line or not net:
            return None
        digits = self.currency_id.decimal_places
        if line.is_downpayment:
            return rules.state(net, ZERO, ZERO, digits)
        progress = line._tpe_get_progress()
        step = progress["cumulative_percent"] - progress["previous_percent"]
        contract, discount = progress["contract"], exact(self.discount)
        if 0 < discount < rules.HUNDRED and net > 0:
            # the discount is an allowance of its own, and takes up the cent
            gross = rounded(contract * 100 / (rules.HUNDRED - discount), digits)
            billed = rounded(gross * step / rules.HUNDRED, digits)
            if billed > net:
                return rules.state(billed, gross, step, digits)
        return rules.state(net, contract, step, digits)

    def _tpe_get_billed_line(self):
        """:return: the line of the progress invoice itself: this one, or the one that
            it takes back; empty for any other
        :rtype: account.move.line"""
        if self.move_id.tpe_situation_order_id:
            is_known = self.tpe_contract_amount or self.is_downpayment
            return self if is_known else self.browse()
        original = self.move_id.reversed_entry_id
        if not original.tpe_situation_order_id:
            return self.browse()
        twins = original.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and line.tax_ids == self.tax_ids
                and line.price_subtotal == self.price_subtotal
                and line.discount == self.discount
            )
        )
        return twins[:1]._tpe_get_billed_line()

    def _tpe_get_progress(self):
        """Return the progress of a line as the page shows it.

        :return: ``contract``, ``cumulative``, ``previous`` without tax, and
            ``cumulative_percent``, ``previous_percent``
        :rtype: dict[str, Decimal]
        """
        contract = exact(self.tpe_contract_amount)
        previous = exact(self.tpe_previous_amount) + ZERO
        cumulative = previous + exact(self.price_subtotal)
        return {
            "contract": contract,
            "cumulative": cumulative,
            "previous": previous,
            "cumulative_percent": rules.percent_of(cumulative, contract),
            "previous_percent": rules.percent_of(previous, contract),
        }
