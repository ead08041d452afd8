# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveCheck(TpeCommon):
    def _codes(self, move, severity=None):
        return {
            finding["code"]
            for finding in move._tpe_get_findings()
            if severity in (None, finding["severity"])
        }

    def test_invoice_without_fault_is_ready(self):
        answer = self._make().tpe_check()
        self.assertEqual([a["ok"] for a in answer], [True])
        self.assertEqual(answer[0]["findings"], [])

    def test_draft_of_any_completeness_is_checked(self):
        move = self.env["account.move"].create({"move_type": "out_invoice"})
        codes = self._codes(move, "blocking")
        self.assertLessEqual({"buyer_missing", "date_missing", "lines_missing"}, codes)

    def test_answer_of_the_api_has_no_null_and_its_own_keys(self):
        self.company.partner_id.vat = False
        move = self._make(invoice_date=False)
        answer = move.tpe_check()[0]
        self.assertEqual(set(answer), {"id", "ok", "findings"})
        self.assertFalse(answer["ok"])
        for finding in answer["findings"]:
            keys = {"code", "severity", "message", "article", "field"}
            self.assertEqual(set(finding), keys)
            self.assertTrue(all(isinstance(v, str) for v in finding.values()), finding)

    def test_seller_without_vat_number_is_refused_with_the_place_to_repair(self):
        self.company.partner_id.vat = False
        found = self._make().tpe_check()[0]["findings"]
        self.assertEqual(found[0]["code"], "seller_vat_missing")
        self.assertEqual(found[0]["severity"], "blocking")
        self.assertEqual(found[0]["field"], "company_id.vat")
        self.assertIn("242 nonies A", found[0]["article"])

    def test_buyer_without_siren_is_refused_from_september_2027(self):
        # T-38
        self.business.write({"company_registry": False, "vat": False})
        early = self._make()
        self.assertIn("buyer_siren_missing", self._codes(early, "warning"))
        late = self._make(invoice_date="2027-09-01")
        self.assertIn("buyer_siren_missing", self._codes(late, "blocking"))

    def test_day_to_come_and_closed_period_are_told(self):
        soon = fields.Date.today() + timedelta(days=2)  # whatever the time zone
        self.assertIn("date_to_come", self._codes(self._make(invoice_date=soon)))
        self.company.fiscalyear_lock_date = "2026-09-30"
        early, late = (
            self._codes(self._make(invoice_date=day), "warning")
            for day in ("2026-09-30", "2026-10-01")
        )
        self.assertIn("date_closed", early)
        self.assertFalse(late & {"date_closed", "date_to_come"})

    def test_numbers_follow_the_order_of_dates(self):
        self._make(invoice_date="2026-11-20").tpe_issue()
        for day, is_told in (
            ("2026-11-19", True),
            ("2026-11-20", False),
            ("2026-11-21", False),
            ("2025-12-31", False),  # the numbers of another year
        ):
            codes = self._codes(self._make(invoice_date=day), "warning")
            self.assertEqual("date_before_last" in codes, is_told, day)
        credit = self._make(invoice_date="2026-11-19", move_type="out_refund")
        self.assertNotIn("date_before_last", self._codes(credit))

    def test_number_of_ones_own_is_free_and_leaves_no_gap(self):
        first = self._make(invoice_date="2026-11-20", name="FAC/2026/00007")
        self.assertFalse(self._codes(first))  # a series begins where one likes
        first.tpe_issue()
        for name, code, severity in (
            ("FAC/2026/00007", "number_taken", "blocking"),
            ("FAC/2026/00009", "number_gap", "warning"),
        ):
            draft = self._make(invoice_date="2026-11-20", name=name)
            self.assertEqual(self._codes(draft, severity), {code})
        for name in ("FAC/2026/00006", "FAC/2026/00008"):
            draft = self._make(invoice_date="2026-11-20", name=name)
            self.assertFalse(self._codes(draft), name)

    def test_wrong_rate_is_told_with_the_floor(self):
        # T-7
        self.company.tpe_late_rate = 6
        found = self._make().tpe_check()[0]
        self.assertTrue(found["ok"])
        self.assertIn("8.25", found["findings"][0]["message"])

    def test_credit_note_without_invoice_is_refused(self):
        # T-28
        move = self._make(move_type="out_refund")
        self.assertIn("credit_note_without_original", self._codes(move, "blocking"))

    def test_vendor_bill_is_no_invoice_of_ours(self):
        bill = self._make(move_type="in_invoice")
        self.assertEqual(self._codes(bill, "blocking"), {"not_a_sale"})

    def test_panel_shows_what_the_api_says(self):
        self.business.street = False
        move = self._make()
        self.assertEqual(move.tpe_findings, move.tpe_check()[0]["findings"])
        self.assertEqual(
            [f["code"] for f in move.tpe_findings], ["buyer_address_missing"]
        )

    def test_panel_follows_what_is_typed(self):
        with Form(
            self.env["account.move"].with_context(default_move_type="out_invoice")
        ) as form:
            codes = {finding["code"] for finding in form.tpe_findings}
            self.assertIn("buyer_missing", codes)
            form.partner_id = self.business
            codes = {finding["code"] for finding in form.tpe_findings}
            self.assertNotIn("buyer_missing", codes)

    def test_check_changes_nothing(self):
        move = self._make()
        before = move.read(["write_date", "state", "name"])
        self.env.flush_all()
        statements = []
        execute = self.env.cr.execute

        def watch(query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        self.patch(self.env.cr, "execute", watch)
        move.tpe_check()
        self.env.flush_all()
        self.assertFalse(
            [s for s in statements if s.lstrip()[:6].upper() in ("INSERT", "UPDATE")]
        )
        self.assertEqual(move.read(["write_date", "state", "name"]), before)

    def test_accountant_checks_and_a_stranger_does_not(self):
        accountant = new_test_user(
            self.env,
            "check_accountant",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        stranger = new_test_user(self.env, "check_stranger", "base.group_user")
        move = self._make()
        self.assertTrue(move.with_user(accountant).tpe_check()[0]["ok"])
        with self.assertRaises(AccessError):
            move.with_user(stranger).tpe_check()

    def test_many_invoices_need_no_more_queries_than_a_few(self):
        moves = self.env["account.move"].concat(*[self._make() for _i in range(20)])
        moves[0].tpe_check()

        def count(batch):
            self.env.flush_all()
            self.env.invalidate_all()
            first = self.env.cr.sql_log_count
            batch.tpe_check()
            return self.env.cr.sql_log_count - first

        count(moves)  # what is read once and for all
        self.assertEqual(count(moves[:2]), count(moves))
