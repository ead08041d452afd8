# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How invoices were paid, in SQL: delays of what is paid, what stays unpaid.

A credit note settles an invoice without paying it: it weighs in no delay, and takes
off what was due. Nor is an exchange difference a payment.
"""

from datetime import timedelta

from odoo.tools import SQL

# Of amounts turned into the company's currency, before they are added up.
AMOUNT_DIGITS = 2


def _get_credit_lines(accounts):
    """Select the receivable lines of credit notes: few, hashed once."""
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
        WITH other AS MATERIALIZED (%(credits)s UNION ALL %(exchanges)s),
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
        credits=_get_credit_lines(accounts),
        exchanges=_get_exchange_lines(),
        accounts=accounts,
        start=start,
        end=end,
        company=company_id,
        partners=partners,
    )


def get_delays_by_partner(accounts, company_id, start, end, partner_ids=None):
    """Add up the delays of paid instalments, by customer and (no customer) in all.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param partner_ids: commercial partners to look at, all by default
    :return: query of the fields of ``Delays`` in models/kpi_inputs.py, in order
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner_id, COUNT(*), SUM(days)::text, SUM(GREATEST(late, 0))::text,
               SUM(amount)::text, SUM(amount_days)::text, SUM(amount_late)::text,
               SUM(amount_floored)::text, COALESCE(SUM(amount_on_time), 0)::text,
               PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY late)
          FROM (%s) item GROUP BY GROUPING SETS ((partner_id), ())
        """,
        get_paid_items(accounts, company_id, start, end, partner_ids),
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
        WITH credit AS MATERIALIZED (%(credits)s), item AS (
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
               AND line.account_id IN %(accounts)s
               AND move.move_type = 'out_invoice'
             GROUP BY line.id, line.balance)
        SELECT COUNT(*), COUNT(*) FILTER (WHERE balance > settled),
               COALESCE(SUM(balance - credited), 0)::text,
               COALESCE(SUM(balance - settled), 0)::text
          FROM item WHERE balance > credited
        """,
        credits=_get_credit_lines(accounts),
        accounts=accounts,
        company=company_id,
        start=start,
        end=end,
        grace=grace,
        seen=end + timedelta(grace),
    )


def get_reminder_effect(accounts, company_id, period, seen, window):
    """Compare what reminders asked for with what was paid right after.

    A payment of the day of a reminder belongs to the one before: the balance it asked
    for is known, the hour of a payment is not.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param tuple period: first and last day of sending
    :param date seen: last day known, `window` days after the period
    :param int window: days during which a payment is credited to a reminder
    :return: query of plan, level, channel, number of items, number wholly paid,
        amount asked and paid as text
    :rtype: SQL
    """
    return SQL(
        """
        WITH other AS MATERIALIZED (%(credits)s UNION ALL %(exchanges)s),
        sent AS (
            SELECT reminder.plan_id, item.level_id, reminder.channel, reminder.date,
                   item.move_line_id,
                   ROUND(item.amount_due * line.balance
                         / NULLIF(line.amount_currency, 0), %(digits)s) AS asked,
                   LEAST(reminder.date + %(window)s, LEAD(reminder.date) OVER (
                       PARTITION BY item.move_line_id ORDER BY reminder.date, item.id
                   )) AS until
              FROM tpe_reminder reminder
              JOIN tpe_reminder_line item ON item.reminder_id = reminder.id
              JOIN account_move_line line ON line.id = item.move_line_id
             WHERE reminder.company_id = %(company)s AND reminder.state = 'sent'
               AND reminder.date BETWEEN %(start)s AND %(seen)s
               AND item.is_credit IS NOT TRUE
        ),
        paid AS (
            SELECT sent.plan_id, sent.level_id, sent.channel, sent.asked,
                   LEAST(COALESCE(payment.amount, 0), sent.asked) AS paid
              FROM sent LEFT JOIN LATERAL (
                   SELECT SUM(partial.amount) AS amount
                     FROM account_partial_reconcile partial
                    WHERE partial.debit_move_id = sent.move_line_id
                      AND partial.max_date > sent.date
                      AND partial.max_date <= sent.until
                      AND partial.credit_move_id NOT IN (SELECT id FROM other)
                   ) payment ON TRUE
             WHERE sent.date <= %(end)s AND sent.asked > 0
        )
        SELECT plan_id, level_id, channel, COUNT(*),
               COUNT(*) FILTER (WHERE paid = asked), SUM(asked)::text, SUM(paid)::text
          FROM paid GROUP BY plan_id, level_id, channel
        """,
        credits=_get_credit_lines(accounts),
        exchanges=_get_exchange_lines(),
        company=company_id,
        start=period[0],
        end=period[1],
        seen=seen,
        window=window,
        digits=AMOUNT_DIGITS,
    )
