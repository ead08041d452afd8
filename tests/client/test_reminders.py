# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run announces is what it sends, and nobody is asked for what is not due."""

import re

import pytest
from support import story

DAY = "2026-11-24"
KEYS = {
    "reminder_id",
    "partner_id",
    "level",
    "channel",
    "currency",
    "lines",
    "amount_due",
    "interest",
    "fees",
}
AMOUNT = re.compile(r"-?\d+\.\d{2}")


@pytest.fixture(scope="module")
def late(server):
    """A customer with two late invoices, and one whose invoice is not due."""
    client = server.rpc("accountant")
    partner = story.make_customer(client)
    for price in (100, 200):
        story.make_late(client, price, partner_id=partner)
    punctual = story.make_customer(client)
    later = {"day": "2026-11-20", "due": "2027-01-15"}
    story.make_late(client, 100, partner_id=punctual, **later)
    return {"partner": partner, "punctual": punctual}


def ask(client, method, on_date=DAY):
    """Call tpe_plan or tpe_run."""
    company = story.get_company(client)
    return client.call("tpe.reminder.run", method, company_id=company, on_date=on_date)


def find(reminders, partner_id):
    """Find the reminder of a customer."""
    found = [each for each in reminders if each["partner_id"] == partner_id]
    assert len(found) <= 1
    return found[0] if found else None


def test_plan_changes_nothing_and_says_one_message_a_customer(server, late):
    client = server.json2("accountant")
    first, second = ask(client, "tpe_plan"), ask(client, "tpe_plan")
    assert first == second
    planned = find(first["planned"], late["partner"])
    assert set(planned) == KEYS
    assert planned["reminder_id"] is False
    assert planned["amount_due"] == "360.00"
    assert len(planned["lines"]) == 2
    for key in ("amount_due", "interest", "fees"):
        assert AMOUNT.fullmatch(planned[key])
    assert find(first["planned"], late["punctual"]) is None
    for skipped in first["skipped"]:
        assert {"move_line_id", "invoice", "reason", "until"} <= set(skipped)


def test_run_sends_what_was_planned_and_again_nothing(server, late):
    client = server.rpc("accountant")
    planned = find(ask(client, "tpe_plan")["planned"], late["partner"])
    sent = find(ask(client, "tpe_run")["sent"], late["partner"])
    assert sent["reminder_id"]
    for key in KEYS - {"reminder_id"}:
        assert sent[key] == planned[key], key
    again = ask(server.json2("accountant"), "tpe_run")
    assert find(again["sent"], late["partner"]) is None
    address = story.read(client, "res.partner", late["partner"], "email")["email"]
    assert len(server.mailbox.wait_for(1, address)) == 1


def test_a_dispute_stops_the_reminders_until_it_ends(server):
    client = server.rpc("accountant")
    partner = story.make_customer(client)
    issued = story.make_late(client, 100, partner_id=partner)
    client.call(
        "account.move",
        "tpe_pause",
        [issued["id"]],
        kind="dispute",
        until="2027-01-31",
        reason="Porte rayée",
    )
    answer = ask(client, "tpe_plan")
    assert find(answer["planned"], partner) is None
    assert any(each["invoice"] == issued["name"] for each in answer["skipped"])
    client.call("account.move", "tpe_resume", [issued["id"]])
    assert find(ask(client, "tpe_plan")["planned"], partner)


def test_a_paid_invoice_is_not_reminded(server):
    client = server.rpc("accountant")
    partner = story.make_customer(client)
    issued = story.make_late(client, 100, partner_id=partner)
    story.pay(client, issued["id"], "2026-10-15")
    assert find(ask(client, "tpe_plan")["planned"], partner) is None


def test_a_consumer_owes_neither_interest_nor_the_lump_sum(server):
    client = server.rpc("accountant")
    partner = story.make_consumer(client)
    story.make_late(client, 100, partner_id=partner)
    planned = find(ask(client, "tpe_plan")["planned"], partner)
    assert (planned["interest"], planned["fees"]) == ("0.00", "0.00")
