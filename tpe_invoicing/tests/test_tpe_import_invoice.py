# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import time
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_common import CUSTOMERS, INVOICES, TpeImportCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportInvoice(TpeImportCommon):
    def test_past_invoices_are_posted_with_their_numbers_and_balances(self):
        self._report(
            "invoices",
            INVOICES,
            "FA-2025-001;05/01/2025;04/02/2025;Bâti Ouest;1 000;200,00;1 200,00;1 200",
            "FA-2025-002;06/01/2025;05/02/2025;Nouveau Client;100,00;10,00;110,00;10",
            "AV-2025-001;07/01/2025;;Bâti Ouest;-50,00;-10,00;-60,00;",
        )
        moves = self._past("FA-2025-001") | self._past("FA-2025-002")
        moves |= self._past("AV-2025-001")
        self.assertRecordValues(
            moves.sorted("invoice_date"),
            [
                {
                    "name": "FA-2025-001",
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_total": 1200,
                    "amount_residual": 0,
                    "payment_state": "paid",
                    "tpe_is_imported": True,
                },
                {
                    "name": "FA-2025-002",
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_total": 110,
                    "amount_residual": 100,
                    "payment_state": "partial",
                    "tpe_is_imported": True,
                },
                {
                    "name": "AV-2025-001",
                    "move_type": "out_refund",
                    "state": "posted",
                    "amount_total": 60,
                    "amount_residual": 60,
                    "payment_state": "not_paid",
                    "tpe_is_imported": True,
                },
            ],
        )
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_the_report_proves_the_ledger(self):
        report = self._report(
            "invoices",
            INVOICES,
            "F1;05/01/2025;;Bâti Ouest;1000;200;1200;1200",
            "F2;06/02/2025;;Bâti Ouest;100;10;110;",
            "F5;07/02/2025;;Anne Le Goff;-50;-10;-60;",
        )
        totals = report["totals"]
        self.assertEqual(
            (totals["untaxed"], totals["tax"], totals["total"], totals["open"]),
            ("1050.00", "200.00", "1250.00", "50.00"),
        )
        self.assertEqual(report["gaps"], ["F3", "F4"])
        moves = self.env["account.move"].search(
            [("tpe_is_imported", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(sum(moves.mapped("amount_residual_signed")), 50)
        rates = {(row["month"], row["rate"]): row["tax"] for row in totals["by_month"]}
        self.assertEqual(rates[("2025-02", "10")], "10.00")

    def test_amounts_of_two_currencies_make_no_sum(self):
        self.env.ref("base.USD").active = self.env.ref("base.JPY").active = True
        heading = "Numéro;Date;Client;Devise;Total HT;TVA;Total TTC"
        report = self._report(
            "invoices",
            heading,
            "F1;05/01/2025;Bâti Ouest;EUR;1000;200;1200",
            "F2;06/01/2025;Bâti Ouest;USD;100;0;100",
            "F3;07/01/2025;Bâti Ouest;JPY;5000;0;5000",
            "F4;08/01/2025;Bâti Ouest;;10;2;12",
            "Total;;;;6110;202;6312",
        )
        self.assertEqual((report["read"], report["created"]), (5, 4))
        self.assertEqual((report["skipped"], report["rejected"]), (1, []))
        totals = report["totals"]
        names = ("currency", "documents", "untaxed", "total", "open")
        self.assertEqual(
            [[row[name] for name in names] for row in totals["by_currency"]],
            [
                ["EUR", 2, "1010.00", "1212.00", "1212.00"],
                ["USD", 1, "100.00", "100.00", "100.00"],
                ["JPY", 1, "5000", "5000", "5000"],
            ],
        )
        # beside the table: the company's own currency
        self.assertEqual((totals["currency"], totals["total"]), ("EUR", "1212.00"))
        self.assertEqual(totals["documents"], 4)
        self.assertEqual(
            [(row["currency"], row["open"]) for row in totals["by_partner"]],
            [("EUR", "1212.00"), ("JPY", "5000"), ("USD", "100.00")],
        )
        self.assertEqual({one["line"] for one in totals["controls"]}, {6})
        # or the only one there is
        dollars = self._report("invoices", heading, "F5;05/01/2025;X;USD;30;0;30")
        totals = dollars["totals"]
        self.assertEqual((totals["currency"], totals["total"]), ("USD", "30.00"))
        self.assertEqual(len(totals["by_currency"]), 1)
        import_ = self.imports.search([], limit=2, order="number")[0]
        # as people write them, who read it in French
        summary = import_.with_context(lang="fr_FR").summary
        self.assertRegex(summary, r">¥\s5\s000<")
        self.assertRegex(summary, r">1\s212,00\s€<")
        self.assertIn(">janv. 2025<", summary)

    def test_amounts_that_cannot_be_kept_to_the_last_digit_stay_out(self):
        # silently rounded, what is owed would be wrong
        self.env["res.currency"].with_context(active_test=False).search(
            [("name", "in", ("KWD", "JPY"))]
        ).active = True
        report = self._report(
            "invoices",
            "Numéro;Date;Client;Devise;Total HT;TVA",
            "F1;05/01/2025;X;KWD;12,345;0",
            "F2;05/01/2025;X;JPY;1200,50;0",
            "F3;05/01/2025;X;JPY;1200;0",
        )
        self.assertEqual(report["created"], 1)
        reasons = [row["reason"] for row in report["rejected"]]
        self.assertRegex(reasons[0], "F1.*KWD have 3 decimals")
        self.assertRegex(reasons[1], "F2.*JPY have 0 decimals")

    def test_taking_back_more_takes_no_more_queries(self):
        counts = []
        for series, count in (("A", 3), ("B", 3), ("C", 30)):
            rows = [
                f"{series}{each};05/01/2025;;Client {series}{each};100;20;120;"
                + ("", "120", "60")[each % 3]
                for each in range(count)
            ]
            import_id = self._import("invoices", [INVOICES, *rows])["import_id"]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            removed = self.imports.tpe_undo(import_id)["removed"]
            counts.append(self.cr.sql_log_count - before)
            self.assertGreater(removed, count * 2)  # invoices, customers, payments
            self.assertFalse(self._past(f"{series}0"))
        self.assertLess(abs(counts[2] - counts[1]), 10, counts)

    @patch("odoo.addons.tpe_invoicing.models.tpe_import_undo.CHUNK", 2)
    def test_what_is_taken_back_in_parts_is_taken_back_whole_or_not_at_all(self):
        rows = [
            f"P{each};0{each}/01/2025;;Client P{each % 2};100;20;120;60"
            for each in range(1, 6)
        ]
        import_id = self._import("invoices", [INVOICES, *rows])["import_id"]
        self.company.sudo().fiscalyear_lock_date = "2025-01-04"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.imports.tpe_undo(import_id)
        self.assertTrue(all(self._past(f"P{each}") for each in range(1, 6)))
        self.company.sudo().fiscalyear_lock_date = False
        # 5 invoices, 5 payments, 2 customers
        self.assertEqual(self.imports.tpe_undo(import_id)["removed"], 12)
        self.assertFalse(any(self._past(f"P{each}") for each in range(1, 6)))

    def test_a_missing_column_is_named_in_words(self):
        with self.assertRaisesRegex(
            UserError, "no column for: date, customer or product, amount"
        ):
            self._report("invoices", "Numéro;TVA", "F1;20")

    def test_an_opening_balance_is_a_debt_and_no_turnover(self):
        report = self._report(
            "invoices",
            "Numéro;Date;Échéance;Client;Total TTC;Reste à payer",
            "F1;05/01/2025;04/02/2025;Bâti Ouest;1200;700",
            "AV1;06/01/2025;;Anne Le Goff;-60;-60",
        )
        totals = report["totals"]
        names = ("untaxed", "tax", "debts", "total", "open")
        self.assertEqual(
            [totals[name] for name in names],
            ["0.00", "0.00", "1140.00", "1140.00", "640.00"],
        )
        self.assertEqual(totals["by_month"], [])
        moves = self._past("F1") | self._past("AV1")
        self.assertEqual(moves.mapped("amount_residual_signed"), [700, -60])
        self.assertFalse(moves.tpe_archive_entry_id)
        accounts = moves.line_ids.account_id
        self.assertNotIn("income", accounts.mapped("account_type"))
        self.assertFalse(moves.line_ids.tax_ids | moves.line_ids.tax_line_id)
        self.assertAlmostEqual(sum(moves.line_ids.mapped("balance")), 0)

    def test_lines_keep_their_quantities_rates_and_taxes(self):
        self._report(
            "invoices",
            "N°;Date;Client;Désignation;Qté;PU HT;Remise %;TVA %",
            "F1;05/01/2025;Bâti Ouest;Porte;2;100,00;10;20",
            "F1;05/01/2025;Bâti Ouest;Pose;3;33,33;;5,5",
            "F1;05/01/2025;Bâti Ouest;Ancien taux;1;100;;19,6",
        )
        move = self._past("F1")
        self.assertRecordValues(
            move.invoice_line_ids,
            [
                {"name": "Porte", "quantity": 2, "discount": 10, "price_subtotal": 180},
                {"name": "Pose", "quantity": 3, "discount": 0, "price_subtotal": 99.99},
                {
                    "name": "Ancien taux",
                    "quantity": 1,
                    "discount": 0,
                    "price_subtotal": 100,
                },
            ],
        )
        self.assertEqual(
            move.invoice_line_ids.tax_ids.mapped("amount"), [20, 5.5, 19.6]
        )
        self.assertAlmostEqual(move.amount_tax, 36 + 5.5 + 19.6)

    def test_the_vat_of_the_former_software_stands_to_the_cent(self):
        self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;10,03;2,00;12,03;"
        )
        self.assertRecordValues(
            self._past("F1"),
            [{"amount_untaxed": 10.03, "amount_tax": 2, "amount_total": 12.03}],
        )

    def test_a_paid_invoice_is_paid_on_its_day(self):
        self._report(
            "invoices",
            "N°;Date;Échéance;Client;HT;TVA;TTC;Payé le",
            "F1;05/01/2025;04/02/2025;Bâti Ouest;100;20;120;20/02/2025",
        )
        due = self._past("F1").line_ids.filtered(lambda line: line.date_maturity)
        self.assertEqual(str(due.matched_credit_ids.max_date), "2025-02-20")

    def test_the_past_does_not_lead_the_numbers_to_come(self):
        self._report(
            "invoices", INVOICES, "FA-2026-0815;05/11/2026;;Bâti Ouest;1;0,2;1,2;"
        )
        move = self._make(journal_id=self.company_data["default_journal_sale"].id)
        self.assertNotIn("FA-", move.name_placeholder or "")
        self.assertNotEqual(move.journal_id, self._past("FA-2026-0815").journal_id)

    def test_a_document_comes_in_once(self):
        lines = (INVOICES, "F1;05/01/2025;;Bâti Ouest;100;20;120;")
        self._report("invoices", *lines)
        again = self._report(
            "invoices", *lines, "F2;05/01/2025;;Bâti Ouest;100;20;120;"
        )
        self.assertEqual((again["created"], again["skipped"]), (1, 1))
        other = self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;200;40;240;"
        )
        self.assertEqual([row["line"] for row in other["rejected"]], [2])

    def test_a_number_that_a_new_invoice_bears_goes_to_the_reference(self):
        own = self._make()
        own.name = "F1"
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;7;1,4;8,4;")
        past = self._past("F1")
        self.assertEqual((past.ref, past.name == "F1"), ("F1", False))

    def test_two_customers_of_one_name_are_not_mixed_up(self):
        self.env["res.partner"].create(
            [{"name": "Jean Martin", "zip": code} for code in ("29200", "35000")]
        )
        report = self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Jean Martin;100;20;120;"
        )
        self.assertEqual((report["created"], len(report["rejected"])), (0, 1))

    def test_no_mail_leaves_and_nothing_is_sealed(self):
        mails = self.env["mail.mail"].search_count([])
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;100;20;120;")
        move = self._past("F1")
        self.assertFalse(move._tpe_in_corridor())
        self.assertFalse(move._tpe_is_sealed())
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_company_in_franchise_has_a_past_without_vat(self):
        self.company.tpe_vat_regime = "franchise"
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;100;0;100;")
        self.assertFalse(self._past("F1").invoice_line_ids.tax_ids)

    # === taking back === #

    def test_an_import_is_taken_back_as_a_whole(self):
        before = self.env["res.partner"].search_count([])
        answer = self._import(
            "invoices", (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;120")
        )
        removed = self.imports.tpe_undo(answer["import_id"])["removed"]
        self.assertEqual(removed, 3)  # invoice, settlement and customer
        self.assertFalse(self._past("F1"))
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        with self.assertRaises(UserError):
            self.imports.tpe_undo(answer["import_id"])

    def test_what_comes_in_again_after_it_was_taken_back_is_new(self):
        lines = (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;120")
        self.imports.tpe_undo(self._import("invoices", lines)["import_id"])
        self.assertEqual(self._report("invoices", *lines)["created"], 1)

    def test_an_invoice_paid_since_stands_in_the_way(self):
        answer = self._import(
            "invoices", (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;")
        )
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self._past("F1").ids
        ).create({}).action_create_payments()
        with self.assertRaisesRegex(UserError, "“file.csv” cannot.*F1"):
            self.imports.tpe_undo(answer["import_id"])
        self.assertEqual(self._past("F1").state, "posted")

    @mute_logger("odoo.sql_db")
    def test_a_customer_invoiced_since_stands_in_the_way(self):
        answer = self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        partner = self.env["res.partner"].search([("ref", "=", "C1")])
        self._make(partner=partner)
        with self.assertRaisesRegex(UserError, "Roy"):
            self.imports.tpe_undo(answer["import_id"])

    def test_what_a_later_file_counts_on_is_taken_back_after_it(self):
        first, second = (f"F{i};05/01/2025;;Roy;100;20;120;" for i in (1, 2))
        customers = CUSTOMERS, "C1;Roy;;;;;;;"
        for former, later in (
            (("partners", customers), [first]),  # its customer
            (("invoices", (INVOICES, first)), [second]),  # the customer it made
            (("invoices", (INVOICES, first)), [first, second.replace("Roy", "Li")]),
        ):
            with self.subTest(later=later):
                former_id = self._import(*former, filename="old.csv")["import_id"]
                later_id = self._import("invoices", [INVOICES, *later])["import_id"]
                with self.assertRaisesRegex(UserError, "“file.csv” .*“old.csv”"):
                    self.imports.tpe_undo(former_id)
                self.imports.tpe_undo(later_id)
                self.imports.tpe_undo(former_id)

    # === large files === #

    def _import_part_of(self, lines):
        """Import the first three lines; then the time is over."""
        go = "odoo.addons.tpe_invoicing.models.tpe_import_go"
        with (
            patch(f"{go}.CHUNK", 3),
            patch(f"{go}.SMALL", 2),
            patch(f"{go}.Go.is_late", side_effect=[False, True]),
        ):
            return self._import("invoices", [INVOICES, *lines])

    def test_who_sends_an_interrupted_file_again_goes_on_with_it(self):
        lines = [f"G{i};05/01/2025;;Client {i};100;20;120;60" for i in range(1, 8)]
        begun = self._import_part_of(lines)
        again = self._import("invoices", [INVOICES, *lines])
        self.assertEqual(again["import_id"], begun["import_id"])
        self.assertEqual(again["report"]["created"], 7)
        self.assertNotIn("pending", again["report"])

    def test_a_file_that_takes_too_long_goes_on_later_and_ends_the_same(self):
        lines = [f"F{i};05/01/2025;;Client {i};100;20;120;60" for i in range(1, 8)]
        answer = self._import_part_of(lines)
        one = self.imports.browse(answer["import_id"])
        self.assertEqual(
            (one.state, answer["report"]["pending"] > 0), ("running", True)
        )
        with self.assertRaises(UserError):
            self._report("partners", CUSTOMERS, "C1;Roy;;;;;;;")
        self.assertEqual((one.done_count, round(one.progress)), (3, 43))
        self.assertIn("5", one.summary)
        waiting, before = one.sudo().chunk_ids[-1], self.cr.sql_log_count
        self.assertTrue(waiting.items)  # which the summary has not read, large as it is
        self.assertGreater(self.cr.sql_log_count, before)
        late = self.env["tpe.import"].with_context(cron_end_time=time.monotonic() - 1)
        late._cron_resume()  # as Odoo does ten times: the start alone would cost more
        self.assertEqual(one.done_count, 3)
        self.env["tpe.import"]._cron_resume()
        self.assertFalse(one.sudo().chunk_ids)
        self.assertEqual((one.state, one.report["created"]), ("done", 7))
        self.assertEqual(one.report["totals"]["open"], "420.00")
        moves = self.env["account.move"].search(
            [("tpe_is_imported", "=", True), ("move_type", "=", "out_invoice")]
        )
        self.assertEqual(len(moves), 7)
        self.assertEqual(sum(moves.mapped("amount_residual")), 420)
