# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, api

VIEW = "tpe_invoicing_reminders.res_config_settings_view_form"


def migrate(cr, version):
    """Take the settings of reminders from where they stood: their fields are gone, and
    the settings of addons that are loaded later would not be understood beside them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    if view := env.ref(VIEW, raise_if_not_found=False):
        view.unlink()
