# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive encrypted where it lies: plain on every path, nothing on the disk."""

import hashlib

import pytest
from support import story


@pytest.fixture(scope="module")
def encrypted(module_server):
    """A server with one invoice sealed before the encryption and one after."""
    client = module_server.rpc("accountant")
    module_server.issued = [story.make_issued(client, 10)]
    company = story.get_company(client)
    module_server.rpc("owner").call("res.company", "action_tpe_lock_archive", [company])
    module_server.issued.append(story.make_issued(client, 20))
    module_server.run_cron("ir_cron_tpe_archive_convert")
    return module_server


def test_every_path_gives_the_sealed_bytes(encrypted):
    client, person = encrypted.rpc("accountant"), encrypted.session("accountant")
    for each in encrypted.issued:
        (document,) = client.call("account.move", "tpe_document", [each["id"]])
        assert story.get_sha256(story.get_bytes(document)) == each["sha256"]
        for path in (
            f"/web/content/account.move/{each['id']}/invoice_pdf_report_file",
            f"/account/download_invoice_documents/{each['id']}/pdf",
        ):
            answer = person.download(path)
            assert story.get_sha256(answer.content) == each["sha256"], path
    company = story.get_company(client)
    answer = client.call("tpe.archive.entry", "tpe_verify", company_id=company)
    assert answer["ok"], answer["problems"]


def test_neither_the_rows_nor_the_files_in_use_hold_a_document(encrypted):
    client = encrypted.rpc("accountant")
    ids = [each["id"] for each in encrypted.issued]
    client.call("account.move", "tpe_send", ids)  # a copy goes with each mail
    names = encrypted.database.run(
        "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"
    )
    hashes = {each["sha256"] for each in encrypted.issued}
    for (name,) in names:
        path = encrypted.filestore / name
        content = path.read_bytes() if path.exists() else b""
        assert hashlib.sha256(content).hexdigest() not in hashes, name
    for table, column in (
        ("ir_attachment", "db_datas"),
        ("tpe_archive_entry", "xml_data"),
    ):
        plain = encrypted.database.get(
            f"SELECT count(*) FROM {table} WHERE position('%%PDF-' IN "
            f"encode({column}, 'escape')) > 0 AND {column} IS NOT NULL "
            "OR position('CrossIndustryInvoice' IN "
            f"encode({column}, 'escape')) > 0"
        )
        assert plain == 0, table


def test_a_lost_key_serves_nothing_and_says_so(encrypted):
    uuid = encrypted.database.get(
        "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    )
    path = encrypted.filestore.parents[1] / "tpe_seal" / f"{uuid}.key"
    hidden = path.rename(path.with_suffix(".hidden"))
    try:
        person = encrypted.session("accountant")
        for each in encrypted.issued:
            answer = person.get(
                f"{encrypted.url}/web/content/account.move/{each['id']}"
                "/invoice_pdf_report_file"
            )
            assert b"%PDF" not in answer.content
            assert answer.status_code >= 400
    finally:
        hidden.rename(path)
    test_every_path_gives_the_sealed_bytes(encrypted)
