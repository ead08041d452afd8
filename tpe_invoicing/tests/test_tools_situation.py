# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import situation
from ..tools.situation import ZERO, Deposit, Share, deduct, reach

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
