# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person writes an invoice by hand, in French, and gets it right."""

import base64
import hashlib
import uuid

import pytest

from .conftest import PHONE

PANEL = ".o_tpe_findings"


@pytest.fixture
def customer(rpc):
    """A French business of whom only the name and the mail address are known."""
    name = f"Scierie Quéméner {uuid.uuid4().hex[:6]}"
    values = {"name": name, "is_company": True, "email": "scierie@quemener.example"}
    [france] = rpc("owner").call(
        "res.country", "search", domain=[["code", "=", "FR"]], limit=1
    )
    values["country_id"] = france
    ident = rpc("owner").call("res.partner", "create", vals_list=values)
    return {"id": ident, "name": name}


@pytest.fixture
def company(rpc):
    """The seller, whose identity is complete."""
    owner = rpc("owner")
    [company] = owner.call("res.company", "search", domain=[], limit=1, order="id")
    owner.call(
        "res.company",
        "write",
        [company],
        vals={
            "tpe_legal_form": "SARL",
            "tpe_share_capital": 10000,
            "tpe_rcs_city": "Rennes",
        },
    )
    return company


def write_invoice(page, customer):
    """Fill in the form of a new invoice: it is of today, and bears the usual VAT."""
    page.click(".o_field_widget[name=partner_id] input")
    page.keyboard.type(customer["name"], delay=10)
    page.click(f".o-autocomplete--dropdown-item:has-text('{customer['name']}')")
    page.keyboard.press("Tab")
    page.click(".o_field_x2many_list_row_add a >> nth=0")
    row = ".o_field_widget[name=invoice_line_ids] .o_selected_row"
    page.fill(f"{row} [name=name] textarea", "Planches de châtaignier rabotées, 27 mm")
    page.fill(f"{row} [name=price_unit] input", "120")
    page.keyboard.press("Tab")
    # what is clicked next stands elsewhere once the panel knows of the line
    page.wait_for_selector(".o_field_widget[name=tax_totals]:has-text('144,00')")


def repair_address(page):
    """Follow the panel to the customer and give him an address; saves the draft."""
    page.click(f"{PANEL} li[data-code=buyer_address_missing] button")
    dialog = ".o_dialog"
    page.fill(f"{dialog} [name=street] input", "Le Moulin Neuf")
    page.fill(f"{dialog} [name=zip] input", "35380")
    page.fill(f"{dialog} [name=city] input", "Paimpont")
    page.click(f"{dialog} .o_form_button_save")
    page.wait_for_selector(dialog, state="detached")


def test_a_seller_writes_an_invoice_opens_it_again_and_hears_who_issues_it(
    person, company, customer
):
    seller = person()
    page = seller.page
    seller.sign_in("seller")
    seller.open("action-account.action_move_out_invoice_type/new", ".o_form_view")
    write_invoice(page, customer)
    repair_address(page)
    page.wait_for_selector(f"{PANEL} .o_tpe_findings_next")
    page.reload()
    page.wait_for_selector(f"{PANEL} .o_tpe_findings_next")
    assert not page.locator("button[name=action_post]:visible").count()
    assert seller.complaints == []


def test_a_person_writes_repairs_confirms_prints_and_finds_the_invoice(
    person, company, customer, rpc
):
    accountant = person()
    page = accountant.page
    accountant.sign_in("accountant")
    accountant.open("action-account.action_move_out_invoice_type/new", ".o_form_view")
    write_invoice(page, customer)

    panel = page.locator(PANEL)
    assert "Prête à émettre" in panel.inner_text()
    assert "adresse" in panel.inner_text()
    repair_address(page)
    page.wait_for_selector(f"{PANEL}.o_tpe_ready")

    page.click("button[name=action_post]:visible")
    page.wait_for_selector(".o_arrow_button_current:has-text('Comptabilis')")
    [move] = rpc("accountant").call(
        "account.move", "search", domain=[["partner_id", "=", customer["id"]]]
    )
    [document] = rpc("accountant").call("account.move", "tpe_document", [move])
    original = base64.b64decode(document["content"])
    assert hashlib.sha256(original).hexdigest() == document["sha256"]

    printed = accountant.download(
        lambda: page.click("button[name=action_print_pdf]:visible")
    )
    assert printed == original

    assert find_on_portal(person(), rpc, move) == original
    explain_mentions(page)
    assert accountant.complaints == []


