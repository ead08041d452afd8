# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""French cases, each made as a client makes it: by generic calls.

A case is a function of an :class:`Office` that returns the id of a draft.
"""

from contextlib import contextmanager

from support.story import create, get_company, make_consumer, make_customer, read

DAY = "2026-11-24"
CASES = {}
HOSTILE = '<b>#import "x"</b> $x^2$ \u202egnp 😀 ㎡ é]]> &amp; ' + "W" * 200


def case(function):
    """Register a case under its name."""
    CASES[function.__name__] = function
    return function


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


# === LINES AND ROUNDING === #


@case
def several_rates(office):
    lines = [office.line(10.03, office.tax(20)) for _each in range(3)]
    lines += [office.line(0.99, office.tax(5.5)) for _each in range(7)]
    return office.invoice(office.business(), *lines)


@case
def discounts(office):
    rate = office.tax(20)
    return office.invoice(
        office.business(),
        office.line(450, rate, quantity=3, discount=10),
        office.line(33.33, rate, quantity=7, discount=33.33),
        office.line(100, office.tax(10), discount=100),
    )


@case
def negative_prices(office):
    rate = office.tax(20)
    return office.invoice(
        office.business(),
        office.line(450, rate),
        office.line(-66.67, rate),
        office.line(20, rate, quantity=-2, discount=5),
        office.line(0, rate),
    )


@case
def odd_quantities(office):
    rate = office.tax(20)
    return office.invoice(
        office.business(),
        office.line(0.333333, rate, quantity=3.33),
        office.line(12.3456, rate, quantity=0.13),
        office.line(0.02, rate, quantity=70000.5),
    )


@case
def prices_with_tax(office):
    tax = office.new_tax(
        name="20 % TTC", amount=20, price_include_override="tax_included"
    )
    lines = [office.line(price, tax) for price in (99.99, 21.53, 21.53, 1.99)]
    return office.invoice(make_consumer(office.accountant), *lines)


@case
def sections_and_notes(office):
    rate = office.tax(20)
    return office.invoice(
        office.business(),
        (0, 0, {"display_type": "line_section", "name": "Gros œuvre"}),
        office.line(100, rate),
        (0, 0, {"display_type": "line_note", "name": "Couleur à choisir"}),
        (0, 0, {"display_type": "line_section", "name": "Finitions"}),
        office.line(200, office.tax(10)),
    )


@case
def two_hundred_lines(office):
    rate = office.tax(20)
    lines = [office.line(1 + number / 100, rate) for number in range(200)]
    return office.invoice(office.business(), *lines)


@case
def hostile_text(office):
    partner_id = office.business(name=HOSTILE, street=HOSTILE)
    line = office.line(100, office.tax(20), name=HOSTILE + "\nשלום عربي Ω")
    narration = "<p>Hello <b>you</b><script>alert(1)</script></p>"
    return office.invoice(partner_id, line, ref=HOSTILE[:60], narration=narration)


# === BUYERS AND VAT === #


@case
def consumer(office):
    return office.invoice(
        make_consumer(office.accountant), office.line(100, office.tax(10))
    )


@case
def consumer_without_mail(office):
    partner_id = make_consumer(office.accountant, email=False)
    line = office.line(100, office.tax(20), code="POSE")
    return office.invoice(partner_id, line)


@case
def business_without_siren(office):
    partner_id = office.business(company_registry=False, vat=False)
    return office.invoice(partner_id, office.line(100, office.tax(20)))


@case
def public_body(office):
    partner_id = office.business(
        name="Mairie de Rennes",
        company_registry="21350238800019",
        vat=False,
        tpe_is_public_body=True,
    )
    return office.invoice(
        partner_id,
        office.line(100, office.tax(20)),
        tpe_service_code="SERV-12",
        tpe_engagement_number="ENG-2026-1",
    )


@case
def goods_to_germany(office):
    partner_id = office.foreigner("DE", vat="DE136695976")
    return office.invoice(partner_id, office.line(1000, office.zero_tax("K")))


@case
def service_to_germany(office):
    partner_id = office.foreigner("DE", vat="DE136695976")
    line = office.line(1000, office.zero_tax("AE"), code="POSE")
    return office.invoice(partner_id, line)


@case
def goods_to_america(office):
    partner_id = office.foreigner("US")
    return office.invoice(partner_id, office.line(1000, office.zero_tax("G")))


@case
def service_to_america(office):
    line = office.line(1000, office.zero_tax("O"), code="POSE")
    return office.invoice(office.foreigner("US"), line)


@case
def goods_to_reunion(office):
    partner_id = office.business(city="Saint-Denis", country_id=office.country("RE"))
    return office.invoice(partner_id, office.line(1000, office.zero_tax("G")))


@case
def building_works(office):
    tax = office.new_tax(
        name="Autoliquidation BTP",
        amount=0,
        ubl_cii_tax_category_code="AE",
        ubl_cii_tax_exemption_reason_code="VATEX-FR-AE",
    )
    return office.invoice(office.business(), office.line(10000, tax, code="POSE"))


@case
def franchise(office):
    return office.invoice(office.business(), office.line(1000, code="POSE"))


@case
def vat_group(office):
    return office.invoice(office.business(), office.line(1000, office.tax(20)))


@case
def dollars(office):
    currency = office.find("res.currency", ("name", "=", "USD"))
    office.owner.call("res.currency", "write", [currency], vals={"active": True})
    known = [["currency_id", "=", currency]]
    if not office.owner.call("res.currency.rate", "search_count", domain=known):
        create(
            office.owner,
            "res.currency.rate",
            currency_id=currency,
            name="2026-11-01",
            rate=1.1545,
        )
    line = office.line(1000, office.tax(20))
    return office.invoice(office.foreigner("US"), line, currency_id=currency)


# === SITUATIONS === #


@case
def deposit(office):
    line = office.line(300, office.tax(20), name="Acompte de 30 %")
    return office.invoice(office.business(), line, tpe_document_kind="deposit")


@case
def balance(office):
    first = deposit(office)
    office.accountant.call("account.move", "tpe_issue", [first])
    move = read(office.accountant, "account.move", first, "partner_id")
    rate = office.tax(20)
    return office.invoice(
        move["partner_id"][0],
        office.line(1000, rate),
        office.line(300, rate, quantity=-1, name="Acompte facturé"),
        tpe_document_kind="balance",
        tpe_preceding_move_ids=[(6, 0, [first])],
    )


@case
def credit_note(office):
    first = discounts(office)
    office.accountant.call("account.move", "tpe_issue", [first])
    move = read(office.accountant, "account.move", first, "partner_id")
    return office.invoice(
        move["partner_id"][0],
        office.line(200, office.tax(20)),
        move_type="out_refund",
        reversed_entry_id=first,
    )


@case
def delivered_elsewhere(office):
    partner_id = office.business()
    return office.invoice(
        partner_id,
        office.line(100, office.tax(20)),
        partner_shipping_id=office.site(partner_id, "Rennes"),
        delivery_date="2026-11-20",
        ref="BC 12/é",
    )
