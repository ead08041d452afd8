# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import SUPERUSER_ID, api

from odoo.addons.tpe_invoicing.upgrade import refresh

# a branch is in law what its company is
BRANCHES = """
    UPDATE res_company branch
       SET tpe_legal_form = root.tpe_legal_form,
           tpe_share_capital = root.tpe_share_capital,
           tpe_rcs_city = root.tpe_rcs_city,
           tpe_is_sole_trader = root.tpe_is_sole_trader,
           tpe_vat_regime = root.tpe_vat_regime,
           tpe_vat_on_debits = root.tpe_vat_on_debits
      FROM res_company root
     WHERE branch.parent_id IS NOT NULL
       AND root.id = split_part(branch.parent_path, '/', 1)::int
"""


def migrate(cr, version):
    """Let what nobody has changed follow the release; complete what is older."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    refresh(env, "tpe_invoicing")
    env["tpe.import"]._fill_days()
    env["account.journal"].search([])._tpe_replace_manual()
    # field by field the ORM refuses it: a branch differs until all of them are there
    cr.execute(BRANCHES)
    _tell_works_from_services_abroad(env)


def _tell_works_from_services_abroad(env):
    """Give the tax of building works that we made, where its reason is still that of
    services to another member state, the French one."""
    for company in env["res.company"].search([("chart_template", "=", "fr")]):
        charts = env["account.chart.template"].with_company(company)
        tax = charts.ref("tpe_tva_autoliquidation_btp", raise_if_not_found=False)
        if tax and tax.ubl_cii_tax_exemption_reason_code == "VATEX-EU-AE":
            tax.ubl_cii_tax_exemption_reason_code = "VATEX-FR-AE"
