# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that a phone would cut off are cards there."""

from support import story

from .conftest import PHONE


def test_a_phone_shows_cards_that_fit(person, rpc):
    story.make_issued(rpc("accountant"), 100)
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
    assert accountant.complaints == []
