# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms and early-payment offers that a customer's habit speaks for, with the sums.

Conventions of ours, not law: terms move by half a month, an early payment comes within
eight days, an offer costs no more than the money is worth to the creditor.
"""

from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from odoo.addons.tpe_invoicing.tools.amounts import rounded

YEAR, STEP, SOON = 365, 15, 8
TENTH = Decimal("0.1")
HUNDRED = 100


class Habit(NamedTuple):
    """How long a customer takes, weighted by amount."""

    grade: str
    amount: Decimal  # paid in a year
    term: int  # days from invoice to due date
    days: int  # days from invoice to payment


class Terms(NamedTuple):
    """Days that may be granted, and what the change costs a year (less: it brings)."""

    days: int
    cost: Decimal


class Offer(NamedTuple):
    """A discount for paying soon: what it costs and brings on a year's sales."""

    percent: Decimal
    days: int
    gained: int
    cost: Decimal
    worth: Decimal


def suggest_terms(habit, longest, rate):
    """Say which terms a customer may have.

    A good payer gets half a month more, within the law; a bad one pays on the spot;
    with the others nothing changes.

    >>> suggest_terms(Habit("good", Decimal(12000), 30, 28), 60, Decimal(6))
    Terms(days=45, cost=Decimal('29.59'))
    >>> suggest_terms(Habit("good", Decimal(12000), 50, 48), 60, Decimal(6)).days
    60
    >>> suggest_terms(Habit("bad", Decimal(7300), 30, 80), 60, Decimal(6))
    Terms(days=0, cost=Decimal('-36.00'))
    >>> suggest_terms(Habit("slow", Decimal(12000), 30, 45), 60, Decimal(6)) is None
    True
    >>> suggest_terms(Habit("good", Decimal(12000), 60, 60), 60, Decimal(6)) is None
    True

    :param Habit habit: of the customer
    :param int longest: days that the law allows
    :param Decimal rate: what money costs the creditor, percent a year
    :return: the terms, or None to leave them
    :rtype: Terms | None
    """
    if habit.grade == "bad":
        days = 0
    elif habit.grade == "good":
        days = min(habit.term + STEP, longest)
    else:
        return None
    if days == habit.term or (habit.grade == "good" and days < habit.term):
        return None
    return Terms(days, get_worth(habit.amount, days - habit.term, rate))


def suggest_offer(habit, rate):
    """Say which discount for early payment pays for itself.

    >>> suggest_offer(Habit("good", Decimal(12000), 30, 38), Decimal(6))
    Offer(percent=Decimal('0.4'), days=8, gained=30, cost=Decimal('48.00'), \
worth=Decimal('59.18'))
    >>> suggest_offer(Habit("good", Decimal(12000), 30, 10), Decimal(6)) is None
    True
    >>> suggest_offer(Habit("slow", Decimal(12000), 30, 60), Decimal(6)) is None
    True

    :param Habit habit: of the customer
    :param Decimal rate: what money costs the creditor, percent a year
    :return: the offer, or None when there is none to make
    :rtype: Offer | None
    """
    gained = habit.days - SOON
    if habit.grade != "good" or gained <= 0:
        return None
    fair = rate * gained / YEAR
    percent = fair.quantize(TENTH, rounding=ROUND_FLOOR)
    if percent <= 0:
        return None
    cost = rounded(habit.amount * percent / HUNDRED, 2)
    return Offer(percent, SOON, gained, cost, get_worth(habit.amount, gained, rate))


class LoyaltyRule(NamedTuple):
    """Whom the company thanks with a rebate: its own choice."""

    percent: Decimal
    years: int  # since the first invoice
    amount: Decimal  # paid in a year


def suggest_loyalty(habit, first_on, on_date, rule):
    """Say what a loyal customer's rebate costs a year.

    >>> from datetime import date
    >>> habit = Habit("good", Decimal(12000), 30, 28)
    >>> rule = LoyaltyRule(Decimal(2), 2, Decimal(5000))
    >>> suggest_loyalty(habit, date(2024, 11, 24), date(2026, 11, 24), rule)
    Decimal('240.00')
    >>> suggest_loyalty(habit, date(2024, 11, 25), date(2026, 11, 24), rule) is None
    True
    >>> little = habit._replace(amount=Decimal("4999.99"))
    >>> suggest_loyalty(little, date(2020, 1, 1), date(2026, 11, 24), rule) is None
    True
    >>> slow = habit._replace(grade="slow")
    >>> suggest_loyalty(slow, date(2020, 1, 1), date(2026, 11, 24), rule) is None
    True

    :param Habit habit: of the customer, None when nothing came in
    :param date first_on: of his first invoice, None without one
    :param date on_date: the day
    :param LoyaltyRule rule: of the company; no percentage: no offer
    :return: cost of a year's rebate, None when the rule does not fit him
    :rtype: Decimal | None
    """
    if not (habit and first_on) or rule.percent <= 0 or habit.grade != "good":
        return None
    # whole years, whatever leap days lie between
    since = (on_date.year - first_on.year) - (
        (on_date.month, on_date.day) < (first_on.month, first_on.day)
    )
    if since < rule.years or habit.amount < rule.amount:
        return None
    return rounded(habit.amount * rule.percent / HUNDRED, 2)


def get_worth(amount, days, rate):
    """:param Decimal amount: sales of a year
    :param int days: by which they are paid sooner or later
    :param Decimal rate: percent a year
    :return: what these days are worth
    :rtype: Decimal

    >>> get_worth(Decimal(3650), 10, Decimal(10))
    Decimal('10.00')
    """
    return rounded(amount * days * rate / (HUNDRED * YEAR), 2)
