# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three years of invoices and payments, the same with and without our addons.

An invoice, its payment and the settlement are made by Odoo and copied by SQL, each with
its own customer and days. One invoice in fifty is never paid; the others are paid from
15 days before the due date to 45 days after it.
"""

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from . import data

COUNT = 10_000  # invoices; set by the frame
EACH = 50  # invoices of a customer
DAYS = 1095
TERM = 30
NAMES, PAYMENTS = "GRAND/", "BANQUE/"


def get_today():
    """:return: the day the figures are of
    :rtype: date"""
    return fields.Date.today()


def prepare(env, invoice):
    """Make the ledger once.

    :param env: of either database
    :param invoice: any record
    :return: the company
    """
    if not env["account.move"].search_count([("name", "like", NAMES)], limit=1):
        _build(env)
        data.close(env)
    return invoice.company_id


def get_customers():
    """:return: number of customers
    :rtype: int"""
    return max(COUNT // EACH, 1)


def get_receivable_accounts(env):
    """:return: the customers' accounts"""
    return env["account.account"].search([("account_type", "=", "asset_receivable")])


def _build(env):
    invoice = _make_invoice(env)
    payment = _make_payment(env, invoice)
    env.flush_all()
    customer = _copy_partner(env, invoice.partner_id)
    last = _get_last(env, "account_move")
    rows = _get_rows(last, customer)
    _copy_moves(env, invoice, rows, NAMES, SQL("row.invoice_id"), SQL("row.day"))
    rows = SQL("%s AND row.paid_on IS NOT NULL", rows)
    _copy_moves(env, payment, rows, PAYMENTS, SQL("row.payment_id"), SQL("row.paid_on"))
    lines = _get_receivable(invoice) | _get_receivable(payment)
    lines.reconcile()
    env.flush_all()
    _settle(env, lines, rows)


def _make_invoice(env):
    (model,) = data.find(env, 1)
    product = model.invoice_line_ids[0].product_id
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": model.partner_id.id,
            "invoice_date": get_today() - timedelta(DAYS),
            "invoice_date_due": get_today() - timedelta(DAYS - TERM),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "price_unit": 500})
            ],
        }
    )
    move._post(soft=False)
    return move


def _make_payment(env, invoice):
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", invoice.company_id.id)], limit=1
    )
    accounts = (journal.default_account_id, _get_receivable(invoice).account_id)
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": invoice.invoice_date_due,
            "line_ids": [
                Command.create(
                    {
                        "name": "Virement",
                        "account_id": account.id,
                        "partner_id": invoice.partner_id.id,
                        "balance": sign * invoice.amount_total,
                    }
                )
                for account, sign in zip(accounts, (1, -1), strict=True)
            ],
        }
    )
    move._post(soft=False)
    return move


def _get_receivable(move):
    return move.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )


def _get_last(env, table):
    query = SQL("SELECT max(id) FROM %s", SQL.identifier(table))
    [[last]] = env.execute_query(query)
    return last


def _set_sequence(env, table):
    query = SQL(
        "SELECT setval(%s, (SELECT max(id) FROM %s))",
        f"{table}_id_seq",
        SQL.identifier(table),
    )
    env.execute_query(query)


def _copy_partner(env, partner):
    last = _get_last(env, "res_partner")
    rows = SQL(
        "(SELECT n, %s + n AS new_id, %s AS old_id "
        "FROM generate_series(1, %s) n) pairs",
        last,
        partner.id,
        get_customers(),
    )
    name = SQL("'Client fidèle ' || pairs.n")
    own = dict.fromkeys(("id", "commercial_partner_id"), SQL("pairs.new_id"))
    own |= dict.fromkeys(("name", "complete_name"), name)
    data.copy_rows(env, "res_partner", (), own, rows)
    _set_sequence(env, "res_partner")
    return last + 1


