# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class TpeJob(models.AbstractModel):
    """Work handed over to the jobs of ``queue_job``, where that addon is installed.

    Any worker of any server takes a job. It is one transaction: it never commits, and
    queues what is left as the next job.
    """

    _name = "tpe.job"
    _description = "Work for jobs"

    @api.model
    def _is_there(self):
        """:return: whether jobs can be queued
        :rtype: bool"""
        return "queue.job" in self.env

    @api.model
    def _queue(self, call, key, title):
        """Queue a call of a method; with the same key nothing is added to what waits.

        :param tuple call: records, name of their method, its arguments
        :param str key: names the work
        :param str title: what people read in the list of jobs
        """
        records, method, *arguments = call
        # without end: somebody else was faster, which no person can mend
        delayed = records.with_delay(identity_key=key, description=title, max_retries=0)
        getattr(delayed, method)(*arguments)
