# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What closings of a day, a month and a year add up, and whether they do."""

import json
from decimal import Decimal

from .chain import Problem
from .closing_detail import (
    DETAILS,
    add_amounts,
    add_details,
    as_texts,
    detail,
    sum_amounts,
)

DOCUMENTS = ("invoice", "credit_note")  # what closings add up
QUARTER = 15  # minutes: the days of all time zones begin with a quarter of an hour


class Closings:
    """Adds up the documents and compares them with the closings among them.

    A closing of a day covers the documents since the closing of a day before it, one
    of a month its days, one of a year its months. Documents that no closing covers yet
    are kept as sums, one for those sealed in the same quarter of an hour: however many
    they are, they take no memory.
    """

    PERIODS = ("day", "month", "year")

    def __init__(self, start=0):
        self.documents, self.quarter, self.stained = [], None, start
        self.open = {period: [] for period in self.PERIODS}
        self.perpetual = {} if start == 0 else None

    def get_state(self):
        """:return: what was added up so far, as JSON values
        :rtype: dict"""
        return {
            **{name: getattr(self, name) for name in ("stained", "open", "perpetual")},
            "documents": [{**part, **add_up([part])} for part in self.documents],
        }

    def set_state(self, state):
        """:param dict state: what :meth:`get_state` of another one returned"""
        for name, value in state.items():
            setattr(self, name, value)
        self.quarter = None

    def stain(self, number):
        """What was found wrong already is not reported again by its closings."""
        self.stained, self.perpetual = max(self.stained, number), None
        self.documents = [part for part in self.documents if part["last"] > number]
        self.quarter = None

    def feed(self, row):
        """:return: the problem of a closing that does not add up
        :rtype: list[Problem]"""
        if row["kind"] in DOCUMENTS:
            self._add(row)
        if row["kind"] != "closing":
            return []
        self.quarter = None  # what comes later is covered by a later closing
        said = json.loads(row["meta"])
        if said.get("period") not in self.PERIODS:
            return []
        own = self._take(said)
        self.open[said["period"]].append(said)
        wrong = own["count"] != said["count"] or own["totals"] != said["totals"]
        wrong |= any(own.get(name) != said[name] for name in DETAILS if name in said)
        if said["first"] <= self.stained:
            wrong = False
        if said["period"] == "day":
            if self.perpetual is not None:
                before = {"count": 0, "totals": self.perpetual}
                wrong |= add_up([before, said])["totals"] != said["perpetual"]
            self.perpetual = said["perpetual"]
        return [Problem(row["number"], "closing", "")] if wrong else []

    def _add(self, row):
        """Add a document to the sum of its quarter of an hour."""
        sealed_at, currency = row["sealed_at"], row["currency"]
        quarter = f"{sealed_at[:14]}{int(sealed_at[14:16]) // QUARTER}"
        if quarter != self.quarter:
            self.quarter = quarter
            self.documents.append({"count": 0, "totals": {}, "gross": {}, "taxes": {}})
        part = self.documents[-1]
        add_amounts(part["totals"], {currency: sign_amounts(row)})
        for name, amounts in detail(row).items():
            add_amounts(part[name], amounts)
        part["count"] += 1
        part["last"] = row["number"]

    def _take(self, said):
        """:return: number and totals of what a closing covers
        :rtype: dict"""
        if said["period"] == "day":
            parts = [part for part in self.documents if part["last"] <= said["last"]]
            self.documents = self.documents[len(parts) :]
            return add_up(parts)
        below = self.PERIODS[self.PERIODS.index(said["period"]) - 1]
        parts = [part for part in self.open[below] if part["to"] <= said["to"]]
        self.open[below] = [part for part in self.open[below] if part not in parts]
        return add_up(parts)


def sign_amounts(row):
    """:return: the amounts of a document; those of a credit note count less
    :rtype: dict[str, Decimal]"""
    names = ("tax", "total", "untaxed")
    amounts = {name: Decimal(row["amount_" + name]) for name in names}
    if row["kind"] == "credit_note":
        return {name: -abs(amount) for name, amount in amounts.items()}
    return amounts


def total(rows):
    """:return: number and totals by currency of documents; credit notes count less
    :rtype: dict

    >>> row = {"kind": "invoice", "currency": "EUR", "amount_untaxed": "100.00",
    ...        "amount_tax": "20.00", "amount_total": "120.00"}
    >>> total([row, dict(row, kind="credit_note", amount_total="20.00")])["totals"]
    {'EUR': {'tax': '0.00', 'total': '100.00', 'untaxed': '0.00'}}
    """
    return add_up(
        {
            "count": 1,
            "totals": {row["currency"]: sign_amounts(row)},
            **detail(row),
        }
        for row in rows
    )


def add_up(parts):
    """:return: the sum of numbers and totals by currency, and of what details there are
    :rtype: dict"""
    parts = list(parts)
    return {
        "count": sum(part["count"] for part in parts),
        "totals": as_texts(sum_amounts(part["totals"] for part in parts)),
        **add_details(parts),
    }
