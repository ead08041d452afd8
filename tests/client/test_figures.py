# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key figures equal an independent computation over the entries a client can read."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from support import story

DAY = "2026-11-24"
BUCKETS = (("not_due", 0), ("1_30", 30), ("31_60", 60), ("61_90", 90))
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def books(module_server):
    """A year of one company: paid, late, not due, credited."""
    client = module_server.rpc("accountant")
    partners = [story.make_customer(client) for _ in range(3)]
    cases = (
        (0, 1000, "2026-01-10", "2026-02-10", "2026-03-01"),
        (0, 500, "2026-09-01", "2026-10-01", None),
        (1, 250, "2026-06-01", "2026-07-01", None),
        (1, 80, "2026-10-20", "2026-11-20", "2026-11-10"),
        (2, 120, "2026-11-10", "2026-12-10", None),
        (2, 60, "2026-08-15", "2026-09-15", "2026-12-15"),  # paid after the day
    )
    for number, price, day, due, paid in cases:
        issued = story.make_issued(
            client,
            price,
            partner_id=partners[number],
            day=day,
            invoice_date_due=due,
            invoice_payment_term_id=False,
        )
        if paid:
            story.pay(client, issued["id"], paid)
    return client


@pytest.fixture(scope="module")
def values(books):
    """What tpe_values says."""
    codes = "dso_balance overdue_rate aged_balance revenue_by_partner top_partner_share"
    return books.call(
        "tpe.kpi",
        "tpe_values",
        company_id=story.get_company(books),
        codes=codes.split(),
        on_date=DAY,
    )


@pytest.fixture(scope="module")
def open_items(books):
    """Open amount by instalment as of the day, from entries and reconciliations."""
    lines = books.call(
        "account.move.line",
        "search_read",
        domain=[
            ["account_type", "=", "asset_receivable"],
            ["parent_state", "=", "posted"],
            ["date", "<=", DAY],
            ["move_type", "in", ["out_invoice", "out_refund"]],
        ],
        fields=["balance", "date_maturity"],
    )
    left = {each["id"]: Decimal(str(each["balance"])) for each in lines}
    partials = books.call(
        "account.partial.reconcile",
        "search_read",
        domain=[["max_date", "<=", DAY]],
        fields=["debit_move_id", "credit_move_id", "amount"],
    )
    for partial in partials:
        amount = Decimal(str(partial["amount"]))
        for field, sign in (("debit_move_id", -1), ("credit_move_id", 1)):
            if partial[field][0] in left:
                left[partial[field][0]] += sign * amount
    return [
        (date.fromisoformat(each["date_maturity"]), left[each["id"]].quantize(CENT))
        for each in lines
    ]


@pytest.fixture(scope="module")
def sales(books):
    """Invoices and credit notes of the 365 days: partner, with and without tax."""
    start = date.fromisoformat(DAY) - timedelta(days=364)
    rows = books.call(
        "account.move",
        "search_read",
        domain=[
            ["move_type", "in", ["out_invoice", "out_refund"]],
            ["state", "=", "posted"],
            ["invoice_date", ">=", start.isoformat()],
            ["invoice_date", "<=", DAY],
        ],
        fields=[
            "commercial_partner_id",
            "amount_total_signed",
            "amount_untaxed_signed",
        ],
    )
    return [
        (
            row["commercial_partner_id"][0],
            Decimal(str(row["amount_total_signed"])),
            Decimal(str(row["amount_untaxed_signed"])),
        )
        for row in rows
    ]


def test_aged_balance_is_the_open_entries_by_age(values, open_items):
    day = date.fromisoformat(DAY)
    expected = defaultdict(Decimal)
    for due, amount in open_items:
        late = (day - due).days
        key = next((name for name, limit in BUCKETS if late <= limit), "over_90")
        expected[key] += amount
    rows = {row["key"]: Decimal(row["value"]) for row in values["aged_balance"]["rows"]}
    names = [*(name for name, _limit in BUCKETS), "over_90"]
    assert [rows[name] for name in names] == [expected[name] for name in names]


def test_overdue_rate_is_what_is_past_due(values, open_items):
    total = sum(amount for _due, amount in open_items)
    late = sum(amount for due, amount in open_items if due < date.fromisoformat(DAY))
    value = values["overdue_rate"]
    assert Decimal(value["numerator"]) == late
    assert Decimal(value["denominator"]) == total
    assert abs(Decimal(value["value"]) - 100 * late / total) < CENT


def test_dso_is_open_over_sales(values, open_items, sales):
    total = sum(amount for _due, amount in open_items)
    turnover = sum(with_tax for _partner, with_tax, _without in sales)
    value = Decimal(values["dso_balance"]["value"])
    assert abs(value - 365 * total / turnover) < Decimal("0.06")


def test_revenue_by_partner_and_its_biggest_share(values, sales):
    expected = defaultdict(Decimal)
    for partner, _with, without in sales:
        expected[partner] += without
    rows = values["revenue_by_partner"]["rows"]
    assert sorted(Decimal(row["value"]) for row in rows) == sorted(expected.values())
    share = 100 * max(expected.values()) / sum(expected.values())
    value = Decimal(values["top_partner_share"]["value"])
    assert abs(value - share) < Decimal("0.06")


def test_every_answer_says_its_unit_and_definition(values):
    for value in values.values():
        assert value["unit"]
        assert value["definition"]
        assert None not in value.values()


def test_a_day_without_any_sale_has_no_figure(books):
    answer = books.call(
        "tpe.kpi",
        "tpe_values",
        company_id=story.get_company(books),
        codes=["dso_balance", "overdue_rate"],
        on_date="2019-01-31",
    )
    assert answer["dso_balance"]["value"] is False
    assert answer["overdue_rate"]["value"] is False
