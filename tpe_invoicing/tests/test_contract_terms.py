# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_contract import FIRST, ContractCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractTerms(ContractCommon):
    def _index(self, *values):
        return self.env["tpe.contract.index"].create(
            {
                "name": "Cost of labour",
                "value_ids": [
                    Command.create({"date": day, "value": value, "published_on": known})
                    for day, value, known in values
                ],
            }
        )

    def _indexed(self, index, **values):
        return self._contract(
            tpe_index_id=index.id,
            tpe_index_base=128.4,
            tpe_index_base_date="2025-07-01",
            tpe_revision_on="2026-12-01",
            **values,
        )

    # === PAUSE === #

    def test_a_paused_contract_makes_no_invoice_and_the_pause_is_left_out(self):
        contract = self._contract(
            tpe_pause_from="2026-11-15", tpe_pause_until="2027-01-20"
        )
        self._run()
        for day in ("2026-12-01", "2027-01-01"):
            self._run(day)
        self.assertEqual(len(self._moves(contract)), 1)
        self._run("2027-02-01")
        starts = self._moves(contract).invoice_line_ids.mapped("tpe_date_start")
        self.assertEqual(sorted(starts), [date(2026, 11, 1), date(2027, 2, 1)])

    def test_a_pause_that_is_billed_afterwards_is_caught_up_with(self):
        contract = self._contract(
            tpe_pause_from="2026-11-15",
            tpe_pause_until="2027-01-20",
            tpe_pause_is_billed=True,
        )
        for day in (FIRST, "2026-12-01", "2027-01-01", "2027-02-01"):
            self._run(day)
        self.assertEqual(len(self._moves(contract)), 4)

    # === INDEX === #

    def test_prices_follow_the_index_from_their_day_on_and_show_the_sum(self):
        contract = self._indexed(self._index(("2026-07-01", 131.9, "2026-10-15")))
        self._run()
        self._run("2026-12-01")
        totals = self._moves(contract).sorted("id").mapped("amount_untaxed")
        self.assertEqual(totals, [100, 102.73])
        row = contract.tpe_revision_ids
        self.assertEqual((row.price_before, row.price_after), (100, 102.73))
        self.assertIn("131.9", row.arithmetic)
        self.assertEqual(contract.tpe_index_base, 131.9)
        self.assertEqual(str(contract.tpe_revision_on), "2027-12-01")

    def test_periods_before_the_revision_are_caught_up_with_at_the_old_price(self):
        contract = self._indexed(self._index(("2026-07-01", 131.9, "2026-10-15")))
        self._run("2027-01-05")
        totals = self._moves(contract).sorted("name").mapped("amount_untaxed")
        self.assertEqual(totals, [100, 102.73, 102.73])

    @mute_logger("odoo.addons.contract.models.contract")
    def test_without_a_newer_value_nothing_is_billed_and_somebody_knows(self):
        index = self._index(("2025-07-01", 128.4, "2025-10-15"))
        contract = self._indexed(index)
        for day in (FIRST, "2026-12-01", "2026-12-02"):
            self._run(day)
        self.assertEqual(len(self._moves(contract)), 1)
        self.assertEqual(len(contract.activity_ids), 1)
        index.value_ids = [
            Command.create(
                {"date": "2026-07-01", "value": 131.9, "published_on": "2026-11-30"}
            )
        ]
        self._run("2026-12-03")
        self.assertEqual(self._moves(contract)[-1:].state, "posted")
        self.assertEqual(len(self._moves(contract)), 2)

    # === RENEWAL === #

    def _renewing(self, **values):
        return self._contract(
            tpe_renews=True,
            **{
                "partner_id": self.consumer.id,
                "tpe_refusal_months": 1,
                "tpe_term_end": "2027-03-31",
                **values,
            },
        )

    def test_a_consumer_is_told_once_between_three_months_and_one(self):
        contract = self._renewing()
        self.contracts._cron_renew(date(2026, 11, 27))
        self.assertFalse(contract.tpe_notice_ids)
        for day in (28, 29):
            self.contracts._cron_renew(date(2026, 11, day))
        notice = contract.tpe_notice_ids
        self.assertEqual(str(notice.deadline), "2027-02-28")
        mail = notice.mail_id
        self.assertEqual(mail.recipient_ids, self.consumer)
        self.assertIn("border", mail.body_html)
        self.assertIn("2027-02-28", mail.body_html)
        self.assertEqual(notice.state, "queued")

    def test_a_business_is_not_told_and_renews(self):
        contract = self._renewing(partner_id=self.business.id)
        self.contracts._cron_renew(date(2027, 4, 1))
        self.assertFalse(contract.tpe_notice_ids)
        self.assertEqual(str(contract.tpe_term_end), "2028-03-31")

    def test_who_has_no_address_gets_a_letter_and_who_is_late_a_warning(self):
        self.consumer.email = False
        by_letter, late = self._renewing(), self._renewing(tpe_term_end="2026-12-31")
        self.contracts._cron_renew(date(2026, 12, 1))
        self.assertEqual(by_letter.tpe_notice_ids.state, "letter")
        self.assertEqual(late.tpe_notice_ids.state, "late")
        self.assertEqual(len((by_letter + late).activity_ids), 2)
        reader = new_test_user(
            self.env, "notice_reader", groups="account.group_account_readonly"
        )
        with self.assertRaises(AccessError):
            by_letter.tpe_notice_ids.with_user(reader).action_posted()
        by_letter.tpe_notice_ids.action_posted()
        self.assertEqual(by_letter.tpe_notice_ids.state, "posted")

    # === THE YEAR AHEAD === #

    def test_the_year_ahead_is_what_is_billed_then(self):
        contract = self._contract(
            tpe_pause_from="2027-02-01", tpe_pause_until="2027-02-28"
        )
        rows = contract._tpe_get_year_ahead(date(2026, 11, 1))
        self.assertEqual(len(rows), 13)
        self.assertEqual([row["note"] for row in rows].count("paused"), 1)
        with freeze_time("2026-11-01"):
            contract.invalidate_recordset(["tpe_year_ahead"])
            self.assertIn("1,200.00", contract.tpe_year_ahead)
        for row in rows[:4]:
            self._run(row["date"])
        self._run("2027-03-01")
        billed = self._moves(contract).invoice_line_ids
        kept = [row for row in rows[:5] if row["note"] != "paused"]
        expected = [row["first"] for row in kept]
        self.assertEqual(sorted(billed.mapped("tpe_date_start")), expected)
        self.assertEqual(set(billed.mapped("name")), {row["name"] for row in kept})
