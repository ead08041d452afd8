# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, api

from odoo.addons.tpe_invoicing.upgrade import find_names, refresh

ADDON = "tpe_invoicing_reminders"
PLANS = "data/tpe_reminder_plan_data.xml"
# the words of reminders were rewritten and have a familiar form; the scheduler looks
# every hour, as reminders wait for the bank statement and for the hours of sending
FILES = (PLANS, "data/ir_cron_data.xml")

# what is paid after a proposal is paid on its instalments
PROPOSED = """
    UPDATE tpe_payment_plan plan
       SET amount_start = (SELECT SUM(amount) FROM tpe_payment_plan_instalment
                            WHERE plan_id = plan.id)
     WHERE state = 'proposed' AND COALESCE(amount_start, 0) = 0
"""


def migrate(cr, version):
    """Let what nobody has changed follow the release."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    refresh(env, ADDON, FILES, _find_deleted(env))
    cr.execute(PROPOSED)


def _find_deleted(env):
    """:return: shipped steps that were taken out of a plan which has others
    :rtype: set[str]"""
    known = set(
        env["ir.model.data"]
        .search([("module", "=", ADDON), ("model", "=", "tpe.reminder.level")])
        .mapped("name")
    )
    plans = {name.rpartition("_")[0] for name in known}
    shipped = find_names(ADDON, PLANS, "tpe.reminder.level")
    return {name for name in shipped - known if name.rpartition("_")[0] in plans}
