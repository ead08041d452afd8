# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from psycopg2 import DataError, IntegrityError

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools.import_problem import ImportProblem

BATCH = 250

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
        go = self._get_go()
        if go.is_trial and go.is_late():
            # a trial of a large file judges its last rows by what they say
            return items
        done = []
        for start in range(0, len(items), BATCH):
            done += self._create_some(items[start : start + BATCH], create, report)
        return done

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

    def _warn(self, report, line, code, **details):
        """Note what a person should know of a row that comes in."""
        reason = self._say(code, **details)
        report["warnings"].append({"line": line, "reason": reason})

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
        now, uid = self.env.cr.now(), self.env.uid
        # thousands of rows of plain numbers: the ORM has nothing to add
        self.env.cr.execute_values(
            """
            INSERT INTO tpe_import_record (import_id, res_model, res_id, line,
                                           create_uid, create_date,
                                           write_uid, write_date)
            VALUES %s
            """,
            [(self.id, model, id_, line, uid, now, uid, now) for line, id_ in pairs],
        )
        self.env["tpe.import.record"].invalidate_model()
        self.invalidate_recordset(["record_ids"])
