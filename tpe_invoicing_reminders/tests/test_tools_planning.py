# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import planning
from ..tools.payer_profile import History, get_profile
from ..tools.planning import Facts, Item, Message, Pause, Plan
from ..tools.schedule import Step

DAY = date(2026, 10, 20)
STEPS = (Step("due", -3), Step("due", 5), Step("due", 15), Step("due", 30))
PLAN = Plan(1, STEPS, (10, 11, 12, 13), min_gap=7, min_amount=Decimal(5))


def _item(number, late=6, residual=100, **values):
    due_on = DAY - timedelta(days=late)
    item = Item(
        line_id=number,
        move_id=number,
        number=f"FAC/{number}",
        customer_id=1,
        contact_id=1,
        currency_id=1,
        day=due_on - timedelta(days=30),
        due_on=due_on,
        amount=Decimal(abs(residual)),
        residual=Decimal(residual),
        kind="business",
        plan_id=1,
        notified_on=None,
        hold=None,
    )
    return item._replace(**values)


def _facts(plan=PLAN, **values):
    facts = {"pauses": {}, "history": {}, "contacts": {}, **values}
    return Facts(on_date=DAY, plans={1: plan}, **facts)


def _sort(*items, plan=PLAN, **facts):
    """Give numbers, level and total of each message, and the reasons of the rest."""
    messages, skips = planning.sort_out(items, _facts(plan, **facts))
    told = [
        ([item.line_id for item, _due in m.dues], m.level_id, m.total) for m in messages
    ]
    return told, {skip.item.line_id: (skip.reason, skip.until) for skip in skips}


@tagged("-at_install", "post_install")
class TestPlanning(BaseCase):
    """Each open item ends up in one message, or is skipped with one reason."""

    def test_all_items_of_a_customer_make_one_message_at_the_highest_step(self):
        told, skipped = _sort(_item(1, 6), _item(2, 16, 50), _item(3, 6, customer_id=2))
        self.assertEqual(told, [([1, 2], 12, 150), ([3], 11, 100)])
        self.assertEqual(skipped, {})
        told, _skipped = _sort(_item(1, 16, 50), _item(2, 6))
        self.assertEqual(told, [([1, 2], 12, 150)])

    def test_currencies_stay_apart(self):
        told, _skipped = _sort(_item(1), _item(2, currency_id=2))
        self.assertEqual([numbers for numbers, *_rest in told], [[1], [2]])

    def test_a_notice_waits_when_something_is_overdue(self):
        told, skipped = _sort(_item(1, 6), _item(2, -2))
        self.assertEqual(told, [([1], 11, 100)])
        self.assertEqual(skipped, {2: ("min_gap", DAY + timedelta(days=7))})
        told, skipped = _sort(_item(2, -2), _item(3, -1))
        self.assertEqual((told, skipped), ([([2, 3], 10, 200)], {}))

    def test_the_reason_of_each_item_that_is_left_out(self):
        hold = _item(1, hold="imported")
        early, nobody = _item(2, -9), _item(3, plan_id=None)
        done, finished = _item(4, 6), _item(5, 40)
        history = {4: (11, DAY - timedelta(days=1)), 5: (13, DAY - timedelta(days=9))}
        told, skipped = _sort(hold, early, nobody, done, finished, history=history)
        self.assertEqual(told, [])
        self.assertEqual(
            skipped,
            {
                1: ("imported", None),
                2: ("not_due", early.due_on - timedelta(days=3)),
                3: ("no_plan", None),
                4: ("already_reminded", done.due_on + timedelta(days=15)),
                5: ("last_level_done", None),
            },
        )
        told, skipped = _sort(_item(1), plan=PLAN._replace(steps=()))
        self.assertEqual(skipped, {1: ("no_plan", None)})

    def test_a_level_of_another_plan_counts_by_its_day(self):
        history = {1: (99, DAY)}
        self.assertEqual(_sort(_item(1), history=history)[0], [])

    def test_a_pause_takes_the_whole_or_its_part_once(self):
        until = DAY + timedelta(days=3)
        whole = {1: [Pause(7, "dispute", until, None)]}
        self.assertEqual(_sort(_item(1), pauses=whole)[1], {1: ("dispute", until)})
        part = {1: [Pause(7, "dispute", until, Decimal(130))]}
        instalments = _item(1), _item(2, 6, move_id=1), _item(3, 6, move_id=1)
        told, skipped = _sort(*instalments, pauses=part)
        self.assertEqual(told, [([2, 3], 11, 170)])
        self.assertEqual(skipped, {1: ("dispute", until)})
        two = {1: [*part[1], Pause(8, "promise", DAY, Decimal(20))]}
        self.assertEqual(_sort(*instalments, pauses=two)[0], [([2, 3], 11, 150)])

    def test_credits_lower_the_total_or_cover_it(self):
        credit = _item(9, 50, -40)
        told, skipped = _sort(_item(1), credit)
        self.assertEqual((told, skipped), ([([1], 11, 60)], {}))
        for residual, reason in (
            (-94, None),
            (-95, None),
            (-96, "below_threshold"),
            (-99, "below_threshold"),
            (-100, "covered_by_credit"),
            (-101, "covered_by_credit"),
        ):
            told, skipped = _sort(_item(1), _item(9, 50, residual))
            self.assertEqual(len(told), int(reason is None), residual)
            wanted = {1: (reason, None), 9: ("credit", None)} if reason else {}
            self.assertEqual(skipped, wanted)
        self.assertEqual(_sort(credit), ([], {9: ("credit", None)}))

    def test_one_cent_is_asked_for_when_the_plan_has_no_threshold(self):
        cent = _item(1, residual=Decimal("0.01"))
        free = PLAN._replace(min_amount=Decimal(0))
        self.assertEqual(_sort(cent, plan=free)[0], [([1], 11, Decimal("0.01"))])

    def test_two_messages_keep_their_distance_one_day_at_least(self):
        for gap, ago, until in (
            (7, 6, DAY + timedelta(days=1)),
            (7, 7, None),
            (0, 0, DAY + timedelta(days=1)),
            (0, 1, None),
            (2, 1, DAY + timedelta(days=1)),
        ):
            contacts = {(1, 1): DAY - timedelta(days=ago)}
            plan = PLAN._replace(min_gap=gap)
            told, skipped = _sort(_item(1), plan=plan, contacts=contacts)
            wanted = {1: ("min_gap", until)} if until else {}
            self.assertEqual((len(told), skipped), (int(not until), wanted), (gap, ago))
        notice = _sort(_item(1), _item(2, -2), plan=PLAN._replace(min_gap=0))[1]
        self.assertEqual(notice, {2: ("min_gap", DAY + timedelta(days=1))})

    def test_no_more_messages_in_a_month_than_the_plan_says(self):
        days = [DAY - timedelta(days=ago) for ago in (3, 20, 10)]
        for most, until in ((0, None), (4, None), (3, days[1]), (2, days[2])):
            plan = PLAN._replace(max_messages=most)
            told, skipped = _sort(_item(1), plan=plan, messages={1: days})
            wanted = {1: ("customer_cap", until + timedelta(days=30))} if until else {}
            self.assertEqual((len(told), skipped), (int(not until), wanted), most)

    def test_a_customer_who_is_closed_waits(self):
        until = DAY + timedelta(days=9)
        told, skipped = _sort(_item(1), closures={1: until})
        self.assertEqual((told, skipped), ([], {1: ("customer_closed", until)}))

    def test_a_message_that_is_taken_back_gives_a_reason_for_each_item(self):
        message = Message(1, 1, PLAN, 1, [(_item(1), Decimal(100))], [_item(9, 1, -5)])
        self.assertEqual(message.total, 95)
        skips = planning.drop(message, "no_address", DAY, "detail")
        self.assertEqual(
            [(skip.item.line_id, *skip[1:]) for skip in skips],
            [(1, "no_address", DAY, "detail"), (9, "credit", None, None)],
        )

    def test_whether_a_step_is_due_were_this_the_plan(self):
        due_on = DAY - timedelta(days=6)
        for level, done_on, is_due in (
            (None, None, True),
            (10, due_on, True),
            (11, DAY, False),
            (99, DAY, False),
        ):
            found = planning.is_step_due(PLAN, due_on, level, done_on, DAY)
            self.assertEqual(found, is_due, level)
        self.assertFalse(planning.is_step_due(PLAN, None, None, None, DAY))

    def test_the_law_sees_what_was_owed_less_what_is_paused_and_credits_in_turn(self):
        old, new = _item(1, 20, 70, amount=Decimal(100)), _item(2, 10, 50)
        credits = [_item(8, 9, -60), _item(9, 5, -20)]
        message = Message(1, 1, PLAN, 1, [(old, Decimal(40)), (new, 50)], credits)
        paid = {1: [(DAY, Decimal(30))]}
        debts = planning.get_debts(message, paid, lambda *facts: facts[1:], {})
        first, second = (item.day for item in credits)
        self.assertEqual(
            [debt for _item, debt in debts],
            [
                (70, ((DAY, 30), (first, 40))),
                (50, ((first, 20), (second, 20))),
            ],
        )


