# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.public_page import LIMITS
from .common import TODAY, TpeCommon

DAY = fields.Date.to_date(TODAY)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMore(TpeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("more_acc", "account.group_account_invoice")
        cls.business.lang = "en_US"
        cls.move = cls._make(cls)
        cls.move.tpe_issue()
        cls.total = cls.move.amount_total

    def setUp(self):
        super().setUp()
        self.url = self._get_url(self.business)

    def _get_url(self, partner):
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        token = partner._tpe_make_account_token(self.company, expires)
        return f"/tpe/account/{token}"

    def _pay(self, amount=None, days=3):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        )
        payment = register.create(
            {
                "amount": amount or self.total,
                "payment_date": DAY + timedelta(days),
            }
        )
        return payment._create_payments()

    def _get_left(self, days):
        rows = self.business._tpe_get_statement(self.company, DAY + timedelta(days))
        return round(sum(row["left"] for row in rows), 2)

    # === statement and receipts === #

    def test_english_days_are_written_as_on_the_documents(self):
        due = self.move.invoice_date_due
        for page in ("", "/statement"):
            text = self.url_open(f"{self.url}{page}").text
            self.assertIn(due.isoformat(), text, page)
            self.assertNotIn(f"{due:%m/%d/%Y}", text, page)

    def test_a_statement_knows_what_was_open_on_its_day(self):
        self._pay(40, days=3)
        found = [self._get_left(days) for days in (-1, 0, 2, 3)]
        self.assertEqual(found, [0, self.total, self.total, self.total - 40])
        page = self.url_open(f"{self.url}/statement?on={TODAY}")
        self.assertIn(self.move.name, page.text)
        for odd in ("", "x", "9999-01-01", "0000-00-00"):
            page = self.url_open(f"{self.url}/statement?on={odd}")
            self.assertEqual(page.status_code, 200)

    def test_a_payment_ahead_is_open_on_the_statement_until_it_is_used(self):
        payment = self._pay(days=1)
        lines = payment.move_id.line_ids.filtered(lambda line: line.credit)
        lines.remove_move_reconcile()
        self.assertEqual(self._get_left(1), 0)
        rows = self.business._tpe_get_statement(self.company, DAY + timedelta(1))
        self.assertEqual(sorted(r["left"] for r in rows), [-self.total, self.total])

    def test_each_payment_has_a_receipt_that_names_its_invoices(self):
        self._pay(40)
        (line,) = self.business._tpe_get_payments(self.company)
        page = self.url_open(f"{self.url}/payments")
        self.assertIn(f"/payments/{line.id}", page.text)
        receipt = self.url_open(f"{self.url}/payments/{line.id}")
        for text in (self.move.name, "40.00", self.company.name):
            self.assertIn(text, receipt.text)
        url = self._get_url(self.consumer)
        answer = self.url_open(f"{url}/payments/{line.id}")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("40.00", answer.text)

    # === orders === #

    def test_quotes_and_orders_are_told_and_drafts_are_not(self):
        line = {"product_id": self.service.id, "price_unit": 10}
        orders = (
            self.env["sale.order"]
            .sudo()
            .create(
                [
                    {"partner_id": partner.id, "order_line": [(0, 0, line)]}
                    for partner in (self.business, self.business, self.consumer)
                ]
            )
        )
        orders[1:].action_confirm()
        page = self.url_open(f"{self.url}/orders").text
        told = [order.name in page for order in orders]
        self.assertEqual(told, [False, True, False])
        orders[0].action_quotation_sent()
        page = self.url_open(f"{self.url}/orders").text
        self.assertIn("See and accept", page)

    def test_an_order_is_invoiced_once_its_invoice_is_issued(self):
        self.service.invoice_policy = "order"
        taxes = [Command.set(self.vat_20.ids)]
        line = {"product_id": self.service.id, "price_unit": 10, "tax_ids": taxes}
        order = self.env["sale.order"].create(
            {"partner_id": self.business.id, "order_line": [(0, 0, line)]}
        )
        order.action_confirm()
        move = order._create_invoices()
        self.assertIn("In progress", self.url_open(f"{self.url}/orders").text)
        move.invoice_date = TODAY
        move.tpe_issue()
        page = self.url_open(f"{self.url}/orders").text
        self.assertIn("Invoiced", page)
        self.assertNotIn("In progress", page)

    # === details === #

    def test_details_that_he_sends_are_proposed_and_hostile_ones_are_text(self):
        self.assertEqual(self.url_open(f"{self.url}/details").status_code, 200)
        hostile = "<script>alert(1)</script>"
        answer = self.url_open(
            f"{self.url}/details",
            data={"street": hostile, "country_id": "99999999", "name": "x"},
            allow_redirects=False,
        )
        self.assertEqual(answer.status_code, 303)
        proposal = self.business.tpe_proposal_ids
        self.assertEqual((proposal.street, proposal.state), (hostile, "new"))
        self.assertEqual(proposal.country_id, self.business.country_id)
        self.assertEqual(self.business.street, "1 rue du Port")
        answer = self.url_open(f"{self.url}/details", data={"email": hostile})
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn(hostile, answer.text)

    # === feedback === #

    def _rate(self, **values):
        url = f"{self.url}/feedback/{self.move.id}"
        return self.url_open(url, data=values, allow_redirects=False).status_code

    def test_who_has_paid_is_asked_once_and_may_change_his_mind(self):
        self.assertEqual(self._rate(stars="5"), 404)
        self._pay()
        self.assertIn("/feedback/", self.url_open(self.url).text)
        self.assertEqual(self._rate(stars="5", words="<b>Merci</b>"), 303)
        self.assertEqual(self._rate(stars="4", words="Mer\0ci"), 303)
        self.assertNotIn("/feedback/", self.url_open(self.url).text)
        rating = self.env["rating.rating"].search([("res_id", "=", self.move.id)])
        self.assertRecordValues(
            rating,
            [
                {
                    "rating": 4,
                    "feedback": "Merci",
                    "partner_id": self.business.id,
                    "parent_res_id": self.company.id,
                }
            ],
        )
        self.assertFalse(self.move.activity_ids)

    def test_who_has_paid_nothing_is_not_thanked_and_asked(self):
        self.move._reverse_moves([{"invoice_date": DAY}], cancel=True)
        self.assertEqual(self.move.amount_residual, 0)
        self.assertNotIn("/feedback/", self.url_open(self.url).text)
        self.assertEqual(self._rate(stars="5"), 404)

    def test_somebody_calls_who_is_not_content(self):
        self._pay()
        self.assertEqual(self._rate(stars="2", words="Trop long"), 303)
        self.assertEqual(self._rate(stars="1", words="Trop long"), 303)
        self.assertEqual(len(self.move.activity_ids), 1)
        self.assertIn("Trop long", self.move.activity_ids.note)

    def test_there_are_one_to_five_stars(self):
        self._pay()
        for stars in ("", "0", "6", "-1", "1e9", "x", "5 OR 1=1"):
            self.assertEqual(self._rate(stars=stars), 422, stars)
        with self.assertRaises(UserError):
            self.move._tpe_rate(0, "")

    # === who is signed in === #

    def test_the_portal_opens_the_same_page_of_his_own_account(self):
        for login, partner in (("mine", self.business), ("other", self.consumer)):
            new_test_user(
                self.env,
                login,
                "base.group_portal",
                partner_id=partner.id,
                password=login * 3,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            self.authenticate(login, login * 3)
            self.assertIn("/my/account-page", self.url_open("/my").text)
            page = self.url_open("/my/account-page")
            self.assertIn("/tpe/account/", page.url)
            self.assertEqual(self.move.name in page.text, partner == self.business)

    def test_the_portal_asks_of_which_company_when_there_are_several(self):
        other = self.setup_other_company()["company"]
        foreign = self.env["account.move"].with_company(other)
        foreign = foreign.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.business.id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 77})],
            }
        )
        foreign.tpe_is_imported = True
        foreign.action_post()
        new_test_user(self.env, "two", "base.group_portal", password="two" * 3)
        self.env["res.users"].search([("login", "=", "two")]).partner_id = self.business
        self.authenticate("two", "two" * 3)
        choice = self.url_open("/my/account-page").text
        self.assertIn(other.name, choice)
        page = self.url_open(f"/my/account-page?company={other.id}")
        self.assertIn("77.00", page.text)
        self.assertNotIn(f"{self.total:.2f}", page.text)

    # === limits === #

    def _limit(self, kind):
        return patch.dict(LIMITS, {kind: (2, 600)})

    def test_links_that_open_nothing_are_answered_a_few_times_only(self):
        wrong = self.url[:-1] + ("0" if self.url[-1] != "0" else "1")
        with self._limit("wrong"):
            found = [self.url_open(wrong).status_code for _time in range(3)]
            self.assertEqual(self.url_open(self.url).status_code, 200)
        self.assertEqual(found, [404, 404, 429])

    def test_all_the_originals_are_given_out_a_few_times_only(self):
        with self._limit("pack"):
            url = f"{self.url}/documents.zip"
            found = [self.url_open(url).status_code for _time in range(3)]
        self.assertEqual(found, [200, 200, 429])

    def test_forms_are_taken_a_few_times_only(self):
        with self._limit("form"):
            found = [
                self.url_open(
                    f"{self.url}/details",
                    data={"street": f"{number} quai"},
                    allow_redirects=False,
                ).status_code
                for number in range(3)
            ]
        self.assertEqual(found, [303, 303, 422])
        self.assertEqual(self.business.tpe_proposal_ids.street, "1 quai")
