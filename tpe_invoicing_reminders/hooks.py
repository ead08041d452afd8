# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tools import SQL

OWN = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
     WHERE contype = 'f' AND confdeltype = 'r'
       AND conrelid::regclass::text LIKE 'tpe\\_reminder%%'
       AND confrelid::regclass::text LIKE 'tpe\\_reminder%%'
"""


def uninstall_hook(env):
    """Let plans and their steps go before the reminders that followed them: every table
    of this addon goes, and Odoo takes the shipped records first.

    :param Environment env: environment of the removal
    """
    for table, name in env.execute_query(SQL(OWN)):
        drop = SQL(
            "ALTER TABLE %s DROP CONSTRAINT %s",
            SQL.identifier(table),
            SQL.identifier(name),
        )
        env.cr.execute(drop)