@tagged("-at_install", "post_install")
class TestPayerProfile(BaseCase):
    """Grades on both sides of each limit."""

    def _grade(self, invoices=3, days=0, share=100, **values):
        amounts = {"amount_days": Decimal(days) * 100, "on_time": Decimal(share)}
        return get_profile(History(invoices, Decimal(100), **amounts, **values))

    def test_a_grade_begins_and_ends_where_it_says(self):
        for facts, grade in (
            ({"invoices": 2}, "new"),
            ({"days": 5, "share": 80}, "good"),
            ({"days": "5.01"}, "slow"),
            ({"share": "79.99"}, "slow"),
            ({"days": 30}, "slow"),
            ({"days": "30.01"}, "bad"),
            ({"broken": 1}, "good"),
            ({"broken": 2}, "bad"),
            ({"broken": 2, "invoices": 1}, "bad"),
            ({"broken": 2, "kept": 2}, "good"),
            ({"broken": 3, "kept": 2}, "bad"),
        ):
            self.assertEqual(self._grade(**facts).grade, grade, facts)

    def test_a_trend_is_a_difference_of_five_days(self):
        # 100 in the first half, ten days late; 100 in the second
        for days, trend in (
            ("15", "worse"),
            ("14.99", ""),
            ("5.01", ""),
            ("5", "better"),
        ):
            recent = Decimal(days) * 100
            history = History(
                4,
                Decimal(200),
                Decimal(1000) + recent,
                recent=Decimal(100),
                recent_days=recent,
            )
            self.assertEqual(get_profile(history).trend, trend, days)

    def test_half_a_day_is_rounded_up(self):
        profile = self._grade(days="2.5", share="99.5")
        self.assertEqual((profile.days_late, profile.share_on_time), (3, 100))
