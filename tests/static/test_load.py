# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The year in fast forward: its plan is the seed's, its days follow one another."""

from argparse import Namespace
from datetime import date, timedelta

from support.load.agenda import Agenda
from support.load.book import Book

FIRST = date(2025, 11, 24)


def make_book(seed):
    """Plan a small year."""
    options = Namespace(invoices=50, customers=20, days=60, seed=seed)
    return Book(options, FIRST)


def describe(book):
    """Say all that is planned."""
    return [(b.day, b.buyer.number, b.total, b.due) for b in book.bills]


def test_the_same_seed_plans_the_same_year():
    assert describe(make_book(9)) == describe(make_book(9))
    assert describe(make_book(9)) != describe(make_book(10))


def test_a_day_begins_when_the_one_before_is_done():
    begun, days = [], [FIRST + timedelta(days=number) for number in range(3)]
    answers = iter((False, True, True))  # the scheduler has something left at first
    agenda = Agenda(
        FIRST, days[2], slack=0, is_ready=lambda: next(answers), on_day=begun.append
    )
    for name, day in (("third", days[2]), ("first", days[0]), ("second", days[1])):
        agenda.add("seller", day, name)
    agenda.add("seller", days[0] - timedelta(days=9), "late")  # it is for today
    taken = []
    while task := agenda.take("seller"):
        taken.append((agenda.today, task))
        agenda.done()
    assert taken == [
        (days[0], "first"),
        (days[0], "late"),
        (days[1], "second"),
        (days[2], "third"),
    ]
    assert begun == days[1:]


def test_what_was_paid_before_a_message_began_is_not_owed():
    bill = make_book(9).bills[0]
    bill.paid = [(100.0, bill.total)]
    assert bill.get_owed(99.0) == bill.total
    assert bill.get_owed(101.0) == 0
