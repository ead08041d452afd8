# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date


class TpeReceivableLookBack(models.TransientModel):
    """The question: who owed what on that day?"""

    _name = "tpe.receivable.look.back"
    _description = "Receivables on a past day"

    date = fields.Date(
        string="At the end of", required=True, default=lambda self: self._default_date()
    )

    def _default_date(self):
        """:return: last day of the last month
        :rtype: date"""
        return fields.Date.context_today(self).replace(day=1) - timedelta(1)

    def action_show(self):
        """Show the aged balance as it was.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing_kpi.tpe_receivable_report_action_aged"
        )
        # without its path: the address would not know the day
        action.pop("path", None)
        return action | {
            "name": self.env._("Aged balance on %s", format_date(self.env, self.date)),
            "context": {"tpe_on_date": fields.Date.to_string(self.date)},
        }
