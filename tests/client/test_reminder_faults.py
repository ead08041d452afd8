# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong while reminders are sent, with real processes and a real queue."""

import contextlib
import json
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
import requests
from support import statement_cuts, story

DAY = "2026-11-24"
FIRST_CUT = 5
# every statement when somebody has the time: setup/year
STEP = int(os.environ.get("TPE_STATEMENT_STEP", "40"))


def remind(client):
    """Start a run."""
    company = story.get_company(client)
    return client.call("tpe.reminder.run", "tpe_run", company_id=company, on_date=DAY)


def make_late(client, count, **values):
    """Issue late invoices, each to another customer; give their ids by customer."""
    made = {}
    for _ in range(count):
        partner = story.make_customer(client, **values)
        issued = story.make_late(client, 200, partner_id=partner)
        made[partner] = issued["id"]
    return made


@contextlib.contextmanager
def between_plan_and_send(server, client, answers):
    """Hold a run just before it locks what it has planned.

    Gives a cursor that may change what is open; at the end the run goes on.
    """
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted "
        "AND relation = 'account_move_line'::regclass"
    )
    with server.database.transaction() as cursor:
        cursor.execute("LOCK TABLE account_move_line IN EXCLUSIVE MODE")
        thread = threading.Thread(target=lambda: answers.append(remind(client)))
        thread.start()
        server.database.wait_for(waiting, 1)
        yield cursor
        cursor.connection.commit()
    thread.join(60)


def test_who_pays_between_plan_and_send_hears_nothing(module_server):
    server = module_server
    client = server.rpc("accountant")
    paid, other = make_late(client, 2).items()
    answers = []
    with between_plan_and_send(server, client, answers) as cursor:
        cursor.execute(
            "UPDATE account_move_line SET reconciled = true, amount_residual = 0, "
            "amount_residual_currency = 0 WHERE move_id = %s AND amount_residual > 0",
            (paid[1],),
        )
    (answer,) = answers
    assert [each["partner_id"] for each in answer["sent"]] == [other[0]]
    assert "paid" in [each["reason"] for each in answer["skipped"]]
    told = "SELECT count(*) FROM tpe_reminder WHERE partner_id = %s"
    assert server.database.get(told, (paid[0],)) == 0


def test_a_run_keeps_to_the_plan_as_it_is_when_it_sends(module_server):
    server = module_server
    client = server.rpc("accountant")
    words = {"subject": "Facture {invoices}", "body": "{amount} à payer."}
    plan = story.create(
        server.rpc("owner"),
        "tpe.reminder.plan",
        name="Deux étapes",
        level_ids=[
            (0, 0, {"name": name, "days": days, **words})
            for name, days in (("Une", 5), ("Deux", 15))
        ],
    )
    first, second = make_late(client, 2, tpe_reminder_plan_id=plan)
    answers = []
    with between_plan_and_send(server, client, answers) as cursor:
        cursor.execute(
            "DELETE FROM tpe_reminder_level WHERE plan_id = %s AND days = 15", (plan,)
        )
        cursor.execute(
            "UPDATE tpe_reminder_level SET subject = %s WHERE plan_id = %s",
            ('{"en_US": "Other words"}', plan),
        )
    (answer,) = answers
    assert answer["failed"] == []
    sent = {each["partner_id"]: each["level"] for each in answer["sent"]}
    assert (sent[first], sent[second]) == (1, 1)
    told = "SELECT DISTINCT subject FROM tpe_reminder WHERE partner_id = ANY(%s)"
    assert server.database.get(told, ([first, second],)) == "Other words"
    assert not {first, second} & {e["partner_id"] for e in remind(client)["sent"]}


def test_a_mail_server_that_refuses_one_address_stops_no_other(module_server):
    server = module_server
    client = server.rpc("accountant")
    bad, good = make_late(client, 2)
    addresses = [
        story.read(client, "res.partner", each, "email")["email"]
        for each in (bad, good)
    ]
    server.mailbox.refused.add(addresses[0])
    remind(client)
    server.wake_scheduler()
    server.mailbox.wait_for(1, addresses[1])
    failed = (
        "SELECT count(*) FROM tpe_reminder WHERE state = 'failed' "
        f"AND error IS NOT NULL AND partner_id = {int(bad)}"
    )
    server.database.wait_for(failed, 1)
    # the step was not received: it takes another way, the same day
    (letter,) = remind(client)["sent"]
    assert (letter["partner_id"], letter["channel"]) == (bad, "letter")
    assert not server.mailbox.get_messages(addresses[0])
    assert len(server.mailbox.get_messages(addresses[1])) == 1


