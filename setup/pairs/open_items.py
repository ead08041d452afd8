# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open invoices in any number, the same with and without our addons, for reminders.

A customer has five: the first is due two weeks before the second, and so on. The first
of each customer has an original of the size of an invoice; the others share its entry.
"""

import contextlib
from datetime import date

from odoo import Command
from odoo.tools import SQL

from . import data, entries

COUNT = 2000  # items; set by the frame
EACH = 5  # items of a customer
FIRST_DUE = date(2026, 8, 1)
EVERY = 14  # days between two
FIRST_DAY = date(2026, 8, 12)  # when one item of each customer is late
LAST_DAY = date(2026, 10, 12)  # when all are
NAMES = "RELANCE/"


def get_count():
    """:return: number of open items
    :rtype: int"""
    return max(COUNT // EACH, 1) * EACH


def get_customers():
    """:return: number of customers
    :rtype: int"""
    return get_count() // EACH


def prepare(env):
    """Make the items once, and settle all other invoices of the database.

    :param env: of either database
    """
    if env["account.move"].search_count([("name", "like", NAMES)], limit=1):
        return
    _forget_others(env)
    move = _make_original(env)
    first_id = _copy_partner(env, move.partner_id)
    _copy_move(env, move, first_id)
    if "tpe.archive.entry" in env:
        _seal(env, move.company_id, first_id)
    else:
        _make_policy(env, move)
    data.close(env)


def _forget_others(env):
    env.cr.execute("UPDATE account_move_line SET reconciled = TRUE")
    env.invalidate_all()


def _make_original(env):
    (model,) = data.find(env, 1)
    line = model.invoice_line_ids[0]
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": model.partner_id.id,
            "invoice_date": "2026-07-01",
            "invoice_date_due": FIRST_DUE,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"product_id": line.product_id.id, "price_unit": 500})
            ],
        }
    )
    move._post(soft=False)
    env.flush_all()
    return move


def _copy_partner(env, partner):
    """:return: id of the first of the new customers
    :rtype: int"""
    ((last,),) = env.execute_query(SQL("SELECT max(id) FROM res_partner"))
    pairs = SQL(
        "(SELECT n, %s + n AS new_id, %s AS old_id "
        "FROM generate_series(1, %s) n) pairs",
        last,
        partner.id,
        get_customers(),
    )
    address = SQL("'client' || pairs.n || '@example.com'")
    own = {
        "id": SQL("pairs.new_id"),
        "commercial_partner_id": SQL("pairs.new_id"),
        "name": SQL("'Client ' || pairs.n"),
        "complete_name": SQL("'Client ' || pairs.n"),
        "email": address,
        "email_normalized": address,
    }
    data.copy_rows(env, "res_partner", (), own, pairs)
    env.cr.execute("SELECT setval('res_partner_id_seq', max(id)) FROM res_partner")
    return last + 1


def _copy_move(env, move, first_id):
    ((last,),) = env.execute_query(SQL("SELECT max(id) FROM account_move"))
    count = get_count()
    pairs = SQL(
        "(SELECT n, %s + n AS new_id, %s AS old_id, %s + n %% %s AS partner_id, "
        "%s::date + %s * (n / %s) AS due_on FROM generate_series(0, %s) n) pairs",
        last + 1,
        move.id,
        first_id,
        get_customers(),
        FIRST_DUE,
        EVERY,
        get_customers(),
        count - 1,
    )
    customer = SQL("pairs.partner_id")
    own = {
        "id": SQL("pairs.new_id"),
        **data.prepare_name(NAMES, SQL("pairs.n")),
        "partner_id": customer,
        "commercial_partner_id": customer,
        "invoice_date_due": SQL("pairs.due_on"),
    }
    data.copy_rows(env, "account_move", data.MOVE_OWN, own, pairs)
    own = {
        "move_id": SQL("pairs.new_id"),
        "move_name": own["name"],
        "partner_id": customer,
        "date_maturity": SQL(
            "CASE WHEN old.date_maturity IS NOT NULL THEN pairs.due_on END"
        ),
    }
    data.copy_rows(env, "account_move_line", ("id",), own, pairs)
    env.cr.execute("SELECT setval('account_move_id_seq', max(id)) FROM account_move")
    env.cr.execute(
        "UPDATE account_move_line SET reconciled = TRUE WHERE move_id = %s", (move.id,)
    )


def _seal(env, company, first_id):
    """Give each customer's invoices a sealed entry with a file."""
    archive = env["tpe.archive.entry"]
    made = archive.search_count([("company_id", "=", company.id)])
    entries.seal(env, company, made + get_customers())
    env.cr.execute(
        SQL(
            """
            WITH entry AS (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS number
                  FROM tpe_archive_entry WHERE company_id = %(company)s
                 ORDER BY id OFFSET %(made)s
            )
            UPDATE account_move SET tpe_archive_entry_id = entry.id
              FROM entry
             WHERE account_move.partner_id = %(first)s + entry.number - %(made)s
               AND account_move.name LIKE %(names)s
            """,
            company=company.id,
            made=made,
            first=first_id,
            names=f"{NAMES}%",
        )
    )


@contextlib.contextmanager
def in_one_transaction(env):
    """Keep what a run makes from being committed, so that the round can be undone."""
    runs = type(env["tpe.reminder.run"])
    original = runs._tpe_commit
    runs._tpe_commit = lambda self, processed=0: self.env.flush_all()
    try:
        yield
    finally:
        runs._tpe_commit = original


def _make_policy(env, move):
    """Let the reference remind of these by its own policy of three steps."""
    policy = env.ref("account_credit_control.credit_control_3_time")
    accounts = move.line_ids.account_id
    policy.account_ids |= accounts.filtered(
        lambda account: account.account_type == "asset_receivable"
    )
    policy.level_ids.channel = "email"
    # mails without a PDF, which would take it a second each
    policy.level_ids.email_template_id.report_template_ids = False
    move.company_id.credit_policy_id = policy
