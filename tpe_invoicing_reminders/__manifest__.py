# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "TPE Invoicing: Reminders",
    "summary": "Remind late customers lawfully, once, and only of what they owe",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "AGPL-3",
    "author": "TPE Invoicing contributors",
    "website": "https://example.org/tpe-invoicing",
    "depends": ["tpe_invoicing"],
    "external_dependencies": {"python": ["holidays"]},
    "data": [
        "security/ir.model.access.csv",
        "security/tpe_reminder_security.xml",
        "data/tpe_reminder_templates.xml",
        "data/tpe_reminder_plan_data.xml",
        "data/ir_cron_data.xml",
        "wizards/tpe_reminder_postpone_views.xml",
        "wizards/tpe_reminder_switch_views.xml",
        "wizards/tpe_reminder_forecast_views.xml",
        "views/tpe_reminder_plan_views.xml",
        "views/tpe_reminder_views.xml",
        "views/account_move_views.xml",
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
        "views/tpe_invoicing_reminders_menus.xml",
    ],
}
