# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of what reminders bring."""

    _inherit = "tpe.kpi"

    def _figure_reminder_effectiveness(self, inputs):
        return Figure(None, rows=[])
