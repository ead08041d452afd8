# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: each refusal has its allowed twin."""

import pytest
from support import story
from support.clients import RemoteError


@pytest.mark.parametrize("role", ["accountant", "owner"])
def test_accountant_and_owner_issue(rpc, role):
    assert story.make_issued(rpc(role), 10)["sha256"]


def test_a_seller_drafts(rpc):
    partner = story.make_customer(rpc("accountant"))
    move = story.make_invoice(rpc("seller"), partner)
    (answer,) = rpc("seller").call("account.move", "tpe_check", [move])
    assert answer["id"] == move


@pytest.mark.parametrize("door", ["rpc", "json2"])
@pytest.mark.parametrize("role", ["seller", "reader", "stranger"])
def test_nobody_else_issues(server, role, door):
    accountant = server.rpc("accountant")
    move = story.make_invoice(accountant, story.make_customer(accountant))
    with pytest.raises(RemoteError) as refusal:
        getattr(server, door)(role).call("account.move", "tpe_issue", [move])
    assert refusal.value.is_about_rights
    assert story.read(accountant, "account.move", move, "state")["state"] == "draft"


@pytest.mark.parametrize("role", ["seller", "reader", "stranger"])
def test_nobody_else_posts_by_odoos_own_button(rpc, role):
    accountant = rpc("accountant")
    move = story.make_invoice(accountant, story.make_customer(accountant))
    with pytest.raises(RemoteError):
        rpc(role).call("account.move", "action_post", [move])
    assert story.read(accountant, "account.move", move, "state")["state"] == "draft"


@pytest.mark.parametrize("role", ["seller", "reader", "stranger"])
def test_nobody_else_sends(rpc, role):
    issued = story.make_issued(rpc("accountant"), 10)
    with pytest.raises(RemoteError) as refusal:
        rpc(role).call("account.move", "tpe_send", [issued["id"]])
    assert refusal.value.is_about_rights


CALLS = {
    "export": ("tpe.archive.entry", "tpe_export", {}),
    "remind": ("tpe.reminder.run", "tpe_run", {"on_date": "2026-11-24"}),
    "import": (
        "tpe.import",
        "tpe_import",
        {
            "kind": "partners",
            "filename": "clients.csv",
            "content": "bm9tCkR1cG9udAo=",
            "profile": "any",
            "dry_run": True,
        },
    ),
}


@pytest.mark.parametrize("role", ["seller", "reader", "stranger"])
@pytest.mark.parametrize("call", CALLS)
def test_nobody_else_exports_reminds_or_imports(rpc, role, call):
    model, method, arguments = CALLS[call]
    company = story.get_company(rpc("accountant"))
    with pytest.raises(RemoteError) as refusal:
        rpc(role).call(model, method, company_id=company, **arguments)
    assert refusal.value.is_about_rights


@pytest.mark.parametrize("call", CALLS)
def test_the_accountant_exports_reminds_and_imports(rpc, call):
    model, method, arguments = CALLS[call]
    client = rpc("accountant")
    company = story.get_company(client)
    assert client.call(model, method, company_id=company, **arguments)


def test_a_reader_reads_documents(rpc):
    issued = story.make_issued(rpc("accountant"), 10)
    (document,) = rpc("reader").call("account.move", "tpe_document", [issued["id"]])
    assert document["sha256"] == issued["sha256"]


@pytest.mark.parametrize("door", ["rpc", "json2"])
@pytest.mark.parametrize("method", ["tpe_document", "tpe_check"])
def test_another_company_sees_nothing(server, door, method):
    issued = story.make_issued(server.rpc("accountant"), 10)
    with pytest.raises(RemoteError) as refusal:
        getattr(server, door)("stranger").call("account.move", method, [issued["id"]])
    assert refusal.value.is_about_rights


def test_another_company_gets_no_figure_and_no_archive(rpc):
    company = story.get_company(rpc("accountant"))
    stranger = rpc("stranger")
    calls = (
        ("tpe.archive.entry", "tpe_verify", {}),
        ("tpe.reminder.run", "tpe_plan", {}),
        ("tpe.kpi", "tpe_values", {"codes": ["dso_balance"]}),
    )
    for model, method, arguments in calls:
        with pytest.raises(RemoteError) as refusal:
            stranger.call(model, method, company_id=company, **arguments)
        assert refusal.value.is_about_rights, method


@pytest.mark.parametrize("role", ["admin", "owner", "accountant"])
def test_nobody_writes_or_deletes_an_archive_entry(rpc, role):
    issued = story.make_issued(rpc("accountant"), 10)
    row = story.read(rpc("admin"), "account.move", issued["id"], "tpe_archive_entry_id")
    entry = row["tpe_archive_entry_id"][0]
    for method, arguments in (("write", {"vals": {"name": "X"}}), ("unlink", {})):
        with pytest.raises(RemoteError):
            rpc(role).call("tpe.archive.entry", method, [entry], **arguments)
