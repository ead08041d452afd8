# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.tools import SQL

from ..tools.chain import Problem

# what originals say of their invoices, against what the books say: the invoice, what
# its customer owes and the tax on it, and lines that add up and say one thing; sums
# are equal when they differ by less than any currency can tell
LEDGER = """
    SELECT e.number, CASE WHEN move.id IS NULL THEN 'gone' ELSE 'books' END
      FROM tpe_archive_entry e
      JOIN (VALUES ('invoice', 'out_invoice', 1), ('credit_note', 'out_refund', -1))
           AS original (kind, move_type, sign) ON original.kind = e.kind
      LEFT JOIN account_move move ON move.id = e.move_id
      CROSS JOIN LATERAL (
          SELECT SUM(amount_currency) FILTER (WHERE display_type = 'payment_term'),
                 -SUM(amount_currency) FILTER (
                     WHERE display_type = 'tax' OR display_type = 'rounding'
                       AND tax_repartition_line_id IS NOT NULL),
                 SUM(balance),
                 BOOL_OR(debit - credit <> balance
                         OR currency_id = company_currency_id
                        AND amount_currency <> balance)
            FROM account_move_line WHERE move_id = e.move_id
      ) AS books (total, tax, rest, is_odd)
     WHERE e.id = ANY(%s) AND e.move_id IS NOT NULL AND (
          (move.state, move.move_type, move.company_id, move.name, move.invoice_date,
           move.currency_id, move.amount_untaxed, move.amount_tax, move.amount_total)
          IS DISTINCT FROM
          ('posted', original.move_type, e.company_id, e.name, e.date,
           e.currency_id, e.amount_untaxed, e.amount_tax, e.amount_total)
          OR move.tpe_archive_entry_id IS NULL
          OR books.is_odd
          OR ABS(books.rest) > 0.0004
          OR ABS(COALESCE(books.total, 0) - sign * e.amount_total) > 0.0004
          OR ABS(COALESCE(books.tax, 0) - sign * e.amount_tax) > 0.0004)
"""


class TpeArchiveEntry(models.Model):
    """The books beside the archive: each original has its invoice, which says what the
    original says (R1, R9). The audit looks here as well: an invoice that is changed or
    taken away behind Odoo's back leaves its original as it was."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _check_ledger(self, ids):
        """:param list[int] ids: of entries that are whole
        :return: the originals whose invoice is gone or says something else
        :rtype: list[Problem]"""
        rows = self.env.execute_query(SQL(LEDGER, ids)) if ids else ()
        return [Problem(number, "row_changed", detail) for number, detail in rows]

    @api.model
    def _get_problem_texts(self):
        # EXTENDS tpe_invoicing
        _ = self.env._
        return {
            **super()._get_problem_texts(),
            "row_changed books": _(
                "Entry %(number)s: its invoice says something else in the books."
            ),
            "row_changed gone": _(
                "Entry %(number)s: its invoice is gone from the books."
            ),
        }
