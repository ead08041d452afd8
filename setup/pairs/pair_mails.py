# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Create reminder mails, each with its original, against OCA's without a PDF.

Ours locks the items, looks again at what is owed, reads and hashes originals of 60 kB
and keeps figures and words as proof; from the plan to the queue of mails. The reference
makes its communications and their mails.
"""

from . import open_items
from .pair_plan import run_policy

GOAL = 10
DATA = "open_items"


def prepare(env, invoice):
    """Make the open items, once; the reference has its lines when the clock starts."""
    open_items.prepare(env)
    if "tpe.reminder" in env:
        return invoice
    run_policy(env, open_items.FIRST_DAY)
    run = env["credit.control.run"].search([], order="id desc", limit=1)
    run.set_to_ready_lines()
    return run


def do_ours(env, invoice, _url):
    """The scheduler's run, planning included."""
    runs = env["tpe.reminder.run"]
    run = runs._start(invoice.company_id, open_items.FIRST_DAY, "scheduled")
    with open_items.in_one_transaction(env):
        run._execute(is_brief=True)
    count = open_items.get_customers()
    assert run.sent_count == count, (run.sent_count, run.error)
    return count


def do_reference(env, run, _url):
    """Communications and mails."""
    run.run_channel_action()
    return open_items.get_customers()
