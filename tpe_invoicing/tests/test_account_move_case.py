# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases that a person has to say, from the form to the sealed XML."""

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..const import NEW_TAXES
from .common import TpeCommon

TYPE = ".//{*}ExchangedDocument/{*}TypeCode"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveCase(TpeCommon):
    def _words(self, move):
        return {m["code"]: m["text"] for m in move.tpe_mentions()[0]["mentions"]}

    def _codes(self, move):
        return {finding["code"] for finding in move.tpe_check()[0]["findings"]}

    def _issue(self, move):
        move.tpe_issue()
        content = move.tpe_archive_entry_id._read_xml()
        return etree.fromstring(content)

    def _tax(self, name):
        tax = self._find_tax(name)
        self.assertTrue(tax, name)
        return tax

    # === TAXES OF THE CHART === #

    def test_french_chart_has_the_taxes_without_vat_that_sellers_need(self):
        for name, (_french, _name, _label, scope, codes) in NEW_TAXES.items():
            tax = self._tax(name)
            found = (
                tax.ubl_cii_tax_category_code,
                tax.ubl_cii_tax_exemption_reason_code,
            )
            self.assertEqual((tax.amount, tax.tax_scope, found), (0, scope, codes))
            self.assertEqual(tax.active, codes[0] == "AE")

    def test_books_that_were_there_before_are_completed_once(self):
        charts = self.env["account.chart.template"].with_company(self.company)
        tax = self._tax("tpe_tva_autoliquidation_btp")
        tax.name = "My own name"
        self._tax("tpe_tva_debours").unlink()
        charts._tpe_complete_taxes()
        charts._tpe_complete_taxes()
        self.assertEqual(tax.name, "My own name")
        found = self.env["account.tax"].search_count(
            [
                ("company_id", "=", self.company.id),
                ("ubl_cii_tax_exemption_reason_code", "=", "VATEX-EU-79-C"),
                ("active", "in", (True, False)),
            ]
        )
        self.assertEqual(found, 1)

    def test_subcontractor_issues_without_vat_and_the_return_knows_it(self):
        # T-25
        tax = self._tax("tpe_tva_autoliquidation_btp")
        move = self._make(product=self.service, taxes=tax)
        move.invoice_line_ids.price_unit = 10000
        root = self._issue(move)
        self.assertEqual((move.amount_total, move.amount_tax), (10000, 0))
        group = root.find(".//{*}ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax")
        self.assertEqual(group.findtext("{*}CategoryCode"), "AE")
        self.assertIn("Autoliquidation", self._words(move)["RC_DOMESTIC"])
        tags = move.line_ids.tax_tag_ids.mapped("name")
        self.assertEqual(tags, ["E2"])

    def test_margin_shows_no_vat_and_says_the_scheme(self):
        # T-30
        for name, words in (
            ("occasion", "Biens d'occasion"),
            ("art", "Objets d'art"),
            ("collection", "Objets de collection et d'antiquité"),
        ):
            tax = self._tax(f"tpe_tva_marge_{name}")
            move = self._make(self.consumer, taxes=tax)
            texts = self._words(move).values()
            self.assertIn(f"Régime particulier - {words}", texts)
            self.assertFalse(move._tpe_get_document_data()["page"]["has_vat"])

    # === OVERSEAS === #

    def test_service_in_guyane_is_without_vat_whatever_the_tax(self):
        guyane = {"country_id": self.env.ref("base.gf").id, "vat": False}
        self.business.write(guyane)
        none = self.env["account.tax"]
        for taxes in (none, self._tax("tva_sale_service_0")):
            move = self._make(product=self.service, taxes=taxes)
            self.assertFalse(self._codes(move))
            words = self._words(move)["DOM_NO_VAT"]
            self.assertEqual(words, "TVA non applicable, art. 294, 1 du CGI")

    def test_seller_in_mayotte_needs_no_vat_number(self):
        mayotte = self.env.ref("base.yt")
        self.company.account_fiscal_country_id = mayotte
        self.company.partner_id.vat = False
        self.business.write({"country_id": mayotte.id, "vat": False})
        move = self._make(taxes=self.env["account.tax"])
        self.assertNotIn("seller_vat_missing", self._codes(move))
        self.assertIn("DOM_NO_VAT", self._words(move))

    # === PARTIES === #

    def test_tax_representative_stands_on_the_page_and_in_the_xml(self):
        values = {"name": "Fisc Conseil", "vat": False, "company_registry": False}
        agent = self.business.copy(values)
        self.company.tpe_tax_representative_id = agent
        move = self._make()
        self.assertIn("seller_representative_incomplete", self._codes(move))
        agent.vat = "FR44732829320"
        self.assertEqual(
            self._words(move)["SELLER_TAXREP"],
            "Représentant fiscal : Fisc Conseil, 1 rue du Port, 29200 Brest, "
            "TVA FR44732829320",
        )
        party = self._issue(move).find(".//{*}SellerTaxRepresentativeTradeParty")
        self.assertEqual(party.findtext("{*}Name"), "Fisc Conseil")
        vat = party.findtext("{*}SpecifiedTaxRegistration/{*}ID")
        self.assertEqual(vat, "FR44732829320")

    def test_member_of_a_vat_group_is_told_from_the_group(self):
        self.company.tpe_is_vat_group_member = True
        move = self._make()
        self.assertIn("seller_vat_group_incomplete", self._codes(move))
        group = self.business.copy(
            {"name": "Groupe AU", "vat": False, "company_registry": "732829320"}
        )
        self.company.tpe_vat_group_id = group
        self.assertIn("seller_vat_group_incomplete", self._codes(move))
        group.vat = "FR44732829320"
        self.assertNotIn("seller_vat_group_incomplete", self._codes(move))
        xml = self._issue(move)
        seller = xml.find(".//{*}SellerTradeParty")
        numbers = {n.get("schemeID"): n.text for n in seller.iterfind("{*}GlobalID")}
        self.assertEqual(numbers["0231"], "732829320")
        notes = {
            note.findtext("{*}SubjectCode"): note.findtext("{*}Content")
            for note in xml.iterfind(".//{*}IncludedNote")
        }
        self.assertEqual(notes["TXD"], "MEMBRE_ASSUJETTI_UNIQUE")
        party = xml.find(".//{*}SellerTaxRepresentativeTradeParty")
        vat = party.findtext("{*}SpecifiedTaxRegistration/{*}ID")
        self.assertEqual(vat, "FR44732829320")

    def test_company_being_registered_waits_for_its_number(self):
        self.company.partner_id.write({"company_registry": False, "vat": False})
        self.company.tpe_is_being_registered = True
        move = self._make()
        self.assertIn("seller_siren_pending", self._codes(move))
        self.assertIn("SELLER_PENDING", self._words(move))
        with self.assertRaisesRegex(UserError, "no SIREN yet"):
            move.tpe_issue()

    def test_variable_capital_takes_the_place_of_the_amount(self):
        self.company.tpe_is_capital_variable = True
        words = self._words(self._make())
        self.assertEqual(words["SELLER_FORM_VARIABLE"], "SARL à capital variable")
        self.assertNotIn("SELLER_FORM_CAPITAL", words)

    def test_self_billed_documents_have_types_of_their_own(self):
        self.business.tpe_self_billing_mandate = "2026-01-01"
        for values, code in (
            ({}, "389"),
            ({"tpe_document_kind": "deposit"}, "500"),
        ):
            move = self._make(tpe_is_self_billed=True, **values)
            self.assertFalse(self._codes(move))
            self.assertEqual(self._words(move)["SELF_BILLED"], "Autofacturation")
            self.assertEqual(self._issue(move).findtext(TYPE), code)
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        self.assertTrue(refund.tpe_is_self_billed)
        # UNTDID 1001 has no self-billed credit note of a deposit
        self.assertEqual(self._issue(refund).findtext(TYPE), "503")

    def test_billing_and_delivery_addresses_are_told_when_they_differ(self):
        billing, delivery = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "type": kind,
                    "parent_id": self.business.id,
                    "street": street,
                    "zip": postcode,
                    "city": city,
                    "country_id": self.env.ref("base.fr").id,
                }
                for name, kind, street, postcode, city in (
                    ("Achats", "invoice", "BP 12", "29000", "Quimper"),
                    ("Dépôt", "delivery", "Quai Sud", "56100", "Lorient"),
                )
            ]
        )
        move = self._make(billing, partner_shipping_id=delivery.id, ref="BC-7")
        words = self._words(move)
        self.assertEqual(
            words["BUYER_NAME_ADDR"], "Bâti Ouest, 1 rue du Port, 29200 Brest"
        )
        self.assertEqual(
            words["BUYER_BILLING_ADDR"], "Adresse de facturation : BP 12, 29000 Quimper"
        )
        self.assertEqual(
            words["DELIVERY_ADDR"], "Adresse de livraison : Quai Sud, 56100 Lorient"
        )
        self.assertEqual(words["BUYER_PO"], "Bon de commande n° BC-7")

    # === SECTORS === #

    def test_eco_participation_is_told_with_its_amount_and_its_note(self):
        eco = self.env["account.tax"].create(
            {
                "name": "DEEE",
                "amount": 1.5,
                "amount_type": "fixed",
                "type_tax_use": "sale",
                "include_base_amount": True,
                "sequence": 1,
                "country_id": self.vat_20.country_id.id,
                "tax_group_id": self.vat_20.tax_group_id.id,
                "company_id": self.company.id,
            }
        )
        self.assertTrue(eco.tpe_is_eco_participation)
        move = self._make(taxes=eco + self.vat_20)
        move.invoice_line_ids.quantity = 3
        self.assertEqual(
            self._words(move)["ECO_PART"], "Dont éco-participation (DEEE) : 4,50 EUR"
        )
        notes = self._issue(move).iterfind(".//{*}IncludedNote/{*}SubjectCode")
        self.assertIn("BLU", [note.text for note in notes])

    def test_shop_names_the_warranty_of_listed_goods_to_consumers(self):
        self.company.tpe_sells_in_store = True
        self.goods.tpe_is_warranty_listed = True
        move = self._make(self.consumer)
        self.assertTrue(self._words(move)["LEGAL_WARRANTY"].endswith(": Oak table"))
        move.tpe_is_in_store = False
        self.assertNotIn("LEGAL_WARRANTY", self._words(move))

    def test_works_in_dwellings_bear_the_statement_and_ask_for_the_insurance(self):
        self.company.tpe_does_dwelling_works = True
        tax = self.vat_20.copy({"name": "10 %", "amount": 10})
        move = self._make(self.consumer, self.service, tax)
        self.assertIn("seller_insurance_missing", self._codes(move))
        words = self._words(move)
        self.assertTrue(
            words["WORKS_RATE_10"].startswith("Je soussigné(e) Anne Le Goff certifie")
        )
        self.assertNotIn("WORKS_RATE_5_5", words)

    def test_what_a_sealed_invoice_says_of_its_case_is_frozen(self):
        move = self._make()
        move.tpe_issue()
        for name in ("tpe_is_self_billed", "tpe_is_triangular", "tpe_is_in_store"):
            with self.assertRaises(UserError, msg=name):
                move[name] = not move[name]