def _get_rows(last, customer):
    """Select the invoices to make: ids, customer, days; the condition goes on."""
    today = get_today()
    return SQL(
        """
        SELECT * FROM (
            SELECT n::int, %(last)s + 1 + n::int AS invoice_id,
                   %(last)s + 1 + %(count)s + n::int AS payment_id,
                   %(customer)s + (n * 7 %% %(customers)s)::int AS partner_id,
                   day, day + %(term)s AS due, CASE WHEN n %% 50 <> 0
                   AND day + %(term)s - 15 + (n * 7919 %% 61)::int <= %(today)s
                   THEN day + %(term)s - 15 + (n * 7919 %% 61)::int END AS paid_on
              FROM (SELECT n, %(start)s::date + (n * %(days)s / %(count)s)::int AS day
                      FROM generate_series(0::bigint, %(count)s - 1) n) one) row
         WHERE TRUE
        """,
        last=last,
        count=COUNT,
        customer=customer,
        customers=get_customers(),
        term=TERM,
        today=today,
        start=today - timedelta(DAYS),
        days=DAYS,
    )


def _copy_moves(env, move, rows, names, new_id, day):
    pairs = SQL(
        "(SELECT row.*, %s AS new_id, %s AS made_on, %s AS old_id FROM (%s) row) pairs",
        new_id,
        day,
        move.id,
        rows,
    )
    made_on = SQL("pairs.made_on")
    customer = SQL("pairs.partner_id")
    own = {
        "id": SQL("pairs.new_id"),
        **data.prepare_name(names, SQL("pairs.n")),
        "partner_id": customer,
        "commercial_partner_id": customer,
        "date": made_on,
    }
    if move.invoice_date:
        own |= {"invoice_date": made_on, "invoice_date_due": SQL("pairs.due")}
    data.copy_rows(env, "account_move", data.MOVE_OWN, own, pairs)
    own = {
        "move_id": SQL("pairs.new_id"),
        "move_name": own["name"],
        "partner_id": customer,
        "date": made_on,
        "date_maturity": SQL(
            "CASE WHEN old.date_maturity IS NOT NULL THEN %s END",
            SQL("pairs.due") if move.invoice_date else made_on,
        ),
    }
    if move.invoice_date:
        own["invoice_date"] = made_on
    data.copy_rows(env, "account_move_line", ("id",), own, pairs)
    _set_sequence(env, "account_move")


def _settle(env, lines, rows):
    """Copy the settlement of the originals, and say of the copies what it made them."""
    [partial] = lines.matched_debit_ids | lines.matched_credit_ids
    last = max(partial.id, partial.full_reconcile_id.id)
    ends = SQL(
        """
        (SELECT row.n, row.invoice_id, row.day, row.paid_on, %(last)s + 1 + row.n
                AS new_id, %(old)s AS old_id, debit.id AS debit_id,
                credit.id AS credit_id
           FROM (%(rows)s) row
           JOIN account_move_line debit ON debit.move_id = row.invoice_id
            AND debit.account_id IN %(accounts)s
           JOIN account_move_line credit ON credit.move_id = row.payment_id
            AND credit.account_id IN %(accounts)s) pairs
        """,
        last=last,
        old=partial.id,
        rows=rows,
        accounts=tuple(lines.account_id.ids),
    )
    env.cr.execute(SQL("CREATE TEMP TABLE settled AS SELECT * FROM %s", ends))
    env.cr.execute(
        SQL("INSERT INTO account_full_reconcile (id) SELECT new_id FROM settled")
    )
    own = {
        "id": SQL("pairs.new_id"),
        "full_reconcile_id": SQL("pairs.new_id"),
        "debit_move_id": SQL("pairs.debit_id"),
        "credit_move_id": SQL("pairs.credit_id"),
        "max_date": SQL("GREATEST(pairs.day, pairs.paid_on)"),
    }
    if "tpe_min_date" in partial._fields:
        own["tpe_min_date"] = SQL("LEAST(pairs.day, pairs.paid_on)")
    data.copy_rows(env, "account_partial_reconcile", (), own, SQL("settled AS pairs"))
    for table in ("account_full_reconcile", "account_partial_reconcile"):
        _set_sequence(env, table)
    env.cr.execute(
        SQL(
            """
            UPDATE account_move_line line
               SET amount_residual = 0, amount_residual_currency = 0, reconciled = TRUE,
                   full_reconcile_id = settled.new_id,
                   matching_number = settled.new_id::text
              FROM settled WHERE line.id IN (settled.debit_id, settled.credit_id)
            """
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE account_move move
               SET amount_residual = 0, amount_residual_signed = 0,
                   payment_state = 'paid'
              FROM settled WHERE move.id = settled.invoice_id
            """
        )
    )
    if "tpe_settled_on" in partial._fields:
        partial._tpe_fill_facts()
