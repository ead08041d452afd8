# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is reminded of what on a date: open items in, messages and reasons out.

The rules, in their order:

1. An item that is held (imported, not sealed, excluded, blocked, ...) or wholly paused
   is skipped; a part that is paused is taken off.
2. The plan of the customer says which step the item has come to (``schedule.py``).
3. All items of a customer and currency that have come to a step make one message. It
   takes the highest of their steps, and that step counts for each item in it.
   Notices before the due date wait when there is anything overdue to say.
4. Open credit notes and unallocated payments are taken off; when they cover all, there
   is no message.
5. Two messages to a customer keep the plan's distance, one day at least, and no more
   of them leave in a month than the plan says. A customer who is closed waits.

Every item ends up in exactly one place: a message, or a skip with one reason.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from .schedule import decide, get_start

MONTH = timedelta(days=30)


class Item(NamedTuple):
    """An open receivable item, as it stands on the date."""

    line_id: int
    move_id: int
    number: str
    customer_id: int | None
    contact_id: int | None
    currency_id: int
    day: date
    due_on: date | None
    amount: Decimal
    residual: Decimal
    kind: str
    plan_id: int | None
    notified_on: date | None
    hold: str | None
    is_part: bool = False  # its invoice has other instalments
    rate: Decimal | None = None  # late penalty that its original bears


class Plan(NamedTuple):
    """A reminder plan: its steps, the levels they stand for, and its limits."""

    id: int
    steps: tuple
    level_ids: tuple
    min_gap: int
    min_amount: Decimal
    max_messages: int = 0  # in MONTH, whatever the currency; 0: no limit


class Pause(NamedTuple):
    """A pause of an invoice, or of a part of it."""

    id: int
    reason: str
    until: date | None
    amount: Decimal | None  # None: the whole


class Skip(NamedTuple):
    """An item that is not in any message, with the one reason."""

    item: Item
    reason: str
    until: date | None
    detail: str | None = None


@dataclass
class Facts:
    """What the rules need besides the items."""

    on_date: date
    plans: dict  # by id
    pauses: dict  # lists by move, the strongest first
    history: dict  # level and day of the last reminder, by line
    contacts: dict  # day of the last message, by customer and currency
    messages: dict = field(
        default_factory=dict
    )  # days of those of a month, by customer
    closures: dict = field(
        default_factory=dict
    )  # last day of who is closed, by customer
    begun_on: date | None = None  # when reminders began, see schedule.get_start
    parts_left: dict = field(default_factory=dict)  # of partial pauses
    decisions: dict = field(default_factory=dict)


@dataclass
class Message:
    """One message to be sent: a customer, a currency, a step, and what it holds."""

    customer_id: int
    currency_id: int
    plan: Plan
    index: int
    dues: list  # pairs of item and amount due
    credits: list  # items that lower the total

    @property
    def level_id(self):
        """:return: id of the level
        :rtype: int"""
        return self.plan.level_ids[self.index]

    @cached_property
    def total(self):
        """:return: what the customer is asked to pay
        :rtype: Decimal"""
        return sum_dues(self.dues) + sum(item.residual for item in self.credits)


def sort_out(items, facts):
    """Sort open items into messages and skips.

    :param items: :class:`Item` of one company, in order of due date
    :param Facts facts: the rest of what is known on the date
    :return: messages, and skips
    :rtype: tuple[list[Message], list[Skip]]
    """
    groups = defaultdict(lambda: ([], []))
    skips = []
    for item in items:
        key = item.customer_id, item.currency_id
        if item.residual < 0:
            groups[key][1].append(item)
            continue
        due = find_due(item, facts)
        if isinstance(due, Skip):
            skips.append(due)
        else:
            groups[key][0].append(due)
    messages = []
    for key, (dues, credit_items) in groups.items():
        message, left_out = make_message(key, dues, credit_items, facts)
        skips.extend(left_out)
        if message:
            messages.append(message)
    return messages, skips


def find_due(item, facts):
    """Say whether an item has come to a step.

    :param Item item: an item that is owed
    :param Facts facts: what is known
    :return: plan, index of the step, item and amount; or why not
    :rtype: tuple | Skip
    """
    if item.hold:
        return Skip(item, item.hold, None)
    amount, pause = take_pauses_off(item, facts)
    if not amount:
        return Skip(item, pause.reason, pause.until)
    plan = facts.plans.get(item.plan_id)
    if plan is None or not plan.steps:
        return Skip(item, "no_plan", None)
    decision = _decide(plan, item, facts)
    if decision.state == "due":
        return plan, decision.index, item, amount
    reason = {
        "not_due": "not_due",
        "done": "already_reminded",
        "finished": "last_level_done",
    }[decision.state]
    return Skip(item, reason, decision.next_on)


def take_pauses_off(item, facts):
    """Take off what is paused, oldest item of the invoice first.

    :param Item item: an item that is owed
    :param Facts facts: with the pauses
    :return: amount left, and the pause that took the last of it
    :rtype: tuple[Decimal, Pause | None]
    """
    amount, last = item.residual, None
    for pause in facts.pauses.get(item.move_id, ()):
        if pause.amount is None:
            return Decimal(0), pause
        left = facts.parts_left.setdefault(pause.id, pause.amount)
        part = min(left, amount)
        if part:
            facts.parts_left[pause.id] = left - part
            amount, last = amount - part, pause
    return amount, last


