# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CHUNK = 2**20


class TpeArchiveExportPart(models.Model):
    """One file of an export: made with it, downloaded, removed after a week."""

    _name = "tpe.archive.export.part"
    _description = "File of an export of the archive"
    _order = "job_id, number"

    job_id = fields.Many2one(
        "tpe.archive.export.job",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    number = fields.Integer(string="Part", required=True, readonly=True)
    name = fields.Char(string="File", required=True, readonly=True)
    size = fields.Integer(string="Size (kB)", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    first_number = fields.Integer(string="First archive number", readonly=True)
    last_number = fields.Integer(string="Last archive number", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="Content", readonly=True, ondelete="set null"
    )

    _number_unique = models.UniqueIndex(
        "(job_id, number)", "This part of the export is there already."
    )

    # === ACTION METHODS === #

    def action_download(self):
        """:return: what the browser downloads
        :rtype: dict"""
        self.ensure_one()
        self.check_access("read")
        if not self.attachment_id:
            raise UserError(
                self.env._("This file was removed from the server: export again.")
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    # === STORE === #

    @api.model
    @contextmanager
    def _open(self):
        """Open a file where Odoo keeps its files, so that it need not be copied.

        :return: the file, gone afterwards unless it was kept
        :rtype: file
        """
        folder = Path(self.env["ir.attachment"]._full_path("tpe_exports"))
        folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, prefix=".part-")
        os.close(handle)
        try:
            with open(path, "w+b") as file:
                yield file
        finally:
            Path(path).unlink(missing_ok=True)
            self._forget_leftovers(folder)

    @api.model
    def _forget_leftovers(self, folder):
        """Remove what a server that was killed has left."""
        limit = fields.Datetime.now().timestamp() - 86400
        for path in folder.glob(".part-*"):
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)

    @api.model
    def _keep(self, file, job, at, span, name):
        """Make an open file a file of an export.

        :param file file: from :meth:`_open`
        :param tpe.archive.export.job job: whose file
        :param int at: place of the part
        :param list span: first and last archive number in it
        :param str name: its name
        :rtype: tpe.archive.export.part
        """
        size, sha1, sha256 = self._measure(file)
        part = self.create(
            {
                "job_id": job.id,
                "number": at + 1,
                "name": name,
                "size": -(-size // 1000),
                "sha256": sha256,
                "first_number": span[0],
                "last_number": span[1],
            }
        )
        part.attachment_id = self._attach(file, part, size, sha1)
        return part

    @api.model
    def _measure(self, file):
        """:return: size, SHA-1 (as Odoo names its files) and SHA-256 of a file
        :rtype: tuple[int, str, str]"""
        hashes = (hashlib.sha1(usedforsecurity=False), hashlib.sha256())
        file.flush()
        file.seek(0)
        while chunk := file.read(CHUNK):
            for one in hashes:
                one.update(chunk)
        size = file.tell()
        file.seek(0)
        return size, *(one.hexdigest() for one in hashes)

    @api.model
    def _attach(self, file, part, size, sha1):
        """:return: attachment with the content of a file
        :rtype: ir.attachment"""
        attachments = self.env["ir.attachment"]
        is_sealed = part.name.endswith(".p7m")
        values = {
            "name": part.name,
            "res_model": self._name,
            "res_id": part.id,
            "mimetype": f"application/{'pkcs7-mime' if is_sealed else 'zip'}",
        }
        if attachments._storage() != "file":  # another store takes it as a whole
            return attachments.create({**values, "raw": file.read()})
        fname = f"{sha1[:2]}/{sha1}"
        path = Path(attachments._full_path(fname))
        path.parent.mkdir(parents=True, exist_ok=True)
        attachments._mark_for_gc(fname)  # gone again if all is rolled back
        path.unlink(missing_ok=True)
        os.link(file.name, path)
        attachment = attachments.create(values)
        attachment.flush_recordset()
        # the ORM takes content through the memory only
        self.env.cr.execute(
            SQL(
                "UPDATE ir_attachment SET store_fname = %s, checksum = %s,"
                " file_size = %s WHERE id = %s",
                fname,
                sha1,
                size,
                attachment.id,
            )
        )
        attachment.invalidate_recordset()
        return attachment
