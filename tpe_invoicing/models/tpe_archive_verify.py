# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools.chain import GENESIS, Problem
from ..tools.chain_walk import Walk
from ..tools.durable import read_head
from .tpe_archive_seal import SKEW, STAMP
from .tpe_archive_vault import LOCKED

CHUNK = 500
MOST_INT = 2**31 - 1
MOST = 1000  # problems told at once: a ruined archive needs no longer list
READERS = (
    "account.group_account_readonly",
    "account.group_account_invoice",
    "account.group_account_manager",
)
# the columns as they were hashed, and what is known of the file and of the invoice
ROWS = """
    SELECT e.id, e.number, e.kind, e.company_id, e.move_id, e.name, e.partner_name,
           to_char(e.date, 'YYYY-MM-DD') AS date, e.partner_ref AS partner_id,
           c.name AS currency, e.amount_untaxed::text AS amount_untaxed,
           e.amount_tax::text AS amount_tax, e.amount_total::text AS amount_total,
           e.filename, e.attachment_id, e.size, e.sha256, e.xml_sha256, e.meta,
           to_char(e.sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sealed_at,
           e.previous_hash, e.entry_hash, e.signature, k.name AS key,
           pointer.id IS NOT NULL AS known,
           origin.tpe_archive_entry_id AS origin_entry_id,
           encode(sha256(e.xml_data), 'hex') AS xml_found,
           CASE WHEN substr(e.xml_data, 1, 7) = 'TPEAES1'
                THEN e.xml_data END AS xml_locked,
           a.id AS file_id, a.store_fname, a.res_model, a.res_id, a.res_field,
           encode(sha256(a.db_datas), 'hex') AS db_found,
           CASE WHEN substr(a.db_datas, 1, 7) = 'TPEAES1'
                THEN a.db_datas END AS db_locked
      FROM tpe_archive_entry e
      LEFT JOIN tpe_archive_key k ON k.id = e.key_id
      LEFT JOIN res_currency c ON c.id = e.currency_id
      LEFT JOIN ir_attachment a ON a.id = e.attachment_id
      LEFT JOIN account_move pointer ON pointer.tpe_archive_entry_id = e.id
      LEFT JOIN account_move origin ON origin.id = e.move_id
     WHERE e.company_id = %(company)s AND e.number <= %(last)s
       AND (e.number, e.id) > (%(number)s, %(id)s)
     ORDER BY e.number, e.id LIMIT %(limit)s
"""


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
        self._check_archive_access(company_id, READERS)
        # the rights are checked: the audit must see every row as it is
        audit_sudo = self.sudo()
        audit_sudo.flush_model()
        span = audit_sudo._get_span(company_id, date_from, date_to)
        checked, problems = audit_sudo._verify_span(company_id, *span)
        problems.sort(key=lambda problem: problem.number)
        return {
            "ok": not problems,
            "checked": checked,
            "problems": [
                {
                    "number": problem.number,
                    "kind": problem.kind,
                    "message": self._describe_problem(problem),
                }
                for problem in problems[:MOST]
            ],
        }

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
        :raises UserError: when a date is none
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
    def _verify_span(self, company_id, first, last, is_tail):
        """:param int company_id: whose archive
        :param int first: first archive number
        :param int last: last archive number
        :param bool is_tail: whether the end of the archive is among them
        :return: number of entries read, and what is wrong with them
        :rtype: tuple[int, list[Problem]]
        """
        verify, anchors = self.env["tpe.archive.key"]._get_verifier()
        start = self._get_start(company_id, first)
        now = (fields.Datetime.now() + SKEW).strftime(STAMP)
        witness = self._get_witness(company_id)
        walk = Walk(verify, start, anchors, witness, now)
        checked, problems = 0, []
        for row in self._iterate_rows(company_id, first, last):
            checked += 1
            problems += walk.feed(row)
            problems += self._check_file(row)
            if len(problems) > MOST:
                return checked, problems
        # without a last date nothing stands behind: an end cut off is told as well
        problems += walk.close(is_tail)
        if is_tail:
            problems += self._find_orphans(company_id, walk.number, problems)
        return checked, problems

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
        return read_head(self._get_head_path(company_id, database))

    @api.model
    def _iterate_rows(self, company_id, first, last):
        """Read entries in chunks, past the ORM: its cache would hold the whole archive.

        :return: rows with the columns as they were hashed
        :rtype: iterator[dict]
        """
        number, row_id = first - 1, MOST_INT
        while True:
            self.env.cr.execute(
                ROWS,
                {
                    "company": company_id,
                    "last": last,
                    "number": number,
                    "id": row_id,
                    "limit": CHUNK,
                },
            )
            rows = self.env.cr.dictfetchall()
            self._open_hashes(rows)
            yield from rows
            if len(rows) < CHUNK:
                return
            number, row_id = rows[-1]["number"], rows[-1]["id"]

    @api.model
    def _check_file(self, row):
        """:return: the problems of the files of an entry
        :rtype: list[Problem]"""
        found, number = [], row["number"]
        if kind := self._judge_file(row):
            found.append(Problem(number, *kind))
        if row["xml_found"] != row["xml_sha256"]:
            kind = "file_changed" if row["xml_found"] else "file_missing"
            detail = "xml"
            if row["xml_found"] == LOCKED:
                kind, detail = "file_missing", "key"
            found.append(Problem(number, kind, detail))
        origin = row["origin_entry_id"]
        if origin and origin != row["id"] and row["kind"] in ("invoice", "credit_note"):
            found.append(Problem(number, "row_changed", "pointer"))
        return found

    @api.model
    def _judge_file(self, row):
        """:return: kind and detail of what is wrong with the PDF, if anything is
        :rtype: tuple[str, str] or None"""
        if not row["sha256"] and not row["attachment_id"]:
            return None  # closings and changes of key have no file
        if not row["file_id"]:
            return "file_missing", "row"
        found = row["db_found"]
        if row["store_fname"]:  # as Odoo itself: the disk goes first
            found = self._hash_stored(row["store_fname"])
        if found == LOCKED:
            return "file_missing", "key"
        if not found:
            return "file_missing", ""
        if found != row["sha256"]:
            return "file_changed", ""
        place = ("account.move", row["move_id"], "invoice_pdf_report_file")
        if not row["move_id"]:
            place = (self._name, row["id"], None)
        if (row["res_model"], row["res_id"], row["res_field"]) != place:
            return "file_changed", "place"
        return None

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