def explain_mentions(page):
    """Read on the sealed invoice which mentions it bears, and why."""
    page.click(".o_notebook .nav-link[name=tpe_mentions]")
    lump = page.locator(".o_tpe_mention[data-code=LUMP40]")
    lump.wait_for()
    assert "40 €" in lump.inner_text()
    assert "entreprise" in lump.inner_text()
    assert "L441-10" in lump.inner_text()


def find_on_portal(visitor, rpc, move):
    """Open the page of the invoice as the customer does, and download it."""
    link = rpc("accountant").call(
        "account.move", "read", [move], fields=["access_url", "name"]
    )[0]
    action = rpc("accountant").call("account.move", "preview_invoice", [move])
    visitor.page.goto(visitor.url + action["url"])
    visitor.page.wait_for_selector(f"text={link['name']}")
    return visitor.download(
        lambda: visitor.page.click("a[href*='report_type=pdf']:visible >> nth=0")
    )


def test_the_panel_can_be_used_on_a_phone(person, company, customer, rpc):
    move = rpc("accountant").call(
        "account.move",
        "create",
        vals_list={
            "move_type": "out_invoice",
            "partner_id": customer["id"],
            "invoice_line_ids": [(0, 0, {"name": "Planches", "price_unit": 10})],
        },
    )
    owner = person(PHONE)
    owner.sign_in("accountant")
    owner.open(f"action-account.action_move_out_invoice_type/{move}", PANEL)
    panel = owner.page.locator(PANEL)
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    button = panel.locator("li[data-code=buyer_address_missing] button")
    button.scroll_into_view_if_needed()
    button.click()
    owner.page.wait_for_selector(".o_dialog [name=street] input")
    owner.page.click(".o_dialog .o_form_button_cancel, .o_dialog .btn-close")
    owner.page.wait_for_selector(".o_dialog", state="detached")
    panel.locator("li[data-code=date_missing] button").click()
    panel.locator("li[data-code=date_missing]").wait_for(state="detached")
    owner.page.click(".o_notebook .nav-link[name=tpe_mentions]")
    mention = owner.page.locator(".o_tpe_mention[data-code=LUMP40]")
    mention.wait_for()
    box = mention.bounding_box()
    assert box["x"] + box["width"] <= PHONE["width"]
    assert owner.complaints == []


def test_the_panel_leads_to_the_field_of_the_company(person, company, customer, rpc):
    rpc("owner").call("res.company", "write", [company], vals={"tpe_rcs_city": False})
    move = rpc("accountant").call(
        "account.move",
        "create",
        vals_list={"move_type": "out_invoice", "partner_id": customer["id"]},
    )
    owner = person()
    owner.sign_in("owner")
    owner.open(f"action-account.action_move_out_invoice_type/{move}", PANEL)
    owner.page.click(f"{PANEL} li[data-code=seller_rcs_missing] button")
    field = owner.page.locator(".o_dialog .o_field_widget[name=tpe_rcs_city] input")
    field.wait_for()  # its tab was opened
    field.fill("Rennes")
    owner.page.click(".o_dialog .o_form_button_save")
    finding = owner.page.locator(f"{PANEL} li[data-code=seller_rcs_missing]")
    finding.wait_for(state="detached")
    assert owner.complaints == []


def test_the_rules_of_the_law_stand_on_one_screen(person):
    owner = person()
    owner.sign_in("owner")
    owner.open("tpe-mentions", ".o_list_view")
    search = owner.page.locator(".o_searchview_input")
    search.fill("forfaitaire")
    search.press("Enter")
    row = owner.page.locator(".o_data_row:has-text('Indemnité forfaitaire')").first
    row.wait_for()
    assert "L441-10" in row.inner_text()
    row.click()
    owner.page.wait_for_selector(".o_form_view .alert-info")
    assert owner.complaints == []
