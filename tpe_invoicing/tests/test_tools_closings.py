# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import chain_closings, closing_detail, closing_gaps
from ..tools.chain_closings import Closings
from ..tools.closing_series import Series
from .test_tools_chain import make_row


@tagged("-at_install", "post_install")
class TestSeries(BaseCase):
    """Which numbers were seen, whatever the order they came in."""

    def _see(self, *numbers):
        series = Series()
        for number in numbers:
            series.add(f"A{number}")
        return series

    def test_numbers_that_follow_one_another_are_one_range(self):
        for numbers, ranges in (
            ((0,), [[0, 0]]),
            ((1,), [[1, 1]]),
            ((1, 2, 3), [[1, 3]]),
            ((5, 3, 4), [[3, 5]]),
            ((3, 2), [[2, 3]]),
            ((10, 5), [[5, 5], [10, 10]]),
            ((5, 10, 7), [[5, 5], [7, 7], [10, 10]]),
            ((5, 10, 6), [[5, 6], [10, 10]]),
            ((5, 10, 9), [[5, 5], [9, 10]]),
            ((1, 5, 9, 3, 4), [[1, 1], [3, 5], [9, 9]]),
        ):
            self.assertEqual(self._see(*numbers).ranges, {"A#": ranges}, numbers)

    def test_a_number_seen_twice_says_nothing_more_of_its_series(self):
        for numbers in ((4, 4), (3, 4, 5, 4), (3, 4, 3), (4, 4, 9)):
            series = self._see(*numbers)
            self.assertEqual(series.ranges, {"A#": None}, numbers)
            self.assertFalse(series.has_any("A4"))

    def test_a_gap_is_refused_when_one_of_its_numbers_was_seen(self):
        series = self._see(3, 4, 5)
        for gap, is_seen in (
            ("A2", False),
            ("A3", True),
            ("A5", True),
            ("A6", False),
            ("A1 – A2", False),
            ("A1 – A3", True),
            ("A5 – A9", True),
            ("A6 – A9", False),
            ("B4", False),
        ):
            self.assertEqual(series.has_any(gap), is_seen, gap)

    def test_what_stands_around_a_number_names_its_series(self):
        series = Series()
        for name in ("F/7/X", "F/8/X", "F/7/Y", "AVOIR", "F123456789", "F1234567890"):
            series.add(name)
        self.assertEqual(
            series.ranges,
            {
                "F/#/X": [[7, 8]],
                "F/#/Y": [[7, 7]],
                "AVOIR": [[0, 0]],
                "F#": [[123456789, 123456789]],
                "F1#": [[234567890, 234567890]],
            },
        )

    def test_a_gap_is_written_as_its_series_is(self):
        for name, prefix, gap in (
            ("FAC/07-B", "FAC/", "FAC/05-B – FAC/06-B"),
            ("FAC/7", "FAC/", "FAC/5 – FAC/6"),
        ):
            self.assertEqual(closing_gaps.name_gap(name, prefix, 5, 6), gap)


@tagged("-at_install", "post_install")
class TestClosingDetail(BaseCase):
    """VAT by rate and gross totals, with those of older closings."""

    def test_what_bears_no_vat_has_the_rate_nothing(self):
        group = {"BT-118": "E", "BT-116": Decimal(10), "BT-117": Decimal(0)}
        self.assertEqual(closing_detail.list_taxes([group]), [["E", "0", "10", "0"]])

    def test_invoices_and_credit_notes_stand_apart_with_their_cents(self):
        for kind, gross in (
            ("invoice", {"credited": "0.00", "invoiced": "120.00"}),
            ("credit_note", {"credited": "120.00", "invoiced": "0.00"}),
        ):
            found = closing_detail.detail(make_row(1, kind=kind))["gross"]["EUR"]
            self.assertEqual({k: str(v) for k, v in found.items()}, gross, kind)

    def test_an_older_closing_has_its_vat_without_rate_and_no_gross(self):
        old = {"totals": {"EUR": {"untaxed": "10.00", "tax": "2.00"}}}
        new = {
            "totals": {"EUR": {"untaxed": "7.00", "tax": "1.40"}},
            "taxes": {"EUR S 20": {"base": "7.00", "tax": "1.40"}},
            "gross": {"EUR": {"credited": "1.60", "invoiced": "10.00"}},
        }
        unknown = {"EUR ?": {"base": "10.00", "tax": "2.00"}}
        self.assertEqual(closing_detail.add_details([old]), {"taxes": unknown})
        self.assertEqual(
            closing_detail.add_details([old, new]), {"taxes": unknown | new["taxes"]}
        )
        self.assertEqual(
            closing_detail.add_details([new, new]),
            {
                "gross": {"EUR": {"credited": "3.20", "invoiced": "20.00"}},
                "taxes": {"EUR S 20": {"base": "14.00", "tax": "2.80"}},
            },
        )


