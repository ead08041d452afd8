# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

SOURCE = {"source_title": "Arrêté", "source_url": "https://www.legifrance.gouv.fr/"}

# law.md 3.2: ECB rate, legal rate of a private and of a professional creditor
HALF_YEARS = """
2019-01-01 0.00 3.40 0.86
2019-07-01 0.00 3.26 0.87
2020-01-01 0.00 3.15 0.87
2020-07-01 0.00 3.11 0.84
2021-01-01 0.00 3.14 0.79
2021-07-01 0.00 3.12 0.76
2022-01-01 0.00 3.13 0.76
2022-07-01 0.00 3.15 0.77
2023-01-01 2.50 4.47 2.06
2023-07-01 4.00 6.82 4.22
2024-01-01 4.50 8.01 5.07
2024-07-01 4.25 8.16 4.92
2025-01-01 3.15 7.21 3.71
2025-07-01 2.15 6.65 2.76
2026-01-01 2.15 6.67 2.62
2026-07-01 2.40 6.84 2.75
"""

# code, first day, value the day before (None: an error), value from that day on
BOUNDARIES = (
    ("recovery_lump_sum", date(2013, 1, 1), None, 40),
    ("retention_years_tax", date(2027, 1, 1), 6, 10),
    ("buyer_siren_required", date(2027, 9, 1), 0, 1),
    ("franchise_base_goods", date(2025, 1, 1), None, 85000),
    ("franchise_raised_goods", date(2025, 1, 1), None, 93500),
    ("franchise_base_services", date(2025, 1, 1), None, 37500),
    ("franchise_raised_services", date(2025, 1, 1), None, 41250),
    ("micro_ceiling_goods", date(2026, 1, 1), None, 203100),
    ("micro_ceiling_services", date(2026, 1, 1), None, 83600),
    ("limitation_years_business", date(2008, 6, 19), None, 5),
    ("limitation_years_consumer", date(2008, 6, 19), None, 2),
)

# figures that hold for the whole time the addon knows
STEADY = {
    "late_margin": 10,
    "late_margin_public": 8,
    "late_floor_multiplier": 3,
    "default_term_days": 30,
    "max_term_days": 60,
    "max_term_days_eom": 45,
    "max_term_days_periodic": 45,
    "retention_years_commercial": 10,
    "simplified_invoice_limit": 150,
    "consumer_note_limit": 25,
    "cash_cap": 1000,
    "vat_rate_standard": 20,
    "vat_rate_overseas": 8.5,
}


