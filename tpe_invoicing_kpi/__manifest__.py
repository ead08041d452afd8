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
        "data/tpe.kpi.csv",
    ],
}
