# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How invoices were paid, in SQL: delays of what is paid, what stays unpaid.

A credit note settles an invoice without paying it: it weighs in no delay, and takes
off what was due. Nor is an exchange difference a payment.
"""

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.tpe_invoicing_reminders.report.payer_sql import (
    get_credit_lines,
    get_lost_lines,
    get_paid_items,
    get_paid_where,
)


def get_payments_by_delay(company_id, start, end):
    """Add up the payments of invoices settled in a period by how late they were.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of days to pay, days late, amount as text, and of how many
        instalments they were the last payment
    :rtype: SQL
    """
    return SQL(
        """
        SELECT tpe_days_paid, tpe_days_late, SUM(amount)::text,
               COUNT(*) FILTER (WHERE tpe_is_last)
          FROM account_partial_reconcile %s GROUP BY tpe_days_paid, tpe_days_late
        """,
        get_paid_where(company_id, start, end),
    )


def get_habits(company_id, start, end):
    """Add up how late each customer paid.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of customer, number of instalments, sum of amount x days late and
        amount (as text)
    :rtype: SQL
    """
    return SQL(
        """
        SELECT tpe_payer_id, COUNT(*) FILTER (WHERE tpe_is_last),
               SUM(amount * tpe_days_late)::text, SUM(amount)::text
          FROM account_partial_reconcile %s GROUP BY tpe_payer_id
        """,
        get_paid_where(company_id, start, end),
    )


def get_delays_by_partner(company_id, start, end, partner_ids=None):
    """Add up the delays of paid instalments by customer.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param partner_ids: commercial partners to look at, all by default
    :return: query of customer and the fields of ``Delays``, in order
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner_id, COUNT(*), SUM(days)::text, SUM(GREATEST(late, 0))::text,
               SUM(amount)::text, SUM(amount_days)::text, SUM(amount_late)::text,
               SUM(amount_floored)::text, COALESCE(SUM(amount_on_time), 0)::text
          FROM (%s) item GROUP BY partner_id
        """,
        get_paid_items(company_id, start, end, partner_ids),
    )


def get_unpaid_cohort(accounts, company_id, start, end, grace):
    """Compare what fell due in a period with what was open some days after.

    :param tuple accounts: ids of the customers' accounts
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
        WITH credit AS MATERIALIZED (%(credits)s),
        lost AS MATERIALIZED (%(lost)s), item AS (
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
               AND partial.credit_move_id NOT IN (SELECT id FROM lost)
              LEFT JOIN credit ON credit.id = partial.credit_move_id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.balance > 0 AND line.date <= %(seen)s
               AND (line.date_maturity BETWEEN %(start)s AND %(end)s
                    OR line.date_maturity IS NULL
                   AND line.date BETWEEN %(start)s AND %(end)s)
               AND line.account_id IN %(accounts)s
               AND move.move_type = 'out_invoice'
             GROUP BY line.id, line.balance)
        SELECT COUNT(*), COUNT(*) FILTER (WHERE balance > settled),
               COALESCE(SUM(balance - credited), 0)::text,
               COALESCE(SUM(balance - settled), 0)::text
          FROM item WHERE balance > credited
        """,
        credits=get_credit_lines(accounts),
        lost=get_lost_lines(),
        accounts=accounts,
        company=company_id,
        start=start,
        end=end,
        grace=grace,
        seen=end + timedelta(grace),
    )
