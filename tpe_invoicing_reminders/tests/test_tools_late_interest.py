# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import late_interest
from ..tools.late_interest import Debt, Figures, LateInterest, MissingFigure

ECB = """2022-01-01 0.00 2022-07-01 0.00 2023-01-01 2.50 2023-07-01 4.00
2024-01-01 4.50 2024-07-01 4.25 2025-01-01 3.15 2025-07-01 2.15
2026-01-01 2.15 2026-07-01 2.40"""
LEGAL = """2022-01-01 0.76 2022-07-01 0.77 2023-01-01 2.06 2023-07-01 4.22
2024-01-01 5.07 2024-07-01 4.92 2025-01-01 3.71 2025-07-01 2.76
2026-01-01 2.62 2026-07-01 2.75"""


def _pairs(text):
    words = text.split()
    days = map(date.fromisoformat, words[::2])
    return list(zip(days, map(Decimal, words[1::2]), strict=True))


START = date(2019, 1, 1)
FIGURES = Figures(
    {
        "ecb_mro": _pairs(ECB),
        "legal_rate_pro": _pairs(LEGAL),
        "late_margin": [(START, Decimal(10))],
        "late_margin_public": [(START, Decimal(8))],
        "late_floor_multiplier": [(START, Decimal(3))],
        "recovery_lump_sum": [(date(2013, 1, 1), Decimal(40))],
    }
)
AMOUNTS = st.decimals("0.01", "1000000", places=2)
DAYS = st.dates(date(2022, 6, 1), date(2026, 12, 31))


def _debt(amount, due_on, **values):
    return Debt(Decimal(amount), date.fromisoformat(due_on), **values)


def _interest(debt, as_of, rate=0, **options):
    law = LateInterest(FIGURES, Decimal(rate), **options)
    return str(law.get_amount(debt, date.fromisoformat(as_of)))


def _lump_sum(debt, as_of):
    return int(LateInterest(FIGURES).get_lump_sum(debt, date.fromisoformat(as_of)))


