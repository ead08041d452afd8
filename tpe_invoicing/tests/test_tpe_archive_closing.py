# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_archive import TpeArchiveCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveClosing(TpeArchiveCase):
    """Every period that is over is closed once, however late."""

    def _seal_on(self, moment, count=1, first=1, **values):
        with freeze_time(moment):
            return self._seal(count, first, **values)

    def _close(self, today):
        with freeze_time(f"{today} 03:00:00"):
            return self.archive._close_periods(self.company)

    def _get(self, closings):
        return [
            (closing.name, meta["count"], meta["totals"].get("EUR", {}).get("total"))
            for closing in closings
            for meta in [json.loads(closing.meta)]
        ]

    def test_a_day_that_is_not_over_stays_open(self):
        self._seal_on("2026-03-02 10:00:00")
        self.assertFalse(self._close("2026-03-02"))
        self.assertEqual(
            self._get(self._close("2026-03-03")), [("2026-03-02", 1, "120.00")]
        )

    def test_run_again_it_does_nothing(self):
        self._seal_on("2026-03-02 10:00:00")
        self.assertTrue(self._close("2026-03-03"))
        self.assertFalse(self._close("2026-03-03"))
        self.assertFalse(self._close("2026-03-20"))

    def test_after_an_outage_all_that_was_missed_is_closed_in_order(self):
        self._seal_on("2025-12-30 10:00:00", 2)
        self._seal_on("2026-01-02 10:00:00", 1, 3)
        self._seal_on("2026-02-10 10:00:00", 3, 4)
        self.assertEqual(
            self._get(self._close("2026-02-11")),
            [
                ("2025-12-30", 2, "240.00"),
                ("2026-01-02", 1, "120.00"),
                ("2026-02-10", 3, "360.00"),
                ("2025-12", 2, "240.00"),
                ("2026-01", 1, "120.00"),
                ("2025", 2, "240.00"),
            ],
        )
        self.assertEqual(self._verify(), [])
        self._seal_on("2026-02-12 10:00:00", 1, 7)
        self.assertEqual(
            self._get(self._close("2027-01-01")),
            [
                ("2026-02-12", 1, "120.00"),
                ("2026-02", 4, "480.00"),
                ("2026", 5, "600.00"),
            ],
        )
        with freeze_time("2027-01-01 04:00:00"):
            self.assertEqual(self._verify(), [])

    def test_the_perpetual_total_never_starts_again(self):
        self._seal_on("2025-12-30 10:00:00", 2)
        self._seal_on("2026-01-02 10:00:00", 1, 3, kind="credit_note")
        closings = self._close("2026-01-03")
        perpetual = [json.loads(c.meta)["perpetual"]["EUR"]["total"] for c in closings]
        self.assertEqual(perpetual, ["240.00", "120.00", "240.00", "240.00"])

    def test_letters_and_former_documents_are_not_added_up(self):
        self._seal_on("2026-03-02 10:00:00", 1, 1, kind="letter")
        self._seal_on("2026-03-02 11:00:00", 1, 2, kind="import")
        self.assertFalse(self._close("2026-03-03"))

    def test_a_day_is_the_day_of_the_company(self):
        self._seal_on("2026-03-02 23:30:00")  # 3 March, half past midnight in Paris
        self.assertFalse(self._close("2026-03-03"))
        self.assertEqual(self._close("2026-03-04").name, "2026-03-03")

    def test_what_another_worker_has_just_closed_is_left_alone(self):
        self._seal_on("2026-03-02 10:00:00")
        cls = type(self.archive)
        with patch.object(cls, "_get_last_number", lambda self, company_id: 0):
            self.assertFalse(self._close("2026-03-03"))

    def test_one_company_that_fails_does_not_stop_the_others(self):
        other = self.env.ref("base.main_company")
        for company in (other, self.company):
            self._seal(1, company_id=company.id)
        done = []

        def close(archive, company):
            if company != self.company:
                archive._get_span(company.id, "no date", None)
            done.append(company)

        cron = type(self.env["ir.cron"])
        with (
            patch.object(type(self.archive), "_close_periods", close),
            patch.object(cron, "_commit_progress", return_value=float("inf")),
            self.assertLogs("odoo.addons.tpe_invoicing.models.tpe_archive_closing"),
        ):
            self.archive._cron_close_periods()
        self.assertIn(self.company, done)
        self.assertNotIn(other, done)

    def test_a_closing_that_was_rewritten_is_found(self):
        self._seal_on("2026-03-02 10:00:00")
        closing = self._close("2026-03-03")
        self._tamper(
            "UPDATE tpe_archive_entry SET meta = replace(meta, '120.00', '12.00')"
            " WHERE id = %s",
            closing.id,
        )
        self.assertEqual(self._verify(), [(2, "closing")])

    def test_a_date_may_be_given(self):
        self._seal(1)
        self.assertTrue(self.archive._close_periods(self.company, date(2099, 1, 1)))
