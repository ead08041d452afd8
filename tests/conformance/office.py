# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seller's office: makes drafts by generic calls, as a client does."""

from contextlib import contextmanager

from support.story import create, get_company, make_customer, read

from .matrix import DAY


class Office:
    """The seller's office: who calls, and where taxes and products are found."""

    def __init__(self, server):
        self.server = server
        self.accountant = server.rpc("accountant")
        self.owner = server.rpc("owner")
        self.company_id = get_company(self.accountant)
        self._known = {}

    @contextmanager
    def in_regime(self, name):
        """Sell without VAT or as a member of a VAT group while such a case is made."""
        values = self._get_regime(name)
        before = values and read(self.owner, "res.company", self.company_id, *values)
        self._write_company(values)
        try:
            yield
        finally:
            self._write_company({key: before[key] for key in values})

    def _get_regime(self, name):
        """:return: what a case wants of the company
        :rtype: dict"""
        if name.startswith("franchise"):
            return {"tpe_vat_regime": "franchise", "vat": False}
        if name.startswith("vat_group"):
            group = self.business(
                name="Groupe Ouest", company_registry="732829320", vat="FR44732829320"
            )
            return {"tpe_is_vat_group_member": True, "tpe_vat_group_id": group}
        return {}

    def _write_company(self, values):
        if values:
            self.owner.call("res.company", "write", [self.company_id], vals=values)

    def find(self, model, *domain):
        """:return: id of the first record that a domain finds
        :rtype: int"""
        if (model, domain) not in self._known:
            context = {"active_test": False}  # the chart hides rates that are rare
            found = self.owner.call(
                model, "search", domain=list(domain), limit=1, context=context
            )
            assert found, (model, domain)
            self._known[model, domain] = found[0]
        return self._known[model, domain]

    def country(self, code):
        """:return: id of a country
        :rtype: int"""
        return self.find("res.country", ("code", "=", code))

    def tax(self, rate, scope="consu"):
        """:return: id of a tax on sales of goods
        :rtype: int"""
        return self.find(
            "account.tax",
            ("type_tax_use", "=", "sale"),
            ("amount", "=", rate),
            ("tax_scope", "=", scope),
            ("company_id", "=", self.company_id),
            ("price_include_override", "!=", "tax_included"),
        )

    def zero_tax(self, category):
        """:return: id of a tax of a category of EN 16931
        :rtype: int"""
        return self.find(
            "account.tax",
            ("type_tax_use", "=", "sale"),
            ("ubl_cii_tax_category_code", "=", category),
            ("company_id", "=", self.company_id),
        )

    def new_tax(self, **values):
        """:return: id of a tax of one's own
        :rtype: int"""
        group = self.find("account.tax.group", ("company_id", "=", self.company_id))
        return create(
            self.owner,
            "account.tax",
            type_tax_use="sale",
            country_id=self.country("FR"),
            tax_group_id=group,
            **values,
        )

    def product(self, code):
        """:return: id of a product, ``TABLE`` or ``POSE``
        :rtype: int"""
        return self.find("product.product", ("default_code", "=", code))

    def line(self, price, *taxes, code="TABLE", **values):
        """:return: command that adds a line
        :rtype: tuple"""
        line = {
            "product_id": self.product(code),
            "price_unit": price,
            "tax_ids": [(6, 0, taxes)],
        }
        return (0, 0, line | values)

    def invoice(self, partner_id, *lines, **values):
        """:return: id of a draft
        :rtype: int"""
        return create(
            self.accountant,
            "account.move",
            move_type=values.pop("move_type", "out_invoice"),
            partner_id=partner_id,
            invoice_line_ids=list(lines),
            **{"invoice_date": DAY, **values},
        )

    def business(self, **values):
        """:return: id of a customer
        :rtype: int"""
        return make_customer(self.accountant, **values)

    def site(self, partner_id, city):
        """:return: id of an address of a customer where goods are delivered
        :rtype: int"""
        return create(
            self.accountant,
            "res.partner",
            name=f"Chantier de {city}",
            parent_id=partner_id,
            type="delivery",
            street="3 place des Lices",
            zip="35000",
            city=city,
            country_id=self.country("FR"),
        )

    def foreigner(self, code, **values):
        """:return: id of a business abroad
        :rtype: int"""
        place = {"zip": "10115", "city": "Hauptstadt", "company_registry": False}
        country = {"country_id": self.country(code), "lang": "en_US"}
        return self.business(**{"vat": False, **place, **country, **values})
