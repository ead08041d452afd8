# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type wrong, or on purpose: told before the issue, or lawful after it."""

import base64

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY, TpeCommon

HOSTILE = '<img src=x onerror="alert(1)"> {{7*7}} ${ref} <script>alert(2)</script>'


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBadInput(TpeCommon):
    def _codes(self, move, severity=None):
        return {
            finding["code"]
            for finding in move.tpe_check()[0]["findings"]
            if severity in (None, finding["severity"])
        }

    def _dollars(self, *rates):
        usd = self.env.ref("base.USD")
        usd.active = True
        table = self.env["res.currency.rate"]
        table.search([("currency_id", "=", usd.id)]).unlink()
        for day, rate in rates:
            table.create({"currency_id": usd.id, "name": day, "rate": rate})
        return usd

    # === CURRENCY === #

    def test_currency_without_any_rate_is_refused(self):
        move = self._make(currency_id=self._dollars().id)
        self.assertIn("currency_rate_missing", self._codes(move, "blocking"))
        with self.assertRaisesRegex(UserError, "exchange rate"):
            move.tpe_issue()
        self.assertEqual(move.state, "draft")

    def test_later_rate_is_no_rate_of_the_day(self):
        # Odoo itself would take it without a word
        usd = self._dollars(("2026-11-25", 1.2))
        move = self._make(currency_id=usd.id)
        self.assertIn("currency_rate_missing", self._codes(move, "blocking"))

    def test_rate_of_the_day_before_is_taken_and_an_old_one_is_told(self):
        usd = self._dollars(("2026-11-23", 1.1545))
        move = self._make(currency_id=usd.id)
        self.assertFalse({c for c in self._codes(move) if "rate" in c})
        move.invoice_date = "2026-12-01"
        self.assertIn("currency_rate_old", self._codes(move, "warning"))

    def test_rate_that_somebody_typed_is_his(self):
        move = self._make(currency_id=self._dollars().id)
        move.invoice_currency_rate = 1.1545
        self.assertNotIn("currency_rate_missing", self._codes(move))

    # === TAXES === #

    def test_tax_without_category_and_reason_is_refused_where_nothing_tells_it(self):
        tax = self.vat_20.copy({"name": "0", "amount": 0})
        tax.ubl_cii_tax_category_code = False
        move = self._make(taxes=tax)
        self.assertIn("line_reason_missing", self._codes(move, "blocking"))

    def test_tax_without_category_is_understood_where_the_place_tells_it(self):
        tax = self.vat_20.copy({"name": "0", "amount": 0})
        tax.ubl_cii_tax_category_code = False
        codes = {mention["code"] for mention in self._mentions(self.german, tax)}
        self.assertIn("IC_GOODS", codes)

    def test_a_group_of_taxes_is_what_stands_in_it(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Group",
                "amount_type": "group",
                "type_tax_use": "sale",
                "tax_scope": self.vat_20.tax_scope,
                "children_tax_ids": [Command.set(self.vat_20.ids)],
            }
        )
        move = self._make(taxes=tax)
        move.tpe_issue()
        (line,) = move._tpe_get_document_data()["BG-25"]
        self.assertEqual((line["BT-151"], line["BT-152"]), ("S", 20))

    def test_a_period_that_ends_before_it_begins_is_told_with_its_line(self):
        move = self._make()
        period = {"tpe_date_start": "2026-11-30", "tpe_date_end": "2026-11-01"}
        move.invoice_line_ids.write(period)
        self.assertIn("line_period_backwards", self._codes(move, "blocking"))

    def test_label_and_name_of_which_nothing_can_be_shown_are_missing(self):
        move = self._make()
        move.invoice_line_ids.name = "\N{ROCKET}\nOak door"
        self.assertIn("line_label_missing", self._codes(move, "blocking"))
        move.invoice_line_ids.name = "Oak door \N{ROCKET}"
        self.business.name = "\N{ROCKET}"
        codes = self._codes(move, "blocking")
        self.assertEqual(codes & {"line_label_missing"}, set())
        self.assertIn("buyer_name_missing", codes)

    def test_tax_of_purchases_is_refused(self):
        bought = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company),
                ("type_tax_use", "=", "purchase"),
                ("amount", "=", 20),
            ],
            limit=1,
        )
        self.assertIn(
            "tax_of_purchases", self._codes(self._make(taxes=bought), "blocking")
        )

    def test_tax_that_is_no_plain_percentage_is_refused_before_it_is_posted(self):
        divided = self.vat_20.copy({"name": "Divided", "amount_type": "division"})
        halved = self.vat_20.copy({"name": "Halved"})
        parts = halved.invoice_repartition_line_ids
        parts.filtered(lambda p: p.repartition_type == "tax").factor_percent = 50
        for tax in (divided, halved):
            move = self._make(taxes=tax)
            found = move.tpe_check()[0]["findings"][0]
            self.assertEqual(found["code"], "tax_not_a_rate")
            self.assertIn(tax.name, found["message"])
            with self.assertRaisesRegex(UserError, "plain percentage"):
                move.tpe_issue()
            self.assertEqual(move.state, "draft")

    def test_cash_is_rounded_beside_the_vat_and_not_in_it(self):
        account = self.company_data["default_account_revenue"]
        values = {"name": "5 cents", "rounding": 0.05, "rounding_method": "HALF-UP"}
        values |= {"profit_account_id": account.id, "loss_account_id": account.id}
        cash = self.env["account.cash.rounding"].create(
            values | {"strategy": "biggest_tax"}
        )
        move = self._make(self.consumer, invoice_cash_rounding_id=cash.id)
        self.assertIn("cash_rounding_vat", self._codes(move, "blocking"))
        cash.strategy = "add_invoice_line"
        self.assertNotIn("cash_rounding_vat", self._codes(move))

    def test_an_instalment_above_the_total_is_refused(self):
        parts = ({"value": "fixed", "value_amount": 150}, {"value_amount": 100})
        term = self.env["account.payment.term"].create(
            {"name": "150 first", "line_ids": [Command.create(part) for part in parts]}
        )
        move = self._make(invoice_payment_term_id=term.id)  # 120 with VAT
        self.assertIn("instalment_above_total", self._codes(move, "blocking"))
        move.invoice_line_ids.price_unit = 1000
        self.assertNotIn("instalment_above_total", self._codes(move))

    def test_a_broken_rule_of_the_standard_is_told_in_words(self):
        move, template = self._make(), self.env["tpe.invoice.template"]
        for fault, words in (
            ("BR-CO-17: 25.00 / 20.00", "not what its rate gives"),
            ("BR-CO-15: 1.00 / 2.00", "do not add up"),
            ("BR-E-10: E", "exemption reason"),
            ("BR-S-08: 20 / 1.00 / 2.00", "not those of the lines"),
            ("BR-S-05: 0", "rate of 0 % as if"),
            ("BT-131 3: 1.00 / 2.00", "of line 3 do not lead"),
            ("Element 'x': not expected", "does not fit"),
            ("BR-CO-15: 1.00 / 2.00; Element 'x': not expected", "does not fit"),
        ):
            text = move._tpe_explain_fault(template, ValueError(fault))
            self.assertIn(words, text)
            self.assertIn(fault, text)

    def _mentions(self, partner, tax):
        return self._make(partner, taxes=tax)._tpe_get_mentions()

    def test_rounding_by_line_or_by_document_gives_lawful_documents(self):
        # T-20: three times 10.03 at 20 % is 6.02 by rate, 6.03 line by line
        for method, vat in (("round_globally", 6.02), ("round_per_line", 6.03)):
            self.company.tax_calculation_rounding_method = method
            line = {
                "name": "Screws",
                "price_unit": 10.03,
                "tax_ids": [Command.set(self.vat_20.ids)],
            }
            move = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.business.id,
                    "invoice_date": TODAY,
                    "invoice_line_ids": [Command.create(line) for _each in range(3)],
                }
            )
            self.assertTrue(move.tpe_issue()[0]["sha256"])
            self.assertAlmostEqual(move.amount_tax, vat)

    # === BETWEEN CHECK AND ISSUE === #

    def test_customer_changed_between_check_and_issue_is_checked_again(self):
        move = self._make()
        self.assertTrue(move.tpe_check()[0]["ok"])
        self.business.country_id = False
        with self.assertRaisesRegex(UserError, "country"):
            move.tpe_issue()
        self.assertEqual(move.state, "draft")

    def test_name_changed_between_check_and_issue_is_the_one_that_is_printed(self):
        move = self._make()
        move.tpe_check()
        self.business.name = "Bâti Nord"
        move.tpe_issue()
        content = base64.b64decode(move.tpe_document()[0]["content"])
        self.assertTrue(content.startswith(b"%PDF"))
        words = {m["code"]: m["text"] for m in move.tpe_mentions()[0]["mentions"]}
        self.assertTrue(words["BUYER_NAME_ADDR"].startswith("Bâti Nord, "))

    # === HOSTILE TEXT === #

    def test_hostile_names_stay_text_in_findings_mentions_and_document(self):
        self.business.write({"name": HOSTILE, "street": False})
        self.company.tpe_insurer = HOSTILE
        move = self._make()
        move.invoice_line_ids.name = HOSTILE
        found = move.tpe_check()[0]["findings"]
        message = next(
            f["message"] for f in found if f["code"] == "buyer_address_missing"
        )
        self.assertIn(HOSTILE, message)
        words = {m["code"]: m["text"] for m in move.tpe_mentions()[0]["mentions"]}
        self.assertIn(HOSTILE, words["DECENNALE"])
        move.tpe_issue()
        entry = move.tpe_archive_entry_id
        self.assertNotIn(b"<script>", entry._read_xml())

    # === DATE === #

    def test_new_invoice_on_the_screen_is_of_today(self):
        moves = self.env["account.move"].with_company(self.company)
        form = Form(moves.with_context(default_move_type="out_invoice"))
        self.assertEqual(form.invoice_date, self._today())
        bill = Form(moves.with_context(default_move_type="in_invoice"))
        self.assertFalse(bill.invoice_date)

    def _today(self):
        return (
            self.env["account.move"]
            ._fields["invoice_date"]
            .context_today(self.env["account.move"])
        )

    def test_program_that_gives_no_date_is_told_so(self):
        move = self._make(invoice_date=False)
        self.assertFalse(move.invoice_date)
        self.assertIn("date_missing", self._codes(move, "blocking"))

    # === COMPANY === #

    @mute_logger("odoo.sql_db")
    def test_figures_that_an_invoice_prints_are_not_negative(self):
        for name in ("tpe_late_rate", "tpe_share_capital"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(CheckViolation, "figures_positive"),
                self.cr.savepoint(),
            ):
                self.company[name] = -5
                self.company.flush_recordset()
            self.company.invalidate_recordset()
