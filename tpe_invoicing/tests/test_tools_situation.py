# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import situation
from ..tools.situation import (
    ZERO,
    Deposit,
    GoesBack,
    OutOfRange,
    Share,
    deduct,
    reach,
    state,
)

CENT = Decimal("0.01")
amounts = st.integers(-(10**8), 10**8).filter(bool).map(lambda cents: cents * CENT)
quantities = st.integers(1, 10**5).map(lambda cents: cents * CENT)
percents = st.lists(st.integers(0, 10**4).map(lambda part: part * CENT), max_size=8)


@tagged("-at_install", "post_install")
class TestSituationRules(BaseCase):
    """Cumulative progress, and what is taken off for deposits."""

    def test_examples_in_the_code(self):
        self.assertFalse(doctest.testmod(situation).failed)

    @given(amounts, quantities, percents)
    def test_all_situations_are_the_contract_whatever_the_steps(
        self, contract, quantity, steps
    ):
        share = Share(contract, ZERO, quantity, ZERO)
        for percent in [*sorted(steps), Decimal(100)]:
            step = reach(share, percent)
            self.assertGreaterEqual(step.amount * contract, 0)
            self.assertEqual(bool(step.amount), bool(step.quantity))
            share = share._replace(
                billed=share.billed + step.amount,
                billed_quantity=share.billed_quantity + step.quantity,
            )
        self.assertEqual(share.billed, contract)

    @given(quantities, percents)
    def test_deposits_are_deducted_to_the_cent(self, amount, steps):
        deducted = ZERO
        for percent in [*sorted(steps), Decimal(100)]:
            cuts = deduct([Deposit(1, amount, deducted, percent)], Decimal(10**7))
            deducted += cuts.get(1, ZERO)
        self.assertEqual(deducted, amount)

    def test_two_deposits_share_what_there_is_to_bill(self):
        first = Deposit("a", Decimal(100), ZERO, Decimal(100))
        second = Deposit("b", Decimal(100), ZERO, Decimal(100))
        self.assertEqual(deduct([first, second], Decimal(150)), {"a": 100, "b": 50})

    def test_a_part_of_a_quantity_is_billed_with_its_sign(self):
        for contract, quantity, percent, amount, billed in (
            ("100", "4", "50", "50", "2"),
            ("-100", "-4", "50", "-50", "-2"),
            # an amount always has a quantity, the smallest if need be
            ("100", "0", "50", "50", "0.01"),
            ("1000", "1", "0.1", "1", "0.01"),
            ("-1000", "-1", "0.1", "-1", "-0.01"),
            # something is left of it until the works are finished
            ("100", "0.10", "99.99", "99.99", "0.09"),
            ("100", "0.10", "100", "100", "0.10"),
            # less than a unit of money
            ("100", "1", "0.5", "0.50", "0.01"),
            ("0.50", "1", "50", "0.25", "0.50"),
        ):
            share = Share(Decimal(contract), ZERO, Decimal(quantity), ZERO)
            step = reach(share, Decimal(percent), grain=CENT)
            self.assertEqual(step[:2], (Decimal(amount), Decimal(billed)), contract)

    def test_what_is_billed_does_not_go_back_and_no_progress_is_out_of_range(self):
        share = Share(Decimal(100), Decimal(50), Decimal(1), Decimal("0.5"))
        for percent, error in ((0, GoesBack), (-1, OutOfRange), (101, OutOfRange)):
            with self.assertRaises(error):
                reach(share, Decimal(percent))
        self.assertEqual(str(GoesBack(2, 1)), "1 < 2")
        self.assertEqual(reach(share, Decimal(50)), (0, 0, 50))

    def test_an_amount_is_said_as_a_percentage_of_what_was_agreed(self):
        for net, contract, percent, quantity, unit in (
            ("0.50", "100", "0.5", "0.5", "P1"),
            ("0.25", "0.50", "50", "50", "P1"),
            ("-0.25", "-0.50", "50", "-50", "P1"),
            ("0", "100", "0", "0", "P1"),
            ("5", "0", "0", "1", "C62"),
            ("-5", "100", "5", "-1", "C62"),
        ):
            found = state(Decimal(net), Decimal(contract), Decimal(percent))
            self.assertEqual((found.quantity, found.unit), (Decimal(quantity), unit))
