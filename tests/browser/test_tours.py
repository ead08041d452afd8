# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each guided tour goes from its first bubble to its last, in French and in English."""

import pytest
from support import story

from .conftest import PHONE

TOURS = ("invoice", "design", "archive", "plan", "dashboard")


@pytest.fixture(scope="module")
def ready(rpc):
    """A customer and a product that the tours choose, and something sealed."""
    accountant = rpc("accountant")
    story.make_customer(accountant, name="Tour Bâti Ouest")
    story.make_issued(accountant, 100)
    story.create(
        accountant, "product.product", name="Tour porte en chêne", list_price=120
    )


@pytest.fixture(params=["fr_FR", "en_US"])
def guided(person, rpc, request):
    """An owner who reads French, or English."""
    admin = rpc("admin")
    [user] = admin.call("res.users", "search", domain=[["login", "=", "owner"]])
    admin.call("res.users", "write", [user], vals={"lang": request.param})
    owner = person()
    owner.sign_in("owner")
    owner.lang = request.param
    yield owner
    admin.call("res.users", "write", [user], vals={"lang": "fr_FR"})


def play(owner, tour):
    """Let the program play the tour itself, as a person clicks through it."""
    page, said = owner.page, []
    page.on("console", lambda message: said.append(message.text))
    owner.open("tpe-learn", ".o_tpe_jobs")
    assert page.locator(f"[data-tour=tpe_tour_{tour}]").count() == 1
    page.evaluate(f"odoo.startTour('tpe_tour_{tour}', {{mode: 'auto'}})")
    for _second in range(90):
        page.wait_for_timeout(1000)
        if any("tour succeeded" in line.lower() for line in said):
            return
        failed = [line for line in said if "FAILED" in line]
        assert not failed, failed
    raise AssertionError(said[-5:])


@pytest.mark.usefixtures("ready")
def test_every_tour_leads_to_its_end(guided):
    for tour in TOURS:
        play(guided, tour)
    assert guided.complaints == []


def test_learning_begins_on_a_phone_too(person):
    owner = person(PHONE)
    owner.sign_in("owner")
    owner.open("tpe-learn", ".o_tpe_jobs")
    page = owner.page
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wide)
    page.click("[data-tour=tpe_tour_archive]")
    page.wait_for_selector(".o_tpe_archive_state")
    page.wait_for_selector(".o_tour_pointer")
    assert owner.complaints == []


@pytest.mark.parametrize("view", ["list", "form"])
def test_a_screen_says_what_it_is_for_also_when_it_is_full(person, view):
    owner = person()
    owner.sign_in("owner")
    page = owner.page
    owner.open("tpe-invoice-templates", ".o_data_row")
    if view == "form":
        page.click(".o_data_row .o_data_cell[name=name]")
        page.wait_for_selector(".o_form_view")
    page.click(".o_cp_action_menus .o-dropdown, .o_cp_action_menus button")
    page.click(".o_tpe_screen_help")
    words = page.locator(".o_tpe_screen_words")
    words.wait_for()
    assert len(words.inner_text()) > 40
    assert page.locator(".modal a[href*='guide/index.html']").count() == 1
    page.keyboard.press("Escape")
    words.wait_for(state="detached")
    assert owner.complaints == []


def test_guide_opens_with_all_its_pictures(person):
    owner = person()
    owner.sign_in("owner")
    owner.page.goto(f"{owner.url}/tpe_invoicing/static/guide/index.html")
    broken = owner.page.evaluate(
        "async () => { const all = [...document.images]; "
        "for (const each of all) { each.loading = 'eager'; "
        "await each.decode().catch(() => {}); } "
        "return all.filter((each) => !each.naturalWidth).map((each) => each.src); }"
    )
    assert broken == []


def test_every_step_of_the_set_up_leads_somewhere(person):
    owner = person(PHONE)
    owner.sign_in("owner")
    page = owner.page
    menus = page.evaluate(
        "async () => (await fetch('/web/webclient/load_menus')).json()"
    )
    xmlid = "tpe_invoicing.tpe_setup_step_menu"
    action = next(m["actionID"] for m in menus.values() if m.get("xmlid") == xmlid)
    steps = ".o_tpe_setup_steps .o_kanban_record:not(.o_kanban_ghost)"
    owner.open(f"action-{action}", steps)
    for number in range(page.locator(steps).count()):
        owner.open(f"action-{action}", steps)
        page.locator(steps).nth(number).click()
        # another page, which may be cards as well, or a window over this one
        page.wait_for_selector(
            ".modal, .o_form_view, .o_list_view, .o_kanban_view:not(.o_tpe_setup_steps)"
        )
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        assert not page.evaluate(wide), number
    assert owner.complaints == []


@pytest.mark.parametrize("role", ["seller", "reader"])
def test_others_see_of_the_archive_what_is_theirs(person, role):
    someone = person()
    someone.sign_in(role)
    page = someone.page
    menus = page.evaluate(
        "async () => (await fetch('/web/webclient/load_menus')).json()"
    )
    shown = {str(menu.get("xmlid")) for menu in menus.values()}
    for name in ("tpe_archive_access_menu", "tpe_archive_restore_menu"):
        assert f"tpe_invoicing.{name}" not in shown
    may_read = role == "reader"
    assert ("tpe_invoicing.tpe_archive_entry_menu" in shown) == may_read
    for path in ("tpe-archive", "tpe-archive-state"):
        page.goto(f"{someone.url}/odoo/{path}")
        refusal = ".o_error_dialog, .modal .o_dialog_error, .modal[role=dialog]"
        opened = ".o_list_view, .o_kanban_view, .o_tpe_archive_state"
        page.wait_for_selector(opened if may_read else refusal)
        if not may_read:
            words = page.locator(refusal).first.inner_text()
            assert "Traceback" not in words
