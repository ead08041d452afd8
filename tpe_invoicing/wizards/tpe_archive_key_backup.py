# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import fields, models
from odoo.exceptions import UserError

SHORTEST = 12  # characters


class TpeArchiveKeyBackup(models.TransientModel):
    """The keys of the archive under a passphrase, about to be taken away.

    Made by the owner; the passphrase is used when the form is saved and kept nowhere.
    """

    _name = "tpe.archive.key.backup"
    _description = "Backup of the keys of the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    passphrase = fields.Char(
        compute="_compute_passphrase", inverse="_inverse_passphrase", readonly=False
    )
    passphrase_again = fields.Char(
        string="The same again",
        compute="_compute_passphrase",
        inverse="_inverse_passphrase",
        readonly=False,
    )
    content = fields.Binary(attachment=False, readonly=True)

    def _compute_passphrase(self):
        self.passphrase = self.passphrase_again = False

    def _inverse_passphrase(self):
        for backup in self:
            backup.company_id._tpe_check_keeper()
            passphrase = backup.passphrase or ""
            if len(passphrase) < SHORTEST:
                raise UserError(
                    self.env._(
                        "Choose a longer passphrase, of %s characters at least: four "
                        "words taken at random, for instance.",
                        SHORTEST,
                    )
                )
            if passphrase != backup.passphrase_again:
                raise UserError(self.env._("The two passphrases differ."))
            # the owner may take the keys away, which are nobody's in the database
            keys_sudo = self.env["tpe.archive.key"].sudo()
            text = keys_sudo._write_backup(passphrase)
            backup.content = base64.b64encode(text.encode())

    def action_download(self):
        """Give the file, and note that the keys are kept.

        :return: what the browser opens
        :rtype: dict
        :raises UserError: when no passphrase was entered
        """
        self.ensure_one()
        self.company_id._tpe_check_keeper()
        if not self.content:
            raise UserError(self.env._("Enter a passphrase first."))
        self.company_id._tpe_note_kept_key("key_backup")
        name = self.env._("archive-keys.txt")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{name}?download=true",
        }
