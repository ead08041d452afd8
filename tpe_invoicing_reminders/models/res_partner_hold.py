# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta

from odoo import models
from odoo.tools import SQL

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
        today = self.env["tpe.reminder.run"]._get_day(company)
        until = today + timedelta(days=days)
        moves = self._tpe_get_owed_moves(company).filtered(
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

    def _tpe_hold_once(self, company):
        """Do the same for a button that is pressed from two places at once: who comes
        second begins anew, and finds it done.

        :param res.company company: see :meth:`_tpe_hold_reminders`
        :return: last day of the pause
        :rtype: date
        """
        same = SQL("UPDATE res_partner SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(same, log_exceptions=False)
        return self._tpe_hold_reminders(company)

    def _tpe_get_owed_moves(self, company):
        """:param res.company company: whose invoices, and those of its branches
        :return: what this customer still has to pay
        :rtype: account.move"""
        return self.env["account.move"].search(
            [
                ("company_id", "child_of", company.id),
                ("commercial_partner_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
            ]
        )

    def _tpe_get_hold_end(self, moves):
        """:param account.move moves: what this customer owes
        :return: last day on which all of it is held; None when something is not
        :rtype: date | None"""
        ends = []
        for move in moves:
            pauses = move._tpe_get_active_pauses().filtered(lambda p: not p.amount)
            days = [pause._get_last_day() or date.max for pause in pauses]
            ends.append(max(days, default=date.min))
        end = min(ends, default=date.min)
        # what is held without an end may be held for a week as well
        return end if date.min < end < date.max else None

    def _tpe_find_last_reminder(self, company, days):
        """:param res.company company: who reminds
        :param int days: how far back
        :return: the last reminder that left for this customer in these days
        :rtype: tpe.reminder"""
        first = self.env["tpe.reminder.run"]._get_day(company) - timedelta(days=days)
        domain = [
            ("company_id", "child_of", company.id),
            ("partner_id", "=", self.id),
            ("state", "=", "sent"),
            ("date", ">=", first),
        ]
        return self.env["tpe.reminder"].search(domain, order="date desc", limit=1)
