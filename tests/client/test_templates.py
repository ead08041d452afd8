# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The owner chooses a look; what the accountant issues has it, and keeps it."""

import base64
import json

import pytest
from support import story
from support.clients import RemoteError


@pytest.fixture
def modern(rpc):
    """The modern template, as the usual one of the company for one test."""
    owner = rpc("owner")
    company = story.get_company(owner)
    (template,) = owner.call(
        "tpe.invoice.template", "search", domain=[["design", "=", "modern"]], limit=1
    )
    owner.call(
        "res.company", "write", [company], vals={"tpe_invoice_template_id": template}
    )
    yield template
    owner.call(
        "res.company", "write", [company], vals={"tpe_invoice_template_id": False}
    )


def read_template(client, move):
    """Read what the archive notes of the look of a document."""
    entry = story.read(client, "account.move", move, "tpe_archive_entry_id")
    ident = entry["tpe_archive_entry_id"][0]
    meta = story.read(client, "tpe.archive.entry", ident, "meta")["meta"]
    return json.loads(meta)["template"]


def get_content(client, move):
    """Read the original of a document."""
    (document,) = client.call("account.move", "tpe_document", [move])
    return base64.b64decode(document["content"])


def test_the_owner_chooses_and_the_accountant_issues(rpc, modern):
    accountant = rpc("accountant")
    first = story.make_issued(accountant, 10)["id"]
    assert read_template(accountant, first).startswith("modern/")

    partner = story.make_customer(accountant)
    (classic,) = accountant.call(
        "tpe.invoice.template", "search", domain=[["design", "=", "classic"]], limit=1
    )
    second = story.make_invoice(accountant, partner)
    accountant.call(
        "account.move", "write", [second], vals={"tpe_invoice_template_id": classic}
    )
    accountant.call("account.move", "tpe_issue", [second])
    assert read_template(accountant, second).startswith("classic/")
    assert get_content(accountant, first) != get_content(accountant, second)


def test_a_change_of_the_template_leaves_originals_alone(rpc, modern):
    accountant, owner = rpc("accountant"), rpc("owner")
    move = story.make_issued(accountant, 10)["id"]
    before = get_content(accountant, move)
    template = owner.call("tpe.invoice.template", "copy", [modern])[0]
    company = story.get_company(owner)
    owner.call(
        "res.company", "write", [company], vals={"tpe_invoice_template_id": template}
    )
    owner.call(
        "tpe.invoice.template", "write", [template], vals={"accent_color": "#8A1538"}
    )
    assert get_content(accountant, move) == before
    later = story.make_issued(accountant, 10)["id"]
    assert "v2" in read_template(accountant, later)


@pytest.mark.parametrize("role", ["accountant", "seller", "reader", "stranger"])
def test_only_owners_change_templates(rpc, modern, role):
    with pytest.raises(RemoteError) as refusal:
        rpc(role).call(
            "tpe.invoice.template", "write", [modern], vals={"accent_color": "#8A1538"}
        )
    assert refusal.value.is_about_rights


def test_the_preview_follows_without_saving(rpc, modern):
    client = rpc("reader")
    answers = [
        client.call(
            "tpe.invoice.template",
            "tpe_preview",
            template_id=modern,
            values=values,
            document="invoice",
        )
        for values in ({}, {"accent_color": "#8A1538"})
    ]
    assert all(not answer["problems"] for answer in answers)
    assert answers[0]["pages"] != answers[1]["pages"]


def test_a_faulty_file_is_refused_in_plain_words(rpc):
    with pytest.raises(RemoteError) as refusal:
        rpc("owner").call(
            "tpe.invoice.template",
            "tpe_import_template",
            content=base64.b64encode(b"{}").decode(),
        )
    assert "mod" in str(refusal.value) or "template" in str(refusal.value)
