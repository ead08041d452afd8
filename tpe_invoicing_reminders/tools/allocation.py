# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which debt a payment settles, and which part of it.

* Of one debt: interest first, then principal (C. civ. 1343-1); or principal first, as
  most creditors keep their books, which the law lets them.
* Of several, when the debtor says nothing: those that are due; of these the ones he has
  most interest in paying; of these the oldest; of equals, in proportion (C. civ.
  1342-10).
"""

from decimal import Decimal
from typing import NamedTuple

from odoo.addons.tpe_invoicing.tools.amounts import rounded

from .interest_table import get_rows, sum_rows
from .late_interest import get_start

NOTHING = Decimal(0)


class Split(NamedTuple):
    """What a debt comes to on a day."""

    principal: Decimal  # what is still owed of the sum itself
    interest: Decimal  # what is still owed of the interest
    rows: list  # how the interest came about


def split_principal_first(law, debt, as_of, digits=2):
    """:param LateInterest law: the rules
    :param Debt debt: the due item
    :param date as_of: the day
    :param int digits: decimals of the currency
    :return: the debt when each payment lowers the principal
    :rtype: Split"""
    paid = sum((amount for day, amount in debt.payments if day <= as_of), NOTHING)
    rows = get_rows(law, debt, as_of)
    return Split(max(debt.amount - paid, NOTHING), sum_rows(rows, digits), rows)


def split_interest_first(law, debt, as_of, digits=2):
    """Say what a debt comes to when payments settle its interest first.

    :param LateInterest law: the rules
    :param Debt debt: the due item
    :param date as_of: the day
    :param int digits: decimals of the currency
    :rtype: Split
    """
    principal, accrued, rows = debt.amount, NOTHING, []
    since = get_start(debt)
    for day, amount in sorted(debt.payments):
        if day > as_of:
            break
        new = _get_rows_between(law, debt, principal, (since, day))
        rows += new
        accrued = rounded(accrued + sum_rows(new, digits), digits)
        used = min(accrued, amount)
        accrued -= used
        principal = max(principal - (amount - used), NOTHING)
        since = max(since, day) if since else since
    new = _get_rows_between(law, debt, principal, (since, as_of))
    return Split(principal, accrued + sum_rows(new, digits), rows + new)


def _get_rows_between(law, debt, principal, span):
    """:return: interest of a principal from after one day up to another
    :rtype: list"""
    since, until = span
    if since is None or principal <= 0:
        return []
    # the rate of a public body stays the one of the first day
    rows = get_rows(law, debt._replace(amount=principal, payments=()), until)
    return [
        row if row.first > since else row._replace(first=_after(since))
        for row in rows
        if row.last > since
    ]


def _after(day):
    """:return: the next day
    :rtype: date"""
    return day.fromordinal(day.toordinal() + 1)


def allocate(amount, debts, as_of, digits=2):
    """Spread a payment over debts that the debtor did not choose among.

    ``debts`` are tuples of key, balance, due date and weight: what a day of delay costs
    him. Due debts come first, then the costliest, the oldest; equals share.

    >>> from datetime import date
    >>> debts = [("new", Decimal(100), date(2026, 12, 1), 1),
    ...          ("old", Decimal(100), date(2026, 9, 1), 1),
    ...          ("dear", Decimal(50), date(2026, 10, 1), 2)]
    >>> allocate(Decimal(170), debts, date(2026, 11, 1))
    {'dear': Decimal('50.00'), 'old': Decimal('100.00'), 'new': Decimal('20.00')}
    >>> twins = [(key, Decimal(30), date(2026, 9, 1), 1) for key in "ab"]
    >>> allocate(Decimal("10.01"), twins, date(2026, 11, 1))
    {'a': Decimal('5.01'), 'b': Decimal('5.00')}

    :param Decimal amount: what came in
    :param list debts: what is open
    :param date as_of: day of the payment
    :param int digits: decimals of the currency
    :return: what each debt gets
    :rtype: dict
    """
    groups = {}
    for key, balance, due_on, weight in debts:
        rank = (due_on > as_of, -weight, due_on)
        groups.setdefault(rank, []).append((key, balance))
    shares = {}
    for _rank, group in sorted(groups.items(), key=lambda pair: pair[0]):
        given = min(amount, sum((balance for _key, balance in group), NOTHING))
        if given <= 0:
            break
        shares.update(_share(given, group, digits))
        amount -= given
    return shares


def _share(amount, group, digits):
    """:return: parts of an amount in proportion to the balances, without a rest
    :rtype: dict"""
    shares, left = {}, amount
    open_sum = sum((balance for _key, balance in group), NOTHING)
    for key, balance in group:
        part = rounded(left * balance / open_sum, digits) if open_sum else left
        shares[key] = min(part, left)
        left -= shares[key]
        open_sum -= balance
    return shares
