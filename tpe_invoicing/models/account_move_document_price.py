# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..tools.amounts import ZERO, exact, price_of, quantity_of, rounded

REASON_DISCOUNT = "95"  # UNTDID 5189


class AccountMove(models.Model):
    """Quantity, price and discount of the lines of an invoice."""

    _inherit = "account.move"

    def _tpe_get_line_price(self, base_line):
        """Return quantity, price, discount and amount of a line.

        A negative price becomes a negative quantity [BR-27]. A discount is an
        allowance of the line, which is exact to the cent; where the quantity is
        negative, it is taken off the price, as allowances are not negative.

        :param dict base_line: a line of Odoo's tax computation
        :rtype: dict
        """
        digits = self.currency_id.decimal_places
        net = self._tpe_get_net(base_line)
        quantity = quantity_of(exact(base_line["quantity"]))
        price = self._tpe_get_gross_price(base_line)
        if price < 0:
            price, quantity = -price, -quantity
        discount = exact(base_line["discount"])
        terms = {"BT-129": quantity, "BT-131": net}
        gross = rounded(price * quantity, digits)
        if discount > 0 and quantity > 0 and gross >= net:
            terms["BG-27"] = [
                {
                    "amount": gross - net,
                    "base_amount": gross,
                    "rate": discount,
                    "reason": self.env._("Discount"),
                    "reason_code": REASON_DISCOUNT,
                }
            ]
            net = gross
        sign = -1 if quantity < 0 else 1
        found = price_of(
            sign * net,
            sign * quantity,
            price if "BG-27" in terms else price * (100 - discount) / 100,
            digits,
        )
        # a line without quantity, a discount above the price, or minus zero
        if found.amount <= 0:
            found = found._replace(amount=ZERO)
        terms["BT-146"] = found.amount
        if found.basis != 1:
            terms["BT-149"] = found.basis
        return terms

    def _tpe_get_gross_price(self, base_line):
        """:return: the unit price without tax and before discount
        :rtype: Decimal"""
        price = exact(base_line["price_unit"])
        taxes = base_line["tax_ids"]._tpe_flatten()
        is_included = any(tax.price_include for tax in taxes)
        if not is_included or base_line["special_mode"] == "total_excluded":
            return price
        details = base_line["tax_ids"]._get_tax_details(
            float(price),
            1.0,
            rounding_method="round_globally",
            product=base_line["product_id"],
            product_uom=base_line["product_uom_id"],
        )
        return exact(details["total_excluded"])
