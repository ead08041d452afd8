# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, KpiCommon

NOON = "2026-11-24 11:00:00"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReports(KpiCommon):
    """Reports, dashboard, months, digest and customer card show one set of figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = cls.company.partner_id.tz = "Europe/Paris"
        for late in (-5, 0, 1, 31, 61, 91):
            cls._sell(100, cls._days(-100), due=cls._days(-late))
        cls._pay(
            cls._sell(500, cls._days(-50), due=cls._days(-20)), 500, cls._days(-10)
        )
        cls._pay(
            cls._sell(300, cls._days(-9), partner=cls.other_customer),
            120,
            cls._days(-2),
        )
        cls._receive(70, cls._days(-1))
        cls.report = cls.env["tpe.receivable.report"].with_company(cls.company)

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOON)
        clock.start()
        self.addCleanup(clock.stop)

    def _get_totals(self, report, domain, group, measure):
        groups = report._read_group(domain, [group], [f"{measure}:sum"])
        return {key: f"{total:.2f}" for key, total in groups}

    # === REPORTS === #

    def test_the_report_has_the_buckets_of_the_aged_balance(self):
        totals = self._get_totals(
            self.report, [("kind", "=", "invoice")], "bucket", "amount_open"
        )
        rows = self._values("aged_balance")["aged_balance"]["rows"]
        self.assertEqual(
            {key.split("_", 1)[1]: total for key, total in totals.items()},
            {row["key"]: row["value"] for row in rows},
        )

    def test_the_report_looks_back_on_the_day_of_its_context(self):
        wizard = self.env["tpe.receivable.look.back"].create({"date": self._days(-15)})
        action = wizard.action_show()
        past = self.report.with_context(**action["context"])
        [[total]] = past._read_group(
            [("kind", "=", "invoice")], [], ["amount_open:sum"]
        )
        self.assertEqual(f"{total:.2f}", self._open(self._days(-15)))
        self.assertNotEqual(self._open(self._days(-15)), self._open(TODAY))

    def test_a_payment_to_allocate_is_a_line_of_its_own(self):
        [line] = self.report.search([("kind", "=", "credit")])
        self.assertEqual(line.amount_open, -70)

    def test_each_line_opens_its_invoice(self):
        line = self.report.search([("kind", "=", "invoice")], limit=1)
        action = line.action_open_invoice()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", line.move_id.id)
        )

    def test_overdue_in_the_report_is_the_overdue_figure(self):
        [[total]] = self.report._read_group(
            [("kind", "=", "invoice")], [], ["amount_overdue:sum"]
        )
        self.assertEqual(f"{total:.2f}", self._value("overdue_amount"))

    def test_the_revenue_report_adds_up_to_the_revenue(self):
        totals = self._get_totals(
            self.env["tpe.revenue.report"].with_company(self.company),
            [("invoice_date", ">", "-365d"), ("invoice_date", "<=", "today")],
            "partner_id",
            "amount_untaxed",
        )
        rows = self._values("revenue_by_partner")["revenue_by_partner"]["rows"]
        self.assertEqual(
            {partner.id: total for partner, total in totals.items()},
            {row["key"]: row["value"] for row in rows},
        )

    def test_a_change_of_the_same_transaction_is_seen(self):
        before = len(self.report.search([]))
        self._sell(10)
        self.assertEqual(len(self.report.search([])), before + 1)

    # === FIGURES OF TODAY === #

    def test_figures_of_today_are_those_of_the_public_call(self):
        records = self.env["tpe.kpi.value"].with_company(self.company).search([])
        answers = self._values()
        shown = {one.code: one.value for one in records if not one.key}
        for code, answer in answers.items():
            if code.endswith("_by_partner"):
                continue
            if answer["value"] is False:
                self.assertNotIn(code, shown)
            else:
                self.assertAlmostEqual(shown[code], float(answer["value"]), 4, code)
        forecast = records.filtered(lambda one: one.code == "cash_forecast" and one.key)
        self.assertEqual(
            [(str(one.date), f"{one.amount:.2f}") for one in forecast],
            [(row["key"], row["value"]) for row in answers["cash_forecast"]["rows"]],
        )

    def test_an_empty_company_has_figures_of_zero_and_no_rate(self):
        company = self.setup_other_company(name="New company")["company"]
        records = self.env["tpe.kpi.value"].with_company(company).search([])
        codes = set(records.mapped("code"))
        self.assertIn("open_receivables", codes)
        self.assertNotIn("dso_balance", codes)

    # === MONTHS === #

    def test_a_frozen_month_stays_and_a_change_of_the_past_shows(self):
        day = self._days(-24)
        snapshots = self.env["tpe.kpi.snapshot"]._freeze(self.company, day)
        frozen = snapshots.filtered(lambda one: one.code == "open_receivables")
        self.assertEqual(frozen.change, "none")
        self._sell(1000, self._days(-30))
        snapshots.invalidate_recordset()
        self.assertEqual(frozen.answer["value"], "1100.00")
        self.assertEqual(frozen.current_value, 2100)
        self.assertIn("000", frozen.difference)
        self.assertEqual(frozen.change, "figure")
        told = snapshots.tpe_frozen(self.company.id, str(day), ["open_receivables"])
        told["open_receivables"].pop("taken_at")
        self.assertEqual(
            told,
            {
                "open_receivables": {
                    "value": "1100.00",
                    "current": "2100.00",
                    "difference": "1000.00",
                    "change": "figure",
                    "unit": "EUR",
                }
            },
        )
        self.assertEqual(snapshots.tpe_frozen(self.company.id, "2026-09-30"), {})
        unpaid = snapshots.filtered(lambda one: one.code == "unpaid_rate")
        self.assertEqual(unpaid.change, "entries")

    def test_another_name_of_a_customer_changes_no_figure(self):
        snapshots = self.env["tpe.kpi.snapshot"]._freeze(self.company, self._days(-24))
        owed = snapshots.filtered(lambda one: one.code == "overdue_by_partner")
        self.assertIn(self.customer.name, [row["label"] for row in owed.answer["rows"]])
        self.customer.name = "Bâti Ouest et fils"
        self.assertEqual(owed.change, "none")

    def test_a_month_is_frozen_once(self):
        freeze = self.env["tpe.kpi.snapshot"]._freeze
        count = len(freeze(self.company, self._days(-24)))
        self.assertEqual(count, len(self.kpi.search([])))
        self.assertFalse(freeze(self.company, self._days(-24)))

    def test_nobody_changes_a_frozen_figure(self):
        snapshots = self.env["tpe.kpi.snapshot"]._freeze(self.company, self._days(-24))
        with self.assertRaises(UserError):
            snapshots[0].sudo().value = 1
        with self.assertRaises(UserError):
            snapshots[0].sudo().unlink()

    def test_the_button_freezes_the_last_month_and_tells_what_changed(self):
        snapshots = self.env["tpe.kpi.snapshot"].with_company(self.company)
        action = snapshots.action_freeze()
        frozen = snapshots.search(action["domain"])
        self.assertEqual(set(frozen.mapped("date")), {date(2026, 10, 31)})
        self.assertFalse(snapshots.search(snapshots.action_show_changes()["domain"]))
        self._sell(1000, self._days(-30))
        changed = snapshots.search(snapshots.action_show_changes()["domain"])
        self.assertIn("sales", changed.mapped("code"))

    # === DIGEST AND CUSTOMER === #

    def test_the_digest_brings_the_figures_of_the_day(self):
        digest = self.env["digest.digest"].create(
            {"name": "Monday", "company_id": self.company.id}
        )
        digest = digest.with_context(end_datetime=datetime(2026, 11, 24, 8, tzinfo=UTC))
        answers = self._values("overdue_amount", "dso_balance")
        self.assertEqual(
            f"{digest.kpi_tpe_overdue_value:.2f}", answers["overdue_amount"]["value"]
        )
        self.assertEqual(
            f"{digest.kpi_tpe_dso_value:.2f}", answers["dso_balance"]["value"]
        )

    def test_the_card_of_a_customer_says_what_he_owes_and_how_he_pays(self):
        contact = self.env["res.partner"].create(
            {"name": "Site manager", "parent_id": self.customer.id}
        )
        partners = (contact | self.other_customer).with_company(self.company)
        self.assertRecordValues(
            partners,
            [
                {"tpe_open": 600, "tpe_overdue": 400, "tpe_days_late": 10},
                {"tpe_open": 180, "tpe_overdue": 180, "tpe_days_late": 0},
            ],
        )
        action = contact.with_company(self.company).action_tpe_open_receivables()
        lines = self.report.search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount_open")), 600)

    def test_the_cards_of_many_customers_cost_as_much_as_one(self):
        many = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        self.customer.with_company(self.company).mapped("tpe_open")
        many.mapped("commercial_partner_id")
        self.env.flush_all()
        for partners in (many[:1], many[1:]):
            with self.assertQueryCount(4):
                partners.with_company(self.company).mapped("tpe_open")
