# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class AccountMoveLine(models.Model):
    """A line of an invoice: the period that it bills, and where it was delivered."""

    _inherit = "account.move.line"

    tpe_date_start = fields.Date(
        string="Period from", help="First day of the period that this line bills."
    )
    tpe_date_end = fields.Date(
        string="Period to", help="Last day of the period that this line bills."
    )
    tpe_shipping_id = fields.Many2one(
        "res.partner",
        string="Delivered to",
        check_company=True,
        index="btree_not_null",
        help="Where this line was delivered, when that is not the delivery address of "
        "the invoice.",
    )

    def _tpe_get_period(self):
        """Return the period that a line bills.

        :return: first and last day; false when there is none
        :rtype: tuple[date, date]
        """
        if self.tpe_date_start or self.tpe_date_end:
            return self.tpe_date_start, self.tpe_date_end
        # deferred revenue of Odoo Enterprise, where it is installed
        if "deferred_start_date" in self._fields:
            return self["deferred_start_date"], self["deferred_end_date"]
        return False, False

    def _tpe_is_accessory(self):
        """Tell whether a line goes with what the invoice sells.

        :return: freight, a discount, a deposit that is taken off
        :rtype: bool
        """
        discount_product = self.company_id.sale_discount_product_id
        return bool(
            self.price_unit < 0
            or self.is_downpayment
            or self.product_id.tpe_is_on_whole
            or (self.product_id and self.product_id == discount_product)
            or self._tpe_is_freight()
        )

    def _tpe_is_on_whole(self, base_line):
        """Tell whether a line was made for the whole of its invoice.

        :param dict base_line: the line in Odoo's tax computation
        :return: a global discount of a sales order, a freight, or a product that says
            so itself
        :rtype: bool
        """
        product = base_line["product_id"]
        key = base_line.get("computation_key") or ""
        return bool(
            product.tpe_is_on_whole
            or key.startswith("global_discount")
            or (product and product == self.company_id.sale_discount_product_id)
            or self._tpe_is_freight()
        )

    def _tpe_is_freight(self):
        """:return: whether a carrier's price was put on the order that is invoiced
        :rtype: bool"""
        # addon delivery, where it is installed
        if "is_delivery" not in self.env["sale.order.line"]._fields:
            return False
        lines_sudo = self.sudo().sale_line_ids  # accountants have no rights on orders
        return any(lines_sudo.mapped("is_delivery"))
