# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An owner makes the look of his invoices, and sees the page while he types."""

import uuid

import pytest

from .conftest import PHONE

PAGE = ".o_tpe_preview_pages img"


@pytest.fixture
def template(rpc):
    """A template of the owner's own."""
    owner = rpc("owner")
    [company] = owner.call("res.company", "search", domain=[], limit=1, order="id")
    values = {"name": f"Atelier {uuid.uuid4().hex[:6]}", "company_id": company}
    [ident] = owner.call("tpe.invoice.template", "create", vals_list=[values])
    return ident


def wait_for_another(page, before):
    """Wait until the page is not the one that was there before."""
    page.wait_for_function(
        "([selector, before]) => { const img = document.querySelector(selector);"
        " return img && img.src !== before; }",
        arg=[PAGE, before],
    )
    return page.get_attribute(PAGE, "src")


def test_the_page_follows_while_an_owner_types(person, template, rpc):
    owner = person()
    page = owner.page
    owner.sign_in("owner")
    owner.open(f"tpe-invoice-templates/{template}", PAGE)
    page.wait_for_timeout(1000)
    first = page.get_attribute(PAGE, "src")

    page.fill(".o_field_widget[name=logo_height] input", "12")
    page.click(".o_notebook .nav-link:has-text('Textes')")
    page.click(".o_field_widget[name=footer] textarea")
    page.keyboard.type("Garantie décennale ", delay=20)
    second = wait_for_another(page, first)
    # the cursor is still there, and what is typed goes on
    page.keyboard.type("et conseil", delay=20)
    wait_for_another(page, second)
    typed = page.input_value(".o_field_widget[name=footer] textarea")
    assert typed == "Garantie décennale et conseil"
    [read] = rpc("owner").call(
        "tpe.invoice.template", "read", [template], fields=["footer"]
    )
    assert not read["footer"]

    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_button_save", state="hidden")
    [read] = rpc("owner").call(
        "tpe.invoice.template", "read", [template], fields=["footer", "version"]
    )
    assert (read["footer"], read["version"]) == (typed, 2)
    assert owner.complaints == []


def test_a_fault_of_a_design_is_told_with_its_line(person, template, rpc):
    owner_rpc = rpc("owner")
    action = owner_rpc.call("tpe.invoice.template", "action_copy_design", [template])
    owner_rpc.call(
        "tpe.invoice.template",
        "write",
        [action["res_id"]],
        vals={"source": '#import "lib/invoice.typ": *\n#show: frame\n#nonsense()'},
    )
    owner = person()
    owner.sign_in("owner")
    owner.open(f"tpe-invoice-templates/{action['res_id']}", ".o_tpe_preview_problem")
    text = owner.page.inner_text(".o_tpe_preview_problem")
    assert "Ligne 3" in text
    assert "nonsense" in text


def test_the_page_is_seen_on_a_phone(person, template):
    owner = person(PHONE)
    owner.sign_in("owner")
    owner.open(f"tpe-invoice-templates/{template}", PAGE)
    box = owner.page.locator(PAGE).first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["y"] < PHONE["height"] / 2
    wide = owner.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
