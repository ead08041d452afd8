# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each role gets in by both doors, with the language of the company."""

import pytest
from support.clients import RemoteError
from support.roles import ROLES


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", ["rpc", "json2"])
def test_every_role_gets_in_by_every_door(server, role, door):
    client = getattr(server, door)(role)
    domain = [["login", "=", role]]
    (user,) = client.call(
        "res.users", "search_read", domain=domain, fields=["name", "lang"]
    )
    assert user["name"]


@pytest.mark.parametrize("door", ["rpc", "json2"])
def test_a_reader_writes_nothing_by_any_door(server, door):
    with pytest.raises(RemoteError) as refusal:
        getattr(server, door)("reader").call(
            "account.move", "create", vals_list=[{"move_type": "out_invoice"}]
        )
    assert refusal.value.is_about_rights


def test_a_person_logs_in_and_out_of_the_web_client(server):
    person = server.session("accountant")
    assert person.download("/odoo").ok
