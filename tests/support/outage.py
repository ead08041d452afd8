# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests that take a server away share: work to interrupt, and what must hold."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from . import story

BROKEN_OFF = (
    "SELECT move.id, move.state, move.tpe_archive_entry_id FROM account_move move "
    "WHERE move.move_type IN ('out_invoice', 'out_refund') "
    "AND move.tpe_is_imported IS NOT TRUE "  # issued by former software
    "AND (move.state = 'posted') != (move.tpe_archive_entry_id IS NOT NULL)"
)
ALONE = (
    "SELECT entry.number, entry.name FROM tpe_archive_entry entry "
    "LEFT JOIN account_move move ON move.tpe_archive_entry_id = entry.id "
    "LEFT JOIN ir_attachment file ON file.id = entry.attachment_id "
    "WHERE entry.kind IN ('invoice', 'credit_note') "
    "AND (move.id IS NULL OR move.id != entry.move_id "
    "OR file.id IS NULL AND entry.filename IS NOT NULL)"  # None once it is purged
)
HOLES = (
    "SELECT company_id FROM tpe_archive_entry GROUP BY company_id "
    "HAVING max(number) - min(number) + 1 != count(*)"
)


def prepare(server, count=4):
    """Make drafts and give the client and their ids.

    :param RunningServer server: a started one
    :param int count: of drafts
    :rtype: tuple[XmlRpc, list[int]]
    """
    client = server.rpc("accountant")
    partner = story.make_customer(client)
    prices = range(10, 10 + count)
    return client, story.make_invoices(client, partner, prices, day="2026-11-05")


def start_issuing(client, *batches):
    """Issue in another thread; what becomes of it is up to the test.

    :param client: of an accountant
    :param batches: ids of invoices, issued one batch after the other
    :rtype: threading.Thread
    """
    issue = partial(client.call, "account.move", "tpe_issue")
    return start(*(partial(issue, batch) for batch in batches))


def start(*calls):
    """Call functions one after the other in a thread, until one fails.

    :param calls: functions
    :rtype: threading.Thread
    """

    def run():
        try:
            for call in calls:
                call()
        except Exception:  # noqa: BLE001 - the server is about to be taken away
            return

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def at_once(*calls):
    """Start functions at the same moment and give their answers in order.

    :param calls: functions
    :return: what each of them returned
    :rtype: list
    """
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(run, call) for call in calls]]


def check_all_or_nothing(server):
    """See that each invoice is issued and sealed, or draft without a trace.

    :param RunningServer server: running or not
    """
    assert server.database.run(BROKEN_OFF) == []
    assert server.database.run(ALONE) == []
    assert server.database.run(HOLES) == []


def check_whole(server):
    """See that all is issued or not at all, and that the archive is whole.

    :param RunningServer server: a started one
    """
    check_all_or_nothing(server)
    client = server.rpc("accountant")
    company = story.get_company(client)
    answer = client.call("tpe.archive.entry", "tpe_verify", company_id=company)
    assert answer["ok"], answer["problems"]


def check_second_try(server, moves):
    """See that the same call now issues everything, in an archive that is whole.

    :param RunningServer server: a started one
    :param list[int] moves: ids of invoices
    """
    client = server.rpc("accountant")
    answers = client.call("account.move", "tpe_issue", moves)
    assert len(answers) == len(moves)
    check_whole(server)
