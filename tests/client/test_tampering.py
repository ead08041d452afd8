# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes behind Odoo's back: each is found, and the entry concerned is named."""

import subprocess

import pytest
from support import story
from support.clients import RemoteError


@pytest.fixture(scope="module")
def issued(module_server):
    """Three sealed invoices, as tpe_issue answered."""
    client = module_server.rpc("accountant")
    partner = story.make_customer(client)
    moves = [story.make_invoice(client, partner, price) for price in (10, 20, 30)]
    return client.call("account.move", "tpe_issue", moves)


@pytest.fixture
def own(module_server, issued):
    """The server with the three; what a test does to the table is undone."""
    module_server.issued = issued
    with module_server.database.restoring("tpe_archive_entry"):
        yield module_server


def verify(server):
    """Ask the owner's program whether the archive is whole."""
    client = server.rpc("owner")
    company = story.get_company(client)
    return client.call("tpe.archive.entry", "tpe_verify", company_id=company)


def get_problems(server):
    """Kinds of problems by archive number."""
    answer = verify(server)
    assert not answer["ok"]
    for problem in answer["problems"]:
        assert set(problem) == {"number", "kind", "message"}
    return {(each["number"], each["kind"]) for each in answer["problems"]}


def find_file(server, move_id):
    """Find the stored file of an invoice's sealed PDF."""
    name = server.database.get(
        "SELECT attachment.store_fname FROM ir_attachment attachment "
        "JOIN tpe_archive_entry entry ON entry.attachment_id = attachment.id "
        "WHERE entry.move_id = %s",
        (move_id,),
    )
    return server.filestore / name


def run_command(server, *words):
    """Verify from a terminal: code and lines."""
    odoo = server.odoo
    done = subprocess.run(
        [str(odoo.script), "tpe_verify", *words, "-c", str(odoo.conf)],
        env=odoo.get_environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    # a library says hello there
    return done.returncode, [line for line in lines if " INFO " not in line]


def test_the_command_tells_what_is_wrong_and_what_it_cannot_do(own, tmp_path):
    here = ["-d", own.database.name]
    code, lines = run_command(own, *here)
    assert (code, len(lines)) == (0, 1)
    (tmp_path / "none.zip").write_bytes(b"none")
    for words, count in (
        (["-d", f"{own.database.name}_not"], 1),
        ([*here, "--company", "99999"], 1),
        ([*here, "--from-closing", "99999"], 1),
        # what was verified before is told all the same
        ([*here, "--export", str(tmp_path / "none.zip")], 2),
        ([*here, "--anchor", "none"], 2),
    ):
        code, lines = run_command(own, *words)
        assert (code, len(lines)) == (1, count), lines
    code, lines = run_command(own, *here, "--export", str(tmp_path / "missing.zip"))
    assert (code, lines[-1].endswith("missing.zip")) == (2, True), lines
    with own.database.without_triggers("tpe_archive_entry") as cursor:
        cursor.execute("UPDATE tpe_archive_entry SET name = 'X' WHERE number = 1")
    code, lines = run_command(own, *here)
    assert (code, len(lines)) == (1, 2)
    assert lines[1].endswith("(row_changed)")


def test_untouched_archive_is_whole(own):
    answer = verify(own)
    assert answer["ok"], answer["problems"]
    assert answer["checked"] >= 3


def test_one_changed_byte_of_a_stored_file_is_found(own):
    victim = own.issued[1]
    path = find_file(own, victim["id"])
    original = path.read_bytes()
    content = bytearray(original)
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    try:
        assert (victim["archive_number"], "file_changed") in get_problems(own)
        with pytest.raises(RemoteError):
            own.rpc("accountant").call("account.move", "tpe_document", [victim["id"]])
    finally:
        path.write_bytes(original)
    assert verify(own)["ok"]


def test_damaged_bytes_come_out_nowhere(own):
    victim = own.issued[1]
    file_id = own.database.get(
        "SELECT attachment_id FROM tpe_archive_entry WHERE move_id = %s",
        (victim["id"],),
    )
    path = find_file(own, victim["id"])
    original, damaged = path.read_bytes(), b"%PDF-1.7 " + b"damaged " * 300
    path.chmod(0o600)
    path.write_bytes(damaged)
    person = own.session("accountant")
    try:
        for address in (
            f"/web/content/account.move/{victim['id']}/invoice_pdf_report_file",
            f"/web/content/{file_id}?download=true",
            f"/report/pdf/account.report_invoice_with_payments/{victim['id']}",
            f"/account/download_invoice_documents/{victim['id']}/pdf",
            f"/account/download_move_attachments/{victim['id']}",
            f"/my/invoices/{victim['id']}?report_type=pdf&download=true",
        ):
            answer = person.download(address)
            assert b"damaged " not in answer.content, address
            assert not answer.content.startswith((b"%PDF", b"PK")), address
    finally:
        path.write_bytes(original)
    assert verify(own)["ok"]


def test_the_owner_is_told_once_of_a_damaged_original(own):
    victim = own.issued[2]
    path = find_file(own, victim["id"])
    hidden = path.rename(path.with_suffix(".hidden"))
    try:
        for role in ("accountant", "reader"):
            with pytest.raises(RemoteError):
                own.json2(role).call("account.move", "tpe_document", [victim["id"]])
    finally:
        hidden.rename(path)
    told = own.database.run(
        "SELECT login FROM mail_activity activity JOIN res_users owner "
        "ON owner.id = activity.user_id WHERE summary LIKE %s",
        (f"%{victim['name']}%",),
    )
    assert len(told) == 1


def test_a_missing_file_is_found(own):
    victim = own.issued[0]
    path = find_file(own, victim["id"])
    hidden = path.rename(path.with_suffix(".hidden"))
    try:
        assert (victim["archive_number"], "file_missing") in get_problems(own)
    finally:
        hidden.rename(path)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount_total", "999.00"),
        ("name", "FAC/2026/99999"),
        ("date", "2026-10-01"),
        ("sha256", "0" * 64),
    ],
)
def test_one_changed_column_is_found(own, column, value):
    victim = own.issued[1]
    with own.database.without_triggers("tpe_archive_entry") as cursor:
        cursor.execute(
            f"UPDATE tpe_archive_entry SET {column} = %s WHERE move_id = %s",
            (value, victim["id"]),
        )
    numbers = {number for number, _kind in get_problems(own)}
    assert victim["archive_number"] in numbers


