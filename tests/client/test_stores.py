# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Originals on the disk, in the database and in the store of another addon."""

import pytest
from support import story
from support.clients import RemoteError
from support.outage import check_all_or_nothing, check_whole

STORE = """
env["fs.storage"].create({{
    "name": "Elsewhere",
    "code": "elsewhere",
    "protocol": "file",
    "directory_path": "{folder}",
    "use_as_default_for_attachments": True,
}})
env.cr.commit()
"""
MOVE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "{location}")
env["ir.attachment"].force_storage()
env.cr.commit()
"""
PLACES = (
    "SELECT DISTINCT CASE WHEN file.store_fname IS NULL THEN 'db' "
    "WHEN file.store_fname LIKE 'elsewhere://%' THEN 'elsewhere' ELSE 'file' END "
    "FROM tpe_archive_entry entry "
    "JOIN ir_attachment file ON file.id = entry.attachment_id"
)


@pytest.fixture(scope="module")
def server(module_server):
    """A server with an original on the disk; ``issued`` holds what there is."""
    module_server.issued = [story.make_issued(module_server.rpc("accountant"), 10)]
    yield module_server


def run(server, script):
    """Do something in Odoo's shell while the server stands still."""
    server.stop()
    server.odoo.run(server.database.name, script=script, what="The shell")
    server.start("--workers=0")


def check(server, place):
    """See that all originals stand in one place, unchanged, and can be exported."""
    assert server.database.run(PLACES) == [(place,)]
    check_whole(server)
    client = server.rpc("accountant")
    ids = [each["id"] for each in server.issued]
    for each, was in zip(
        client.call("account.move", "tpe_document", ids), server.issued, strict=True
    ):
        assert story.get_sha256(story.get_bytes(each)) == was["sha256"]
    company = story.get_company(client)
    export = client.call("tpe.archive.entry", "tpe_export", company_id=company)
    assert story.get_sha256(story.get_bytes(export)) == export["sha256"]


def test_originals_move_into_the_database_and_back(server):
    for place, price in (("db", 20), ("file", 30)):
        run(server, MOVE.format(location=place))
        client = server.rpc("accountant")
        server.issued.append(story.make_issued(client, price))
        check(server, place)


def test_originals_stand_in_the_store_of_another_addon(server, environment):
    folder = environment.folder / "elsewhere"
    folder.mkdir()
    server.stop()
    server.odoo.run(server.database.name, "-i", "fs_attachment", what="The store")
    run(server, STORE.format(folder=folder))
    client = server.rpc("accountant")
    server.issued.append(story.make_issued(client, 40))
    assert len(list(folder.rglob("*.pdf"))) == 1
    check_whole(server)
    sent = client.call("account.move", "tpe_send", [server.issued[-1]["id"]])
    server.wake_scheduler()
    server.mailbox.wait_for(1, sent[0]["to"])
    run(server, 'env["ir.attachment"].force_storage()\nenv.cr.commit()')
    check(server, "elsewhere")


def test_a_store_that_is_away_stops_the_issue_and_changes_nothing(server, environment):
    folder = environment.folder / "elsewhere"
    away = folder.rename(folder.with_name("away"))
    folder.write_text("no folder")
    client = server.rpc("accountant")
    try:
        move = story.make_invoice(client, story.make_customer(client), 50)
        with pytest.raises(RemoteError) as refused:
            client.call("account.move", "tpe_issue", [move])
        assert "elsewhere" in str(refused.value)
        assert refused.value.kind in ("UserError", "ValidationError")
    finally:
        folder.unlink()
        away.rename(folder)
    check_all_or_nothing(server)
    (answer,) = client.call("account.move", "tpe_issue", [move])
    server.issued.append(answer)
    check(server, "elsewhere")


def test_a_file_that_changed_in_the_store_is_told(server, environment):
    victim = max((environment.folder / "elsewhere").rglob("*.pdf"))
    content = victim.read_bytes()
    victim.write_bytes(content[:-1] + b"X")
    client = server.rpc("accountant")
    company = story.get_company(client)
    told = client.call("tpe.archive.entry", "tpe_verify", company_id=company)
    victim.write_bytes(content)
    assert [each["kind"] for each in told["problems"]] == ["file_changed"]


def test_where_another_store_holds_them_we_do_not_claim_to_encrypt(server):
    owner = server.rpc("owner")
    company = story.get_company(owner)
    with pytest.raises(RemoteError) as refused:
        owner.call("res.company", "action_tpe_lock_archive", [company])
    assert "elsewhere" in str(refused.value)
