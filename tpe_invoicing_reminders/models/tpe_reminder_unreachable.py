# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import api, models
from odoo.tools.misc import format_amount

from .tpe_reminder_run import READERS

LIST = "tpe_invoicing_reminders.account_move_line_view_list_tpe_open"


class TpeReminderRun(models.Model):
    """The money that nobody can be asked for: no address that works, by any way."""

    _inherit = "tpe.reminder.run"

    @api.model
    def _find_unreachable(self, company, on_date):
        """Find what would be reminded, had the customer any address that works.

        :param res.company company: whose open items
        :param date on_date: the day
        :return: items, and their sum by currency
        :rtype: tuple[list[planning.Item], dict[int, Decimal]]
        """
        planner = self.env["tpe.reminder.planner"]
        _prepared, skips = planner._plan(company, on_date)
        items = [skip.item for skip in skips if skip.reason == "no_address"]
        sums = defaultdict(int)
        for item in items:
            sums[item.currency_id] += item.residual
        return items, sums

    @api.model
    def action_show_unreachable(self):
        """List them, with their sum in the title.

        :return: action
        :rtype: dict
        """
        company = self._get_company(self.env.company.id, READERS)
        items, sums = self._find_unreachable(company, self._get_day(company))
        currencies = self.env["res.currency"]
        amounts = [
            format_amount(self.env, float(amount), currencies.browse(currency_id))
            for currency_id, amount in sums.items()
        ]
        if not amounts:
            amounts = [format_amount(self.env, 0, company.currency_id)]
        view = self.env.ref(LIST)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Unreachable: %(amount)s", amount=" + ".join(amounts)),
            "res_model": "account.move.line",
            "view_mode": "list",
            "views": [(view.id, "list")],
            "domain": [("id", "in", [item.line_id for item in items])],
            "help": self.env._("Every customer with something due can be reached."),
        }
