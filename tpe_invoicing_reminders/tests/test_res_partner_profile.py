# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import payer_offer
from .common import ReminderCommon

DAY = fields.Date.to_date("2026-11-24")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPayerProfile(ReminderCommon):
    def _get_history(self, partner=None, day=DAY):
        partner = partner or self.business
        histories = self.env["res.partner"]._tpe_get_payer_histories(
            self.company, day, partner.ids
        )
        return histories.get(partner.id)

    def _make_habit(self):
        """Let a customer pay 500 on time and 1,500 twenty days late (K-6)."""
        self._pay(self._issue(500), "2026-09-30")
        self._pay(self._issue(750), "2026-10-20")
        self._pay(self._issue(750), "2026-10-20")

    def test_k6_what_came_in_is_weighted_by_its_amount(self):
        self._make_habit()
        history = self._get_history()
        self.assertEqual(history.invoices, 3)
        self.assertEqual(history.amount_days / history.amount, 15)
        self.assertEqual(history.on_time, 500)
        self.assertFalse(self._get_history(day=fields.Date.to_date("2026-09-29")))

    def test_a_credit_note_is_no_payment(self):
        invoice = self._issue(1200)
        refund = self._refund(1200, invoice)
        (invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertFalse(self._get_history())

    def test_what_was_owed_before_all_invoices_shows_no_habit(self):
        account = self.business.property_account_receivable_id
        sides = ((account, 600), (self.company_data["default_account_revenue"], -600))
        opening = self.env["account.move"].create(
            {
                "date": "2026-01-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": side.id,
                            "partner_id": self.business.id,
                            "balance": balance,
                        }
                    )
                    for side, balance in sides
                ],
            }
        )
        opening.action_post()
        payment = self._pay(self._issue(600), "2026-09-30").move_id
        payment.line_ids.remove_move_reconcile()
        lines = (opening + payment).line_ids
        lines.filtered(lambda line: line.account_id == account).reconcile()
        self.assertEqual(opening.line_ids.matched_credit_ids.amount, 600)
        self.assertFalse(opening.line_ids.matched_credit_ids.tpe_settled_on)
        self.assertFalse(self._get_history())

    def test_promises_count_once_they_are_over(self):
        for day in ("2026-10-10", "2026-10-12"):
            invoice = self._issue()
            invoice.tpe_pause("promise", day)
        self.env["tpe.reminder.pause"]._close_expired(fields.Date.today())
        pauses = self.env["tpe.reminder.pause"].search(
            [("partner_id", "=", self.business.id)]
        )
        self.assertEqual(set(pauses.mapped("state")), {"broken"})
        history = self._get_history(day=fields.Date.today())
        self.assertEqual((history.kept, history.broken), (0, 2))

    def test_the_note_says_where_the_grade_comes_from(self):
        self._make_habit()
        partner = self.business.with_user(self.accountant)
        self.assertEqual(partner.tpe_payer_grade, "slow")
        for figure in ("365 days: 3.", "average: 15.", "25 %"):
            self.assertIn(figure, partner.tpe_payer_note)

    def test_other_companies_and_sellers_see_nothing_of_it(self):
        self._make_habit()
        company = self.env["res.company"].create({"name": "Autre Atelier"})
        other = self.business.with_company(company)
        self.assertEqual(other.tpe_payer_grade, "new")
        seller = self._new_user("vendeuse", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.business.with_user(seller).read(["tpe_payer_grade"])

    def test_who_sells_reads_on_the_quote_what_to_do_and_no_figure(self):
        self._make_habit()
        quote = self.env["sale.order"].create({"partner_id": self.business.id})
        seller = self._new_user("quotes", "tpe_invoicing.group_tpe_invoicing_seller")
        seller.lang = self.accountant.lang = "en_US"
        quotes = self.env["sale.order"].with_user(seller)
        self.assertIn("tpe_payer_warning", quotes.get_view(view_type="form")["arch"])
        (told,) = quote.with_user(seller).read(["tpe_payer_warning"])
        self.assertEqual(
            told["tpe_payer_warning"],
            "Slow payer. Ask for a deposit, and remind early.",
        )
        (told,) = quote.with_user(self.accountant).read(["tpe_payer_warning"])
        self.assertIn("365 days: 3.", told["tpe_payer_warning"])
        self.assertFalse(self.consumer.with_user(seller).tpe_payer_warning)

    def _plan_of(self, day="2026-11-24"):
        (reminder,) = self._plan(day)["planned"]
        return reminder["level"], reminder["channel"]

    def _make_plan(self, **rule):
        """Make a plan of one phone call, before all others."""
        return self.env["tpe.reminder.plan"].create(
            {
                "name": "Appels",
                "sequence": 1,
                "level_ids": [
                    Command.create(
                        {
                            "name": "Appel",
                            "days": 1,
                            "channel": "phone",
                            "subject": "Facture {invoices}",
                            "body": "{amount}",
                        }
                    )
                ],
                **rule,
            }
        )

    def test_a_plan_is_chosen_by_the_payer_profile(self):
        self.business.phone = "02 99 11 22 33"
        self._make_habit()
        self._issue()
        self._make_plan(payer_grade="bad")
        self.assertEqual(self._plan_of()[1], "email")
        self._make_plan(payer_grade="slow")
        self.assertEqual(self._plan_of(), (1, "phone"))

    def test_a_plan_is_chosen_by_language_and_by_what_is_owed(self):
        self.business.write({"phone": "02 99 11 22 33", "lang": "fr_FR"})
        self._issue(800)
        self._issue(400)
        french, english = (
            self.env["res.lang"]._activate_lang(code) for code in ("fr_FR", "en_US")
        )
        plan = self._make_plan(lang_ids=[Command.set(english.ids)])
        self.assertEqual(self._plan_of()[1], "email")
        plan.lang_ids = french
        self.assertEqual(self._plan_of()[1], "phone")
        plan.min_owed = 1200.01
        self.assertEqual(self._plan_of()[1], "email")
        plan.min_owed = 1200
        self.assertEqual(self._plan_of()[1], "phone")

    def _pay_well(self):
        """Let a customer pay three invoices of thirty days five days early."""
        runs = self.registry["tpe.reminder.run"]
        today = patch.object(runs, "_get_day", lambda *_args: DAY)
        today.start()
        self.addCleanup(today.stop)
        for _number in range(3):
            self._pay(self._issue(4000), "2026-09-25")

    def test_a_good_payer_is_offered_terms_with_their_sums(self):
        self.company.tpe_money_cost = 6
        self._pay_well()
        partner = self.business.with_user(self.accountant).with_context(lang="en_US")
        # 12,000 x 15 x 6 % / 365; 25 days to pay, 17 of them gained
        for words in ("45 days instead of 30", "29.59", "0.2 % off", "17 days sooner"):
            self.assertIn(words, partner.tpe_terms_note)
        self.assertFalse(self.business.property_payment_term_id)

    def test_rates_are_written_as_their_reader_does(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.tpe_money_cost = 6.5
        self._pay_well()
        partner = self.business.with_user(self.accountant).with_context(lang="fr_FR")
        for words in ("0,3 %", "6,5 %"):
            self.assertIn(words, partner.tpe_terms_note.replace("\xa0", " "))
        partner.action_tpe_accept_offer()
        term = self.business.property_payment_term_id.with_context(lang="fr_FR")
        self.assertIn("0,3", term.name)

    def test_a_public_body_has_the_terms_of_the_law(self):
        self._pay_well()
        self.business.tpe_buyer_kind = "public"
        partner = self.business.with_user(self.accountant).with_context(lang="en_US")
        self.assertIn("Invoices paid", partner.tpe_payer_note)
        self.assertNotIn("Longer terms", partner.tpe_payer_note)
        self.assertFalse(partner.tpe_terms_note or partner.tpe_suggested_term_id)
        self.assertFalse(partner.tpe_has_offer)

    def test_a_person_accepts_the_terms(self):
        self._pay_well()
        term = self.env["account.payment.term"].create(
            {
                "name": "45 jours",
                "sequence": 0,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 45}
                    )
                ],
            }
        )
        partner = self.business.with_user(self.accountant)
        self.assertEqual(partner.tpe_suggested_term_id.line_ids.nb_days, 45)
        partner.action_tpe_accept_terms()
        self.assertEqual(self.business.property_payment_term_id.line_ids.nb_days, 45)
        self.assertTrue(term)

    def test_a_person_makes_the_offer_and_the_next_invoice_has_its_discount(self):
        self.company.tpe_money_cost = 6
        self._pay_well()
        partner = self.business.with_user(self.accountant)
        self.assertTrue(partner.tpe_has_offer)
        partner.action_tpe_accept_offer()
        term = self.business.property_payment_term_id
        self.assertRecordValues(
            term, [{"early_discount": True, "discount_percentage": 0.2}]
        )
        self.assertEqual((term.discount_days, term.line_ids.nb_days), (8, 30))
        self.assertFalse(partner.tpe_has_offer)
        self.assertNotIn("% off", partner.tpe_terms_note)
        with self.assertRaises(UserError):
            partner.action_tpe_accept_offer()
        self.consumer.property_payment_term_id = False
        seller = self._new_user("vendeuse", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.business.with_user(seller).action_tpe_accept_offer()

    def test_what_the_offer_has_cost_and_brought_is_counted(self):
        self.company.tpe_money_cost = 6
        self._pay_well()
        partner = self.business.with_user(self.accountant).with_context(lang="en_US")
        self.assertFalse(partner.tpe_offer_note)
        partner.action_tpe_accept_offer()
        term = self.business.property_payment_term_id
        values = {"invoice_date": "2026-10-01", "invoice_payment_term_id": term.id}
        moves = [self._issue(1200, "2026-10-31", **values) for _each in range(3)]
        partner.invalidate_recordset()
        self.assertIn("3", partner.tpe_offer_note)
        self.assertIn("None", partner.tpe_offer_note)
        self._pay(moves[0], "2026-10-06")
        self._pay(moves[1], "2026-10-30")  # too late for it
        partner.invalidate_recordset()
        # 0.2 % of 1,000; 1,200 x 25 days x 6 % / 365
        for words in ("1 of 3", "2.00", "1,200.00", "25 days", "4.93"):
            self.assertIn(words, partner.tpe_offer_note)

    def test_who_has_no_habit_is_offered_nothing(self):
        self._pay(self._issue(), "2026-09-25")
        partner = self.business.with_user(self.accountant)
        self.assertFalse(partner.tpe_terms_note or partner.tpe_suggested_term_id)

    def test_a_write_off_is_no_payment(self):
        invoice = self._issue()
        invoice.tpe_write_off("given_up", "Perdu", "2026-10-20")
        self.assertFalse(self._get_history())

    def test_examples_of_the_offers_hold(self):
        result = doctest.testmod(payer_offer)
        self.assertFalse(result.failed)
        self.assertTrue(result.attempted)
