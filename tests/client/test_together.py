# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two programs at the same moment, through two workers of a real server."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from support import story


def at_once(*calls):
    """Start functions at the same moment and give their answers in order."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(run, call) for call in calls]]


def test_two_clients_issue_without_a_hole_in_the_numbers(server):
    clients = [server.rpc("accountant"), server.json2("accountant")]
    partner = story.make_customer(clients[0])
    batches = [
        [story.make_invoice(clients[0], partner, 10, day="2026-11-05") for _ in "12345"]
        for _client in clients
    ]

    def issue(client, moves):
        answers = [client.call("account.move", "tpe_issue", [each]) for each in moves]
        return [answer for (answer,) in answers]

    first, second = at_once(
        lambda: issue(clients[0], batches[0]), lambda: issue(clients[1], batches[1])
    )
    answers = first + second
    for key in ("archive_number", "name"):
        last = [re.search(r"\d+$", str(answer[key])) for answer in answers]
        numbers = sorted(int(found.group()) for found in last)
        assert numbers == list(range(numbers[0], numbers[0] + 10)), key


def test_two_clients_issue_the_same_invoice_once(server):
    client = server.rpc("accountant")
    move = story.make_invoice(client, story.make_customer(client))
    doors = [server.rpc("accountant"), server.json2("accountant")]

    def issue(door):
        return door.call("account.move", "tpe_issue", [move])

    first, second = at_once(lambda: issue(doors[0]), lambda: issue(doors[1]))
    assert first == second
    count = server.database.get(
        "SELECT count(*) FROM tpe_archive_entry WHERE move_id = %s", (move,)
    )
    assert count == 1


def test_two_clients_run_the_reminders_and_nobody_is_written_to_twice(fresh_server):
    server = fresh_server()
    client = server.rpc("accountant")
    company = story.get_company(client)
    for _ in range(6):
        story.make_late(client, 200, day="2026-06-01", due="2026-06-15")

    def remind(door):
        return door.call(
            "tpe.reminder.run", "tpe_run", company_id=company, on_date="2026-11-24"
        )

    doors = [server.rpc("accountant"), server.json2("accountant")]
    answers = at_once(lambda: remind(doors[0]), lambda: remind(doors[1]))
    sent = [each["partner_id"] for answer in answers for each in answer["sent"]]
    assert len(sent) == len(set(sent)) == 6
    server.mailbox.wait_for(6)
    again = remind(client)
    assert again["sent"] == []
    messages = server.mailbox.get_messages()
    recipients = [each["X-Sent-To"] for each in messages]
    assert len(recipients) == len(set(recipients)) == 6
