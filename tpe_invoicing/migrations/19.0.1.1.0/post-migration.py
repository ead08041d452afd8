# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, api

from odoo.addons.tpe_invoicing.models.res_company import OF_THE_PERSON
from odoo.addons.tpe_invoicing.upgrade import refresh


def migrate(cr, version):
    """Let what nobody has changed follow the release; note the days of FEC."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    refresh(env, "tpe_invoicing")
    env["tpe.import"]._fill_days()
    for company in env["res.company"].search([("parent_id", "=", False)]):
        if company.child_ids:  # what is written on it goes to its branches
            company.write({name: company[name] for name in OF_THE_PERSON})