def test_a_changed_signature_is_found(own):
    victim = own.issued[1]
    with own.database.without_triggers("tpe_archive_entry") as cursor:
        cursor.execute(
            "UPDATE tpe_archive_entry entry SET signature = other.signature "
            "FROM tpe_archive_entry other "
            "WHERE entry.move_id = %s AND other.move_id = %s",
            (victim["id"], own.issued[0]["id"]),
        )
    assert (victim["archive_number"], "signature") in get_problems(own)


def test_a_removed_entry_is_found(own):
    victim = own.issued[1]
    _remove(own, victim["id"])
    kinds = {kind for _number, kind in get_problems(own)}
    assert "row_removed" in kinds


def test_a_removed_last_entry_is_found(own):
    _remove(own, own.issued[-1]["id"])
    assert get_problems(own)


def _remove(server, move_id):
    with server.database.without_triggers("tpe_archive_entry") as cursor:
        cursor.execute("DELETE FROM tpe_archive_entry WHERE move_id = %s", (move_id,))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tpe_archive_entry SET name = 'X'",
        "DELETE FROM tpe_archive_entry",
        "TRUNCATE tpe_archive_entry CASCADE",
        "UPDATE ir_attachment SET checksum = '0' WHERE res_field LIKE 'invoice_pdf%%'",
        "DELETE FROM ir_attachment WHERE res_field LIKE 'invoice_pdf%%'",
        "INSERT INTO ir_attachment (name, type, res_model, res_field, res_id) SELECT "
        "'x', 'binary', res_model, res_field, res_id FROM ir_attachment "
        "WHERE res_field LIKE 'invoice_pdf%%'",
    ],
)
def test_the_database_itself_refuses_while_its_trigger_stands(own, statement):
    with pytest.raises(Exception, match="(?i)archive|append|seal|tpe_"):
        own.database.run(statement)
    assert verify(own)["ok"]
