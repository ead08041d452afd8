# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run reminders again when nothing is new, against OCA account_credit_control.

All items were reminded on that day. Both sides make a run, look at every open item, and
have nothing to send; both times are of the whole run. The reference reminds one
customer by itself, and its rows are copied for the others: its own run then finds
nothing left.
"""

from odoo.tools import SQL

from . import data, open_items
from .pair_plan import run_policy

GOAL = 10
DATA = "open_items"


def prepare(env, invoice):
    """Make the open items, once, and remind of all of them."""
    open_items.prepare(env)
    if "tpe.reminder" in env:
        if not env["tpe.reminder"].search_count([], limit=1):
            _note_reminders(env, invoice.company_id)
        return invoice
    if not env["credit.control.line"].search_count([], limit=1):
        _note_lines(env, invoice.company_id)
    return invoice


def do_ours(env, invoice, _url):
    """The scheduler's run."""
    runs = env["tpe.reminder.run"]
    run = runs._start(invoice.company_id, open_items.LAST_DAY, "scheduled")
    with open_items.in_one_transaction(env):
        run._execute(is_brief=True)
    assert run.skipped_count == open_items.get_count(), run.skipped_count
    assert not run.sent_count


def do_reference(env, _invoice, _url):
    """The run of the policies."""
    assert not run_policy(env, open_items.LAST_DAY)


def _note_reminders(env, company):
    """Write what a run would leave behind, in two statements."""
    plan = env.ref("tpe_invoicing_reminders.tpe_reminder_plan_business")
    run = env["tpe.reminder.run"]._start(company, open_items.LAST_DAY, "manual")
    run.write({"state": "done"})
    values = {
        "company": company.id,
        "run": run.id,
        "currency": company.currency_id.id,
        "plan": plan.id,
        "level": plan.level_ids[-1].id,
        "day": open_items.LAST_DAY,
        "names": f"{open_items.NAMES}%",
    }
    env.cr.execute(
        SQL(
            """
            INSERT INTO tpe_reminder (company_id, run_id, partner_id, currency_id,
                                      plan_id, level_id, channel, date, state)
            SELECT %(company)s, %(run)s, partner_id, %(currency)s, %(plan)s, %(level)s,
                   'email', %(day)s, 'sent'
              FROM account_move WHERE name LIKE %(names)s GROUP BY partner_id
            """,
            **values,
        )
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO tpe_reminder_line (reminder_id, company_id, currency_id,
                                           move_line_id, move_id, level_id, date,
                                           is_credit, is_counted)
            SELECT r.id, %(company)s, %(currency)s, l.id, l.move_id, %(level)s, %(day)s,
                   FALSE, TRUE
              FROM account_move_line l
              JOIN tpe_reminder r ON r.partner_id = l.partner_id
             WHERE l.date_maturity IS NOT NULL AND NOT l.reconciled
            """,
            **values,
        )
    )
    data.close(env)


def _note_lines(env, company):
    """Have the reference remind one customer step by step, and copy what it made."""
    model = env["credit.control.line"]
    customer = (
        env["account.move"]
        .search([("name", "like", open_items.NAMES)], order="id", limit=1)
        .partner_id
    )
    policy = company.credit_policy_id
    company.credit_policy_id, customer.credit_policy_id = False, policy
    while run_policy(env, open_items.LAST_DAY):
        model.search([]).write({"state": "sent"})
        env.flush_all()  # its next run reads the table as it stands
    company.credit_policy_id, customer.credit_policy_id = policy, False
    env.flush_all()
    # for the reference the last row of an item is the one with the highest id
    pairs = SQL(
        """
        (SELECT last.id + ROW_NUMBER() OVER (ORDER BY made.id, line.id) AS new_id,
                line.id AS line_id, line.move_id, line.partner_id, made.id AS old_id
           FROM account_move_line line
           JOIN credit_control_line made ON made.date_due = line.date_maturity
          CROSS JOIN (SELECT MAX(id) AS id FROM credit_control_line) last
          WHERE NOT line.reconciled AND line.partner_id <> %s) pairs
        """,
        customer.id,
    )
    own = {
        "id": SQL("pairs.new_id"),
        "move_line_id": SQL("pairs.line_id"),
        "invoice_id": SQL("pairs.move_id"),
        **dict.fromkeys(
            ("partner_id", "commercial_partner_id"), SQL("pairs.partner_id")
        ),
    }
    data.copy_rows(env, "credit_control_line", (), own, pairs)
    env.cr.execute(
        "SELECT setval('credit_control_line_id_seq', max(id)) FROM credit_control_line"
    )
    data.close(env)
