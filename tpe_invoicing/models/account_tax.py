# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from decimal import Decimal

from odoo import models

VatKey = namedtuple("VatKey", "category rate reason")

# what a tax without VAT and without codes must mean, by place of the buyer and nature
ZERO_RATES = {
    ("eu", "goods"): ("K", "VATEX-EU-IC"),
    ("eu", "services"): ("AE", "VATEX-EU-AE"),
    ("dom", "goods"): ("G", "VATEX-EU-G"),
    ("world", "goods"): ("G", "VATEX-EU-G"),
    ("world", "services"): ("O", "VATEX-EU-O"),
}


class AccountTax(models.Model):
    """A tax, in the terms of EN 16931."""

    _inherit = "account.tax"

    def _tpe_get_nature(self, product):
        """Say what is sold under a tax.

        :param product.product product: empty for a line typed by hand
        :return: ``goods`` or ``services``
        :rtype: str
        """
        if product:
            return "services" if product.type == "service" else "goods"
        return "goods" if self[:1].tax_scope == "consu" else "services"

    def _tpe_get_vat_key(self, move, product):
        """Return the VAT category, rate and reason of a line.

        :param account.move move: the invoice
        :param product.product product: what is sold, or empty
        :return: category (UNTDID 5305), rate in percent, VATEX reason or None
        :rtype: VatKey
        """
        tax = self[:1]
        if move.company_id.tpe_vat_regime == "franchise" and not tax.amount:
            # the franchise prevails over reverse charge and exemptions
            return VatKey("E", Decimal(0), "VATEX-FR-FRANCHISE")
        if tax.amount:
            rate = Decimal(str(tax.amount)).normalize()
            return VatKey("S", rate + 0, None)
        category = tax.ubl_cii_tax_category_code
        if category and category != "S":
            reason = tax.ubl_cii_tax_exemption_reason_code or None
            return VatKey(category, Decimal(0), reason)
        place = (move._tpe_get_buyer_zone(), self._tpe_get_nature(product))
        category, reason = ZERO_RATES.get(place, ("E", None)) if tax else ("E", None)
        return VatKey(category, Decimal(0), reason)
