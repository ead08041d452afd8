# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in with a past, and going out with an archive."""

import base64
import io
import subprocess
import sys
import zipfile

import pytest
from support import story
from support.clients import RemoteError

CUSTOMERS = """\
Nom;SIREN;Adresse;Code postal;Ville;E-mail
Ébénisterie Lefèvre;732829320;3 rue du Bois;44000;Nantes;contact@lefevre.example
Mauvais SIREN;123456789;1 rue X;44000;Nantes;x@x.example
;;;;;
Ébénisterie Lefèvre;732829320;3 rue du Bois;44000;Nantes;contact@lefevre.example
Anne Le Goff;;5 quai de Brest;29200;Brest;anne@legoff.example
"""


HISTORY = """\
Numéro;Date;Échéance;Client;Total HT;TVA;Total TTC;Réglé
FZ-2024-001;15/01/2024;14/02/2024;Scierie du Blavet;100,00;20,00;120,00;120,00
FZ-2024-002;20/01/2024;19/02/2024;Scierie du Blavet;1 000,00;200,00;1 200,00;0
"""


def bring_in(client, content, dry_run, kind="partners"):
    """Import a file."""
    return client.call(
        "tpe.import",
        "tpe_import",
        company_id=story.get_company(client),
        kind=kind,
        filename="fichier.csv",
        content=base64.b64encode(content).decode(),
        profile="any",
        dry_run=dry_run,
    )


def count_partners(client):
    """Count the partners of the file."""
    names = ["Ébénisterie Lefèvre", "Anne Le Goff", "Mauvais SIREN"]
    return client.call("res.partner", "search_count", domain=[["name", "in", names]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_dry_run_reports_and_changes_nothing(rpc, encoding):
    client = rpc("accountant")
    before = count_partners(client)
    report = bring_in(client, CUSTOMERS.encode(encoding), True)["report"]
    assert report["read"] >= 4
    assert report["created"] == 2
    assert {row["line"] for row in report["rejected"]} >= {3}
    for row in report["rejected"]:
        assert row["reason"].strip()
    assert count_partners(client) == before


def test_a_trial_of_invoices_of_new_customers_leaves_nothing_behind(rpc):
    client = rpc("accountant")
    report = bring_in(client, HISTORY.encode(), True, "invoices")["report"]
    assert (report["created"], report["totals"]["open"]) == (2, "1200.00")
    domain = [["name", "=", "Scierie du Blavet"]]
    assert not client.call("res.partner", "search_count", domain=domain)


def test_an_import_is_undone_as_a_whole(json2):
    client = json2("accountant")
    before = count_partners(client)
    answer = bring_in(client, CUSTOMERS.encode(), False)
    assert count_partners(client) == before + answer["report"]["created"]
    undone = client.call("tpe.import", "tpe_undo", import_id=answer["import_id"])
    assert undone["removed"]
    assert count_partners(client) == before


def test_an_import_in_use_is_not_undone_and_says_what_stands_in_the_way(rpc):
    client = rpc("accountant")
    content = (
        CUSTOMERS.splitlines()[0]
        + "\nUsine Kerlan;;1 rue Y;29000;Quimper;u@k.example\n"
    )
    answer = bring_in(client, content.encode(), False)
    domain = [["name", "=", "Usine Kerlan"]]
    (partner,) = client.call("res.partner", "search", domain=domain)
    story.make_issued(client, 10, partner_id=partner)
    with pytest.raises(RemoteError) as refusal:
        client.call("tpe.import", "tpe_undo", import_id=answer["import_id"])
    assert str(refusal.value).strip()
    assert client.call("res.partner", "search", domain=domain) == [partner]


def test_an_export_verifies_without_odoo_and_finds_a_changed_byte(rpc, tmp_path):
    client = rpc("accountant")
    issued = story.make_issued(client, 10)
    answer = client.call(
        "tpe.archive.entry", "tpe_export", company_id=story.get_company(client)
    )
    content = story.get_bytes(answer)
    assert story.get_sha256(content) == answer["sha256"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    (verifier,) = tmp_path.rglob("*.py")
    command = [sys.executable, "-I", verifier]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (victim,) = [
        path
        for path in tmp_path.rglob("*.pdf")
        if story.get_sha256(path.read_bytes()) == issued["sha256"]
    ]
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-1] + b"X")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stdout.strip().splitlines()) >= 1


def test_the_checklist_says_what_is_done(rpc):
    client = rpc("owner")
    rows = client.call("res.company", "tpe_setup_state", [story.get_company(client)])
    assert rows
    for row in rows:
        assert set(row) == {"code", "done", "message"}
        assert row["message"].strip()


def test_a_customers_page_opens_without_login_and_shows_no_other_customer(server, rpc):
    client = rpc("accountant")
    partner, other = story.make_customer(client), story.make_customer(client)
    own = story.make_issued(client, 10, partner_id=partner)
    foreign = story.make_issued(client, 20, partner_id=other)
    (answer,) = client.call("res.partner", "tpe_account_url", [partner])
    assert set(answer) == {"id", "url", "expires"}
    visitor = server.session("seller")
    visitor.cookies.clear()  # nobody is logged in
    page = visitor.get(answer["url"], timeout=60)
    assert page.ok
    assert own["name"] in page.text
    assert foreign["name"] not in page.text
    altered = answer["url"][:-1] + ("0" if answer["url"][-1] != "0" else "1")
    assert own["name"] not in visitor.get(altered, timeout=60).text
