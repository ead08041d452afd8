# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_open

from .common import TODAY, KpiCommon

NAMES = ("getting_paid", "collections", "customers", "compliance")


@tagged("post_install_l10n", "post_install", "-at_install")
@freeze_time("2026-11-24 11:00:00")
class TestDashboards(KpiCommon):
    """Dashboards show what the public call answers, for their filters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = {
            name: cls.env.ref(f"tpe_invoicing_kpi.dashboard_{name}") for name in NAMES
        }
        cls.data = {
            name: json.loads(page.spreadsheet_data) for name, page in cls.pages.items()
        }
        cls._pay(cls._sell(500, cls._days(-80)), 500, cls._days(-20))
        cls._sell(300, cls._days(-60), partner=cls.other_customer)
        cls._sell(200, cls._days(-5), due=cls._days(25))
        cls._receive(70, cls._days(-1))

    def _read(self, pivot, domain=()):
        """Answer a pivot as the server does: measures by group."""
        model = self.env[pivot["model"]].with_company(self.company)
        model = model.with_context(**pivot["context"])
        names = [row["fieldName"] for row in pivot["rows"]]
        measures = [measure["id"] for measure in pivot["measures"]]
        groups = model.formatted_read_group(
            [*pivot["domain"], *domain], names, measures
        )
        return {tuple(group[name] for name in names): group for group in groups}

    def _get_figures(self, page):
        [pivot] = (
            pivot
            for pivot in self.data[page]["pivots"].values()
            if pivot["model"] == "tpe.kpi.value"
        )
        return pivot, self._read(pivot)

    def test_figures_and_rows_are_those_of_the_public_call(self):
        for page in NAMES[:3]:
            pivot, groups = self._get_figures(page)
            codes = pivot["context"]["tpe_kpi_codes"]
            answers = self._values(*codes)
            shown = {key[:2]: group["value:sum"] for key, group in groups.items()}
            expected = {
                (code, place): float(row["value"])
                for code in codes
                for place, row in enumerate(
                    (answers[code], *answers[code].get("rows", ()))
                )
                if row["value"] is not False
            }
            self.assertEqual(set(shown), set(expected), page)
            for key, value in expected.items():
                self.assertAlmostEqual(shown[key], value, 4, key)

    def test_reports_on_a_page_add_up_to_the_figures(self):
        pivots = self.data["collections"]["pivots"]
        [group] = self._read(pivots["1"]).values()
        answers = self._values("open_receivables", "overdue_amount")
        self.assertEqual(
            [
                f"{group[f'{name}:sum']:.2f}"
                for name in ("amount_open", "amount_overdue")
            ],
            [answers[code]["value"] for code in ("open_receivables", "overdue_amount")],
        )
        mine = [("partner_id", "in", self.other_customer.ids)]
        [group] = self._read(pivots["1"], mine).values()
        self.assertEqual(group["amount_open:sum"], 300)

    def test_a_period_shows_the_figures_of_its_last_day_frozen_if_they_are(self):
        pivot, _groups = self._get_figures("getting_paid")
        month = [("on_date", ">=", "2026-10-01"), ("on_date", "<=", "2026-10-31")]

        def get_owed():
            groups = self._read(pivot, month)
            return groups["open_receivables", 0, False]["value:sum"]

        self.assertEqual(get_owed(), 800)
        self.env["tpe.kpi.snapshot"]._freeze(self.company, self._days(-24))
        self._sell(1000, self._days(-30))
        self.assertEqual(get_owed(), 800)
        [[frozen]] = (
            self.env["tpe.kpi.value"]
            .with_company(self.company)
            ._read_group([*month, ("key", "=", False)], [], ["is_frozen:bool_and"])
        )
        self.assertTrue(frozen)
        year = [("on_date", ">=", "2026-01-01"), ("on_date", "<=", "2026-12-31")]
        groups = self._read(pivot, year)
        self.assertEqual(groups["open_receivables", 0, False]["value:sum"], 1500)

    def test_pages_read_fields_and_menus_that_exist(self):
        for name, data in self.data.items():
            for pivot in data["pivots"].values():
                self._read(pivot)
            for listing in data["lists"].values():
                model = self.env[listing["model"]].with_company(self.company)
                model.search_read(listing["domain"], listing["columns"], limit=1)
            for menu in data["chartOdooMenusReferences"].values():
                self.assertTrue(self.env.ref(menu).action, name)
            for sheet in data["sheets"]:
                for figure in sheet["figures"]:
                    if action := figure["data"].get("actionXmlId"):
                        self.assertTrue(self.env.ref(action), name)

    def test_filters_match_fields_that_exist(self):
        for name, data in self.data.items():
            filters = {each["id"] for each in data["globalFilters"]}
            self.assertIn("company", filters, name)
            for source in (*data["pivots"].values(), *data["lists"].values()):
                fields = self.env[source["model"]]._fields
                for each, match in source["fieldMatching"].items():
                    self.assertIn(each, filters)
                    self.assertIn(match["chain"], fields, source["name"])

    def test_an_empty_database_shows_a_sample(self):
        for name, page in self.pages.items():
            with file_open(page.sample_dashboard_file_path) as file:
                sample = json.load(file)
            self.assertFalse(sample["pivots"] or sample["lists"], name)
            self.assertTrue(page.main_data_model_ids, name)

    def test_who_may_not_see_figures_sees_no_page(self):
        groups = "base.group_user,tpe_invoicing.group_tpe_invoicing_seller"
        seller = new_test_user(self.env, "page_seller", groups)
        pages = self.env["spreadsheet.dashboard"].with_user(seller)
        ours = [page.id for page in self.pages.values()]
        self.assertFalse(pages.search([("id", "in", ours)]))

    def test_the_ages_of_a_company_are_its_own(self):
        self.company.tpe_aging_limits = "10, 45"
        report = self.env["tpe.receivable.report"].with_company(self.company)
        groups = report._read_group(
            [("kind", "=", "invoice")], ["bucket"], ["amount_open:sum"]
        )
        self.assertEqual(dict(groups), {"0_not_due": 200, "3_over_45": 300})
        answers = self._values("aged_balance", "aged_balance_own", on_date=TODAY)
        own, usual = (
            [row["key"] for row in answers[code]["rows"]]
            for code in ("aged_balance_own", "aged_balance")
        )
        self.assertEqual(own, ["not_due", "1_10", "11_45", "over_45"])
        self.assertEqual(usual, ["not_due", "1_30", "31_60", "61_90", "over_90"])
