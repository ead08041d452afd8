# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import (
    advice,
    aging,
    agreement,
    alerts,
    band,
    cei,
    change,
    concentration,
    delays,
    dso,
    effectiveness,
    forecast,
    micro,
    practice,
    ratio,
    sheet,
    unpaid,
)

TODAY = date(2026, 11, 24)
MODULES = (
    advice,
    aging,
    agreement,
    alerts,
    band,
    cei,
    change,
    concentration,
    delays,
    dso,
    effectiveness,
    forecast,
    micro,
    practice,
    ratio,
    sheet,
    unpaid,
)
amounts = st.decimals(-10_000, 10_000, places=2)
debts = st.decimals("0.01", 10_000, places=2)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
past_days = st.dates(date(2024, 1, 1), TODAY)
# how fast a busy machine draws examples says nothing of the code
settings.register_profile(
    "tpe_kpi", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tpe_kpi")
months = st.lists(st.tuples(st.integers(28, 31), debts), min_size=1, max_size=24)


@tagged("post_install", "-at_install", "tpe")
class TestTools(BaseCase):
    def test_every_documented_example_holds(self):
        for module in MODULES:
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    @given(st.lists(st.tuples(days, amounts)))
    def test_buckets_add_up_to_what_is_open(self, items):
        totals = aging.get_aged_balance(items, TODAY)
        self.assertEqual(sum(totals.values()), sum(amount for _, amount in items))
        self.assertEqual(list(totals), aging.get_bucket_keys())

    @given(st.lists(st.tuples(days, amounts)))
    def test_overdue_is_all_but_the_first_bucket(self, items):
        totals = aging.get_aged_balance(items, TODAY)
        self.assertEqual(
            aging.get_overdue(items, TODAY),
            sum(totals.values()) - totals["not_due"],
        )

    @given(st.lists(st.tuples(days, days, debts), min_size=1))
    def test_a_weighted_delay_lies_between_the_shortest_and_the_longest(self, pieces):
        spans = [(paid - start).days for start, paid, _amount in pieces]
        delay = delays.get_weighted_delay(pieces).quantize(Decimal("0.000001"))
        self.assertTrue(min(spans) <= delay <= max(spans))

    @given(st.lists(st.tuples(days, days, debts), min_size=1))
    def test_a_floored_delay_is_never_shorter_nor_negative(self, pieces):
        floored, _weight = delays.get_weighted_sums(pieces, floored=True)
        signed, _weight = delays.get_weighted_sums(pieces)
        self.assertGreaterEqual(floored, max(signed, 0))

    @given(months, st.fractions(0, 1))
    def test_count_back_never_exceeds_the_days_of_its_months(self, sales, share):
        total = sum(amount for _days, amount in sales)
        receivable = (total * share.numerator / share.denominator).quantize(
            Decimal("0.01")
        )
        counted = dso.get_dso_countback(receivable, sales)
        self.assertTrue(0 <= counted <= sum(length for length, _amount in sales))

    @given(months, debts)
    def test_count_back_grows_with_the_debt(self, sales, more):
        half = sum(amount for _days, amount in sales) / 2
        shorter = dso.get_dso_countback(half, sales)
        longer = dso.get_dso_countback(half + more, sales)
        self.assertTrue(longer is None or longer >= shorter)

    @given(st.dictionaries(past_days, debts, min_size=1))
    def test_months_have_no_gap_and_lose_no_sale(self, sales):
        sliced = dso.get_months(sales, TODAY)
        self.assertEqual(sum(amount for _, amount in sliced), sum(sales.values()))
        first = min(sales).replace(day=1)
        self.assertEqual(
            sum(length for length, _amount in sliced), (TODAY - first).days + 1
        )

    def test_count_back_lets_older_months_pay_for_a_month_of_credit_notes(self):
        sales = [(30, Decimal(-100)), (31, Decimal(1000))]
        self.assertEqual(
            dso.get_dso_countback(Decimal(400), sales), Decimal(30) + Decimal(31) / 2
        )

    def test_count_back_gives_no_figure_when_sales_are_not_all_there(self):
        self.assertIsNone(dso.get_dso_countback(Decimal(400), [(30, Decimal(100))]))

    @given(st.lists(debts, min_size=1))
    def test_shares_and_concentration_stay_between_their_limits(self, revenue):
        top = concentration.get_top_share(revenue).quantize(Decimal("0.000001"))
        index = concentration.get_herfindahl(revenue).quantize(Decimal("0.000001"))
        self.assertTrue(0 <= top <= 100)
        self.assertTrue(0 <= index <= 1)
        whole = concentration.get_top_share(revenue, len(revenue))
        self.assertEqual(whole, 100)

    @given(st.lists(st.tuples(st.sampled_from("ABC"), days, amounts)), st.data())
    def test_a_forecast_spreads_what_is_open_over_days_to_come(self, items, data):
        habits = data.draw(st.dictionaries(st.sampled_from("AB"), st.integers(-5, 90)))
        items = [(*item, False) for item in items]
        spread = forecast.get_cash_forecast(items, habits, 7, TODAY)
        self.assertEqual(sum(spread.values()), sum(item[2] for item in items))
        self.assertEqual(list(spread), sorted(spread))
        self.assertTrue(all(day > TODAY for day in spread))

    @given(debts, amounts, debts)
    def test_what_a_reminder_brought_is_never_more_than_asked(self, asked, after, less):
        paid = effectiveness.get_paid_after(asked, after, less)
        self.assertTrue(0 <= paid <= asked)

    @given(st.lists(st.tuples(debts, st.booleans()), min_size=1))
    def test_an_unpaid_rate_is_a_percentage_of_one_cohort(self, items):
        cohort = [
            (amount, amount if is_open else Decimal(0)) for amount, is_open in items
        ]
        by_amount, by_count = unpaid.get_unpaid_rates(cohort)
        self.assertTrue(0 <= by_amount <= 100)
        self.assertTrue(0 <= by_count <= 100)

    def test_collection_effectiveness_never_exceeds_all(self):
        # An overdue credit note makes the overdue part negative.
        figures = map(Decimal, (0, 1000, 100, 200))
        self.assertEqual(cei.get_cei(*figures), 100)

    def test_a_due_date_today_is_not_overdue(self):
        items = [(TODAY, Decimal(1)), (TODAY - timedelta(1), Decimal(2))]
        self.assertEqual(aging.get_overdue(items, TODAY), 2)
