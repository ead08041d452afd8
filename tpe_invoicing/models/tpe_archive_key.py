# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
import os
from functools import lru_cache
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config, ormcache

from ..tools.chain import fingerprint
from ..tools.signing import (
    KeyFileError,
    get_public,
    is_protected,
    make_key,
    make_verifier,
    protect_key,
    read_key,
)

_logger = logging.getLogger(__name__)


@lru_cache(maxsize=64)
def _load(path, _changed_at, passphrase):
    """:return: the private key in a file, read again when the file changes
    :rtype: Ed25519PrivateKey"""
    if os.stat(path).st_mode & 0o077:
        _logger.warning("the seal key was readable by others than its owner")
        os.chmod(path, 0o600)
    private = read_key(path, passphrase)
    if private and passphrase and not is_protected(Path(path).read_bytes()):
        # the passphrase was set after the key was made
        protect_key(Path(path), private, passphrase)
    return private


@lru_cache(maxsize=256)
def _get_path(folder, name):
    """:return: a file of a folder; made of its parts once
    :rtype: Path"""
    return Path(folder) / name


@lru_cache(maxsize=64)
def _get_name(private):
    """:return: fingerprint of a key
    :rtype: str"""
    return fingerprint(get_public(private))


class TpeArchiveKey(models.Model):
    """A key that signs archive entries: its public half, and since when it does.

    Made by the first sealing. The private half is a file of the server, outside the
    database: in the folder that ``tpe_seal_key_path`` of the configuration names, else
    in ``tpe_seal`` of the data folder. When that file is lost a new key is made, an
    entry of kind "key" says so in each chain, and old entries still verify.
    """

    _name = "tpe.archive.key"
    _inherit = "tpe.append.only.mixin"
    _description = "Key of the archive"
    _log_access = False
    _order = "id desc"

    name = fields.Char(string="Fingerprint", required=True, readonly=True)
    public_key = fields.Char(required=True, readonly=True)
    created_at = fields.Datetime(
        string="Created on",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    is_at_hand = fields.Boolean(
        string="On this server",
        compute="_compute_is_at_hand",
        help="Whether the private half of the key is on this server.",
    )

    _name_unique = models.UniqueIndex("(name)", "This key is known already.")

    def _compute_is_at_hand(self):
        names = set(self._get_privates())
        for key in self:
            key.is_at_hand = key.name in names

    # === FILES === #

    @api.model
    def _get_folder(self):
        """:return: folder of the private keys, never in the database
        :rtype: Path"""
        return _get_path(*self._get_folder_parts())

    @api.model
    def _get_folder_parts(self):
        """:return: the folder that holds it, and its name
        :rtype: tuple[str, str]"""
        own = config.get("tpe_seal_key_path")
        return (own, "") if own else (config["data_dir"], "tpe_seal")

    @api.model
    def _get_file(self, ending):
        """:param str ending: of its name
        :return: a file of this database in the folder of the keys
        :rtype: Path"""
        return _get_path(self._get_folder(), self._get_prefix() + ending)

    @api.model
    @ormcache(cache="stable")
    def _get_prefix(self):
        """:return: how the files of this database begin; a copy made by Odoo has its
            own, so that it never signs with the key of the original
        :rtype: str"""
        settings_sudo = self.env["ir.config_parameter"].sudo()  # the same for everybody
        return settings_sudo.get_param("database.uuid")

    @api.model
    def _get_passphrase(self):
        """Read the passphrase of the key files: never from the database.

        ``tpe_seal_key_passphrase`` of the configuration, the environment variable
        ``TPE_SEAL_KEY_PASSPHRASE``, else the file that
        ``tpe_seal_key_passphrase_file`` of the configuration names.

        :return: the passphrase, or None when the files have none
        :rtype: bytes or None
        :raises UserError: when that file cannot be read
        """
        own = config.get("tpe_seal_key_passphrase")
        if own := own or os.environ.get("TPE_SEAL_KEY_PASSPHRASE"):
            return own.encode()
        path = config.get("tpe_seal_key_passphrase_file")
        if not path:
            return None
        try:
            return Path(path).read_bytes().strip() or None
        except OSError as error:
            raise UserError(
                self.env._(
                    "The file with the passphrase of the seal key cannot be read: "
                    "%(path)s (%(reason)s)",
                    path=path,
                    reason=error.strerror,
                )
            ) from error

    @api.model
    def _read_private(self, path):
        """:param Path path: file of a key
        :return: the key, or None when there is no file
        :rtype: Ed25519PrivateKey or None
        :raises UserError: when there is a file that cannot be used
        """
        passphrase = self._get_passphrase()
        try:
            return _load(str(path), path.stat().st_ctime_ns, passphrase)
        except FileNotFoundError:
            return None
        except (OSError, KeyFileError) as error:
            raise UserError(
                self.env._(
                    "The seal key cannot be read, so nothing can be sealed. Put its "
                    "file back from your backup, or give it to the account that runs "
                    "Odoo: "
                    "%(path)s (%(reason)s)",
                    path=path,
                    reason=self._say_unreadable(error),
                )
            ) from error

    @api.model
    def _say_unreadable(self, error):
        """:return: why a file gives no key
        :rtype: str"""
        texts = {
            "passphrase_missing": self.env._("its passphrase is not given"),
            "passphrase_wrong": self.env._(
                "its passphrase is wrong, or the file is damaged"
            ),
            "no_key": self.env._("it holds no Ed25519 key, or it is damaged"),
        }
        return texts.get(str(error)) or error.strerror

    @api.model
    def _get_privates(self):
        """:return: private keys of this database on this server, by fingerprint
        :rtype: dict[str, Ed25519PrivateKey]"""
        files = self._get_folder().glob(f"{self._get_prefix()}*.pem")
        return {_get_name(private): private for private in self._read_files(files)}

    @api.model
    def _read_files(self, paths):
        """:param paths: files of keys
        :return: those that can be read: what was signed is verified without the others
        :rtype: list[Ed25519PrivateKey]"""
        privates = []
        for path in sorted(paths):
            try:
                privates.append(self._read_private(path))
            except UserError as error:
                _logger.warning("%s", error)
        return list(filter(None, privates))

    # === SIGN AND VERIFY === #

    @api.model
    def _get_current(self):
        """Return the key that signs now; make it when there is none.

        :return: fingerprint and private key
        :rtype: tuple[str, Ed25519PrivateKey]
        :raises UserError: when its file cannot be read or written
        """
        path = self._get_file(".pem")
        private = self._read_private(path)
        private = private or self._make_private(path)
        return _get_name(private), private

    @api.model
    def _make_private(self, path):
        """:param Path path: file to write
        :return: a new key
        :rtype: Ed25519PrivateKey
        :raises UserError: when the file cannot be written
        """
        try:
            return make_key(path, self._get_passphrase())
        except OSError as error:
            raise UserError(
                self.env._(
                    "The seal key cannot be written, so nothing can be sealed. "
                    "Free some space, or let the account that runs Odoo write "
                    "there: "
                    "%(path)s (%(reason)s)",
                    path=path,
                    reason=error.strerror,
                )
            ) from error

    @api.model
    def _get_key_id(self, private):
        """:param Ed25519PrivateKey private: a key
        :return: id of its record, made when it is new
        :rtype: int"""
        public = get_public(private)
        name = fingerprint(public)
        find = SQL("SELECT id FROM tpe_archive_key WHERE name = %s", name)
        rows = self.env.execute_query(find)
        if not rows:
            # of two transactions that meet a new key at once the second is run again
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO tpe_archive_key (name, public_key, created_at)
                    VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
                    """,
                    name,
                    public,
                    fields.Datetime.now(),
                ),
                log_exceptions=False,
            )
            rows = self.env.cr.fetchall()
        return rows[0][0]

    @api.model
    def _rotate(self):
        """Sign with a new key from now on. The old one is kept beside it: it signs the
        entry that announces the new one, in each chain."""
        name, _private = self._get_current()
        path = self._get_folder() / f"{self._get_prefix()}.pem"
        os.replace(path, path.with_name(f"{self._get_prefix()}-{name[:16]}.pem"))
        self._get_current()

    @api.model
    def _get_verifier(self):
        """:return: function ``verify(fingerprint, message, signature)``, and the
            fingerprints of the keys that this server holds
        :rtype: tuple[callable, set[str]]"""
        rows = self.env.execute_query(
            SQL("SELECT name, public_key FROM tpe_archive_key")
        )
        privates = self._get_privates()
        return make_verifier(dict(rows), privates.values()), set(privates)
