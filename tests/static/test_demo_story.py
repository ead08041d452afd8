# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The story of the demo and its helpers, without a server."""

import contextlib
import datetime
import email
import smtplib
import socket
import threading
from collections import Counter

import pytest
from lib import child, demo_customers, demo_plan, front_door, mail_sink
from lib.odoo import find_port
from stdnum.eu import vat
from stdnum.fr import siret

TODAY = datetime.date(2026, 11, 28)
COMPANIES = ("joiner", "designer")


def get_sales(today=TODAY):
    return demo_plan.get_sales(today, *map(demo_customers.get_kinds, COMPANIES))


def get_rows(company):
    path = demo_customers.DATA / demo_customers.FILES[company]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split(";") for line in lines[1:]]


def test_sixty_invoices_and_one_credit_note_in_six_months():
    sales = get_sales()
    kinds = Counter(sale.kind for sale in sales)
    assert kinds == {"invoice": 58, "deposit": 1, "balance": 1, "credit_note": 1}
    assert max(sale.day for sale in sales) <= TODAY
    assert min(sale.day for sale in sales) >= TODAY - datetime.timedelta(days=184)


def test_sales_stand_in_the_order_of_their_days_with_one_reference_each():
    sales = get_sales()
    assert [sale.ref for sale in sales] == [f"DEMO-{n:03d}" for n in range(1, 62)]
    assert [sale.day for sale in sales] == sorted(sale.day for sale in sales)


def test_what_a_sale_refers_to_comes_before_it():
    seen = set()
    for sale in get_sales():
        assert seen.issuperset(sale.preceding)
        seen.add(sale.ref)


def test_the_story_is_the_same_when_it_is_told_again():
    assert get_sales() == get_sales()


@pytest.mark.parametrize("today", [TODAY, datetime.date(2028, 2, 29)])
def test_periods_follow_one_another_and_hold_every_sale(today):
    periods = demo_plan.get_periods(today)
    assert periods[-1][1] == today
    for (_start, end), (start, _end) in zip(periods, periods[1:], strict=False):
        assert start == end + datetime.timedelta(days=1)
    days = [sale.day for sale in get_sales(today)]
    assert min(days) >= periods[0][0]
    assert max(days) <= periods[-1][1]


def test_forty_customers_of_every_kind_and_one_broken_row():
    kinds = Counter(demo_customers.get_kinds("joiner").values())
    assert sum(kinds.values()) == 40
    assert set(kinds) == {"business", "consumer", "public", "foreign"}
    assert len(get_rows("joiner")) == 41


@pytest.mark.parametrize("company", COMPANIES)
def test_numbers_of_customers_can_exist_but_for_the_broken_row(company):
    for code, _name, _kind, registry, number, *_rest in get_rows(company):
        if registry:
            assert siret.is_valid(registry) == (code != demo_customers.BROKEN), code
        if number:
            assert vat.is_valid(number), code


def test_mail_sink_keeps_each_message_as_a_file(tmp_path):
    (tmp_path / "0007-older.eml").write_text("older")
    sink = child.start(mail_sink.__file__, find_port(), tmp_path)
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
            message = email.message.EmailMessage()
            message["Subject"] = "Facture n° INV/2026/00001"
            message.set_content("Bonjour")
            smtp.send_message(message, "a@a.example", ["b@b.example"])
    finally:
        sink.stop()
    file = tmp_path / "0008-facture-n-inv-2026-00001.eml"
    assert file.read_bytes().startswith(b"X-Envelope-To: b@b.example")


@contextlib.contextmanager
def answering(word):
    """A server that answers one word to each connection and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    connection.recv(100)
                    connection.sendall(word)
                    connection.close()

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (b"GET /web/health HTTP/1.1\r\n\r\n", b"pages"),
        (b"GET /websocket?version=1 HTTP/1.1\r\n\r\n", b"live"),
    ],
)
def test_front_door_leads_to_the_right_port(line, word):
    with answering(b"pages") as pages, answering(b"live") as live:
        door = child.start(front_door.__file__, find_port(), pages, live)
        try:
            with socket.create_connection(("127.0.0.1", door.port), 5) as connection:
                connection.sendall(line)
                assert connection.makefile("rb").read() == word
        finally:
            door.stop()
