# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import tagged

from .common_archive import TpeArchiveCase
from .common_document import DocumentCommon

MOVE = "UPDATE account_move SET {} WHERE id = %s"
LINE = "UPDATE account_move_line SET {} WHERE move_id = %s AND display_type = '{}'"
GONE = "Entry {}: its invoice is gone from the books."
OTHER = "Entry {}: its invoice says something else in the books."


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveLedger(DocumentCommon):
    """Each original has its invoice in the books, and both say the same (R1, R9)."""

    _behind_odoo, _tamper = TpeArchiveCase._behind_odoo, TpeArchiveCase._tamper

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls.env["tpe.archive.entry"]

    def _issue(self, *lines, **values):
        move = self._invoice(*lines, **values)
        move.tpe_issue()
        return move

    def _credit(self, move):
        credit = move._reverse_moves([{"invoice_date": move.invoice_date}])
        credit.tpe_issue()
        return credit

    def _change(self, move, *queries):
        """:return: what the archive tells once the books were changed behind Odoo's
            back; they are as before afterwards
        :rtype: list[dict]"""
        with self.env.cr.savepoint() as savepoint:
            for query in queries:
                self._tamper(query, move.id)
            found = self.archive.tpe_verify(self.company.id)["problems"]
            savepoint.rollback()
        self.env.invalidate_all()
        return found

    def _tell(self, move, sentence):
        number = move.tpe_archive_entry_id.number
        message = sentence.format(number)
        return [{"number": number, "kind": "row_changed", "message": message}]

    def test_whatever_was_issued_is_what_the_books_say(self):
        move = self._issue(self._line(100), self._line(33.33, self.vat_55, 3))
        self._credit(move)
        self._issue(self._line(-20), self._line(99.99, self._make_included_tax()))
        self._issue(self._line(0))
        self._issue(self._line(50, discount=33.3), currency_id=self._use_rate().id)
        self._issue(self._line(10), invoice_cash_rounding_id=self._make_rounding().id)
        self._issue(self._line(1000), invoice_payment_term_id=self._make_terms().id)
        answer = self.archive.tpe_verify(self.company.id)
        self.assertEqual(answer, {"ok": True, "checked": 7, "problems": []})

    def _use_rate(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "rate": 1.0873,
            }
        )
        return dollar

    def _make_rounding(self):
        account = self.company_data["default_account_revenue"]
        return self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": account.id,
                "loss_account_id": account.id,
            }
        )

    def _make_terms(self):
        line = {"value": "percent", "value_amount": 50}
        return self.env["account.payment.term"].create(
            {
                "name": "In two halves",
                "line_ids": [
                    Command.create({**line, "nb_days": days}) for days in (0, 30)
                ],
            }
        )

    def test_an_invoice_that_is_gone_from_the_books_is_told(self):
        move, _other = self._issue(self._line(100)), self._issue(self._line(50))
        found = self._change(
            move,
            "DELETE FROM account_move_line WHERE move_id = %s",
            "DELETE FROM account_move WHERE id = %s",
        )
        self.assertEqual(found, self._tell(move, GONE))

    def test_an_invoice_that_was_changed_in_the_books_is_told(self):
        move = self._issue(self._line(100))
        for change in (
            "state = 'draft'",
            "state = 'cancel'",
            "name = 'FAC/2026/99999'",
            "invoice_date = '2025-01-01'",
            "amount_total = 12",
            "amount_tax = 0",
            "amount_untaxed = 10",
            "currency_id = 1",
            "move_type = 'entry'",
            "tpe_archive_entry_id = NULL",
        ):
            with self.subTest(change):
                found = self._change(move, MOVE.format(change))
                self.assertEqual(found, self._tell(move, OTHER))

    def test_lines_that_were_changed_in_the_books_are_told(self):
        move = self._issue(self._line(100), self._line(50))
        credit = self._credit(move)
        less = "debit = debit / 2, credit = credit / 2, balance = balance / 2"
        less += ", amount_currency = amount_currency / 2"
        for each in (move, credit):
            for query in (
                # the customer owes less, and less was sold
                LINE.format(less, "payment_term"),
                LINE.format(less, "product"),
                # tax became sales
                LINE.format("display_type = 'product'", "tax"),
                # one column says what the others do not
                LINE.format("debit = debit * 2, credit = credit * 2", "product"),
                LINE.format("amount_currency = amount_currency / 2", "product"),
                "DELETE FROM account_move_line WHERE move_id = %s",
            ):
                with self.subTest(query, move=each.move_type):
                    found = self._change(each, query)
                    self.assertEqual(found, self._tell(each, OTHER))
            halves = [
                LINE.format(less, each) for each in ("payment_term", "product", "tax")
            ]
            self.assertEqual(self._change(each, *halves), self._tell(each, OTHER))

    def test_what_is_wrong_with_the_entry_itself_is_told_once(self):
        move, other = self._issue(self._line(100)), self._issue(self._line(100))
        entry = other.tpe_archive_entry_id
        for change in (
            "UPDATE tpe_archive_entry SET amount_total = 9 WHERE move_id = %s",
            MOVE.format(f"tpe_archive_entry_id = {entry.id}"),
        ):
            found = self._change(move, change)
            number = move.tpe_archive_entry_id.number
            self.assertEqual(
                [(each["number"], each["kind"]) for each in found],
                [(number, "row_changed")],
            )

    def test_a_verification_that_is_kept_tells_it_as_well(self):
        move = self._issue(self._line(100))
        self._tamper(MOVE.format("amount_total = 12"), move.id)
        span = self.archive._get_span(self.company.id, None, None)
        audit = self.env["tpe.archive.audit"].sudo()._start(self.company.id, *span)
        while not audit._advance():
            pass
        self.assertEqual(audit.line_ids.mapped("kind"), ["row_changed"])
        self.assertEqual(audit.line_ids.message, self._tell(move, OTHER)[0]["message"])
