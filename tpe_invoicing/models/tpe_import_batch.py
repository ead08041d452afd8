# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import logging
import time

from psycopg2 import DataError, IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.modules import module
from odoo.tools import config

from ..tools.import_problem import ImportProblem

BATCH = 250
# of the time that a request has: what remains must do for the batch that has begun
SHARE = 0.6

_logger = logging.getLogger(__name__)


class TpeImport(models.Model):
    """How the rows of a file come in: by batches, a bad row stopping no other one."""

    _inherit = "tpe.import"

    def _create_all(self, items, create, report):
        """Create the records of all rows.

        :param list items: rows; dicts with ``line``
        :param create: function that creates the records of some rows
        :param dict report: takes the rows that cannot come in
        :return: rows that came in
        :rtype: list
        """
        done = []
        for start in range(0, len(items), BATCH):
            if self._is_late():
                report["pending"] = report.get("pending", 0) + len(items) - start
                break
            done += self._create_some(items[start : start + BATCH], create, report)
        return done

    # === LARGE FILES === #

    @api.model
    def _get_deadline(self):
        """Say until when this request may work before the server ends it.

        :return: a time of the monotonic clock; None without a limit
        :rtype: float | None
        """
        limits = [config["limit_time_cpu"], config["limit_time_real"]]
        limits = [limit for limit in limits if limit and limit > 0]
        if not limits or config["test_enable"] or module.current_test:
            return None
        return time.monotonic() + min(limits) * SHARE

    def _is_late(self):
        """:return: whether the rest of the file has to wait for the scheduler
        :rtype: bool"""
        deadline = self.env.context.get("tpe_import_deadline")
        return bool(deadline) and time.monotonic() > deadline

    def _get_own(self, model):
        """Return what this import brought already, before it had to wait.

        :param str model: name of a model
        :return: id by line of the file
        :rtype: dict[int, int]
        """
        rows = self.env["tpe.import.record"].search(
            [("import_id", "=", self.id), ("res_model", "=", model)], order="id desc"
        )
        return {row.line: row.res_id for row in rows}

    @api.model
    def _cron_resume(self):
        """Go on with the files whose rows did not all come in at once."""
        imports = self.search([("state", "=", "running")], order="id")
        for one in imports:
            if not one.try_lock_for_update():
                continue
            data = one.with_context(bin_size=False).content
            one.with_user(one.create_uid).with_company(one.company_id)._resume(data)
            remaining = self.search_count([("state", "=", "running")])
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _resume(self, content):
        """:param bytes content: the file in base64"""
        self._run(base64.b64decode(content))

    def _create_some(self, items, create, report):
        """Create the records of some rows in a savepoint; halve the batch when one of
        them fails, down to the row that does.

        :return: rows that came in
        :rtype: list
        """
        if not items:
            return []
        try:
            with self.env.cr.savepoint():
                create(items)
            return items
        except (UserError, IntegrityError, DataError, ImportProblem) as error:
            if len(items) == 1:
                self._reject(report, items[0]["line"], self._say_error(error))
                return []
        middle = len(items) // 2
        return self._create_some(items[:middle], create, report) + self._create_some(
            items[middle:], create, report
        )

    def _say_error(self, error):
        """:return: what an error of the database or of Odoo says to a person
        :rtype: str"""
        if isinstance(error, ImportProblem):
            return self._say_problem(error)
        if isinstance(error, UserError | AccessError):
            return " ".join(str(error.args[0]).split())
        _logger.info("import %s: row refused: %s", self.id, type(error).__name__)
        return self._say("row_refused")

    def _reject(self, report, line, reason):
        """Note a row that does not come in, and why."""
        report["rejected"].append({"line": line, "reason": reason})

    def _reject_problem(self, report, problem):
        """Note a row that cannot be read."""
        self._reject(report, problem.line, self._say_problem(problem))

    def _skip(self, report, line, value, code, **details):
        """Note a row that is there already."""
        reason = self._say(code, **details)
        report["skipped"] += 1
        report["duplicates"].append({"line": line, "value": value, "reason": reason})

    def _remember(self, model, pairs):
        """Note which records a file brought, for taking them back.

        :param str model: name of their model
        :param list pairs: line and id
        """
        self.env["tpe.import.record"].create(
            [
                {"import_id": self.id, "res_model": model, "res_id": id_, "line": line}
                for line, id_ in pairs
            ]
        )
