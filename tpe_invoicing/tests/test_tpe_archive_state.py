# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY, TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveState(TpeCommon):
    """The archive at a glance: plain words, and only for those who may read it."""

    def _get_levels(self):
        state = self.env["tpe.archive.entry"].tpe_state(self.company.id)
        json.dumps(state)
        return {card["code"]: card["level"] for card in state["cards"]}, state

    def test_an_empty_archive_teaches_what_comes(self):
        levels, state = self._get_levels()
        self.assertEqual((state["documents"], state["months"]), (0, []))
        self.assertEqual((levels["closing"], levels["retention"]), ("none", "none"))
        self.assertTrue(all(card["message"] for card in state["cards"]))

    def test_after_a_closing_the_month_stands_in_the_row_with_its_report(self):
        archive = self.env["tpe.archive.entry"]
        move = self._make()
        move.tpe_issue()
        closings = archive._close_periods(self.company, date(2099, 1, 1))
        levels, state = self._get_levels()
        self.assertEqual((levels["sealed"], levels["closing"]), ("good", "good"))
        (month,) = state["months"]
        self.assertEqual((month["count"], month["days"]), (1, 1))
        self.assertTrue(month["is_closed"])
        report = archive.browse(month["report_id"])
        self.assertEqual((report.kind, report.name), ("report", month["name"]))
        day = closings[0]
        self.assertEqual((day.closing_period, day.closing_count), ("day", 1))
        self.assertEqual(day.closing_report_id.name, day.name)
        meta = json.loads(move.tpe_archive_entry_id.meta)
        self.assertEqual(meta["taxes"], [["S", "20", "100.00", "20.00"]])

    def test_what_may_go_is_told_once_the_day_until_which_it_is_kept_is_over(self):
        move = self._make()
        move.tpe_issue()
        until = move.tpe_archive_entry_id.kept_until
        for day, level in ((until, "good"), (until + timedelta(days=1), "due")):
            with freeze_time(day):
                self.assertEqual(self._get_levels()[0]["retention"], level)

    def test_a_missing_number_is_told_by_the_closing(self):
        archive = self.env["tpe.archive.entry"]
        first, second = self._make(), self._make()
        first.tpe_issue()
        number = first.sequence_number
        second.name = f"{first.sequence_prefix}{number + 3:05d}"
        second.tpe_issue()
        day = archive._close_periods(self.company, date(2099, 1, 1))[0]
        (gap,) = json.loads(day.meta)["gaps"]
        self.assertIn(f"{first.sequence_prefix}{number + 1:05d} – ", gap)
        self.assertEqual(day.closing_gaps, 1)

    def test_a_posted_invoice_without_original_is_to_be_repaired(self):
        self._make().tpe_issue()
        with freeze_time(TODAY):
            other = self._make()
        other.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move SET state = 'posted', create_date = '2099-01-01'"
            " WHERE id = %s",
            [other.id],
        )
        self.assertEqual(self._get_levels()[0]["sealed"], "bad")

    def test_who_may_not_read_the_archive_sees_no_state(self):
        user = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["tpe.archive.entry"].with_user(user).tpe_state(self.company.id)
