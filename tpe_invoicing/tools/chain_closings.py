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
from .closing_series import Series

DOCUMENTS = ("invoice", "credit_note")  # what closings add up
QUARTER = 15  # minutes: the days of all time zones begin with a quarter of an hour
JUDGED = ("count", "totals", "first", "last", "late", *DETAILS)
PERPETUAL = ("perpetual", "perpetual_gross")
ODDITIES = ("late", "gaps")  # they may be long, and nothing later is made of them


class Closings:
    """Adds up the documents and compares them with the closings among them.

    A closing of a day covers the documents since the closing of a day before it, one
    of a month its days, one of a year its months. Documents that no closing covers yet
    are kept as sums, one for those sealed in the same quarter of an hour: however many
    they are, they take no memory. Of their dates, which tell those that came late,
    only the places where one follows another are kept.
    """

    PERIODS = ("day", "month", "year")

    def __init__(self, start=0):
        self.documents, self.quarter, self.stained = [], None, start
        self.open = {period: [] for period in self.PERIODS}
        self.late = {period: [] for period in self.PERIODS}
        self.perpetual, self.gross = ({}, {}) if start == 0 else (None, None)
        self.series = Series()

    def get_state(self):
        """:return: what was added up so far, as JSON values
        :rtype: dict"""
        names = ("stained", "open", "late", "perpetual", "gross")
        return {
            **{name: getattr(self, name) for name in names},
            "documents": [{**part, **add_up([part])} for part in self.documents],
            "series": self.series.ranges,
        }

    def set_state(self, state):
        """:param dict state: what :meth:`get_state` of another one returned"""
        for name, value in state.items():
            setattr(self, name, Series(value) if name == "series" else value)
        self.quarter = None

    def stain(self, number):
        """What was found wrong already is not reported again by its closings."""
        self.stained, self.perpetual = max(self.stained, number), None
        self.gross = None
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
        is_right = said["first"] <= self.stained or self._is_right(said, own)
        if said["period"] == "day":
            is_right &= self._go_on(said, own)
        if said["period"] != "year":  # nothing is made of years
            kept = {name: said[name] for name in said if name not in ODDITIES}
            self.open[said["period"]].append(kept)
        return [] if is_right else [Problem(row["number"], "closing", "")]

    def _is_right(self, said, own):
        """:return: whether a closing says what it covers
        :rtype: bool"""
        names = [name for name in (*JUDGED, *PERPETUAL) if name in said]
        if any(own.get(name) != said[name] for name in names):
            return False
        return not any(self.series.has_any(gap) for gap in said.get("gaps", ()))

    def _go_on(self, said, own):
        """Go on from the totals since the first document, as the closing of a day does.

        :return: whether it does
        :rtype: bool"""
        is_right = True
        for mine, name, label in (
            ("perpetual", "perpetual", "totals"),
            ("gross", "perpetual_gross", "gross"),
        ):
            before, told = getattr(self, mine), said.get(name)
            if label not in said:
                before = None
            if before is not None:
                before = sum_amounts([before, said[label]])
                is_right &= told is None or sum_amounts([told]) == before
                before = as_texts(before)
            setattr(self, mine, before if told is None else told)
        return is_right

    def _add(self, row):
        """Add a document to the sum of its quarter of an hour."""
        sealed_at, number = row["sealed_at"], row["number"]
        quarter = f"{sealed_at[:14]}{int(sealed_at[14:16]) // QUARTER}"
        if quarter != self.quarter:
            self.quarter = quarter
            self.documents.append({**_make_part(), "first": number, "dates": []})
        part = self.documents[-1]
        _add_to(part, row)
        part["last"] = number
        run = part["dates"][-1] if part["dates"] else [None, 0, 0]
        if run[0] == row["date"] and run[2] == number - 1:
            run[2] = number
        else:
            part["dates"].append([row["date"], number, number])
        self.series.add(row["name"])

    def _take(self, said):
        """:return: what a closing covers, as it has to say it
        :rtype: dict"""
        period, below = said["period"], None
        if period == "day":
            parts = [part for part in self.documents if part["last"] <= said["last"]]
            self.documents = self.documents[len(parts) :]
            runs = [run for part in parts for run in part["dates"]]
        else:
            below = self.PERIODS[self.PERIODS.index(period) - 1]
            parts = [part for part in self.open[below] if part["to"] <= said["to"]]
            self.open[below] = [part for part in self.open[below] if part not in parts]
            runs = [run for run in self.late[below] if run[2] <= said["last"]]
            self.late[below] = self.late[below][len(runs) :]
        # the perpetual totals of a day are those of the day before and its own
        last = parts[-1] if parts and below else said
        own = {**add_up(parts), **{name: last.get(name) for name in PERPETUAL}}
        own["first"] = parts[0]["first"] if parts else None
        own["last"] = parts[-1]["last"] if parts else None
        late = [run for run in runs if run[0] < said.get("from", "")]
        if period != "year":
            self.late[period] += late
        return own | {"late": [n for _day, a, z in late for n in range(a, z + 1)]}


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
    part = _make_part()
    for row in rows:  # however many they are, none is kept
        _add_to(part, row)
    return add_up([part])


def _make_part():
    """:return: the sum of no document
    :rtype: dict"""
    return {"count": 0, "totals": {}, "gross": {}, "taxes": {}}


def _add_to(part, row):
    """Add a document to a sum."""
    add_amounts(part["totals"], {row["currency"]: sign_amounts(row)})
    for name, amounts in detail(row).items():
        add_amounts(part[name], amounts)
    part["count"] += 1


def add_up(parts):
    """:return: the sum of numbers and totals by currency, and of what details there are
    :rtype: dict"""
    parts = list(parts)
    return {
        "count": sum(part["count"] for part in parts),
        "totals": as_texts(sum_amounts(part["totals"] for part in parts)),
        **add_details(parts),
    }