@tagged("-at_install", "post_install")
class TestLateInterest(BaseCase):
    """The worked examples of the legal reference, to the cent."""

    def test_t1_55_days_at_the_default_rate(self):
        debt = _debt(1200, "2026-09-30")
        self.assertEqual(_interest(debt, "2026-11-24"), "22.42")
        self.assertEqual(_lump_sum(debt, "2026-11-24"), 40)

    def test_t2_a_change_of_half_year_splits_the_period(self):
        self.assertEqual(_interest(_debt(5000, "2026-04-30"), "2026-09-15"), "232.32")

    def test_t3_three_rates_are_rounded_once(self):
        self.assertEqual(_interest(_debt(10000, "2024-12-15"), "2025-07-10"), "747.85")

    def test_t4_a_leap_year_counts_365_days_unless_told(self):
        debt = _debt(2400, "2024-01-31")
        self.assertEqual(_interest(debt, "2024-03-15"), "41.95")
        self.assertEqual(
            _interest(debt, "2024-03-15", is_leap_year_longer=True), "41.84"
        )

    def test_t5_a_contract_rate_above_the_floor_holds_alone(self):
        debt = _debt(3600, "2026-07-31")
        self.assertEqual(_interest(debt, "2026-10-31", rate=12), "108.89")

    def test_t5_the_rate_of_the_invoice_goes_before_that_of_its_seller(self):
        debt = _debt(3600, "2026-07-31")
        for own in (0, 15):
            agreed = debt._replace(rate=Decimal(12))
            self.assertEqual(_interest(agreed, "2026-10-31", rate=own), "108.89")
            legal = debt._replace(rate=Decimal(0))
            self.assertEqual(_interest(legal, "2026-10-31", rate=own), "112.52")

    def test_t6_a_part_payment_lowers_the_base_from_the_next_day(self):
        payments = ((date(2026, 7, 1), Decimal(4000)),)
        debt = _debt(10000, "2026-05-01", payments=payments)
        self.assertEqual(_interest(debt, "2026-07-01"), "203.12")
        self.assertEqual(_interest(debt, "2026-09-03"), "333.58")
        self.assertEqual(_lump_sum(debt, "2026-09-03"), 40)

    def test_t7_a_contract_rate_below_the_floor_is_replaced(self):
        debt = _debt(1000, "2026-06-30")
        self.assertEqual(_interest(debt, "2026-12-31", rate=6), "41.59")

    def test_t8_two_half_years_with_different_rates(self):
        self.assertEqual(_interest(_debt(1000, "2022-06-30"), "2023-01-31"), "61.03")

    def test_t9_one_day_late_bears_both_and_on_time_neither(self):
        debt = _debt(1200, "2026-10-31")
        self.assertEqual(_interest(debt, "2026-11-01"), "0.41")
        self.assertEqual(_lump_sum(debt, "2026-11-01"), 40)
        self.assertEqual(_interest(debt, "2026-10-31"), "0.00")
        self.assertEqual(_lump_sum(debt, "2026-10-31"), 0)

    def test_paid_on_the_due_date_nothing_is_late_ever_after(self):
        payments = ((date(2026, 10, 31), Decimal(1200)),)
        debt = _debt(1200, "2026-10-31", payments=payments)
        self.assertEqual(_interest(debt, "2026-12-01"), "0.00")
        self.assertEqual(_lump_sum(debt, "2026-12-01"), 0)

    def test_t11_insolvency_stops_interest_and_the_lump_sum(self):
        debt = _debt(1200, "2026-09-30", frozen_on=date(2026, 10, 31))
        before = _interest(_debt(1200, "2026-09-30"), "2026-10-31")
        self.assertEqual(_interest(debt, "2026-11-24"), before)
        self.assertEqual(_lump_sum(debt, "2026-11-24"), 0)

    def test_t12_a_consumer_owes_nothing_before_formal_notice(self):
        debt = _debt(800, "2026-05-08", kind="consumer")
        self.assertEqual(_interest(debt, "2026-11-24"), "0.00")
        self.assertEqual(_lump_sum(debt, "2026-11-24"), 0)

    def test_t13_a_consumer_owes_the_legal_rate_after_formal_notice(self):
        debt = _debt(800, "2026-05-08", kind="consumer", notified_on=date(2026, 10, 5))
        self.assertEqual(_interest(debt, "2026-11-24"), "3.01")
        self.assertEqual(_lump_sum(debt, "2026-11-24"), 0)

    def test_t14_a_public_body_keeps_the_rate_of_the_first_day(self):
        debt = _debt(36500, "2026-05-19", kind="public")
        # 93 days from 20 May to 20 August at 10.15 %, no change on 1 July
        self.assertEqual(_interest(debt, "2026-08-20"), "943.95")
        self.assertEqual(_lump_sum(debt, "2026-08-20"), 40)

    def test_t15_a_half_year_without_rate_is_an_error_that_names_it(self):
        debt = _debt(1200, "2026-09-30")
        with self.assertRaises(MissingFigure) as caught:
            _interest(debt, "2027-01-05")
        self.assertEqual(caught.exception.period, "2027-H1")
        known = _interest(debt, "2026-12-31")
        self.assertEqual(str(caught.exception.partial), known)

    def test_a_contract_rate_needs_the_floor_of_each_half_year(self):
        with self.assertRaises(MissingFigure):
            _interest(_debt(1200, "2026-09-30"), "2027-01-05", rate=12)

    def test_a_figure_holds_from_its_first_day_until_the_next_one(self):
        series = [(date(2013, 1, 1), Decimal(40)), (date(2027, 1, 1), Decimal(50))]
        figures = Figures({"recovery_lump_sum": series})
        for day, value in (
            (date(2013, 1, 1), 40),
            (date(2026, 12, 31), 40),
            (date(2027, 1, 1), 50),
        ):
            self.assertEqual(figures.get("recovery_lump_sum", day), value)
        with self.assertRaisesRegex(MissingFigure, "^recovery_lump_sum: .*2012-12-31"):
            figures.get("recovery_lump_sum", date(2012, 12, 31))

    def test_the_lump_sum_is_the_one_of_the_first_day_of_delay(self):
        self.assertEqual(_lump_sum(_debt(9, "2012-12-31"), "2026-11-24"), 40)
        with self.assertRaises(MissingFigure):
            _lump_sum(_debt(9, "2012-12-30"), "2026-11-24")

    def test_nothing_owed_is_never_late_and_one_euro_is(self):
        for amount, lump_sum, interest in ((0, 0, "0.00"), (1, 40, "0.02")):
            debt = _debt(amount, "2026-09-30")
            self.assertEqual(_lump_sum(debt, "2026-11-24"), lump_sum)
            self.assertEqual(_interest(debt, "2026-11-24"), interest)

    def test_paid_on_the_first_day_of_delay_that_day_bears_interest(self):
        payments = ((date(2026, 10, 2), Decimal(36500)),)
        debt = _debt(36500, "2026-10-01", payments=payments)
        self.assertEqual(_interest(debt, "2026-11-24"), "12.40")
        self.assertEqual(_lump_sum(debt, "2026-11-24"), 40)

    def test_only_days_with_something_unpaid_are_parts_of_a_delay(self):
        due, day = date(2026, 9, 30), date(2026, 10, 1)
        split = late_interest.split_balances
        last = day + timedelta(2)
        self.assertEqual(split(Decimal(5), (), due, due), [])
        self.assertEqual(split(Decimal(0), (), due, last), [])
        self.assertEqual(split(Decimal(1), (), due, last), [(day, last, 1)])
        paid = [(day, Decimal(9)), (day + timedelta(1), Decimal(1))]
        self.assertEqual(
            split(Decimal(10), paid, due, last),
            [(day, day, 10), (day + timedelta(1), day + timedelta(1), 1)],
        )
        self.assertEqual(
            split(Decimal(10), paid[:1], due, last)[1:], [(paid[1][0], last, 1)]
        )

    def test_examples_of_the_module_hold(self):
        result = doctest.testmod(late_interest)
        self.assertFalse(result.failed)
        self.assertTrue(result.attempted)

    @given(AMOUNTS, DAYS, st.integers(0, 200), st.integers(0, 200))
    def test_interest_never_falls_as_time_goes(self, amount, due_on, days, more):
        law, debt = LateInterest(FIGURES), Debt(amount, due_on)
        last = date(2026, 12, 31)
        first = min(last, due_on + timedelta(days=days))
        second = min(last, first + timedelta(days=more))
        self.assertLessEqual(law.get_amount(debt, first), law.get_amount(debt, second))

    @given(AMOUNTS, DAYS, st.integers(0, 100), st.integers(0, 100))
    def test_two_stretches_make_the_whole(self, amount, due_on, days, more):
        law = LateInterest(FIGURES)
        last = date(2026, 12, 31)
        middle = min(last, due_on + timedelta(days=days))
        end = min(last, middle + timedelta(days=more))
        parts = law._sum_up(Debt(amount, due_on), middle) + law._sum_up(
            Debt(amount, middle), end
        )
        self.assertAlmostEqual(parts, law._sum_up(Debt(amount, due_on), end), places=15)

    @given(AMOUNTS, DAYS, st.integers(0, 200))
    def test_paying_at_once_costs_nothing(self, amount, due_on, days):
        debt = Debt(amount, due_on, payments=((due_on, amount),))
        as_of = min(date(2026, 12, 31), due_on + timedelta(days=days))
        self.assertEqual(LateInterest(FIGURES).get_amount(debt, as_of), 0)
