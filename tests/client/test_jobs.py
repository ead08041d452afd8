# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""With ``queue_job``: what one server is asked for, another one does."""

import base64

import pytest
from support import story
from support.outage import check_whole

OPEN = "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'failed')"
FAILED = "SELECT name, exc_message FROM queue_job WHERE state = 'failed'"
ALL = "SELECT count(*) FROM queue_job WHERE identity_key LIKE %s"
LOAD = "--load=base,rpc,web,queue_job"
NO_RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:0"}
RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:2"}


@pytest.fixture(scope="module")
def office(module_servers):
    """The server that people work with; its jobs are done by another one."""
    server = module_servers(started=False)
    server.odoo.run(server.database.name, "-i", "queue_job", what="queue_job")
    server.start(LOAD, environ=NO_RUNNER)
    server.start_another(LOAD, environ=RUNNER)
    return server


def wait_for_jobs(server, key):
    """Wait until no job is left, and see that there were some and none failed."""
    assert server.database.get(ALL, (f"{key}%",)) > 0
    server.database.wait_for(OPEN, 0)
    assert server.database.run(FAILED) == []


def test_many_confirmed_drafts_are_issued_by_jobs_but_for_the_wrong_one(office):
    client = office.rpc("accountant")
    partner = story.make_customer(client)
    moves = story.make_invoices(client, partner, range(10, 130), day="2026-11-05")
    wrong = story.make_invoice(client, partner, 10, day="2026-11-04")
    domain = [["move_id", "=", wrong], ["display_type", "=", "product"]]
    lines = client.call("account.move.line", "search", domain=domain)
    client.call("account.move.line", "write", lines, vals={"tax_ids": [(5, 0, 0)]})
    context = {"active_model": "account.move", "active_ids": [*moves, wrong]}
    made = client.call(
        "validate.account.move", "create", vals_list=[{}], context=context
    )
    action = client.call("validate.account.move", "validate_move", made)
    assert action["tag"] == "display_notification"
    wait_for_jobs(office, "tpe.issue:")
    issued = client.call("account.move", "read", moves, fields=["state", "name"])
    assert {each["state"] for each in issued} == {"posted"}
    ranks = sorted(int(each["name"].rpartition("/")[2]) for each in issued)
    assert ranks == list(range(ranks[0], ranks[0] + len(moves)))
    assert story.read(client, "account.move", wrong, "state")["state"] == "draft"
    (activity,) = client.call(
        "mail.activity",
        "search_read",
        domain=[["res_model", "=", "account.move"], ["res_id", "=", wrong]],
        fields=["user_id", "note"],
    )
    assert activity["user_id"][0] == client.uid
    assert activity["note"]
    check_whole(office)


def test_a_large_file_comes_in_by_jobs_part_by_part(office):
    client = office.rpc("accountant")
    rows = [f"Client {number} en masse;44000;Nantes" for number in range(1100)]
    content = "\n".join(["Nom;Code postal;Ville", *rows]).encode()
    answer = client.call(
        "tpe.import",
        "tpe_import",
        company_id=story.get_company(client),
        kind="partners",
        filename="clients.csv",
        content=base64.b64encode(content).decode(),
    )
    assert answer["report"]["pending"] == 1100
    wait_for_jobs(office, f"tpe.import:{answer['import_id']}")
    one = story.read(client, "tpe.import", answer["import_id"], "state", "report")
    assert (one["state"], one["report"]["created"]) == ("done", 1100)
    assert office.database.get(ALL, ("tpe.import:%",)) == 5


def test_contracts_are_billed_and_mailed_by_jobs(office):
    admin = office.rpc("admin")
    partner = story.make_customer(admin, email="jobs@bati-ouest.example")
    contracts = story.make_contracts(admin, partner, 60, since="2026-10-02")
    admin.call(
        "contract.contract", "cron_recurring_create_invoice", date_ref="2026-11-02"
    )
    wait_for_jobs(office, "tpe.contract:")
    billed = office.database.run(
        "SELECT count(DISTINCT contract.id), count(DISTINCT move.id), "
        "count(DISTINCT move.tpe_archive_entry_id) "
        "FROM contract_line contract_line "
        "JOIN contract_contract contract ON contract.id = contract_line.contract_id "
        "JOIN account_move_line line ON line.contract_line_id = contract_line.id "
        "JOIN account_move move ON move.id = line.move_id "
        "WHERE contract.id = ANY(%s)",
        (contracts,),
    )
    assert billed == [(60, 120, 120)]
    office.wake_scheduler()
    office.mailbox.wait_for(120, "jobs@bati-ouest.example")
    check_whole(office)


def test_the_reminders_of_a_day_are_sent_by_jobs_once(office):
    client = office.rpc("owner")
    company = story.get_company(client)
    customers = [
        story.make_customer(client, email=f"late{number}@bati-ouest.example")
        for number in range(30)
    ]
    for partner in customers:
        late = {"day": "2026-06-01", "due": "2026-06-15", "partner_id": partner}
        story.make_late(client, 200, **late)
    client.call("res.company", "write", [company], vals=story.AT_ANY_TIME)
    for _ in "12":
        office.run_cron("ir_cron_tpe_reminders", "tpe_invoicing_reminders")
        wait_for_jobs(office, "tpe.reminder:")
    sent = "SELECT count(*), count(DISTINCT partner_id) FROM tpe_reminder"
    assert office.database.run(f"{sent} WHERE partner_id = ANY(%s)", (customers,)) == [
        (30, 30)
    ]
    runs = "SELECT state, sent_count FROM tpe_reminder_run WHERE origin = 'scheduled'"
    # others are late as well: what the tests before have issued
    assert office.database.run(runs) == [("done", office.database.run(sent)[0][0])]
    office.wake_scheduler()
    for number in range(30):
        address = f"late{number}@bati-ouest.example"
        office.mailbox.wait_for(1, address)
        assert len(office.mailbox.get_messages(address)) == 1
