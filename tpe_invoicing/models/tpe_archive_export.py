# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
import re
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..language import in_user_language
from ..tools.archive_index import KEPT
from ..tools.chain import EXPORT, dump

EXPORTERS = ("account.group_account_invoice", "account.group_account_manager")
IN_MEMORY = 32 * 2**20
MEGABYTE = 10**6
# an answer is in memory four times until it has left: as zip, base64, JSON and bytes
MOST_IN_ONE_ANSWER = 400 * MEGABYTE


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
        :raises UserError: when there is nothing to export, or too much for one answer
        """
        self._check_archive_access(company_id, EXPORTERS)
        # the rights are checked: an export that left rows out would not verify
        archive_sudo = self.sudo()
        order = archive_sudo._prepare_export(company_id, date_from, date_to)
        self._check_answer_size(sum(part[3] for part in order.parts))
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            span = archive_sudo._write_part(file, order, 0, password)
            file.seek(0)
            content = file.read()
        sha256 = hashlib.sha256(content).hexdigest()
        self._note_export(order, span, sha256, bool(password))
        return {
            "filename": archive_sudo._get_export_name(company_id, order.period),
            "sha256": sha256,
            "content": base64.b64encode(content).decode(),
        }

    def _check_answer_size(self, size):
        """:param int size: bytes of what is to be exported
        :raises UserError: when one answer cannot carry it"""
        if size > MOST_IN_ONE_ANSWER:
            raise UserError(
                self.env._(
                    "These documents are %(size)s MB, and one answer carries %(most)s "
                    "MB at most. Ask for a shorter period, or use the menu Archive > "
                    "Export the archive, which writes several files.",
                    size=size // MEGABYTE,
                    most=MOST_IN_ONE_ANSWER // MEGABYTE,
                )
            )

    @api.model
    def _note_export(self, order, span, sha256, is_encrypted):
        """Write an export in the journal.

        :param Order order: what was asked for
        :param list span: first and last archive number
        :param str sha256: hash of the file
        :param bool is_encrypted: whether it needs a password or a key
        """
        self.env["tpe.archive.access"]._note(
            order.company_id,
            "export",
            date_from=order.period[0],
            date_to=order.period[1],
            first_number=span[0],
            last_number=span[1],
            sha256=sha256,
            is_encrypted=is_encrypted,
        )

    @api.model
    def _get_export_name(self, company_id, period):
        """:return: name of the zip
        :rtype: str"""
        name = self.env["res.company"].browse(company_id).name
        plain = re.sub(r"\W+", "-", name).strip("-")
        days = "_".join(day for day in period if day)
        return f"archive_{plain}_{days or fields.Date.context_today(self)}.zip"

    # === REMOVAL OF THE ADDON === #

    @api.model
    def _leave_archive(self):
        """Leave what was sealed readable when the addon goes away.

        The files stay attachments, those of invoices on their invoices; the entries
        with their hashes, signatures and keys become one JSON file for each company.
        What was noted outside is put aside: it is not the end of a later archive.
        """
        self._decrypt_for_good()
        database = self._get_database()
        for company_id in self._get_archive_companies().ids:
            self.env["ir.attachment"].create(
                {
                    "name": self._get_export_name(company_id, []).replace(
                        "zip", "json"
                    ),
                    "raw": dump(self._build_summary(company_id)),
                    "mimetype": "application/json",
                    "company_id": company_id,
                }
            )
            path = self._get_head_path(company_id, database)
            if path.exists():
                path.rename(path.with_suffix(".left"))
        self.env["ir.attachment"]._tpe_release_files()

    @api.model
    def _build_summary(self, company_id):
        """:param int company_id: whose archive
        :return: every entry of it, signed as a whole, without the files
        :rtype: dict"""
        order = self._prepare_export(company_id, None, None)
        key = self._get_export_key()
        rows = [
            {**{name: row[name] for name in KEPT}, "files": {}}
            for row in self._iterate_rows(company_id, *order.parts[0][:2])
        ]
        last = [rows[-1]["number"], rows[-1]["entry_hash"]]
        head = self._build_head(order, 0)
        head.update(last=last, count=len(rows), files={}, key=key.name)
        signature = key.sign(EXPORT + dump(head))
        return {
            "head": head,
            "signature": signature,
            "keys": key.publics,
            "rows": rows,
        }
