# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import allocation, interest_table
from ..tools.allocation import split_interest_first, split_principal_first
from ..tools.interest_table import get_rows, iterate_days, sum_rows
from ..tools.late_interest import Debt, LateInterest
from .test_tools_late_interest import AMOUNTS, DAYS, FIGURES

LAST = date(2026, 12, 31)
KINDS = st.sampled_from(("business", "consumer", "public"))


@tagged("-at_install", "post_install")
class TestInterestTable(BaseCase):
    """Rows that add up to the worked examples; what a payment settles first."""

    def setUp(self):
        super().setUp()
        self.law = LateInterest(FIGURES)
        paid = ((date(2026, 7, 1), Decimal(4000)),)
        self.debt = Debt(Decimal(10000), date(2026, 5, 1), payments=paid)

    def test_t6_rows_follow_balance_and_rate(self):
        rows = get_rows(self.law, self.debt, date(2026, 9, 3))
        self.assertEqual(
            [(row.days, row.balance, str(row.rate)) for row in rows],
            [(60, 10000, "12.15"), (1, 10000, "12.40"), (64, 6000, "12.40")],
        )
        self.assertEqual(str(sum_rows(rows)), "333.58")

    def test_t3_three_half_years_make_three_rows(self):
        debt = Debt(Decimal(10000), date(2024, 12, 15))
        rows = get_rows(self.law, debt, date(2025, 7, 10))
        self.assertEqual(
            [(row.days, str(sum_rows([row]))) for row in rows],
            [(16, "62.47"), (181, "652.10"), (10, "33.29")],
        )
        self.assertEqual(str(sum_rows(rows)), "747.85")

    def test_t11_interest_stops_on_the_day_of_the_judgment(self):
        debt = Debt(Decimal(1200), date(2026, 9, 30), frozen_on=date(2026, 10, 31))
        rows = get_rows(self.law, debt, date(2026, 11, 24))
        self.assertEqual(rows[-1].last, date(2026, 10, 31))

    def test_t12_a_consumer_without_notice_has_no_table(self):
        debt = Debt(Decimal(800), date(2026, 5, 8), kind="consumer")
        self.assertEqual(get_rows(self.law, debt, LAST), [])

    def test_t14_a_public_body_keeps_one_rate(self):
        debt = Debt(Decimal(36500), date(2026, 5, 19), kind="public")
        rows = get_rows(self.law, debt, date(2026, 8, 20))
        self.assertEqual({str(row.rate) for row in rows}, {"10.15"})
        self.assertEqual(str(sum_rows(rows)), "943.95")

    def test_the_last_of_the_days_bears_the_whole(self):
        rows = get_rows(self.law, self.debt, date(2026, 9, 3))
        days = list(iterate_days(rows))
        self.assertEqual(len(days), 125)
        self.assertEqual(round(days[-1][3], 2), Decimal("333.58"))

    def test_principal_first_takes_the_whole_payment_off_the_sum(self):
        split = split_principal_first(self.law, self.debt, date(2026, 9, 3))
        self.assertEqual((split.principal, str(split.interest)), (6000, "333.58"))

    def test_interest_first_leaves_more_of_the_sum(self):
        split = split_interest_first(self.law, self.debt, date(2026, 9, 3))
        # 203.12 of the 4,000 settle interest; 6,203.12 x 12.40 % x 64 / 365
        self.assertEqual(str(split.principal), "6203.12")
        self.assertEqual(str(split.interest), "134.87")

    def test_a_payment_before_the_due_date_settles_principal(self):
        paid = ((date(2026, 4, 1), Decimal(4000)),)
        split = split_interest_first(
            self.law, self.debt._replace(payments=paid), date(2026, 5, 1)
        )
        self.assertEqual((split.principal, split.interest), (6000, 0))

    def test_two_payments_settle_interest_one_after_the_other(self):
        paid = (*self.debt.payments, (date(2026, 8, 1), Decimal(1000)))
        debt = self.debt._replace(payments=paid)
        split = split_interest_first(self.law, debt, date(2026, 9, 3))
        # 31 days on 6,203.12 bear 65.33, which 1,000 settle first; then 33 days
        self.assertEqual(str(split.principal), "5268.45")
        self.assertEqual(str(split.interest), "59.06")

    def test_a_payment_counts_from_its_own_day_on(self):
        day = date(2026, 7, 1)
        for split in (split_principal_first, split_interest_first):
            before = split(self.law, self.debt, date(2026, 6, 30))
            self.assertEqual(before.principal, 10000, split.__name__)
            self.assertLess(split(self.law, self.debt, day).principal, 7000)

    def test_a_payment_on_the_last_day_of_a_rate_leaves_no_empty_row(self):
        paid = ((date(2026, 6, 30), Decimal(4000)),)
        debt = self.debt._replace(payments=paid)
        split = split_interest_first(self.law, debt, date(2026, 7, 10))
        self.assertEqual(
            [(row.days, str(row.rate)) for row in split.rows],
            [(60, "12.15"), (10, "12.40")],
        )

    def test_a_debt_of_one_euro_bears_interest_too(self):
        debt = Debt(Decimal(1), date(2025, 12, 31))
        split = split_interest_first(self.law, debt, LAST)
        self.assertEqual((split.principal, str(split.interest)), (1, "0.12"))

    def test_what_is_paid_leaves_nothing_and_more_is_not_owed_back(self):
        paid = ((date(2026, 7, 1), Decimal(20000)),)
        split = split_interest_first(
            self.law, self.debt._replace(payments=paid), date(2026, 9, 3)
        )
        self.assertEqual((split.principal, split.interest), (0, 0))

    def test_a_payment_is_spread_until_nothing_is_left_of_it(self):
        day = date(2026, 11, 1)
        debts = [
            ("tomorrow", Decimal(100), date(2026, 11, 2), 9),
            ("today", Decimal(100), day, 1),
        ]
        for amount, shares in (
            ("0", {}),
            ("100", {"today": 100}),
            ("100.50", {"today": 100, "tomorrow": Decimal("0.50")}),
            ("500", {"today": 100, "tomorrow": 100}),
        ):
            found = allocation.allocate(Decimal(amount), debts, day)
            self.assertEqual(found, shares, amount)

    def test_three_equals_share_to_the_cent(self):
        debts = [(key, Decimal(50), date(2026, 9, 1), 1) for key in "abc"]
        found = allocation.allocate(Decimal(100), debts, date(2026, 11, 1))
        self.assertEqual(
            {key: str(share) for key, share in found.items()},
            {"a": "33.33", "b": "33.34", "c": "33.33"},
        )

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(AMOUNTS, DAYS, st.integers(0, 300), KINDS)
    def test_rows_add_up_to_the_amount_of_the_law(self, amount, due_on, days, kind):
        as_of = min(LAST, due_on + timedelta(days=days))
        paid = ((due_on + timedelta(days=20), amount / 3),)
        debt = Debt(amount, due_on, kind, paid, due_on)
        rows = get_rows(self.law, debt, as_of)
        self.assertEqual(sum_rows(rows), self.law.get_amount(debt, as_of))

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(AMOUNTS, AMOUNTS, DAYS, st.integers(0, 300))
    def test_interest_first_never_favours_the_debtor(self, amount, paid, due_on, days):
        as_of = min(LAST, due_on + timedelta(days=days))
        payment = (due_on + timedelta(days=9), min(amount, paid))
        debt = Debt(amount, due_on, payments=(payment,))
        first = split_principal_first(self.law, debt, as_of)
        other = split_interest_first(self.law, debt, as_of)
        cent = Decimal("0.01")  # what each part is rounded by
        self.assertGreaterEqual(
            other.principal + other.interest + cent, first.principal + first.interest
        )
        self.assertGreaterEqual(other.principal, first.principal)

    def test_examples_of_the_modules_hold(self):
        for module in (allocation, interest_table):
            result = doctest.testmod(module)
            self.assertFalse(result.failed)
            self.assertTrue(result.attempted)
