# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_contract import FIRST, ContractCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContract(ContractCommon):
    def test_an_invoice_is_issued_sealed_and_mailed_on_its_day(self):
        contract = self._contract()
        self._run()
        move = self._moves(contract)
        self.assertEqual((len(move), move.state), (1, "posted"))
        self.assertTrue(move.tpe_archive_entry_id)
        mail = self.env["mail.mail"].search(
            [("model", "=", "account.move"), ("res_id", "=", move.id)]
        )
        self.assertTrue(mail or move.is_move_sent)

    def test_the_accountant_keeps_contracts_too(self):
        accountant = self._new_user("contract_acc", "account.group_account_invoice")
        self.contracts = self.contracts.with_user(accountant)
        contract = self._contract()
        contract.contract_line_ids.quantity = 2
        contract.recurring_create_invoice()
        self.assertEqual(self._moves(contract).amount_untaxed, 200)

    def test_the_same_day_again_issues_nothing_more(self):
        contract = self._contract()
        self._run()
        self._run()
        self.assertEqual(len(self._moves(contract)), 1)

    def test_a_contract_that_asks_a_person_stays_a_draft(self):
        contract = self._contract(tpe_auto_issue=False)
        self._run()
        self.assertEqual(self._moves(contract).state, "draft")

    @mute_logger("odoo.addons.contract.models.contract")
    def test_one_contract_in_error_stops_no_other_and_tells_once(self):
        # a line without a tax is what no French invoice may have
        bad, good = self._contract(product=self.goods), self._contract()
        self._run()
        self._run("2026-11-02")
        self._run("2026-11-03")
        self.assertEqual(self._moves(bad).state, "draft")
        self.assertEqual(self._moves(good).state, "posted")
        self.assertEqual(len(bad.activity_ids), 1)
        self.assertTrue(bad.invoice_generation_error)
        self.assertFalse(good.activity_ids)

    @mute_logger("odoo.addons.contract.models.contract")
    def test_what_was_repaired_is_issued_the_next_day(self):
        contract = self._contract(product=self.goods)
        self._run()
        move = self._moves(contract)
        move.invoice_line_ids.tax_ids = self.vat_20
        self._run("2026-11-02")
        self.assertEqual((move.state, str(move.invoice_date)), ("posted", "2026-11-02"))
        self.assertFalse(contract.invoice_generation_error)
        self.assertFalse(contract.activity_ids)

    @mute_logger("odoo.addons.contract.models.contract")
    def test_a_customer_without_address_gets_no_mail_and_somebody_knows(self):
        self.business.email = False
        contract = self._contract()
        self._run()
        self.assertTrue(self._moves(contract).tpe_archive_entry_id)
        self.assertEqual(len(contract.activity_ids), 1)

    def test_missed_weeks_are_caught_up_in_order(self):
        contract = self._contract(rhythm="weekly")
        self._run("2026-11-23")
        moves = self._moves(contract).sorted("name")
        self.assertEqual(moves.mapped("state"), ["posted"] * 4)
        days = {str(day) for day in moves.mapped("invoice_date")}
        self.assertEqual(days, {"2026-11-23"})
        starts = [line.name.split()[2][:5] for line in moves.invoice_line_ids]
        self.assertEqual(starts, ["01/11", "08/11", "15/11", "22/11"])

    def test_a_line_writes_its_period_like_the_rest_of_the_document(self):
        text = "#START# to #END# (#INVOICEMONTHNAME#), #SITE#"
        self.business.lang = False  # his documents are French all the same
        for partner, words in (
            (self.business, "01/11/2026 to 30/11/2026 (novembre), #SITE#"),
            (self.german, "2026-11-01 to 2026-11-30 (November), #SITE#"),
        ):
            with self.subTest(words=words):
                contract = self._contract(partner_id=partner.id)
                contract.contract_line_ids.name = text
                contract.recurring_create_invoice()
                lines = self._moves(contract).invoice_line_ids
                self.assertEqual(lines.mapped("name"), [words])

    def test_the_lines_of_a_batch_are_written_once(self):
        for _each in range(3):
            self._contract()
        self.env.flush_all()
        written, execute = [], type(self.env.cr).execute

        def note(cursor, query, *args, **options):
            text = " ".join(str(getattr(query, "code", query)).split())
            if text.startswith('UPDATE "account_move_line"'):
                written.append(text)
            return execute(cursor, query, *args, **options)

        with patch.object(type(self.env.cr), "execute", note):
            self._run()
        # when drafts are made: days, amounts, one side of them; when they are posted:
        # product lines, the others
        self.assertEqual(len(written), 5, written)

    @mute_logger("odoo.addons.contract.models.contract")
    def test_a_customer_keeps_his_days_when_his_invoice_is_late(self):
        # nothing was agreed: consumers pay on receipt, the law gives others 30 days
        blocked = {"payment_term_id": False, "product": self.goods}
        contracts = [
            (self._contract(partner_id=self.consumer.id, **blocked), 0),
            (self._contract(**blocked), 30),
        ]
        self._run()
        for contract, _days in contracts:
            self._moves(contract).invoice_line_ids.tax_ids = self.vat_20
        self._run("2026-12-20")
        for contract, days in contracts:
            late = self._moves(contract).sorted("id")[0]
            self.assertEqual(str(late.invoice_date), "2026-12-20")
            self.assertEqual(late.state, "posted")
            self.assertEqual((late.invoice_date_due - late.invoice_date).days, days)

    def test_contracts_of_a_company_out_of_scope_are_left_alone(self):
        contract = self._contract()
        with patch.object(type(self.company), "_tpe_in_scope", return_value=False):
            self._run()
        self.assertEqual(self._moves(contract).state, "draft")

    def test_drafts_made_many_at_a_time_are_those_that_odoo_makes(self):
        instalments = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in a month",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50}),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 30}
                    ),
                ],
            }
        )
        reduced = self._find_tax("tva_intermediaire") or self.vat_20
        both = self.upkeep.copy({"taxes_id": [Command.set((reduced).ids)]})
        line = {"product_id": both.id, "name": "Visit", "price_unit": 33.33}
        line |= {"quantity": 3, "discount": 12.5, "date_start": FIRST}
        cases = (
            {"payment_term_id": instalments.id},
            {"partner_id": self.german.id, "price": 0.01},
            {"currency_id": self.setup_other_currency("USD").id, "price": 77.77},
            {"payment_term_id": False, "price": 0},
        )
        for values in cases:
            with self.subTest(**values):
                pair = [self._contract(**values) for _each in range(2)]
                for contract in pair:
                    contract.write({"contract_line_ids": [Command.create(line)]})
                day = self.env["account.move"]._fields["date"].to_date(FIRST)
                quick = pair[0].with_context(tpe_quick=True)
                made = quick._recurring_create_invoice(day)
                usual = pair[1]._recurring_create_invoice(day)
                self.assertEqual(*(self._describe(move) for move in (made, usual)))
                self.assertFalse(made.is_manually_modified)

    def test_drafts_made_many_at_a_time_link_to_no_other_company(self):
        stranger = self.setup_other_company()["default_account_revenue"]
        own = self.company_data["default_account_revenue"]
        # the first one is sound, and its check is that of all that link to the same
        vals_list = [
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": self.business.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Visit", "price_unit": 9, "account_id": account.id}
                    )
                ],
            }
            for account in (own, own, stranger)
        ]
        moves = self.env["account.move"].with_company(self.company)
        self.assertEqual(len(moves._tpe_create_many(vals_list[:2])), 2)
        with self.assertRaisesRegex(UserError, "company inconsistencies"):
            moves._tpe_create_many(vals_list)

    def _describe(self, move):
        """:return: the figures of an invoice and of each of its entry lines"""
        names = ("account_id", "partner_id", "tax_ids", "tax_tag_ids", "currency_id")
        names += ("tax_repartition_line_id", "display_type", "date_maturity")
        names += ("balance", "amount_currency", "debit", "credit", "price_total")
        names += ("amount_residual", "quantity", "discount", "tpe_date_end")
        lines = sorted([str(line[name]) for name in names] for line in move.line_ids)
        totals = ("amount_total", "amount_tax", "amount_residual", "invoice_date_due")
        return [move[name] for name in totals], lines

    def test_a_draft_that_cannot_be_made_stops_no_other(self):
        bad, good = self._contract(), self._contract()
        bad_id = bad.id
        original = type(bad)._prepare_invoice

        def fail(contract, *args, **kwargs):
            if contract.id == bad_id:
                raise ZeroDivisionError("no price")
            return original(contract, *args, **kwargs)

        with (
            patch.object(type(bad), "_prepare_invoice", fail),
            mute_logger(
                "odoo.addons.contract.models.contract",
                "odoo.addons.tpe_invoicing.models.contract_contract",
            ),
        ):
            self._run()
            self._run()
        self.assertFalse(self._moves(bad))
        self.assertEqual(self._moves(good).state, "posted")
        self.assertEqual(len(bad.activity_ids), 1)

    def test_what_another_run_holds_is_left_to_it(self):
        contract = self._contract()
        nobody = self.contracts.browse()
        with patch.object(type(contract), "try_lock_for_update", return_value=nobody):
            self._run()
        self.assertFalse(self._moves(contract))

    def test_a_run_that_meets_another_writer_goes_on(self):
        contract = self._contract()
        bill, lost = type(contract)._tpe_bill, []

        def lose_once(contracts, day):
            if not lost:
                lost.append(contracts)
                raise SerializationFailure
            return bill(contracts, day)

        with patch.object(type(contract), "_tpe_bill", lose_once):
            self._run()
        self.assertTrue(lost)
        self.assertEqual(self._moves(contract).state, "posted")
