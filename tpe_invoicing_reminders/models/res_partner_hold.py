# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import models

HOLD_DAYS = 7


class ResPartner(models.Model):
    """A customer who is left alone for a while."""

    _inherit = "res.partner"

    def _tpe_hold_reminders(self, company, days=HOLD_DAYS, reason=None):
        """Pause all that this customer owes for some days; again, it does nothing.

        :param res.company company: whose invoices, and those of its branches
        :param int days: for how long
        :param str reason: of the pause; default that the owner wants it so
        :return: last day of the pause
        :rtype: date
        """
        self.ensure_one()
        runs = self.env["tpe.reminder.run"]
        today = runs._get_day(company)
        until = today + timedelta(days=days)
        moves = self.env["account.move"].search(
            [
                ("company_id", "child_of", company.id),
                ("commercial_partner_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
            ]
        )
        moves = moves.filtered(
            lambda move: not move._tpe_get_active_pauses()._last_until(until)
        )
        self.env["tpe.reminder.pause"].create(
            [
                {
                    "move_id": move.id,
                    "kind": "block",
                    "until": until,
                    "reason": reason or self.env._("Stopped from the mail of the day."),
                    "user_id": self._tpe_get_listener(move.company_id).id,
                }
                for move in moves
            ]
        )
        return until
