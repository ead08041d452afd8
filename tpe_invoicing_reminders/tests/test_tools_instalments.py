# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import unittest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..tools import claims, instalments

AMOUNTS = st.decimals("0.10", "99999", places=2)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


class TestInstalments(unittest.TestCase):
    @given(AMOUNTS, st.integers(1, 10), DAYS)
    def test_the_parts_make_the_whole_one_a_month(self, total, count, first):
        parts = instalments.split(total, count, first)
        self.assertEqual(sum(amount for _day, amount in parts), total)
        self.assertEqual(parts[0][0], first)
        months = [day.year * 12 + day.month for day, _amount in parts]
        self.assertEqual(months, list(range(months[0], months[0] + count)))
        self.assertTrue(all(amount > 0 for _day, amount in parts))

    @given(AMOUNTS, st.integers(1, 10), st.decimals("0", "99999", places=2))
    def test_what_comes_in_covers_the_oldest_first(self, total, count, paid):
        parts = instalments.split(total, count, date(2026, 1, 31))
        standing = instalments.stand(parts, paid, date(2026, 1, 1), 5)
        self.assertEqual(sum(standing.covered), min(total, paid))
        self.assertEqual(standing.state == "kept", paid >= total)
        if standing.current is not None:
            before = parts[: standing.current]
            done = standing.covered[: standing.current]
            self.assertEqual(sum(amount for _day, amount in before), sum(done))

    @given(st.integers(0, 60), st.integers(0, 30))
    def test_a_plan_breaks_on_the_day_after_the_patience(self, late, patience):
        parts = instalments.split(Decimal(300), 3, date(2026, 1, 10))
        day = date(2026, 1, 10) + timedelta(days=late)
        state = instalments.stand(parts, Decimal(0), day, patience).state
        expected = "broken" if late > patience else "late" if late else "on_time"
        self.assertEqual(state, expected)

    def test_too_much_money_covers_all_and_no_more(self):
        parts = instalments.split(Decimal("100.01"), 2, date(2026, 1, 10))
        standing = instalments.stand(parts, Decimal(500), date(2027, 1, 1), 0)
        self.assertEqual(sum(standing.covered), Decimal("100.01"))
        self.assertEqual(standing.state, "kept")


class TestClaims(unittest.TestCase):
    claim = claims.Claim(Decimal(120), "FAC/2026/00012", 7, "Menuiserie Bâti Ouest")

    def _score(self, amount, text, customer_id=None):
        return claims.score(
            self.claim, claims.Entry(Decimal(amount), text, customer_id)
        )

    def test_the_likeliest_comes_first(self):
        right = self._score(120, "VIR BATI OUEST FAC/2026/00012", 7)
        by_number = self._score(100, "fac 2026 00012")
        by_amount = self._score(120, "VIR 4711")
        self.assertGreater(right, by_number)
        self.assertGreater(by_number, by_amount)
        self.assertGreater(by_amount, 0)

    def test_one_weak_sign_is_not_enough(self):
        self.assertEqual(self._score(80, "VIR MENUISERIE DUPONT"), 0)
        self.assertEqual(self._score(80, "", 7), 0)

    def test_the_money_of_another_customer_is_left_alone(self):
        self.assertEqual(self._score(120, "FAC/2026/00012", 8), 0)
