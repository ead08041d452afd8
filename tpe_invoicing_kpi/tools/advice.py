# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is worth doing first, with its arithmetic. Conventions of ours, not law."""

from collections import namedtuple
from decimal import Decimal

from .ratio import HUNDRED, get_ratio

# Calls proposed, days after a call before the next one.
CALLS, CALL_AGAIN_DAYS = 3, 7
# Days by which a step would move; instalments that must have been paid after it.
EARLIER_DAYS, MINIMUM_SETTLED = 2, 5
YEAR_DAYS = 365

# A customer to call: what is overdue, sum of amount x days late.
Call = namedtuple("Call", "partner amount amount_days")
# What a step brings when it moves: paid after it in a year, average money more in the
# bank, worth a year.
Earlier = namedtuple("Earlier", "paid balance worth")


def rank_calls(items, on_date, skipped=(), count=CALLS):
    """Choose whom to call: who owes most for longest.

    >>> from datetime import date
    >>> items = [
    ...     ("A", date(2026, 11, 14), Decimal(1000)),
    ...     ("B", date(2026, 9, 25), Decimal(300)),
    ...     ("C", date(2026, 11, 23), Decimal(900)),
    ...     ("D", date(2026, 1, 1), Decimal(5000)),
    ... ]
    >>> for call in rank_calls(items, date(2026, 11, 24), {"D"}, 2):
    ...     print(call.partner, call.amount, call.amount_days)
    B 300 18000
    A 1000 10000

    :param items: (customer, due date, open amount), credit notes negative
    :param date on_date: the day
    :param skipped: customers who need no call
    :param int count: how many to choose
    :return: whom to call, first one first
    :rtype: list[Call]
    """
    sums = {}
    for partner, due, amount in items:
        if due < on_date and partner not in skipped:
            owed, weight = sums.get(partner, (Decimal(0), Decimal(0)))
            days = (on_date - due).days
            sums[partner] = owed + amount, weight + amount * days
    calls = [Call(who, *pair) for who, pair in sums.items() if min(pair) > 0]
    calls.sort(key=lambda call: (-call.amount_days, call.partner))
    return calls[:count]


def get_earlier(settled, asked, paid, by_itself, rate):
    """Say what moving a step two days earlier brings.

    When customers answer as fast as they did, what they paid after it comes two days
    earlier. Nothing is said of a step that brings no more than what comes by itself.

    36 500 paid in a year, half of what was asked for, a tenth by itself, at 6 %:

    >>> get_earlier(9, Decimal(73000), Decimal(36500), Decimal("0.1"), Decimal(6))
    Earlier(paid=Decimal('36500'), balance=Decimal('200'), worth=Decimal('12'))
    >>> get_earlier(9, Decimal(73000), Decimal(3650), Decimal("0.1"), 6) is None
    True
    >>> get_earlier(4, Decimal(73000), Decimal(36500), Decimal(0), 6) is None
    True

    :param int settled: instalments wholly paid after the step
    :param Decimal asked: what the step asked for in a year
    :param Decimal paid: what was paid after it
    :param Decimal by_itself: share that comes by itself, None when it is not known
    :param Decimal rate: what money costs, percent a year
    :return: what it brings, None when nothing is worth saying
    :rtype: Earlier
    """
    share = get_ratio(paid, asked)
    if settled < MINIMUM_SETTLED or share is None or by_itself is None:
        return None
    if share <= by_itself:
        return None
    balance = paid * EARLIER_DAYS / YEAR_DAYS
    return Earlier(paid, balance, balance * rate / HUNDRED)
