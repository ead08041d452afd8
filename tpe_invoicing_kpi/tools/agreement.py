# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What customers agreed to pay on a day: promises and payment plans."""

from collections import namedtuple
from decimal import Decimal

# Something to come: customer, day it counts from, open amount, and whether that day was
# agreed with the customer (else it is the due date).
Item = namedtuple("Item", "partner day amount is_agreed")


def get_unpaid(instalments, owed):
    """Say what is left of a payment plan: money covers the first instalments first.

    >>> get_unpaid([("jan", 100), ("feb", 100), ("mar", 100)], 150)
    [('feb', 50), ('mar', 100)]
    >>> get_unpaid([("jan", 100)], 130)
    [('jan', 100)]

    :param list instalments: (day, amount) in order
    :param owed: what is still owed on the invoices of the plan
    :return: (day, amount) of what is left
    :rtype: list[tuple]
    """
    left = []
    for day, amount in reversed(instalments):
        part = min(amount, owed)
        if part > 0:
            left.insert(0, (day, part))
            owed -= part
    return left


def arrange(partner, lines, parts):
    """Move open lines to the days that were agreed, oldest lines first.

    700 promised of 600 and 300 open: the promise takes the older line first.

    >>> for item in arrange("A", [("11-01", 300), ("10-01", 600)], [("12-05", 700)]):
    ...     print(item.day, item.amount, item.is_agreed)
    12-05 600 True
    12-05 100 True
    11-01 200 False

    :param partner: the customer
    :param list lines: (due date, open amount) of his invoices
    :param list parts: (agreed day, amount) in order
    :return: the items; they add up to the lines
    :rtype: list[Item]
    """
    items, parts = [], list(parts)
    for due, amount in sorted(lines):
        while parts and amount > 0:
            day, part = parts.pop(0)
            taken = min(part, amount)
            items.append(Item(partner, day, taken, True))
            amount -= taken
            if part > taken:
                parts.insert(0, (day, part - taken))
        if amount:
            items.append(Item(partner, due, amount, False))
    return items


def replace(items, lines, arranged):
    """Put arranged items in the place of the open lines they are made of.

    >>> rows = [("A", "1 Oct", Decimal(900)), ("B", "1 Nov", Decimal(50))]
    >>> moved = [Item("A", "5 Dec", Decimal(700), True)]
    >>> for item in replace(rows, [("A", "1 Oct", Decimal(700))], moved):
    ...     print(item.partner, item.day, item.amount, item.is_agreed)
    A 1 Oct 200 False
    B 1 Nov 50 False
    A 5 Dec 700 True

    :param items: (partner, due date, open amount) of all
    :param lines: (partner, due date, open amount) of what was agreed about
    :param list arranged: what takes their place
    :return: all items, those without an amount left out
    :rtype: list[Item]
    """
    sums = {}
    for partner, due, amount in items:
        key = partner, due
        sums[key] = sums.get(key, Decimal(0)) + amount
    for partner, due, amount in lines:
        sums[partner, due] = sums.get((partner, due), Decimal(0)) - amount
    rest = [Item(*key, amount, False) for key, amount in sums.items() if amount]
    return rest + arranged
