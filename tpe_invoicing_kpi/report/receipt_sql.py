# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came in, and what was invoiced, by kind of activity, without VAT.

Receipts are declared for the day the money comes, whether or not an invoice is there
for it yet. Once it settles one, it counts for each activity in the share that activity
has in the invoice, and for the main activity before; money paid back counts off. What
an early payment discount or a write-off takes off a payment never came; what the bank
kept for its service did.
"""

from odoo.tools import SQL

# Sales paid on the spot count as well.
SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")
# Journals that money goes through.
MONEY_JOURNALS = ("bank", "cash", "credit")
# Accounts of the chart (PCG 627): what a bank keeps of a payment was received.
BANK_CHARGES = "627"

# What the queries read besides ledger_sql.READ_FIELDS.
READ_FIELDS = {
    "account.account": ["account_type", "code_store"],
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


def _get_money(accounts, company_id, start, end):
    """Select the money on the customers' accounts, what was paid back negative.

    ``kept`` is the part of it that came in: the rest was let go in the same entry.
    """
    return SQL(
        """
        SELECT line.id, line.date, -line.balance AS amount, 1 - COALESCE(
                   SUM(other.balance) FILTER (WHERE %(is_lost)s)
                   / NULLIF(SUM(-other.balance) FILTER (
                       WHERE other.account_id IN %(accounts)s), 0), 0) AS kept
          FROM account_move_line line
          JOIN account_journal journal ON journal.id = line.journal_id
          JOIN res_company company ON company.id = line.company_id
          JOIN account_move_line other ON other.move_id = line.move_id
          JOIN account_account account ON account.id = other.account_id
         WHERE line.account_id IN %(accounts)s AND line.company_id = %(company)s
           AND line.parent_state = 'posted' AND journal.type IN %(money)s
           AND line.date BETWEEN %(start)s AND %(end)s
         GROUP BY line.id
        """,
        accounts=accounts,
        company=company_id,
        start=start,
        end=end,
        money=MONEY_JOURNALS,
        is_lost=SQL(
            """
            line.balance < 0 AND other.balance > 0
            AND (account.account_type LIKE 'expense%%'
                 OR account.account_type IN ('income_other', 'liability_current'))
            AND NOT STARTS_WITH(COALESCE(account.code_store
                ->> SPLIT_PART(company.parent_path, '/', 1), ''), %s)
            """,
            BANK_CHARGES,
        ),
    )


def _get_settled(end):
    """Select what ``money`` had settled by a day, by invoice or credit note."""
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT money.id, money.date, line.move_id,
                   partial.amount * money.kept * %(sign)s AS amount
              FROM money
              JOIN account_partial_reconcile partial
                ON partial.%(own)s = money.id AND partial.max_date <= %(end)s
              JOIN account_move_line line ON line.id = partial.%(other)s
              JOIN account_move move ON move.id = line.move_id
             WHERE move.move_type IN %(types)s AND move.amount_total_signed <> 0
            """,
            sign=sign,
            own=SQL.identifier(own),
            other=SQL.identifier(other),
            end=end,
            types=SALE_TYPES,
        )
        for sign, own, other in (
            (1, "credit_move_id", "debit_move_id"),
            (-1, "debit_move_id", "credit_move_id"),
        )
    )


def get_receipts(accounts, company_id, start, end, main):
    """Add up the money of a period by month and activity.

    :param tuple accounts: ids of the customers' accounts
    :param int company_id: the company
    :param date start: first day
    :param date end: last day
    :param str main: activity of lines without a product, and of money without invoice
    :return: query of first day of the month, activity, amount as text
    :rtype: SQL
    """
    return SQL(
        """
        WITH money AS (%(money)s), piece AS (%(settled)s), share AS (
            SELECT move.id, %(activity)s AS activity,
                   SUM(-line.balance) / move.amount_total_signed AS part
              FROM account_move move %(joins)s
             WHERE move.id IN (SELECT move_id FROM piece)
             GROUP BY move.id, activity
        ), receipt AS (
            SELECT piece.date, share.activity, piece.amount * share.part AS amount
              FROM piece JOIN share ON share.id = piece.move_id
             UNION ALL
            SELECT date, %(main)s, amount * kept FROM money
             UNION ALL
            SELECT date, %(main)s, -amount FROM piece
        )
        SELECT DATE_TRUNC('month', date)::date, activity, SUM(amount)::text
          FROM receipt GROUP BY 1, 2 HAVING SUM(amount) <> 0 ORDER BY 1, 2
        """,
        money=_get_money(accounts, company_id, start, end),
        settled=_get_settled(end),
        activity=_get_activity(main),
        joins=_get_line_joins(),
        main=main,
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
