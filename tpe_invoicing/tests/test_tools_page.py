# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import io
import threading
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf

from odoo.tests import BaseCase, tagged

from ..tools import document, facturx_xml, page, proof, xmp
from .document_samples import make_invoice

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEDGER = {
    "BT-1": "FAC/2026/00012",
    "BT-2": "20261124",
    "BT-9": "20261224",
    "BT-30": "404833048",
    "BT-109": Decimal("900.00"),
    "BT-110": Decimal("180.00"),
    "BT-112": Decimal("1080.00"),
    "BT-115": Decimal("1080.00"),
    "BG-23": {("S", Decimal(20)): (Decimal("900.00"), Decimal("180.00"))},
}


def render(invoice):
    """:param dict invoice: see ``document_samples``
    :return: the finished document
    :rtype: bytes"""
    xml = facturx_xml.generate(invoice)
    pdf = page.render("classic", document.lay_out(invoice), NOW, xml)
    return xmp.add_facturx(pdf)


@tagged("-at_install", "post_install")
class TestPage(BaseCase):
    """XML, page and proof without a database."""

    def test_the_same_input_makes_the_same_bytes(self):
        self.assertEqual(render(make_invoice()), render(make_invoice()))

    def test_document_declares_its_profile_once(self):
        with pikepdf.open(io.BytesIO(render(make_invoice()))) as pdf:
            packet = pdf.Root.Metadata.read_bytes().decode()
            self.assertEqual(list(pdf.attachments), ["factur-x.xml"])
        self.assertEqual(packet.count("<pdfaExtension:schemas"), 1)
        self.assertIn("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>", packet)

    def test_document_that_agrees_is_proven(self):
        invoice = make_invoice()
        expected = document.expected_texts(invoice, "404833048")
        found = proof.find_differences(render(invoice), LEDGER, expected)
        self.assertEqual(found, [])

    def test_each_difference_with_the_ledger_is_named(self):
        pdf = render(make_invoice())
        for term, value in (
            ("BT-1", "FAC/2026/00013"),
            ("BT-2", "20261125"),
            ("BT-9", "20261225"),
            ("BT-30", "404833049"),
            ("BT-112", Decimal("1080.01")),
            ("BG-23", {("S", Decimal(20)): (Decimal("900.00"), Decimal("180.01"))}),
        ):
            (found,) = proof.find_differences(pdf, LEDGER | {term: value}, {})
            self.assertTrue(found.startswith(f"XML {term}"), found)

    def test_each_text_that_the_page_lacks_is_named(self):
        pdf = render(make_invoice())
        expected = document.expected_texts(make_invoice(), "404833048")
        for term in expected:
            wrong = expected | {term: "not on this page"}
            (found,) = proof.find_differences(pdf, LEDGER, wrong)
            self.assertTrue(found.startswith(f"PDF {term}"), found)

    def test_second_attachment_is_no_proof(self):
        with pikepdf.open(io.BytesIO(render(make_invoice()))) as pdf:
            pdf.attachments["other.xml"] = b"<a/>"
            target = io.BytesIO()
            pdf.save(target)
        (found,) = proof.find_differences(target.getvalue(), LEDGER, {})
        self.assertIn("other.xml", found)

    def test_document_without_xml_is_no_proof(self):
        pdf = page.render("classic", document.lay_out(make_invoice(), True), NOW)
        (found,) = proof.find_differences(pdf, LEDGER, {})
        self.assertIn("none", found)

    def test_wrong_sum_stops_the_xml(self):
        with self.assertRaisesRegex(ValueError, "BR-CO-15"):
            facturx_xml.generate(make_invoice(BT_112=Decimal(1)))

    def test_schema_stops_the_xml(self):
        with self.assertRaisesRegex(ValueError, "ApplicableHeaderTradeDelivery"):
            facturx_xml.generate(make_invoice(BT_72=None))

    def test_sign_without_font_is_an_error_that_names_it(self):
        invoice = make_invoice()
        invoice["BG-25"][0]["BT-153"] = "漢"
        with self.assertRaisesRegex(page.PageError, "漢"):
            render(invoice)
        self.assertFalse(page.is_printable("漢"))
        self.assertTrue(page.is_printable("Ж"))

    def test_text_is_never_run(self):
        invoice = make_invoice()
        text = '#import "x" #panic() <b>$x$</b> *a* _b_ @c // d'
        invoice["BG-25"][0]["BT-153"] = text
        found = proof.squeeze(proof.read_text(render(invoice)))
        self.assertIn(proof.squeeze(text), found)

    def test_draft_says_what_it_is(self):
        view = document.lay_out(make_invoice(), is_draft=True)
        text = proof.read_text(page.render("classic", view, NOW))
        self.assertIn("ce document n’est pas une facture", text)

    def test_pages_can_be_looked_at(self):
        (picture,) = page.draw("classic", document.lay_out(make_invoice()))
        self.assertTrue(picture.startswith(b"\x89PNG"))

    def test_threads_can_set_pages_at_once(self):
        results = []

        def work(number):
            invoice = make_invoice(BT_1=f"FAC/{number}")
            results.append((number, proof.read_terms(proof.read(render(invoice))[0])))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), 4)
        for number, terms in results:
            self.assertEqual(terms["BT-1"], f"FAC/{number}")

    def test_examples_of_the_documentation_hold(self):
        for module in (facturx_xml, page, proof):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)
