# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools import format_date

from ..tools.import_fec_items import is_receivable
from ..tools.import_problem import ImportProblem

# beyond these a date is a slip of the pen, whatever the file
OLDEST_YEARS = 50
LONGEST_TERM_YEARS = 10


class TpeImport(models.Model):
    """Days that cannot be those of the past."""

    _inherit = "tpe.import"

    def _check_days(self, number, day, due_on=None, paid_on=None):
        """Refuse days that cannot be those of the past.

        :param str number: what the document or entry is called
        :param date day: its day
        :param date due_on: the day on which it falls due, if that is known
        :param date paid_on: the day on which it was paid, if it was and that is known
        :raise ImportProblem: when one of them cannot be
        """
        today, code, years = fields.Date.context_today(self), None, 0
        if day > today:
            code = "date_ahead"
        elif day < fields.Date.subtract(today, years=OLDEST_YEARS):
            code, years = "date_old", OLDEST_YEARS
        elif due_on and due_on > fields.Date.add(day, years=LONGEST_TERM_YEARS):
            code, day, years = "due_far", due_on, LONGEST_TERM_YEARS
        elif paid_on and paid_on > today:
            code, day = "paid_ahead", paid_on
        if code:
            shown = format_date(self.env, day)
            raise ImportProblem(code, number=number, day=shown, years=years)

    def _check_document_days(self, document):
        """Refuse a document whose days cannot be those of the past.

        :param dict document: see ``build_document``
        :raise ImportProblem: when one of them cannot be
        """
        is_paid = document["open"] != document["total"]
        self._check_days(
            document["number"],
            document["date"],
            document["due"],
            document["paid_on"] if is_paid else None,
        )

    def _leave_wrong_days(self, lines, report):
        """Leave out entries whose day cannot be one of the past; say so of customers.

        :param list lines: lines of entries
        :param dict report: takes what is wrong
        :return: the other lines
        :rtype: list[dict]
        """
        wrong = set()
        for day in {line["date"] for line in lines}:
            try:
                self._check_days("", day)
            except ImportProblem:
                wrong.add(day)
        for line in lines if wrong else ():
            if line["date"] in wrong and is_receivable(line):
                try:
                    self._check_days(line["piece"] or line["entry"], line["date"])
                except ImportProblem as problem:
                    self._reject_problem(report, problem.at(line["line"]))
        return [line for line in lines if line["date"] not in wrong]

    def _warn_of_days(self, documents, report):
        """Say which documents fall due before their date, which then counts.

        :param list documents: documents that came in
        :param dict report: takes it
        """
        for document in documents:
            due_on, day = document["due"], document["date"]
            if due_on and due_on < day:
                self._warn(
                    report,
                    document["line"],
                    "due_before",
                    number=document["number"],
                    due=format_date(self.env, due_on),
                    day=format_date(self.env, day),
                )
