# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import io
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError

RESTORERS = ("account.group_account_manager",)


class TpeArchiveRestore(models.TransientModel):
    """Files of an export that an owner wants back as an archive, until it is done."""

    _name = "tpe.archive.restore"
    _description = "Restore the archive"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file_ids = fields.Many2many("ir.attachment", string="Files of the export")
    password = fields.Char(copy=False, help="The one the export was encrypted with.")

    @api.depends("company_id")
    def _compute_display_name(self):
        for restore in self:
            restore.display_name = self.env._("Restore the archive")

    def action_restore(self):
        """Rebuild the archive from the files.

        :return: the archive
        :rtype: dict
        :raises UserError: when something is wrong with them
        """
        self.ensure_one()
        entries = self.env["tpe.archive.entry"]
        entries._check_archive_access(self.company_id.id, RESTORERS)
        if not self.file_ids:
            raise UserError(
                self.env._("Choose the file of the export, or all of them.")
            )
        password, self.password = self.password, False  # it never stays in the database
        with tempfile.TemporaryDirectory(prefix="tpe-restore-") as folder:
            files = ((file.name, io.BytesIO(file.raw or b"")) for file in self.file_ids)
            entries._unpack_exports(files, folder, password)
            # the rights are checked; entries and files are written by nobody himself
            entries.sudo()._restore_folder(
                self.company_id, folder, ", ".join(self.file_ids.mapped("name"))
            )
        self.file_ids.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing.tpe_archive_entry_action"
        )
