# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stranger with a program tries the customers' pages; what he tried is counted."""

import threading

import pytest
import requests
from support import story

READ = ("", "/documents.zip", "/pay", "/statement", "/payments", "/orders")
FORMS = ("/promise", "/dispute", "/paid", "/plan", "/details")
SAYS = {"day": "2099-01-01", "words": "x", "parts": 3, "street": "1", "stars": 1}
HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{7*7}}",
    "=HYPERLINK(1)",
    "\u202e\u0000x",
    "../../etc/passwd",
)


def make_wrong_links(place, other):
    """Alter a link to a customer's page in each of its parts.

    :param str place: of the page, behind the server's address
    :param str other: of another customer's page
    :return: places that open nothing
    :rtype: list[str]
    """
    stem, _slash, token = place.rpartition("/")
    company, partner, end, signature = token.split("-")
    foreign = other.rpartition("/")[2].split("-")
    swapped = "1" if signature[0] == "0" else "0"
    return [
        f"{stem}/{wrong}"
        for wrong in (
            f"{company}-{foreign[1]}-{end}-{signature}",
            f"{company}-{partner}-{end}-{foreign[3]}",
            f"{int(company) + 1}-{partner}-{end}-{signature}",
            f"{company}-{partner}-{int(end) + 1}-{signature}",
            f"{company}-{partner}-{end}-{swapped}{signature[1:]}",
            f"{company}-{partner}-{end}-{signature[:-1]}",
            f"{company}-{partner}-1-{signature}",
            "0-0-0-" + "0" * 64,
            "%2e%2e",
        )
    ]


def count_traces(server, issued, partner):
    """Count what strangers have left on an invoice and its customer.

    :param dict issued: the invoice
    :param int partner: the customer
    :rtype: int
    """
    return server.database.get(
        "SELECT (SELECT COUNT(*) FROM tpe_reminder_pause WHERE move_id = %s)"
        " + (SELECT COUNT(*) FROM tpe_partner_proposal WHERE partner_id = %s)"
        " + (SELECT COUNT(*) FROM rating_rating WHERE partner_id = %s)"
        " + (SELECT COUNT(*) FROM payment_transaction WHERE partner_id = %s)",
        (issued["id"], partner, partner, partner),
    )


@pytest.fixture(scope="module", autouse=True)
def forgiven(server):
    """The next to come from this address are not taken for who was here."""
    yield
    server.database.run("DELETE FROM tpe_visit")


@pytest.fixture(scope="module")
def mine(server):
    """A customer with an invoice that is open, and his page."""
    return make_customer(server)


@pytest.fixture(scope="module")
def other(server):
    """Another customer, whose documents and payments are none of the first one's."""
    return make_customer(server)


def make_customer(server):
    """Create a customer with one open and one paid invoice.

    :return: ``partner``, ``open``, ``paid`` and ``url`` of his page
    :rtype: dict
    """
    client = server.rpc("accountant")
    partner = story.make_customer(client)
    issued = [story.make_late(client, 100, partner_id=partner) for _each in range(2)]
    story.pay(client, issued[1]["id"], "2026-11-20")
    [answer] = client.call("res.partner", "tpe_account_url", [partner])
    place = answer["url"][answer["url"].index("/tpe/") :]
    return {
        "partner": partner,
        "open": issued[0],
        "paid": issued[1],
        "url": server.url + place,
    }


def test_the_right_link_of_one_customer_gives_nothing_of_another(server, mine, other):
    stranger, theirs = requests.Session(), (other["open"], other["paid"])
    lines = "SELECT array_agg(id) FROM account_move_line WHERE partner_id = %s"
    payments = server.database.get(lines, (other["partner"],))
    numbers = [*(each["id"] for each in theirs), *payments, 0, 2**31, 10**30]
    tried = let_through = 0
    for number in (theirs[0]["id"], theirs[1]["id"], 0):
        for form in ("/promise", "/dispute", "/paid", "/plan"):
            says = {**SAYS, "ids": number}
            answer = stranger.post(mine["url"] + form, data=says, timeout=60)
            tried += 1
            let_through += answer.status_code < 400
    for number in numbers:
        for end in (".pdf", ".xml"):
            answer = stranger.get(f"{mine['url']}/{number}{end}", timeout=60)
            tried += 1
            let_through += answer.status_code < 400
        for end in (f"/payments/{number}", f"/feedback/{number}"):
            answer = stranger.get(mine["url"] + end, timeout=60)
            tried += 1
            let_through += answer.status_code < 400
        let_through += start_payment(mine["url"], [number], 1).ok_for_thief
        tried += 1
    assert (tried, let_through) == (12 + 5 * len(numbers), 0)
    assert count_traces(server, other["open"], other["partner"]) == 0


class Payment:
    """The answer to a payment that was asked for."""

    def __init__(self, answer):
        self.status = answer.status_code
        content = answer.json() if self.status == 200 else {}
        self.reference = content.get("result", {}).get("reference")

    @property
    def ok_for_thief(self):
        """Whether it was begun."""
        return bool(self.reference)


