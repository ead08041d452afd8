# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Quotes, pro forma invoices and orders: archival and accessible in every design."""

import pytest
from conformance import cases, validators
from conformance.office import Office
from support.story import create, read

REPORTS = {
    "quote": "sale.report_saleorder",
    "pro_forma": "sale.report_saleorder_pro_forma",
    "order": "sale.report_saleorder",
}
DESIGNS = ("classic", "modern", "works", "minimal", "letterhead", "retail")
# each design has the same blocks for all kinds: a validator takes its time
SHOWN = {"quote": DESIGNS, "pro_forma": ("modern", "works"), "order": ("classic",)}
# a picture of one pixel: the hand that has signed on line
INK = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def make_order(office):
    """Make a quote with titles, an option, a discount and hostile words.

    :param Office office: the seller's
    :return: id
    :rtype: int
    """

    def line(price, **values):
        sold = {"product_id": office.product("POSE"), "price_unit": price}
        return sold | {"tax_ids": [(6, 0, [office.tax(20)])]} | values

    lines = [
        {"display_type": "line_section", "name": "Gros œuvre"},
        line(42.5, product_uom_qty=37.5, discount=7.77, name=cases.HOSTILE),
        {"display_type": "line_note", "name": "Couleur à choisir avant le 3 octobre"},
        line(-100, name="Remise de bienvenue"),
    ]
    return create(
        office.server.rpc("seller"),
        "sale.order",
        partner_id=office.business(name="Bâti שלום Ouest 😀"),
        date_order="2026-11-02 08:00:00",
        order_line=[(0, 0, values) for values in lines],
        note="<p>Devis valable <b>un mois</b></p>",
    )


@pytest.fixture(scope="module")
def papers(server, tmp_path_factory):
    """Print an order in every design, as a quote, a pro forma and a signed order."""
    folder, office = tmp_path_factory.mktemp("quotes"), Office(server)
    session, seller = server.session("seller"), server.rpc("seller")
    order_id, found = make_order(office), {}

    def write(**values):
        seller.call("sale.order", "write", [order_id], vals=values)

    for kind, report in REPORTS.items():
        if kind == "order":
            signed = {"signature": INK, "signed_by": "Anne Le Goff"}
            write(state="sale", signed_on="2026-11-03 09:00:00", **signed)
        for design in SHOWN[kind]:
            write(
                tpe_invoice_template_id=office.find(
                    "tpe.invoice.template", ("design", "=", design)
                )
            )
            answer = session.download(f"/report/pdf/{report}/{order_id}")
            found[kind, design] = folder / f"{kind}-{design}.pdf"
            found[kind, design].write_bytes(answer.content)
    name = read(seller, "sale.order", order_id, "name")["name"]
    return name, found


def test_papers_are_archival_and_accessible_in_every_design(papers):
    _name, found = papers
    assert validators.check_verapdf(found.values(), ("3a", "ua1")) == []


def test_papers_say_what_they_are_and_add_up(papers):
    name, found = papers
    # 37.5 x 42.50 less 7.77 % is 1 469.92; less 100, with 20 % on top
    words = {"quote": "Devis", "pro_forma": "pro forma", "order": "Bon de commande"}
    for (kind, design), path in found.items():
        text = validators.read_text(path.read_bytes())
        for word in (words[kind], name, "1 643,90"):
            assert word in text, (kind, design)
