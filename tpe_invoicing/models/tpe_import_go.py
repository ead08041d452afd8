# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import time

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..commits import may_commit
from ..tools.import_problem import ImportProblem
from ..tools.import_report import add_report, close_report, new_report
from ..tools.import_store import pack, unpack

# rows that wait together and come in in one transaction
CHUNK = 250
# a file of so many rows comes in at once, or not at all
SMALL = 1000
# of the time that a request has: what remains must do for the chunk that has begun
SHARE = 0.6
# a server that was killed in the middle goes on after so many minutes
AGAIN_AFTER = 10


class Go:
    """What one go at a file keeps in mind between its chunks.

    ``data``: the file, a function that returns it; ``deadline``: time of the monotonic
    clock, or None; ``index``: the customers known; ``new``: customers announced by
    documents, by key; ``countries``: ids by name; ``patterns``: documents that others
    can be copied from; ``archive``: the zip, opened; ``growth``: documents copied.
    """

    def __init__(self, data, is_trial=False, deadline=None):
        self.data = data
        self.is_trial = is_trial
        self.deadline = deadline
        self.index = None
        self.new = {}
        self.countries = {}
        self.patterns = {}
        self.archive = None
        self.growth = {"now": 0, "at": 0}

    def is_late(self):
        """:return: whether the rest of the file has to wait
        :rtype: bool"""
        return bool(self.deadline) and time.monotonic() > self.deadline


