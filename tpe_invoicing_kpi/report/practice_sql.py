# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the business works, in SQL: when invoices leave, how money comes in."""

from odoo.tools import SQL

from . import receipt_sql

READ_FIELDS = {
    **receipt_sql.READ_FIELDS,
    "account.move.line": ["display_type", "journal_id", "payment_id", "product_id"],
    "account.payment": ["payment_method_line_id"],
    "mail.message": ["date", "message_type", "model", "res_id"],
}


def get_sending(company_id, start, end, zone):
    """Add up the days from the date of an invoice to its first mail.

    :param int company_id: the company
    :param date start: first invoice date
    :param date end: last invoice date; later mails are left out
    :param str zone: time zone of the company
    :return: query of number of invoices sent and sum of their days
    :rtype: SQL
    """
    return SQL(
        """
        SELECT COUNT(*), COALESCE(SUM(GREATEST(sent_on - invoice_date, 0)), 0)
          FROM (SELECT move.invoice_date, (SELECT MIN(
                       (message.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date)
                  FROM mail_message message
                 WHERE message.model = 'account.move' AND message.res_id = move.id
                   AND (message.message_type = 'email_outgoing'
                        OR message.message_type = 'comment' AND EXISTS (
                           SELECT FROM message_attachment_rel file
                            WHERE file.message_id = message.id)
                        AND EXISTS (
                           SELECT FROM mail_notification notice
                            WHERE notice.mail_message_id = message.id
                              AND notice.notification_type = 'email'))
                   ) AS sent_on
                  FROM account_move move
                 WHERE move.company_id = %(company)s AND move.state = 'posted'
                   AND move.move_type = 'out_invoice'
                   AND move.invoice_date BETWEEN %(start)s AND %(end)s) invoice
         WHERE sent_on <= %(end)s
        """,
        company=company_id,
        start=start,
        end=end,
        zone=zone,
    )


def get_money_by_mode(accounts, company_id, start, end):
    """Add up the money of a period by means of payment, else by journal.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of means of payment (NULL: none is known), journal, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT payment.payment_method_line_id, piece.journal_id,
               SUM(piece.amount)::text
          FROM (%s) piece LEFT JOIN account_payment payment
            ON payment.id = piece.payment_id
         GROUP BY payment.payment_method_line_id, piece.journal_id
        """,
        receipt_sql.get_pieces(accounts, company_id, start, end),
    )


def get_money_of_outlooks(accounts, company_id, outlook_ids, start, end):
    """Add up what came in the days of forecasts, for what was open when they were made.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param outlook_ids: ids of the forecasts
    :param date start: day of the oldest forecast
    :param date end: last day of the newest one
    :return: query of forecast, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT outlook.id, SUM(piece.amount)::text
          FROM tpe_kpi_outlook outlook
          JOIN (%s) piece ON piece.booked_on <= outlook.date
           AND piece.max_date > outlook.date AND piece.max_date <= outlook.date_to
         WHERE outlook.id IN %s GROUP BY outlook.id
        """,
        receipt_sql.get_pieces(accounts, company_id, start, end),
        tuple(outlook_ids) or (0,),
    )
