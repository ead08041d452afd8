# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Progress invoices: what to bill of a contract, line by line, to the cent.

A person says how far a line has come since the start (a cumulative percentage). What
is billed is the cumulative amount less what is billed already, so that rounding never
adds up: at 100 % the sum of all progress invoices is the contract.

    >>> door = Share(Decimal("1000.01"), ZERO, Decimal(1), ZERO)
    >>> first = reach(door, Decimal(30))
    >>> first.amount, first.quantity
    (Decimal('300.00'), Decimal('0.30'))
    >>> door = door._replace(billed=first.amount, billed_quantity=first.quantity)
    >>> second = reach(door, Decimal(65))
    >>> second.amount, second.quantity
    (Decimal('350.01'), Decimal('0.35'))
    >>> door = door._replace(billed=Decimal("650.01"), billed_quantity=Decimal("0.65"))
    >>> reach(door, Decimal(100)).amount
    Decimal('350.00')
"""

from collections import namedtuple
from decimal import Decimal

from .amounts import QUANTITY_DIGITS, ZERO, rounded

HUNDRED = Decimal(100)
PERCENT_DIGITS = 2
GRAIN = Decimal("0.01")

Share = namedtuple("Share", "contract billed quantity billed_quantity")
Step = namedtuple("Step", "amount quantity cumulative")
Deposit = namedtuple("Deposit", "key amount deducted percent")
# what a line says: so many units, at a price for a number of units, and the unit
Stated = namedtuple("Stated", "quantity price basis unit")

# UNECE recommendation 20: percent, one
PERCENT, ONE = "P1", "C62"
STATED_DIGITS = (PERCENT_DIGITS, QUANTITY_DIGITS)


class GoesBack(ValueError):
    """A line would go back below what is billed already."""

    def __init__(self, billed, cumulative):
        super().__init__(f"{cumulative} < {billed}")
        self.billed, self.cumulative = billed, cumulative


class OutOfRange(ValueError):
    """A percentage that no progress can have."""


def percent_of(part, whole, digits=PERCENT_DIGITS):
    """Say what percentage a part is, as it is shown and typed.

    :param Decimal part: an amount
    :param Decimal whole: what it is a part of
    :param int digits: decimals
    :rtype: Decimal

    >>> percent_of(Decimal("333.33"), Decimal(1000)), percent_of(ZERO, ZERO)
    (Decimal('33.33'), Decimal('0'))
    """
    return rounded(part * HUNDRED / whole, digits) if whole else ZERO


def reached(share):
    """Say how far a line has come by what is billed of it.

    :param Share share: the line; what costs nothing counts by its quantity
    :rtype: Decimal

    >>> reached(Share(Decimal(200), Decimal(50), Decimal(1), Decimal("0.25")))
    Decimal('25.00')
    >>> reached(Share(ZERO, ZERO, Decimal(4), Decimal(1)))
    Decimal('25.00')
    """
    if share.contract:
        return percent_of(share.billed, share.contract)
    return percent_of(share.billed_quantity, share.quantity)


def reach(share, percent, digits=2, grain=GRAIN):
    """Find what to bill so that a line has come to a cumulative percentage.

    A percentage that is the one shown already changes nothing, whatever it was
    rounded from; only 100 % is always exact.

    :param Share share: the line as it stands
    :param Decimal percent: how far it has come since the start
    :param int digits: decimals of the currency
    :param Decimal grain: smallest quantity
    :return: amount and quantity to bill, and the cumulative amount
    :rtype: Step
    :raises GoesBack: when more is billed already
    :raises OutOfRange: for what is below zero, or above 100 and not there already

    >>> third = Share(Decimal("333.34"), Decimal("111.11"), Decimal(1), Decimal("0.33"))
    >>> reach(third, Decimal("33.33")).amount
    Decimal('0')
    >>> reach(third, Decimal(20))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    GoesBack: 66.67 < 111.11
    """
    is_unchanged = percent == reached(share) and percent != HUNDRED
    if is_unchanged:
        return Step(ZERO, ZERO, share.billed)
    if not 0 <= percent <= HUNDRED:
        raise OutOfRange(percent)
    cumulative = rounded(share.contract * percent / HUNDRED, digits)
    amount = cumulative - share.billed
    if amount and (amount < 0) != (share.contract < 0):
        raise GoesBack(share.billed, cumulative)
    if not share.contract and share.billed:
        raise GoesBack(share.billed, cumulative)
    return Step(amount, _step_quantity(share, percent, amount, grain), cumulative)


def _step_quantity(share, percent, amount, grain):
    """Find the quantity to bill. It is rounded, the amount is not for that.

    An amount always has a quantity, the smallest if need be; and as long as a line is
    not finished something of its quantity is left, for the last amount.
    """
    if share.contract and not amount:
        return ZERO
    sign = -1 if share.quantity < 0 else 1
    target = share.quantity
    if percent != HUNDRED:
        parts = rounded(share.quantity * percent / HUNDRED / grain, 0)
        target = parts * grain
        if abs(target) >= abs(share.quantity) > grain:
            target = share.quantity - sign * grain
    step = target - share.billed_quantity
    if step * sign > 0:
        return step
    return sign * grain if amount else ZERO


def state(net, contract, step, digits=2):
    """Say an amount of works so that a person can check it: a percentage of what was
    agreed, 35 % of 10 000.00, whatever the quantity and price of the entry are.

    :param Decimal net: what is billed, of the sign of the contract
    :param Decimal contract: what was agreed, before any discount
    :param Decimal step: percentage billed, as the progress shown tells it
    :param int digits: decimals of the currency
    :return: quantity, price and basis that lead to the amount to the cent; a lump sum
        where no percentage of four decimals does
    :rtype: Stated

    >>> state(Decimal("812.65"), Decimal("2117.92"), Decimal("38.37"))
    Stated(quantity=Decimal('38.37'), price=Decimal('2117.92'), basis=100, unit='P1')
    >>> state(Decimal("-350.01"), Decimal("-1000.01"), Decimal(35)).quantity
    Decimal('-35.0006')
    >>> state(Decimal("4320.99"), Decimal("12345.67"), Decimal(35))
    Stated(quantity=Decimal('1'), price=Decimal('4320.99'), basis=1, unit='C62')
    """
    sign = -1 if net < 0 else 1
    if contract and (contract < 0) == (net < 0):
        found = [step, *(percent_of(net, contract, digit) for digit in STATED_DIGITS)]
        for percent in found:
            if rounded(contract * percent / HUNDRED, digits) == net:
                return Stated(sign * percent, abs(contract), int(HUNDRED), PERCENT)
    return Stated(Decimal(sign), abs(net), 1, ONE)


def deduct(deposits, works, is_all_at_once=False, digits=2):
    """Share out what is taken off for deposits that were invoiced.

    Of each deposit, the percentage is deducted that the works have come to, or all of
    it; never more than there is to bill.

    :param list deposits: :class:`Deposit` of one rate of VAT: amount, what is deducted
        of it already, and the percentage of the works it follows
    :param Decimal works: what is billed now at that rate, without tax
    :param bool is_all_at_once: whether to wait for no progress
    :param int digits: decimals of the currency
    :return: amounts by key of the deposit; none is zero
    :rtype: dict

    >>> paid = Deposit(1, Decimal(3000), Decimal(900), Decimal(65))
    >>> deduct([paid], Decimal(3500))
    {1: Decimal('1050.00')}
    >>> deduct([paid], Decimal(3500), is_all_at_once=True)
    {1: Decimal('2100.00')}
    >>> deduct([paid], Decimal(500))
    {1: Decimal('500')}
    """
    left, cuts = max(works, ZERO), {}
    for deposit in deposits:
        percent = HUNDRED if is_all_at_once else min(deposit.percent, HUNDRED)
        target = rounded(deposit.amount * percent / HUNDRED, digits)
        cut = min(max(target - deposit.deducted, ZERO), left)
        if cut:
            cuts[deposit.key] = cut
            left -= cut
    return cuts


def retained(total, percent, digits=2):
    """Find the retention of guarantee on a payment, tax included.

    :param Decimal total: the whole amount
    :param Decimal percent: agreed percentage
    :param int digits: decimals of the currency
    :rtype: Decimal

    >>> retained(Decimal("1220.10"), Decimal(5))
    Decimal('61.01')
    """
    return rounded(total * percent / HUNDRED, digits)


def release_date(received_on, years):
    """Find when a retention is released: the same day, so many years later.

    :param date received_on: reception of the works
    :param int years: what the law says
    :rtype: date

    >>> from datetime import date
    >>> release_date(date(2026, 11, 28), 1), release_date(date(2028, 2, 29), 1)
    (datetime.date(2027, 11, 28), datetime.date(2029, 2, 28))
    """
    year = received_on.year + int(years)
    try:
        return received_on.replace(year=year)
    except ValueError:  # the last day of the month stands for 29 February
        return received_on.replace(year=year, day=28)
