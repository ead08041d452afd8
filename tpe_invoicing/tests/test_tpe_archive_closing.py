# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

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

    # === WHAT A CLOSING SAYS BESIDE ITS TOTALS === #

    def _get_meta(self, closing):
        return json.loads(closing.meta)

    def test_vat_is_added_up_by_rate_and_credit_notes_count_less(self):
        taxes = [["S", "20", "60.00", "12.00"], ["S", "5.5", "40.00", "2.20"]]
        meta = {"taxes": taxes}
        self._seal_on("2026-03-02 10:00:00", 2, meta=meta)
        self._seal_on("2026-03-02 11:00:00", 1, 3, kind="credit_note", meta=meta)
        self._seal_on("2026-03-02 12:00:00", 1, 4)  # sealed by an older version
        day, month, year = self._close("2027-01-01")
        for closing in (day, month, year):
            self.assertEqual(
                self._get_meta(closing)["taxes"],
                {
                    "EUR S 20": {"base": "60.00", "tax": "12.00"},
                    "EUR S 5.5": {"base": "40.00", "tax": "2.20"},
                    "EUR ?": {"base": "100.00", "tax": "20.00"},
                },
            )
        with freeze_time("2027-01-01 04:00:00"):
            self.assertEqual(self._verify(), [])

    def test_the_perpetual_totals_of_invoices_and_credits_never_go_down(self):
        self._seal_on("2026-03-02 10:00:00", 2)
        self._seal_on("2026-03-03 10:00:00", 1, 3, kind="credit_note")
        first, last = self._close("2026-03-04")
        gross = {"EUR": {"credited": "0.00", "invoiced": "240.00"}}
        self.assertEqual(self._get_meta(first)["perpetual_gross"], gross)
        gross = {"EUR": {"credited": "120.00", "invoiced": "240.00"}}
        self.assertEqual(self._get_meta(last)["perpetual_gross"], gross)

    def test_closings_of_an_older_version_are_followed_by_new_ones(self):
        self._seal_on("2026-03-02 10:00:00", 2)
        names = ("taxes", "gross", "perpetual_gross", "late", "gaps")
        prepare = type(self.archive)._prepare_closing

        def prepare_older(archive, company, meta):
            older = {name: meta[name] for name in meta if name not in names}
            return prepare(archive, company, older)

        with patch.object(type(self.archive), "_prepare_closing", prepare_older):
            self._close("2026-03-03")
        self._seal_on("2026-03-03 10:00:00", 1, 3, kind="credit_note")
        day, month = self._close("2026-04-01")
        gross = {"EUR": {"credited": "120.00", "invoiced": "240.00"}}
        self.assertEqual(self._get_meta(day)["perpetual_gross"], gross)
        self.assertEqual(self._get_meta(month)["totals"]["EUR"]["total"], "120.00")
        with freeze_time("2026-04-01 04:00:00"):
            self.assertEqual(self._verify(), [])

    def test_a_document_of_a_period_closed_before_is_told_as_late(self):
        self._seal_on("2026-03-02 10:00:00", date=date(2026, 3, 2))
        self._close("2026-03-03")
        (late,) = self._seal_on("2026-03-05 10:00:00", 1, 2, date=date(2026, 2, 27))
        self._seal_on("2026-03-05 11:00:00", 1, 3, date=date(2026, 3, 5))
        day, month = self._close("2026-04-01")
        self.assertEqual(self._get_meta(day)["late"], [late.number])
        self.assertEqual(self._get_meta(month)["late"], [late.number])

    def test_a_year_that_is_not_the_calendar_s_is_closed_as_the_company_counts(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self._seal_on("2026-05-04 10:00:00")
        self._seal_on("2026-07-06 10:00:00", 1, 2)
        self.assertEqual(
            [name for name, *_totals in self._get(self._close("2027-06-30"))],
            ["2026-05-04", "2026-07-06", "2026-05", "2026-07", "2025-07-01/2026-06-30"],
        )
        self.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})
        closings = self._close("2028-01-01")
        self.assertEqual(self._get(closings), [("2026-07-01/2026-12-31", 1, "120.00")])
        with freeze_time("2028-01-01 04:00:00"):
            self.assertEqual(self._verify(), [])

    def test_each_closing_is_followed_by_its_sealed_report(self):
        self._seal_on("2026-03-02 10:00:00")
        closings = self._close("2027-01-01")
        reports = self.archive.search(
            [("company_id", "=", self.company.id), ("kind", "=", "report")],
            order="number",
        )
        about = [self._get_meta(report)["about"] for report in reports]
        self.assertEqual(about, closings.mapped("number"))
        self.assertTrue(reports[0]._read_document().startswith(b"%PDF"))
        self.assertFalse(self.archive._report_closings(self.company))

    @patch("odoo.addons.tpe_invoicing.models.tpe_archive_report.AT_ONCE", 1)
    @patch("odoo.addons.tpe_invoicing.models.tpe_archive_report.LARGE", 0)
    def test_reports_of_an_outage_are_made_a_few_at_once(self):
        for day in (2, 3, 4):
            self._seal_on(f"2026-03-0{day} 10:00:00", 1, day)
        closings = self._close("2026-03-05")
        reports = self.archive.search(
            [("company_id", "=", self.company.id), ("kind", "=", "report")]
        )
        self.assertEqual(
            sorted(reports.mapped("name")), sorted(closings.mapped("name"))
        )

    @patch("odoo.addons.tpe_invoicing.models.tpe_archive_report.MOST_ROWS", 3)
    def test_a_long_day_is_listed_in_part_and_says_how_many_more(self):
        self._seal_on("2026-03-02 10:00:00", 5)
        day = self._close("2026-03-03")
        table, more = day._list_documents([1, 2, 3, 4, 5, 6])
        self.assertEqual([row[0] for row in table["rows"]], ["1", "2", "3"])
        self.assertEqual(more["text"], "2 more stand in the archive.")
        (whole,) = day._list_documents([3, 4, 5])
        self.assertEqual(len(whole["rows"]), 3)
        (none,) = day._list_documents([6])
        self.assertFalse(none["rows"])

    def test_a_report_that_cannot_be_set_is_made_by_the_next_run(self):
        self._seal_on("2026-03-02 10:00:00")
        log = "odoo.addons.tpe_invoicing.models.tpe_archive_closing_odd"
        cls = type(self.archive)
        with (
            patch.object(cls, "_set_paper", side_effect=ValueError),
            self.assertLogs(log),
        ):
            self.assertTrue(self._close("2026-03-03"))
        with freeze_time("2026-03-04 03:00:00"):
            self.archive._close_periods(self.company)
        self.assertEqual(
            self.archive.search_count(
                [("company_id", "=", self.company.id), ("kind", "=", "report")]
            ),
            1,
        )

    def test_a_seller_and_a_reader_do_not_close(self):
        self._seal_on("2026-03-02 10:00:00")
        for group in ("group_account_readonly", "group_account_invoice"):
            user = new_test_user(
                self.env,
                group,
                f"base.group_user,account.{group}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            archive = self.archive.with_user(user)
            if group == "group_account_readonly":
                with self.assertRaises(AccessError):
                    archive.tpe_close(self.company.id)
                continue
            self.assertEqual(archive.tpe_close(self.company.id)[0]["kind"], "day")
            self.assertEqual(archive.tpe_close(self.company.id), [])
