# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of the mail of the day, on a real server, as mail programs open them."""

import re

import pytest
import requests
from support import story
from support.outage import at_once

PAUSES = "SELECT COUNT(*) FROM tpe_reminder_pause WHERE move_id = %s"
OWNER = "owner@menuiserie-durand.example"


@pytest.fixture(scope="module")
def server(module_servers):
    return module_servers()


@pytest.fixture(scope="module")
def announced(server):
    """Announce reminders of two customers.

    :return: invoice and link, by customer
    :rtype: dict
    """
    client = server.rpc("accountant")
    moves = {}
    for name in ("Bâti Ouest", "Ateliers Morvan"):
        partner = story.make_customer(client, name=name)
        moves[name] = story.make_late(client, 200, partner_id=partner)["id"]
    server.database.run(
        "UPDATE res_company SET tpe_reminder_mode = 'on', tpe_reminder_bank_days = 0, "
        "tpe_reminder_announce = TRUE, tpe_reminder_days = 'every', "
        "tpe_reminder_hour_from = 0, tpe_reminder_hour_to = 0, "
        "tpe_reminder_user_id = (SELECT id FROM res_users WHERE login = 'owner') "
        "WHERE id = %s",
        (story.get_company(client),),
    )
    server.run_cron("ir_cron_tpe_reminders", "tpe_invoicing_reminders")
    (mail,) = server.mailbox.wait_for(1, OWNER)
    rows = mail.get_body(("html",)).get_content().split("<tr")
    links = {}
    for name, move in moves.items():
        row = next(row for row in rows if name in row)
        links[name] = (move, re.search(r'"(http[^"]+/tpe/hold/[^"]+)"', row)[1])
    return links


def test_a_program_that_opens_links_stops_nothing(server, announced):
    move, url = announced["Bâti Ouest"]
    for ask in (requests.get, requests.head, requests.options):
        assert ask(url, timeout=60).status_code in (200, 204)
    assert server.database.get(PAUSES, (move,)) == 0


def test_pressed_from_two_places_at_once_it_stops_once(server, announced):
    move, url = announced["Bâti Ouest"]
    press = [lambda: requests.post(url, {"x": 1}, timeout=60).status_code] * 4
    assert set(at_once(*press)) == {200}
    assert server.database.get(PAUSES, (move,)) == 1
    assert "<form" not in requests.get(url, timeout=60).text
    other, _url = announced["Ateliers Morvan"]
    assert server.database.get(PAUSES, (other,)) == 0


def test_an_altered_link_stops_nothing(server, announced):
    move, url = announced["Ateliers Morvan"]
    _move, foreign = announced["Bâti Ouest"]
    stem, _slash, token = url.rpartition("/")
    person, company, partner, end, signature = token.split("-")
    foreign = foreign.rpartition("/")[2].split("-")
    for wrong in (
        (str(int(person) + 1), company, partner, end, signature),
        (person, str(int(company) + 1), partner, end, signature),
        (person, company, partner, str(int(end) + 86400), signature),
        (person, company, foreign[2], end, signature),
        (person, company, partner, end, foreign[4]),
        ("9" * 30, company, partner, end, signature),
    ):
        answer = requests.post(f"{stem}/{'-'.join(wrong)}", {"x": 1}, timeout=60)
        assert answer.status_code == 404, wrong
    assert server.database.get(PAUSES, (move,)) == 0


def test_who_has_left_stops_nothing(server, announced):
    move, url = announced["Ateliers Morvan"]
    admin = server.rpc("admin")
    (owner,) = admin.call("res.users", "search", domain=[["login", "=", "owner"]])
    admin.call("res.users", "write", [owner], vals={"active": False})
    try:
        answer = requests.post(url, {"x": 1}, timeout=60)
    finally:
        admin.call("res.users", "write", [owner], vals={"active": True})
    assert answer.status_code == 403
    assert server.database.get(PAUSES, (move,)) == 0
