# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "Faults of a machine",
    "summary": "For tests only: loaded by a server, installed in no database",
    "version": "19.0.1.0.0",
    "author": "TPE Invoicing contributors",
    "license": "AGPL-3",
    "depends": ["base"],
    "installable": True,
}
