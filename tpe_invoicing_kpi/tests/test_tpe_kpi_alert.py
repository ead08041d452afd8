# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestKpiAlert(KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env,
            "alert_owner",
            "account.group_account_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def _make(self, code, kind, threshold, **vals):
        kpi = self.env["tpe.kpi"].search([("code", "=", code)])
        return (
            self.env["tpe.kpi.alert"]
            .with_user(self.owner)
            .create(
                {
                    "kpi_id": kpi.id,
                    "kind": kind,
                    "threshold": threshold,
                    "company_id": self.company.id,
                    **vals,
                }
            )
        )

    def test_it_speaks_once_an_episode(self):
        alert = self._make("overdue_amount", "above", 500)
        invoice = self._sell(600, self._days(-40), due=self._days(-10))
        for day in (self._days(-5), self._days(-4), self._days(-3)):
            alert._check(self.company, day)
        [activity] = alert.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("600", activity.summary)
        self.assertTrue(alert.is_on)
        self._pay(invoice, 600, self._days(-2))
        alert._check(self.company, self._days(-2))
        self.assertFalse(alert.is_on)
        self.assertEqual(alert.episode_ids.date_to, self._days(-2))
        self._sell(501, self._days(-40), due=self._days(-2))
        alert._check(self.company, TODAY)
        self.assertEqual(len(alert.activity_ids), 2)
        self.assertEqual(len(alert.episode_ids), 2)

    def test_a_trend_compares_with_the_days_before(self):
        self._sell(1000, self._days(-400), due=self._days(-300))
        alert = self._make("overdue_amount", "rises", 20, days=30)
        self._sell(199, self._days(-20), due=self._days(-10))
        alert._check(self.company, TODAY)
        self.assertFalse(alert.is_on)
        self._sell(1, self._days(-20), due=self._days(-10))
        alert._check(self.company, TODAY)
        self.assertTrue(alert.is_on)
        self.assertEqual(alert.episode_ids.value_before, 1000)

    def test_no_figure_neither_begins_nor_ends_an_episode(self):
        alert = self._make("dso_balance", "below", 10)
        alert._check(self.company, TODAY)
        self.assertFalse(alert.episode_ids)

    def test_a_customer_who_pays_later_than_usual_is_named_once(self):
        alert = self._make(False, "habit", 15, days=90)
        for before in range(5):
            due = self._days(-300 + before)
            self._pay(self._sell(100, due, due=due), 100, due + timedelta(5))
        for before in range(2):
            due = self._days(-60 + before)
            self._pay(self._sell(100, due, due=due), 100, due + timedelta(19))
        alert._check(self.company, TODAY)
        self.assertFalse(alert.episode_ids)
        due = self._days(-50)
        self._pay(self._sell(100, due, due=due), 100, due + timedelta(22))
        for day in (TODAY, self._days(1)):
            alert._check(self.company, day)
        self.assertEqual(alert.episode_ids.partner_id, self.customer)
        self.assertEqual(alert.episode_ids.value, 20)
        self.assertEqual(alert.episode_ids.value_before, 5)
        self.assertEqual(len(self.customer.activity_ids), 1)

    def test_a_mail_goes_to_who_is_told_and_to_nobody_else(self):
        alert = self._make("overdue_amount", "above", 1, channel="mail")
        self._sell(600, self._days(-40), due=self._days(-10))
        alert._check(self.company, TODAY)
        notified = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", alert._name),
                    ("mail_message_id.res_id", "=", alert.id),
                ]
            )
        )
        self.assertEqual(notified.res_partner_id, self.owner.partner_id)
        self.assertFalse(alert.activity_ids)

    def test_the_usual_ones_are_added_once(self):
        alerts = self.env["tpe.kpi.alert"].with_user(self.owner)
        alerts.action_suggest()
        mine = alerts.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(mine), 4)
        alerts.action_suggest()
        self.assertEqual(alerts.search_count([("id", "in", mine.ids)]), 4)
        mine.action_check()
        self.assertFalse(mine.filtered("is_on"))

    def test_the_daily_look_covers_each_company(self):
        ours = self._make("overdue_amount", "above", 1)
        other = self.setup_other_company()["company"]
        theirs = self.env["tpe.kpi.alert"].create(
            {
                "kpi_id": ours.kpi_id.id,
                "kind": "below",
                "threshold": 1,
                "company_id": other.id,
                "user_id": self.env.user.id,
            }
        )
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *args, **kwargs: 3600):
            self.env["tpe.kpi.alert"]._cron_check()
        self.assertFalse(ours.is_on)
        self.assertTrue(theirs.is_on)
