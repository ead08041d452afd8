# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""French cases, each made as a client makes it: by generic calls.

A case is a function of an :class:`.office.Office` that returns the id of a draft.
"""

from support.story import create, make_consumer, read

CASES = {}
HOSTILE = '<b>#import "x"</b> $x^2$ \u202egnp 😀 ㎡ é]]> &amp; ' + "W" * 200


def case(function):
    """Register a case under its name."""
    CASES[function.__name__] = function
    return function


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
