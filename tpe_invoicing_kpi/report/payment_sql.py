# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How invoices were paid, in SQL: delays of what is paid, what stays unpaid.

A credit note settles an invoice without paying it: it weighs in no delay, and takes
off what was due. Nor is an exchange difference a payment.
"""

from datetime import timedelta

from odoo.tools import SQL

from .ledger_sql import get_settled_later

# Receivable lines of credit notes: few, so the planner hashes them once.
CREDIT_LINES = SQL(
    """
    SELECT line.id FROM account_move move JOIN account_move_line line
           ON line.move_id = move.id
     WHERE move.move_type = 'out_refund' AND move.state = 'posted'
       AND line.account_id IN (
           SELECT id FROM account_account WHERE account_type = 'asset_receivable')
    """
)

# Lines of exchange entries: one or two for each payment in another currency.
EXCHANGE_LINES = SQL(
    """
    SELECT line.id FROM account_partial_reconcile partial
      JOIN account_move_line line ON line.move_id = partial.exchange_move_id
     WHERE partial.exchange_move_id IS NOT NULL
    """
)


def get_paid_lines(company_id, start, end, partner_ids=None):
    """Select the instalments of invoices whose last settlement falls in a period.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day, as of which the invoice is wholly settled
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``line_id``, ``move_id``, ``partner_id``, ``invoice_date``,
        ``due``
    :rtype: SQL
    """
    partners = SQL()
    if partner_ids is not None:
        partners = SQL(
            " AND move.commercial_partner_id IN %s", tuple(partner_ids) or (0,)
        )
    return SQL(
        """
        SELECT * FROM (
            SELECT line.id AS line_id, line.move_id, touched.partner_id,
                   touched.invoice_date,
                   COALESCE(line.date_maturity, line.date) AS due,
                   BOOL_AND(line.amount_residual + COALESCE(later.amount, 0) = 0)
                   OVER (PARTITION BY line.move_id) AS is_paid
              FROM (SELECT DISTINCT move.id, move.invoice_date,
                           move.commercial_partner_id AS partner_id
                      FROM account_partial_reconcile partial
                      JOIN account_move_line line ON line.id = partial.debit_move_id
                      JOIN account_move move ON move.id = line.move_id
                     WHERE partial.max_date BETWEEN %(start)s AND %(end)s
                       AND move.move_type = 'out_invoice' AND move.state = 'posted'
                       AND move.company_id = %(company)s %(partners)s) touched
              JOIN account_move_line line ON line.move_id = touched.id
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable')
              LEFT JOIN (%(later)s) later ON later.line_id = line.id) line
         WHERE is_paid
        """,
        start=start,
        end=end,
        company=company_id,
        partners=partners,
        later=get_settled_later(end),
    )


def get_delays_by_partner(company_id, start, end, partner_ids=None):
    """Add up the delays of paid instalments, by customer and (no customer) in all.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param partner_ids: commercial partners to look at, all by default
    :return: query of the fields of ``Delays`` in models/kpi_inputs.py, in order
    :rtype: SQL
    """
    return SQL(
        """
        WITH line AS (%(lines)s), other AS (
            %(credits)s UNION ALL %(exchanges)s
        ), item AS (
            SELECT line.partner_id, MAX(partial.max_date) - line.invoice_date AS days,
                   MAX(partial.max_date) - line.due AS late,
                   SUM(partial.amount) AS amount,
                   SUM(partial.amount * (partial.max_date - line.invoice_date))
                   AS amount_days,
                   SUM(partial.amount * (partial.max_date - line.due)) AS amount_late,
                   SUM(partial.amount * GREATEST(partial.max_date - line.due, 0))
                   AS amount_floored,
                   SUM(partial.amount) FILTER (WHERE partial.max_date <= line.due)
                   AS amount_on_time
              FROM line
              JOIN account_partial_reconcile partial
                ON partial.debit_move_id = line.line_id AND partial.max_date <= %(end)s
             WHERE partial.credit_move_id NOT IN (SELECT id FROM other)
             GROUP BY line.line_id, line.partner_id, line.invoice_date, line.due
        )
        SELECT partner_id, COUNT(*), SUM(days)::text, SUM(GREATEST(late, 0))::text,
               SUM(amount)::text, SUM(amount_days)::text, SUM(amount_late)::text,
               SUM(amount_floored)::text, COALESCE(SUM(amount_on_time), 0)::text,
               PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY late)
          FROM item GROUP BY GROUPING SETS ((partner_id), ())
        """,
        lines=get_paid_lines(company_id, start, end, partner_ids),
        credits=CREDIT_LINES,
        exchanges=EXCHANGE_LINES,
        end=end,
    )


def get_unpaid_cohort(company_id, start, end, grace):
    """Compare what fell due in a period with what was open some days after.

    :param int company_id: the company
    :param date start: first due date
    :param date end: last due date; `grace` days later the answer must be known
    :param int grace: days after the due date
    :return: query of number of instalments, number still open, amount due less
        credit notes, amount still open (amounts as text)
    :rtype: SQL
    """
    return SQL(
        """
        WITH credit AS (%(credits)s), item AS (
            SELECT line.id, line.balance,
                   COALESCE(SUM(partial.amount), 0) AS settled,
                   COALESCE(SUM(partial.amount) FILTER (
                       WHERE credit.id IS NOT NULL), 0) AS credited
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              LEFT JOIN account_partial_reconcile partial
                ON partial.debit_move_id = line.id
               AND partial.max_date
                   <= COALESCE(line.date_maturity, line.date) + %(grace)s
              LEFT JOIN credit ON credit.id = partial.credit_move_id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.balance > 0 AND line.date <= %(seen)s
               AND (line.date_maturity BETWEEN %(start)s AND %(end)s
                    OR line.date_maturity IS NULL
                   AND line.date BETWEEN %(start)s AND %(end)s)
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable')
               AND move.move_type = 'out_invoice'
             GROUP BY line.id, line.balance)
        SELECT COUNT(*), COUNT(*) FILTER (WHERE balance > settled),
               COALESCE(SUM(balance - credited), 0)::text,
               COALESCE(SUM(balance - settled), 0)::text
          FROM item WHERE balance > credited
        """,
        credits=CREDIT_LINES,
        company=company_id,
        start=start,
        end=end,
        grace=grace,
        seen=end + timedelta(grace),
    )
