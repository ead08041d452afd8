# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from decimal import Decimal

from odoo import api, fields, models

from ..const import NO_VAT

# floats that are one
EXACT = 1e-6
# floats that are the same amount
NO_GAP = 1e-9

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

    tpe_is_eco_participation = fields.Boolean(
        string="Eco-participation",
        compute="_compute_tpe_is_eco_participation",
        store=True,
        readonly=False,
        help="A fixed amount by unit for the recycling of equipment or furniture: the "
        "invoice shows it, and no discount touches it.",
    )

    @api.depends("amount_type", "type_tax_use")
    def _compute_tpe_is_eco_participation(self):
        for tax in self:
            is_fixed = tax.amount_type == "fixed"
            tax.tpe_is_eco_participation = is_fixed and tax.type_tax_use == "sale"

    @api.model
    def _add_tax_details_in_base_line(self, base_line, company, rounding_method=None):
        # EXTENDS account: the standard adds up lines that are rounded each, and takes
        # VAT of their sum [BR-CO-10, BR-CO-17]. Core adds up what is not rounded and
        # hands the cents that differ to some lines, whose price is no longer right.
        super()._add_tax_details_in_base_line(base_line, company, rounding_method)
        gap = _get_rounding_gap(base_line)
        if gap and _is_line_of_sale(base_line) and company._tpe_in_scope():
            _add_to_net(base_line, gap)

    def _tpe_flatten(self):
        """Return the taxes with those inside groups in the place of the groups.

        :rtype: account.tax
        """
        is_grouped = any(tax.amount_type == "group" for tax in self)
        return self.flatten_taxes_hierarchy() if is_grouped else self

    def _tpe_filter_vat(self):
        """Return the taxes that are VAT, those inside a group of taxes included.

        :rtype: account.tax
        """
        return self._tpe_flatten().filtered(lambda tax: tax.amount_type != "fixed")

    def _tpe_is_plain_rate(self):
        """Tell whether a tax is what VAT is: a percentage of the price without tax, all
        of which is owed. The standard knows nothing else [BR-CO-17].

        :rtype: bool
        """
        owed = self.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "tax"
        )
        is_whole = abs(sum(owed.mapped("factor")) - 1) < EXACT
        return self.amount_type == "percent" and is_whole

    def _tpe_get_nature(self, product):
        """Say what is sold under a tax.

        :param product.product product: empty for a line typed by hand
        :return: ``goods`` or ``services``
        :rtype: str
        """
        if product:
            template_sudo = product.sudo().product_tmpl_id  # as related fields are read
            return "services" if template_sudo.type == "service" else "goods"
        return "goods" if self[:1].tax_scope == "consu" else "services"

    def _tpe_get_vat_key(self, move, product):
        """Return the VAT category, rate and reason of a line.

        :param account.move move: the invoice
        :param product.product product: what is sold, or empty
        :return: category (UNTDID 5305), rate in percent, VATEX reason or None
        :rtype: VatKey
        """
        tax = self[:1]
        is_franchise = move.company_id.tpe_vat_regime == "franchise" and not tax.amount
        if is_franchise and not self._tpe_is_owed_abroad(move, product):
            # the franchise prevails over reverse charge and exemptions in France
            return VatKey("E", Decimal(0), "VATEX-FR-FRANCHISE")
        if tax.amount:
            rate = Decimal(str(tax.amount)).normalize()
            return VatKey("S", rate + 0, None)
        category = tax.ubl_cii_tax_category_code
        reason = tax.ubl_cii_tax_exemption_reason_code or None
        if not reason and self._tpe_is_outside_vat(move, product):
            # a line needs no tax where VAT is not applied (CGI 294, 1)
            return VatKey("O", Decimal(0), "VATEX-EU-O")
        if category and category != "S":
            return VatKey(category, Decimal(0), reason)
        place = (move._tpe_get_buyer_zone(), self._tpe_get_nature(product))
        category, reason = ZERO_RATES.get(place, ("E", None)) if tax else ("E", None)
        return VatKey(category, Decimal(0), reason)

    def _tpe_is_owed_abroad(self, move, product):
        """Tell whether a business of another member state owes the VAT of a service: it
        is supplied there (CGI 259, 1°), where no French franchise reaches. The seller
        then has a VAT number (CGI 286 ter, 4°), in franchise or not.

        :param account.move move: the invoice
        :param product.product product: what is sold, or empty
        :rtype: bool
        """
        return (
            self[:1].ubl_cii_tax_category_code == "AE"
            and bool(move.company_id.vat)
            and move._tpe_get_buyer_zone() == "eu"
            and self._tpe_get_nature(product) == "services"
        )

    def _tpe_is_outside_vat(self, move, product):
        """Tell whether a supply takes place in a department without VAT.

        :param account.move move: the invoice
        :param product.product product: what is sold, or empty
        :rtype: bool
        """
        zone = move._tpe_get_buyer_zone()
        if move.company_id._tpe_get_territory() in NO_VAT:
            return zone == "domestic"
        buyer = move.commercial_partner_id._tpe_get_territory()
        is_service = self._tpe_get_nature(product) == "services"
        return zone == "dom" and buyer in NO_VAT and is_service


def _get_rounding_gap(base_line):
    """:param dict base_line: a line of Odoo's tax computation, with its details
    :return: what rounding its amount without VAT adds to it; zero where the price holds
        the VAT: there, what the customer pays is what was agreed
    :rtype: float"""
    details = base_line["tax_details"]
    net = details["raw_total_excluded_currency"]
    gap = base_line["currency_id"].round(net) - net
    if abs(gap) < NO_GAP or base_line["special_type"]:
        return 0.0
    is_included = any(row["price_include"] for row in details["taxes_data"])
    return 0.0 if is_included else gap


def _is_line_of_sale(base_line):
    """:param dict base_line: a line of Odoo's tax computation
    :return: whether it stands on a quote, an invoice or a credit note to a customer
    :rtype: bool"""
    record = base_line["record"]
    if not isinstance(record, models.BaseModel):
        return False
    if record._name == "account.move.line":
        return record.move_id.is_sale_document(include_receipts=True)
    return record._name == "sale.order.line"


def _add_to_net(base_line, gap):
    """Add to the amount of a line without VAT, and its VAT with it.

    :param dict base_line: a line of Odoo's tax computation, with its details
    :param float gap: what is added
    """
    details, rate = base_line["tax_details"], base_line["rate"]
    for suffix, more in (("_currency", gap), ("", gap / rate if rate else 0.0)):
        details[f"raw_total_excluded{suffix}"] += more
        details[f"raw_total_included{suffix}"] += more
        for row in details["taxes_data"]:
            share = row["tax"].amount if row["tax"].amount_type == "percent" else 0
            vat = more * share / 100 * (-1 if row["is_reverse_charge"] else 1)
            row[f"raw_base_amount{suffix}"] += more
            row[f"raw_tax_amount{suffix}"] += vat
            details[f"raw_total_included{suffix}"] += vat
