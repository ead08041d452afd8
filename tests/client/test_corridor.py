# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One invoice all the way through, as the program of an accountant sees it."""

import re

import pytest
from support import story
from support.clients import RemoteError

DOORS = ("rpc", "json2")


@pytest.fixture(params=DOORS)
def accountant(server, request):
    """The accountant, by one door and then by the other."""
    return getattr(server, request.param)("accountant")


@pytest.fixture(scope="module")
def issued(rpc):
    """An invoice that is issued, for tests that only read."""
    return story.make_issued(rpc("accountant"), 100, 50)


def test_check_names_what_is_missing_and_changes_nothing(accountant):
    partner = story.make_customer(accountant, street=False, zip=False, city=False)
    move = story.make_invoice(accountant, partner, invoice_line_ids=[])
    (answer,) = accountant.call("account.move", "tpe_check", [move])
    assert answer["id"] == move
    assert not answer["ok"]
    for finding in answer["findings"]:
        assert set(finding) == {"code", "severity", "message", "article", "field"}
        assert None not in finding.values()
    assert story.read(accountant, "account.move", move, "state")["state"] == "draft"


def test_issue_twice_gives_the_same_answer(accountant):
    move = story.make_invoice(accountant, story.make_customer(accountant), 100)
    (check,) = accountant.call("account.move", "tpe_check", [move])
    assert check["ok"], check["findings"]
    first = accountant.call("account.move", "tpe_issue", [move])
    second = accountant.call("account.move", "tpe_issue", [move])
    assert first == second
    assert set(first[0]) == {"id", "name", "sha256", "archive_number"}
    assert re.fullmatch(r"[0-9a-f]{64}", first[0]["sha256"])


def test_a_refused_invoice_stays_draft_and_says_why(accountant):
    move = story.make_invoice(accountant, story.make_customer(accountant))
    lines = accountant.call(
        "account.move.line",
        "search",
        domain=[["move_id", "=", move], ["display_type", "=", "product"]],
    )
    accountant.call("account.move.line", "write", lines, vals={"tax_ids": [(5, 0, 0)]})
    with pytest.raises(RemoteError) as refusal:
        accountant.call("account.move", "tpe_issue", [move])
    assert refusal.value.kind in ("UserError", "ValidationError")
    assert str(refusal.value).strip()
    row = story.read(accountant, "account.move", move, "state", "tpe_archive_entry_id")
    assert row["state"] == "draft"
    assert not row["tpe_archive_entry_id"]


def test_document_is_the_sealed_pdf(accountant, issued):
    (document,) = accountant.call("account.move", "tpe_document", [issued["id"]])
    content = story.get_bytes(document)
    assert content.startswith(b"%PDF-")
    assert story.get_sha256(content) == document["sha256"] == issued["sha256"]
    assert document["mimetype"] == "application/pdf"
    assert document["filename"].endswith(".pdf")


def test_print_button_gives_the_sealed_bytes(server, issued):
    person = server.session("accountant")
    path = f"/report/pdf/account.report_invoice_with_payments/{issued['id']}"
    answer = person.download(path)
    assert answer.ok
    assert story.get_sha256(answer.content) == issued["sha256"]


def test_portal_gives_the_sealed_bytes_to_who_holds_the_link(server, rpc, issued):
    url = rpc("accountant").call("account.move", "get_portal_url", [issued["id"]])
    path = url.replace(server.url, "")
    stranger = server.session("seller")
    stranger.cookies.clear()  # nobody is logged in
    joint = "&" if "?" in path else "?"
    answer = stranger.download(f"{path}{joint}report_type=pdf&download=true")
    assert answer.ok
    assert story.get_sha256(answer.content) == issued["sha256"]
    bare = stranger.download(f"/my/invoices/{issued['id']}?report_type=pdf")
    assert story.get_sha256(bare.content) != issued["sha256"]


def test_mail_carries_the_sealed_bytes(accountant, mailbox):
    partner = story.make_customer(accountant)
    address = story.read(accountant, "res.partner", partner, "email")["email"]
    issued = story.make_issued(accountant, 75, partner_id=partner)
    (answer,) = accountant.call("account.move", "tpe_send", [issued["id"]])
    assert set(answer) == {"id", "mail_id", "to"}
    assert address in answer["to"]
    (message,) = mailbox.wait_for(1, address)
    (attached,) = [
        part
        for part in message.iter_attachments()
        if part.get_content_type() == "application/pdf"
    ]
    assert story.get_sha256(attached.get_content()) == issued["sha256"]


def test_a_sealed_invoice_cannot_be_changed_or_reset(accountant, issued):
    for values in ({"invoice_date": "2026-11-03"}, {"state": "draft"}):
        with pytest.raises(RemoteError):
            accountant.call("account.move", "write", [issued["id"]], vals=values)
    with pytest.raises(RemoteError):
        accountant.call("account.move", "button_draft", [issued["id"]])
    with pytest.raises(RemoteError):
        accountant.call("account.move", "unlink", [issued["id"]])


def test_a_credit_note_is_sealed_too_and_names_the_invoice(rpc):
    client = rpc("accountant")
    invoice = story.make_issued(client, 100)
    context = {"active_model": "account.move", "active_ids": [invoice["id"]]}
    wizard = client.call(
        "account.move.reversal",
        "create",
        vals_list=[{"journal_id": _get_journal(client, invoice["id"])}],
        context=context,
    )
    client.call("account.move.reversal", "refund_moves", wizard, context=context)
    credits = client.call(
        "account.move", "search", domain=[["reversed_entry_id", "=", invoice["id"]]]
    )
    (answer,) = client.call("account.move", "tpe_issue", credits)
    assert answer["archive_number"] > invoice["archive_number"]


def _get_journal(client, move_id):
    return story.read(client, "account.move", move_id, "journal_id")["journal_id"][0]


def test_verify_says_that_all_is_well(accountant, issued):
    answer = accountant.call(
        "tpe.archive.entry", "tpe_verify", company_id=story.get_company(accountant)
    )
    assert answer["ok"], answer["problems"]
    assert answer["checked"] >= issued["archive_number"]
    assert answer["problems"] == []
