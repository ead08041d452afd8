# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An administrator with a program tries to part an invoice from its original."""

import base64

import pytest
from support import story
from support.clients import RemoteError

FORGED = base64.b64encode(b"%PDF-1.7 forged").decode()
FIELD = "invoice_pdf_report_file"
REPORT = "/report/pdf/account.report_invoice_with_payments"


@pytest.fixture(scope="module")
def original(server):
    """A sealed invoice: id, hash, and the attachment that holds its original."""
    issued = story.make_issued(server.rpc("accountant"), 100)
    issued["file"] = server.database.get(
        "SELECT attachment_id FROM tpe_archive_entry WHERE move_id = %s",
        (issued["id"],),
    )
    return issued


@pytest.fixture
def admin(server):
    """The administrator's program."""
    return server.rpc("admin")


def get_routes(issued):
    """Addresses that give out the PDF of an invoice."""
    return (
        f"/web/content/account.move/{issued['id']}/{FIELD}",
        f"/web/content/{issued['file']}?download=true",
        f"{REPORT}/{issued['id']}",
        f"/account/download_invoice_documents/{issued['id']}/pdf",
    )


def check_intact(server, issued):
    """See that every way gives the sealed bytes, to a program and to a person."""
    client, person = server.rpc("accountant"), server.session("accountant")
    (document,) = client.call("account.move", "tpe_document", [issued["id"]])
    field = story.read(server.rpc("admin"), "account.move", issued["id"], FIELD)[FIELD]
    found = {
        "tpe_document": story.get_bytes(document),
        "read": base64.b64decode(field),
        **{path: person.download(path).content for path in get_routes(issued)},
    }
    hashes = {way: story.get_sha256(content) for way, content in found.items()}
    assert hashes == dict.fromkeys(found, issued["sha256"])


def refuse(client, *call, **arguments):
    """See that a call is refused in words for a person."""
    with pytest.raises(RemoteError) as refusal:
        client.call(*call, **arguments)
    assert refusal.value.kind in ("UserError", "AccessError", "ValidationError")
    assert str(refusal.value).strip()


def test_the_original_is_neither_changed_nor_moved_nor_deleted(server, admin, original):
    files = "ir.attachment"
    (row,) = admin.call(files, "read", [original["file"]], fields=["datas"])
    genuine = row["datas"]
    for values in (
        {"datas": FORGED},
        {"raw": FORGED},
        {"datas": genuine, "raw": FORGED},
        {"datas": genuine, "mimetype": "text/html"},
        {"res_id": original["id"] - 1},
        {"res_model": "res.partner"},
        {"res_field": False},
        {"type": "url", "url": "https://elsewhere.example"},
        {"public": True},
        {"name": "other.pdf"},
    ):
        refuse(admin, files, "write", [original["file"]], vals=values)
    for values in ({"store_fname": "ab/abc"}, {"checksum": "0" * 40}, {"file_size": 1}):
        admin.call(files, "write", [original["file"]], vals=values)  # Odoo drops them
    refuse(admin, files, "unlink", [original["file"]])
    check_intact(server, original)


def test_no_other_file_takes_the_place_of_the_original(server, admin, original):
    files = "ir.attachment"
    place = {"res_model": "account.move", "res_id": original["id"], "res_field": FIELD}
    forged = {"name": "F.pdf", "mimetype": "application/pdf", "datas": FORGED}
    refuse(admin, files, "copy", [original["file"]], default={"datas": FORGED})
    refuse(admin, files, "create", vals_list=[{**forged, **place}])
    (beside,) = admin.call(files, "create", vals_list=[forged])
    refuse(admin, files, "write", [beside], vals=place)
    for value in (FORGED, False):
        refuse(admin, "account.move", "write", [original["id"]], vals={FIELD: value})
    check_intact(server, original)


def test_what_stood_there_before_the_issue_is_not_given_out(server, admin):
    client = server.rpc("accountant")
    move = story.make_invoice(client, story.make_customer(client))
    place = {"res_model": "account.move", "res_id": move, "res_field": FIELD}
    story.create(admin, "ir.attachment", name="F.pdf", datas=FORGED, **place)
    (issued,) = client.call("account.move", "tpe_issue", [move])
    issued["file"] = server.database.get(
        "SELECT attachment_id FROM tpe_archive_entry WHERE move_id = %s", (move,)
    )
    check_intact(server, issued)


def test_messages_do_not_take_the_original_along(server, admin, original):
    client = server.rpc("accountant")
    partner, files = story.make_customer(client), [original["file"]]
    said = {"body": "x", "attachment_ids": files}
    client.call("res.partner", "message_post", [partner], **said)
    values = {
        "model": "res.partner",
        "res_ids": str([partner]),
        "composition_mode": "comment",
        "subject": "x",
        "body": "y",
        "attachment_ids": [(6, 0, files)],
    }
    composer = client.call("mail.compose.message", "create", vals_list=[values])
    client.call("mail.compose.message", "action_send_mail", composer)
    domain = [["model", "=", "res.partner"], ["res_id", "=", partner]]
    messages = admin.call("mail.message", "search", domain=domain)
    admin.call("mail.message", "unlink", messages)
    check_intact(server, original)


def test_neither_the_invoice_nor_what_it_hangs_on_goes_away(server, admin, original):
    names = ["partner_id", "journal_id", "company_id"]
    row = story.read(admin, "account.move", original["id"], *names)
    force = {"force_delete": True, "skip_readonly_check": True, "dynamic_unlink": True}
    refuse(admin, "account.move", "unlink", [original["id"]], context=force)
    for model, name in zip(
        ("res.partner", "account.journal", "res.company"), names, strict=True
    ):
        with pytest.raises(RemoteError):
            admin.call(model, "unlink", [row[name][0]])
    for values in (
        {"amount_total": 1},
        {"amount_tax": 0},
        {"date": "2026-01-31"},
        {"sequence_number": 999},
        {"state": "cancel"},
    ):
        ids = [original["id"]]
        refuse(admin, "account.move", "write", ids, vals=values, context=force)
    check_intact(server, original)
