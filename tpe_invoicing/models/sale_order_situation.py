# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict, namedtuple
from decimal import Decimal, InvalidOperation

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..language import in_user_language
from ..tools import situation as rules
from ..tools.amounts import ZERO, exact

# who may draft a progress invoice; issuing it is another right
DRAFTERS = (
    "account.group_account_invoice",
    "sales_team.group_sale_salesman",
    "tpe_invoicing.group_tpe_invoicing_seller",
)

Plan = namedtuple("Plan", "shares steps cuts deposits contract billed works is_last")


class SaleOrder(models.Model):
    """Progress invoices of a works contract."""

    _inherit = "sale.order"

    # === PUBLIC API === #

    @in_user_language
    def tpe_make_situation(
        self, percent=None, date=None, amounts=None, quantities=None, deposit="prorata"
    ):
        """Draft the next progress invoice of each of these orders.

        What is billed is the cumulative progress less what is invoiced already. Lines
        that are not named stay where they are.

        :param percent: cumulative percentage for all lines, or a dict of percentages
            by id of order line
        :param str date: date of the invoice; default the day it is issued
        :param dict amounts: cumulative amounts without tax by id of order line
        :param dict quantities: cumulative quantities by id of order line
        :param str deposit: ``prorata`` deducts of the deposits the percentage that the
            works have come to, ``all`` whatever is left of them
        :return: for each order ``id``, ``invoice_id``, ``number``, ``kind`` and, as
            decimal strings, ``percent``, ``contract``, ``previous``, ``works``,
            ``deposit``, ``untaxed``, ``tax``, ``total``, ``retained`` and ``due_now``
        :rtype: list[dict]
        :raises UserError: saying which line stands in the way, and what to do
        """
        self._tpe_check_drafter()
        self._tpe_lock_situations()
        answers = []
        for order in self:
            targets = order._tpe_read_targets(percent, amounts, quantities)
            plan = order._tpe_plan_situation(targets, deposit == "all")
            answers.append(order._tpe_make_draft(plan, date)._tpe_describe_situation())
        return answers

    def _tpe_check_drafter(self):
        """:raises AccessError: when the user drafts no invoices"""
        self.check_access("write")
        if not (self.env.su or any(map(self.env.user.has_group, DRAFTERS))):
            raise AccessError(
                self.env._("Only sellers and accountants draft progress invoices.")
            )

    def _tpe_lock_situations(self):
        """Let one transaction at a time draft progress invoices of an order.

        The row is written, not only locked: a second one that waited must see the
        first one's draft, and only a write makes it start again.
        """
        ids = tuple(sorted(self.ids)) or (0,)
        query = (
            "UPDATE sale_order SET write_date = write_date WHERE id IN %s RETURNING id"
        )
        self.env.execute_query(SQL(query, ids))
        self.invalidate_recordset()

    # === TARGETS === #

    def _tpe_read_targets(self, percent, amounts=None, quantities=None):
        """Read what a client asks for.

        :param percent: one number, or a dict of numbers by line id
        :param dict amounts: amounts by line id
        :param dict quantities: quantities by line id
        :return: percentages by order line
        :rtype: dict[sale.order.line, Decimal]
        :raises UserError: for a line of another order, or what is no number
        """
        works = self._tpe_get_works()
        targets = {}
        if isinstance(percent, dict):
            targets = self._tpe_read_numbers(percent)
        elif percent is not None and percent is not False:
            number = self._tpe_read_number(percent)
            targets = {line: number for line in works if line.product_uom_qty}
        for line, amount in self._tpe_read_numbers(amounts or {}).items():
            contract = line._tpe_get_share().contract
            targets[line] = amount * 100 / contract if contract else ZERO
        for line, quantity in self._tpe_read_numbers(quantities or {}).items():
            ordered = exact(line.product_uom_qty)
            targets[line] = quantity * 100 / ordered if ordered else ZERO
        return targets

    def _tpe_read_numbers(self, numbers):
        """:return: decimals by order line
        :rtype: dict[sale.order.line, Decimal]"""
        works = {line.id: line for line in self._tpe_get_works()}
        found = {}
        for line_id, number in numbers.items():
            line = works.get(int(line_id) if str(line_id).isdigit() else 0)
            if not line:
                raise UserError(
                    self.env._(
                        "%(line)s is no line of %(order)s whose progress can be "
                        "invoiced.",
                        line=line_id,
                        order=self.display_name,
                    )
                )
            found[line] = self._tpe_read_number(number)
        return found

    def _tpe_read_number(self, number):
        """:return: a number of a client
        :rtype: Decimal"""
        try:
            found = exact(number)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise UserError(self.env._("%s is not a number.", number))
        return found

    # === PLAN === #

    def _tpe_plan_situation(self, targets, is_all_at_once=False):
        """Work out a progress invoice, without making it.

        :param dict targets: cumulative percentages by order line
        :param bool is_all_at_once: whether to deduct all that is left of the deposits
        :return: what to invoice, see ``Plan``
        :rtype: Plan
        :raises UserError: when a line would go back
        """
        self._tpe_check_situation()
        digits, grain = self.currency_id.decimal_places, self._tpe_get_grain()
        shares = self._tpe_get_shares()
        steps = {}
        for line, share in shares.items():
            percent = targets.get(line)
            if percent is None:
                steps[line] = rules.Step(ZERO, ZERO, share.billed)
            else:
                steps[line] = line._tpe_reach(share, percent, digits, grain)
        deposits = self._tpe_get_deposits(shares, steps)
        cuts = {}
        for taxes, found in deposits.items():
            # a deposit whose rate is that of no line any more follows all of them
            same = [line for line in steps if line.tax_ids == taxes] or list(steps)
            works = sum((steps[line].amount for line in same), ZERO)
            cuts |= rules.deduct(found, works, is_all_at_once, digits)
        return Plan(
            shares,
            steps,
            cuts,
            [deposit for found in deposits.values() for deposit in found],
            sum((share.contract for share in shares.values()), ZERO),
            sum((share.billed for share in shares.values()), ZERO),
            sum((step.amount for step in steps.values()), ZERO),
            all(steps[ln].cumulative == shares[ln].contract for ln in shares),
        )

    def _tpe_check_situation(self):
        """:raises UserError: when the order cannot have a progress invoice now"""
        self.ensure_one()
        if self.state != "sale":
            raise UserError(
                self.env._("Confirm %s first: a quotation is not invoiced.", self.name)
            )
        moves_sudo = self.sudo().order_line.invoice_lines.move_id  # other teams' too
        drafts = moves_sudo.filtered(
            lambda move: move.state == "draft" and not move._is_downpayment()
        )
        if drafts:
            raise UserError(
                self.env._(
                    "%(order)s has a draft already (%(draft)s): issue it or delete it "
                    "first. Its amounts would be counted twice.",
                    order=self.name,
                    draft=drafts[0].display_name,
                )
            )

    def _tpe_get_deposits(self, shares, steps):
        """Return the deposits that were issued, by the taxes they bear.

        :param dict shares: how far each line is invoiced
        :param dict steps: what is invoiced now
        :return: ``Deposit`` of ``tools/situation.py`` by taxes; the key is the line
        :rtype: dict[account.tax, list]
        """
        found = defaultdict(list)
        lines = self.order_line.filtered(
            lambda line: line.is_downpayment and not line.display_type
        )
        for line in lines:
            deposit = line._tpe_get_deposit_share()
            if deposit.contract > 0:
                same = [ln for ln in shares if ln.tax_ids == line.tax_ids]
                if not sum(shares[ln].contract for ln in same):
                    same = list(shares)
                contract = sum((shares[ln].contract for ln in same), ZERO)
                reached = sum((steps[ln].cumulative for ln in same), ZERO)
                percent = reached * 100 / contract if contract else ZERO
                found[line.tax_ids].append(
                    rules.Deposit(line, deposit.contract, deposit.billed, percent)
                )
        return found

    # === DRAFT === #

    def _tpe_make_draft(self, plan, day=None):
        """Make the invoice of a plan.

        :param Plan plan: see :meth:`_tpe_plan_situation`
        :param day: date of the invoice
        :return: the draft
        :rtype: account.move
        :raises UserError: when there is nothing to invoice
        """
        order = self.with_company(self.company_id)
        order = order.with_context(lang=self._tpe_get_draft_lang())
        lines = order._tpe_prepare_lines(plan)
        if not any(line.get("quantity") for line in lines):
            raise UserError(
                self.env._(
                    "Nothing to invoice on %s: no line has come further than what is "
                    "invoiced already.",
                    self.name,
                )
            )
        vals = order._prepare_invoice() | order._tpe_prepare_situation_vals(plan, day)
        vals["invoice_line_ids"] = [Command.create(line) for line in lines]
        # like core: sellers draft the invoice of their order without other rights
        moves_sudo = order._create_account_invoices([vals], final=False)
        if plan.is_last:
            order._tpe_close_taxes(moves_sudo)
        moves_sudo.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": moves_sudo, "origin": self},
            subtype_xmlid="mail.mt_note",
        )
        return moves_sudo.sudo(self.env.su)

    def _tpe_get_draft_lang(self):
        """:return: code of the language in which lines are labelled, that of the
            document: French on sales in France, whatever the customer speaks
        :rtype: str"""
        values = {"move_type": "out_invoice", "partner_id": self.partner_invoice_id.id}
        paper = self.env["account.move"].new(
            values | {"company_id": self.company_id.id}
        )
        return paper._tpe_get_lang_code()

    def _tpe_prepare_situation_vals(self, plan, day):
        """:return: values of the invoice, beside its lines
        :rtype: dict"""
        moves_sudo = self.sudo().tpe_situation_ids  # other teams' too
        living = moves_sudo.filtered(lambda move: move.state == "posted")
        deposits_sudo = self.env["account.move"].sudo()
        for deposit in plan.deposits:
            deposits_sudo |= deposit.key.sudo()._tpe_get_deposit_moves()
        kind = "balance" if plan.is_last and deposits_sudo else "situation"
        has_retention = self.tpe_retention_percent and not self.tpe_has_bank_guarantee
        dated = {"invoice_date": fields.Date.to_date(day)} if day else {}
        return dated | {
            "tpe_document_kind": kind,
            "tpe_situation_order_id": self.id,
            "tpe_situation_number": max(
                living.mapped("tpe_situation_number"), default=0
            )
            + 1,
            "tpe_contract_amount": float(plan.contract),
            "tpe_previous_amount": float(plan.billed),
            "tpe_preceding_move_ids": [Command.set((living | deposits_sudo).ids)],
            "tpe_retention_percent": has_retention and self.tpe_retention_percent,
        }

    def _tpe_prepare_lines(self, plan):
        """:return: values of the lines; titles and notes stand where they did
        :rtype: list[dict]"""
        found, titles, is_open = [], [], True
        for line in self.order_line.filtered(lambda ln: not ln.is_downpayment):
            if line.display_type in ("line_section", "line_subsection"):
                if line.display_type == "line_section":
                    titles = []
                titles = [t for t in titles if t.display_type == "line_section"]
                titles.append(line)
                is_open = False
            elif line.display_type == "line_note":
                if is_open:
                    found.append(line._prepare_invoice_line())
            elif line in plan.steps and plan.steps[line].quantity:
                found += [title._prepare_invoice_line() for title in titles]
                titles, is_open = [], True
                found.append(
                    line._tpe_prepare_step(plan.steps[line], plan.shares[line])
                )
        if plan.cuts and any(vals["display_type"] != "product" for vals in found):
            # below a title of their own: they are no part of the last one's subtotal
            title = {"display_type": "line_section", "quantity": 0}
            found.append(title | {"name": self.env._("Deposits deducted")})
        for line, amount in plan.cuts.items():
            # the words of this order's language, not of the user's
            found.append(line.with_env(self.env)._tpe_prepare_cut(amount))
        for sequence, vals in enumerate(found):
            vals["sequence"] = sequence
        return found
