# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive outlives its software: upgrade and removal with sealed invoices."""

import base64

import pytest
from lib.layout import ADDONS
from support import story

UNINSTALL = """
modules = env["ir.module.module"].search([("name", "=", "{addon}")])
modules.button_immediate_uninstall()
"""


@pytest.fixture(scope="module")
def history(environment):
    """A server's database with two sealed invoices, the server stopped."""
    mailbox = environment.make_mailbox()
    server = environment.make_server(mailbox)
    server.start("--workers=0")
    client = server.rpc("accountant")
    server.issued = [story.make_issued(client, 10)]
    server.company = story.get_company(client)
    # what is encrypted must be readable without the addon as well
    owner = server.rpc("owner")
    owner.call("res.company", "action_tpe_lock_archive", [server.company])
    server.issued.append(story.make_issued(client, 20))
    server.stop()
    yield server
    server.remove()
    mailbox.stop()


def test_an_upgrade_keeps_the_archive_whole(history):
    name = history.database.name
    history.odoo.run(name, "-u", ",".join(ADDONS), what="Upgrading the addons")
    history.start("--workers=0")
    try:
        client = history.rpc("accountant")
        answer = client.call(
            "tpe.archive.entry", "tpe_verify", company_id=history.company
        )
        assert answer["ok"], answer["problems"]
        ids = [each["id"] for each in history.issued]
        assert client.call("account.move", "tpe_issue", ids) == history.issued
    finally:
        history.stop()


def test_removal_leaves_the_documents_and_their_proof_and_nothing_else(history):
    name = history.database.name
    for addon in reversed(ADDONS):
        script = UNINSTALL.format(addon=addon)
        history.odoo.run(name, script=script, what=f"Removing {addon}")
    run = history.database.run
    assert run("SELECT name FROM ir_model_data WHERE module LIKE 'tpe\\_%'") == []
    assert run("SELECT model FROM ir_model WHERE model LIKE 'tpe.%'") == []
    assert run("SELECT name FROM ir_model_fields WHERE name LIKE 'tpe\\_%'") == []
    history.start("--workers=0")
    try:
        person = history.session("accountant")
        for each in history.issued:
            path = f"/web/content/account.move/{each['id']}/invoice_pdf_report_file"
            answer = person.download(path)
            assert story.get_sha256(answer.content) == each["sha256"]
        proof = get_proof(history)
        for each in history.issued:
            assert each["sha256"] in proof
    finally:
        history.stop()


def get_proof(server):
    """Read the file of hashes and signatures that the removal has left."""
    client = server.rpc("admin")
    (found,) = client.call(
        "ir.attachment",
        "search_read",
        domain=[["mimetype", "=", "application/json"], ["company_id", "!=", False]],
        fields=["datas"],
    )
    return base64.b64decode(found["datas"]).decode()


def test_the_addons_come_back_beside_what_they_left(history):
    name = history.database.name
    history.odoo.run(name, "-i", ",".join(ADDONS), what="Installing the addons again")
    history.start("--workers=0")
    try:
        # an accountant got the rights of the addons with the installation
        client = history.rpc("accountant")
        issued = story.make_issued(client, 30)
        answer = client.call(
            "tpe.archive.entry", "tpe_verify", company_id=history.company
        )
        assert answer["ok"], answer["problems"]
        assert answer["checked"] == 1
        assert issued["sha256"] not in get_proof(history)
    finally:
        history.stop()
