# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools.effectiveness import get_gain
from ..tools.ratio import HUNDRED, get_ratio
from .tpe_kpi import Figure

ZERO = Decimal(0)


class TpeKpi(models.Model):
    """The figures of what reminders bring."""

    _inherit = "tpe.kpi"

    def _figure_reminder_effectiveness(self, inputs):
        return self._get_effect(inputs, self._get_reminder_rows(inputs, 3))

    def _figure_reminder_wording(self, inputs):
        rows = self._get_reminder_rows(inputs, 4)
        return self._get_effect(inputs, [row for row in rows if row[0][3]])

    def _figure_reminder_euros_gained(self, inputs):
        return self._get_gained(inputs, 0)

    def _figure_reminder_days_gained(self, inputs):
        return self._get_gained(inputs, 1)

    def _get_effect(self, inputs, rows):
        """Make the figure of the share that was paid.

        :param KpiInputs inputs: the ledger
        :param list rows: see ``_get_reminder_rows``
        :rtype: Figure
        """
        asked, paid, _days = _add_up(sums for _keys, _label, sums in rows)
        return Figure(
            get_ratio(paid, asked, HUNDRED),
            paid,
            asked,
            rows=[
                (_write_key(keys), label, get_ratio(sums[1], sums[0], HUNDRED))
                + (sums[1], sums[0])
                for keys, label, sums in rows
            ],
        )

    def _get_gained(self, inputs, part):
        """Make the figure of what reminders brought beyond what comes by itself.

        :param KpiInputs inputs: the ledger
        :param int part: 0 for the amount, 1 for the days
        :rtype: Figure
        """
        rows = self._get_reminder_rows(inputs, 4)
        total = _add_up(sums for _keys, _label, sums in rows)
        return Figure(
            get_gain(*total, inputs.by_itself)[part],
            total[1],
            total[0],
            rows=[
                (_write_key(keys), label, get_gain(*sums, inputs.by_itself)[part])
                + (sums[1], sums[0])
                for keys, label, sums in rows
            ],
        )

    def _get_reminder_rows(self, inputs, depth):
        """Add reminders up, in the order of the plans.

        :param KpiInputs inputs: the ledger
        :param int depth: 3 by plan, level and channel; 4 by wording too
        :return: keys, label, (asked, paid, paid x days left) of each
        :rtype: list[tuple]
        """
        groups = {}
        for row in inputs.reminder_effect:
            groups.setdefault(row[:depth], []).append(row[-3:])
        # names of steps are no secret to who may read figures
        plans_sudo = self.env["tpe.reminder.plan"].sudo()
        levels_sudo = self.env["tpe.reminder.level"].sudo()
        reminders = self.env["tpe.reminder"]
        names = {
            name: dict(reminders._fields[name]._description_selection(self.env))
            for name in ("channel", "wording")
        }
        rows = []
        for keys, parts in groups.items():
            plan = plans_sudo.browse(keys[0] or ())
            level = levels_sudo.browse(keys[1] or ())
            words = [plan.display_name, level.display_name, names["channel"][keys[2]]]
            words += [names["wording"].get(key) for key in keys[3:]]
            label = " · ".join(filter(None, words))
            rest = [str(key) for key in keys[2:]]
            order = plan.display_name or "", level.sequence, level.id or 0, rest
            rows.append((order, (keys, label, _add_up(parts))))
        return [row for _order, row in sorted(rows, key=lambda pair: pair[0])]


def _add_up(rows):
    """Add up columns."""
    sums = [sum(column, ZERO) for column in zip(*rows, strict=True)]
    return tuple(sums) or (ZERO,) * 3


def _write_key(keys):
    """Write the key of a row: plan id, level id, channel and, if any, wording."""
    plan, level, *rest = keys
    return "-".join([str(plan or 0), str(level or 0), *filter(None, rest)])
