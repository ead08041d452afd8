# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import amounts
from .document_samples import make_invoice

AMOUNTS = st.decimals(0, 10**7, places=2)
QUANTITIES = st.decimals(Decimal("0.0001"), 10**5, places=4)
PRICES = st.decimals(0, 10**5, places=6)


def _wrong(invoice):
    return amounts.find_wrong_sums(invoice)


@tagged("-at_install", "post_install")
class TestAmounts(BaseCase):
    """Roundings (T-20, T-22), prices that lead to their line, sums of EN 16931."""

    def test_half_a_cent_goes_up_on_both_sides_of_zero(self):
        for text, expected in (
            ("10.125", "10.13"),
            ("2.675", "2.68"),
            ("-2.675", "-2.68"),
            ("0.004", "0.00"),
        ):
            found = amounts.rounded(amounts.exact(float(text)))
            self.assertEqual(found, Decimal(expected), text)

    @given(AMOUNTS, QUANTITIES, PRICES)
    def test_price_times_quantity_is_always_the_amount(self, net, quantity, price):
        found = amounts.price_of(net, quantity, price)
        total = amounts.rounded(found.amount * quantity / found.basis)
        self.assertEqual(total, net)
        if found.basis == 1:
            self.assertGreaterEqual(found.amount.as_tuple().exponent, -6)

    @given(st.decimals(-(10**9), 10**9, places=6))
    def test_shortest_says_the_same_number(self, number):
        self.assertEqual(Decimal(amounts.shortest(number)), number)

    def test_right_invoice_has_no_wrong_sum(self):
        self.assertEqual(amounts.find_wrong_sums(make_invoice()), [])

    def test_each_wrong_sum_is_found_by_its_rule(self):
        for rule, terms in (
            ("BR-CO-10", {"BT_106": Decimal(901)}),
            ("BR-CO-11", {"BT_107": Decimal(1)}),
            ("BR-CO-12", {"BT_108": Decimal(1)}),
            ("BR-CO-13", {"BT_109": Decimal("900.01")}),
            ("BR-CO-14", {"BT_110": Decimal("180.01")}),
            ("BR-CO-15", {"BT_112": Decimal("1080.01")}),
            ("BR-CO-16", {"BT_115": Decimal("1080.01")}),
            ("BR-CO-16", {"BT_113": Decimal("0.01")}),
        ):
            found = amounts.find_wrong_sums(make_invoice(**terms))
            self.assertIn(rule, {sentence.split(":")[0] for sentence in found})

    def test_vat_of_each_rate_is_checked(self):
        for rule, change in (
            ("BR-CO-17", {"BT-117": Decimal("178.99")}),
            ("BR-S-08", {"BT-116": Decimal("899.99")}),
            ("BR-S-08", {"BT-119": Decimal(10)}),
            ("BR-S-10", {"BT-120": "Exempt"}),
            ("BR-E-10", {"BT-118": "E", "BT-119": Decimal(0)}),
        ):
            invoice = make_invoice()
            invoice["BG-23"][0].update(change)
            found = amounts.find_wrong_sums(invoice)
            self.assertIn(rule, {sentence.split(":")[0] for sentence in found})

    def test_a_line_without_its_rate_is_found(self):
        invoice = make_invoice()
        invoice["BG-25"][0]["BT-152"] = Decimal("5.5")
        self.assertEqual(len(amounts.find_wrong_sums(invoice)), 2)

    def test_what_is_no_float_keeps_every_digit(self):
        for number in (12345678901234567, Decimal("1.23456789012345678"), "0.1", -5):
            self.assertEqual(amounts.exact(number), Decimal(str(number)))

    def test_a_price_of_nothing_is_the_one_that_was_typed(self):
        found = amounts.price_of(Decimal(0), Decimal(0), Decimal("3.50"))
        self.assertEqual(found, (Decimal("3.5"), 1))
        found = amounts.price_of(Decimal(5), Decimal(0), Decimal("3.50"))
        self.assertEqual(found, (Decimal("3.50"), 1))

    def test_prepaid_and_rounding_move_what_is_due(self):
        for prepaid, rounding, due in (("80", "0", "1000"), ("0", "0.02", "1080.02")):
            invoice = make_invoice(
                BT_113=Decimal(prepaid), BT_114=Decimal(rounding), BT_115=Decimal(due)
            )
            self.assertEqual(amounts.find_wrong_sums(invoice), [])

    def test_a_wrong_sum_names_what_was_said_and_what_it_should_be(self):
        invoice = make_invoice(BT_112=Decimal("1080.01"))
        self.assertIn("BR-CO-15: 1080.01 / 1080", "\n".join(_wrong(invoice)))
        invoice = make_invoice()
        invoice["BG-23"][0]["BT-117"] = Decimal("178.99")
        self.assertIn("BR-CO-17: 178.99 / 180.00", "\n".join(_wrong(invoice)))

    def test_the_price_of_a_line_is_rounded_to_the_cent_and_may_be_of_a_lot(self):
        invoice = make_invoice()
        line = invoice["BG-25"][0]
        line["BT-146"] += Decimal("0.004") / line["BT-129"]
        self.assertEqual(_wrong(invoice), [])
        line["BT-146"] *= 100
        self.assertEqual(len(_wrong(invoice)), 1)
        line["BT-149"] = Decimal(100)
        self.assertEqual(_wrong(invoice), [])

    def test_only_the_standard_category_needs_a_rate_above_nothing(self):
        for category, rate, is_wrong in (
            ("S", "0", True),
            ("S", "0.9", False),
            ("Z", "0", False),
        ):
            invoice = make_invoice()
            change = {"BT-118": category, "BT-119": Decimal(rate)}
            invoice["BG-23"][0].update(change)
            found = {sentence.split(":")[0] for sentence in _wrong(invoice)}
            self.assertEqual("BR-S-05" in found, is_wrong, category)

    def test_examples_of_the_documentation_hold(self):
        self.assertFalse(doctest.testmod(amounts).failed)
