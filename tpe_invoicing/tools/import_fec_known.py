# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take off the entries of a FEC what is there already, so that nothing is owed twice.

Of a customer is known what files of entries that end before have ``left`` open, and his
``documents`` by number, which came from a list or as files: what each comes to
(``total``), and what of it the former software had open when the file opens
(``opened``), on its last day (``closed``) and ``now``; credit notes below zero.
"""

from collections import defaultdict
from decimal import Decimal

from .import_fec_items import customer_code, find_number, find_sales, is_receivable

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


class Settled:
    """What the former software had seen settled of past documents, which payments of
    the file repeat, by code of the customer: what was ``paid`` of debts, what of it is
    dated ``within`` the file, what was ``refunded`` of credit notes; and the ``days``
    on which his accounts opened last with what is there."""

    def __init__(self):
        self.paid, self.within = defaultdict(Decimal), defaultdict(Decimal)
        self.refunded, self.days = defaultdict(Decimal), {}

    def add(self, code, amount, within):
        """:param str code: of the customer
        :param Decimal amount: what was paid of debts; refunds below zero
        :param Decimal within: what of it was paid until the last day of the file"""
        self.paid[code] += max(amount, ZERO)
        self.within[code] += max(min(within, amount), ZERO)
        self.refunded[code] += max(-amount, ZERO)

    def take_off(self, payments):
        """Take off payments what is settled already: first off those that pay a past
        document, then off those that nothing in the file was matched with.

        :param list payments: see ``find_items``
        :return: payments that are left
        :rtype: list[dict]
        """
        for payment in payments:
            self._take(payment, min(payment["past"], self.paid[payment["code"]]))
        for code, amount in self.refunded.items():
            # a credit note and an invoice that settled each other need no payment
            both = min(amount, self.paid[code])
            self.paid[code] -= both
            self.refunded[code] -= both
        for payment in payments:
            code = payment["code"]
            rest = min(self.paid[code], self.within[code])
            self._take(payment, min(payment["amount"], rest))
        return [payment for payment in payments if payment["amount"]]

    def _take(self, payment, amount):
        code = payment["code"]
        payment["amount"] -= amount
        payment["past"] = max(payment["past"] - amount, ZERO)
        self.paid[code] -= amount
        self.within[code] = max(self.within[code] - amount, ZERO)

    def find_outside(self):
        """:return: what is settled and stands nowhere in the file, by code
        :rtype: dict[str, Decimal]"""
        codes = self.paid.keys() | self.refunded.keys()
        rests = {code: self.paid[code] - self.refunded[code] for code in sorted(codes)}
        return {code: amount for code, amount in rests.items() if amount}


def leave_carried(documents):
    """Take for settled what a later file carries on, whose books opened with it.

    :param list documents: see ``find_items``
    :return: documents, and debts of former years that have nothing to bring in
    :rtype: tuple[list[dict], list[dict]]
    """
    sales, debts = [], []
    for document in documents:
        is_debt = any(item.get("is_debt") for item in document["items"])
        (debts if is_debt else sales).append(document | {"open": ZERO})
    return sales, debts


def find_same(lines, documents):
    """Find the invoices and credit notes that are there already, were it only what is
    left of them.

    :param list lines: lines of entries that balance
    :param dict documents: past documents by number, whoever's they are
    :return: document by the number of its line on the customer's account
    :rtype: dict[int, dict]
    """
    same = {}
    for number, line in find_sales(lines).items() if documents else ():
        document = documents.get(find_number(line).casefold())
        if (
            document
            and line["piece_date"] == document["date"]
            and is_same(line["amount"], document["total"], document["is_debt"])
        ):
            same[number] = document
    return same


def is_same(whole, known, is_debt):
    """Tell whether two amounts are those of one document.

    :param Decimal whole: what it comes to
    :param Decimal known: the same, or what is left of it
    :param bool is_debt: whether it may be what is left
    :rtype: bool

    >>> is_same(Decimal(120), Decimal(70), True), is_same(Decimal(120), -CENT, True)
    (True, False)
    """
    is_part = whole * known > 0 and abs(known) < abs(whole)
    return abs(whole - known) < CENT or is_debt and is_part


def leave_same(lines, same, settled):
    """Take off the invoices and credit notes that are there already; what pays them
    in the file pays what is there.

    :param list lines: lines of entries that balance
    :param dict same: see :func:`find_same`
    :param Settled settled: takes what they were settled with
    :return: the lines
    :rtype: list[dict]
    """
    kept = []
    for line in lines:
        document = same.get(line["line"])
        if document:
            paid, within = (
                line["amount"] - document[name] for name in ("now", "closed")
            )
            settled.add(customer_code(line), paid, within)
            # what is open of a credit note is left to the person who allocates it
            line = line | {"is_known" if line["amount"] > 0 else "is_out": True}
        kept.append(line)
    if not any(settled.refunded.values()):
        return kept
    sales = find_sales(kept)
    return [
        line
        if line["line"] in sales or line["is_opening"] or not is_receivable(line)
        else _leave_refunded(line, settled)
        for line in kept
    ]


def _leave_refunded(line, settled):
    """:return: a line, less what it repeats of refunds
    :rtype: dict"""
    code, amount = customer_code(line), line["amount"]
    taken = max(min(amount, settled.refunded[code]), ZERO)
    settled.refunded[code] -= taken
    return line | {"amount": amount - taken}


def leave_known(lines, known, settled):
    """Take off the opening balances what is there already, by an earlier file or by
    an earlier year of this one: a year opens with what the year before left open.

    :param list lines: lines of entries that balance
    :param dict known: what is there of a customer by his code: ``left``, ``documents``
    :param Settled settled: takes what past documents were settled with since
    :return: the lines; and of each opening ``code``, its first ``line`` (None where a
        customer has none), ``given``, what it says, ``known``, what of it was there,
        and ``repeated``, what of it is in this file
    :rtype: tuple[list[dict], list[dict]]
    """
    kept, openings, moved = [], defaultdict(list), defaultdict(list)
    for line in lines:
        if line["is_opening"] and is_receivable(line):
            openings[line["date"], customer_code(line)].append(line)
        else:
            kept.append(line)
            if is_receivable(line):
                moved[customer_code(line)].append(line)
    there, known = [], dict(known)
    for (day, code), group in sorted(openings.items()):
        # whoever opens a year late has entries of its first days already
        begin = day.replace(day=1)
        before = sum(line["amount"] for line in moved[code] if line["date"] < begin)
        moved[code] += group
        past = known.pop(code, {"left": ZERO, "documents": {}})
        if not before and not past["left"] and not past["documents"]:
            kept += group
            continue
        settled.days[code] = day
        some, amount = _part_opening(group, past, before, settled)
        kept += some
        opening = {"code": code, "line": group[0]["line"], "known": amount}
        given = sum(line["amount"] for line in group)
        there.append(opening | {"given": given, "repeated": before})
    for code, past in known.items():
        documents = past["documents"].values()
        amount = _compare(code, ZERO, documents, past["left"], settled)
        opening = {"code": code, "line": None, "known": amount}
        there.append(opening | {"given": ZERO, "repeated": ZERO})
    return sorted(kept, key=lambda line: line["line"]), there


def _part_opening(group, past, before, settled):
    """Tell what is there already from what is not: what was paid settles both. Lines
    that name a document are compared with it, the others together with all that is
    left.

    :param list group: opening lines of one customer
    :param dict past: see :func:`leave_known`
    :param Decimal before: his balance by earlier years of this file
    :param Settled settled: takes what documents were settled with since
    :return: lines, of which those that are there already have ``is_known``; and what
        was there already
    :rtype: tuple[list[dict], Decimal]
    """
    documents, parts, others = dict(past["documents"]), [], []
    for line in group:
        document = documents.pop(find_number(line).casefold(), None)
        if document:
            parts.append(([line | {"piece": ""}], [document], ZERO))
        else:
            others.append(line)
    left = before + past["left"]
    if others or left or documents:
        parts.append((others, list(documents.values()), left))
    lines, amount = [], ZERO
    for some, own, fixed in parts:
        given = sum((line["amount"] for line in some), ZERO)
        known = _compare(customer_code(group[0]), given, own, fixed, settled)
        amount += known
        lines += _part_lines(some, group[0], given, known)
    return lines, amount


def _compare(code, given, documents, left, settled):
    """Say how much of an opening is there. What of documents was paid since then may
    have been open: the opening decides.

    :rtype: Decimal
    """
    now, opened, closed = (
        left + sum(document[name] for document in documents)
        for name in ("now", "opened", "closed")
    )
    known = min(max(given, min(opened, now)), max(opened, now))
    settled.add(code, known - now, known - closed)
    return known


def _part_lines(lines, first, given, known):
    """:return: lines of what is there, and of what is not
    :rtype: list[dict]"""
    whole, rest = lines, []
    if known != given:
        base = lines[0] if lines else first | {"piece": ""}
        whole = [base | {"amount": known}]
        rest = [base | {"amount": given - known}] if known or not lines else lines
    # an advance that is there already is left to the person who allocates it
    return [line | {"is_known": True} for line in whole if line["amount"] > 0] + rest
