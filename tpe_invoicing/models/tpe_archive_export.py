# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
import re
import tempfile
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools import archive_export
from ..tools.archive_check import MANIFEST
from ..tools.chain import COLUMNS, EXPORT, dump
from ..tools.signing import sign

EXPORTERS = ("account.group_account_invoice", "account.group_account_manager")
KEPT = (*COLUMNS, "previous_hash", "entry_hash", "signature")
IN_MEMORY = 32 * 2**20
CHUNK = 50  # documents in memory at once


class TpeArchiveEntry(models.Model):
    """The archive to take away: it verifies without Odoo."""

    _inherit = "tpe.archive.entry"

    # === PUBLIC API === #

    @api.model
    @in_user_language
    def tpe_export(self, company_id, date_from=None, date_to=None, password=None):
        """Give the archive of a company as a zip that verifies by itself.

        With dates, the documents of these days; the list holds every entry from the
        first to the last of them, so that the chain is whole.

        :param int company_id: whose archive
        :param str date_from: first date of the documents, ISO
        :param str date_to: last date of the documents, ISO
        :param str password: encrypts the zip with AES-256 when given
        :return: ``filename``, ``sha256`` and ``content`` (base64)
        :rtype: dict
        :raises AccessError: when the user may not export the archive
        """
        self._check_archive_access(company_id, EXPORTERS)
        # the rights are checked: an export that left rows out would not verify
        archive_sudo = self.sudo()
        span = archive_sudo._get_span(company_id, date_from, date_to)
        period = [
            day and fields.Date.to_string(fields.Date.to_date(day))
            for day in (date_from or None, date_to or None)
        ]
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            with archive_export.open_zip(file, password) as archive:
                numbers = archive_sudo._write_export(archive, company_id, span, period)
            file.seek(0)
            content = file.read()
        sha256 = hashlib.sha256(content).hexdigest()
        self.env["tpe.archive.access"]._note(
            company_id,
            "export",
            date_from=period[0],
            date_to=period[1],
            first_number=numbers[0],
            last_number=numbers[1],
            sha256=sha256,
            is_encrypted=bool(password),
        )
        return {
            "filename": archive_sudo._get_export_name(company_id, period),
            "sha256": sha256,
            "content": base64.b64encode(content).decode(),
        }

    # === EXPORT === #

    @api.model
    def _get_export_name(self, company_id, period):
        """:return: name of the zip
        :rtype: str"""
        name = self.env["res.company"].browse(company_id).name
        plain = re.sub(r"\W+", "-", name).strip("-")
        days = "_".join(day for day in period if day)
        return f"archive_{plain}_{days or fields.Date.context_today(self)}.zip"

    @api.model
    def _write_export(self, archive, company_id, span, period):
        """Write everything into an open zip.

        :param ZipFile archive: where to
        :param int company_id: whose archive
        :param tuple span: see :meth:`_get_span`
        :param list period: first and last date as ISO strings, or None
        :return: first and last archive number written
        :rtype: tuple[int, int]
        :raises UserError: when there is nothing to export
        """
        first, last, _is_tail = span
        rows, waiting = [], self._iterate_rows(company_id, first, last)
        while chunk := list(islice(waiting, CHUNK)):
            for row in chunk:
                row["files"] = archive_export.name_files(row, period)
            contents = self._read_contents([row for row in chunk if row["files"]])
            for row in chunk:
                for column, path in row["files"].items():
                    if content := contents[row["id"], column]:
                        archive_export.write(archive, path, content)
                rows.append({name: row[name] for name in (*KEPT, "files")})
        if not rows:
            raise UserError(
                self.env._("No document was sealed in these days: nothing to export.")
            )
        others = {
            archive_export.VERIFIER: archive_export.build_verifier().encode(),
            archive_export.INDEX: archive_export.build_index(rows),
        }
        start = self._get_start(company_id, first)
        manifest = self._build_manifest(company_id, rows, start, period, others)
        for name, content in {**others, MANIFEST: dump(manifest)}.items():
            archive_export.write(archive, name, content)
        return rows[0]["number"], rows[-1]["number"]

    @api.model
    def _read_contents(self, rows):
        """Read the PDF and the XML of some entries as they are stored; what is lost is
        left out, and the verifier tells it.

        :param list[dict] rows: entries
        :return: bytes by id of the entry and column of the hash
        :rtype: dict[tuple[int, str], bytes]
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
        contents = {}
        for entry_id, xml, store_fname, in_database in self.env.execute_query(query):
            contents[entry_id, "xml_sha256"] = bytes(xml or b"")
            contents[entry_id, "sha256"] = bytes(in_database or b"")
            if store_fname:
                pdf = self.env["ir.attachment"]._file_read(store_fname)
                contents[entry_id, "sha256"] = pdf
        return contents

    @api.model
    def _build_manifest(self, company_id, rows, start, period, others):
        """:param int company_id: whose archive
        :param list[dict] rows: entries
        :param tuple start: number and hash of the entry before
        :param list period: first and last date, or None
        :param dict others: the other files; the notice is added to them
        :return: content of the manifest, signed
        :rtype: dict
        """
        keys = self.env["tpe.archive.key"]
        key, private = keys._get_current()
        keys._get_key_id(private)
        company = self.env["res.company"].browse(company_id)
        exported_at = fields.Datetime.to_string(fields.Datetime.now())
        others[archive_export.NOTICE] = archive_export.build_notice(
            company=company.name,
            registry=company.company_registry or "-",
            exported_at=f"{exported_at} UTC",
            first=period[0] or rows[0]["date"],
            last=period[1] or rows[-1]["date"],
            key=key,
        )
        head = {
            "format": 1,
            "company": {"id": company_id, "name": company.name},
            "exported_at": exported_at,
            "period": period,
            "start": list(start),
            "last": [rows[-1]["number"], rows[-1]["entry_hash"]],
            "count": len(rows),
            "files": {
                name: hashlib.sha256(content).hexdigest()
                for name, content in others.items()
            },
            "key": key,
        }
        return {
            "head": head,
            "signature": sign(private, EXPORT + dump(head)),
            "keys": dict(
                self.env.execute_query(
                    SQL("SELECT name, public_key FROM tpe_archive_key")
                )
            ),
            "rows": rows,
        }

    # === REMOVAL OF THE ADDON === #

    @api.model
    def _leave_archive(self):
        """Leave what was sealed readable when the addon goes away.

        The files stay attachments, those of invoices on their invoices; the entries
        with their hashes, signatures and keys become one JSON file for each company.
        What was noted outside is put aside: it is not the end of a later archive.
        """
        database = self._get_database()
        companies = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM tpe_archive_entry ORDER BY 1")
        )
        for (company_id,) in companies:
            span = self._get_span(company_id, None, None)[:2]
            rows = [
                {**{name: row[name] for name in KEPT}, "files": {}}
                for row in self._iterate_rows(company_id, *span)
            ]
            start = self._get_start(company_id, span[0])
            manifest = self._build_manifest(company_id, rows, start, [None, None], {})
            self.env["ir.attachment"].create(
                {
                    "name": self._get_export_name(company_id, []).replace(
                        "zip", "json"
                    ),
                    "raw": dump(manifest),
                    "mimetype": "application/json",
                    "company_id": company_id,
                }
            )
            path = self._get_head_path(company_id, database)
            if path.exists():
                path.rename(path.with_suffix(".left"))
        self.env["ir.attachment"]._tpe_release_files()
