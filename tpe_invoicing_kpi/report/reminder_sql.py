# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reminders asked for, what was paid right after, and what comes by itself."""

from odoo.tools import SQL

from odoo.addons.tpe_invoicing_reminders.report.payer_sql import get_other_lines

# Of amounts turned into the company's currency, before they are added up.
AMOUNT_DIGITS = 2

READ_FIELDS = {
    "tpe.reminder": ["wording"],
    "tpe.reminder.line": ["is_counted"],
    "tpe.reminder.pause": [
        "amount",
        "balance",
        "ended_on",
        "kind",
        "move_id",
        "started_on",
        "state",
        "until",
    ],
}


def get_reminder_effect(accounts, company_id, period, seen, window):
    """Compare what reminders asked for with what was paid right after.

    A payment of the day of a reminder belongs to the one before: the balance it asked
    for is known, the hour of a payment is not.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param tuple period: first and last day of sending
    :param date seen: last day known, `window` days after the period
    :param int window: days during which a payment is credited to a reminder
    :return: query of plan, level, channel, wording, number of items, number wholly
        paid, amounts asked, paid, and paid x days left of the window (as text)
    :rtype: SQL
    """
    return SQL(
        """
        WITH other AS MATERIALIZED (%(other)s),
        sent AS (
            SELECT reminder.plan_id, item.level_id, reminder.channel, reminder.date,
                   reminder.wording, item.move_line_id,
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
            SELECT sent.*, LEAST(COALESCE(payment.amount, 0), sent.asked) AS paid,
                   COALESCE(payment.amount_days, 0) AS paid_days
              FROM sent LEFT JOIN LATERAL (
                   SELECT SUM(partial.amount) AS amount,
                          SUM(partial.amount
                              * (sent.date + %(window)s - partial.max_date))
                          AS amount_days
                     FROM account_partial_reconcile partial
                    WHERE partial.debit_move_id = sent.move_line_id
                      AND partial.max_date > sent.date
                      AND partial.max_date <= sent.until
                      AND partial.credit_move_id NOT IN (SELECT id FROM other)
                   ) payment ON TRUE
             WHERE sent.date <= %(end)s AND sent.asked > 0
        )
        SELECT plan_id, level_id, channel, wording, COUNT(*),
               COUNT(*) FILTER (WHERE paid = asked), SUM(asked)::text, SUM(paid)::text,
               SUM(paid_days)::text
          FROM paid GROUP BY plan_id, level_id, channel, wording
        """,
        other=get_other_lines(accounts),
        company=company_id,
        start=period[0],
        end=period[1],
        seen=seen,
        window=window,
        digits=AMOUNT_DIGITS,
    )


def get_by_itself(accounts, company_id, period, window):
    """Add up what comes by itself after the due date, before any reminder.

    An instalment that was reminded on its due date or before is left out.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param tuple period: first and last due date; `window` days later all is known
    :param int window: days after the due date
    :return: query of amounts open at the end of the due date, paid within the window,
        and paid x days left of the window (as text)
    :rtype: SQL
    """
    return SQL(
        """
        WITH other AS MATERIALIZED (%(other)s),
        item AS (
            SELECT line.id, line.balance, line.date_maturity AS due,
                   (SELECT MIN(sent.date) FROM tpe_reminder_line sent
                     WHERE sent.move_line_id = line.id AND sent.is_counted
                       AND sent.is_credit IS NOT TRUE) AS reminded_on
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.balance > 0 AND line.date <= line.date_maturity
               AND line.date_maturity BETWEEN %(start)s AND %(end)s
               AND line.account_id IN %(accounts)s AND move.move_type = 'out_invoice'
        ),
        cohort AS (
            SELECT item.balance - COALESCE(SUM(partial.amount) FILTER (
                       WHERE partial.max_date <= due), 0) AS residual,
                   COALESCE(SUM(partial.amount) FILTER (WHERE is_paid), 0) AS paid,
                   COALESCE(SUM(partial.amount * (due + %(window)s - partial.max_date))
                       FILTER (WHERE is_paid), 0) AS paid_days
              FROM item
              LEFT JOIN LATERAL (
                   SELECT amount, max_date, max_date > due
                          AND max_date <= LEAST(due + %(window)s, reminded_on)
                          AND credit_move_id NOT IN (SELECT id FROM other) AS is_paid
                     FROM account_partial_reconcile
                    WHERE debit_move_id = item.id) partial ON TRUE
             WHERE reminded_on IS NULL OR reminded_on > due
             GROUP BY item.id, item.balance
        )
        SELECT COALESCE(SUM(residual), 0)::text, COALESCE(SUM(paid), 0)::text,
               COALESCE(SUM(paid_days), 0)::text
          FROM cohort WHERE residual > 0
        """,
        other=get_other_lines(accounts),
        company=company_id,
        accounts=accounts,
        start=period[0],
        end=period[1],
        window=window,
    )


def get_disputes(company_id, on_date):
    """Select the disputes that stood at the end of a day.

    :param int company_id: the company
    :param date on_date: the day
    :return: query of move, its customer, and the part disputed in the company's
        currency as text (NULL: all of it)
    :rtype: SQL
    """
    return SQL(
        """
        SELECT pause.move_id, move.commercial_partner_id,
               CASE WHEN BOOL_AND(COALESCE(pause.amount, 0) > 0)
                    THEN ROUND(SUM(pause.amount) * move.amount_total_signed
                               / NULLIF(move.amount_total, 0), %(digits)s)::text END
          FROM tpe_reminder_pause pause
          JOIN account_move move ON move.id = pause.move_id
         WHERE pause.company_id = %(company)s AND pause.kind = 'dispute'
           AND pause.started_on <= %(day)s
           AND COALESCE(pause.ended_on > %(day)s, pause.state = 'active')
           AND (pause.until IS NULL OR pause.until >= %(day)s)
         GROUP BY pause.move_id, move.commercial_partner_id, move.amount_total,
                  move.amount_total_signed
        """,
        company=company_id,
        day=on_date,
        digits=AMOUNT_DIGITS,
    )


def get_promises(company_id, start, end):
    """Add up the promises of a period whose end is known.

    :param int company_id: the company
    :param date start: first promised day
    :param date end: last promised day, as of which it is kept or broken
    :return: query of amounts kept and promised, as text, in the company's currency
    :rtype: SQL
    """
    return SQL(
        """
        SELECT COALESCE(SUM(amount) FILTER (WHERE state = 'kept'), 0)::text,
               COALESCE(SUM(amount), 0)::text
          FROM (SELECT pause.state, ROUND(COALESCE(NULLIF(pause.amount, 0),
                       NULLIF(pause.balance, 0), move.amount_total)
                       * move.amount_total_signed
                       / NULLIF(move.amount_total, 0), %(digits)s) AS amount
                  FROM tpe_reminder_pause pause
                  JOIN account_move move ON move.id = pause.move_id
                 WHERE pause.company_id = %(company)s AND pause.kind = 'promise'
                   AND pause.state IN ('kept', 'broken') AND pause.ended_on <= %(end)s
                   AND pause.until BETWEEN %(start)s AND %(end)s) promise
        """,
        company=company_id,
        start=start,
        end=end,
        digits=AMOUNT_DIGITS,
    )
