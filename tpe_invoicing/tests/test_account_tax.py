# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import ROUND_HALF_UP, Decimal

from odoo import Command
from odoo.tests import tagged

from .common_document import DocumentCommon

# quantity, price and discount whose product has more decimals than a cent
ODD = (
    (3, "33.333", 0),
    (1, "1.005", 0),
    (7, "2.675", 0),
    (5, "0.125", 0),
    (1, "0.125", 0),
    (1, "0.125", 0),
    (2, "19.995", 33),
    (-1, "4.445", 0),
)


def _half_up(number):
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountTax(DocumentCommon):
    """Lines are rounded, then added up, then taxed: whoever checks finds the same."""

    def _odd_lines(self, tax):
        return [
            self._line(float(price), tax, quantity=quantity, discount=discount)
            for quantity, price, discount in ODD
        ]

    def _expect(self, *rates):
        nets = [
            _half_up(quantity * Decimal(price) * (100 - discount) / 100)
            for quantity, price, discount in ODD
        ]
        vat = sum(_half_up(sum(nets) * Decimal(rate) / 100) for rate in rates)
        return nets * len(rates), sum(nets) * len(rates), vat

    def test_prices_of_three_decimals_add_up_as_the_standard_wants(self):
        lines = self._odd_lines(self.vat_20) + self._odd_lines(self.vat_55)
        move = self._invoice(*lines)
        nets, net, vat = self._expect("20", "5.5")
        data = self._data(move)
        self.assertEqual([line["BT-131"] for line in data["BG-25"]], nets)
        self.assertEqual((data["BT-109"], data["BT-110"]), (net, vat))
        self.assertAlmostEqual(move.amount_untaxed, float(net))
        self.assertAlmostEqual(move.amount_tax, float(vat))
        self.assertEqual(
            [str(line["BT-146"]) for line in data["BG-25"][:6]],
            [price for _quantity, price, _discount in ODD[:6]],
            "the price is the one that was agreed",
        )

    def test_the_credit_note_comes_to_the_same(self):
        move = self._invoice(*self._odd_lines(self.vat_20))
        move._post(soft=False)
        credit = move._reverse_moves([{"invoice_date": move.invoice_date}])
        self.assertEqual(credit.amount_total, move.amount_total)
        self.assertEqual(credit.amount_untaxed, move.amount_untaxed)

    def test_the_quote_says_what_the_invoice_will(self):
        _nets, net, vat = self._expect("20")
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.business.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.goods.id,
                                "product_uom_qty": quantity,
                                "price_unit": float(price),
                                "discount": discount,
                                "tax_ids": [Command.set(self.vat_20.ids)],
                            }
                        )
                        for quantity, price, discount in ODD
                    ],
                }
            )
        )
        self.assertAlmostEqual(order.amount_untaxed, float(net))
        self.assertAlmostEqual(order.amount_tax, float(vat))

    def test_prices_with_vat_in_them_keep_what_the_customer_pays(self):
        tax = self._make_included_tax()
        move = self._invoice(*[self._line(0.99, tax)] * 7)
        self.assertAlmostEqual(move.amount_total, 6.93)

    def test_bills_of_suppliers_are_left_as_they_are(self):
        bill = self._invoice(
            *[self._line(0.125, self.env["account.tax"])] * 5, move_type="in_invoice"
        )
        self.assertAlmostEqual(bill.amount_total, 0.63)
