# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Customers of different habits, and what they must hear of us, worked out by hand.

Nothing here knows the addon: the rules are written down a second time, as an accountant
would, day by day. What the server sends, and why it leaves the rest alone, has to be
the same.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

# the steps of the plan that the test makes: base and days
STEPS = (("due", -3), ("due", 5), ("due", 15), ("previous", 15))
GAP, LEAST = 3, Decimal(10)
CENT = Decimal("0.01")
HABITS = (
    "early",
    "on_time",
    "late",
    "after_first",
    "after_second",
    "in_parts",
    "promises",
    "lies",
    "disputes",
    "never",
    "excluded",
    "has_credit",
    "tiny",
    "postal",
)
# days on which the scheduler writes to nobody, besides Saturdays and Sundays
HOLIDAYS = frozenset(
    map(
        date.fromisoformat,
        (
            *("2025-12-25", "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08"),
            *("2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15", "2026-11-01"),
            "2026-11-11",
        ),
    )
)
BANK_DAYS = 4  # an older bank entry is too old
REASONS = {"promise": "promise", "dispute": "paused_dispute"}


def plus(day, days):
    """:param date day: a day
    :param int days: how many later
    :rtype: date"""
    return day + timedelta(days=days)


def find_guard(day, bank_on):
    """Say what keeps the scheduler from writing on a day; a person it does not.

    :param date day: the day
    :param date bank_on: of the last payment, None without any
    :return: name of the guard
    :rtype: str | None
    """
    if day.weekday() > 4 or day in HOLIDAYS:
        return "closed"
    if not bank_on or (day - bank_on).days > BANK_DAYS:
        return "stale"
    return None


@dataclass(eq=False)
class Item:
    """An invoice as the test knows it."""

    customer: "Customer"
    name: str
    move_id: int
    amount: Decimal
    due: object
    paid: list = field(default_factory=list)  # day and amount
    pauses: list = field(default_factory=list)  # kind, last day, part or None
    done: int = -1
    done_on: object = None

    def owed(self, day):
        """:param date day: the day
        :return: what is open on it
        :rtype: Decimal"""
        return self.amount - sum(part for on, part in self.paid if on <= day)

    def asked(self, day):
        """:param date day: the day
        :return: what may be asked for, and the reason why nothing may
        :rtype: tuple"""
        left, reason = self.owed(day), None
        for kind, until, part in self.pauses:
            if until < day:
                continue
            left -= left if part is None else min(part, left)
            reason = REASONS[kind]
            if not left:
                return left, reason
        return left, None

    def step(self, day):
        """:param date day: the day
        :return: the last step that has come and was not sent
        :rtype: int | None"""
        come = None
        for index in range(self.done + 1, len(STEPS)):
            base, days = STEPS[index]
            if base == "previous":
                from_on = plus(self.done_on, days) if self.done == index - 1 else None
            else:
                from_on = plus(self.due, days)
            is_gone = index == 0 and day > self.due
            if from_on and from_on <= day and not is_gone:
                come = index
        return come


@dataclass(eq=False)
class Customer:
    """A customer, his habit, and what he was told."""

    partner_id: int
    address: str
    habit: str
    items: list = field(default_factory=list)
    credit: Decimal = Decimal(0)
    told_on: object = None

    def expect(self, day):
        """Work out what a run of that day must send him, and why not the rest.

        :param date day: the day
        :return: step, invoices and amount, or nothing; reasons by invoice
        :rtype: tuple[tuple | None, dict]
        """
        reasons, dues = {}, []
        for item in self.items:
            if not item.owed(day):
                continue
            asked, pause = item.asked(day)
            step = item.step(day)
            if self.habit == "excluded":
                reasons[item.name] = "excluded"
            elif pause:
                reasons[item.name] = pause
            elif step is None:
                reasons[item.name] = self._why_no_step(item)
            else:
                dues.append((step, item, asked))
        return self._make_message(day, dues, reasons)

    @staticmethod
    def _why_no_step(item):
        if item.done < 0:
            return "not_due"
        return "last_level_done" if item.done == len(STEPS) - 1 else "already_reminded"

    def _make_message(self, day, dues, reasons):
        late = [due for due in dues if due[0] > 0]
        chosen = late or dues
        if not chosen:
            return None, reasons
        total = sum(asked for _step, _item, asked in chosen) - self.credit
        reason = None
        if total <= 0:
            reason = "covered_by_credit"
        elif total < LEAST:
            reason = "below_threshold"
        elif self.told_on and day < plus(self.told_on, GAP):
            reason = "min_gap"
        if reason:
            reasons.update((item.name, reason) for _step, item, _asked in dues)
            return None, reasons
        left = [due for due in dues if due not in chosen]
        reasons.update((item.name, "min_gap") for _step, item, _asked in left)
        step = max(step for step, _item, _asked in chosen)
        items = [item for _step, item, _asked in chosen]
        return (step, items, total), reasons

    def note(self, day, message):
        """Remember what he was told.

        :param date day: the day
        :param tuple message: see :meth:`expect`
        """
        step, items, _total = message
        self.told_on = day
        for item in items:
            item.done, item.done_on = step, day


def find_payments(item, day, chance):
    """Say what a customer pays of an invoice on a day, by his habit.

    :param Item item: one of his invoices
    :param date day: the day
    :param Random chance: for those who are never quite sure
    :return: the amount
    :rtype: Decimal
    """
    late, owed = (day - item.due).days, item.owed(day)
    half = (item.amount / 2).quantize(CENT)
    told = (day - item.done_on).days if item.done_on else -1
    wanted = {
        "early": owed if late >= -5 else 0,
        "on_time": owed if late >= 0 else 0,
        "late": owed if late > 0 and chance.random() < 1 / 20 else 0,
        "after_first": owed if item.done >= 1 and told >= 2 else 0,
        "after_second": owed if item.done >= 2 and told >= 4 else 0,
        "in_parts": half if late == 10 else owed if late >= 40 else 0,
        "promises": owed if late >= 18 else 0,
        "lies": owed if late >= 60 else 0,
        "disputes": owed if late >= 45 else 0,
        "has_credit": owed if late >= 25 else 0,
        "tiny": owed if late >= 100 else 0,
        "postal": owed if item.done >= 3 else 0,
    }
    return min(Decimal(wanted.get(item.customer.habit, 0)), owed)


def find_pause(item, day):
    """Say what a customer answers about an invoice on a day, by his habit.

    :param Item item: one of his invoices
    :param date day: the day
    :return: kind, last day and part; nothing
    :rtype: tuple | None
    """
    late, habit = (day - item.due).days, item.customer.habit
    if late == 7 and habit in ("promises", "lies"):
        return "promise", plus(item.due, 20), None
    if late == 6 and habit == "disputes":
        return "dispute", plus(item.due, 30), (item.amount / 3).quantize(CENT)
    return None
