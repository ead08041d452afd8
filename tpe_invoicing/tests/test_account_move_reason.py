# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.condition_words import WORDS
from ..tools.conditions import ARGUMENTS, CONDITIONS
from .common import TODAY, TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveReason(TpeCommon):
    def _explain(self, move):
        answer = move.tpe_mentions()[0]
        return {mention["code"]: mention for mention in answer["mentions"]}

    def test_draft_says_what_it_will_bear_and_why(self):
        move = self._make()
        answer = move.tpe_mentions()[0]
        self.assertEqual(answer["id"], move.id)
        self.assertFalse(answer["is_sealed"])
        penalty = self._explain(move)["PENALTY_LEGAL"]
        self.assertIn("12,40 %", penalty["text"])
        self.assertIn("L441-10", penalty["article"])
        self.assertEqual(
            penalty["reason"],
            "The customer is a business; the penalty rate is the law's.",
        )

    def test_sealed_invoice_says_what_was_printed_whatever_changes_since(self):
        move = self._make()
        before = self._explain(move)
        move.tpe_issue()
        self.company.write({"tpe_share_capital": 99, "tpe_legal_form": "SAS"})
        after = move.tpe_mentions()[0]
        self.assertTrue(after["is_sealed"])
        words = {m["code"]: m["text"] for m in after["mentions"]}
        self.assertEqual(words["SELLER_FORM_CAPITAL"], "SARL au capital de 10\xa0000 €")
        self.assertEqual(words.keys() - before.keys(), {"DOC_NUMBER"})

    def test_words_of_a_sealed_invoice_cannot_be_changed(self):
        move = self._make()
        move.tpe_issue()
        with self.assertRaises(UserError):
            move.tpe_sealed_mentions = [{"code": "LUMP40", "text": "0 €"}]

    def test_words_that_are_not_those_of_the_chain_are_not_shown(self):
        move = self._make()
        move.tpe_issue()
        forged = '[{"code": "GIFT", "text": "-", "place": "footer"}]'
        self.env.cr.execute(
            "UPDATE account_move SET tpe_sealed_mentions = %s WHERE id = %s",
            (forged, move.id),
        )
        move.invalidate_recordset(["tpe_sealed_mentions"])
        shown = self._explain(move)
        self.assertNotIn("GIFT", shown)
        self.assertEqual(shown["LUMP40"]["text"], "Lump sum for recovery costs")

    def test_missing_figure_is_told_instead_of_a_list(self):
        answer = self._make(invoice_date="2027-01-05").tpe_mentions()[0]
        self.assertIn("2027-H1", answer["problem"])
        self.assertEqual(answer["mentions"], [])

    def test_vendor_bill_has_no_mentions_of_ours(self):
        bill = self._make(move_type="in_invoice")
        self.assertEqual(bill.tpe_mentions()[0]["mentions"], [])

    def test_seller_reads_the_reasons_and_a_stranger_does_not(self):
        move = self._make()
        move.tpe_issue()
        seller = self._new_user(
            "why_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        self.assertTrue(move.with_user(seller).tpe_mentions()[0]["mentions"])
        stranger = self._new_user("why_stranger")
        with self.assertRaises(AccessError):
            move.with_user(stranger).tpe_mentions()

    def test_every_condition_has_its_words(self):
        for name in CONDITIONS:
            arguments = ARGUMENTS.get(name, frozenset([""]))
            if arguments is None:
                self.assertIn(name, WORDS)
                continue
            for argument in arguments:
                key = f"{name}:{argument}" if argument else name
                self.assertTrue(WORDS.get(key), key)

    def test_facts_of_a_large_batch_need_no_more_queries_than_of_a_few(self):
        lines = [Command.create({"name": "Oak table", "price_unit": 5, "tax_ids": []})]
        values = {
            "move_type": "out_invoice",
            "partner_id": self.business.id,
            "invoice_date": TODAY,
            "invoice_line_ids": lines,
        }
        moves = self.env["account.move"].create([dict(values) for _i in range(50)])

        def count(batch):
            self.env.flush_all()
            self.env.invalidate_all()
            first = self.env.cr.sql_log_count
            for move in batch:
                move._tpe_get_mention_context()
            return self.env.cr.sql_log_count - first

        count(moves[:2])  # what is read once and for all
        self.assertEqual(count(moves), count(moves[:2]))
