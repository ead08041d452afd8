# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.chain import fingerprint
from ..tools.signing import dump_key, get_public
from ..tools.vault import Vault


class TpeArchiveKey(models.Model):
    """The key files as one file to take away, and what they are known by."""

    _inherit = "tpe.archive.key"

    @api.model
    def _get_key_files(self):
        """:return: private keys of this database by file name: those that sign or
            signed, and the one that encrypts
        :rtype: dict[str, Ed25519PrivateKey]"""
        folder, prefix = self._get_folder(), self._get_prefix()
        paths = [*folder.glob(f"{prefix}*.pem"), *folder.glob(f"{prefix}*.key")]
        return {path.name: self._read_private(path) for path in sorted(paths)}

    @api.model
    def _get_backup_name(self):
        """:return: what tells the keys in use now from all others: a copy of other
            keys does not help; empty while there is none
        :rtype: str"""
        private = self._read_private(self._get_folder() / f"{self._get_prefix()}.pem")
        if not private:
            return ""
        names = [fingerprint(get_public(private))]
        if secret := self._read_private(self._get_vault_path()):
            names.append(Vault(secret.private_bytes_raw()).name.hex())
        return "+".join(names)

    @api.model
    def _write_backup(self, passphrase):
        """Write every key of this database under a passphrase.

        :param str passphrase: encrypts each of them
        :return: text with one PEM block for each file, and how to put them back
        :rtype: str
        :raises UserError: when there is no key yet
        """
        keys = self._get_key_files()
        if not keys:
            raise UserError(
                self.env._("There is no key yet: it comes with the first seal.")
            )
        blocks = [
            f"{name}\n{dump_key(private, passphrase.encode()).decode()}"
            for name, private in keys.items()
        ]
        notice = self.env._(
            "Keys of the archive of sealed invoices, %(day)s.\n"
            "Keep this file off the server, and the passphrase in another place. "
            "Without the seal key old documents can still be verified; without the key "
            "of the encryption (.key) encrypted documents cannot be read any more.\n"
            "To put a key back: copy its block, with the lines BEGIN and END, into a "
            "file of the name that stands above it, in the folder %(folder)s; take the "
            "passphrase away with\n"
            "    openssl pkey -in BLOCK -out NAME\n"
            "or enter it as tpe_seal_key_passphrase in the configuration of Odoo; give "
            "the file to the account that runs Odoo, readable by it alone (chmod 600).",
            day=fields.Date.to_string(fields.Date.context_today(self)),
            folder=self._get_folder(),
        )
        return "\n\n".join([notice, *blocks])


class ResCompany(models.Model):
    """The key of the archive is changed and copied by the owner himself."""

    _inherit = "res.company"

    tpe_archive_key_name = fields.Char(
        string="Key that seals", compute="_compute_tpe_archive_key"
    )
    tpe_archive_key_is_kept = fields.Boolean(
        string="A copy of the keys is kept", compute="_compute_tpe_archive_key"
    )

    @api.depends("tpe_saved_key", "tpe_archive_is_locked")
    def _compute_tpe_archive_key(self):
        name = self.env["tpe.archive.key"]._get_backup_name()
        for company in self:
            company.tpe_archive_key_name = name[:16]
            company.tpe_archive_key_is_kept = (
                bool(name) and company.tpe_saved_key == name
            )

    def action_tpe_rotate_key(self):
        """Seal with a new key from now on; the old one announces it in each chain.

        :return: True
        :rtype: bool
        :raises AccessError: when the user is neither owner nor administrator
        """
        self._tpe_check_keeper()
        self.env["tpe.archive.key"]._rotate()
        for company in self:
            self.env["tpe.archive.access"]._note(company.id, "rotate")
        self.invalidate_recordset(["tpe_archive_key_name", "tpe_archive_key_is_kept"])
        return True

    def _tpe_note_kept_key(self, action):
        """Remember that the keys in use now are kept, and by whom it was said.

        :param str action: of the journal
        """
        name = self.env["tpe.archive.key"]._get_backup_name()
        for company in self:
            # the right to say so was checked; administrators need none on companies
            company.sudo().tpe_saved_key = name
            self.env["tpe.archive.access"]._note(company.id, action)
