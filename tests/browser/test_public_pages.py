# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody sees who has no account here: a customer with a PDF, or a link."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from support import story

from .conftest import DESK, PHONE

CHECK = "/tpe/verifier"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# what a browser does when a file is dropped on the page
DROP = """([name, text]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, {type: "application/pdf"}));
    document.body.dispatchEvent(
        new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true})
    );
}"""


@pytest.fixture(scope="module")
def customer(rpc):
    """A customer with an invoice, and what he has received."""
    client = rpc("accountant")
    partner = story.make_customer(client, name="Librairie du Passage", lang="fr_FR")
    paid = story.make_issued(client, 60, partner_id=partner)
    story.pay(client, paid["id"], "2026-11-20")
    issued = story.make_issued(client, 100, partner_id=partner)
    [document] = client.call("account.move", "tpe_document", [issued["id"]])
    [account] = client.call("res.partner", "tpe_account_url", [partner])
    return {"document": document, "url": account["url"]}


def find_barriers(page):
    """List what keeps somebody out, by the rules of WCAG 2.2, level AA.

    :return: rule and elements, as text
    :rtype: list[str]
    """
    found = Axe().run(page, options=RULES).response
    assert found["passes"]  # it has looked
    return [f"{each['id']}: {each['nodes']}" for each in found["violations"]]


def is_wider(page):
    """Say whether one has to scroll sideways.

    :rtype: bool
    """
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_customer_checks_what_he_has_received(person, customer, size):
    visitor, document = person(size), customer["document"]
    page = visitor.page
    page.goto(visitor.url + CHECK)
    page.evaluate(DROP, [document["filename"], document["content"]])
    page.locator(".answer.known").wait_for()
    assert find_barriers(page) == []
    content = base64.b64decode(document["content"]) + b"\n"
    page.set_input_files(
        "#file",
        {"name": "copie.pdf", "mimeType": "application/pdf", "buffer": content},
    )
    page.locator(".answer.unknown").wait_for()
    assert find_barriers(page) == []
    # the field names the file of the answer, however that came
    page.evaluate(DROP, [document["filename"], document["content"]])
    page.locator(".answer.known").wait_for()
    named = page.evaluate("document.getElementById('file').files[0].name")
    assert named == document["filename"]
    assert not is_wider(page)
    assert visitor.complaints == []


def test_the_keyboard_alone_looks_a_fingerprint_up(person, customer):
    visitor = person()
    page = visitor.page
    page.goto(visitor.url + CHECK)
    for _step in range(2):  # past the file, to what is folded
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    page.locator("#answer:not(:empty)").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type(customer["document"]["sha256"].upper())
    page.keyboard.press("Enter")
    page.locator(".answer.known").wait_for()
    assert visitor.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_customer_reads_his_account(person, customer, size):
    visitor = person(size)
    page = visitor.page
    page.goto(visitor.url + customer["url"][customer["url"].index("/tpe/") :])
    number = page.get_by_text("Librairie du Passage").first
    number.wait_for()
    assert find_barriers(page) == []
    assert not is_wider(page)
    content = visitor.download(lambda: page.locator("a[href$='.pdf']").first.click())
    assert story.get_sha256(content) == customer["document"]["sha256"]
    assert visitor.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_customer_promises_and_goes_back(person, customer, rpc, size):
    visitor = person(size)
    page = visitor.page
    place = visitor.url + customer["url"][customer["url"].index("/tpe/") :]
    for what in ("dispute", "paid", "plan", "pay", "promise"):
        page.goto(f"{place}/{what}")
        assert find_barriers(page) == []
        assert not is_wider(page)
    page.fill("#day", page.get_attribute("#day", "max"))
    page.locator("button[type=submit]").click()
    page.locator(".said").wait_for()
    assert find_barriers(page) == []
    page.go_back()
    page.locator("button[type=submit]").click()
    page.locator(".said").wait_for()
    domain = [["partner_id.name", "=", "Librairie du Passage"]]
    pauses = rpc("accountant").call("tpe.reminder.pause", "search", domain=domain)
    assert len(pauses) == 1
    assert visitor.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_customer_looks_through_all_that_is_his(person, customer, size):
    visitor = person(size)
    page = visitor.page
    page.goto(visitor.url + customer["url"][customer["url"].index("/tpe/") :])
    for name, heading in (
        ("Relevé à une date", "Relevé"),
        ("Paiements et reçus", "Vos paiements"),
        ("Devis et bons de commande", "Vos devis et commandes"),
        ("Vos coordonnées", "Vos coordonnées"),
    ):
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        assert find_barriers(page) == []
        assert not is_wider(page)
        page.get_by_role("link", name="← Votre compte").click()
    page.get_by_role("link", name="Paiements et reçus").click()
    page.get_by_role("link", name="Reçu").first.click()
    page.get_by_text("72,00").first.wait_for()
    assert find_barriers(page) == []
    assert visitor.complaints == []


def test_the_keyboard_alone_asks_for_a_change_and_says_how_it_went(
    person, customer, rpc
):
    visitor = person(PHONE)
    page = visitor.page
    place = visitor.url + customer["url"][customer["url"].index("/tpe/") :]
    page.goto(f"{place}/details")
    page.locator("#street").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("3 quai des Indes")
    page.keyboard.press("Enter")
    page.locator(".said").wait_for()
    page.get_by_role("link", name="Êtes-vous satisfait").focus()
    page.keyboard.press("Enter")
    page.locator("input[name=stars]").first.focus()
    for _step in range(3):  # from five stars to two
        page.keyboard.press("ArrowDown")
    assert find_barriers(page) == []
    page.keyboard.press("Tab")
    page.keyboard.type("Trop long")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".said").wait_for()
    client, name = rpc("accountant"), "Librairie du Passage"
    about = [["partner_id.name", "=", name]]
    [proposal] = client.call("tpe.partner.proposal", "search", domain=about)
    client.call("tpe.partner.proposal", "action_accept", [proposal])
    [rating] = client.call(
        "rating.rating", "search_read", domain=about, fields=["rating", "feedback"]
    )
    assert (rating["rating"], rating["feedback"]) == (2, "Trop long")
    [partner] = client.call(
        "res.partner",
        "search_read",
        domain=[["name", "=", name]],
        fields=["street"],
    )
    assert partner["street"] == "3 quai des Indes"
    assert visitor.complaints == []
