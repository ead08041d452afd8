# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How customers paid, in SQL: one definition for rules, profiles, cards and figures.

A credit note settles an invoice without paying it, nor is an exchange difference or a
write-off a payment: they weigh in no delay.
"""

from odoo.tools import SQL


def get_credit_lines(accounts):
    """:param tuple accounts: ids of the customers' accounts
    :return: query of the receivable lines of credit notes: few, hashed once
    :rtype: SQL"""
    return SQL(
        """
        SELECT line.id FROM account_move move
         CROSS JOIN LATERAL (
               SELECT id FROM account_move_line
                WHERE move_id = move.id AND account_id IN %s OFFSET 0) line
         WHERE move.move_type = 'out_refund' AND move.state = 'posted'
        """,
        accounts,
    )


def _get_exchange_lines():
    """Select the lines of exchange entries: few payments come in another currency."""
    return SQL(
        """
        SELECT line.id FROM account_partial_reconcile partial
          JOIN account_move_line line ON line.move_id = partial.exchange_move_id
         WHERE partial.exchange_move_id IS NOT NULL
        """
    )


def get_lost_lines():
    """:return: query of the lines of entries that write invoices off
    :rtype: SQL"""
    return SQL(
        """
        SELECT line.id FROM account_move lost
         CROSS JOIN LATERAL (
               SELECT id FROM account_move_line
                WHERE move_id = lost.tpe_write_off_id OFFSET 0) line
         WHERE lost.tpe_write_off_id IS NOT NULL
        """
    )


def get_other_lines(accounts):
    """:param tuple accounts: ids of the customers' accounts
    :return: query of the lines that settle an invoice without paying it
    :rtype: SQL"""
    return SQL(
        "%s UNION ALL %s UNION ALL %s",
        get_credit_lines(accounts),
        _get_exchange_lines(),
        get_lost_lines(),
    )


def get_paid_items(accounts, company_id, start, end, partner_ids=None):
    """Select the instalments of invoices whose last settlement falls in a period.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day, as of which the invoice is wholly settled
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``partner_id``, days to pay and ``late``, what was paid and sums
        of payment x days; no row for what no payment settled
    :rtype: SQL
    """
    partners = SQL()
    if partner_ids is not None:
        partners = SQL(
            " AND move.commercial_partner_id IN %s", tuple(partner_ids) or (0,)
        )
    return SQL(
        """
        WITH other AS MATERIALIZED (%(other)s),
        touched AS (
            SELECT DISTINCT move.id, move.invoice_date,
                   move.commercial_partner_id AS partner_id
              FROM account_partial_reconcile partial
              JOIN account_move_line line ON line.id = partial.debit_move_id
              JOIN account_move move ON move.id = line.move_id
             WHERE partial.max_date BETWEEN %(start)s AND %(end)s
               AND line.account_id IN %(accounts)s AND move.state = 'posted'
               AND move.move_type = 'out_invoice' AND move.company_id = %(company)s
               %(partners)s
        ),
        piece AS (
            SELECT line.id, line.move_id, line.amount_residual, touched.partner_id,
                   partial.amount, partial.max_date > %(end)s AS is_later,
                   partial.max_date <= %(end)s AND other.id IS NULL AS is_payment,
                   partial.max_date AS paid_on,
                   partial.max_date - touched.invoice_date AS days,
                   partial.max_date - COALESCE(line.date_maturity, line.date) AS late
              FROM touched
              JOIN account_move_line line ON line.move_id = touched.id
               AND line.account_id IN %(accounts)s
              LEFT JOIN account_partial_reconcile partial
                ON partial.debit_move_id = line.id
              LEFT JOIN other ON other.id = partial.credit_move_id
        ),
        item AS (
            SELECT partner_id, move_id,
                   MAX(paid_on) FILTER (WHERE is_payment) AS paid_on,
                   amount_residual + COALESCE(SUM(amount) FILTER (WHERE is_later), 0)
                   AS residual,
                   MAX(days) FILTER (WHERE is_payment) AS days,
                   MAX(late) FILTER (WHERE is_payment) AS late,
                   SUM(amount) FILTER (WHERE is_payment) AS amount,
                   SUM(amount * days) FILTER (WHERE is_payment) AS amount_days,
                   SUM(amount * late) FILTER (WHERE is_payment) AS amount_late,
                   SUM(amount * GREATEST(late, 0)) FILTER (WHERE is_payment)
                   AS amount_floored,
                   SUM(amount) FILTER (WHERE is_payment AND late <= 0)
                   AS amount_on_time
              FROM piece GROUP BY id, move_id, partner_id, amount_residual
        )
        SELECT * FROM (
            SELECT item.*, BOOL_AND(residual = 0) OVER (PARTITION BY move_id) AS is_paid
              FROM item) item
         WHERE is_paid AND amount > 0
        """,
        other=get_other_lines(accounts),
        accounts=accounts,
        start=start,
        end=end,
        company=company_id,
        partners=partners,
    )