@tagged("post_install", "-at_install")
class TestTpeLegalParameter(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["tpe.legal.parameter"]
        cls.mro = cls.env.ref("tpe_invoicing.tpe_legal_parameter_ecb_mro")
        cls.owner = new_test_user(
            cls.env, "law_owner", "base.group_user,account.group_account_manager"
        )
        cls.seller = new_test_user(
            cls.env,
            "law_seller",
            "base.group_user,tpe_invoicing.group_tpe_invoicing_seller",
        )

    def _add_value(self, parameter=None, user=None, **values):
        rows = self.env["tpe.legal.parameter.value"].with_user(user or self.owner)
        defaults = {"parameter_id": (parameter or self.mro).id, **SOURCE}
        return rows.create({**defaults, **values})

    # === THE DOOR === #

    def test_rates_of_every_half_year_are_those_of_the_law(self):
        for line in HALF_YEARS.split("\n")[1:-1]:
            first, *rates = line.split()
            last = date.fromisoformat(first) + timedelta(days=180)
            codes = ("ecb_mro", "legal_rate_private", "legal_rate_pro")
            for code, rate in zip(codes, rates, strict=True):
                self.assertEqual(self.parameters._get(code, first), Decimal(rate))
                self.assertEqual(self.parameters._get(code, last), Decimal(rate))

    def test_late_rate_of_the_second_half_of_2026_is_12_40(self):
        rate = self.parameters._get("ecb_mro", "2026-11-24")
        margin = self.parameters._get("late_margin", "2026-11-24")
        self.assertEqual(rate + margin, Decimal("12.40"))

    def test_figure_changes_on_its_day(self):
        for code, day, before, after in BOUNDARIES:
            eve = day - timedelta(days=1)
            self.assertEqual(self.parameters._get(code, day), after, code)
            if before is None:
                with self.assertRaises(UserError):
                    self.parameters._get(code, eve)
            else:
                self.assertEqual(self.parameters._get(code, eve), before, code)

    def test_steady_figures_are_those_of_the_law(self):
        for code, value in STEADY.items():
            self.assertEqual(self.parameters._get(code, "2026-11-24"), value, code)

    def test_half_year_not_loaded_is_an_error_that_names_it(self):
        # T-15
        with self.assertRaisesRegex(UserError, "2027-H1"):
            self.parameters._get("ecb_mro", date(2027, 1, 5))

    def test_figure_before_its_first_day_is_an_error_that_names_the_day(self):
        with self.assertRaisesRegex(UserError, "2012-12-31"):
            self.parameters._get("recovery_lump_sum", date(2012, 12, 31))

    def test_row_of_a_value_comes_with_it(self):
        value, row_id = self.parameters._get_row("ecb_mro", date(2026, 8, 15))
        row = self.env.ref("tpe_invoicing.tpe_legal_parameter_value_ecb_mro_2026_s2")
        self.assertEqual((value, row_id), (Decimal("2.4"), row.id))

    def test_series_lists_all_values_by_date(self):
        series = self.parameters._get_series("legal_rate_pro")
        self.assertEqual(len(series), 16)
        self.assertEqual(series[-1], (date(2026, 7, 1), Decimal("2.75")))
        self.assertEqual(series, sorted(series))

    def test_value_is_read_once_from_the_database(self):
        self.parameters._get("ecb_mro", "2026-11-24")
        with self.assertQueryCount(0):
            self.parameters._get("ecb_mro", "2025-02-01")

    def test_user_without_rights_on_figures_reads_them_through_the_door(self):
        portal = new_test_user(self.env, "law_portal", "base.group_portal")
        door = self.parameters.with_user(portal)
        self.assertEqual(door._get("recovery_lump_sum", "2026-11-24"), 40)

    # === SOURCES === #

    def test_every_shipped_value_has_a_source_and_a_date_or_a_note(self):
        rows = self.env["tpe.legal.parameter.value"].search([])
        for row in rows.filtered(lambda row: not row.company_id):
            self.assertTrue(row.source_url.startswith("https://"), row)
            self.assertTrue(row.source_title, row)
            is_dated = row.published_on and row.published_on <= row.date_from
            self.assertTrue(is_dated or row.note, row.display_name)

    # === ROWS OF COMPANIES === #

    def test_owner_adds_the_rate_of_a_new_half_year(self):
        door = self.parameters.with_user(self.owner)
        with self.assertRaises(UserError):
            door._get("ecb_mro", "2027-03-01")  # and remembers what there is
        self._add_value(date_from="2027-01-01", value=2.65)
        self.assertEqual(door._get("ecb_mro", "2027-03-01"), Decimal("2.65"))

    def test_value_of_a_company_binds_that_company_only(self):
        self._add_value(date_from="2027-01-01", value=2.65)
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(UserError):
            self.parameters._get("ecb_mro", "2027-03-01", other)

    def test_value_of_a_company_wins_until_it_is_repealed(self):
        lump_sum = self.env.ref("tpe_invoicing.tpe_legal_parameter_recovery_lump_sum")
        self._add_value(lump_sum, date_from="2026-01-01", value=50)
        self._add_value(lump_sum, date_from="2026-07-01", value=0, repealed=True)
        values = [
            self.parameters._get("recovery_lump_sum", day)
            for day in ("2025-12-31", "2026-01-01", "2026-07-01")
        ]
        self.assertEqual(values, [40, 50, 40])

    def test_owner_cannot_change_the_law(self):
        row = self.env.ref("tpe_invoicing.tpe_legal_parameter_value_ecb_mro_2026_s2")
        with self.assertRaises(UserError):
            row.with_user(self.owner).value = 3
        with self.assertRaises(UserError):
            row.with_user(self.owner).unlink()
        with self.assertRaises(UserError):
            self._add_value(date_from="2027-01-01", value=3, company_id=False)
        with self.assertRaises(UserError):
            self.mro.with_user(self.owner).validity = "until_next"

    def test_owner_cannot_turn_his_value_into_the_law(self):
        row = self._add_value(date_from="2027-01-01", value=3)
        with self.assertRaises(UserError):
            row.company_id = False

    def test_seller_reads_and_writes_nothing(self):
        self.assertTrue(self.mro.with_user(self.seller).value_ids)
        with self.assertRaises(AccessError):
            self._add_value(user=self.seller, date_from="2027-01-01", value=3)

    def test_owner_of_another_company_sees_no_value_of_ours(self):
        row = self._add_value(date_from="2027-01-01", value=3)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "law_stranger",
            "base.group_user,account.group_account_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["value"])

    def test_law_has_one_value_of_a_figure_on_a_day(self):
        values = {"parameter_id": self.mro.id, "date_from": "2026-07-01", **SOURCE}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["tpe.legal.parameter.value"].create({**values, "value": 3})

    def test_half_year_begins_on_the_first_of_january_or_july(self):
        with self.assertRaises(ValidationError):
            self._add_value(date_from="2027-02-01", value=3)

    def test_source_is_an_https_address(self):
        with self.assertRaises(ValidationError):
            self._add_value(date_from="2027-01-01", value=3, source_url="JO")
