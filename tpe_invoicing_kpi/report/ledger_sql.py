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
        "amount_residual",
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
        "tpe_write_off_id",
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
        "partner_id",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_move_id",
        "debit_move_id",
        "exchange_move_id",
        "max_date",
        "tpe_days_late",
        "tpe_is_last",
        "tpe_min_date",
        "tpe_payer_id",
        "tpe_settled_on",
    ],
    "tpe.reminder": ["channel", "company_id", "date", "plan_id", "state"],
    "tpe.reminder.line": [
        "amount_due",
        "is_credit",
        "level_id",
        "move_line_id",
        "reminder_id",
    ],
}


def flush(env, read_fields=None):
    """Write pending changes that queries read.

    :param env: environment whose cache may hold them
    :param dict read_fields: names by model, those of this module by default
    """
    for model, names in (read_fields or READ_FIELDS).items():
        env[model].flush_model(names)


def get_companies(env):
    """Give the companies a report shows.

    :param env: environment; its context may ask for the current company only
    :return: ids, at least one
    :rtype: tuple
    """
    if env.context.get("tpe_current_company"):
        return (env.company.id,)
    return tuple(env.companies.ids) or (0,)


def get_accounts(env):
    """Find the customers' accounts of every company.

    Their ids stand in the queries as they are: with a subquery, PostgreSQL misjudges
    how few lines they hold and reads the whole table. It still overrates the open
    ones, and for so many would compile the query first, which takes longer than to
    run it: compiling is off until the end of the transaction.

    :param env: any environment
    :return: ids, at least one
    :rtype: tuple
    """
    env.cr.execute("SET LOCAL jit = off")
    rows = env.execute_query(
        SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
    )
    return tuple(account for [account] in rows) or (0,)


def _get_settled_later(on_date):
    """Add up the settlements after a day of the lines that exist on it, by line.

    Of the two entries that a settlement joins, one at most is of the day or before:
    without the earlier date at hand, every settlement since would be looked up.
    """
    return SQL(
        """
        SELECT line_id, SUM(amount) AS amount
          FROM (SELECT side.line_id, side.amount
                  FROM account_partial_reconcile partial
                 CROSS JOIN LATERAL (VALUES (debit_move_id, amount),
                                            (credit_move_id, -amount)
                       ) side (line_id, amount)
                 WHERE max_date > %(day)s
                   AND (tpe_min_date <= %(day)s OR tpe_min_date IS NULL)) piece
         GROUP BY line_id
        """,
        day=on_date,
    )


def get_open_lines(accounts, company_ids, on_date, partner_ids=None):
    """Select the receivable lines with a balance open at the end of a day.

    A settlement counts from the later date of the two entries it joins.

    :param tuple accounts: ids of the customers' accounts
    :param company_ids: companies, at least one
    :param date on_date: the day; later entries and settlements do not exist yet
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``line_id``, ``move_id``, ``company_id``, ``due``, ``balance``,
        ``residual``, ``kind`` (``invoice``, or for any other entry ``credit`` or
        ``debit``) and the invoice's ``partner_id``, ``invoice_date``, ``user_id``
    :rtype: SQL
    """
    where = SQL(
        """
        line.account_id IN %s AND line.parent_state = 'posted' AND line.date <= %s
        AND line.company_id IN %s
        """,
        accounts,
        on_date,
        tuple(company_ids),
    )
    if partner_ids is not None:
        where = SQL("%s AND line.partner_id IN %s", where, tuple(partner_ids) or (0,))
    # OFFSET 0: PostgreSQL overrates how many lines are open or settled since, and
    # would read every line and every move. Invoices that are open now are joined as a
    # whole, which takes half the time of looking each up; any other is looked up.
    columns = SQL(
        "line.id AS line_id, line.move_id, line.company_id, line.balance,"
        " COALESCE(line.date_maturity, line.date) AS due, line.partner_id"
    )
    return SQL(
        """
        SELECT item.line_id, item.move_id, item.company_id, item.balance, item.due,
               item.residual,
               COALESCE(unpaid.invoice_date, move.invoice_date) AS invoice_date,
               COALESCE(unpaid.invoice_user_id, move.invoice_user_id) AS user_id,
               CASE WHEN COALESCE(unpaid.move_type, move.move_type) IN %(types)s
                    THEN 'invoice'
                    WHEN item.residual < 0 THEN 'credit' ELSE 'debit' END AS kind,
               COALESCE(unpaid.commercial_partner_id, move.commercial_partner_id,
                        item.partner_id) AS partner_id
          FROM (  WITH later AS MATERIALIZED (%(later)s)
                SELECT %(columns)s,
                       line.amount_residual + COALESCE(later.amount, 0) AS residual
                  FROM account_move_line line
                  LEFT JOIN later ON later.line_id = line.id
                 WHERE line.amount_residual <> 0 AND %(where)s
                 UNION ALL
                SELECT %(columns)s, later.amount
                  FROM later
                 CROSS JOIN LATERAL (
                       SELECT * FROM account_move_line WHERE id = later.line_id OFFSET 0
                       ) line
                 WHERE line.amount_residual = 0 AND %(where)s) item
          LEFT JOIN account_move unpaid
            ON unpaid.id = item.move_id AND unpaid.amount_residual <> 0
           AND unpaid.state = 'posted' AND unpaid.move_type IN %(types)s
          LEFT JOIN LATERAL (
               SELECT move_type, commercial_partner_id, invoice_date, invoice_user_id
                 FROM account_move WHERE id = item.move_id AND unpaid.id IS NULL
               OFFSET 0) move ON TRUE
         WHERE item.residual <> 0
        """,
        columns=columns,
        where=where,
        types=SALE_TYPES,
        later=_get_settled_later(on_date),
    )


