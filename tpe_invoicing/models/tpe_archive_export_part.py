# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import tempfile
from collections import namedtuple
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import archive_export
from ..tools.archive_index import KEPT
from ..tools.archive_part import Key, Part
from ..tools.envelope import encrypt
from ..tools.signing import sign

CHUNK = 50  # documents in memory at once
MOST_ROWS = 20_000  # of one part: whoever verifies it reads its list at once
UNLIMITED = 2**62
Order = namedtuple("Order", "company_id period parts days exported_at")
PARTS = """
    SELECT MIN(number), MAX(number), COUNT(*), SUM(size)::bigint
      FROM (SELECT number, size, GREATEST(
                       SUM(size) OVER chain / %(limit)s,
                       (COUNT(*) OVER chain - 1) / %(rows)s)::bigint AS part
              FROM (SELECT number, id, CASE WHEN date BETWEEN %(from)s AND %(to)s
                           THEN COALESCE(size, 0) + COALESCE(octet_length(xml_data), 0)
                           ELSE 0 END AS size
                      FROM tpe_archive_entry
                     WHERE company_id = %(company)s
                       AND number BETWEEN %(first)s AND %(last)s) AS entry
            WINDOW chain AS (ORDER BY number, id)) AS placed
     GROUP BY part ORDER BY 1
"""


