# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plan the reminders of all open items, each, against OCA account_credit_control.

Ours answers in full through the public call: messages, penalties, and a reason for each
item left alone. The reference makes its lines.
"""

from . import open_items

GOAL = 50
DATA = "open_items"


def prepare(env, invoice):
    """Make the open items, once."""
    open_items.prepare(env)
    return invoice


def do_ours(env, invoice, _url):
    """Plan, as the public call does."""
    plan = env["tpe.reminder.run"].tpe_plan(
        invoice.company_id.id, open_items.LAST_DAY.isoformat()
    )
    lines = sum(len(reminder["lines"]) for reminder in plan["planned"])
    assert lines == open_items.get_count(), f"{lines} lines planned"
    return lines


def do_reference(env, _invoice, _url):
    """Run the policy on the same items."""
    lines = run_policy(env, open_items.LAST_DAY)
    assert lines == open_items.get_count(), f"{lines} lines made"
    return lines


def run_policy(env, day):
    """Run the policies of the reference.

    :param env: of the reference
    :param date day: the day
    :return: number of lines it made
    :rtype: int
    """
    run = env["credit.control.run"].create({"date": day})
    run.generate_credit_lines()
    return len(run.line_ids)
