# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What breaks in the middle: nothing half done, one message, a second try works."""

import random
import threading
import time
from functools import partial

import pytest
import requests
from support import story
from support.clients import RemoteError
from support.outage import (
    check_all_or_nothing,
    check_second_try,
    check_whole,
    prepare,
    start,
    start_issuing,
)

BROKEN = (RemoteError, OSError, requests.RequestException)


CUTS, CLIENTS, EACH = 20, 4, 4
SEALED = "SELECT count(*) FROM tpe_archive_entry WHERE kind = 'invoice'"
DRAFTS = "SELECT id FROM account_move WHERE state = 'draft' AND id = ANY(%s)"


def issue_until_cut(server, clients, drafts, done, moment, cut):
    """Let clients issue, and cut when so many are done, a moment later.

    :param RunningServer server: a started one
    :param clients: of accountants
    :param list[int] drafts: what they issue, one at a time
    :param int done: how many of them to wait for
    :param float moment: seconds after the last of these
    :param cut: what takes the power away, and gives it back
    :return: how many of them the cut found sealed
    :rtype: int
    """
    before, is_cut = server.database.get(SEALED), threading.Event()

    def issue(client, draft):
        if not is_cut.is_set():
            client.call("account.move", "tpe_issue", [draft])

    threads = [
        start(*(partial(issue, client, each) for each in drafts[n :: len(clients)]))
        for n, client in enumerate(clients)
    ]
    while server.database.get(SEALED) < before + done:
        time.sleep(0.01)
    time.sleep(moment)
    with cut():
        is_cut.set()
        check_all_or_nothing(server)
        found = server.database.get(SEALED) - before
    for thread in threads:
        thread.join(30)
    check_whole(server)
    return found


@pytest.mark.timeout(600)  # three starts of a server
def test_twenty_power_cuts_while_four_clients_issue(fresh_server):
    server = fresh_server()
    clients = [server.rpc("accountant") for _ in range(CLIENTS)]
    chance = random.Random(5)
    moves, left, places = [], [], []
    for cut in range(CUTS):
        if len(left) < CLIENTS * EACH:
            moves += prepare(server, 4 * CLIENTS * EACH)[1]
            left = [each for (each,) in server.database.run(DRAFTS, (moves,))]
        found = issue_until_cut(
            server,
            clients,
            left[: CLIENTS * EACH],
            done=chance.randrange(CLIENTS * EACH - CLIENTS),
            moment=chance.uniform(0, 0.1),
            # twice the process too that only starts those that work, and watches them
            cut=server.without_power if cut % 10 == 6 else server.without_workers,
        )
        places.append(found)
        left = [each for (each,) in server.database.run(DRAFTS, (moves,))]
    assert len(left) == len(moves) - server.database.get(SEALED) > 0
    # the cuts came in the middle of the work, at one place and another
    assert sum(found < CLIENTS * EACH for found in places) > CUTS / 2
    assert len(set(places)) > CUTS / 4
    check_second_try(server, moves)


def list_files(server):
    """List the files of the store, but for Odoo's own list of what may be cleaned, and
    for drafts, which do not bear the name of an original yet."""
    return {
        path
        for path in server.filestore.rglob("[!.]*")
        if path.is_file() and "checklist" not in path.parts
    }


def test_an_original_that_odoo_cleans_away_too_early_is_written_again(fresh_server):
    server = fresh_server()
    client, moves = prepare(server, 2)
    client.call("account.move", "tpe_issue", moves[:1])  # the store is there
    before = list_files(server)
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted "
        "AND relation = 'ir_attachment'::regclass"
    )
    with server.database.transaction() as cursor:
        # what the cleaning holds while it deletes the files that no row names yet
        cursor.execute("LOCK TABLE ir_attachment IN SHARE MODE")
        thread = start_issuing(client, moves[1:])
        server.database.wait_for(waiting, 1)
        until = time.monotonic() + 60
        while not (early := list_files(server) - before):
            assert time.monotonic() < until, "no file was written"
            time.sleep(0.1)
        for path in early:
            path.unlink()
    thread.join(60)
    assert len(list_files(server)) == len(before) + 1
    check_second_try(server, moves)


DAY = "2026-11-24"


def make_late(server, count=6):
    """Issue invoices that are long due, each to another customer."""
    client = server.rpc("accountant")
    for _ in range(count):
        story.make_late(client, 200, day="2026-06-01", due="2026-06-15")


def remind(server):
    """Start a reminder run."""
    client = server.rpc("accountant")
    company = story.get_company(client)
    return client.call("tpe.reminder.run", "tpe_run", company_id=company, on_date=DAY)