@tagged("-at_install", "post_install")
class TestClosingsAsMade(BaseCase):
    """Closings of days, months and a year over documents that also come late."""

    def setUp(self):
        super().setUp()
        self.rows, self.always, self.closings = [], [], Closings()

    def _sell(self, day, sealed_at, **values):
        number = len(self.rows) + 1
        row = make_row(number, date=day, sealed_at=f"{sealed_at}:00.000000Z", **values)
        self.rows.append(row)
        self.always.append(row)
        self.assertEqual(self.closings.feed(row), [])

    def _close(self, period, start, end, covered, **other):
        """Feed a closing over documents, given by number; say what it tells."""
        parts = [row for row in self.always if row["number"] in covered]
        whole = chain_closings.total(self.always)
        meta = {
            "period": period,
            "from": start,
            "to": end,
            "first": covered[0],
            "last": covered[-1],
            "late": [],
            "gaps": [],
            **chain_closings.total(parts),
            "perpetual": whole["totals"],
            "perpetual_gross": whole["gross"],
            **other,
        }
        meta = {name: value for name, value in meta.items() if value is not None}
        number = len(self.rows) + 1
        self.rows.append(make_row(number, kind="closing", meta=json.dumps(meta)))
        return [problem.kind for problem in self.closings.feed(self.rows[-1])]

    def _go_on(self):
        """Stop and start again, as a verification does between two slices."""
        state = json.loads(json.dumps(self.closings.get_state(), default=str))
        self.closings = Closings()
        self.closings.set_state(state)

    def _play(self, **lies):
        """Two days, two months, a year; one document comes late."""
        told = {}
        self._sell("2026-10-30", "2026-10-30T10:14")
        self._sell("2026-10-30", "2026-10-30T10:15")
        self._go_on()
        days = ("2026-10-30", "2026-10-30")
        told["day 1"] = self._close("day", *days, (1, 2), **lies.get("day 1", {}))
        self._sell("2026-11-02", "2026-11-02T09:00")
        self._sell("2026-10-29", "2026-11-02T09:01", kind="credit_note")
        self._sell("2026-10-29", "2026-11-02T09:02")
        self._sell("2026-11-02", "2026-11-02T09:31")
        self._go_on()
        days = ("2026-11-02", "2026-11-02")
        own = {"late": [5, 6]} | lies.get("day 2", {})
        told["day 2"] = self._close("day", *days, (4, 5, 6, 7), **own)
        self._go_on()
        parts = [row for row in self.always if row["number"] < 3]
        whole = chain_closings.total(parts)
        until = {"perpetual": whole["totals"], "perpetual_gross": whole["gross"]}
        months = ("2026-10-01", "2026-10-31")
        own = until | lies.get("month 1", {})
        told["month 1"] = self._close("month", *months, (1, 2), **own)
        months = ("2026-11-01", "2026-11-30")
        own = {"late": [5, 6]} | lies.get("month 2", {})
        told["month 2"] = self._close("month", *months, (4, 5, 6, 7), **own)
        self._go_on()
        year = ("2026-01-01", "2026-12-31")
        covered = (1, 2, 4, 5, 6, 7)
        told["year"] = self._close("year", *year, covered, **lies.get("year", {}))
        return [name for name, found in told.items() if found]

    def test_closings_that_say_what_they_cover_are_silent(self):
        self.assertEqual(self._play(), [])

    def test_each_closing_that_says_something_else_is_told(self):
        for name, lie in (
            ("day 1", {"count": 3}),
            ("day 1", {"first": 2}),
            ("day 1", {"late": [1]}),
            ("day 1", {"gaps": ["FAC/2026/00002"]}),
            ("day 2", {"late": []}),
            ("day 2", {"late": [5]}),
            ("day 2", {"late": [4, 5, 6]}),
            ("day 2", {"late": [5, 6, 7]}),
            ("day 2", {"gaps": ["FAC/2026/00001 – FAC/2026/00003"]}),
            ("day 2", {"taxes": {}}),
            ("day 2", {"gross": {}}),
            ("month 1", {"count": 1}),
            ("month 1", {"perpetual": {}}),
            ("month 2", {"late": []}),
            ("month 2", {"first": 1}),
            ("year", {"late": [4]}),
            ("year", {"totals": {}}),
            ("year", {"last": 6}),
        ):
            self.setUp()
            self.assertIn(name, self._play(**{name: lie}), lie)

    def test_a_gap_that_nobody_filled_may_be_told(self):
        self.assertEqual(self._play(**{"day 2": {"gaps": ["FAC/2026/00003"]}}), [])

    def test_a_perpetual_total_that_does_not_go_on_is_told_once(self):
        wrong = {"EUR": {"tax": "0.00", "total": "0.00", "untaxed": "0.00"}}
        self.assertIn("day 2", self._play(**{"day 2": {"perpetual": wrong}}))

    def test_what_begins_at_a_wrong_row_is_not_judged_and_what_follows_is(self):
        for stained, kinds in ((2, []), (0, ["closing"])):
            self.setUp()
            self._sell("2026-10-30", "2026-10-30T10:14")
            self._sell("2026-10-30", "2026-10-30T10:20")
            if stained:
                self.closings.stain(stained)
            told = self._close("day", "2026-10-30", "2026-10-30", (2, 2), count=9)
            self.assertEqual(told, kinds)

    def test_documents_after_a_wrong_row_are_still_added_up(self):
        self._sell("2026-10-30", "2026-10-30T10:14")
        self.closings.stain(1)
        self._sell("2026-10-30", "2026-10-30T10:16")
        days = ("2026-10-30", "2026-10-30")
        self.assertEqual(self._close("day", *days, (2,)), [])

    def test_a_document_sealed_while_a_day_is_closed_belongs_to_the_next(self):
        self._sell("2026-10-30", "2026-10-30T10:14")
        only = chain_closings.total(self.always)
        until = {"perpetual": only["totals"], "perpetual_gross": only["gross"]}
        self._sell("2026-10-31", "2026-10-31T00:01")
        days = ("2026-10-30", "2026-10-30")
        self.assertEqual(self._close("day", *days, (1,), **until), [])
        days = ("2026-10-31", "2026-10-31")
        self.assertEqual(self._close("day", *days, (2,)), [])

    def test_the_last_document_of_a_month_may_be_the_late_one(self):
        self._sell("2026-10-29", "2026-10-30T10:14")
        days = ("2026-10-30", "2026-10-30")
        self.assertEqual(self._close("day", *days, (1,), late=[1]), [])
        self.assertEqual(self._close("month", *days, (1,), late=[1]), [])

    def test_a_closing_without_perpetual_totals_does_not_lose_them(self):
        self._sell("2026-10-30", "2026-10-30T10:14")
        days = ("2026-10-30", "2026-10-30")
        told = self._close("day", *days, (1,), perpetual=None, perpetual_gross=None)
        self.assertEqual(told, [])
        self._sell("2026-10-31", "2026-10-31T10:14")
        days = ("2026-10-31", "2026-10-31")
        self.assertEqual(self._close("day", *days, (3,)), [])
        wrong = {"EUR": {"tax": "0.00", "total": "0.00", "untaxed": "0.00"}}
        self._sell("2026-11-01", "2026-11-01T10:14")
        days = ("2026-11-01", "2026-11-01")
        told = self._close("day", *days, (5,), perpetual=wrong)
        self.assertEqual(told, ["closing"])

    def test_a_closing_of_an_unknown_period_says_nothing(self):
        self._sell("2026-10-30", "2026-10-30T10:14")
        self.assertEqual(self._close("week", "2026-10-26", "2026-11-01", (1,)), [])

    def test_documents_of_one_quarter_of_an_hour_are_one_sum(self):
        for minute in (0, 14, 15, 29, 44, 59):
            self._sell("2026-10-30", f"2026-10-30T10:{minute:02d}")
        self._sell("2026-10-30", "2026-10-30T11:59")
        parts = self.closings.get_state()["documents"]
        self.assertEqual([part["count"] for part in parts], [2, 2, 1, 1, 1])
        self.assertEqual(parts[0]["dates"], [["2026-10-30", 1, 2]])
