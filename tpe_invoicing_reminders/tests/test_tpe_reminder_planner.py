# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ReminderCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPlan(ReminderCommon):
    def test_t1_a_late_invoice_is_planned_with_what_the_law_lets_claim(self):
        invoice = self._issue(1200)
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(
            reminder,
            {
                "reminder_id": False,
                "partner_id": self.business.id,
                "level": 4,
                "channel": "email",
                "currency": "EUR",
                "lines": [
                    {
                        "move_line_id": self._item(invoice).id,
                        "invoice": invoice.name,
                        "amount_due": "1200.00",
                        "days_late": 55,
                    }
                ],
                "amount_due": "1200.00",
                "interest": "22.42",
                "fees": "40.00",
            },
        )

    def test_a_closed_customer_waits_until_the_last_day(self):
        invoice = self._issue()
        self.business.write(
            {"tpe_closed_from": "2026-10-18", "tpe_closed_until": "2026-10-25"}
        )
        self.assertFalse(self._reason(invoice, "2026-10-17"))
        for day in ("2026-10-18", "2026-10-25"):
            self.assertEqual(self._reason(invoice, day), "customer_closed")
        (skip,) = self._plan("2026-10-20")["skipped"]
        self.assertEqual(skip["until"], "2026-10-25")
        self.assertFalse(self._reason(invoice, "2026-10-26"))

    def test_a_closure_has_two_days_in_order(self):
        for first, last in (("2026-10-18", False), ("2026-10-18", "2026-10-17")):
            with self.assertRaises(ValidationError):
                self.business.write(
                    {"tpe_closed_from": first, "tpe_closed_until": last}
                )

    def test_a_customer_gets_no_more_messages_a_month_than_the_plan_allows(self):
        plans = self.env["tpe.reminder.plan"].search([])
        plans.max_messages = 1
        first = self._issue()
        self._run("2026-10-06")
        self.assertEqual(self._reason(first, "2026-10-20"), "customer_cap")
        (skip,) = self._plan("2026-10-20")["skipped"]
        self.assertEqual(skip["until"], "2026-11-05")
        self.assertFalse(self._reason(first, "2026-11-05"))
        plans.max_messages = 2
        self.assertFalse(self._reason(first, "2026-10-20"))

    def test_t2_interest_is_split_at_the_half_year(self):
        self._issue(5000, due="2026-04-30")
        (reminder,) = self._plan("2026-09-15")["planned"]
        self.assertEqual(reminder["interest"], "232.32")

    def test_t6_a_part_payment_lowers_the_base_as_of_its_day(self):
        invoice = self._issue(10000, due="2026-05-01")
        self._pay(invoice, "2026-07-01", 4000)
        (reminder,) = self._plan("2026-09-03")["planned"]
        self.assertEqual(reminder["amount_due"], "6000.00")
        self.assertEqual(reminder["interest"], "333.58")
        self.assertEqual(reminder["fees"], "40.00")
        (then,) = self._plan("2026-06-30")["planned"]
        self.assertEqual(then["amount_due"], "10000.00")

    def test_t7_a_contract_rate_below_the_floor_is_raised_to_it(self):
        self.company.tpe_late_rate = 6
        self._issue(1000, due="2026-06-30")
        (reminder,) = self._plan("2026-12-31")["planned"]
        self.assertEqual(reminder["interest"], "41.59")

    def test_t5_interest_is_at_the_rate_that_the_invoice_bears(self):
        self.company.tpe_late_rate = 12
        self._issue(3600, due="2026-07-31")
        for rate in (0, 15):
            self.company.tpe_late_rate = rate
            (reminder,) = self._plan("2026-10-31")["planned"]
            self.assertEqual(reminder["interest"], "108.89")

    def test_t10_one_lump_sum_an_invoice_never_an_instalment(self):
        self._issue(100)
        self._issue(200)
        twice = self._issue_halves(300)
        self.assertEqual(len(self._items(twice)), 2)
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(len(reminder["lines"]), 4)
        self.assertEqual(reminder["fees"], "120.00")

    def test_an_instalment_that_was_paid_late_owes_its_interest(self):
        invoice = self._issue_halves(1200)  # due on 31 August and on 10 September
        self._pay(invoice, "2026-09-10", 600)
        (reminder,) = self._plan("2026-09-20")["planned"]
        self.assertEqual(reminder["amount_due"], "600.00")
        # ten days on 600 until it was paid, 2.04, and ten on the other 600, 2.04
        self.assertEqual((reminder["interest"], reminder["fees"]), ("4.08", "40.00"))
        self.assertEqual(len(reminder["lines"]), 1)
        self._pay(invoice, "2026-09-11", 100)
        (reminder,) = self._plan("2026-09-20")["planned"]
        self.assertEqual(reminder["interest"], "3.77")  # 2.04, 0.20, and 9 on 500

    def test_an_instalment_that_was_paid_in_time_owes_nothing(self):
        invoice = self._issue_halves(1200)
        self._pay(invoice, "2026-08-31", 600)
        (reminder,) = self._plan("2026-09-20")["planned"]
        self.assertEqual(reminder["interest"], "2.04")

    def test_t12_a_consumer_owes_neither_interest_nor_lump_sum(self):
        self._issue(800, partner=self.consumer)
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual((reminder["interest"], reminder["fees"]), ("0.00", "0.00"))

    def test_t13_a_consumer_owes_interest_from_the_formal_notice(self):
        invoice = self._issue(800, partner=self.consumer)
        answer = invoice.tpe_formal_notice("2026-10-05")
        self.assertEqual(answer[0]["received_on"], "2026-10-05")
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual((reminder["interest"], reminder["fees"]), ("3.01", "0.00"))
        (before,) = self._plan("2026-10-05")["planned"]
        self.assertEqual(before["interest"], "0.00")

    def test_t14_a_public_body_keeps_one_rate_and_owes_the_lump_sum(self):
        self.business.tpe_is_public_body = True
        self._issue(36500, due="2026-05-19")
        (reminder,) = self._plan("2026-08-20")["planned"]
        self.assertEqual((reminder["interest"], reminder["fees"]), ("943.95", "40.00"))

    def test_t15_a_missing_rate_skips_that_customer_alone(self):
        late = self._issue(1200)
        self._issue(800, partner=self.consumer)
        plan = self._plan("2027-01-05")
        self.assertEqual(self._reason(late, "2027-01-05"), "legal_figure_missing")
        self.assertIn("2027-H1", plan["skipped"][0]["message"])
        self.assertEqual(len(plan["planned"]), 1)

    def test_planning_changes_nothing(self):
        self._issue()
        self.env.flush_all()
        with patch.object(type(self.env.cr), "commit", side_effect=AssertionError):
            first = self._plan("2026-11-24")
        self.assertFalse(self.env["tpe.reminder"].search_count([]))
        self.assertEqual(first, self._plan("2026-11-24"))

    def test_every_open_item_is_in_one_place_with_one_reason(self):
        invoices = self._issue() + self._issue(due="2026-11-15")
        invoices += self._issue(50, partner=self.german)
        invoices += self._refund(10, invoices[0])
        plan = self._plan("2026-10-20")
        planned = [line["move_line_id"] for r in plan["planned"] for line in r["lines"]]
        skipped = [skip["move_line_id"] for skip in plan["skipped"]]
        self.assertCountEqual(planned + skipped, self._items(invoices).ids)
        self.assertTrue(all(skip["message"] for skip in plan["skipped"]))

    def test_steps_follow_the_due_date(self):
        self._issue()
        levels = {
            "2026-09-26": None,
            "2026-09-27": 1,
            "2026-09-30": 1,
            "2026-10-01": None,
            "2026-10-05": 2,
            "2026-10-15": 3,
            "2026-10-30": 4,
        }
        for day, level in levels.items():
            planned = self._plan(day)["planned"]
            self.assertEqual(planned[0]["level"] if planned else None, level, day)

    def test_one_message_holds_all_that_is_due_at_the_furthest_step(self):
        old, new = self._issue(100), self._issue(200, due="2026-10-12")
        (reminder,) = self._plan("2026-10-20")["planned"]
        self.assertEqual(reminder["level"], 3)
        self.assertEqual(
            [line["invoice"] for line in reminder["lines"]], [old.name, new.name]
        )
        self.assertEqual(reminder["amount_due"], "300.00")

    def test_a_notice_waits_when_there_is_something_overdue_to_say(self):
        self._issue(100)
        soon = self._issue(200, due="2026-10-22")
        (reminder,) = self._plan("2026-10-20")["planned"]
        self.assertEqual(reminder["amount_due"], "100.00")
        self.assertEqual(self._reason(soon, "2026-10-20"), "min_gap")

    def test_contacts_of_a_company_share_its_message(self):
        contact = self.env["res.partner"].create(
            {"name": "Marie", "parent_id": self.business.id}
        )
        self._issue(100)
        self._issue(200, partner=contact)
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(reminder["partner_id"], self.business.id)
        self.assertEqual(reminder["amount_due"], "300.00")

    def test_each_currency_has_its_own_message(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        self._issue(100)
        self._issue(200, currency_id=dollar.id)
        planned = {r["currency"]: r for r in self._plan("2026-11-24")["planned"]}
        self.assertEqual(planned.keys(), {"EUR", "USD"})
        self.assertEqual(planned["USD"]["amount_due"], "200.00")
        self.assertEqual(planned["USD"]["fees"], "50.00")

    def test_credits_are_deducted_and_shown(self):
        refund = self._refund(200, self._issue(1000))
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(reminder["amount_due"], "800.00")
        self.assertIn(
            (refund.name, "-200.00"),
            [(line["invoice"], line["amount_due"]) for line in reminder["lines"]],
        )

    def test_credits_that_cover_all_leave_no_message(self):
        invoice = self._issue(100)
        refund = self._refund(100, invoice)
        self.assertEqual(self._reason(invoice, "2026-11-24"), "covered_by_credit")
        self.assertEqual(self._reason(refund, "2026-11-24"), "credit")

    def test_a_payment_counts_from_its_day(self):
        invoice = self._issue()
        self._pay(invoice, "2026-11-10")
        self.assertFalse(self._plan("2026-11-24")["planned"])
        self.assertEqual(len(self._plan("2026-10-20")["planned"]), 1)

    def test_what_holds_an_invoice_is_said(self):
        day = "2026-10-20"
        cases = {
            "not_due": self._issue(due="2026-11-15"),
            "imported": self._issue(tpe_is_imported=True),
            "no_followup": self._issue(),
            "blocked": self._issue(),
        }
        cases["no_followup"].no_followup = True
        cases["blocked"].action_toggle_block_payment()
        for reason, invoice in cases.items():
            self.assertEqual(self._reason(invoice, day), reason)

    def test_customers_are_left_alone_when_told(self):
        invoice = self._issue()
        self.business.with_company(self.company).tpe_reminder_excluded = True
        self.assertEqual(self._reason(invoice, "2026-10-20"), "excluded")
        self.business.with_company(self.company).tpe_reminder_excluded = False
        self.business.tpe_insolvency_on = "2026-10-01"
        self.assertEqual(self._reason(invoice, "2026-10-20"), "insolvency")

    def test_without_an_address_nobody_is_reached(self):
        invoice = self._issue()
        self.business.write({"email": False, "phone": False, "street": False})
        self.assertEqual(self._reason(invoice, "2026-10-20"), "no_address")

    def test_without_email_a_letter_leaves(self):
        self._issue()
        self.business.email = False
        (reminder,) = self._plan("2026-10-20")["planned"]
        self.assertEqual(reminder["channel"], "letter")

    def test_an_invoice_without_original_is_not_reminded(self):
        invoice = self._issue()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET tpe_archive_entry_id = NULL WHERE id = %s",
            [invoice.id],
        )
        invoice.invalidate_recordset()
        self.assertEqual(self._reason(invoice, "2026-10-20"), "not_sealed")

    def test_who_may_plan_and_who_may_send(self):
        self._issue()
        reader = self._new_user("lecteur", "account.group_account_readonly")
        seller = self._new_user("vendeur", "tpe_invoicing.group_tpe_invoicing_seller")
        for user, may_plan, may_run in (
            (reader, True, False),
            (seller, False, False),
            (self.accountant, True, True),
        ):
            run = self.runs.with_user(user)
            for method, allowed in (("tpe_plan", may_plan), ("tpe_run", may_run)):
                call = getattr(run, method)
                if allowed:
                    self.assertTrue(call(self.company.id, "2026-10-20"))
                else:
                    with self.assertRaises(AccessError):
                        call(self.company.id, "2026-10-20")

    def test_another_company_is_out_of_reach(self):
        other = (
            self.company_data_2["company"]
            if hasattr(self, "company_data_2")
            else self.env["res.company"].create({"name": "Autre"})
        )
        with self.assertRaises(AccessError):
            self.runs.with_user(self.accountant).tpe_plan(other.id)

    def test_a_wrong_date_is_said(self):
        with self.assertRaisesRegex(UserError, "2026-13-45"):
            self._plan("2026-13-45")

    # === HELPERS === #

    def _items(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _item(self, move):
        return self._items(move).ensure_one()
