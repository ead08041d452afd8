# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole corridor on a server that logs all it can; then its log is read."""

from urllib.parse import urlsplit

import pytest
import requests
from support import story
from support.roles import get_key

CHATTY = (
    "--log-handler=werkzeug:DEBUG",
    "--log-handler=odoo.http:DEBUG",
    "--log-handler=odoo.service:DEBUG",
    "--log-handler=odoo.addons:DEBUG",
    "--log-handler=urllib3:DEBUG",
)
ZIP_PASSWORD = "a zip's own 'password', with blanks"


@pytest.fixture(scope="module")
def told(module_servers):
    """The log, and the secrets that were used while it was written."""
    server = module_servers("--workers=0", *CHATTY)
    secrets = _walk(server)
    server.stop()
    return server.log.read_text(errors="replace"), secrets


def _walk(server):
    """Go the corridor as each kind of client; give the secrets by what they are."""
    client = server.json2("accountant")
    customer = story.make_customer(client)
    invoice = story.make_invoice(client, customer, 100)
    client.call("account.move", "tpe_issue", [invoice])
    client.call("account.move", "tpe_send", [invoice])
    (page,) = client.call("res.partner", "tpe_account_url", [customer])
    for part in ("", "/pay", "/statement", f"/{invoice}.pdf", "/documents.zip"):
        assert requests.get(page["url"] + part, timeout=60).ok, part
    (access,) = client.call("account.move", "read", [invoice], fields=["access_url"])
    token = client.call("account.move", "get_portal_url", [invoice])
    assert token.startswith(access["access_url"])
    requests.get(server.url + token, timeout=60)
    server.rpc("accountant").call(
        "tpe.archive.entry", "tpe_export", company_id=1, password=ZIP_PASSWORD
    )
    server.session("owner")
    wrong = {"login": "owner", "password": "a wrong one of mine", "redirect": "/"}
    requests.post(f"{server.url}/web/login", data=wrong, timeout=60)
    forgotten = f"{server.url}/web/reset_password?token=a1b2c3d4e5f6a7b8"
    requests.get(forgotten, timeout=60)
    seal = server.database.get(
        "SELECT value FROM ir_config_parameter WHERE key = %s", ("database.secret",)
    )
    return {
        "customer's link": urlsplit(page["url"]).path.rpartition("-")[2],
        "portal link": token.partition("access_token=")[2].partition("&")[0],
        "key of a program": get_key("accountant"),
        "password of a zip": ZIP_PASSWORD,
        "wrong password": wrong["password"],
        "token of a new password": "a1b2c3d4e5f6a7b8",
        "secret of the database": seal,
    }


def test_the_log_holds_no_secret(told):
    log, secrets = told
    assert all(len(secret) > 8 for secret in secrets.values())
    assert [kind for kind, secret in secrets.items() if secret in log] == []
    assert [kind for kind, secret in secrets.items() if repr(secret) in log] == []


def test_the_log_still_says_what_was_asked(told):
    log, _secrets = told
    assert "tpe_export" in log
    assert "/statement HTTP/1.1" in log
    assert "***" in log
