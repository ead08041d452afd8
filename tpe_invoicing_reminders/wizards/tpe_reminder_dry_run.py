# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools.misc import format_date

from ..models.tpe_reminder_run import READERS


class TpeReminderDryRun(models.TransientModel):
    """Asks for a day, and shows what a run would do on it. Nothing is sent."""

    _name = "tpe.reminder.dry.run"
    _description = "Dry run of reminders"

    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Any day, past or to come: what is known, and would be due, on that day, "
        "if nothing more was paid or sent until then.",
    )

    def action_show(self):
        """Show each open item with its step or its reason on that day.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.env["tpe.reminder.run"]._get_company(self.env.company.id, READERS)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_reminders.account_move_line_action_tpe_open"
        )
        return action | {
            "name": self.env._("Dry run of %s", format_date(self.env, self.date)),
            "context": {
                "search_default_owed": 1,
                "tpe_on_date": self.date.isoformat(),
            },
        }
