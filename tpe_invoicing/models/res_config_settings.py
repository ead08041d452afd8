# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ResConfigSettings(models.TransientModel):
    """The way from Odoo's settings to the page of ours."""

    _inherit = "res.config.settings"

    def action_tpe_open_settings(self):
        """Open the settings of the company.

        :return: action
        :rtype: dict
        """
        return self.env["res.company"].action_tpe_open_settings()
