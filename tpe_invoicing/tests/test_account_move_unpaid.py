# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

import pikepdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TpeCommon
from .test_account_move_print import read_pages


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveUnpaid(TpeCommon):
    def _pay(self, move, amount):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"amount": amount})._create_payments()

    def test_the_duplicate_says_what_the_law_wants_and_is_kept(self):
        move = self._make()
        move.tpe_issue()
        self._pay(move, 30)  # 90 of 120 are unpaid: 75 and 15 of VAT
        (answer,) = move.tpe_duplicate_unpaid()
        content = base64.b64decode(answer["content"])
        for text in read_pages(content):
            words = " ".join(text.replace("\xa0", " ").split())
            self.assertIn("la somme de 75,00 euros (prix net)", words)
            self.assertIn("la somme de 15,00 euros (TVA correspondante)", words)
            self.assertIn("(article 272 du CGI)", words)
            self.assertIn("DUPLICATA", words)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            self.assertFalse(pdf.attachments)
        entry = move.tpe_unpaid_entry_id
        self.assertRecordValues(
            entry,
            [{"kind": "letter", "amount_untaxed": 75, "amount_tax": 15}],
        )
        self.assertEqual(entry._read_document(), content)
        self.assertEqual(move.tpe_duplicate_unpaid(), [answer])
        self._pay(move, 30)
        self.assertEqual(move.tpe_duplicate_unpaid()[0]["unpaid_vat"], "10.00")
        self.assertNotEqual(move.tpe_unpaid_entry_id, entry)

    def test_there_is_none_without_debt_vat_original_or_right(self):
        paid, draft = self._make(), self._make()
        paid.tpe_issue()
        self._pay(paid, 120)
        exempt = self._make(taxes=self.vat_20.browse())
        self.company.partner_id.vat = False
        self.company.tpe_vat_regime = "franchise"
        exempt.tpe_issue()
        for move, reason in (
            (paid, "unpaid"),
            (draft, "no issued invoice"),
            (exempt, "no VAT"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, reason):
                move.tpe_duplicate_unpaid()
        seller = self._new_user(
            "seller-unpaid", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        with self.assertRaises(AccessError):
            paid.with_user(seller).tpe_duplicate_unpaid()
