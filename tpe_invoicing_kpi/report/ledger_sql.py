# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger as of a day, in SQL: one builder a grain.

The ORM would read every line to add up a few; these are grouped by PostgreSQL in one
pass. What was open on a day is what is open now, plus what was settled since: the cost
follows the work in hand, not the history. Sums come back as text, because a float is
not an amount.
"""

from odoo.tools import SQL

# Customer invoices and credit notes; receipts are paid on the spot.
SALE_TYPES = ("out_invoice", "out_refund")

# What the queries below read, for flush_model().
READ_FIELDS = {
    "account.account": ["account_type"],
    "account.move": [
        "amount_total_signed",
        "amount_untaxed_signed",
        "commercial_partner_id",
        "company_id",
        "date",
        "invoice_date",
        "invoice_user_id",
        "move_type",
        "partner_id",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "amount_residual",
        "balance",
        "company_id",
        "date",
        "date_maturity",
        "move_id",
        "parent_state",
        "reconciled",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_move_id",
        "debit_move_id",
        "exchange_move_id",
        "max_date",
    ],
}


def flush(env):
    """Write pending changes that the queries of this module read.

    :param env: environment whose cache may hold them
    """
    for model, names in READ_FIELDS.items():
        env[model].flush_model(names)


def get_settled_later(on_date):
    """Select what settlements after a day took off each line: put back, it was open.

    A settlement counts from the later date of the two entries it joins.

    :param date on_date: last day whose settlements stand
    :return: query of ``line_id``, ``amount`` (signed like the balance)
    :rtype: SQL
    """
    return SQL(
        """
        SELECT line_id, SUM(amount) AS amount
          FROM (SELECT debit_move_id AS line_id, amount
                  FROM account_partial_reconcile WHERE max_date > %(day)s
                 UNION ALL
                SELECT credit_move_id, -amount
                  FROM account_partial_reconcile WHERE max_date > %(day)s) piece
         GROUP BY line_id
        """,
        day=on_date,
    )


def get_open_lines(company_ids, on_date, partner_ids=None):
    """Select the receivable lines with a balance open at the end of a day.

    :param company_ids: companies, at least one
    :param date on_date: the day; later entries and settlements do not exist yet
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``line_id``, ``move_id``, ``company_id``, ``due``, ``balance``,
        ``residual``, ``kind`` (``invoice``, or for any other entry ``credit`` or
        ``debit``) and the invoice's ``partner_id``, ``invoice_date``, ``user_id``
    :rtype: SQL
    """
    columns = SQL(
        "line.id, line.move_id, line.company_id, line.balance, line.date_maturity,"
        " line.date, line.partner_id"
    )
    where = SQL(
        """
        line.account_id IN (
            SELECT id FROM account_account WHERE account_type = 'asset_receivable')
        AND line.parent_state = 'posted' AND line.date <= %s
        AND line.company_id IN %s
        """,
        on_date,
        tuple(company_ids),
    )
    if partner_ids is not None:
        where = SQL("%s AND line.partner_id IN %s", where, tuple(partner_ids) or (0,))
    return SQL(
        """
        WITH later AS (%(later)s), item AS (
            SELECT %(columns)s, line.amount_residual + COALESCE(later.amount, 0)
                   AS residual
              FROM account_move_line line LEFT JOIN later ON later.line_id = line.id
             WHERE line.reconciled IS NOT TRUE AND %(where)s
             UNION ALL
            SELECT %(columns)s, line.amount_residual + later.amount
              FROM later JOIN account_move_line line ON line.id = later.line_id
             WHERE line.reconciled IS TRUE AND %(where)s
        )
        SELECT item.id AS line_id, item.move_id, item.company_id, item.balance,
               item.residual, COALESCE(item.date_maturity, item.date) AS due,
               CASE WHEN move.move_type IN %(types)s THEN 'invoice'
                    WHEN item.residual < 0 THEN 'credit' ELSE 'debit' END AS kind,
               COALESCE(move.commercial_partner_id, item.partner_id) AS partner_id,
               move.invoice_date, move.invoice_user_id AS user_id
          FROM item JOIN account_move move ON move.id = item.move_id
         WHERE item.residual <> 0
        """,
        later=get_settled_later(on_date),
        columns=columns,
        where=where,
        types=SALE_TYPES,
    )


def get_open_by_due(company_id, on_date):
    """Add up what is open by due date.

    :param int company_id: the company
    :param date on_date: the day seen from
    :return: query of ``kind``, ``due``, ``residual`` as text
    :rtype: SQL
    """
    return SQL(
        "SELECT kind, due, SUM(residual)::text FROM (%s) item GROUP BY kind, due",
        get_open_lines([company_id], on_date),
    )


def get_open_by_partner(company_id, on_date):
    """Add up what is open by customer and due date.

    :param int company_id: the company
    :param date on_date: the day seen from
    :return: query of ``partner_id``, ``kind``, ``due``, ``residual`` as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner_id, kind, due, SUM(residual)::text FROM (%s) item
         GROUP BY partner_id, kind, due
        """,
        get_open_lines([company_id], on_date),
    )


def _get_sales(company_id, start, end):
    """Build the FROM and WHERE of invoices and credit notes by invoice date."""
    return SQL(
        """
        FROM account_move move
       WHERE move.company_id = %s AND move.state = 'posted'
         AND move.move_type IN ('out_invoice', 'out_refund')
         AND move.invoice_date BETWEEN %s AND %s
        """,
        company_id,
        start,
        end,
    )


def get_sales_by_day(company_id, start, end):
    """Add up invoices less credit notes by invoice date.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of ``invoice_date``, total with VAT and without, as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT move.invoice_date, SUM(move.amount_total_signed)::text,
               SUM(move.amount_untaxed_signed)::text %s GROUP BY move.invoice_date
        """,
        _get_sales(company_id, start, end),
    )


def get_sales_by_partner(company_id, start, end):
    """Add up invoices less credit notes by customer (commercial entity).

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of ``partner_id``, total with VAT and without, as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT move.commercial_partner_id, SUM(move.amount_total_signed)::text,
               SUM(move.amount_untaxed_signed)::text
               %s GROUP BY move.commercial_partner_id
        """,
        _get_sales(company_id, start, end),
    )
