# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from concurrent.futures import ThreadPoolExecutor

from odoo import api, models
from odoo.tools import SQL

from ..tools.chain import Problem
from ..tools.chain_notes import NOTED, read_notes
from .ir_attachment_store import is_elsewhere
from .tpe_archive_vault import LOCKED

CHUNK = 500
READERS = 4  # files read and hashed at once
# the columns as they were hashed, and what is known of the file and of the invoice; a
# chunk ends with a number that is there, so that the index alone tells what is in it
ROWS = """
    SELECT e.id, e.number, e.kind, e.company_id, e.move_id, e.name, e.partner_name,
           to_char(e.date, 'YYYY-MM-DD') AS date, e.partner_ref AS partner_id,
           c.name AS currency, e.amount_untaxed::text AS amount_untaxed,
           e.amount_tax::text AS amount_tax, e.amount_total::text AS amount_total,
           e.filename, e.attachment_id, e.size, e.sha256, e.xml_sha256, e.meta,
           to_char(e.sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sealed_at,
           e.previous_hash, e.entry_hash, e.signature, k.name AS key,
           EXISTS (SELECT 1 FROM account_move pointer
                    WHERE pointer.tpe_archive_entry_id = e.id) AS known,
           origin.tpe_archive_entry_id AS origin_entry_id,
           e.restored, encode(sha256(e.xml_data), 'hex') AS xml_found,
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
      LEFT JOIN account_move origin ON origin.id = e.move_id
     WHERE e.company_id = %(company)s AND e.number > %(number)s
       AND e.number <= COALESCE((
           SELECT number FROM tpe_archive_entry
            WHERE company_id = %(company)s AND number > %(number)s
              AND number <= %(last)s
            ORDER BY number OFFSET %(chunk)s - 1 LIMIT 1), %(last)s)
     ORDER BY e.number, e.id
"""
NOTES = """
    SELECT number, kind, company_id, move_id, name, partner_name,
           to_char(date, 'YYYY-MM-DD') AS date, partner_ref AS partner_id,
           NULL AS currency, amount_untaxed::text AS amount_untaxed,
           amount_tax::text AS amount_tax, amount_total::text AS amount_total,
           filename, attachment_id, size, sha256, xml_sha256, meta,
           to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sealed_at,
           previous_hash, entry_hash, signature, restored,
           (SELECT name FROM tpe_archive_key WHERE id = key_id) AS key
      FROM tpe_archive_entry
     WHERE company_id = %s AND kind = ANY(%s) AND number > %s ORDER BY number
"""


class TpeArchiveEntry(models.Model):
    """Rows of the archive as they were hashed, and the files they tell of."""

    _inherit = "tpe.archive.entry"

    # === ROWS === #

    @api.model
    def _iterate_rows(self, company_id, first, last):
        """Read entries in chunks, past the ORM: its cache would hold the whole archive.

        :param int company_id: whose archive
        :param int first: first archive number
        :param int last: last archive number
        :return: rows with the columns as they were hashed
        :rtype: iterator[dict]
        """
        for rows in self._iterate_chunks(company_id, first, last):
            yield from rows

    @api.model
    def _iterate_chunks(self, company_id, first, last):
        """:return: see :meth:`_iterate_rows`, some hundred rows at once
        :rtype: iterator[list[dict]]"""
        number = first - 1
        while True:
            self.env.cr.execute(
                ROWS,
                {
                    "company": company_id,
                    "number": number,
                    "last": last,
                    "chunk": CHUNK,
                },
            )
            rows = self.env.cr.dictfetchall()
            self._open_hashes(rows)
            if rows:
                yield rows
            if len(rows) < CHUNK:
                return
            number = rows[-1]["number"]

    @api.model
    def _get_notes_rows(self, company_id, after=0):
        """:param int company_id: whose archive
        :param int after: entries with a later number only
        :return: entries that tell of others, as they were hashed
        :rtype: list[dict]"""
        return self.env.execute_query_dict(SQL(NOTES, company_id, list(NOTED), after))

    @api.model
    def _get_walk_notes(self, company_id, verify, known=()):
        """:param int company_id: whose archive
        :param callable verify: checks a signature
        :param dict known: hash by number, as it was noted elsewhere
        :return: what genuine entries tell of others
        :rtype: Notes"""
        return read_notes(self._get_notes_rows(company_id), verify, known)

    # === FILES === #

    @api.model
    def _check_rows(self, walk, rows):
        """Go through some rows of a chain and their files.

        :param Walk walk: is at the row before
        :param list[dict] rows: what comes next
        :return: what is wrong
        :rtype: list[Problem]
        """
        names = [row["store_fname"] for row in rows]
        found, whole = [], []
        reading = map(self._hash_stored, filter(None, names))
        # other stores than the disk have connections of their own
        is_local = any(names) and not any(map(is_elsewhere, filter(None, names)))
        with ThreadPoolExecutor(READERS) as pool:
            if is_local:  # while signatures are verified, files are read
                reading = pool.map(self._hash_stored, filter(None, names))
            for row in rows:
                odd = walk.feed(row)
                found += odd
                if not odd and row["number"] == walk.number:
                    whole.append(row)
            hashes = dict(zip(filter(None, names), reading, strict=True))
        for row in rows:
            if row["store_fname"]:  # as Odoo itself: the disk goes first
                row["db_found"] = hashes[row["store_fname"]]
            if row["number"] not in walk.purged:
                found += self._check_file(row)
        ids = [row["id"] for row in whole if row["number"] not in walk.purged]
        return found + self._check_ledger(ids)

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
        if row["db_found"] == LOCKED:
            return "file_missing", "key"
        if not row["db_found"]:
            return "file_missing", ""
        if row["db_found"] != row["sha256"]:
            return "file_changed", ""
        place = ("account.move", row["move_id"], "invoice_pdf_report_file")
        if not row["move_id"]:
            place = (self._name, row["id"], None)
        if (row["res_model"], row["res_id"], row["res_field"]) != place:
            return "file_changed", "place"
        return None
