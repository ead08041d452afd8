# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..const import TERRITORY
from ..tools.identifiers import is_public_siren


class ResPartner(models.Model):
    """A customer, with what decides which law applies to him."""

    _inherit = "res.partner"

    tpe_is_public_body = fields.Boolean(
        string="Public body",
        compute="_compute_tpe_is_public_body",
        store=True,
        readonly=False,
        help="State, town hall, school, hospital...: invoices go to Chorus Pro.",
    )
    tpe_self_billing_mandate = fields.Date(
        string="Self-billing mandate of",
        help="Day of the written mandate by which this customer makes your invoices.",
    )
    tpe_buyer_kind = fields.Selection(
        [("consumer", "Consumer"), ("business", "Business"), ("public", "Public body")],
        string="Kind of buyer",
        compute="_compute_tpe_buyer_kind",
        store=True,
        help="Decides mentions, penalties and reminders: consumers owe neither the "
        "lump sum nor the penalties between professionals.",
    )

    @api.model
    def default_get(self, fields):
        # EXTENDS base
        values = super().default_get(fields)
        company = self.env.company
        if not company._tpe_in_scope():
            return values
        # in which country and language a company writes is no secret
        own = company.sudo().partner_id
        # on the screens of customers; programs say the country themselves
        is_customer = self.env.context.get("res_partner_search_mode") == "customer"
        if is_customer and "country_id" in fields:
            values.setdefault("country_id", own.country_id.id)
        if "lang" in values and "default_lang" not in self.env.context:
            # the language in which Odoo was installed is nobody's choice; one that
            # somebody chose for himself or for his company is
            installed = self.env["ir.default"].sudo()._get("res.partner", "lang")
            if own.lang and values["lang"] == installed:
                values["lang"] = own.lang
        return values

    @api.depends("company_registry", "country_id")
    def _compute_tpe_is_public_body(self):
        """A number of the State's or of a local authority says it; who ticked the box
        for a body with another number is not contradicted.
        """
        for partner in self:
            country = partner.country_id.code
            is_here = not country or country in TERRITORY
            is_public = is_here and is_public_siren(partner.company_registry)
            partner.tpe_is_public_body = partner.tpe_is_public_body or is_public

    @api.depends(
        "commercial_partner_id",
        "commercial_partner_id.is_company",
        "commercial_partner_id.vat",
        "commercial_partner_id.company_registry",
        "commercial_partner_id.tpe_is_public_body",
    )
    def _compute_tpe_buyer_kind(self):
        for partner in self:
            buyer = partner.commercial_partner_id or partner
            is_business = buyer.is_company or buyer.company_registry or buyer.vat
            if buyer.tpe_is_public_body:
                partner.tpe_buyer_kind = "public"
            else:
                partner.tpe_buyer_kind = "business" if is_business else "consumer"

    def _increase_rank(self, field, n=1):
        # EXTENDS account: it counts in another transaction once this one is over. A
        # trial is gone by then, and so is a customer whose documents were refused.
        if "tpe_import_go" not in self.env.context:
            return super()._increase_rank(field, n)
        newcomers = self.filtered(lambda partner: not partner[field])
        return super(ResPartner, newcomers)._increase_rank(field, n)
