# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.payment.tests.common import PaymentCommon

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountPay(PaymentCommon, TpeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_dummy_payment_method_for_provider(
            provider=cls.dummy_provider,
            journal=cls.company_data["default_journal_bank"],
        )
        cls.dummy_provider.write({"company_id": cls.company.id, "is_published": True})
        cls.business.lang = "en_US"
        cls.moves = cls.env["account.move"]
        for price in (100, 50):
            cls.moves |= cls._make(
                cls, invoice_payment_term_id=cls.pay_terms_b.id, product=cls.goods
            )
            cls.moves[-1].invoice_line_ids.price_unit = price
        cls.moves.tpe_issue()

    def setUp(self):
        self.enable_post_process_patcher = False  # the books are what this is about
        super().setUp()
        self.url = self._get_url(self.business)
        self.owed = sum(self.moves.mapped("amount_residual"))

    def _get_url(self, partner, days=1):
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
        token = partner._tpe_make_account_token(self.company, expires)
        return f"/tpe/account/{token}"

    def _start(self, amount, moves=None, url=None, **values):
        """Ask for a payment as Odoo's form does."""
        ids = "-".join(map(str, (moves or self.moves).ids))
        route = f"{url or self.url}/pay/{ids}/transaction{values.pop('form', '')}"
        params = {
            "provider_id": self.dummy_provider.id,
            "payment_method_id": self.payment_method_id,
            "token_id": None,
            "amount": amount,
            "flow": "direct",
            "tokenization_requested": True,
            "landing_route": "https://elsewhere.example",
            "is_validation": False,
            **values,
        }
        answer = self.url_open(route, json={"params": params}).json()
        if "error" in answer:
            return self.env["payment.transaction"]
        reference = answer["result"]["reference"]
        return self.env["payment.transaction"].search([("reference", "=", reference)])

    def _read_route(self, amount):
        """:return: end of the route that the form of the payment calls
        :rtype: str"""
        ids = "-".join(map(str, self.moves.ids))
        page = self.url_open(f"{self.url}/pay/{ids}?amount={amount}").text
        (route,) = re.findall(r"/transaction(\?after=\d+)", page)
        return route

    def _finish(self, payment):
        payment._set_done()
        payment._post_process()

    def _choose(self, **values):
        values = {"ids": self.moves.ids, **values}
        return self.url_open(
            f"{self.url}/pay", params=values, allow_redirects=False, method="GET"
        )

    def test_the_mail_of_an_invoice_opens_the_page_and_the_payment(self):
        self.business.write({"email": "pay@client.example", "lang": "en_US"})
        first = self.moves[0]
        answers = self.moves.tpe_send()
        body = self.env["mail.mail"].browse(answers[0]["mail_id"]).body_html
        (link,) = re.findall(r'href="([^"]*/tpe/account/[^"?/]*)"', body)
        self.assertEqual(self.url_open(link).status_code, 200)
        self.assertIn(f"{link}/pay?ids={first.id}", body)
        self._finish(self._start(self.owed))
        credit = first._reverse_moves([{"invoice_date": first.invoice_date}])
        credit.tpe_issue()
        for paid in (first, credit):
            (answer,) = paid.tpe_send()
            body = self.env["mail.mail"].browse(answer["mail_id"]).body_html
            self.assertIn("/tpe/account/", body)
            self.assertNotIn("/pay?", body)

    def test_any_mail_to_the_customer_opens_his_page(self):
        group = "sales_team.group_sale_salesman_all_leads"
        seller = self._new_user("pay_seller", group)
        other = self.consumer
        self.business.write({"email": "pay@client.example", "lang": "fr_FR"})
        other.email = "anne@exemple.example"
        message = (
            self.moves[0]
            .with_user(seller)
            .message_post(
                body="Bonjour",
                partner_ids=(self.business | other).ids,
                subtype_xmlid="mail.mt_comment",
            )
        )
        self.assertNotIn("/tpe/account/", message.body)
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        bodies = {mail.recipient_ids: mail.body_html for mail in mails}
        self.assertIn("/tpe/account/", bodies[self.business])
        self.assertIn("Voir mon compte", bodies[self.business])
        self.assertNotIn("/tpe/account/", bodies[other])

    def test_a_part_is_entered_beside_the_sign_of_its_currency(self):
        page = self.url_open(f"{self.url}/pay").text
        self.assertIn(f'<span id="sign">{self.moves.currency_id.symbol}</span>', page)

    def test_what_was_paid_twice_is_in_favour_of_the_customer(self):
        self.business.lang = "en_US"
        self.assertIn("Still to be paid on", self.url_open(self.url).text)
        for payment in (self._start(self.owed), self._start(self.owed)):
            self._finish(payment)
        for url in (self.url, f"{self.url}/statement"):
            page = self.url_open(url).text
            self.assertNotIn("Still to be paid on", page)
            (favour,) = re.findall(
                'In your favour on.*?class="amount">([^<]*)<', page, re.DOTALL
            )
            self.assertNotIn("-", favour)

    def test_the_form_of_the_payment_says_its_language(self):
        self.business.lang = "fr_FR"
        ids = "-".join(map(str, self.moves.ids))
        page = self.url_open(f"{self.url}/pay/{ids}?amount={self.owed}").text
        self.assertIn('<html lang="fr-FR"', page)

    def test_several_invoices_are_paid_at_once(self):
        payment = self._start(self.owed)
        self.assertEqual(payment.invoice_ids, self.moves)
        self.assertEqual(payment.partner_id, self.business)
        self.assertFalse(payment.tokenize)
        self.assertTrue(payment.landing_route.startswith("/tpe/account/"))
        self._finish(payment)
        self.assertEqual(self.moves.mapped("amount_residual"), [0, 0])

    def test_a_part_is_taken_off_what_is_owed(self):
        self._finish(self._start(70))
        left = sum(self.moves.mapped("amount_residual"))
        self.assertAlmostEqual(left, self.owed - 70)

    def test_nothing_and_more_than_is_owed_are_refused(self):
        for amount in (0, -5, self.owed + 0.01, 10**13, "x", None):
            self.assertFalse(self._start(amount), amount)

    def test_what_was_paid_in_one_tab_is_not_asked_for_in_another(self):
        self._start(self.owed)._set_done()  # the books do not know yet
        self.assertFalse(self._start(self.owed))
        self.assertFalse(self._start(self.owed))

    def test_a_payment_that_began_in_another_tab_is_not_begun_twice(self):
        forms = [self._read_route(self.owed) for _tab in range(3)]
        first, *others = [self._start(self.owed, form=form) for form in forms]
        self.assertTrue(first)
        self.assertFalse(any(others))
        self.assertTrue(self._start(self.owed, form=self._read_route(self.owed)))

    def test_parts_that_are_owed_together_are_paid_in_two_tabs(self):
        forms = [self._read_route(10) for _tab in range(2)]
        self.assertTrue(all(self._start(10, form=form) for form in forms))

    def test_two_tabs_that_pay_at_once_leave_the_second_sum_on_the_account(self):
        first, second = self._start(self.owed), self._start(self.owed)
        self._finish(first)
        self._finish(second)
        (balance,) = self.business._tpe_get_account_balances(
            self.company, self.business._tpe_get_account_moves(self.company)
        )
        self.assertAlmostEqual(balance["balance"], -self.owed)
        self.assertAlmostEqual(balance["ahead"], -self.owed)

    def test_who_comes_back_is_told_what_became_of_the_payment(self):
        thanks, stopped, failed = (
            "Your payment is on its way",
            "You have stopped the payment",
            "The payment did not go through",
        )
        come_back = f"{self.url}?said=online"
        self.assertNotIn(thanks, self.url_open(come_back).text)
        for set_state, said in (
            ("_set_pending", thanks),
            ("_set_canceled", stopped),
            ("_set_error", failed),
        ):
            payment = self._start(10)
            getattr(payment, set_state)(*["Refused"] * (set_state == "_set_error"))
            page = self.url_open(payment.landing_route).text
            told = [each for each in (thanks, stopped, failed) if each in page]
            self.assertEqual(told, [said])
            payment.state = "cancel"  # nothing is under way any more
        # of another's payment nothing is told
        other = f"{self._get_url(self.consumer)}?said=online"
        self.assertNotIn(stopped, self.url_open(other).text)

    def test_two_payments_that_begin_at_once_do_not_meet(self):
        nothing = self.moves.browse()
        with patch.object(
            type(self.moves), "try_lock_for_update", return_value=nothing
        ):
            self.assertFalse(self._start(10))
        self.assertTrue(self._start(10))

    def test_the_due_instalment_alone_is_offered(self):
        answer = self._choose(how="due")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/pay/", answer.headers["Location"])
        self.assertEqual(self._choose(how="part", amount="x").status_code, 422)
        before = self.env["payment.transaction"].search_count([])
        self.url_open(answer.headers["Location"])
        self.assertEqual(self.env["payment.transaction"].search_count([]), before)

    def test_nobody_pays_anothers_invoice_or_with_a_link_that_ended(self):
        for url in (
            self._get_url(self.consumer),
            self._get_url(self.business, days=-1),
            self.url[:-1] + ("0" if self.url[-1] != "0" else "1"),
        ):
            self.assertFalse(self._start(self.owed, url=url))
        self.assertFalse(self._start(self.owed, flow="token", token_id=1))
        self.assertFalse(self._start(self.owed, provider_id=2**31 - 1))
        self.assertFalse(self._start(self.owed, partner_id=self.consumer.id))

    def test_what_is_found_for_all_at_once_is_what_each_says_alone(self):
        moves = self.moves | self._make() | self._make(partner=self.consumer)
        moves[2:].tpe_issue()
        refund = moves[2]._reverse_moves([{"invoice_date": moves[2].invoice_date}])
        refund.tpe_issue()
        self._start(10, moves=moves[0])._set_pending()
        moves |= refund | self._make()
        alone = moves.filtered(lambda move: move._has_to_be_paid())
        self.assertTrue(alone and alone < moves)
        self.assertEqual(moves._tpe_find_payable(), alone)
        self.assertEqual(
            moves._tpe_get_next_due_dates(),
            {move: move._tpe_get_next_due_date() for move in moves},
        )
        with self.assertQueryCount(4):
            moves.invalidate_recordset()
            moves._tpe_find_payable()
