# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which reminder plan is a customer's: the first one, in order, whose rule fits him."""

from decimal import Decimal
from typing import NamedTuple


class Rule(NamedTuple):
    """For whom a plan is meant; what is empty fits everybody."""

    plan_id: int
    kind: str = ""
    tags: frozenset = frozenset()
    langs: frozenset = frozenset()
    grade: str = ""
    min_owed: Decimal = Decimal(0)

    @property
    def is_by_customer(self):
        """:return: whether more than the kind of buyer has to be known
        :rtype: bool"""
        return bool(self.tags or self.langs or self.grade or self.min_owed)


class Customer(NamedTuple):
    """What the rules look at."""

    kind: str = ""
    tags: frozenset = frozenset()
    lang: str = ""
    grade: str = ""
    owed: Decimal = Decimal(0)


def choose(rules, customer):
    """Choose a customer's plan.

    :param rules: :class:`Rule` in order of priority
    :param Customer customer: the customer
    :return: id of the plan; None when none fits
    :rtype: int | None

    >>> rules = [Rule(1, kind="consumer"), Rule(2, grade="bad"),
    ...          Rule(3, min_owed=Decimal(5000)), Rule(4, langs=frozenset({"en_US"})),
    ...          Rule(5, tags=frozenset({7})), Rule(6)]
    >>> choose(rules, Customer("consumer", grade="bad"))
    1
    >>> choose(rules, Customer("business", grade="bad"))
    2
    >>> choose(rules, Customer("business", owed=Decimal("5000.00")))
    3
    >>> choose(rules, Customer("business", lang="en_US"))
    4
    >>> choose(rules, Customer("business", tags=frozenset({7, 8})))
    5
    >>> choose(rules, Customer("business", owed=Decimal("4999.99")))
    6
    >>> choose(rules[:1], Customer("business")) is None
    True
    """
    return next((rule.plan_id for rule in rules if _fits(rule, customer)), None)


def _fits(rule, customer):
    """:return: whether a rule fits a customer
    :rtype: bool"""
    return (
        rule.kind in ("", customer.kind)
        and rule.grade in ("", customer.grade)
        and (not rule.tags or bool(rule.tags & customer.tags))
        and (not rule.langs or customer.lang in rule.langs)
        and rule.min_owed <= customer.owed
    )
