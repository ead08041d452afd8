# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of settings follows what is typed; the list prints originals."""

import io
import re
import zipfile

import pytest
from conformance import validators
from playwright.sync_api import expect
from support import story

from .conftest import DESK, PHONE

QUOTE = re.compile("Devis|Quotation")  # Odoo's own words, in either language
SETTINGS = "tpe_invoicing.res_company_tpe_settings_menu"
SET_UP = "tpe_invoicing.tpe_setup_step_menu"


def open_menu(person, size, xmlid, selector):
    """Open a page by its menu, as the owner."""
    owner = person(size)
    owner.sign_in("owner")
    menus = owner.page.evaluate(
        "async () => (await fetch('/web/webclient/load_menus')).json()"
    )
    (menu,) = [each for each in menus.values() if each.get("xmlid") == xmlid]
    owner.open(f"action-{menu['actionID']}", selector)
    return owner


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_settings_follow_what_is_typed(person, size):
    owner = open_menu(person, size, SETTINGS, ".o_tpe_settings")
    page = owner.page
    foot = page.locator("[name=tpe_example_identity]")
    field = page.locator("[name=tpe_rcs_city] input")
    field.click()
    field.press("End")
    field.press_sequentially("-sur-Mer")
    foot.get_by_text("-sur-Mer").wait_for()  # without leaving the field
    registry = page.locator("[name=company_registry] input")
    registry.fill("40483304800023")
    page.locator("[name=tpe_example_problems]").get_by_text("40483304800023").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    page.locator(".o_form_button_save:visible").first.click()
    page.locator(".modal, .o_notification").get_by_text(
        "40483304800023"
    ).first.wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_step_of_the_set_up_brings_its_setting_into_view(person, size):
    page = open_menu(person, size, SET_UP, ".o_content").page
    step = page.locator(".o_data_row, .o_kanban_record").filter(has_text="Logo")
    step.locator("button[name=action_open]").first.click()
    page.locator(".o_tpe_asked [name=logo] img").wait_for()
    expect(page.locator(".o_tpe_asked")).to_be_in_viewport()


def test_a_list_offers_the_originals_first(person, rpc):
    client = rpc("accountant")
    partner = story.make_customer(client, name="Imprimerie du Chemin")
    issued = [story.make_issued(client, 10, partner_id=partner) for _time in "12"]
    story.make_invoice(client, partner, 10)
    accountant = person()
    accountant.sign_in("accountant")
    page = accountant.page
    accountant.open(
        "action-account.action_move_out_invoice_type?view_type=list", ".o_list_view"
    )
    page.locator(".o_searchview_input").fill("Imprimerie du Chemin")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    page.locator("thead .o_list_record_selector input").click()
    page.locator(".o_control_panel").get_by_role("button", name="Imprimer").click()
    page.get_by_role("menuitem", name="PDF de la facture").or_(
        page.get_by_role("menuitem", name="Facture PDF")
    ).first.click()
    page.locator(".o_tpe_zip").wait_for()
    content = accountant.download(lambda: page.locator(".o_tpe_zip").click())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        hashes = {story.get_sha256(archive.read(name)) for name in archive.namelist()}
    assert {each["sha256"] for each in issued} <= hashes
    assert accountant.complaints == []


def test_a_seller_prints_a_quote_in_the_design_of_the_house(person, rpc):
    client = rpc("seller")
    partner = story.make_customer(client, name="Ferme du Vallon")
    (product,) = client.call(
        "product.product", "search", domain=[["default_code", "=", "POSE"]], limit=1
    )
    line = {"product_id": product, "price_unit": 1234.5}
    values = {"partner_id": partner, "order_line": [(0, 0, line)]}
    story.create(client, "sale.order", **values)
    seller = person()
    seller.sign_in("seller")
    page = seller.page
    seller.open("action-sale.action_quotations?view_type=list", ".o_list_view")
    page.locator(".o_searchview_input").fill("Ferme du Vallon")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    page.locator("thead .o_list_record_selector input").click()
    page.locator(".o_control_panel").get_by_role("button", name="Imprimer").click()
    item = page.get_by_role("menuitem", name=QUOTE).first
    content = seller.download(item.click)
    text = validators.read_text(content)
    assert "Bon pour accord" in text  # no page of Odoo's own says so
    assert "1 234,50" in text
    assert seller.complaints == []