def make_message(key, dues, credit_items, facts):
    """Make the one message of a customer and currency, if there is one to send.

    :param tuple key: customer and currency
    :param list dues: see :func:`find_due`
    :param list credit_items: open credits of that customer and currency
    :param Facts facts: what is known
    :return: the message or None, and the items it leaves out
    :rtype: tuple[Message | None, list[Skip]]
    """
    if not dues:
        return None, [Skip(item, "credit", None) for item in credit_items]
    chosen = [due for due in dues if not _is_notice(due)]
    waiting = [due for due in dues if _is_notice(due)] if chosen else []
    chosen = chosen or dues
    plan, index = max(chosen, key=lambda due: due[1])[:2]
    message = Message(*key, plan, index, [due[2:] for due in chosen], credit_items)
    reason, until = _find_obstacle(message, facts)
    if reason:
        skips = [Skip(due[2], reason, until) for due in dues]
        return None, skips + [Skip(item, "credit", None) for item in credit_items]
    next_on = facts.on_date + timedelta(days=max(plan.min_gap, 1))
    return message, [Skip(due[2], "min_gap", next_on) for due in waiting]


def sum_dues(dues):
    """:param list dues: pairs of item and amount
    :return: sum of the amounts
    :rtype: Decimal"""
    return sum((amount for _item, amount in dues), Decimal(0))


def drop(message, reason, until=None, detail=None):
    """Take a message back.

    :param Message message: a message that cannot be sent
    :param str reason: code of the reason
    :param date until: when it may change
    :param str detail: what the sentence of the reason adds
    :return: skips of all its items
    :rtype: list[Skip]
    """
    owed = (Skip(item, reason, until, detail) for item, _amount in message.dues)
    return list(chain(owed, (Skip(item, "credit", None) for item in message.credits)))


def _is_notice(due):
    """:return: whether an item has come to a notice before its due date
    :rtype: bool"""
    plan, index = due[:2]
    return plan.steps[index].is_notice


def _find_obstacle(message, facts):
    """:return: why a message is not sent, and until when
    :rtype: tuple[str | None, date | None]"""
    total = message.total
    if total <= 0:
        return "covered_by_credit", None
    if total < message.plan.min_amount:
        return "below_threshold", None
    closed_until = facts.closures.get(message.customer_id)
    if closed_until:
        return "customer_closed", closed_until
    return _find_haste(message, facts)


def _find_haste(message, facts):
    """:return: why it is too early to write to a customer again, and until when
    :rtype: tuple[str | None, date | None]"""
    plan = message.plan
    last_on = facts.contacts.get((message.customer_id, message.currency_id))
    if last_on:
        next_on = last_on + timedelta(days=max(plan.min_gap, 1))
        if facts.on_date < next_on:
            return "min_gap", next_on
    since = facts.on_date - MONTH
    days = [d for d in facts.messages.get(message.customer_id, ()) if d > since]
    if plan.max_messages and len(days) >= plan.max_messages:
        return "customer_cap", sorted(days)[-plan.max_messages] + MONTH
    return None, None


def _decide(plan, item, facts):
    """:return: what the plan's schedule says of an item; kept for items alike
    :rtype: Decision"""
    level_id, done_on = facts.history.get(item.line_id, (None, None))
    key = plan.id, item.due_on, level_id, done_on
    decision = facts.decisions.get(key)
    if decision is None:
        decision = _play(
            plan, item.due_on, level_id, done_on, facts.on_date, facts.begun_on
        )
        facts.decisions[key] = decision
    return decision


def _get_done(plan, level_id, done_on):
    """:return: index and day of the last step, as :func:`schedule.decide` wants them
    :rtype: tuple[int | None, date | None]"""
    if level_id is None:
        return -1, None
    if level_id in plan.level_ids:
        return plan.level_ids.index(level_id), done_on
    return None, done_on


def _play(plan, due_on, level_id, done_on, on_date, begun_on):
    """:return: what a plan says of an item on a day
    :rtype: Decision"""
    if begun_on and begun_on <= on_date:
        due_on = get_start(plan.steps, due_on, done_on, begun_on)
    return decide(plan.steps, due_on, on_date, *_get_done(plan, level_id, done_on))


def is_step_due(plan, due_on, level_id, done_on, on_date, begun_on=None):
    """Say whether an item would have come to a step, were this plan its customer's.

    :param Plan plan: the plan
    :param date due_on: due date of the item, if it has one
    :param int level_id: level of its last reminder, if it got one
    :param date done_on: day of that reminder
    :param date on_date: the day
    :param date begun_on: when reminders began
    :rtype: bool
    """
    if not due_on:
        return False
    decision = _play(plan, due_on, level_id, done_on, on_date, begun_on)
    return decision.state == "due"


def get_debts(message, payments, make_debt, settled):
    """Describe the items of a message to the law, credits allocated oldest first.

    Before them come the instalments of the same invoices that were paid too late.

    :param Message message: the message
    :param dict payments: lists of day and amount by line
    :param make_debt: function of an item, amount and payments
    :param dict settled: lists of such instalments by invoice
    :return: pairs of item and debt
    :rtype: list[tuple]
    """
    funds = [[item.day, -item.residual] for item in message.credits]
    moves = {item.move_id: None for item, _amount in message.dues if item.is_part}
    debts = [
        (item, make_debt(item, item.amount, tuple(payments[item.line_id])))
        for move_id in moves
        for item in settled.get(move_id, ())
    ]
    for item, amount in message.dues:
        # what is paused is not claimed for the time being
        base = item.amount - item.residual + amount
        paid = list(payments.get(item.line_id, ()))
        for fund in funds:
            part = min(fund[1], amount)
            if part:
                paid.append((fund[0], part))
                fund[1] -= part
                amount -= part
        debts.append((item, make_debt(item, base, tuple(paid))))
    return debts
