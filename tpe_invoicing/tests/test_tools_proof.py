# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import io
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf

from odoo.tests import BaseCase, tagged

from ..tools import (
    document,
    facturx_xml,
    page,
    proof,
    proof_expected,
    proof_page,
    proof_xml,
    xmp,
)
from .document_samples import make_invoice

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LINE = {
    "name": "Oak table",
    "quantity": Decimal(2),
    "net": Decimal("900.00"),
    "group": ("S", Decimal(20)),
    "digits": 2,
    "price": "450",
    "is_price_right": True,
}
LEDGER = {
    "BT-1": "FAC/2026/00012",
    "BT-2": "20261124",
    "BT-9": "20261224",
    "BT-27": "Menuiserie Kermorvan",
    "BT-30": "404833048",
    "BT-31": "FR83404833048",
    "BT-44": "Bâti Ouest",
    "BT-47": "552100554",
    "BT-109": Decimal("900.00"),
    "BT-110": Decimal("180.00"),
    "BT-112": Decimal("1080.00"),
    "BT-115": Decimal("1080.00"),
    "BG-3": [],
    "BG-23": {("S", Decimal(20)): (Decimal("900.00"), Decimal("180.00"))},
    "foot": [],
    "lines": [LINE],
    "notes": ["PMT", "PMD", "AAB"],
}


def render(invoice, shown=None, written=None):
    """:param dict invoice: see ``document_samples``
    :param dict shown: what the page shows, when it is something else
    :param bytes written: the XML, when it is something else
    :return: the finished document
    :rtype: bytes"""
    xml = written or facturx_xml.generate(invoice)
    pdf = page.render("classic", shown or document.lay_out(invoice), NOW, xml)
    return xmp.add_facturx(pdf)


def expect(invoice):
    """:return: what the page of an invoice must show
    :rtype: dict"""
    return proof_expected.list_expected(invoice, document.lay_out(invoice))


