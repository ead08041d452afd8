# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

# a person waits for so many invoices; more of them go over jobs, where there are any
MANY = 50


class ValidateAccountMove(models.TransientModel):
    """Confirming many drafts at a time."""

    _inherit = "validate.account.move"

    def validate_move(self):
        # EXTENDS account: nobody waits for many invoices
        ours = self.move_ids.filtered(lambda move: move.state == "draft")
        ours = ours._tpe_in_corridor()
        if len(ours) <= MANY or not self.env["tpe.job"]._is_there():
            return super().validate_move()
        ours._tpe_check_accountant()
        if self.force_post:
            ours.auto_post = "no"
        ours._tpe_issue_over_jobs(soft=not self.force_post)
        self.move_ids = [Command.unlink(move_id) for move_id in ours.ids]
        if self.move_ids:
            super().validate_move()
        return self._tpe_tell_queued(len(ours))

    def _tpe_tell_queued(self, count):
        """:return: action that tells that invoices will be issued
        :rtype: dict"""
        message = self.env._(
            "%s invoices are issued by and by, in the order of their dates. What "
            "cannot be issued gets an activity that says why.",
            count,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
