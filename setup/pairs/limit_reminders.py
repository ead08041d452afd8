# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The memory that grows while the scheduler sends reminders, past the first tenth.

To all customers of the pair ``mails``: name that one first, with ``--items``.
"""

from unittest.mock import patch

from odoo.addons.tpe_invoicing_reminders.models import tpe_reminder_send

from . import data, open_items
from .limit_memory import get_resident

LIMIT = 15.0
UNIT = "MB"
PARTS = 10


def measure(env):
    """Send by tenths; the first one, which loads what is needed, is the base.

    :param env: of the database with our addons
    :return: growth over the tenths that follow
    :rtype: dict[str, float]
    """
    (invoice,) = data.find(env, 1)
    open_items.prepare(env)
    items = env["account.move"].search_count([("name", "like", open_items.NAMES)])
    customers = items // open_items.EACH
    runs, sizes = env["tpe.reminder.run"], []
    send = type(runs)._send_slice

    def send_and_look(run, *arguments):
        send(run, *arguments)
        sizes.append(get_resident())

    run = runs._start(invoice.company_id, open_items.FIRST_DAY, "scheduled")
    with (
        patch.object(tpe_reminder_send, "SLICE", max(customers // PARTS, 1)),
        patch.object(type(runs), "_send_slice", send_and_look),
        open_items.in_one_transaction(env),
    ):
        run._execute(is_brief=True)
    assert run.sent_count == customers, (run.sent_count, run.error)
    return {f"{run.sent_count} reminders": sizes[-1] - sizes[0]}
