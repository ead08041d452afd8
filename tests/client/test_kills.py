# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 in the middle of what the archive does by itself: resumed, or not begun."""

import json

import pytest
from support import story
from support.outage import check_all_or_nothing, check_whole, prepare, start

MODELS = "odoo.addons.tpe_invoicing.models"
# twelve years later the law lets everything go; small sizes make several steps
LATER = {
    "clock": 12 * 366 * 86400,
    "values": {
        f"{MODELS}.tpe_archive_rows.CHUNK": 2,
        f"{MODELS}.tpe_archive_audit.SLICE": 1,
        f"{MODELS}.tpe_archive_export_job.AT_ONCE": 0,
        f"{MODELS}.tpe_archive_export_job.MEGABYTE": 50_000,
    },
}
CRONS = ("close", "audit", "export")
COUNT = "SELECT count(*) FROM tpe_archive_"
PARTS = (
    "SELECT part.number, first_number, last_number, store_fname, sha256 "
    "FROM tpe_archive_export_part part "
    "JOIN ir_attachment file ON file.id = attachment_id ORDER BY number"
)


def run_cron(server, name):
    """Run a scheduled action of the archive."""
    server.run_cron(f"ir_cron_tpe_archive_{name}")


@pytest.fixture
def aged(fresh_server):
    """A server of twelve years later, on six invoices; how to start it again."""
    server = fresh_server("--workers=0")
    client, moves = prepare(server, 6)
    client.call("account.move", "tpe_issue", moves)

    def restart():
        server.kill()
        return server.start("--workers=0", faults=LATER)

    server.restart = restart
    return restart()


def check_closings(server):
    """See that each period that is over is closed, once."""
    metas = server.database.run(
        "SELECT meta FROM tpe_archive_entry WHERE kind = 'closing' ORDER BY number"
    )
    said = [json.loads(meta) for (meta,) in metas]
    assert [(each["period"], each["first"], each["last"]) for each in said] == [
        (period, 1, 6) for period in ("day", "month", "year")
    ]


def check_audit(server):
    """See that the verification read everything and was sealed, once."""
    rows = server.database.run(
        "SELECT state, problem_count, checked >= 6 FROM tpe_archive_audit"
    )
    assert rows == [("whole", 0, True)]
    assert server.database.get(f"{COUNT}entry WHERE kind = 'audit'") == 1


def check_export(server):
    """See that the parts follow each other, and are what was noted of them."""
    parts = server.database.run(PARTS)
    assert len(parts) > 2
    after = 0
    for at, (number, first, last, name, sha256) in enumerate(parts, 1):
        assert (number, first) == (at, after + 1)
        assert story.get_sha256((server.filestore / name).read_bytes()) == sha256
        after = last
    noted = f"{COUNT}access WHERE action = 'export'"
    assert server.database.get(noted) == len(parts)
    assert server.database.get("SELECT state FROM tpe_archive_export_job") == "done"


def purge(server, method, ids, role):
    """Take a step of a purge."""
    return server.rpc(role).call("tpe.archive.purge", method, ids)


@pytest.mark.timeout(600)  # five starts of a server
def test_closing_audit_export_and_purge_survive_a_kill(aged):
    server, database = aged, aged.database
    owner = server.rpc("owner")
    company = story.get_company(owner)
    values = {"company_id": company, "part_size": 1, "protection": "none"}
    values["has_fec"] = False
    dialog = story.create(owner, "tpe.archive.export", **values)
    owner.call("tpe.archive.export", "action_export", [dialog])
    run_cron(server, "audit_start")
    with (
        database.stopping(
            "tpe_archive_entry", "INSERT", "NEW.kind = 'closing'"
        ) as closing,
        database.stopping("tpe_archive_audit", "UPDATE", "NEW.checked > 2") as audit,
        database.stopping("tpe_archive_export_part", "INSERT", "NEW.number > 1") as out,
    ):
        threads = [start(lambda name=name: run_cron(server, name)) for name in CRONS]
        for wait in (closing, audit, out):
            wait()
        server.kill()
        for thread in threads:
            thread.join(30)
    assert database.run("SELECT state, checked FROM tpe_archive_audit") == [
        ("running", 2)
    ]
    assert len(database.run(PARTS)) == 1
    assert database.get(f"{COUNT}entry WHERE kind = 'closing'") == 0
    server.restart()
    for name in (*CRONS, "close"):
        run_cron(server, name)
    check_closings(server)
    check_audit(server)
    check_export(server)
    check_whole(server)
    check_purge(server, company)


def check_purge(server, company):
    """See that a purge is done whole or not at all, and its files are then gone."""
    database, client = server.database, server.rpc("accountant")
    ids = [story.create(client, "tpe.archive.purge", company_id=company)]
    purge(server, "action_prepare", ids, "accountant")
    stored = "SELECT store_fname FROM ir_attachment WHERE res_field LIKE 'invoice_pdf%'"
    files = [server.filestore / name for (name,) in database.run(stored)]
    with database.stopping(
        "tpe_archive_entry", "UPDATE", "NEW.attachment_id IS NULL"
    ) as stripped:
        thread = start(lambda: purge(server, "action_carry_out", ids, "owner"))
        stripped()
        server.kill()
        thread.join(30)
    assert database.get("SELECT state FROM tpe_archive_purge") == "prepared"
    assert database.get(f"{COUNT}entry WHERE kind = 'purge'") == 0
    assert len(files) == 6
    assert all(path.exists() for path in files)
    server.restart()
    check_whole(server)
    check_sweep(server, ids, files)


SWEEP_WAITS = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareLock' "
    "AND relation = 'ir_attachment'::regclass"
)


def check_sweep(server, ids, files):
    """See that what a kill left of purged files goes with the next daily cleaning."""
    database = server.database
    with database.transaction() as cursor:
        # what whoever deletes files waits for: the purge itself does not
        cursor.execute("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")
        thread = start(lambda: purge(server, "action_carry_out", ids, "owner"))
        database.wait_for(SWEEP_WAITS, 1)
        server.kill()
        thread.join(30)
    assert database.get("SELECT state FROM tpe_archive_purge") == "done"
    assert all(path.exists() for path in files)
    server.start("--workers=0")
    server.run_cron("autovacuum_job", "base")
    assert not any(path.exists() for path in files)
    check_all_or_nothing(server)
