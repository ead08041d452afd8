# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..const import METROPOLE, TERRITORY
from ..tools.territories import territory


class ResPartner(models.Model):
    """The address of a party, for the page and for the XML."""

    _inherit = "res.partner"

    # every document asks several times for the same few addresses
    tpe_address = fields.Text(
        string="Address", compute="_compute_tpe_address", exportable=False
    )

    @api.depends(
        lambda self: (
            *self._display_address_depends(),
            *("country_id.name", "country_id.code", "country_id.address_format"),
            *("state_id.name", "state_id.code"),
        )
    )
    @api.depends_context("lang", "tpe_home_country_id", "snailmail_layout")
    def _compute_tpe_address(self):
        for partner in self:
            partner.tpe_address = partner._display_address(without_company=True)

    def _get_address_format(self):
        # EXTENDS base: an address without a country is one of the seller's country
        home_id = self.env.context.get("tpe_home_country_id")
        if home_id and not self.country_id:
            home = self.env["res.country"].browse(home_id)
            return home.address_format or self._get_default_address_format()
        return super()._get_address_format()

    def _tpe_get_address_terms(self):
        """Return the address as EN 16931 has it (BT-35 to BT-40, BT-50 to BT-55...).

        :return: the parts that are known, in the keys of ``factur-x``
        :rtype: dict
        """
        terms = {
            "addr_l1": self.street,
            "addr_l2": self.street2,
            "postcode": self.zip,
            "city": self.city,
            "country_subdivision": self.state_id.name,
            "country_code": self.country_id.code,
        }
        return {key: value for key, value in terms.items() if value}

    def _tpe_get_territory(self):
        """:return: code of the place, as VAT sees it; blank without a country
        :rtype: str"""
        return territory(self.country_id.code or "", self.zip)

    def _tpe_get_zone(self, company):
        """Say where an address is, seen from a seller, as VAT sees it.

        :param res.company company: the seller
        :return: see ``account.move._tpe_get_buyer_zone``
        :rtype: str
        """
        seller = company._tpe_get_territory()
        buyer = self._tpe_get_territory() or seller
        if buyer == seller or {seller, buyer} <= METROPOLE:
            return "domestic"
        if buyer in TERRITORY:
            return "dom"
        # readers of the accounts may not read country groups
        union_sudo = self.env.ref("base.europe").sudo()
        union = set(union_sudo.country_ids.mapped("code"))
        return "eu" if buyer in union else "world"

    def _tpe_get_address_lines(self, company):
        """Return the address as an envelope has it.

        :param res.company company: the seller; his own country is not written
        :return: lines, none when there is neither street nor city
        :rtype: list[str]
        """
        if not (self.street or self.city):
            return []
        home = company.account_fiscal_country_id or company.country_id
        partner = self
        if not self.country_id:
            partner = self.with_context(tpe_home_country_id=home.id)
        text = partner.tpe_address or ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if self.country_id == home and lines and lines[-1] == self.country_id.name:
            lines.pop()
        return lines
