# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models

from ..tools.identifiers import clean, is_siren, is_vat, split_registry


class ResCompany(models.Model):
    """What only some sellers have to say of themselves on an invoice."""

    _inherit = "res.company"

    tpe_is_capital_variable = fields.Boolean(
        string="Variable capital",
        help="The invoice says “à capital variable” instead of the amount.",
    )
    tpe_establishment = fields.Char(
        string="Establishment",
        help="Address of the shop, workshop or office that invoices, when it is not "
        "the registered office.",
    )
    tpe_is_being_registered = fields.Boolean(
        string="Being registered",
        help="No SIREN yet: drafts say “SIRET en cours d'attribution”. Invoices are "
        "issued once the number is there, which takes some days.",
    )
    tpe_special_status = fields.Selection(
        [
            ("liquidation", "In liquidation"),
            ("tenant_manager", "Run under a management lease (locataire-gérant)"),
        ],
        string="Special status",
        help="Printed on every document of the company.",
    )
    tpe_foreign_registration = fields.Char(
        string="Registration abroad",
        help="For the French office of a foreign company: name, legal form, registered "
        "office, and number in the register of its country.",
    )
    tpe_tax_representative_id = fields.Many2one(
        "res.partner",
        string="Tax representative",
        help="Who owes the VAT in the place of a company from outside the European "
        "Union. Give him an address and a VAT number.",
    )
    tpe_is_vat_group_member = fields.Boolean(
        string="Member of a VAT group",
        help="The invoice says “Membre d'un assujetti unique”.",
    )
    tpe_vat_group_id = fields.Many2one(
        "res.partner",
        string="VAT group",
        help="The group (assujetti unique) that owes the VAT: a contact with its "
        "address, SIREN and VAT number. Platforms recognize the group by them.",
    )
    tpe_does_dwelling_works = fields.Boolean(
        string="Works in dwellings",
        help="Invoices at a reduced VAT rate carry the statement that the customer "
        "signs; it stands in for the former Cerfa form.",
    )
    tpe_sells_in_store = fields.Boolean(
        string="Sells in a shop",
        help="Invoices to consumers are first taken for sales in the shop; each can "
        "say otherwise.",
    )
    tpe_mediator = fields.Char(
        string="Consumer mediator",
        help="Name, address and website. Every business that sells to consumers has "
        "one.",
    )
    tpe_prints_mediator = fields.Boolean(
        string="Name the mediator on invoices",
        help="Compulsory on your website and in your terms of sale; on invoices to "
        "consumers it is your choice.",
    )

    def _tpe_get_vat_group(self):
        """Return the VAT group of a member once all is there that a platform wants.

        :return: its contact and its SIREN; nobody and blank for who is no member, or
            where something is missing
        :rtype: tuple[res.partner, str]
        """
        group = self.tpe_vat_group_id if self.tpe_is_vat_group_member else None
        if group:
            vat = clean(group.vat)
            siren, _siret = split_registry(group.company_registry, vat)
            if is_siren(siren) and is_vat(vat) and group.country_id:
                return group, siren
        return self.env["res.partner"], ""

    def _tpe_get_seller_facts(self):
        """Return who sells, as saved or as somebody types it on the page of settings.

        :return: the part of ``seller`` that identifies a company, see
            ``tools/mentions.py``
        :rtype: dict
        """
        # what is saved is the partner's, read as Odoo does for these fields, in a
        # third of the time; on the page of settings it is typed on the company
        place_sudo = self.sudo().partner_id if isinstance(self.id, int) else self
        vat, name = clean(place_sudo.vat), self.name or ""
        siren, siret = split_registry(place_sudo.company_registry, vat)
        if self.tpe_is_sole_trader and "EI" not in name.split():
            name = f"{name} EI"  # C. com. R526-27
        return {
            "name": name,
            "is_sole_trader": self.tpe_is_sole_trader,
            "legal_form": self.tpe_legal_form or "",
            "capital": Decimal(str(self.tpe_share_capital or 0)),
            "rcs_city": self.tpe_rcs_city or "",
            "siren": siren,
            "siret": siret,
            "vat": vat,
            "regime": self.tpe_vat_regime,
            "vat_on_debits": self.tpe_vat_on_debits,
            "insurer": self.tpe_insurer or "",
            "insurance_contract": self.tpe_insurance_contract or "",
            "insurance_area": self.tpe_insurance_area or "",
            "late_rate": Decimal(str(self.tpe_late_rate or 0)),
            "has_address": bool(
                place_sudo.street and place_sudo.zip and place_sudo.city
            ),
        }