class TpeImport(models.Model):
    """How a large file comes in: read once, then a chunk at a time, each committed.

    Whatever stops the server between two chunks, the scheduler goes on with the next.
    """

    _inherit = "tpe.import"

    chunk_ids = fields.One2many(
        "tpe.import.chunk", "import_id", string="Parts", readonly=True
    )
    row_count = fields.Integer(string="Rows to bring in", readonly=True)
    done_count = fields.Integer(string="Rows dealt with", readonly=True)
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")

    @api.depends("row_count", "done_count")
    def _compute_progress(self):
        for one in self:
            rows = one.row_count
            one.progress = 100 * one.done_count / rows if rows else 100

    def _get_go(self):
        """:return: what this go keeps in mind
        :rtype: Go"""
        return self.env.context["tpe_import_go"]

    def _with_go(self, go):
        """:return: this import as the rows come in: the rights were checked, and
            accountants may not create customers or journals
        :rtype: tpe.import"""
        return self.sudo().with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            tpe_import_go=go,
        )

    def _run(self, data, is_trial=False):
        """Read the file and bring it in.

        :param bytes data: the file
        :param bool is_trial: everything will be rolled back
        :return: the report
        :rtype: dict
        """
        self.ensure_one()
        go = Go(lambda: data, is_trial, self._get_deadline())
        self_sudo, report = self._with_go(go), new_report()
        try:
            chunks = self_sudo._read_chunks(data, report)
        except ImportProblem as problem:
            raise UserError(self._say_problem(problem)) from problem
        self_sudo.row_count = sum(size for _step, size, _text in chunks)
        if is_trial or self_sudo.row_count <= SMALL:
            self_sudo._bring_chunks(chunks, report)
        self_sudo._store_chunks(chunks, report)
        if is_trial:
            close_report(report)
            return report
        return self_sudo._work()

    def _read_chunks(self, data, report):
        """Read the file.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: step, number of rows, rows as text
        :rtype: list[tuple]
        """
        chunks = []
        for step, items in getattr(self, f"_plan_{self.kind}")(data, report):
            for start in range(0, len(items), CHUNK):
                some = items[start : start + CHUNK]
                chunks.append((step, len(some), pack(some)))
        return chunks

    def _bring_chunks(self, chunks, report):
        """Bring chunks in, as long as there is time.

        :param list chunks: see :meth:`_read_chunks`; loses those that came in
        :param dict report: takes what happened
        """
        go = self._get_go()
        while chunks and (go.is_trial or not go.is_late()):
            if go.is_late():
                report["untried"] = report.get("untried", 0) + chunks[0][1]
            step, size, text = chunks.pop(0)
            self._bring_chunk(step, text, report)
            self.done_count += size

    def _bring_chunk(self, step, text, report):
        part = new_report()
        getattr(self, f"_bring_{step}")(unpack(text), part)
        add_report(report, part)

    # === LARGE FILES === #

    @api.model
    def _get_deadline(self):
        """Say until when this request may work before the server ends it, or before a
        person thinks that nothing happens.

        :return: a time of the monotonic clock; None without a limit
        :rtype: float | None
        """
        limits = [config["limit_time_cpu"], config["limit_time_real"]]
        limits = [limit * SHARE for limit in limits if limit and limit > 0]
        if patience := self.env.context.get("tpe_import_patience"):
            limits.append(patience)
        if not limits or not may_commit():
            return None
        return time.monotonic() + min(limits)

    def _store_chunks(self, chunks, report):
        """Keep what was read until its turn comes.

        :param list chunks: see :meth:`_read_chunks`
        :param dict report: what is known so far
        """
        if self._get_go().is_trial:
            return
        self.report = report
        self.env["tpe.import.chunk"].create(
            [
                {
                    "import_id": self.id,
                    "sequence": sequence,
                    "step": step,
                    "size": size,
                    "items": text,
                }
                for sequence, (step, size, text) in enumerate(chunks)
            ]
        )
        if chunks:
            chunks.clear()
            self._come_again()
            self._commit(0)

    @api.model
    def _come_again(self):
        """Have the scheduler look whether whoever is at a file still is."""
        later = fields.Datetime.add(fields.Datetime.now(), minutes=AGAIN_AFTER)
        self.env.ref("tpe_invoicing.ir_cron_tpe_import")._trigger(at=later)

    def _work(self):
        """Bring the stored chunks in, one transaction each, as long as there is time.

        :return: the report
        :rtype: dict
        """
        go = self._get_go()
        while not go.is_late():
            chunk = self._get_next_chunk()
            if not chunk:
                return self._finish()
            if not self._bring_stored(chunk):
                break
        self.env.ref("tpe_invoicing.ir_cron_tpe_import")._trigger()
        return self._sum_up()

    def _get_next_chunk(self):
        """:return: the first part that has not come in
        :rtype: tpe.import.chunk"""
        domain = [("import_id", "=", self.id), ("is_done", "=", False)]
        return self.env["tpe.import.chunk"].search(domain, limit=1)

    def _bring_stored(self, chunk):
        """Bring a chunk in and commit.

        :param tpe.import.chunk chunk: the next one
        :return: whether there is time for another one, and nobody else at it
        :rtype: bool
        """
        if not self.try_lock_for_update():
            return False
        try:
            self._bring_part(chunk)
            self.env.flush_all()
        except OperationalError:
            if not may_commit():
                raise
            # somebody else wrote the same rows: the scheduler tries again
            self.env.cr.rollback()
            return False
        has_time = self._commit(chunk.size)
        # memory must not grow with the file
        self.env.invalidate_all()
        return has_time

    def _bring_part(self, chunk):
        """Bring a chunk in, and note what became of it.

        :param tpe.import.chunk chunk: the next one
        """
        part = new_report()
        self._bring_chunk(chunk.step, chunk.items, part)
        chunk.write({"is_done": True, "report": part, "items": False})
        self.done_count += chunk.size

    def _commit(self, processed):
        """Make what came in durable.

        :param int processed: rows since the last time
        :return: whether there is time left
        :rtype: bool
        """
        if not may_commit():
            self.env.flush_all()
            return True
        left = self.row_count - self.done_count
        return self.env["ir.cron"]._commit_progress(processed, remaining=left) > 0

    def _sum_up(self):
        """:return: the report as far as the rows came in
        :rtype: dict"""
        report = new_report()
        parts = [self.report, *self.chunk_ids.filtered("is_done").mapped("report")]
        for part in filter(None, parts):
            add_report(report, part)
        close_report(report)
        if pending := self.row_count - self.done_count:
            report["pending"] = pending
        return report

    def _finish(self):
        """Put the report together.

        :return: the report
        :rtype: dict
        """
        report = self._sum_up()
        self.write({"report": report, "state": "done"})
        self.chunk_ids.unlink()
        return report

    @api.model
    def _cron_resume(self):
        """Go on with the files whose rows did not all come in at once."""
        running = self.search([("state", "=", "running")], order="id")
        if running._is_time_over():
            return
        for one in running:
            if not one.try_lock_for_update():
                self._come_again()
                continue
            one.with_user(one.create_uid).with_company(one.company_id)._resume()

    def _is_time_over(self):
        """Tell whether the scheduler gives this job no more time. It calls on all the
        same, and each call would make a start of its own for one chunk.

        :rtype: bool
        """
        end = self.env.context.get("cron_end_time")
        if not end or time.monotonic() < end:
            return False
        if may_commit():
            left = sum(self.mapped("row_count")) - sum(self.mapped("done_count"))
            self.env["ir.cron"]._commit_progress(remaining=left)
        return True

    def _resume(self):
        """Go on with this file.

        :return: the report as far as the rows came in
        :rtype: dict
        """
        return self._with_go(Go(self._read_file, deadline=self._get_deadline()))._work()

    def _read_file(self):
        """:return: the file
        :rtype: bytes"""
        return base64.b64decode(self.with_context(bin_size=False).content or b"")
