# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine is wrong: its store, its key, its clock, its backup, a second server."""

import contextlib
import json
import os
import re
import shutil

import pytest
from support import story
from support.clients import RemoteError
from support.outage import (
    at_once,
    check_all_or_nothing,
    check_second_try,
    check_whole,
    prepare,
)

YEARS = 2 * 366 * 86400


def verify(server):
    """Ask what is wrong with the archive: numbers by kind."""
    client = server.rpc("owner")
    company = story.get_company(client)
    answer = client.call("tpe.archive.entry", "tpe_verify", company_id=company)
    kinds = {}
    for problem in answer["problems"]:
        kinds.setdefault(problem["kind"], []).append(problem["number"])
    return kinds


def refuse(server, moves, words):
    """See that nothing is issued, with words that say why, and that reading goes on."""
    client = server.rpc("accountant")
    with pytest.raises(RemoteError, match=words) as refusal:
        client.call("account.move", "tpe_issue", moves)
    assert refusal.value.kind in ("UserError", "ValidationError")
    state = story.read(client, "account.move", moves[0], "state")["state"]
    assert state == "draft"
    check_whole(server)


@contextlib.contextmanager
def read_only(folder):
    """Take the right to write in a folder and those below it."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for each in folders:
        each.chmod(0o555)
    try:
        yield
    finally:
        for each in folders:
            each.chmod(0o755)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_store_that_cannot_be_written_refuses_and_goes_on_serving(module_server):
    client, (first, *moves) = prepare(module_server, 2)
    (issued,) = client.call("account.move", "tpe_issue", [first])
    with read_only(module_server.filestore):
        refuse(module_server, moves, "(?i)disque")
        (document,) = client.call("account.move", "tpe_document", [first])
        assert document["sha256"] == issued["sha256"]
    check_second_try(module_server, moves)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
@pytest.mark.parametrize("fault", ["rights", "content"])
def test_a_key_that_cannot_be_read_refuses_and_what_is_sealed_verifies(
    module_server, fault
):
    client, (first, *moves) = prepare(module_server, 2)
    client.call("account.move", "tpe_issue", [first])
    uuid = module_server.database.get(
        "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    )
    path = module_server.filestore.parents[1] / "tpe_seal" / f"{uuid}.pem"
    content = path.read_bytes()
    if fault == "content":
        path.write_bytes(b"no key at all\n")
    else:
        os.utime(path)  # as a program that puts it back does: it is read again
        path.chmod(0)
    try:
        refuse(module_server, moves, re.escape(path.name))
    finally:
        path.chmod(0o600)
        path.write_bytes(content)
    check_second_try(module_server, moves)
    keys = module_server.database.get("SELECT count(*) FROM tpe_archive_key")
    assert keys == 1  # no other key took its place


def test_two_servers_on_one_database_share_one_chain(module_server):
    other = module_server.start_another("--workers=0")
    try:
        _client, moves = prepare(module_server, 10)
        doors = [module_server.rpc("accountant"), other.rpc("accountant")]

        def issue(door, own):
            answers = [door.call("account.move", "tpe_issue", [each]) for each in own]
            return [answer for (answer,) in answers]

        first, second = at_once(
            lambda: issue(doors[0], moves[::2]), lambda: issue(doors[1], moves[1::2])
        )
        numbers = sorted(each["archive_number"] for each in first + second)
        assert numbers == list(range(numbers[0], numbers[0] + 10))
        assert len({each["name"] for each in first + second}) == 10
        check_whole(module_server)
        check_whole(other)
    finally:
        other.stop()


def test_two_servers_with_keys_of_their_own_are_told(module_server):
    server = module_server
    conf = server.odoo.conf.with_name("other.conf")
    folders = [server.odoo.data_dir / name for name in ("tpe_seal", "other_seal")]
    conf.write_text(
        f"{server.odoo.conf.read_text()}\ntpe_seal_key_path = {folders[1]}\n"
    )
    conf.chmod(0o644)
    other = server.start_another("--workers=0", f"--config={conf}")
    try:
        client, moves = prepare(server, 3)
        client.call("account.move", "tpe_issue", moves[:1])
        # to the second one it looks like a key that was lost: it goes on with its own
        other.rpc("accountant").call("account.move", "tpe_issue", moves[1:2])
    finally:
        other.stop()
        conf.unlink()
    with pytest.raises(RemoteError, match="autre serveur"):
        client.call("account.move", "tpe_issue", moves[2:])
    assert set(verify(server)) == {"signature"}  # by a key that is not here
    check_all_or_nothing(server)
    uuid = server.database.get(
        "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    )
    path, owner = folders[0] / f"{uuid}-other.pem", folders[0].stat()
    path.write_bytes((folders[1] / f"{uuid}.pem").read_bytes())
    path.chmod(0o600)
    os.chown(path, owner.st_uid, owner.st_gid)
    check_second_try(server, moves[2:])


def test_yesterdays_backup_is_told_to_the_number(module_server, tmp_path):
    server, dump, files = module_server, tmp_path / "dump", tmp_path / "files"
    client, moves = prepare(server, 6)
    client.call("account.move", "tpe_issue", moves[:3])
    server.database.dump(dump)
    shutil.copytree(server.filestore, files)
    lost = client.call("account.move", "tpe_issue", moves[3:])
    numbers = [each["archive_number"] for each in lost]
    server.stop()
    server.database.restore(dump)
    shutil.rmtree(server.filestore)
    shutil.copytree(files, server.filestore)
    server.start("--workers=0")
    assert verify(server) == {"truncated": numbers}
    owner = server.rpc("owner")
    dialog = story.create(owner, "tpe.archive.missing")
    owner.call("tpe.archive.missing", "action_compare", [dialog])
    told = story.read(owner, "tpe.archive.missing", dialog, "state", "result")
    assert told["state"] == "missing"
    assert f"{numbers[0]}-{numbers[-1]}" in told["result"]
    client = server.rpc("accountant")
    (issued,) = client.call("account.move", "tpe_issue", moves[3:4])
    assert issued["archive_number"] > numbers[-1]  # a lost number is not given again
    assert sorted(number for told in verify(server).values() for number in told) == (
        numbers
    )


@pytest.mark.timeout(600)
def test_a_clock_two_years_off_is_told_and_closings_go_on(fresh_server):
    server = fresh_server(started=False)
    for shift in (YEARS, 0):
        server.start("--workers=0", faults={"clock": shift})
        client, moves = prepare(server, 1)
        (issued,) = client.call("account.move", "tpe_issue", moves)
        server.run_cron("ir_cron_tpe_archive_close")
        found = verify(server)
        server.stop()
        if shift:
            assert found == {}
    assert set(found) == {"clock"}
    assert issued["archive_number"] in found["clock"]
    server.start("--workers=0", faults={"clock": 2 * YEARS})
    for _twice in "12":
        server.run_cron("ir_cron_tpe_archive_close")
    metas = server.database.run(
        "SELECT meta FROM tpe_archive_entry WHERE kind = 'closing' ORDER BY number"
    )
    days = [each for (meta,) in metas if (each := json.loads(meta))["period"] == "day"]
    assert sum(each["count"] for each in days) == 2
    assert len({each["to"] for each in days}) == len(days)
    assert set(verify(server)) == {"clock"}
