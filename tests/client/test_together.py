# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two programs at the same moment, through two workers of a real server."""

import re

from support import story
from support.clients import RemoteError
from support.outage import at_once, check_whole


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


def attempt(client, *call, **arguments):
    """Call, and give the answer or the refusal."""
    try:
        return client.call(*call, **arguments)
    except RemoteError as error:
        assert str(error).strip()
        return error


def test_an_invoice_changed_while_it_is_issued_is_sealed_as_it_is_booked(server):
    clients = [server.rpc("accountant"), server.json2("accountant")]
    partner = story.make_customer(clients[0])
    drafts = [story.make_invoice(clients[0], partner, 10) for _ in "123"]
    for move in drafts:
        domain = [["move_id", "=", move], ["display_type", "=", "product"]]
        lines = clients[1].call("account.move.line", "search", domain=domain)
        at_once(
            lambda m=move: attempt(clients[0], "account.move", "tpe_issue", [m]),
            lambda ids=lines: attempt(
                clients[1], "account.move.line", "write", ids, vals={"price_unit": 70}
            ),
        )
    clients[0].call("account.move", "tpe_issue", drafts)
    other = server.database.run(
        "SELECT entry.name FROM tpe_archive_entry entry "
        "JOIN account_move move ON move.id = entry.move_id "
        "WHERE move.id = ANY(%s) AND entry.amount_total != move.amount_total",
        (drafts,),
    )
    assert other == []
    check_whole(server)


def test_two_corrections_of_one_invoice_at_once_replace_it_once(server):
    clients = [server.rpc("accountant"), server.json2("accountant")]
    wrong = story.make_issued(clients[0], 100)
    drafts = [
        clients[0].call("account.move", "action_tpe_correct", [wrong["id"]])["res_id"]
        for _ in "12"
    ]
    answers = at_once(
        lambda: attempt(clients[0], "account.move", "tpe_issue", drafts[:1]),
        lambda: attempt(clients[1], "account.move", "tpe_issue", drafts[1:]),
    )
    (refusal,) = [each for each in answers if isinstance(each, RemoteError)]
    assert refusal.kind in ("UserError", "ValidationError")
    states = [
        story.read(clients[0], "account.move", move, "state")["state"]
        for move in drafts
    ]
    assert sorted(states) == ["draft", "posted"]
    check_whole(server)


def test_two_credit_notes_at_once_of_one_invoice_follow_each_other(server):
    clients = [server.rpc("accountant"), server.json2("accountant")]
    invoice = story.make_issued(clients[0], 100)
    journal = story.read(clients[0], "account.move", invoice["id"], "journal_id")
    context = {"active_model": "account.move", "active_ids": [invoice["id"]]}

    def credit(client):
        values = {"journal_id": journal["journal_id"][0]}
        wizard = client.call(
            "account.move.reversal", "create", vals_list=[values], context=context
        )
        made = client.call(
            "account.move.reversal", "refund_moves", wizard, context=context
        )
        return client.call("account.move", "tpe_issue", [made["res_id"]])[0]

    first, second = at_once(lambda: credit(clients[0]), lambda: credit(clients[1]))
    assert abs(first["archive_number"] - second["archive_number"]) == 1
    assert first["name"] != second["name"]
    check_whole(server)


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


def test_two_runs_of_the_contracts_bill_each_of_them_once(server):
    admin = server.rpc("admin")
    partner = story.make_customer(admin)
    contracts = story.make_contracts(admin, partner, 12, since="2026-11-02")

    def run():
        return server.rpc("admin").call(
            "contract.contract", "cron_recurring_create_invoice", date_ref="2026-11-02"
        )

    at_once(run, run)
    billed = server.database.run(
        "SELECT contract.id, count(DISTINCT move.id), "
        "count(DISTINCT move.tpe_archive_entry_id) "
        "FROM contract_line contract_line "
        "JOIN contract_contract contract ON contract.id = contract_line.contract_id "
        "JOIN account_move_line line ON line.contract_line_id = contract_line.id "
        "JOIN account_move move ON move.id = line.move_id "
        "WHERE contract.id = ANY(%s) GROUP BY contract.id ORDER BY contract.id",
        (contracts,),
    )
    assert billed == [(contract, 1, 1) for contract in sorted(contracts)]
