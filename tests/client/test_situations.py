# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Works invoiced by their progress, by programs."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import story
from support.clients import RemoteError
from support.works import Site

DAY = "2026-11-24"


def make_site(server, **values):
    """A contract of 10 000 and 4 000 at 20 %."""
    client = server.rpc("accountant")
    (product,) = client.call(
        "product.product", "search", domain=[["default_code", "=", "TABLE"]], limit=1
    )
    lines = [{"product_id": product, "price_unit": price} for price in (10000, 4000)]
    return Site(server, story.make_customer(client), lines, **values)


def test_three_situations_close_the_contract(server):
    site = make_site(server, tpe_retention_percent=5)
    site.take_deposit()
    first = site.draft(30, date=DAY)
    assert first == {
        "id": site.order_id,
        "invoice_id": first["invoice_id"],
        "number": 1,
        "kind": "situation",
        "percent": "30.00",
        "contract": "14000.00",
        "previous": "0.00",
        "works": "4200.00",
        "deposit": "1260.00",
        "untaxed": "2940.00",
        "tax": "588.00",
        "total": "3528.00",
        "retained": "176.40",
        "due_now": "3351.60",
    }
    site.issue(first["invoice_id"])
    site.bill(65)
    last = site.draft(100, date=DAY)
    assert (last["number"], last["kind"]) == (3, "balance")
    site.issue(last["invoice_id"])
    order = site.read("invoice_status", "tpe_progress", "amount_total", "invoice_ids")
    assert (order["invoice_status"], order["tpe_progress"]) == ("invoiced", 100)
    moves = site.accountant.call(
        "account.move", "read", order["invoice_ids"], fields=["amount_total"]
    )
    assert sum(move["amount_total"] for move in moves) == order["amount_total"]


@pytest.mark.parametrize("door", ["rpc", "json2"])
def test_a_seller_drafts_and_does_not_issue(server, door):
    site = make_site(server)
    seller = getattr(server, door)("seller")
    answer = site.draft(30, client=seller, date=DAY)
    with pytest.raises(RemoteError) as refusal:
        seller.call("account.move", "tpe_issue", [answer["invoice_id"]])
    assert refusal.value.is_about_rights


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_others_draft_nothing(server, role):
    site = make_site(server)
    with pytest.raises(RemoteError) as refusal:
        site.draft(30, client=server.rpc(role))
    assert refusal.value.is_about_rights


def test_two_at_once_draft_one_situation(server):
    site = make_site(server)
    gate = threading.Barrier(2)

    def draft(client):
        gate.wait()
        try:
            return site.draft(30, client=client, date=DAY)["invoice_id"]
        except RemoteError as refusal:
            return str(refusal)

    clients = [server.rpc("accountant"), server.json2("seller")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(draft, clients))
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1, answers
    assert len(site.read("tpe_situation_ids")["tpe_situation_ids"]) == 1


def test_what_is_held_back_is_reminded_when_it_is_due_and_not_before(server):
    site = make_site(server, tpe_retention_percent=5)
    # a year that has gone by: what interest will be after 2026 is not known yet
    move_id = site.bill(100, day="2025-09-01")
    client = site.accountant
    domain = [["move_id", "=", move_id], ["display_type", "=", "payment_term"]]
    fields = ["tpe_is_retention", "date_maturity"]
    lines = client.call(
        "account.move.line", "search_read", domain=domain, fields=fields
    )
    (held,) = [line["id"] for line in lines if line["tpe_is_retention"]]

    def planned(day):
        company = story.get_company(client)
        answer = client.call(
            "tpe.reminder.run", "tpe_plan", company_id=company, on_date=day
        )
        return {
            line["move_line_id"]
            for reminder in answer["planned"]
            for line in reminder["lines"]
        }

    early = planned("2025-11-24")
    assert {line["id"] for line in lines} - {held} <= early
    assert held not in early
    site.write(tpe_reception_date="2025-09-10")
    assert held not in planned("2026-09-10")
    assert held in planned("2026-10-10")
