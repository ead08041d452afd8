# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .import_common import TpeImportCommon

HEADING = (
    "Numéro;Date;Échéance;Client;Désignation;Quantité;Prix unitaire HT;Taux TVA;"
    "Remise %;Payé;Type"
)
CLIENTS = ("Alpha", "Bêta", "Gamma")
ITEMS = (
    ("Table;1;900;20;0", "Pose;2;150;10;5"),
    ("Vis;1,333;12,3456;20;2,5", "Bois;3;0,333;5,5;0"),
    ("Conseil;1;100;0;0",),
)
MOVE_FIELDS = (
    "amount_untaxed amount_tax amount_total amount_residual amount_untaxed_signed "
    "amount_tax_signed amount_total_signed amount_residual_signed payment_state "
    "sequence_prefix sequence_number made_sequence_gap partner_shipping_id "
    "commercial_partner_id invoice_partner_display_name partner_bank_id team_id "
    "always_tax_exigible tpe_document_kind"
).split()
LINE_FIELDS = (
    "amount_residual amount_residual_currency reconciled price_subtotal price_total "
    "tax_line_id tax_group_id debit credit parent_state move_name ref date "
    "invoice_date no_followup journal_id company_currency_id"
).split()


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportCopy(TpeImportCommon):
    def _bring_history(self):
        """Three invoices and a credit note for each customer and sort of lines."""
        lines = [HEADING]
        for rank, (client, items) in enumerate(
            (client, items) for client in CLIENTS for items in ITEMS
        ):
            for part, (paid, kind) in enumerate(
                (("0", ""), ("1", ""), ("all", ""), ("1", "Avoir"))
            ):
                amount = {0: "1393,50", 1: "20,22", 2: "100"}[rank % 3]
                paid = amount if paid == "all" else paid
                # paid on its due date: the entry of the first day is the pattern
                due_on = f"{5 + rank:02}/03/2025"
                head = f"H{rank}-{part + 1:03};03/02/2025;{due_on};{client}"
                lines += [f"{head};{item};{paid};{kind}" for item in items]
        answer = self._import("invoices", lines)
        self.assertFalse(answer["report"]["rejected"])
        rows = self.imports.browse(answer["import_id"]).sudo().record_ids
        moves = rows.filtered(lambda row: row.res_model == "account.move")
        return answer, self.env["account.move"].browse(moves.mapped("res_id"))

    def _read(self, records, names):
        return {(one.id, name): one[name] for one in records for name in names}

    def test_a_copy_holds_what_odoo_would_compute(self):
        self._compare_history()

    def test_so_does_one_paid_into_an_account_whose_items_are_not_matched(self):
        account_sudo = self.imports.sudo().new({})._get_counterpart_account()
        account_sudo.reconcile = False
        self._compare_history()

    def _compare_history(self):
        _answer, moves = self._bring_history()
        for records, names in ((moves, MOVE_FIELDS), (moves.line_ids, LINE_FIELDS)):
            self.env.flush_all()
            self.env.invalidate_all()
            stored = self._read(records, names)
            for name in names:
                self.env.add_to_compute(records._fields[name], records)
            self.assertEqual(self._read(records, names), stored)

    def test_a_copy_has_the_lines_that_odoo_itself_would_have_posted(self):
        _answer, moves = self._bring_history()
        for move in moves.filtered(lambda one: one.move_type != "entry"):
            pattern = moves.filtered(
                lambda one, move=move: (
                    one.move_type == move.move_type
                    and one.invoice_line_ids.mapped("name")
                    == move.invoice_line_ids.mapped("name")
                )
            )[0]
            for name in ("tax_ids", "tax_tag_ids", "balance", "account_id", "quantity"):
                self.assertEqual(
                    [line[name] for line in move.line_ids],
                    [line[name] for line in pattern.line_ids],
                )
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_copies_cost_few_queries_however_many_there_are(self):
        calls = []
        imports = type(self.env["tpe.import"])
        post = imports._post_invoices

        def count(self, documents):
            calls.append(len(documents))
            return post(self, documents)

        with patch.object(imports, "_post_invoices", count):
            _answer, moves = self._bring_history()
        # one of each sort of lines, as invoice and as credit note
        self.assertEqual(sum(calls), 6)
        self.assertEqual(len(moves.filtered(lambda one: one.move_type != "entry")), 36)

    def test_the_queries_of_a_batch_do_not_grow_with_it(self):
        counts = []
        for series, count in (("A", 5), ("B", 5), ("C", 50)):
            rows = [
                f"{series}{n};03/02/2025;{n % 28 + 1}/03/2025;{series}{n};Pose;1;"
                f"100;20;0;{120 if n % 2 else 60};"
                for n in range(count)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            report = self._report("invoices", HEADING, *rows)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual((report["created"], report["rejected"]), (count, []))
        self.assertLess(abs(counts[2] - counts[1]), 15, counts)

    def test_copies_are_taken_back_with_the_rest(self):
        wholes = self.env["account.full.reconcile"].search_count([])
        answer, moves = self._bring_history()
        partials = moves.line_ids.matched_credit_ids
        with self._count_calls() as calls:
            self.imports.tpe_undo(answer["import_id"])
        self.assertFalse(moves.exists() or partials.exists())
        self.assertEqual(self.env["account.full.reconcile"].search_count([]), wholes)
        # of what goes nobody needs to know what is left to pay
        self.assertEqual(calls, [])

    def test_a_file_that_came_again_does_not_hold_the_first(self):
        row = "F1;05/01/2025;;Roy;Pose;1;100;20;0;;"
        first = self._import("invoices", (HEADING, row))
        again = self._import("invoices", (HEADING, row))
        self.assertEqual(again["report"]["created"], 0)
        self.imports.tpe_undo(first["import_id"])
        self.assertFalse(self._past("F1"))

    def test_customers_are_deleted_without_reading_all_documents(self):
        keys = self.env.execute_query(
            SQL(
                """
                SELECT pg_attribute.attname, EXISTS (
                       SELECT FROM pg_index
                        WHERE indrelid = conrelid AND indkey[0] = conkey[1])
                  FROM pg_constraint
                  JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                 WHERE conrelid = 'account_move'::regclass
                   AND confrelid = 'res_partner'::regclass AND contype = 'f'
                """
            )
        )
        self.assertTrue(keys)
        self.assertEqual([name for name, has_index in keys if not has_index], [])

    def test_a_file_that_somebody_is_at_is_looked_at_again(self):
        row = "F1;05/01/2025;;Roy;Pose;1;9;0;0;;"
        answer = self._import("invoices", (HEADING, row))
        one = self.imports.browse(answer["import_id"]).sudo()
        one.state = "running"
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([])
        with patch.object(type(one), "try_lock_for_update", return_value=False):
            one._cron_resume()
        self.assertEqual(triggers.search_count([]), before + 1)
        self.assertEqual(one.state, "running")

    def test_what_others_take_part_in_is_taken_apart_by_odoo(self):
        answer, moves = self._bring_history()
        paid = moves.filtered(lambda move: move.payment_state == "paid")[:1]
        import_ = self.imports.browse(answer["import_id"]).sudo()
        payment = paid.line_ids.matched_credit_ids.credit_move_id.move_id
        import_._unmatch(moves - payment)
        self.assertEqual(paid.payment_state, "paid")
        import_._unmatch(moves)
        self.assertFalse(paid.line_ids.matched_credit_ids)

    @contextmanager
    def _count_calls(self):
        """:return: takes an item for each time that what is left of some is computed"""
        calls, lines = [], type(self.env["account.move.line"])
        compute = lines._compute_amount_residual

        def count(self):
            calls.append(len(self))
            return compute(self)

        with patch.object(lines, "_compute_amount_residual", count):
            yield calls

    def test_documents_before_a_lock_date_are_left_to_odoo(self):
        self.company.sudo().fiscalyear_lock_date = "2025-03-31"
        _answer, moves = self._bring_history()
        self.assertFalse(
            moves.filtered(lambda one: str(one.date) <= "2025-03-31").mapped("name")
        )
