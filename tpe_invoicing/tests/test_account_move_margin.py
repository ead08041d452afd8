# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import margin
from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveMargin(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.margin = cls.env["account.tax"].create(
            {
                "name": "Margin, second-hand goods",
                "amount": 0,
                "type_tax_use": "sale",
                "country_id": cls.env.ref("base.fr").id,
                "ubl_cii_tax_category_code": "E",
                "ubl_cii_tax_exemption_reason_code": "VATEX-EU-F",
                "tpe_margin_tax_id": cls.vat_20.id,
            }
        )

    def _sell(self, sold, bought, **values):
        move = self._make(partner=self.consumer, taxes=self.margin, **values)
        move.invoice_line_ids.price_unit = sold
        move.invoice_line_ids.tpe_purchase_price = bought
        return move

    def _issue(self, sold, bought, **values):
        move = self._sell(sold, bought, **values)
        move.tpe_issue()
        return move

    def test_the_invoice_shows_no_vat_and_the_books_owe_it(self):
        # T-30: bought 1 000, sold 1 500, VAT 83.33 on 416.67
        move = self._issue(1500, 1000)
        data = move._tpe_get_document_data()
        self.assertEqual((data["BT-110"], data["BT-112"]), (0, 1500))
        entry = move.tpe_margin_move_id
        self.assertEqual((entry.state, entry.date), ("posted", move.date))
        income = move.invoice_line_ids.account_id
        share = self.vat_20.invoice_repartition_line_ids[1]
        self.assertRecordValues(
            entry.line_ids.sorted("id"),
            [
                {"account_id": income.id, "balance": 500},
                {"account_id": income.id, "balance": -416.67},
                {"account_id": share.account_id.id, "balance": -83.33},
            ],
        )
        self.assertEqual(entry.line_ids[-1].tax_tag_ids, share.tag_ids)
        self.assertEqual(entry.line_ids[-1].tax_line_id, self.vat_20)

    def test_a_credit_note_takes_the_vat_back(self):
        move = self._issue(1500, 1000)
        refund = self._issue(
            1500, 1000, move_type="out_refund", reversed_entry_id=move.id
        )
        lines = (move + refund).tpe_margin_move_id.line_ids
        for account in lines.account_id:
            of_account = lines.filtered(lambda ln, a=account: ln.account_id == a)
            self.assertAlmostEqual(sum(of_account.mapped("balance")), 0)

    def test_a_loss_owes_nothing(self):
        self.assertFalse(self._issue(900, 1000).tpe_margin_move_id)

    def test_a_cent_is_never_lost(self):
        for sold, vat in ((0.03, 0.01), (10.01, 1.67), (99.97, 16.66)):
            with self.subTest(sold=sold):
                move = self._issue(sold + 1, 1)
                self.assertAlmostEqual(
                    move.tpe_margin_move_id.line_ids[-1].balance, -vat
                )

    def test_without_purchase_price_the_draft_says_so(self):
        move = self._sell(1500, 0)
        found = {row["code"]: row for row in move.tpe_check()[0]["findings"]}
        self.assertEqual(found["margin_purchase_missing"]["severity"], "warning")
        move.invoice_line_ids.tpe_purchase_price = 1
        codes = [row["code"] for row in move.tpe_check()[0]["findings"]]
        self.assertNotIn("margin_purchase_missing", codes)

    def test_what_was_booked_stays(self):
        move = self._issue(1500, 1000)
        with self.assertRaises(UserError):
            move.invoice_line_ids.tpe_purchase_price = 1200
        with self.assertRaises(UserError):
            move.tpe_margin_move_id = False

    def test_a_corrected_invoice_owes_the_vat_of_its_own_margin(self):
        old = self._issue(1500, 1000)
        new = self.env["account.move"].browse(old.action_tpe_correct()["res_id"])
        new.invoice_line_ids = [
            Command.update(new.invoice_line_ids.id, {"price_unit": 1600})
        ]
        new.tpe_issue()
        moves = old + old.reversal_move_ids + new
        vat = moves.tpe_margin_move_id.line_ids.filtered("tax_line_id")
        self.assertEqual(vat.mapped("balance"), [-83.33, 83.33, -100])

    def test_examples_of_the_documentation_hold(self):
        self.assertFalse(doctest.testmod(margin).failed)
