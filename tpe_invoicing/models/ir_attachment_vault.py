# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
import os
import time
from contextlib import suppress
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.http import Stream
from odoo.tools import SQL

from ..tools.durable import write_all
from ..tools.vault import DamagedError, LockedError, is_locked

_logger = logging.getLogger(__name__)

MARK = "tpe-"
DAY = 86400  # seconds


class IrAttachment(models.Model):
    """Sealed files are read through here: decrypted, and compared with their seal."""

    _inherit = "ir.attachment"

    # === READ === #

    @api.model
    def _tpe_open(self, stored):
        """:param bytes stored: bytes as they are stored, encrypted or not
        :return: the plain bytes
        :rtype: bytes
        :raises LockedError: when the key that opens them is not on this server
        :raises DamagedError: when they were changed
        """
        if not is_locked(stored):
            return stored
        return self.env["tpe.archive.key"]._unlock(stored)

    @api.model
    def _tpe_read_stored(self, store_fname, db_datas=None):
        """Read a file where it is stored: the one way, for the archive, its audit and
        its export.

        :param str store_fname: name in the file store, which goes first as in Odoo
        :param bytes db_datas: the bytes that the database holds
        :return: the plain bytes, empty when there are none
        :rtype: bytes
        :raises LockedError: when the key that opens them is not on this server
        :raises DamagedError: when an encrypted file was changed
        """
        if store_fname:
            return self._file_read(store_fname)
        return self._tpe_open(bytes(db_datas or b""))

    @api.model
    def _tpe_read_plain(self, store_fname, db_datas=None):
        """Read a file where it is stored, to give it out.

        :param str store_fname: name in the file store
        :param bytes db_datas: the bytes that the database holds
        :return: the plain bytes, empty when there are none or when they were changed
        :rtype: bytes
        :raises UserError: when the key that opens it is not on this server
        """
        try:
            return self._tpe_read_stored(store_fname, db_datas)
        except DamagedError:
            return b""
        except LockedError as error:
            message = self.env["tpe.archive.key"]._get_lost_message(error)
            raise UserError(message) from error

    @api.model
    def _file_read(self, fname, size=None):
        # EXTENDS base: what is encrypted is opened whole
        content = super()._file_read(fname, size=size)
        if not is_locked(content):
            return content
        if size:
            content = super()._file_read(fname)
        return self._tpe_open(content)[:size]

    @api.depends("store_fname", "db_datas")
    def _compute_raw(self):
        # EXTENDS base: a sealed file comes out as it was sealed, or not at all
        sealed = self.filtered(lambda file: file.mimetype == "application/pdf")
        sealed = sealed._tpe_get_sealed() if sealed else {}
        own = self.filtered(lambda file: file.id in sealed or file._tpe_is_locked())
        super(IrAttachment, self - own)._compute_raw()
        for attachment in own:
            try:
                attachment.raw = attachment._tpe_read_sealed(sealed.get(attachment.id))
            except UserError as error:
                if len(self) == 1:
                    raise
                # for this error Odoo reads again what was asked for, alone
                raise AccessError(str(error)) from error

    def _tpe_read_sealed(self, sha256):
        """:param str sha256: of the sealed bytes; None for a mere copy of them
        :return: the plain bytes
        :rtype: bytes
        :raises UserError: after the owner was told, when they are not the sealed ones
        """
        content = self._tpe_read_whole()
        if not sha256 or hashlib.sha256(content).hexdigest() == sha256:
            return content
        entries_sudo = self.env["tpe.archive.entry"].sudo()  # for the alarm
        entry_sudo = entries_sudo.search([("attachment_id", "=", self.id)])
        return entry_sudo._refuse_damaged(bool(content))

    def _tpe_is_locked(self):
        """:return: whether the file is stored encrypted
        :rtype: bool"""
        if self.store_fname:
            return os.path.basename(self.store_fname).startswith(MARK)
        return is_locked(self.db_datas or b"")

    def _tpe_read_whole(self):
        """:return: the plain bytes of a file, empty when they were changed
        :rtype: bytes
        :raises UserError: when the key that opens it is not on this server
        """
        return self._tpe_read_plain(self.store_fname, self.db_datas)

    def _to_http_stream(self):
        # EXTENDS base: it would send the bytes of the disk, whatever they are
        is_own = self.store_fname and (self._tpe_is_locked() or self._tpe_get_sealed())
        if not is_own:
            return super()._to_http_stream()
        content = self.raw
        return Stream(
            type="data",
            data=content,
            size=len(content),
            mimetype=self.mimetype,
            download_name=self.name,
            etag=self.checksum,
            last_modified=self.write_date,
            public=self.public,
        )

    # === WRITE === #

    @api.model
    def _tpe_must_lock(self, content):
        """:param bytes content: plain bytes about to be stored
        :return: whether they are those of a sealed file of an encrypted archive, of
            which a copy is made, to be mailed for instance
        :rtype: bool"""
        companies = self.env["tpe.archive.entry"]._get_locked_companies()
        if not companies or not content or not self._tpe_is_own_store():
            return False
        found = SQL(
            """
            SELECT 1 FROM tpe_archive_entry
             WHERE sha256 = %s AND company_id = ANY(%s) LIMIT 1
            """,
            hashlib.sha256(content).hexdigest(),
            list(companies),
        )
        return bool(self.env.execute_query(found))

    @api.model
    def _tpe_get_store_name(self, plain, is_encrypted, checksum=None):
        """:param bytes plain: plain bytes
        :param bool is_encrypted: whether they are stored encrypted
        :param str checksum: theirs, when it is known
        :return: name in the file store
        :rtype: str"""
        if is_encrypted:
            sha256 = hashlib.sha256(plain).hexdigest()
            return f"{sha256[:2]}/{MARK}{sha256}"
        checksum = checksum or self._compute_checksum(plain)
        return f"{checksum[:2]}/{checksum}"

    @api.model
    def _get_path(self, bin_data, sha):
        # EXTENDS base: encrypted files have names of their own
        if self._storage() != "file" or not self._tpe_must_lock(bin_data):
            return super()._get_path(bin_data, sha)
        fname = self._tpe_get_store_name(bin_data, True)
        return fname, self._full_path(fname)

    @api.model
    def _file_write(self, bin_value, checksum):
        # EXTENDS base
        if not self._tpe_must_lock(bin_value):
            return super()._file_write(bin_value, checksum)
        stored = self.env["tpe.archive.key"]._get_vault().lock(bin_value)
        if self._storage() != "file":
            return super()._file_write(stored, checksum)
        fname = self._tpe_get_store_name(bin_value, True)
        path = Path(self._full_path(fname))
        if not path.exists():
            self._tpe_hold_cleaning_off()
            self._mark_for_gc(fname)
            write_all({path: stored})
        return fname

    def _get_datas_related_values(self, data, mimetype):
        # EXTENDS base
        values = super()._get_datas_related_values(data, mimetype)
        if self._tpe_must_lock(data):
            values["index_content"] = False  # the text of the document
            if values["db_datas"]:
                vault = self.env["tpe.archive.key"]._get_vault()
                values["db_datas"] = vault.lock(data)
        return values

    # === CLEANING === #

    def _gc_file_store_unsafe(self):
        # EXTENDS base: what a crash left half written, under a name that no row has
        super()._gc_file_store_unsafe()
        limit = time.time() - DAY
        for path in Path(self._filestore()).glob("??/.tpe-*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
