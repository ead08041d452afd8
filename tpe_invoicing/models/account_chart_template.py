# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

from odoo.addons.account.models.chart_template import template

from ..const import CHART_TAXES, NEW_TAX_SEQUENCE, NEW_TAXES

# box of the French VAT return: other operations without VAT
REVERSED = "E2"


class AccountChartTemplate(models.AbstractModel):
    """The French chart, with what the electronic invoice needs to know of a tax."""

    _inherit = "account.chart.template"

    @template("fr", "account.tax")
    def _get_tpe_fr_account_tax(self):
        return self._tpe_prepare_codes() | self._tpe_prepare_new_taxes()

    def _tpe_prepare_codes(self):
        """:return: the codes of the chart's own taxes, by external id
        :rtype: dict[str, dict]"""
        return {
            xmlid: {
                "ubl_cii_tax_category_code": category,
                "ubl_cii_tax_exemption_reason_code": reason,
            }
            for xmlid, (category, reason) in CHART_TAXES.items()
        }

    def _tpe_prepare_new_taxes(self):
        """Return the taxes that the French chart lacks (see ``const.NEW_TAXES``).

        :return: values by external id
        :rtype: dict[str, dict]
        """
        values = {}
        for xmlid, (french, name, label, scope, codes) in NEW_TAXES.items():
            category, reason = codes
            values[xmlid] = {
                "name": name,
                "name@fr": french,
                "invoice_label": label,
                "amount": 0,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "tax_scope": scope,
                "sequence": NEW_TAX_SEQUENCE,
                # rare ones are there for who looks for them
                "active": category == "AE",
                "tax_group_id": "tax_group_tva_0",
                "ubl_cii_tax_category_code": category,
                "ubl_cii_tax_exemption_reason_code": reason,
                "repartition_line_ids": [
                    Command.create(self._tpe_prepare_share(document, kind, category))
                    for document in ("invoice", "refund")
                    for kind in ("base", "tax")
                ],
            }
        self._deref_account_tags("fr", values)
        return values

    def _tpe_prepare_share(self, document, kind, category):
        """:return: values of one repartition line of a tax without VAT
        :rtype: dict"""
        share = {"document_type": document, "repartition_type": kind}
        if (kind, category) == ("base", "AE"):
            share["tag_ids"] = REVERSED
        return share

    def _tpe_complete_taxes(self):
        """Complete the taxes of the current company, leaving what it has chosen."""
        for xmlid, values in self._tpe_prepare_codes().items():
            tax = self.ref(xmlid, raise_if_not_found=False)
            if tax and not tax.ubl_cii_tax_category_code:
                tax.write(values)
        missing = {
            xmlid: values
            for xmlid, values in self._tpe_prepare_new_taxes().items()
            if not self.ref(xmlid, raise_if_not_found=False)
        }
        if missing and self.ref("tax_group_tva_0", raise_if_not_found=False):
            self._load_data({"account.tax": missing})
