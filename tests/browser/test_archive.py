# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that a phone would cut off are cards there."""

from support import story

from .conftest import PHONE

TWO_LINES = 34  # pixels


def test_a_phone_shows_cards_that_fit(person, rpc):
    client = rpc("accountant")
    long = story.make_customer(client, name="Société Générale " * 8)
    invoice = story.make_invoice(client, long, 12345, day="2026-10-02")
    client.call("account.move", "tpe_issue", [invoice])
    accountant = person(PHONE)
    accountant.sign_in("accountant")
    page = accountant.page
    for path in (
        "tpe-archive",
        "action-tpe_invoicing_reminders.account_move_line_action_tpe_open",
    ):
        accountant.open(path, ".o_kanban_view")
        page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.wait_for()
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        assert not page.evaluate(wide)
    # an amount beside a long name keeps to its line
    card = page.locator(".o_kanban_record", has_text="Société Générale")
    box = card.locator(".text-nowrap").first.bounding_box()
    assert box["height"] < TWO_LINES
    assert accountant.complaints == []


def test_a_verification_in_the_background_shows_how_far_it_is(person, rpc, server):
    story.make_issued(rpc("accountant"), 100)
    entries = server.database.get(
        "SELECT COUNT(*) FROM tpe_archive_entry WHERE company_id = 1"
    )
    audit = server.database.get(
        "INSERT INTO tpe_archive_audit "
        "(company_id, state, first, last, is_tail, checked, problem_count, total) "
        "VALUES (1, 'waiting', %s, %s, true, 0, 0, %s) RETURNING id",
        (2 - 2**31, 2**31 - 1, entries),
    )
    owner = person()
    owner.sign_in("owner")
    owner.open(f"tpe.archive.audit/{audit}", ".o_form_view .alert-info")
    page = owner.page
    page.locator(f"text=0 lignes vérifiées sur {entries}").first.wait_for()
    server.database.run(
        "UPDATE tpe_archive_audit SET state = 'running', checked = 1, total = 4 "
        "WHERE id = %s",
        (audit,),
    )
    # nobody touches the page: it follows by itself
    page.locator("text=1 lignes vérifiées sur 4").first.wait_for()
    page.locator(".o_progressbar:has-text('25')").wait_for()
    server.run_cron("ir_cron_tpe_archive_audit")
    page.locator(".o_form_view .alert-success").wait_for()
    assert page.locator(".o_progressbar").count() == 0
    assert owner.complaints == []
