# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came in, and what was invoiced, by kind of activity, without VAT.

A receipt is a settlement by money: its other side is in a journal of money. It counts
for each activity in the share that activity has in its invoice; money paid back for a
credit note counts off.
"""

from odoo.tools import SQL

# Sales paid on the spot count as well.
SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")
# Journals that money goes through.
MONEY_JOURNALS = ("bank", "cash", "credit")

# What the queries read besides ledger_sql.READ_FIELDS.
READ_FIELDS = {
    "account.journal": ["type"],
    "account.move": ["journal_id"],
    "account.move.line": ["display_type", "product_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["type"],
}


def _get_activity(main):
    """Build the activity of an invoice line: of its product, else the main one."""
    return SQL(
        """
        CASE WHEN template.id IS NULL THEN %s
             WHEN template.type = 'service' THEN %s ELSE 'goods' END
        """,
        main,
        "liberal" if main == "liberal" else "services",
    )


def _get_line_joins():
    """Build the joins from an invoice to the products of its lines."""
    return SQL(
        """
        JOIN account_move_line line ON line.move_id = move.id
         AND line.display_type = 'product'
        LEFT JOIN product_product product ON product.id = line.product_id
        LEFT JOIN product_template template ON template.id = product.product_tmpl_id
        """
    )


def get_pieces(accounts, company_id, start, end):
    """Select settlements by money, those paid back negative.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of ``move_id``, ``booked_on``, ``max_date``, ``amount``, and of the
        money ``journal_id``, ``payment_id``
    :rtype: SQL
    """
    return SQL(
        """
        SELECT line.move_id, line.date AS booked_on, partial.max_date,
               partial.amount * side.sign AS amount,
               money.journal_id, money.payment_id
          FROM account_partial_reconcile partial
         CROSS JOIN LATERAL (
               VALUES (partial.debit_move_id, partial.credit_move_id, 1),
                      (partial.credit_move_id, partial.debit_move_id, -1)
               ) side (line_id, money_id, sign)
          JOIN account_move_line line ON line.id = side.line_id
          JOIN account_move move ON move.id = line.move_id
          JOIN account_move_line money ON money.id = side.money_id
          JOIN account_journal journal ON journal.id = money.journal_id
         WHERE partial.max_date BETWEEN %(start)s AND %(end)s
           AND line.account_id IN %(accounts)s AND move.company_id = %(company)s
           AND move.state = 'posted' AND journal.type IN %(money)s
           AND move.move_type IN %(types)s
           AND (move.move_type = 'out_refund') = (side.sign = -1)
        """,
        accounts=accounts,
        company=company_id,
        start=start,
        end=end,
        money=MONEY_JOURNALS,
        types=SALE_TYPES,
    )


def get_turnover(company_id, start, end, main):
    """Add up what was invoiced without VAT, less credit notes.

    :param int company_id: the company
    :param date start: first invoice date
    :param date end: last invoice date
    :param str main: activity of lines without a product
    :return: query of activity, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT %(activity)s AS activity, SUM(-line.balance)::text
          FROM account_move move %(joins)s
         WHERE move.company_id = %(company)s AND move.state = 'posted'
           AND move.move_type IN %(types)s
           AND move.invoice_date BETWEEN %(start)s AND %(end)s
         GROUP BY activity
        """,
        activity=_get_activity(main),
        joins=_get_line_joins(),
        company=company_id,
        types=SALE_TYPES,
        start=start,
        end=end,
    )


def get_receipts(accounts, company_id, start, end, main):
    """Add up the money of a period by month and activity.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param str main: activity of lines without a product
    :return: query of first day of the month, activity, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        WITH piece AS (%(pieces)s), share AS (
            SELECT move.id, %(activity)s AS activity,
                   SUM(-line.balance) / NULLIF(move.amount_total_signed, 0) AS part
              FROM account_move move %(joins)s
             WHERE move.id IN (SELECT move_id FROM piece)
             GROUP BY move.id, activity
        )
        SELECT DATE_TRUNC('month', piece.max_date)::date, share.activity,
               SUM(piece.amount * share.part)::text
          FROM piece JOIN share ON share.id = piece.move_id
         WHERE share.part IS NOT NULL GROUP BY 1, 2
        """,
        pieces=get_pieces(accounts, company_id, start, end),
        activity=_get_activity(main),
        joins=_get_line_joins(),
    )


def get_money_by_month(accounts, company_id, start, end):
    """Add up the money of a period by month, VAT included.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :return: query of first day of the month, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        SELECT DATE_TRUNC('month', max_date)::date, SUM(amount)::text
          FROM (%s) piece GROUP BY 1
        """,
        get_pieces(accounts, company_id, start, end),
    )
