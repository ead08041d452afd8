# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What closings of a day, a month and a year add up, and whether they do."""

import json
from decimal import Decimal

from .chain import Problem

DOCUMENTS = ("invoice", "credit_note")  # what closings add up


class Closings:
    """Adds up the documents and compares them with the closings among them.

    A closing of a day covers the documents since the closing of a day before it, one
    of a month its days, one of a year its months.
    """

    PERIODS = ("day", "month", "year")

    def __init__(self, start=0):
        self.documents, self.stained = [], start
        self.open = {period: [] for period in self.PERIODS}
        self.perpetual = {} if start == 0 else None

    def stain(self, number):
        """What was found wrong already is not reported again by its closings."""
        self.stained, self.perpetual = max(self.stained, number), None

    def feed(self, row):
        """:return: the problem of a closing that does not add up
        :rtype: list[Problem]"""
        if row["kind"] in DOCUMENTS:
            self.documents.append(row)
        if row["kind"] != "closing":
            return []
        said = json.loads(row["meta"])
        own = self._take(said)
        self.open[said["period"]].append(said)
        wrong = own["count"] != said["count"] or own["totals"] != said["totals"]
        if said["first"] <= self.stained:
            wrong = False
        if said["period"] == "day":
            if self.perpetual is not None:
                before = {"count": 0, "totals": self.perpetual}
                wrong |= add_up([before, said])["totals"] != said["perpetual"]
            self.perpetual = said["perpetual"]
        return [Problem(row["number"], "closing", "")] if wrong else []

    def _take(self, said):
        """:return: number and totals of what a closing covers
        :rtype: dict"""
        if said["period"] == "day":
            covered = [row for row in self.documents if row["number"] <= said["last"]]
            self.documents = self.documents[len(covered) :]
            return total(covered)
        below = self.PERIODS[self.PERIODS.index(said["period"]) - 1]
        parts = [part for part in self.open[below] if part["to"] <= said["to"]]
        self.open[below] = [part for part in self.open[below] if part not in parts]
        return add_up(parts)


def total(rows):
    """:return: number and totals by currency of documents; credit notes count less
    :rtype: dict

    >>> row = {"kind": "invoice", "currency": "EUR", "amount_untaxed": "100.00",
    ...        "amount_tax": "20.00", "amount_total": "120.00"}
    >>> total([row, dict(row, kind="credit_note", amount_total="20.00")])["totals"]
    {'EUR': {'tax': '0.00', 'total': '100.00', 'untaxed': '0.00'}}
    """
    parts = []
    for row in rows:
        sign = -1 if row["kind"] == "credit_note" else 1
        amounts = {}
        for name in ("tax", "total", "untaxed"):
            amount = Decimal(row["amount_" + name])
            amounts[name] = -abs(amount) if sign < 0 else amount
        parts.append({"count": 1, "totals": {row["currency"]: amounts}})
    return add_up(parts)


def add_up(parts):
    """:return: the sum of numbers and totals by currency
    :rtype: dict"""
    totals = {}
    for part in parts:
        for currency, amounts in part["totals"].items():
            mine = totals.setdefault(currency, dict.fromkeys(amounts, Decimal(0)))
            for name, amount in amounts.items():
                mine[name] += Decimal(amount)
    return {
        "count": sum(part["count"] for part in parts),
        "totals": {
            currency: {name: str(amount) for name, amount in amounts.items()}
            for currency, amounts in totals.items()
        },
    }
