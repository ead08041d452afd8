# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import os

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.vault import DamagedError, LockedError, Vault, unlock

# what stands for a hash that cannot be had
DAMAGED, LOCKED = "damaged", "locked"


class TpeArchiveKey(models.Model):
    """The key that encrypts the files of the archive: a file beside the seal key."""

    _inherit = "tpe.archive.key"

    @api.model
    def _get_vault_path(self):
        """:return: file of the key that encrypts now
        :rtype: Path"""
        return self._get_folder() / f"{self._get_prefix()}.key"

    @api.model
    def _make_vault(self):
        """Make the key that encrypts, unless it is there.

        :raises UserError: when its file cannot be written
        """
        path = self._get_vault_path()
        if not self._read_private(path):
            self._make_private(path)

    @api.model
    def _get_vault(self):
        """:return: the key that encrypts now
        :rtype: Vault
        :raises UserError: when its file is lost
        """
        path = self._get_vault_path()
        private = self._read_private(path)
        if private:
            return Vault(private.private_bytes_raw())
        # a new one made in silence would hide that older files cannot be read any more
        raise UserError(
            self.env._(
                "The key that encrypts the archive is lost, so nothing was issued. "
                "Put its file back from your backup: %s. If there is no copy, switch "
                "the encryption off and on again: that makes a new key, and what was "
                "encrypted with the lost one cannot be read any more.",
                path,
            )
        )

    @api.model
    def _get_vaults(self):
        """:return: keys that open files, by name; those of a database that was copied
            on this server are among them
        :rtype: dict[bytes, Vault]"""
        privates = self._read_files(self._get_folder().glob("*.key"))
        vaults = [Vault(private.private_bytes_raw()) for private in privates]
        return {vault.name: vault for vault in vaults}

    @api.model
    def _unlock(self, stored):
        """:param bytes stored: an encrypted file
        :return: the plain bytes
        :rtype: bytes
        :raises LockedError: when its key is not on this server
        :raises DamagedError: when it was changed
        """
        return unlock(self._get_vaults(), stored)

    @api.model
    def _get_lost_message(self, error):
        """:param LockedError error: tells which key is lost
        :return: what that means for the user
        :rtype: str"""
        return self.env._(
            "This document is encrypted, and the key that opens it (%(name)s) is not "
            "on this server. Have your administrator put the file of the key back from "
            "your backup, into the folder %(folder)s.",
            name=error,
            folder=self._get_folder(),
        )


class TpeArchiveEntry(models.Model):
    """Whose files are encrypted, and their bytes."""

    _inherit = "tpe.archive.entry"

    @api.model
    @tools.ormcache()
    def _get_locked_companies(self):
        """:return: companies whose archive is encrypted
        :rtype: frozenset[int]"""
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_company WHERE tpe_archive_is_locked")
        )
        return frozenset(row[0] for row in rows)

    @api.model
    def _prepare_stored(self, company_id, content):
        """:param int company_id: whose archive
        :param bytes content: plain bytes
        :return: the bytes to store
        :rtype: bytes"""
        if not content or company_id not in self._get_locked_companies():
            return content
        return self.env["tpe.archive.key"]._get_vault().lock(content)

    @api.model
    def _open_hashes(self, rows):
        """Complete rows of the audit with the hashes of what is encrypted: of the
        plain bytes, as everywhere.

        :param list[dict] rows: with what is stored encrypted in ``xml_locked`` and
            ``db_locked``, which go
        """
        for row in rows:
            for name in ("xml", "db"):
                if stored := row.pop(f"{name}_locked"):
                    row[f"{name}_found"] = self._hash_stored(None, stored)

    @api.model
    def _hash_stored(self, store_fname, stored=None):
        """:param str store_fname: name in the file store, or None
        :param bytes stored: else the bytes that the database holds
        :return: SHA-256 of the plain bytes; None when there are none, DAMAGED or LOCKED
        :rtype: str or None"""
        files = self.env["ir.attachment"]
        try:
            content = files._tpe_read_stored(store_fname, stored)
        except DamagedError:
            return DAMAGED
        except LockedError:
            return LOCKED
        if content:
            return hashlib.sha256(content).hexdigest()
        # a file that was emptied is there, and was changed
        is_there = store_fname and os.path.exists(files._full_path(store_fname))
        return DAMAGED if is_there else None
