# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models, tools

from .tpe_reminder_send import CHUNK, Outcome

# states of a job that will still do something
COMING = ("wait_dependencies", "pending", "enqueued", "started")


class TpeReminderRun(models.Model):
    """With ``queue_job`` installed, the scheduler's run is spread over its workers."""

    _inherit = "tpe.reminder.run"

    def _has_queue(self):
        """:return: whether jobs can be queued
        :rtype: bool"""
        return "queue.job" in self.env

    @api.model
    def _get_job_key(self, company, day):
        """:return: how the keys of the jobs of a day begin
        :rtype: str"""
        return f"tpe.reminder:{company.id}:{day}:"

    @api.model
    def _is_done(self, company, today):
        # EXTENDS: what waits in the queue of jobs is on its way
        if self._has_queue():
            jobs_sudo = self.env["queue.job"].sudo()  # the scheduler's own
            key = self._get_job_key(company, today)
            domain = [("identity_key", "=like", f"{key}%"), ("state", "in", COMING)]
            if jobs_sudo.search_count(domain, limit=1):
                return True
        return super()._is_done(company, today)

    def _spread(self, cap):
        """Queue the customers of a run: a job for some, and one that closes the run.

        A job that is lost stops nobody: the run stays open, and the next one takes up
        what was not sent. The same customers on the same day are queued once.

        :param int cap: customers at most, 0 = no limit
        :return: the run, with nothing sent so far
        :rtype: dict
        """
        outcome, customer_ids = Outcome(), []
        for slice_ids in self._find_slices(outcome, is_brief=True):
            customer_ids += self._plan_slice(slice_ids, outcome)
        key = self._get_job_key(self.company_id, self.date)
        jobs = [
            self.delayable(
                description=f"Reminders {self.date}",
                identity_key=f"{key}{chunk[0]}",
            )._send_job(chunk)
            for chunk in map(
                list, tools.split_every(CHUNK, customer_ids[: cap or None])
            )
        ]
        closing = self.delayable(description=f"Reminders {self.date}: end")
        closing = closing._close_job(len(outcome.skips) + outcome.passed_over)
        for job in jobs:
            job.on_done(closing)
        for first in jobs or [closing]:
            first.delay()
        self._tpe_commit()
        return {"run_id": self.id, "sent": [], "failed": [], "skipped": []}

    def _send_job(self, customer_ids):
        """Send to some customers; the work of one job, and one transaction.

        :param list customer_ids: the customers
        """
        self.ensure_one()
        if self.company_id._tpe_find_stopped():
            return
        outcome = Outcome()
        planned = self._plan_slice(customer_ids, outcome)
        if planned:
            outcome.add(self._send_to_customers(planned))
        self._note_failures(outcome)

    def _close_job(self, skipped_count):
        """Note the figures of a run once all its jobs are done.

        :param int skipped_count: items that were left alone
        """
        self.ensure_one()
        states = self.reminder_ids.grouped("state")
        self.write(
            {
                "state": "done",
                "sent_count": len(states.get("sent", ())),
                "failed_count": len(states.get("failed", ())),
                "skipped_count": skipped_count,
            }
        )
