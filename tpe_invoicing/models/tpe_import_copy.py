# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import models
from odoo.tools import SQL

# stored columns that a copy takes from its pattern or that are written with it; the
# ORM computes every other one, whatever addon it comes from
OWN_COMPUTED = {
    "account.move": frozenset(
        "sequence_prefix sequence_number name date journal_id company_id "
        "always_tax_exigible auto_post_until checked made_sequence_gap "
        "invoice_date_due delivery_date taxable_supply_date invoice_payment_term_id "
        "commercial_partner_id partner_shipping_id partner_bank_id fiscal_position_id "
        "payment_reference preferred_payment_method_line_id currency_id "
        "invoice_currency_rate amount_untaxed amount_tax amount_total amount_residual "
        "amount_untaxed_signed amount_untaxed_in_currency_signed amount_tax_signed "
        "amount_total_signed amount_total_in_currency_signed amount_residual_signed "
        "payment_state invoice_partner_display_name narration invoice_user_id "
        "invoice_incoterm_id incoterm_location team_id tpe_document_kind "
        "tpe_is_in_store tpe_works_amount tpe_progress tpe_retention_date".split()
    ),
    "account.move.line": frozenset(
        "analytic_distribution journal_id company_id company_currency_id move_name "
        "parent_state date invoice_date ref is_storno sequence account_id name debit "
        "credit balance amount_currency currency_id partner_id payment_id "
        "statement_line_id statement_id tax_line_id tax_group_id amount_residual "
        "amount_residual_currency reconciled display_type product_uom_id quantity "
        "price_unit price_subtotal price_total no_followup".split()
    ),
    "account.partial.reconcile": frozenset(
        "debit_currency_id credit_currency_id company_id max_date".split()
    ),
}


class TpeImport(models.Model):
    """Rows by the hundred, each the copy of one that Odoo made and checked itself.

    Posting a document takes Odoo a hundred milliseconds, of which the past needs
    nothing: its amounts stand. So Odoo makes the first document of each sort, and those
    alike follow as copies with their own number, dates, customer and amounts.
    """

    _inherit = "tpe.import"

    def _next_ids(self, model, count):
        """:return: ids for new rows of a model, in order
        :rtype: list[int]"""
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
                f"{self.env[model]._table}_id_seq",
                count,
            )
        )
        return [id_ for (id_,) in rows]

    def _copy_rows(self, model, pattern_id, rows):
        """Insert copies of a row, each with values of its own.

        :param str model: name of the model
        :param int pattern_id: id of the row that is copied
        :param list rows: own values by column, with ``id``
        """
        if not rows:
            return
        # what the ORM has not written yet of the pattern would be missing in the copy
        self.env.flush_all()
        # a template row filled in by PostgreSQL needs no list of the columns that
        # other addons add
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s
                SELECT copy.*
                  FROM %(table)s pattern,
                       jsonb_array_elements(%(rows)s::jsonb) own,
                       LATERAL jsonb_populate_record(pattern, own) copy
                 WHERE pattern.id = %(pattern)s
                """,
                table=SQL.identifier(self.env[model]._table),
                rows=json.dumps(rows, default=str),
                pattern=pattern_id,
            )
        )

    def _insert_rows(self, model, rows):
        """Insert rows that have all their values.

        :param str model: name of the model
        :param list rows: values by column, with ``id``
        """
        if not rows:
            return
        columns = SQL(", ").join(SQL.identifier(name) for name in rows[0])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(columns)s, create_uid, create_date,
                                       write_uid, write_date)
                SELECT %(columns)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb)
                """,
                table=SQL.identifier(self.env[model]._table),
                columns=columns,
                rows=json.dumps(rows, default=str),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    def _link_rows(self, field, pairs):
        """Insert the pairs of a many2many field.

        :param odoo.fields.Many2many field: the field
        :param list pairs: ids of both sides
        """
        if pairs:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s, %s)",
                    SQL.identifier(field.relation),
                    SQL.identifier(field.column1),
                    SQL.identifier(field.column2),
                    [one for one, _other in pairs],
                    [other for _one, other in pairs],
                )
            )

    def _compute_foreign_fields(self, model, ids):
        """Let the ORM compute the stored fields that other addons add to copied rows.

        :param str model: name of the model
        :param list ids: the new rows
        """
        records, own = self.env[model].browse(ids), OWN_COMPUTED[model]
        records.invalidate_recordset()
        for name, field in records._fields.items():
            if field.compute and field.store and field.column_type and name not in own:
                self.env.add_to_compute(field, records)
