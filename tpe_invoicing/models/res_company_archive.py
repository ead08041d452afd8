# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KEEPERS = ("account.group_account_manager", "base.group_system")


class ResCompany(models.Model):
    """What the owner decides about the safety of the archive."""

    _inherit = "res.company"

    tpe_archive_is_locked = fields.Boolean(
        string="Encrypt the archive",
        readonly=True,
        copy=False,
        help="Files of sealed documents are encrypted where they are stored "
        "(AES-256-GCM). The key is a file of the server: without it they cannot be "
        "read any more.",
    )
    tpe_archive_progress = fields.Char(
        string="State of the encryption", compute="_compute_tpe_archive_progress"
    )

    @api.depends("tpe_archive_is_locked")
    @api.depends_context("lang")
    def _compute_tpe_archive_progress(self):
        entries = self.env["tpe.archive.entry"]
        for company in self:
            done, total = entries._count_converted(company)
            words = self.env._("%(done)s of %(total)s files are stored in the clear.")
            if company.tpe_archive_is_locked:
                words = self.env._("%(done)s of %(total)s files are encrypted.")
            company.tpe_archive_progress = words % {"done": done, "total": total}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archived(self):
        # whoever deletes companies need not be a reader of their archives
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        domain = [("company_id", "in", self.ids)]
        if kept_sudo := entries_sudo.search(domain, limit=1).company_id:
            raise UserError(
                self.env._(
                    "%s has sealed documents that the law wants kept: archive the "
                    "company instead of deleting it.",
                    kept_sudo.name,
                )
            )

    # === ACTION METHODS === #

    @api.model
    def action_tpe_open_archive(self):
        """Open the page about the safety of the archive.

        :return: action that shows it
        :rtype: dict
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "tpe_invoicing.res_company_action_tpe_archive"
        )
        return action | {"res_id": self.env.company.id}

    def action_tpe_lock_archive(self):
        """Encrypt the archive from now on; what there is follows in the background.

        :return: True
        :rtype: bool
        :raises AccessError: when the user is neither owner nor administrator
        """
        self._tpe_check_keeper()
        self.env["ir.attachment"]._tpe_refuse_lock()
        self.env["tpe.archive.key"]._make_vault()
        return self._tpe_switch_lock(True)

    def action_tpe_unlock_archive(self):
        """Store the archive in the clear again; what there is follows.

        :return: True
        :rtype: bool
        :raises AccessError: when the user is neither owner nor administrator
        """
        self._tpe_check_keeper()
        return self._tpe_switch_lock(False)

    def _tpe_switch_lock(self, is_locked):
        """:param bool is_locked: whether the archive is to be encrypted
        :rtype: bool"""
        self.ensure_one()
        # the right to decide was checked; administrators need none on companies
        self.sudo().tpe_archive_is_locked = is_locked
        self.flush_recordset(["tpe_archive_is_locked"])
        self.env.registry.clear_cache()
        action = "lock" if is_locked else "unlock"
        self.env["tpe.archive.access"]._note(self.id, action)
        cron_sudo = self.env.ref("tpe_invoicing.ir_cron_tpe_archive_convert").sudo()
        cron_sudo._trigger()  # nobody has rights on jobs by himself
        return True

    def _tpe_check_keeper(self):
        """Make sure that the user answers for the archive of these companies.

        :raises AccessError: otherwise
        """
        user = self.env.user
        is_own = self <= user.company_ids
        if not (is_own and any(user.has_group(group) for group in KEEPERS)):
            raise AccessError(
                self.env._("Only the owner or an administrator decides that.")
            )


class TpeArchiveAccess(models.Model):
    """Decisions about the safety of the archive stand in its journal."""

    _inherit = "tpe.archive.access"

    action = fields.Selection(
        selection_add=[
            ("lock", "Encryption switched on"),
            ("unlock", "Encryption switched off"),
            ("rotate", "Change of key"),
            ("key_backup", "Backup of the key"),
            ("key_kept", "Copy of the key confirmed"),
        ],
        ondelete=dict.fromkeys(
            ("lock", "unlock", "rotate", "key_backup", "key_kept"), "cascade"
        ),
    )
