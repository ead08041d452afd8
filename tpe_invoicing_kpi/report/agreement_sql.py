# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What customers agreed to pay as of a day, and how late each payment was, in SQL."""

from odoo.tools import SQL

from odoo.addons.tpe_invoicing_reminders.report.payer_sql import get_paid_where

READ_FIELDS = {
    "tpe.payment.plan": ["company_id", "ended_on", "move_ids", "started_on"],
    "tpe.payment.plan.instalment": ["amount", "date", "plan_id"],
    "tpe.reminder.pause": [
        "amount",
        "company_id",
        "ended_on",
        "kind",
        "move_id",
        "started_on",
        "state",
        "until",
    ],
}


def get_promises(company_id, on_date):
    """Select the promises that stand at the end of a day and whose day is to come.

    :param int company_id: the company
    :param date on_date: the day
    :return: query of invoice, its customer, promised day, amount in the company's
        currency as text (NULL: all of it)
    :rtype: SQL
    """
    return SQL(
        """
        SELECT pause.move_id, move.commercial_partner_id, pause.until,
               (NULLIF(pause.amount, 0) * ABS(move.amount_total_signed)
                / NULLIF(move.amount_total, 0))::text
          FROM tpe_reminder_pause pause
          JOIN account_move move ON move.id = pause.move_id
         WHERE pause.company_id = %(company)s AND pause.kind = 'promise'
           AND pause.started_on <= %(day)s AND pause.until > %(day)s
           AND COALESCE(pause.ended_on > %(day)s, pause.state = 'active')
         ORDER BY pause.move_id, pause.until, pause.id
        """,
        company=company_id,
        day=on_date,
    )


def get_plans(company_id, on_date):
    """Select the invoices of the payment plans that run at the end of a day.

    :param int company_id: the company
    :param date on_date: the day
    :return: query of plan, invoice, its customer, rate of its currency as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT plan.id, link.account_move_id, move.commercial_partner_id,
               (ABS(move.amount_total_signed) / NULLIF(move.amount_total, 0))::text
          FROM tpe_payment_plan plan
          JOIN account_move_tpe_payment_plan_rel link
            ON link.tpe_payment_plan_id = plan.id
          JOIN account_move move ON move.id = link.account_move_id
         WHERE plan.company_id = %(company)s AND plan.started_on <= %(day)s
           AND (plan.ended_on IS NULL OR plan.ended_on > %(day)s)
         ORDER BY plan.id, link.account_move_id
        """,
        company=company_id,
        day=on_date,
    )


def get_instalments(plan_ids):
    """Select the instalments of payment plans.

    :param plan_ids: ids of the plans
    :return: query of plan, day, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT plan_id, date, amount::text FROM tpe_payment_plan_instalment
         WHERE plan_id IN %s ORDER BY plan_id, date, id
        """,
        tuple(plan_ids) or (0,),
    )


def get_days_late(company_id, start, end):
    """List how late each instalment paid in a period was, by customer.

    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of customer and days late of each instalment
    :rtype: SQL
    """
    return SQL(
        """
        SELECT tpe_payer_id, ARRAY_AGG(tpe_days_late) FROM account_partial_reconcile
            %s AND tpe_is_last GROUP BY tpe_payer_id
        """,
        get_paid_where(company_id, start, end),
    )
