# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The owner opens every page of ours, in French."""

from axe_playwright_python.sync_playwright import Axe

OPENED = ".o_action_manager .o_view_controller, .modal-content, .o_action"
ERROR = ".o_error_dialog, .o_dialog_error, .o_notification.border-danger"
# menus that do something at once, instead of opening a page
ACTS = "ir.actions.server"
# pages that explain much
TALKATIVE = (
    "tpe_invoicing.tpe_archive_state_menu",
    "tpe_invoicing.tpe_learn_menu",
    "tpe_invoicing_kpi.tpe_kpi_value_menu",
)


def get_menus(person):
    """List the menus of our addons that open a page.

    :return: menus as the web client has them
    :rtype: list[dict]
    """
    menus = person.page.evaluate(
        "async () => (await fetch('/web/webclient/load_menus')).json()"
    )
    return [
        menu
        for menu in menus.values()
        if str(menu.get("xmlid")).startswith("tpe_")
        and menu["actionID"]
        and menu["actionModel"] != ACTS
    ]


def test_every_menu_opens_without_complaint(person):
    owner = person()
    owner.sign_in("owner")
    menus = get_menus(owner)
    assert len(menus) >= 10
    for menu in menus:
        owner.open(f"action-{menu['actionID']}", OPENED)
        owner.page.wait_for_timeout(300)
        assert owner.page.locator(ERROR).count() == 0, menu["xmlid"]
    assert owner.complaints == []


def test_what_explains_is_dark_enough_to_be_read(person):
    owner = person()
    owner.sign_in("owner")
    menus = {menu["xmlid"]: menu for menu in get_menus(owner)}
    for name in TALKATIVE:
        owner.open(f"action-{menus[name]['actionID']}", ".text-muted")
        found = Axe().run(owner.page, options={"runOnly": ["color-contrast"]}).response
        assert found["passes"]  # it has looked
        assert found["violations"] == [], name


def test_the_dashboard_opens_without_complaint(person, rpc):
    found = rpc("owner").call(
        "spreadsheet.dashboard",
        "search",
        domain=[["name", "=", "Getting paid"]],
        context={"lang": "en_US"},
    )
    owner = person()
    owner.sign_in("owner")
    for dashboard in found:
        owner.open(f"dashboards?dashboard_id={dashboard}", ".o-spreadsheet")
        owner.page.wait_for_selector(".o-spreadsheet canvas")
        owner.page.wait_for_timeout(2000)
    assert found
    assert owner.complaints == []