def get_open_by_due(accounts, company_id, on_date):
    """Add up what is open by due date.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date on_date: the day seen from
    :return: query of ``kind``, ``due``, ``residual`` as text
    :rtype: SQL
    """
    return SQL(
        "SELECT kind, due, SUM(residual)::text FROM (%s) item GROUP BY kind, due",
        get_open_lines(accounts, [company_id], on_date),
    )


def get_open_by_partner(accounts, company_id, on_date, partner_ids=None):
    """Add up what is open by customer and due date.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date on_date: the day seen from
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``partner_id``, ``kind``, ``due``, ``residual`` as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner_id, kind, due, SUM(residual)::text FROM (%s) item
         GROUP BY partner_id, kind, due
        """,
        get_open_lines(accounts, [company_id], on_date, partner_ids),
    )


def get_receivable_by_partner(accounts, company_id, on_date):
    """Add up open invoices and credit notes by customer.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date on_date: the day seen from
    :return: query of ``partner_id``, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner_id, SUM(residual)::text FROM (%s) item
         WHERE kind = 'invoice' GROUP BY partner_id
        """,
        get_open_lines(accounts, [company_id], on_date),
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
    :return: query of ``invoice_date``, total with VAT as text
    :rtype: SQL
    """
    return _group_sales("invoice_date", "amount_total_signed", company_id, start, end)


def get_sales_by_partner(company_id, start, end):
    """Add up invoices less credit notes by customer (commercial entity).

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of ``partner_id``, total with VAT as text
    :rtype: SQL
    """
    period = (company_id, start, end)
    return _group_sales("commercial_partner_id", "amount_total_signed", *period)


def get_revenue_by_partner(company_id, start, end):
    """Add up invoices less credit notes by customer (commercial entity).

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of ``partner_id``, total without VAT as text
    :rtype: SQL
    """
    period = (company_id, start, end)
    return _group_sales("commercial_partner_id", "amount_untaxed_signed", *period)


def _group_sales(key, amount, company_id, start, end):
    """Build the query that adds up an amount of invoices: a second one costs time."""
    return SQL(
        "SELECT %(key)s, SUM(%(amount)s)::text %(sales)s GROUP BY %(key)s",
        key=SQL.identifier(key),
        amount=SQL.identifier(amount),
        sales=_get_sales(company_id, start, end),
    )


def get_fingerprint(accounts, company_id, start, end):
    """Condense what the figures of a day are made of.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day of the period
    :param date end: its last day, seen from which items are open
    :return: query of one row: digest of open lines, digest of sales
    :rtype: SQL
    """
    return SQL(
        """
        SELECT (SELECT MD5(STRING_AGG(CONCAT_WS(':', line_id, due, kind,
                           TRIM_SCALE(residual)), ',' ORDER BY line_id))
                  FROM (%s) item),
               (SELECT MD5(STRING_AGG(CONCAT_WS(':', move.id, invoice_date,
                           TRIM_SCALE(amount_total_signed),
                           TRIM_SCALE(amount_untaxed_signed)), ',' ORDER BY move.id))
                  %s)
        """,
        get_open_lines(accounts, [company_id], end),
        _get_sales(company_id, start, end),
    )