class TpeArchiveEntry(models.Model):
    """How an export is cut into parts and written, entry by entry."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _prepare_export(
        self, company_id, date_from, date_to, limit=None, until=None, asked_at=None
    ):
        """Find out what an export will hold.

        :param int company_id: whose archive
        :param str date_from: first date of the documents, ISO, or None
        :param str date_to: last date of the documents, ISO, or None
        :param int limit: largest size of a part in bytes, None for one part only
        :param int until: last archive number, when it was settled before
        :param datetime asked_at: when that was: each part says the same of the export
        :return: for each of its ``parts`` the first and last archive number, the
            number of entries and their size; the days as asked and as found
        :rtype: Order
        :raises UserError: when there is nothing to export
        """
        first, last, _is_tail = self._get_span(company_id, date_from, date_to)
        period = [
            day and fields.Date.to_string(fields.Date.to_date(day))
            for day in (date_from or None, date_to or None)
        ]
        values = {
            "company": company_id,
            "first": first,
            "last": min(last, until or last),
            "from": period[0] or "0001-01-01",
            "to": period[1] or "9999-12-31",
            "limit": limit or UNLIMITED,
            "rows": MOST_ROWS if limit else UNLIMITED,
        }
        self.flush_model()
        self.env.cr.execute(PARTS, values)
        if not (parts := self.env.cr.fetchall()):
            raise UserError(
                self.env._("No document was sealed in these days: nothing to export.")
            )
        exported_at = fields.Datetime.to_string(asked_at or fields.Datetime.now())
        days = self._get_export_days(company_id, period, parts[-1][1])
        return Order(company_id, period, parts, days, exported_at)

    @api.model
    def _get_export_days(self, company_id, period, last):
        """:return: first and last day of an export, as a reader wants to know them
        :rtype: list[str]"""
        rows = self.env.execute_query(
            SQL(
                "SELECT to_char(MIN(date), 'YYYY-MM-DD'),"
                " to_char(MAX(date), 'YYYY-MM-DD')"
                " FROM tpe_archive_entry WHERE company_id = %s AND number <= %s",
                company_id,
                last,
            )
        )
        return [asked or found for asked, found in zip(period, rows[0], strict=True)]

    @api.model
    def _build_head(self, order, at):
        """:param Order order: the export
        :param int at: place of the part
        :return: what the part says of itself, still without what it holds
        :rtype: dict"""
        company = self.env["res.company"].browse(order.company_id)
        return {
            "format": 1,
            "company": {
                "id": order.company_id,
                "name": company.name,
                "registry": company.company_registry or "",
            },
            "exported_at": order.exported_at,
            "period": order.period,
            "days": order.days,
            "part": [at + 1, len(order.parts)],
            "start": list(self._get_start(order.company_id, order.parts[at][0])),
        }

    @api.model
    def _get_export_key(self):
        """:return: what signs an export, and every public key
        :rtype: Key"""
        keys = self.env["tpe.archive.key"]
        name, private = keys._get_current()
        keys._get_key_id(private)
        publics = self.env.execute_query(
            SQL("SELECT name, public_key FROM tpe_archive_key")
        )
        return Key(name, lambda message: sign(private, message), dict(publics))

    @api.model
    def _write_part(self, file, order, at, password=None, progress=None):
        """Write a part of an export into a file.

        :param file file: where to
        :param Order order: the export
        :param int at: place of the part
        :param str password: encrypts the zip with AES-256
        :param callable progress: told how many entries are done, now and then
        :return: first and last archive number written
        :rtype: list[int]
        """
        with archive_export.open_zip(file, password) as archive:
            part = Part(archive, self._build_head(order, at), self._get_export_key())
            self._write_entries(part, order, at, progress)
            if at == len(order.parts) - 1:
                for name, content in self._get_export_extras(order).items():
                    part.add_file(name, content)
            part.close({"notes": self._get_part_notes(order, at)})
        return [part.first, part.last[0]]

    @api.model
    def _write_sealed_part(self, file, order, at, certificate, progress=None):
        """Write a part of an export for the holder of a certificate alone.

        :param Certificate certificate: the reader's
        :return: see :meth:`_write_part`
        :rtype: list[int]
        """
        with tempfile.TemporaryFile() as plain:
            span = self._write_part(plain, order, at, progress=progress)
            plain.seek(0)
            encrypt(plain, file, certificate)
        return span

    @api.model
    def _write_entries(self, part, order, at, progress):
        """Write the entries of a part, some at a time."""
        first, last = order.parts[at][:2]
        purged = self._get_purged_numbers(order.company_id)
        waiting = self._iterate_rows(order.company_id, first, last)
        while chunk := list(islice(waiting, CHUNK)):
            for row in chunk:
                row["is_purged"] = row["number"] in purged
                row["files"] = archive_export.name_files(row, order.period)
                if row["is_purged"]:
                    row["files"] = {}
            contents = self._read_contents([row for row in chunk if row["files"]])
            for row in chunk:
                part.add_entry(row, contents.get(row["id"], {}))
            if progress:
                progress(part.count)

    @api.model
    def _read_contents(self, rows):
        """Read the PDF and the XML of some entries as they are stored; what is lost is
        left out, and the verifier tells it.

        :param list[dict] rows: entries
        :return: bytes by column of the hash, by id of the entry
        :rtype: dict[int, dict[str, bytes]]
        """
        query = SQL(
            """
            SELECT e.id, e.xml_data, a.store_fname, a.db_datas
              FROM tpe_archive_entry e
              LEFT JOIN ir_attachment a ON a.id = e.attachment_id
             WHERE e.id = ANY(%s)
            """,
            [row["id"] for row in rows],
        )
        contents, files = {}, self.env["ir.attachment"]
        for entry_id, xml, store_fname, in_database in self.env.execute_query(query):
            contents[entry_id] = {
                "sha256": files._tpe_read_plain(store_fname, in_database),
                "xml_sha256": files._tpe_read_plain(None, xml),
            }
        return contents

    @api.model
    def _get_purged_numbers(self, company_id):
        """:return: numbers of the entries whose files went when their time was over
        :rtype: set[int]"""
        query = SQL(
            "SELECT meta FROM tpe_archive_entry"
            " WHERE company_id = %s AND kind = 'purge'",
            company_id,
        )
        purged = set()
        for (meta,) in self.env.execute_query(query):
            purged.update(json.loads(meta or "{}").get("numbers") or [])
        return purged

    @api.model
    def _get_part_notes(self, order, at):
        """:return: purges and time-stamps that stand outside a part: they tell of what
            is in it
        :rtype: list[dict]"""
        first, last = order.parts[at][:2]
        return [
            {name: row[name] for name in KEPT}
            for row in self._get_notes_rows(order.company_id)
            if not first <= row["number"] <= last
        ]

    @api.model
    def _get_export_extras(self, order):
        """Return what else goes with an export, in its last part: made to be extended.

        :param Order order: the export
        :return: content by name in the zip
        :rtype: dict[str, bytes]
        """
        return {}