@tagged("-at_install", "post_install")
class TestProof(BaseCase):
    """Whatever is changed in one place only is found, and named."""

    def _find(self, pdf, ledger=None):
        return proof.find_differences(pdf, ledger or LEDGER, expect(make_invoice()))

    def test_document_that_agrees_is_proven(self):
        self.assertEqual(self._find(render(make_invoice())), [])

    def test_each_change_of_the_ledger_is_found(self):
        pdf = render(make_invoice())
        for term, value in (
            ("BT-1", "FAC/2026/00013"),
            ("BT-2", "20261125"),
            ("BT-9", "20261225"),
            ("BT-27", "Another"),
            ("BT-30", "404833049"),
            ("BT-31", ""),
            ("BT-44", "Bati Ouest"),
            ("BT-47", "552100555"),
            ("BT-112", Decimal("1080.01")),
            ("BT-115", Decimal("0.00")),
            ("BG-3", [("FAC/1", "20260101")]),
            ("BG-23", {("S", Decimal(20)): (Decimal("900.00"), Decimal("180.01"))}),
            ("foot", [("Discount", Decimal("-1.00"))]),
            ("notes", ["PMT", "another note"]),
        ):
            (found,) = self._find(pdf, LEDGER | {term: value})
            self.assertEqual((found.where, found.term), ("xml", term))

    def test_each_change_of_a_line_of_the_ledger_is_found(self):
        pdf = render(make_invoice())
        for name, value, term in (
            ("name", "Oak chair", "BT-153"),
            ("quantity", Decimal(3), "BT-129"),
            ("net", Decimal("900.01"), "BT-131"),
            ("group", ("S", Decimal(10)), "BT-151"),
            ("is_price_right", False, "BT-146"),
        ):
            (found,) = self._find(pdf, LEDGER | {"lines": [LINE | {name: value}]})
            self.assertEqual((found.where, found.term, found.line), ("xml", term, 1))
        (found,) = self._find(pdf, LEDGER | {"lines": [LINE, LINE]})
        self.assertEqual(found.term, "BG-25")

    def test_each_change_of_the_xml_is_found(self):
        xml = facturx_xml.generate(make_invoice())
        for old, new, term in (
            (b"FAC/2026/00012<", b"FAC/2026/00013<", "BT-1"),
            (b">20261224<", b">20261225<", "BT-9"),
            ("Bâti Ouest<".encode(), b"Batti Ouest<", "BT-44"),
            (b">404833048<", b">404833049<", "BT-30"),
            (b">FR83404833048<", b">FR83404833049<", "BT-31"),
            (b">Oak table<", b">Oak chair<", "BT-153"),
            (b'"C62">2<', b'"C62">3<', "BT-129"),
            (b"ChargeAmount>450.00<", b"ChargeAmount>451.00<", "BT-146"),
            (b"LineTotalAmount>900.00<", b"LineTotalAmount>901.00<", "BT-131"),
            (b"CalculatedAmount>180.00<", b"CalculatedAmount>181.00<", "BG-23"),
            (b"DuePayableAmount>1080.00<", b"DuePayableAmount>1081.00<", "BT-115"),
            (b"Content>PMD<", b"Content>PMX<", "notes"),
        ):
            changed = xml.replace(old, new)
            self.assertNotEqual(changed, xml, term)
            found = self._find(render(make_invoice(), written=changed))
            self.assertIn(("xml", term), {(each.where, each.term) for each in found})

    def test_each_change_of_the_page_is_found(self):
        for term, change in (
            ("BT-1", lambda view: view.update(number="FAC/2026/00013")),
            ("BT-9", lambda view: view["facts"].remove(["due_date", "24/12/2026"])),
            ("BT-44", lambda view: view["buyer"].update(names=["Bâti Sud"])),
            ("BT-153", lambda view: view["rows"][0].update(name="Oak chair")),
            ("BT-129", lambda view: view["rows"][0].update(quantity="3")),
            ("BT-146", lambda view: view["rows"][0].update(price="451,00")),
            ("BT-131", lambda view: view["rows"][0].update(total="901,00")),
            ("BT-116", lambda view: view["vat"][0].update(base="901,00")),
            ("BT-117", lambda view: view["vat"][0].update(amount="18,00")),
            ("BT-115", lambda view: view["totals"][-1].update(text="108,00 €")),
            ("BT-112", lambda view: view["totals"][-2].update(text="11080,00 €")),
            ("BT-22", lambda view: view["mentions"].update(seller=["SIREN 1"])),
        ):
            view = document.lay_out(make_invoice())
            change(view)
            found = self._find(render(make_invoice(), shown=view))
            terms = {(each.where, each.term) for each in found}
            # the same amount stands there more than once
            same = {"BT-112": "BT-115", "BT-116": "BT-109", "BT-131": "BT-116"}
            self.assertTrue(
                terms & {("page", term), ("page", same.get(term))}, (term, found)
            )

    def test_second_attachment_is_no_proof(self):
        with pikepdf.open(io.BytesIO(render(make_invoice()))) as pdf:
            pdf.attachments["other.xml"] = b"<a/>"
            target = io.BytesIO()
            pdf.save(target)
        (found,) = self._find(target.getvalue())
        self.assertIn("other.xml", found.found)

    def test_document_without_xml_is_no_proof(self):
        pdf = page.render("classic", document.lay_out(make_invoice(), True), NOW)
        (found,) = self._find(pdf)
        self.assertIn("none", found.found)

    def test_a_name_written_from_right_to_left_is_not_looked_for(self):
        invoice = make_invoice()
        invoice["page"]["buyer"]["names"] = ["שלום"]
        self.assertNotIn("BT-44", dict(expect(invoice)["texts"]))

    def test_a_text_may_go_on_on_the_next_page(self):
        pages = proof_page.Page(["Terms: one two Page 1", "Head three four Page 2"])
        self.assertTrue(pages.reads("onetwothree"))
        self.assertFalse(pages.reads("onetwofive"))
        self.assertFalse(proof_page.Page(["one two three"]).reads("onethree"))

    def test_examples_of_the_documentation_hold(self):
        for module in (proof, proof_expected, proof_page, proof_xml):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)
