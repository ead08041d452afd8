# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.account.models.chart_template import template

from ..const import CHART_TAXES


class AccountChartTemplate(models.AbstractModel):
    """The French chart, with what the electronic invoice needs to know of a tax."""

    _inherit = "account.chart.template"

    @template("fr", "account.tax")
    def _get_tpe_fr_account_tax(self):
        return {
            xmlid: {
                "ubl_cii_tax_category_code": category,
                "ubl_cii_tax_exemption_reason_code": reason,
            }
            for xmlid, (category, reason) in CHART_TAXES.items()
        }

    def _tpe_complete_taxes(self):
        """Complete the taxes of the current company, leaving what it has chosen."""
        for xmlid, values in self._get_tpe_fr_account_tax().items():
            tax = self.ref(xmlid, raise_if_not_found=False)
            if tax and not tax.ubl_cii_tax_category_code:
                tax.write(values)
