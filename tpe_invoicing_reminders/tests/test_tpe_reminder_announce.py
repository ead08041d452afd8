# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models.tpe_reminder_announce import SCOPE
from .common import ReminderCommon

DAY = "2026-10-20"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAnnouncement(HttpCase, ReminderCommon):
    def setUp(self):
        super().setUp()
        self.owner = self._new_user("patronne", "account.group_account_manager")
        self.owner.email = "patronne@kermorvan.example"
        self.company.write(
            {
                "tpe_reminder_user_id": self.owner.id,
                "tpe_reminder_mode": "on",
                "tpe_reminder_bank_days": 0,
                "tpe_reminder_announce": True,
            }
        )

    def _at(self, hour, day=DAY):
        """Let the clock of the company show an hour."""
        now = datetime.fromisoformat(f"{day}T{hour}")
        now = now.replace(tzinfo=ZoneInfo("Europe/Paris"))
        return patch.object(type(self.runs), "_get_now", return_value=now)

    def _remind(self, hour, day=DAY):
        with self._at(hour, day):
            self.runs.with_company(self.company)._remind(self.company)
        return self.env["tpe.reminder"].search_count(
            [("company_id", "=", self.company.id)]
        )

    def _get_mails(self):
        return self.env["mail.mail"].search(
            [("recipient_ids.email", "=", "patronne@kermorvan.example")]
        )

    def test_the_owner_is_told_once_and_the_reminders_leave_an_hour_later(self):
        invoice = self._issue()
        self.assertFalse(self._remind("08:05"))
        mail = self._get_mails()
        for words in ("1 reminder", "1,200.00", "Bâti Ouest", invoice.name, "20 days"):
            self.assertIn(words, mail.body_html)
        self.assertFalse(self._remind("08:30"))
        self.assertEqual(len(self._get_mails()), 1)
        self.assertEqual(self._remind("09:05"), 1)
        self.assertFalse(self._remind("23:00", "2026-10-21") > 1)

    def test_no_more_is_announced_than_a_day_may_send(self):
        self.company.tpe_reminder_cap = 1
        self._issue(due="2026-09-29", partner=self.consumer)
        self._issue(600)
        self._remind("08:05")
        mail = self._get_mails()
        self.assertIn("1 reminder", mail.body_html)
        self.assertIn(self.consumer.name, mail.body_html)
        self.assertNotIn("Bâti Ouest", mail.body_html)
        self.assertEqual(self._remind("09:05"), 1)
        (sent,) = self.env["tpe.reminder"].search([])
        self.assertEqual(sent.partner_id, self.consumer)

    def test_a_day_with_nothing_to_send_is_not_announced(self):
        self._issue(due="2026-12-31")
        self.assertFalse(self._remind("08:05"))
        self.assertFalse(self._get_mails())

    def test_the_link_asks_and_one_click_holds_this_customer_only(self):
        kept = self._issue(partner=self.consumer)
        held = self._issue()
        self._remind("08:05")
        rows = self._get_mails().body_html.split("<tr")
        row = next(row for row in rows if "Bâti Ouest" in row)
        path = re.search(r"/tpe/hold/[\w-]+", row)[0]
        with self._at("08:20"):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("<form", page.text)
            self.assertFalse(held.tpe_pause_ids)
            for _again in range(2):
                page = self.url_open(path, data={"x": "1"})
                self.assertEqual(page.status_code, 200)
        self.assertEqual(held.tpe_pause_ids.mapped("kind"), ["block"])
        self.assertEqual(str(held.tpe_pause_ids.until), "2026-10-27")
        self.assertFalse(kept.tpe_pause_ids)
        self.assertEqual(self._remind("09:20"), 1)
        self.assertTrue(kept.tpe_reminder_line_ids)

    def test_who_is_left_alone_hears_of_no_other_invoice_that_week(self):
        self._issue()
        next_one = self._issue(500, due="2026-10-16")
        self._remind("08:05")
        path = re.search(r"/tpe/hold/[\w-]+", self._get_mails().body_html)[0]
        with self._at("08:20"):
            self.url_open(path, data={"x": "1"})
        # its friendly step would come on the 22nd
        self.assertEqual(self._reason(next_one, "2026-10-23"), "blocked")
        self.assertEqual(self._remind("10:00", "2026-10-23"), 0)
        self.assertFalse(self._reason(next_one, "2026-10-28"))

    def test_no_other_link_holds_anything(self):
        held = self._issue()
        self._remind("08:05")
        path = re.search(r"/tpe/hold/[\w-]+", self._get_mails().body_html)[0]
        account = self.business.with_company(self.company).tpe_account_url()[0]["url"]
        token = account.rpartition("/")[2]
        for wrong in (
            f"/tpe/hold/{token}",
            path[:-1] + ("0" if path[-1] != "0" else "1"),
            "/tpe/hold/1-1-1-x",
            path.replace(f"-{self.business.id}-", f"-{self.consumer.id}-"),
        ):
            self.assertEqual(self.url_open(wrong, data={"x": "1"}).status_code, 404)
        self.assertFalse(held.tpe_pause_ids)

    def _get_link(self):
        self._remind("08:05")
        return re.search(r"/tpe/hold/[\w-]+", self._get_mails().body_html)[0]

    def test_a_link_of_another_day_says_where_todays_is(self):
        held = self._issue()
        past = fields.Datetime.to_datetime("2026-10-01 08:00:00")
        token = self.business._tpe_make_account_token(
            self.company, past, f"{SCOPE}.{self.owner.id}"
        )
        for data in (None, {"x": "1"}):
            page = self.url_open(
                f"/tpe/hold/{self.owner.id}-{token}",
                data=data,
                headers={"Accept-Language": "en"},  # nobody is known to read it
            )
            self.assertEqual(page.status_code, 410)
            self.assertIn("older mail", page.text)
        self.assertFalse(held.tpe_pause_ids)

    def test_who_has_no_right_to_it_any_more_stops_nothing(self):
        held, path = self._issue(), self._get_link()
        other = self._new_user("associee", "account.group_account_manager")
        elsewhere = path.replace(f"/{self.owner.id}-", f"/{other.id}-")
        self.assertEqual(self.url_open(elsewhere, data={"x": "1"}).status_code, 404)
        self.owner.group_ids = self.env.ref("base.group_user")
        page = self.url_open(path, data={"x": "1"})
        self.assertEqual(page.status_code, 403)
        self.assertIn("any more", page.text)
        self.assertFalse(held.tpe_pause_ids)

    def test_a_link_pressed_again_says_what_is_held(self):
        self._issue()
        path = self._get_link()
        with self._at("08:20"):
            self.url_open(path, data={"x": "1"})
            page = self.url_open(path)
        self.assertNotIn("<form", page.text)
        self.assertIn("2026-10-27", page.text)

    def test_what_has_left_already_is_said(self):
        self._issue()
        path = self._get_link()
        with self._at("09:30"):
            self.assertNotIn("left on", self.url_open(path).text)
        self._remind("09:35")
        with self._at("10:00", "2026-10-21"):
            for data in (None, {"x": "1"}):
                page = self.url_open(path, data=data)
                self.assertIn("left on <b>2026-10-20</b>", page.text)

    def test_who_has_paid_needs_no_hold(self):
        invoice, path = self._issue(), self._get_link()
        self._pay(invoice, "2026-10-20")
        page = self.url_open(path, data={"x": "1"})
        self.assertIn("owes nothing any more", page.text)
        self.assertFalse(invoice.tpe_pause_ids)

    def test_starting_asks_whether_to_announce(self):
        self.company.tpe_reminder_announce = False
        switch = self.env["tpe.reminder.switch"].with_user(self.owner)
        switch = switch.with_company(self.company).create({"mode": "on"})
        switch.action_confirm()
        self.assertTrue(self.company.tpe_reminder_announce)