def check_one_message_each(server, count=6):
    """See that each customer gets his message, once, or that a person is asked."""
    server.wake_scheduler()
    waiting = "SELECT count(*) FROM tpe_reminder WHERE delivery = 'queued'"
    server.database.wait_for(waiting, 0)
    # asked first: the last message may arrive between the two questions
    unsure = server.database.run(
        "SELECT address FROM tpe_reminder WHERE delivery = 'leaving'"
    )
    recipients = [each["X-Sent-To"] for each in server.mailbox.get_messages()]
    assert len(recipients) == len(set(recipients))
    assert len(set(recipients) | {address for (address,) in unsure}) == count
    return unsure


@pytest.mark.parametrize("delay", [0.1, 0.5, 1.5])
def test_a_power_cut_in_the_middle_of_a_reminder_run(fresh_server, delay):
    server = fresh_server()
    make_late(server)

    thread = start(lambda: remind(server))
    time.sleep(delay)
    server.kill()
    thread.join(30)
    server.start()
    remind(server)
    assert remind(server)["sent"] == []
    check_one_message_each(server)


def test_a_power_cut_after_the_mail_server_took_the_message(fresh_server):
    server = fresh_server()
    make_late(server, 3)
    server.mailbox.is_mute = True
    assert len(remind(server)["sent"]) == 3
    server.mailbox.wait_for(1)
    server.kill()
    server.mailbox.is_mute = False
    server.start()
    assert remind(server)["sent"] == []
    check_one_message_each(server, 3)
    server.mailbox.wait_for(3)
    delivered = "SELECT count(*) FROM tpe_reminder WHERE delivery = 'delivered'"
    server.database.wait_for(delivered, 2)
    assert len(server.mailbox.get_messages()) == 3


def test_the_database_stops_in_the_middle(fresh_server, restart_database):
    server = fresh_server()
    client, moves = prepare(server, 8)
    thread = start_issuing(client, moves)
    time.sleep(0.4)
    restart_database(server)
    thread.join(60)
    check_all_or_nothing(server)
    check_second_try(server, moves)


def test_a_copied_database_gives_no_number_twice_after_a_crash(fresh_server):
    database = fresh_server(started=False).database
    # how many values its log of changes believes to have told already
    assert database.get("SELECT log_cnt FROM ir_attachment_id_seq") == 0


@pytest.fixture
def restart_database():
    """Break all connections to a database at once, as a stopped server does."""

    def restart(server):
        name = server.database.name
        postgres = server.odoo.postgres
        postgres.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )
        time.sleep(2)
        postgres.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    return restart


def test_a_full_disk_while_sealing(fresh_server):
    server = fresh_server(started=False)
    # no file of more than 8 kB can be written: the PDF does not fit
    server.start("--log-level=critical", file_limit=8192)
    client, moves = prepare(server, 1)
    with pytest.raises(RemoteError) as refusal:
        client.call("account.move", "tpe_issue", moves)
    assert str(refusal.value).strip()
    check_all_or_nothing(server)
    state = story.read(client, "account.move", moves[0], "state")["state"]
    assert state == "draft"
    server.stop()
    server.start()
    check_second_try(server, moves)


# it waits for the queue to end: who runs a job holds its row
QUEUE_IS_DUE = (
    "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' WHERE id = (SELECT res_id "
    "FROM ir_model_data WHERE name = 'ir_cron_mail_scheduler_action')"
)
TRIED = "SELECT count(*) FROM mail_mail WHERE failure_reason IS NOT NULL"


def run_queue_again(server):
    """Let an hour pass for the mail queue.

    :param RunningServer server: a started one
    """
    server.database.run(QUEUE_IS_DUE)
    server.wake_scheduler()


def test_mail_server_down_then_up(fresh_server):
    server = fresh_server()
    client = server.rpc("accountant")
    issued = story.make_issued(client, 10, partner_id=story.make_customer(client))
    server.mailbox.stop()
    (sent,) = client.call("account.move", "tpe_send", [issued["id"]])
    server.database.wait_for(TRIED, 1)
    server.mailbox.start()
    run_queue_again(server)
    message = server.mailbox.wait_for(1, sent["to"], 30)[0]
    attached = [part.get_content() for part in message.iter_attachments()]
    assert issued["sha256"] in map(story.get_sha256, attached)


def test_the_mail_server_breaks_off(fresh_server):
    server = fresh_server()
    client = server.rpc("accountant")
    issued = story.make_issued(client, 10, partner_id=story.make_customer(client))
    server.mailbox.breaks = 1
    (sent,) = client.call("account.move", "tpe_send", [issued["id"]])
    while server.mailbox.breaks:
        time.sleep(0.1)
    run_queue_again(server)
    assert len(server.mailbox.wait_for(1, sent["to"], 30)) == 1


def test_a_server_that_is_stopped_refuses_and_comes_back(fresh_server):
    server = fresh_server("--workers=0")
    client, moves = prepare(server, 1)
    server.stop()
    with pytest.raises(BROKEN):
        client.call("account.move", "tpe_issue", moves)
    server.start("--workers=0")
    check_second_try(server, moves)
