# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools.chain import GENESIS, Problem
from ..tools.chain_walk import Walk
from ..tools.durable import read_head
from .tpe_archive_seal import KEPT, SKEW, STAMP

MOST_INT = 2**31 - 1
MOST = 1000  # problems told at once: a ruined archive needs no longer list
READERS = (
    "account.group_account_readonly",
    "account.group_account_invoice",
    "account.group_account_manager",
)


class TpeArchiveEntry(models.Model):
    """The audit: every file and every row is read again and compared with the chain."""

    _inherit = "tpe.archive.entry"

    # === PUBLIC API === #

    @api.model
    @api.readonly
    @in_user_language
    def tpe_verify(self, company_id, date_from=None, date_to=None):
        """Verify the archive of a company: files, rows, signatures and order.

        With dates, the entries from the first to the last document of these days.

        :param int company_id: whose archive
        :param str date_from: first date of the documents, ISO
        :param str date_to: last date of the documents, ISO
        :return: ``ok``, ``checked`` (entries read) and ``problems``: dicts of
            ``number`` (archive number), ``kind`` and ``message``
        :rtype: dict
        :raises AccessError: when the user may not read the archive
        """
        self._check_verify_access(company_id)
        # the rights are checked: the audit must see every row as it is
        audit_sudo = self.sudo()
        audit_sudo.flush_model()
        span = audit_sudo._get_span(company_id, date_from, date_to)
        checked, problems = audit_sudo._verify_span(company_id, *span)
        return audit_sudo._tell_problems(checked, problems)

    @api.model
    def _tell_problems(self, checked, problems):
        """:param int checked: entries read
        :param list[Problem] problems: what is wrong with them
        :return: what :meth:`tpe_verify` answers
        :rtype: dict"""
        return {
            "ok": not problems,
            "checked": checked,
            "problems": [
                {
                    "number": problem.number,
                    "kind": problem.kind,
                    "message": self._describe_problem(problem),
                }
                for problem in sorted(problems)[:MOST]
            ],
        }

    @api.model
    def _check_verify_access(self, company_id):
        """:param int company_id: whose archive
        :raises AccessError: when the user may not verify it"""
        self._check_archive_access(company_id, READERS)

    @api.model
    def _check_archive_access(self, company_id, groups):
        """:param int company_id: whose archive
        :param tuple groups: who may, any of them
        :raises AccessError: when the user may not, or not in this company"""
        if self.env.su:
            return
        user = self.env.user
        if company_id not in user._get_company_ids():
            raise AccessError(
                self.env._("This archive belongs to a company that is not yours.")
            )
        if not any(user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Your role gives no access to this part of the archive.")
            )

    # === AUDIT === #

    @api.model
    def _get_span(self, company_id, date_from, date_to):
        """:return: first and last archive number of documents of these days, and
            whether the end of the archive is among them
        :rtype: tuple[int, int, bool]
        :raises UserError: when a date is none, or the last is before the first
        """
        if not date_from and not date_to:
            return 1 - MOST_INT, MOST_INT, True
        try:
            date_from = fields.Date.to_date(date_from or "0001-01-01")
            date_to = fields.Date.to_date(date_to or "9999-12-31")
        except ValueError as error:
            raise UserError(
                self.env._("Write dates as year-month-day, for instance 2026-11-24.")
            ) from error
        if date_from > date_to:  # or an empty archive would be told to be whole
            raise UserError(
                self.env._("The period ends before it begins: exchange the two dates.")
            )
        return self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(MIN(number) FILTER (WHERE is_in), 1),
                       COALESCE(MAX(number) FILTER (WHERE is_in), 0),
                       COALESCE(MAX(number) FILTER (WHERE is_in), 0) = MAX(number)
                  FROM (SELECT number, date BETWEEN %s AND %s AS is_in
                          FROM tpe_archive_entry WHERE company_id = %s) AS entry
                """,
                date_from,
                date_to,
                company_id,
            )
        )[0]

    @api.model
    def _verify_span(self, company_id, first, last, is_tail, known=()):
        """:param int company_id: whose archive
        :param int first: first archive number
        :param int last: last archive number
        :param bool is_tail: whether the end of the archive is among them
        :param dict known: hash by number, as it was noted elsewhere
        :return: number of entries read, and what is wrong with them
        :rtype: tuple[int, list[Problem]]
        """
        walk = self._make_walk(company_id, first, known)
        checked, problems = 0, []
        for rows in self._iterate_chunks(company_id, first, last):
            checked += len(rows)
            problems += self._check_rows(walk, rows)
            if len(problems) > MOST:
                return checked, problems
        # without a last date nothing stands behind: an end cut off is told as well
        problems += walk.close(is_tail)
        if is_tail:
            problems += self._find_orphans(company_id, walk.number, problems)
        return checked, problems

    @api.model
    def _make_walk(self, company_id, first, known=()):
        """:param int company_id: whose archive
        :param int first: first archive number
        :param dict known: hash by number, as it was noted elsewhere
        :return: what goes through the rows of the chain from there
        :rtype: Walk"""
        verify, anchors = self.env["tpe.archive.key"]._get_verifier()
        return Walk(
            verify,
            self._get_start(company_id, first),
            anchors,
            self._get_witness(company_id),
            (fields.Datetime.now() + SKEW).strftime(STAMP),
            self._get_walk_notes(company_id, verify, known),
        )

    @api.model
    def _get_start(self, company_id, first):
        """:return: number and hash of the entry before the first one
        :rtype: tuple[int, str]"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number, entry_hash FROM tpe_archive_entry
                 WHERE company_id = %s AND number < %s ORDER BY number DESC LIMIT 1
                """,
                company_id,
                first,
            )
        )
        return rows[0] if rows else (0, GENESIS)

    @api.model
    def _get_witness(self, company_id):
        """:return: last number and hash that were noted outside the database
        :rtype: tuple[int, str] or None"""
        database = self._get_database()
        path = self._get_head_path(company_id, database)
        self._adopt_head(company_id, path)
        noted = read_head(path)
        if noted and noted[0] > self._get_last_number(company_id):
            # this transaction began before others ended: what they have sealed since
            # is noted, and is not missing
            with self.env.registry.cursor() as fresh:
                fresh.execute(KEPT, [company_id, *noted])
                if fresh.fetchone():
                    return None
        return noted

    @api.model
    def _find_orphans(self, company_id, last, problems):
        """Look for invoices whose entry is gone: they witness an end that was cut off.

        :param int company_id: whose archive
        :param int last: last archive number that is there
        :param list[Problem] problems: what was found already
        :return: the entries missing at the end
        :rtype: list[Problem]
        """
        gone = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FROM account_move move
                  LEFT JOIN tpe_archive_entry entry
                         ON entry.id = move.tpe_archive_entry_id
                 WHERE move.company_id = %s AND entry.id IS NULL
                   AND move.tpe_archive_entry_id IS NOT NULL
                """,
                company_id,
            )
        )[0][0]
        told = sum(problem.kind in ("row_removed", "truncated") for problem in problems)
        numbers = {problem.number for problem in problems}
        missing = range(last + 1, last + 1 + max(0, min(gone - told, MOST)))
        return [Problem(n, "truncated", "") for n in missing if n not in numbers]

    # === WORDS === #

    @api.model
    def _describe_problem(self, problem):
        """:param Problem problem: what is wrong
        :return: a sentence that names the entry
        :rtype: str"""
        texts = self._get_problem_texts()
        text = texts.get(f"{problem.kind} {problem.detail}") or texts[problem.kind]
        return text % {"number": problem.number}

    @api.model
    def _get_problem_texts(self):
        """:return: sentences by kind, or by kind and detail
        :rtype: dict[str, str]"""
        # no tuples as keys: the export of terms would take their strings too
        _ = self.env._
        return {
            "file_changed": _("Entry %(number)s: its file was changed."),
            "file_changed xml": _("Entry %(number)s: its XML was changed."),
            "file_changed place": _(
                "Entry %(number)s: its file was taken away from its document."
            ),
            "file_missing": _("Entry %(number)s: its file is missing."),
            "file_missing key": _(
                "Entry %(number)s: its file is encrypted, and the key is not on this "
                "server."
            ),
            "file_missing xml": _("Entry %(number)s: its XML is missing."),
            "row_changed": _("Entry %(number)s was changed after it was sealed."),
            "row_changed pointer": _(
                "Entry %(number)s: its invoice points to another entry."
            ),
            "row_removed": _("Entry %(number)s was removed."),
            "row_inserted": _("Entry %(number)s was inserted by other means."),
            "order": _("Entry %(number)s does not stand in its place."),
            "fork": _("Entry %(number)s does not follow the one before it."),
            "fork witness": _(
                "Entry %(number)s is not the one that was sealed under this number."
            ),
            "signature": _("Entry %(number)s: its signature is wrong."),
            "signature stranger": _(
                "Entry %(number)s was signed with a key that is not this archive's."
            ),
            "closing": _("Closing %(number)s does not add up."),
            "closing altered": _("Closing %(number)s was changed afterwards."),
            "clock": _(
                "Entry %(number)s bears a time before the one of the entry before it, "
                "or in the future: the clock of the server was wrong."
            ),
            "truncated": _(
                "Entry %(number)s is missing at the end: it was removed, or the "
                "database was restored from an older backup."
            ),
        }
