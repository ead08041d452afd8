# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clients know: customers, invoices, and what was answered to them."""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ..year import CENT, HABITS, Item, find_pause, plus

LABELS = "Table Chaise Porte Volet Plan Tiroir Rampe Marche Cadre Pose".split()
VAT = Decimal("1.2")
STEPS = (-3, 5, 15, 30)  # days after the due date on which he hears of us


@dataclass(eq=False)
class Buyer:
    """A customer: where he is, and how he pays."""

    number: int
    habit: str
    is_consumer: bool
    partner_id: int = 0
    url: str = ""
    url_until: date = date.min
    invoices: list = field(default_factory=list)

    @property
    def address(self):
        """His mail address.

        :rtype: str
        """
        return f"acheteur{self.number}@client.example"


@dataclass(eq=False)
class Bill:
    """An invoice as it is planned, then as the server has answered."""

    number: int
    buyer: Buyer
    day: date
    prices: list
    term: int
    move_id: int = 0
    name: str = ""
    sha256: str = ""
    paid: list = field(default_factory=list)  # real moment of the answer, amount
    pauses: list = field(default_factory=list)  # real moment, kind, last day
    credited: Decimal = Decimal(0)

    @property
    def ref(self):
        """Words by which it is found again.

        :rtype: str
        """
        return f"CHARGE-{self.number}"

    @property
    def due(self):
        """Day on which it is to be paid.

        :rtype: date
        """
        return self.day + timedelta(days=self.term)

    @property
    def total(self):
        """Amount with tax.

        :rtype: Decimal
        """
        return (sum(self.prices) * VAT).quantize(CENT)

    @property
    def owed(self):
        """What is open of it.

        :rtype: Decimal
        """
        return self.total - sum(amount for _at, amount in self.paid)

    def get_owed(self, moment):
        """Say what was open of it for who had heard of all payments.

        :param float moment: real time
        :rtype: Decimal
        """
        return self.total - sum(amount for at, amount in self.paid if at < moment)

    def as_item(self, day):
        """Say it in the words of the year of reminders, for its customers' habits.

        :param date day: today
        :rtype: Item
        """
        done = sum((day - self.due).days >= step for step in STEPS) - 1
        paid = [(self.day, amount) for _at, amount in self.paid]
        item = Item(self.buyer, self.name, self.move_id, self.total, self.due, paid)
        item.done = done
        item.done_on = plus(self.due, STEPS[done]) if done >= 0 else None
        return item

    def find_pause(self, day):
        """Say what the customer answers, once.

        :param date day: today
        :return: kind, last day and part; nothing
        :rtype: tuple | None
        """
        late = (day - self.due).days
        if self.pauses or not 7 <= late <= 18:
            return None
        item = self.as_item(day)
        return find_pause(item, plus(self.due, 7)) or find_pause(
            item, plus(self.due, 6)
        )

    def pay(self, amount):
        """Note a payment that the server has confirmed.

        :param Decimal amount: of it
        """
        self.paid.append((time.time(), amount))


class Book:
    """The plan of the year, from a seed, and what came of it."""

    def __init__(self, options, first):
        """:param options: of the command
        :param date first: day on which the year begins
        """
        self.first = first
        self.last = first + timedelta(days=options.days - 1)
        self.chance = random.Random(options.seed)
        self.lock = threading.Lock()
        self.buyers = [
            Buyer(number, HABITS[number % len(HABITS)], number % 5 == 4)
            for number in range(options.customers)
        ]
        self.bills = [self._plan(number) for number in range(options.invoices)]
        self.by_move = {}
        self.mails = []  # that clients were told of

    def _plan(self, number):
        chance = self.chance
        # a few customers buy much, most of them little
        buyer = self.buyers[int(len(self.buyers) * chance.random() ** 2)]
        day = self.first + timedelta(days=chance.randrange(1, self._get_span()))
        if buyer.habit == "tiny":
            prices = [Decimal(chance.randrange(100, 800)) / 100]
        else:
            lines = range(chance.choice((1, 1, 2, 3, 5, 10)))
            prices = [Decimal(chance.randrange(500, 90000)) / 100 for _each in lines]
        bill = Bill(number, buyer, day, prices, chance.choice((10, 15, 30)))
        buyer.invoices.append(bill)
        return bill

    def _get_span(self):
        return max(2, (self.last - self.first).days - 1)

    def note_issued(self, bill, answer):
        """Note what the server said of an invoice that it has issued.

        :param Bill bill: the invoice
        :param dict answer: of ``tpe_issue``
        """
        with self.lock:
            bill.move_id, bill.name = answer["id"], answer["name"]
            bill.sha256 = answer["sha256"]
            self.by_move[bill.move_id] = bill

    def get_issued(self):
        """List the invoices that are issued.

        :rtype: list[Bill]
        """
        with self.lock:
            return list(self.by_move.values())
