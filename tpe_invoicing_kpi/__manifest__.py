# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "TPE Invoicing: Key Figures",
    "summary": "Receivable figures that equal the ledger",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "AGPL-3",
    "author": "TPE Invoicing contributors",
    "website": "https://example.org/tpe-invoicing",
    "depends": [
        "tpe_invoicing_reminders",
        "spreadsheet_dashboard",
        "digest",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/tpe_kpi_security.xml",
        "data/tpe.kpi.csv",
        "data/ir_cron_data.xml",
        "data/digest_data.xml",
        "data/spreadsheet_dashboard_data.xml",
        "views/tpe_kpi_views.xml",
        "views/tpe_kpi_snapshot_views.xml",
        "views/tpe_receivable_report_views.xml",
        "views/tpe_revenue_report_views.xml",
        "wizards/tpe_receivable_look_back_views.xml",
        "wizards/tpe_micro_year_views.xml",
        "views/res_partner_views.xml",
        "views/res_company_views.xml",
        "views/digest_digest_views.xml",
        "views/tpe_invoicing_kpi_menus.xml",
    ],
}
