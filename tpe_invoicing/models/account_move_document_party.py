# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..tools import parties
from .account_move_document import SELLER_NOTES, given


class AccountMove(models.Model):
    """Seller, buyer and places of delivery of an invoice, in terms of EN 16931."""

    _inherit = "account.move"

    def _tpe_get_party_terms(self, context, mentions):
        """:return: seller, buyer and place of delivery
        :rtype: dict"""
        seller, buyer = context["seller"], context["buyer"]
        partner = self.partner_id
        delivery = self.partner_shipping_id or partner
        needs_place = any(line["category"] == "K" for line in context["lines"])
        has_place = delivery != partner and delivery._tpe_get_address_terms()
        terms = {
            "BG-4": self._tpe_get_seller_party(seller, mentions),
            "BG-7": self._tpe_get_buyer_party(buyer),
        }
        if any(line["category"] == "O" for line in context["lines"]):
            # [BR-O-02] out of scope: nobody's VAT number
            for party in ("BG-4", "BG-7"):
                terms[party].pop("vat_identifier", None)
        # [BR-IC-12] goods shipped to another member state: say where
        if needs_place or has_place:
            place = delivery._tpe_get_address_terms()
            place.setdefault("country_code", buyer["country"])
            terms["BG-13"] = {"name": delivery.name or buyer["name"]} | place
        return terms

    def _tpe_get_seller_party(self, seller, mentions):
        """:return: BG-4
        :rtype: dict"""
        company = self.company_id
        partner = company.partner_id
        address, scheme = parties.electronic_address(
            {"siren": seller["siren"], "vat": "", "email": company.email or ""}
        )
        form = [m["text"] for m in mentions if SELLER_NOTES.get(m["code"]) == "REG"]
        country = partner.country_id or company.account_fiscal_country_id
        contact = {"name": company.name, "phone": company.phone, "email": company.email}
        party = {
            "name": seller["name"],
            "legal_identifier": seller["siren"],
            "legal_identifier_schemeid": "0002",
            "identifiers": {"0009": seller["siret"]} if seller["siret"] else None,
            "legal_info": form[0] if form else None,
            "vat_identifier": seller["vat"],
            # [BR-E-02] without a VAT number the SIREN stands for it (BT-32)
            "tax_identifier": None if seller["vat"] else seller["siren"],
            "contacts": (company.phone or company.email) and [given(contact)],
            "einvoicing_addr": address,
            "einvoicing_addr_schemeid": scheme,
        }
        place = partner._tpe_get_address_terms() | {"country_code": country.code}
        return given(party | place)

    def _tpe_get_buyer_party(self, buyer):
        """:return: BG-7
        :rtype: dict"""
        partner = self.partner_id
        commercial = partner.commercial_partner_id
        address, scheme = parties.electronic_address(
            buyer | {"email": partner.email or commercial.email or ""}
        )
        party = {
            "name": buyer["name"],
            "legal_identifier": buyer["siren"],
            "legal_identifier_schemeid": buyer["siren"] and "0002",
            "identifiers": {"0009": buyer["siret"]} if buyer["siret"] else None,
            "vat_identifier": buyer["vat"],
            "einvoicing_addr": address,
            "einvoicing_addr_schemeid": scheme,
        }
        if partner != commercial and partner.name and partner.name != buyer["name"]:
            party["contacts"] = [{"name": partner.name}]
        place = partner._tpe_get_address_terms()
        if not place.get("city"):
            place = commercial._tpe_get_address_terms()
        place.setdefault("country_code", buyer["country"])
        return given(party | place)
