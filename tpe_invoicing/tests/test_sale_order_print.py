# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

import pikepdf
from PIL import Image

from odoo import Command
from odoo.tests import tagged

from .common_document import DocumentCommon
from .test_account_move_print import read_pages

REPORT = "sale.action_report_saleorder"
PRO_FORMA = "sale.action_report_pro_forma_invoice"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSaleOrderPrint(DocumentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.company.quotation_validity_days = 30
        cls.door = cls.env["product.product"].create(
            {"name": "Oak door", "type": "consu", "taxes_id": False}
        )

    def _order_line(self, price, taxes=None, **values):
        taxes = self.vat_20 if taxes is None else taxes
        return Command.create(
            {
                "product_id": self.door.id,
                "price_unit": price,
                "tax_ids": [Command.set(taxes.ids)],
                **values,
            }
        )

    def _quote(self, *lines, partner=None, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.consumer).id,
                "date_order": "2026-11-24 10:00:00",
                "validity_date": "2026-12-24",
                "require_payment": False,
                "order_line": list(lines) or [self._order_line(100)],
                **values,
            }
        )

    def _print(self, order, report=REPORT):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        return reports._render_qweb_pdf(report, order.ids)[0]

    def _read(self, order, report=REPORT):
        """All that is on the pages, in one line."""
        return " ".join(" ".join(read_pages(self._print(order, report))).split())

    # === WHAT IT SAYS === #

    def test_a_quote_says_what_the_law_asks_and_where_to_sign(self):
        self.company.write(
            {
                "tpe_insurer": "Assurances du Bocage",
                "tpe_insurance_contract": "D-1",
                "tpe_insurance_area": "France",
            }
        )
        order = self._quote(self._order_line(100, name="Oak door", product_uom_qty=3))
        text = self._read(order)
        for words in (
            f"N° {order.name}",
            "24/11/2026",
            "24/12/2026",
            "Menuiserie Kermorvan",
            "Anne Le Goff",
            "Total HT 300,00",
            "Total TTC 360,00",
            "Assurance professionnelle : Assurances du Bocage",
            "Devis gratuit",
            "Bon pour accord",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)
        self.assertTrue(text.count("Devis") >= 2 and "Facture" not in text)

    def test_a_quote_claims_nothing_and_bears_no_electronic_invoice(self):
        self.company.partner_id.bank_ids = [
            Command.create({"acc_number": "FR7630006000011234567890189"})
        ]
        order = self._quote(partner=self.business)
        text = self._read(order)
        for words in ("Net à payer", "IBAN", "pénalités", "Indemnité forfaitaire"):
            self.assertNotIn(words, text)
        with pikepdf.open(io.BytesIO(self._print(order))) as document:
            self.assertFalse(document.attachments)
            self.assertNotIn(
                b"fx:ConformanceLevel", document.Root.Metadata.read_bytes()
            )

    def test_a_quote_with_a_price_says_so_to_everyone(self):
        text = self._read(self._quote(partner=self.business, tpe_quote_fee=60))
        self.assertIn("Devis payant : 60,00 € TTC", text)
        self.assertNotIn(
            "Devis gratuit", self._read(self._quote(partner=self.business))
        )

    def test_the_deposit_that_is_asked_is_said_with_its_amount(self):
        order = self._quote(require_payment=True, prepayment_percent=0.3)
        self.assertIn("36.00 € (30 %)", self._read(order).replace(",", "."))

    def test_an_order_shows_the_signature_that_was_given_online(self):
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
        order = self._quote()
        order.write(
            {
                "signed_by": "Anne Le Goff",
                "signed_on": "2026-11-25 10:00:00",
                "signature": base64.b64encode(picture.getvalue()),
            }
        )
        order.action_confirm()
        text = self._read(order)
        self.assertIn("Bon de commande", text)
        self.assertRegex(text, "signé en ligne Par Anne Le Goff Le 25/11/2026")
        with pikepdf.open(io.BytesIO(self._print(order))) as document:
            self.assertEqual(len(document.pages[0].images), 1)

    def test_a_pro_forma_and_a_cancelled_order_say_what_they_are(self):
        order = self._quote(*[self._order_line(10) for _number in range(60)])
        pages = read_pages(self._print(order, PRO_FORMA))
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertIn("PRO FORMA", page)
            self.assertNotIn("Bon pour accord", page)
        order._action_cancel()
        self.assertIn("ANNULÉE", self._read(order))

    def test_a_quote_abroad_is_in_english(self):
        text = self._read(self._quote(partner=self.german))
        self.assertIn("Quotation", text)
        self.assertIn("Agreed and accepted", text)

    # === WHAT IT ADDS UP TO === #

    def test_a_quote_adds_up_to_the_total_of_its_order(self):
        included = self._make_included_tax()
        section = Command.create({"display_type": "line_section", "name": "Doors"})
        cases = {
            "included": [self._order_line(99.99, included, product_uom_qty=7)],
            "discount": [self._order_line(33.33, discount=12.5, product_uom_qty=3)],
            "rates": [
                section,
                self._order_line(0.05),
                self._order_line(9, self.vat_10),
            ],
            "negative": [self._order_line(100), self._order_line(-10.01)],
            "cents": [self._order_line(0.03) for _number in range(7)],
        }
        for method in ("round_globally", "round_per_line"):
            self.company.tax_calculation_rounding_method = method
            for name, lines in cases.items():
                with self.subTest(method=method, case=name):
                    order = self._quote(*lines)
                    shown = f"{order.amount_total:,.2f}".replace(",", " ")
                    text = self._read(order).replace("\xa0", " ").replace("\u202f", " ")
                    self.assertIn(f"Total TTC {shown.replace('.', ',')}", text)

    # === HOW IT LOOKS === #

    def test_a_template_for_quotes_is_for_quotes_only(self):
        template = self.env["tpe.invoice.template"].create(
            {"name": "Quotes", "design": "modern", "is_for_quote": True}
        )
        order = self._quote(partner=self.business)
        self.assertEqual(order._tpe_make_paper("quote")._tpe_get_template(), template)
        self.assertNotEqual(self._make()._tpe_get_template(), template)

    def test_the_invoice_takes_the_look_that_its_order_names(self):
        order = self._quote(partner=self.business)
        template = self.env.ref("tpe_invoicing.tpe_invoice_template_works")
        order.tpe_invoice_template_id = template
        self.assertEqual(order._tpe_make_paper("quote")._tpe_get_template(), template)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        self.assertEqual(order._create_invoices()._tpe_get_template(), template)

    # === PATHS === #

    def test_the_mail_of_a_quote_brings_the_same_page(self):
        order = self._quote()
        template = self.env.ref("sale.email_template_edi_sale").with_context(
            force_report_rendering=True
        )
        (_name, content), *others = template._generate_template(
            order.ids, ["attachment_ids", "report_template_ids"]
        )[order.id]["attachments"]
        self.assertEqual(others, [])
        self.assertIn(
            "Bon pour accord", " ".join(read_pages(base64.b64decode(content)))
        )

    def test_a_salesman_prints_without_rights_on_invoices(self):
        user = self._new_user("salesman", "sales_team.group_sale_salesman")
        order = self._quote(user_id=user.id)
        pdf = order.with_user(user)._tpe_print()
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_nothing_is_stored_by_a_print(self):
        order = self._quote()
        before = self.env["account.move"].search_count([])
        self._print(order)
        self.env.flush_all()
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertFalse(order.invoice_ids)
