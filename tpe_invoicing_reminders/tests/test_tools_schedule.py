# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import limitation, schedule, texts
from ..tools.schedule import Step, decide

STEPS = [Step("due", -3), Step("due", 5), Step("due", 15), Step("due", 30)]
DUE = date(2026, 9, 30)


def _after(days):
    return DUE + timedelta(days=days)


@tagged("-at_install", "post_install")
class TestSchedule(BaseCase):
    def test_nothing_is_due_before_the_notice(self):
        decision = decide(STEPS, DUE, _after(-4))
        self.assertEqual((decision.state, decision.next_on), ("not_due", _after(-3)))

    def test_the_notice_is_due_until_the_due_date_and_never_after(self):
        self.assertEqual(decide(STEPS, DUE, _after(-3)).index, 0)
        self.assertEqual(decide(STEPS, DUE, DUE).index, 0)
        decision = decide(STEPS, DUE, _after(1))
        self.assertEqual((decision.index, decision.next_on), (None, _after(5)))

    def test_a_step_stays_due_after_its_day(self):
        self.assertEqual(decide(STEPS, DUE, _after(5)).index, 1)
        self.assertEqual(decide(STEPS, DUE, _after(11)).index, 1)

    def test_after_an_outage_only_the_current_step_is_due(self):
        self.assertEqual(decide(STEPS, DUE, _after(400)).index, 3)

    def test_a_step_received_waits_for_the_next(self):
        decision = decide(STEPS, DUE, _after(6), 1, _after(5))
        self.assertEqual((decision.state, decision.next_on), ("done", _after(15)))

    def test_after_the_last_step_the_plan_is_finished(self):
        self.assertEqual(
            decide(STEPS, DUE, _after(90), 3, _after(30)).state, "finished"
        )

    def test_a_delay_from_the_previous_step_waits_for_it(self):
        steps = [Step("due", 5), Step("previous", 10)]
        self.assertEqual(decide(steps, DUE, _after(60)).index, 0)
        decision = decide(steps, DUE, _after(61), 0, _after(60))
        self.assertEqual(decision.next_on, _after(70))
        self.assertEqual(decide(steps, DUE, _after(70), 0, _after(60)).index, 1)

    def test_a_delay_from_a_notice_never_sent_counts_from_the_due_date(self):
        steps = [Step("due", -3), Step("previous", 10)]
        self.assertEqual(decide(steps, DUE, _after(10)).index, 1)

    def test_a_delay_from_the_end_of_the_month(self):
        steps = [Step("month_end", 10)]
        due_on = date(2026, 1, 15)
        self.assertIsNone(decide(steps, due_on, date(2026, 2, 9)).index)
        self.assertEqual(decide(steps, due_on, date(2026, 2, 10)).index, 0)

    def test_a_new_plan_begins_where_the_old_one_was(self):
        decision = decide(STEPS, DUE, _after(20), None, _after(16))
        self.assertEqual((decision.state, decision.next_on), ("done", _after(30)))

    def test_examples_of_the_modules_hold(self):
        for module in (schedule, limitation, texts):
            result = doctest.testmod(module)
            self.assertFalse(result.failed)
            self.assertTrue(result.attempted)

    @given(st.integers(-10, 400), st.integers(0, 60))
    def test_the_step_never_goes_back(self, days, more):
        first = decide(STEPS, DUE, _after(days))
        done = first.index if first.index is not None else -1
        later = decide(STEPS, DUE, _after(days + more), done, _after(days))
        if later.index is not None:
            self.assertGreater(later.index, done)


@tagged("-at_install", "post_install")
class TestLimitation(BaseCase):
    def test_t18_business_runs_five_years_from_the_due_date(self):
        start = limitation.get_start("business", DUE, date(2026, 8, 1))
        self.assertEqual(limitation.get_last_day(start, 5), date(2031, 9, 30))

    def test_t18_consumer_runs_two_years_from_the_completed_service(self):
        start = limitation.get_start("consumer", date(2024, 5, 31), date(2024, 2, 29))
        self.assertEqual(limitation.get_last_day(start, 2), date(2026, 2, 28))

    def test_t19_a_part_payment_starts_again_and_a_reminder_does_not(self):
        events = [(date(2025, 3, 10), "payment"), (date(2025, 6, 1), "reminder")]
        last = limitation.get_last_day(date(2024, 2, 29), 2, events)
        self.assertEqual(last, date(2027, 3, 10))

    def test_a_payment_on_the_last_day_still_starts_again(self):
        events = [(date(2026, 2, 28), "payment")]
        last = limitation.get_last_day(date(2024, 2, 29), 2, events)
        self.assertEqual(last, date(2028, 2, 28))

    def test_a_payment_after_the_end_revives_nothing(self):
        events = [(date(2026, 3, 1), "payment")]
        last = limitation.get_last_day(date(2024, 2, 29), 2, events)
        self.assertEqual(last, date(2026, 2, 28))


@tagged("-at_install", "post_install")
class TestTexts(BaseCase):
    def test_a_value_is_never_read_as_a_variable(self):
        text = texts.fill("{customer} owes {amount}", {"customer": "{amount}"})
        self.assertEqual(text, "{amount} owes {amount}")

    def test_format_strings_reach_no_attribute(self):
        text = "{customer.__class__} {0} {customer!r} %s"
        self.assertEqual(texts.fill(text, {"customer": "A"}), text)

    def test_a_subject_adds_no_header(self):
        self.assertEqual(texts.to_single_line("a\r\nBcc: b"), "a Bcc: b")
