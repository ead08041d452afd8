# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import models

HOLD_DAYS = 7


class ResPartner(models.Model):
    """A customer whom the owner leaves alone for a while."""

    _inherit = "res.partner"

    def _tpe_hold_reminders(self, company):
        """Pause what would be reminded today for a week. Asked again, it does nothing.

        :param res.company company: whose invoices
        :return: last day of the pause
        :rtype: date
        """
        self.ensure_one()
        runs = self.env["tpe.reminder.run"]
        today = runs._get_day(company)
        until = today + timedelta(days=HOLD_DAYS)
        planner = self.env["tpe.reminder.planner"].with_company(company)
        prepared, _skips = planner._plan(company, today, self.ids)
        move_ids = {
            item.move_id for ready in prepared for item, _amount in ready.message.dues
        }
        person = runs._get_person_in_charge(company)
        self.env["tpe.reminder.pause"].create(
            [
                {
                    "move_id": move_id,
                    "kind": "block",
                    "until": until,
                    "reason": self.env._("Stopped from the mail of the day."),
                    "user_id": person.id,
                }
                for move_id in sorted(move_ids)
            ]
        )
        return until
