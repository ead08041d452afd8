# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools.ratio import HUNDRED, get_ratio
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of what reminders bring."""

    _inherit = "tpe.kpi"

    def _figure_reminder_effectiveness(self, inputs):
        effect = inputs.reminder_effect
        asked = sum((row[-2] for row in effect), Decimal(0))
        paid = sum((row[-1] for row in effect), Decimal(0))
        return Figure(
            get_ratio(paid, asked, HUNDRED),
            paid,
            asked,
            rows=self._get_reminder_rows(effect),
        )

    def _get_reminder_rows(self, effect):
        """Make one row a plan, level and channel, in the order of the plans.

        :param list effect: see ``KpiInputs.reminder_effect``
        :return: rows of a table
        :rtype: list
        """
        # names of steps are no secret to who may read figures
        plans_sudo = self.env["tpe.reminder.plan"].sudo()
        levels_sudo = self.env["tpe.reminder.level"].sudo()
        names = dict(
            self.env["tpe.reminder"]._fields["channel"]._description_selection(self.env)
        )
        rows = []
        for plan_id, level_id, channel, _count, _settled, asked, paid in effect:
            plan = plans_sudo.browse(plan_id or ())
            level = levels_sudo.browse(level_id or ())
            parts = (plan.display_name, level.display_name, names[channel])
            label = " · ".join(part for part in parts if part)
            key = f"{plan.id or 0}-{level.id or 0}-{channel}"
            rate = get_ratio(paid, asked, HUNDRED)
            order = (plan.display_name or "", level.sequence, level.id or 0, channel)
            rows.append((order, (key, label, rate, paid, asked)))
        return [row for _order, row in sorted(rows)]
