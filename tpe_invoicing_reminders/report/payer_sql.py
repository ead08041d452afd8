# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How customers paid, in SQL: one definition for rules, profiles, cards and figures.

A credit note settles an invoice without paying it, nor is an exchange difference or a
write-off a payment: they weigh in no delay.
"""

from odoo.tools import SQL

KIND = "asset_receivable"


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


def get_facts_update():
    """Build what stores how late each payment was, as
    ``account.partial.reconcile`` computes it.

    :return: statement over all payments
    :rtype: SQL
    """
    accounts = SQL("(SELECT id FROM account_account WHERE account_type = %s)", KIND)
    return SQL(
        """
        WITH other AS MATERIALIZED (%(other)s),
        settled AS (
            SELECT line.move_id, MAX(partial.max_date) FILTER (
                       WHERE partial.amount <> 0) AS settled_on
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              LEFT JOIN account_partial_reconcile partial
                ON partial.debit_move_id = line.id
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND line.account_id IN %(accounts)s
             GROUP BY line.move_id HAVING BOOL_AND(line.amount_residual = 0)
        ),
        paid AS (
            SELECT partial.id, settled.settled_on, move.id AS move_id,
                   move.commercial_partner_id, partial.max_date - move.invoice_date
                   AS days, partial.max_date
                   - COALESCE(line.date_maturity, line.date) AS late,
                   partial.amount <> 0 AND ROW_NUMBER() OVER (
                       PARTITION BY line.id ORDER BY partial.amount <> 0 DESC,
                       partial.max_date DESC, partial.id DESC) = 1 AS is_last
              FROM settled
              JOIN account_move move ON move.id = settled.move_id
              JOIN account_move_line line ON line.move_id = move.id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
             WHERE settled.settled_on IS NOT NULL AND line.account_id IN %(accounts)s
               AND NOT EXISTS (SELECT FROM other WHERE id = partial.credit_move_id)
        )
        UPDATE account_partial_reconcile partial
           SET tpe_settled_on = paid.settled_on, tpe_invoice_id = paid.move_id,
               tpe_payer_id = paid.commercial_partner_id, tpe_days_paid = paid.days,
               tpe_days_late = paid.late, tpe_is_last = paid.is_last
          FROM paid WHERE paid.id = partial.id
        """,
        other=get_other_lines(accounts),
        accounts=accounts,
    )


def get_paid_where(company_id, start, end, partner_ids=None):
    """Select the payments of invoices whose last settlement falls in a period.

    They are read from what was stored when they were matched.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param partner_ids: commercial partners to look at, all by default
    :return: clause on ``account_partial_reconcile``
    :rtype: SQL
    """
    where = SQL(
        "WHERE company_id = %s AND tpe_settled_on BETWEEN %s AND %s",
        company_id,
        start,
        end,
    )
    if partner_ids is None:
        return where
    return SQL("%s AND tpe_payer_id IN %s", where, tuple(partner_ids) or (0,))


def get_paid_items(company_id, start, end, partner_ids=None):
    """Select the instalments of invoices whose last settlement falls in a period.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param partner_ids: commercial partners to look at, all by default
    :return: query of ``partner_id``, ``move_id``, days to pay and ``late``, what was
        paid and sums of payment x days; no row for what no payment settled
    :rtype: SQL
    """
    return SQL(
        """
        SELECT tpe_payer_id AS partner_id, tpe_invoice_id AS move_id,
               MAX(max_date) AS paid_on, MAX(tpe_days_paid) AS days,
               MAX(tpe_days_late) AS late, SUM(amount) AS amount,
               SUM(amount * tpe_days_paid) AS amount_days,
               SUM(amount * tpe_days_late) AS amount_late,
               SUM(amount * GREATEST(tpe_days_late, 0)) AS amount_floored,
               SUM(amount) FILTER (WHERE tpe_days_late <= 0) AS amount_on_time
          FROM account_partial_reconcile %s
         GROUP BY debit_move_id, tpe_payer_id, tpe_invoice_id HAVING SUM(amount) > 0
        """,
        get_paid_where(company_id, start, end, partner_ids),
    )
