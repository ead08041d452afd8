# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A published sample invoice, rebuilt from its data.

F20260023 of the FNFE (January 2026): three lines, four discounts and four charges on
the whole, at 20 %, 10 %, exempt (disbursements) and within the Union. The amounts are
those of the sample's own XML.
"""

from support.story import create

TERMS = {
    "LineTotalAmount": "95.00",
    "AllowanceTotalAmount": "9.00",
    "ChargeTotalAmount": "14.00",
    "TaxBasisTotalAmount": "100.00",
    "TaxTotalAmount": "4.90",
    "GrandTotalAmount": "104.90",
    "DuePayableAmount": "104.90",
}
# base and VAT by category and rate
GROUPS = {
    ("S", "20"): ("11.00", "2.20"),
    ("S", "10"): ("27.00", "2.70"),
    ("E", "0"): ("60.00", "0.00"),
    ("K", "0"): ("2.00", "0.00"),
}
# amount, category, rate, reason, whether it is charged
WHOLE = (
    ("5.00", "S", "20", "REMISE COMMERCIALE", False),
    ("1.00", "S", "20", "REMISE COMMERCIALE", False),
    ("1.00", "S", "20", "REMISE COMMERCIALE", False),
    ("2.00", "S", "10", "REMISE COMMERCIALE", False),
    ("10.00", "S", "20", "FRAIS DEPLACEMENT", True),
    ("1.00", "S", "20", "FRAIS DEPLACEMENT", True),
    ("2.00", "K", "0", "FRAIS DEPLACEMENT", True),
    ("1.00", "S", "10", "FRAIS DEPLACEMENT", True),
)
# name, quantity, price of one, category, rate, amount
LINES = (
    ("PRESTATION SUPPORT", 1, 60, "E", "0", "60.00"),
    ("FOURNITURES PAPIER", 3, 28 / 3, "S", "10", "28.00"),
    ("APPEL", 1, 7, "S", "20", "7.00"),
)
PERIOD = {"tpe_date_start": "2026-01-01", "tpe_date_end": "2026-01-31"}


def make(maker):
    """Make the draft of the sample.

    :param Maker maker: of the server
    :return: id
    :rtype: int
    """
    office = maker.office
    taxes = {
        ("S", "20"): maker.once("tax", ("normal", "20", False)),
        ("S", "10"): maker.once("tax", ("rates", "10", False)),
        ("K", "0"): maker.once("tax", ("ic_goods", "only", False)),
        ("E", "0"): office.new_tax(
            name="Débours",
            amount=0,
            ubl_cii_tax_category_code="E",
            ubl_cii_tax_exemption_reason_code="VATEX-EU-79-C",
        ),
    }
    lines = [
        office.line(
            price, taxes[category, rate], name=name, quantity=quantity, code="POSE"
        )
        for name, quantity, price, category, rate, _amount in LINES
    ]
    for line in lines[:2]:
        line[2].update(PERIOD)
    for amount, category, rate, reason, is_charge in WHOLE:
        product = maker.once("product", "charge" if is_charge else "allowance")
        price = float(amount) if is_charge else -float(amount)
        line = {"product_id": product, "name": reason, "price_unit": price}
        line["tax_ids"] = [(6, 0, [taxes[category, rate]])]
        lines.append((0, 0, line))
    partner_id = maker.once("buyer", "business")
    place = create(
        maker.accountant,
        "res.partner",
        name="DEL Name",
        parent_id=partner_id,
        type="delivery",
        street="DEL ADRESSE LIGNE 1",
        zip="06000",
        city="NICE",
        country_id=office.country("FR"),
    )
    return office.invoice(
        partner_id,
        *lines,
        delivery_date="2026-11-20",
        partner_shipping_id=place,
        ref="PO201925478",
    )
