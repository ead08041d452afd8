# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law does not run out in silence, and a file brings it up to date."""

import base64
import doctest
from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools import legal_file
from .common import TpeCommon

OWNER = "account.group_account_manager"
HEAD = "code,date_from,value,source_title,source_url\n"
RATES = (
    HEAD
    + "ecb_mro,2027-01-01,2.65,BCE,https://www.ecb.europa.eu/\n"
    + "legal_rate_pro,2027-01-01,3.00,Arrêté,https://www.legifrance.gouv.fr/\n"
    + "legal_rate_private,2027-01-01,7.00,Arrêté,https://www.legifrance.gouv.fr/\n"
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeLegalWatch(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("watch_owner", OWNER)
        cls.parameters = cls.env["tpe.legal.parameter"]

    def _watch(self, day):
        parameters = self.parameters.with_company(self.company)
        parameters._tell_company(self.company, date.fromisoformat(day))
        # what the calendar asks for is another matter
        return self.company.partner_id.activity_ids.filtered(
            lambda activity: "run out" in activity.summary
        )

    def _load(self, text, user=None):
        upload = (
            self.env["tpe.legal.update"]
            .with_user(user or self.owner)
            .create({"content": base64.b64encode(text.encode())})
        )
        return upload.action_load()

    # === WATCH === #

    def test_rates_of_the_coming_half_year_are_asked_for_in_december(self):
        self.assertFalse(self._watch("2026-11-24"))
        activity = self._watch("2026-12-05")
        self.assertEqual(len(activity), 1)
        self.assertTrue(activity.user_id.has_group(OWNER))
        self.assertIn("2027-H1", activity.note)
        self.assertIn("ECB main refinancing rate", activity.note)

    def test_one_activity_is_kept_up_to_date_and_closed_by_itself(self):
        self._watch("2026-12-05")
        self.assertEqual(len(self._watch("2027-01-02")), 1)
        self._load(RATES)
        self.assertFalse(self._watch("2027-01-03"))

    def test_words_that_the_law_will_drop_are_told_half_a_year_before(self):
        self.assertNotIn("admitted until", str(self._watch("2027-12-31").note))
        self.assertIn("admitted until", self._watch("2028-01-15").note)

    def test_watch_is_scheduled_each_day(self):
        cron = self.env.ref("tpe_invoicing.ir_cron_tpe_legal_watch")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        cron.method_direct_trigger()

    # === FILE === #

    def test_file_brings_the_rates_of_a_half_year_for_this_company(self):
        answer = self._load(RATES)
        self.assertIn("3 figures added", answer["params"]["message"])
        rate = self.parameters._get("ecb_mro", "2027-03-01", self.company)
        self.assertEqual(rate, Decimal("2.65"))
        again = self._load(RATES)
        self.assertIn("0 figures added, 3 known", again["params"]["message"])

    def test_file_names_every_wrong_line_and_adds_nothing(self):
        bad = RATES + "nothing,2027-01-01,1,A,https://a.fr\necb_mro,soon,1,A,https://a"
        with self.assertRaisesRegex(UserError, "Line 5.*nothing[\\s\\S]*Line 6.*soon"):
            self._load(bad)
        with self.assertRaises(UserError):
            self.parameters._get("ecb_mro", "2027-03-01", self.company)

    def test_file_changes_no_figure_that_is_known(self):
        line = "ecb_mro,2026-07-01,9,BCE,https://www.ecb.europa.eu/\n"
        self._load(HEAD + line)
        rate = self.parameters._get("ecb_mro", "2026-11-24", self.company)
        self.assertEqual(rate, Decimal("2.40"))

    def test_file_is_loaded_by_owners_only(self):
        accountant = self._new_user("watch_accountant", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self._load(RATES, accountant)

    def test_file_of_another_kind_is_refused_in_plain_words(self):
        for content, words in (
            (b"\xff\xfe\x00", "UTF-8"),
            (b"", "column"),
            (b"code;date_from\n", "value"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.env["tpe.legal.update"].with_user(self.owner).create(
                    {"content": base64.b64encode(content)}
                ).action_load()

    def test_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(legal_file).failed, 0)

    # === OWN FIGURES === #

    def _set(self, code, day, value):
        return (
            self.env["tpe.legal.parameter.value"]
            .with_user(self.owner)
            .create(
                {
                    "parameter_id": self.env.ref(
                        f"tpe_invoicing.tpe_legal_parameter_{code}"
                    ).id,
                    "date_from": day,
                    "value": value,
                    "source_title": "Own",
                    "source_url": "https://example.org/",
                }
            )
        )

    def test_company_asks_for_more_than_the_law_and_never_for_less(self):
        for code, fine, weaker in (
            ("recovery_lump_sum", 50, 0),
            ("max_term_days", 45, 90),
            ("retention_years_tax", 12, 3),
        ):
            self._set(code, "2027-02-01", fine)
            value = self.parameters._get(code, "2027-02-01", self.company)
            self.assertEqual(value, fine)
            with self.assertRaises(ValidationError, msg=code):
                self._set(code, "2027-03-01", weaker)

    def test_rate_of_the_law_is_nobody_s_choice(self):
        for code, day in (
            ("ecb_mro", "2026-07-01"),
            ("late_margin", "2026-01-01"),
            ("buyer_siren_required", "2027-09-01"),
        ):
            with self.assertRaises(ValidationError, msg=code):
                self._set(code, day, 0)

    def test_law_closes_the_gap_that_a_company_had_filled(self):
        self._set("ecb_mro", "2027-01-01", 9)
        row = self._set("ecb_mro", "2027-07-01", 9)
        self.env["tpe.legal.parameter.value"].sudo().create(
            {
                "parameter_id": row.parameter_id.id,
                "company_id": False,
                "date_from": "2027-01-01",
                "value": 2.65,
                "source_title": "BCE",
                "source_url": "https://www.ecb.europa.eu/",
            }
        )
        rates = [
            self.parameters._get("ecb_mro", day, self.company)
            for day in ("2027-02-01", "2027-08-01")
        ]
        self.assertEqual(rates, [Decimal("2.65"), 9])
        series = dict(self.parameters._get_series("ecb_mro", self.company))
        self.assertEqual(series[date(2027, 1, 1)], Decimal("2.65"))
