# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount
from odoo.tools.misc import formatLang

from ..tools import situation as rules
from ..tools.amounts import ZERO, exact, rounded, shortest
from ..written import format_day

# what the line of an invoice in memory has no use for
DROPPED = ("sale_line_ids", "is_downpayment", "analytic_distribution")


class SaleOrderLine(models.Model):
    """A line of a works contract, and a deposit on it, as progress invoices bear it."""

    _inherit = "sale.order.line"

    def _tpe_get_share(self):
        """:return: what was agreed and what is invoiced, without tax
        :rtype: Share"""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        return rules.Share(
            rounded(exact(self.price_subtotal), digits),
            rounded(exact(self.untaxed_amount_invoiced), digits),
            exact(self.product_uom_qty),
            exact(self.qty_invoiced_posted),
        )

    def _tpe_get_gross_ratio(self):
        """:return: a price as it is typed, for one without tax: more than one where
            prices include tax
        :rtype: Decimal"""
        included = self.tax_ids.flatten_taxes_hierarchy().filtered("price_include")
        if not included:
            return exact(1)
        details = self.tax_ids._get_tax_details(
            1e6,
            1.0,
            rounding_method="round_globally",
            product=self.product_id,
            product_uom=self.product_uom_id,
        )
        return exact(1e6) / exact(details["total_excluded"])

    def _tpe_reach(self, share, percent, digits, grain):
        """Find what to bill of this line.

        :param Share share: the line as it stands
        :param Decimal percent: how far it has come since the start
        :param int digits: decimals of the currency
        :param Decimal grain: smallest quantity
        :rtype: Step
        :raises UserError: in words of the user
        """
        try:
            return rules.reach(share, percent, digits, grain)
        except rules.OutOfRange:
            raise UserError(
                self.env._(
                    "“%(line)s”: progress goes from 0 to 100 %%, not %(percent)s. For "
                    "more works, add a line to the order.",
                    line=self._tpe_get_short_name(),
                    percent=percent,
                )
            ) from None
        except rules.GoesBack as problem:
            raise UserError(
                self.env._(
                    "“%(line)s” cannot go back: %(billed)s is invoiced already "
                    "(%(reached)s %%), and this progress comes to %(cumulative)s. "
                    "Credit a progress invoice first.",
                    line=self._tpe_get_short_name(),
                    billed=self._tpe_format_money(problem.billed),
                    reached=rules.reached(share),
                    cumulative=self._tpe_format_money(problem.cumulative),
                )
            ) from None

    def _tpe_get_short_name(self):
        """:return: the first line of the label
        :rtype: str"""
        return (self.name or self.product_id.display_name or "").partition("\n")[0]

    def _tpe_format_money(self, amount):
        """:return: an amount as the user reads it
        :rtype: str"""
        return format_amount(self.env, float(amount), self.currency_id)

    def _tpe_prepare_step(self, step, share):
        """Prepare the invoice line of a step.

        The quantity is rounded as Odoo keeps quantities; the price takes up what that
        leaves, so that the amount is right to the cent.

        :param Step step: what to bill
        :param Share share: what was agreed and is invoiced already
        :return: values
        :rtype: dict
        """
        values = self._prepare_invoice_line(quantity=float(step.quantity))
        kept = 1 - exact(self.discount) / 100
        price = exact(self.price_unit)
        ratio = self._tpe_get_gross_ratio()
        is_plain = price * step.quantity * kept == step.amount * ratio
        if kept and not is_plain:
            values["price_unit"] = float(step.amount * ratio / step.quantity / kept)
        return values | {
            "name": self._tpe_get_agreed_name(values["name"]),
            "tpe_contract_amount": float(share.contract),
            "tpe_previous_amount": float(share.billed),
        }

    def _tpe_get_agreed_name(self, name):
        """Say below a designation what was agreed: quantity and price, when there is
        more than one lump sum (CGI ann. II art. 242 nonies A, I-8°).

        :param str name: label of the line
        :rtype: str
        """
        quantity = exact(self.product_uom_qty)
        if quantity in (0, 1):
            return name
        unit = self.product_uom_id
        words = [self._tpe_write_number(quantity)]
        if not unit._tpe_is_piece():  # as on the lines of an invoice
            words.append(unit.name)
        agreed = self.env._(
            "Agreed: %(quantity)s at %(price)s",
            quantity=" ".join(words),
            price=self._tpe_format_money(exact(self.price_unit)),
        )
        return f"{name}\n{agreed}"

    def _tpe_write_number(self, number):
        """:return: a quantity as the user reads it, without zeros that say nothing
        :rtype: str"""
        least = len(shortest(number).partition(".")[2])
        return formatLang(self.env, float(number), digits=least)

    # === DEPOSITS === #

    def _tpe_get_deposit_moves(self):
        """:return: the issued invoices of this deposit
        :rtype: account.move"""
        lines = self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_type == "out_invoice"
                and line.price_subtotal > 0
            )
        )
        return lines.move_id

    def _tpe_get_deposit_share(self):
        """Return what is invoiced of this deposit, and what is deducted of it already.

        Credit notes of either are taken off.

        :return: amounts without tax, and quantities
        :rtype: Share
        """
        sums = [ZERO, ZERO, ZERO, ZERO]
        for line in self.invoice_lines:
            if line.parent_state != "posted":
                continue
            sign = -1 if line.move_type == "out_refund" else 1
            subtotal, place = sign * exact(line.price_subtotal), 0
            quantity = sign * exact(line.quantity)
            if line.price_subtotal < 0:  # deducted
                subtotal, quantity, place = -subtotal, -quantity, 1
            sums[place] += subtotal
            sums[place + 2] += quantity
        return rules.Share(*sums)

    def _tpe_prepare_cut(self, amount):
        """Prepare the line that deducts a deposit, or a part of it.

        :param Decimal amount: what is deducted, without tax
        :return: values
        :rtype: dict
        """
        share = self._tpe_get_deposit_share()
        percent = (share.billed + amount) * 100 / share.contract
        digits, grain = self.currency_id.decimal_places, self.order_id._tpe_get_grain()
        step = rules.reach(share, percent, digits, grain)
        invoices = ", ".join(
            self.env._(
                "%(number)s of %(date)s",
                number=move._tpe_get_printed_number(),
                date=format_day(self.env, move.invoice_date),
            )
            for move in self._tpe_get_deposit_moves()
        )
        price = step.amount * self._tpe_get_gross_ratio() / step.quantity
        return self._prepare_invoice_line(
            quantity=-float(step.quantity),
            price_unit=float(price),
            name=self.env._("Deposit deducted: invoice %s", invoices),
            extra_tax_data=False,
        )

    # === QUOTES === #

    def _tpe_prepare_paper_line(self, account):
        """:param account.account account: any of sales, for the tax computation
        :return: values of the line in memory
        :rtype: dict"""
        quantity = self.product_uom_qty
        vals = self._prepare_invoice_line(quantity=quantity)
        if self.product_id.type == "combo":
            vals["name"] = f"{self.product_id.name} x {quantity:g}"
        if vals["display_type"] == "product":
            vals["account_id"] = account.id
        return {name: value for name, value in vals.items() if name not in DROPPED}