def test_mails_that_no_server_took_are_mailed_again_and_not_posted(fresh_server):
    server = fresh_server()
    client = server.rpc("accountant")
    (late,) = make_late(client, 1)
    address = story.read(client, "res.partner", late, "email")["email"]
    server.mailbox.stop()
    (first,) = remind(client)["sent"]
    server.wake_scheduler()
    failed = f"SELECT count(*) FROM tpe_reminder WHERE id = {first['reminder_id']}"
    server.database.wait_for(f"{failed} AND delivery = 'no_server'", 1)
    server.mailbox.start()
    (second,) = remind(client)["sent"]
    assert second["channel"] == "email"
    server.wake_scheduler()
    server.mailbox.wait_for(1, address)


@pytest.mark.timeout(3600)
def test_killed_between_two_statements_a_send_is_whole_or_not_begun(fresh_server):
    server = fresh_server("--workers=0")
    client = server.rpc("accountant")
    partners = set(make_late(client, 3))
    company = story.get_company(client)
    server.stop()
    script = statement_cuts.make_script(company, DAY, FIRST_CUT, STEP)
    told = server.odoo.run(server.database.name, what="The cuts", script=script)
    answer = json.loads(told.rpartition("ANSWER")[2])
    cuts = (answer["statements"] - FIRST_CUT) // STEP + 1
    assert answer["cuts"] == cuts > 1
    assert answer["torn"] == []
    for cut, rows in answer["rows"]:
        assert {row[0] for row in rows} == partners, cut
        assert len(rows) == len(partners), cut
        agreed = {("delivered", "sent"), ("leaving", "exception")}
        assert {(row[2], row[3]) for row in rows} <= agreed, (cut, rows)
        unsure = [row for row in rows if row[2] == "leaving"]
        assert len(unsure) <= 1, cut


def test_a_payment_plan_is_signed_by_who_has_its_link_and_nobody_else(server):
    client = server.rpc("accountant")
    (partner, move), (stranger, _other) = make_late(client, 2).items()
    company, today = story.get_company(client), datetime.now(UTC).date()
    plan = story.create(
        client,
        "tpe.payment.plan",
        partner_id=partner,
        company_id=company,
        move_ids=[(6, 0, [move])],
        instalment_ids=[
            (0, 0, {"date": day.isoformat(), "amount": 120})
            for day in (today + timedelta(days=30), today + timedelta(days=60))
        ],
    )
    client.call("tpe.payment.plan", "action_propose", [plan])
    url = client.call("tpe.payment.plan", "action_open_page", [plan])["url"]
    page = requests.get(url, timeout=60)
    assert page.status_code == 200
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    # neither another customer's key, nor the key of another page, nor a changed one
    keys = [
        client.call("res.partner", "tpe_account_url", [each])[0]["url"]
        for each in (stranger, partner)
    ]
    signed = {"name": "Jean Le Goff", "agreed": "1"}
    base = url.rpartition("/")[0]
    flipped = url[:-1] + ("0" if url[-1] != "0" else "1")
    for wrong in (*(f"{base}/{key.rpartition('/')[2]}" for key in keys), flipped):
        assert requests.post(wrong, signed, timeout=60).status_code == 404
    assert requests.post(url, {"name": " "}, timeout=60).status_code == 200
    assert story.read(client, "tpe.payment.plan", plan, "state")["state"] == "proposed"
    assert "payment-plan" in requests.get(keys[1], timeout=60).text
    for _ in range(2):
        assert "Jean Le Goff" in requests.post(url, signed, timeout=60).text
    made = story.read(
        client, "tpe.payment.plan", plan, "state", "accepted_by", "agreement_entry_id"
    )
    assert (made["state"], made["accepted_by"]) == ("active", "Jean Le Goff")
    assert made["agreement_entry_id"]
    reasons = client.call(
        "tpe.reminder.run", "tpe_plan", company_id=company, on_date=DAY
    )["skipped"]
    assert "payment_plan" in {each["reason"] for each in reasons}
    pauses = client.call(
        "tpe.reminder.pause", "search_count", domain=[["move_id", "=", move]]
    )
    assert pauses == 1
