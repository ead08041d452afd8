# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scheduler's jobs, made due as the days of the calendar go by.

Odoo asks the database when a job is due, and the database has the machine's own clock.
"""

import contextlib
import time

import psycopg2
from lib.console import SetupError

# the database is taken away now and then
AWAY = (SetupError, psycopg2.Error)
# of each day; the others once a week, as one round of all of them takes its time
DAILY = (
    *("ir_cron_mail_scheduler_action", "ir_cron_tpe_reminders"),
    *("ir_cron_tpe_archive_close", "contract_cron_for_invoice"),
    *("cron_post_process_payment_tx", "ir_cron_tpe_import"),
)
# a job that runs just now is left alone, and not waited for
DUE = """
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' WHERE id IN (
    SELECT id FROM ir_cron WHERE active AND (interval_type != 'months' OR %(month)s)
       AND (%(week)s OR id IN (SELECT res_id FROM ir_model_data
                                WHERE model = 'ir.cron' AND name IN %(daily)s))
       FOR NO KEY UPDATE SKIP LOCKED)
"""
LEFT = (
    "SELECT count(*) FROM ir_cron WHERE active AND nextcall < now() AT TIME ZONE 'utc'"
)
PATIENCE = 60  # seconds that a day waits for jobs that were taken away


class Scheduler:
    """Wakes the server's scheduler once a day of the calendar."""

    def __init__(self, server):
        """:param RunningServer server: whose scheduler"""
        self.server = server
        self.days = 0
        self.is_done = False
        self._until = 0.0

    def look(self):
        """See whether the jobs of the day are done; wake who slept over one."""
        if not self.is_done:
            with contextlib.suppress(*AWAY):
                is_late = time.monotonic() > self._until
                self.is_done = is_late or not self.server.database.get(LEFT)
                if not self.is_done:
                    self.server.wake_scheduler()

    def begin(self, day):
        """Make the jobs of a day due.

        :param date day: the day
        """
        values = {
            "month": day.day == 1,
            "week": day.weekday() == 0 or day.day == 1,
            "daily": DAILY,
        }
        self.is_done, self._until = False, time.monotonic() + PATIENCE
        with contextlib.suppress(*AWAY):
            self.server.database.run(DUE, values)
            self.server.wake_scheduler()
            self.days += 1
