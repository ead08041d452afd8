# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two servers on one database and one folder of data: nobody sees that they are two."""

import base64

import pytest
import requests
from support import story
from support.outage import at_once, check_whole

WAITING = (
    "UPDATE ir_cron SET active = true, nextcall = now() at time zone 'utc' "
    "WHERE id = (SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_tpe_reminders')"
)
RAN = "SELECT count(*) FROM tpe_reminder_run WHERE origin = 'scheduled'"


@pytest.fixture(scope="module")
def nodes(module_servers):
    """Two servers with workers and a scheduler each."""
    server = module_servers()
    return server, server.start_another()


def test_two_servers_issue_without_a_hole_in_the_numbers(nodes):
    clients = [node.rpc("accountant") for node in nodes]
    partner = story.make_customer(clients[0])
    batches = [
        story.make_invoices(client, partner, range(10, 16), day="2026-11-05")
        for client in clients
    ]

    def issue(client, moves):
        half = len(moves) // 2
        parts = (moves[:half], moves[half:])
        return [client.call("account.move", "tpe_issue", part) for part in parts]

    answers = at_once(
        *(lambda c=c, b=b: issue(c, b) for c, b in zip(clients, batches, strict=True))
    )
    issued = [each for parts in answers for part in parts for each in part]
    numbers = sorted(each["archive_number"] for each in issued)
    assert numbers == list(range(numbers[0], numbers[0] + 12))
    ranks = sorted(int(each["name"].rpartition("/")[2]) for each in issued)
    assert ranks == list(range(ranks[0], ranks[0] + 12))
    for node in nodes:
        check_whole(node)


def test_two_servers_seal_with_one_key(nodes):
    for node in nodes:
        story.make_issued(node.rpc("accountant"), 50)
    database = nodes[0].database
    keys = "SELECT count(DISTINCT key_id) FROM tpe_archive_entry"
    assert database.get(keys) == 1
    changes = "SELECT count(*) FROM tpe_archive_entry WHERE kind = 'key'"
    assert database.get(changes) == 0


def test_what_one_server_sealed_the_other_one_gives_out(nodes):
    issued = story.make_issued(nodes[0].rpc("accountant"), 70)
    client = nodes[1].rpc("accountant")
    (document,) = client.call("account.move", "tpe_document", [issued["id"]])
    assert story.get_sha256(story.get_bytes(document)) == issued["sha256"]


def test_a_session_opened_on_one_server_holds_on_the_other(nodes):
    person = nodes[0].session("accountant")
    answer = person.post(
        f"{nodes[1].url}/web/session/get_session_info",
        json={"jsonrpc": "2.0", "params": {}},
        timeout=60,
    ).json()
    assert answer["result"]["uid"] == person.uid
    stranger = requests.post(
        f"{nodes[1].url}/web/session/get_session_info",
        json={"jsonrpc": "2.0", "params": {}},
        timeout=60,
    ).json()
    assert "error" in stranger


def test_two_files_at_once_come_in_by_both_servers(nodes):
    def bring_in(node, name):
        rows = [f"{name} {number};44000;Nantes" for number in range(40)]
        content = "\n".join(["Nom;Code postal;Ville", *rows]).encode()
        client = node.rpc("accountant")
        return client.call(
            "tpe.import",
            "tpe_import",
            company_id=story.get_company(client),
            kind="partners",
            filename=f"{name}.csv",
            content=base64.b64encode(content).decode(),
        )["report"]["created"]

    names = ("Atelier du Nord", "Atelier du Sud")
    calls = [
        lambda n=n, name=name: bring_in(n, name)
        for n, name in zip(nodes, names, strict=True)
    ]
    assert at_once(*calls) == [40, 40]
    rows = "SELECT count(*), count(DISTINCT name) FROM res_partner WHERE name LIKE %s"
    assert nodes[0].database.run(rows, ("Atelier du %",)) == [(80, 80)]


def test_both_schedulers_and_two_people_remind_nobody_twice(nodes):
    server, other = nodes
    client = server.rpc("owner")
    company = story.get_company(client)
    addresses = [f"late{number}@bati-ouest.example" for number in range(8)]
    for address in addresses:
        late = {"day": "2026-06-01", "due": "2026-06-15"}
        late["partner_id"] = story.make_customer(client, email=address)
        story.make_late(client, 200, **late)
    client.call("res.company", "write", [company], vals=story.AT_ANY_TIME)
    before = len(server.mailbox.get_messages())

    def remind(node):
        return node.rpc("accountant").call(
            "tpe.reminder.run", "tpe_run", company_id=company
        )

    server.database.run(WAITING)
    server.wake_scheduler()
    answers = at_once(lambda: remind(server), lambda: remind(other))
    server.database.wait_for(RAN, 1)
    sent = [each["partner_id"] for answer in answers for each in answer["sent"]]
    assert len(sent) == len(set(sent))
    for address in addresses:
        server.mailbox.wait_for(1, address)
    twice = (
        "SELECT line.move_line_id, reminder.level_id, count(*) "
        "FROM tpe_reminder_line line "
        "JOIN tpe_reminder reminder ON reminder.id = line.reminder_id "
        "GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert server.database.run(twice) == []
    recipients = [each["X-Sent-To"] for each in server.mailbox.get_messages()[before:]]
    assert len(recipients) == len(set(recipients))