def start_payment(url, ids, amount, **values):
    """Ask for a payment as Odoo's form does."""
    params = {
        "provider_id": 1,
        "payment_method_id": 1,
        "token_id": None,
        "amount": amount,
        "flow": "direct",
        "tokenization_requested": False,
        "landing_route": "https://elsewhere.example",
        "is_validation": False,
        **values,
    }
    ids = "-".join(map(str, ids))
    return Payment(
        requests.post(
            f"{url}/pay/{ids}/transaction", json={"params": params}, timeout=60
        )
    )


def test_hostile_words_are_text_and_hostile_numbers_are_refused(server, mine):
    stranger = requests.Session()
    tried = let_through = 0
    for hostile in HOSTILE:
        for form, says in (
            ("/details", {"street": hostile, "email": hostile, "country_id": hostile}),
            ("/dispute", {"ids": hostile, "words": hostile, "amount": hostile}),
            ("/paid", {"ids": mine["open"]["id"], "day": hostile}),
            ("/plan", {"ids": hostile, "parts": hostile, "day": hostile}),
            (f"/feedback/{mine['paid']['id']}", {"stars": hostile, "words": hostile}),
        ):
            answer = stranger.post(mine["url"] + form, data=says, timeout=60)
            tried += 1
            let_through += answer.status_code != 422 or "<script>alert" in answer.text
        for end in ("/statement", "/pay"):
            words = {"on": hostile, "how": "part", "amount": hostile, "ids": hostile}
            answer = stranger.get(mine["url"] + end, params=words, timeout=60)
            tried += 1
            let_through += answer.status_code >= 500 or "<script>alert" in answer.text
    assert (tried, let_through) == (42, 0)
    assert count_traces(server, mine["open"], mine["partner"]) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.html", b"<script>alert(1)</script>"),
        ("x.pdf.exe", b"MZ" + bytes(100)),
        ("x.zip", b"PK\x03\x04" + bytes(100)),
        ("x.pdf", b"%PDF-1.7" + bytes(11 * 1024 * 1024)),
    ],
    ids=["svg", "html", "program", "zip", "oversize"],
)
def test_unwanted_uploads_are_not_taken(server, mine, name, content):
    answer = requests.post(
        f"{mine['url']}/dispute",
        data={"ids": mine["open"]["id"], "words": "x"},
        files={"file": (name, content)},
        timeout=60,
    )
    assert answer.status_code in (413, 422)
    assert count_traces(server, mine["open"], mine["partner"]) == 0


def test_two_clicks_at_once_change_details_once(server, mine):
    answers = at_once(
        lambda: (
            requests.post(
                f"{mine['url']}/details",
                data={"street": "2 quai Est"},
                allow_redirects=False,
                timeout=60,
            ).status_code
        )
    )
    assert answers.count(303) >= 1
    assert not [status for status in answers if status >= 500]
    query = "SELECT COUNT(*) FROM tpe_partner_proposal WHERE partner_id = %s"
    assert server.database.get(query, (mine["partner"],)) == 1


def test_many_at_once_are_counted_by_all_the_workers(server, mine):
    url = f"{mine['url']}/documents.zip"
    statuses = at_once(lambda: requests.get(url, timeout=60).status_code, times=14)
    assert (statuses.count(200), statuses.count(429)) == (10, 4)


def at_once(ask, times=4):
    """Ask the same from several threads at once.

    :return: the answers
    :rtype: list
    """
    answers, gate = [], threading.Barrier(times)

    def run():
        gate.wait()
        answers.append(ask())

    threads = [threading.Thread(target=run) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_no_altered_link_opens_or_changes_anything(server):
    client = server.rpc("accountant")
    partners = [story.make_customer(client) for _each in range(2)]
    issued = story.make_late(client, 100, partner_id=partners[0])
    answers = client.call("res.partner", "tpe_account_url", partners)
    mine, other = (each["url"][each["url"].index("/tpe/") :] for each in answers)
    number, stranger = issued["id"], requests.Session()
    says = {"ids": number, **SAYS}
    ends = (*READ, f"/{number}.pdf", f"/{number}.xml", f"/payments/{number}")
    forms = (*FORMS, f"/feedback/{number}")
    tried = let_through = 0
    for wrong in make_wrong_links(mine, other):
        for method, end in [
            *(("GET", end) for end in (*ends, *forms)),
            *(("POST", end) for end in (*ends, *forms)),
            *(("DELETE", end) for end in forms),
        ]:
            answer = stranger.request(
                method, f"{server.url}{wrong}{end}", data=says, timeout=60
            )
            tried += 1
            let_through += answer.status_code < 400 or issued["name"] in answer.text
    assert (tried, let_through) == (324, 0)
    assert count_traces(server, issued, partners[0]) == 0
