# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveMention(TpeCommon):
    def _mentions(self, move):
        return {mention["code"]: mention for mention in move._tpe_get_mentions()}

    def _codes(self, move, severity=None):
        return {
            finding["code"]
            for finding in move._tpe_get_findings()
            if severity in (None, finding["severity"])
        }

    def test_company_says_form_capital_registry_and_numbers(self):
        mentions = self._mentions(self._make())
        texts = [m["text"] for m in mentions.values() if m["place"] == "seller"]
        self.assertEqual(
            texts,
            [
                "SARL au capital de 10\xa0000 €",
                "SIREN 404 833 048",
                "SIRET 404 833 048 00022",
                "RCS Rennes 404 833 048",
                "N° TVA : FR83404833048",
            ],
        )
        self.assertEqual(mentions["BUYER_SIREN"]["text"], "SIREN client : 552 100 554")

    def test_sole_trader_bears_ei_and_no_capital(self):
        self.company.write({"tpe_is_sole_trader": True, "tpe_rcs_city": False})
        move = self._make()
        mentions = self._mentions(move)
        self.assertIn("SELLER_EI", mentions)
        self.assertIn("SELLER_RNE", mentions)
        self.assertFalse({"SELLER_FORM_CAPITAL", "SELLER_RCS"} & mentions.keys())
        name = move._tpe_get_mention_context()["seller"]["name"]
        self.assertEqual(name, "Menuiserie Kermorvan EI")

    def test_business_is_told_the_rate_of_the_half_year_and_the_lump_sum(self):
        mentions = self._mentions(self._make())
        penalty = mentions["PENALTY_LEGAL"]
        self.assertIn("majoré de 10 points, soit 12,40 % l'an", penalty["text"])
        self.assertIn("au 2e semestre 2026", penalty["text"])
        self.assertTrue(mentions["LUMP40"]["text"].endswith(": 40 €"))
        row = self.env.ref("tpe_invoicing.tpe_legal_parameter_value_ecb_mro_2026_s2")
        self.assertIn(row.id, penalty["value_ids"])

    def test_rate_follows_the_date_of_the_invoice(self):
        mentions = self._mentions(self._make(invoice_date="2026-06-30"))
        self.assertIn("12,15 % l'an au 1er semestre", mentions["PENALTY_LEGAL"]["text"])

    def test_rate_of_the_contract_is_printed_as_it_is(self):
        self.company.tpe_late_rate = 12
        penalty = self._mentions(self._make())["PENALTY_CONTRACT"]
        self.assertTrue(penalty["text"].endswith("au taux annuel de 12,00 %"))
        self.assertFalse(penalty["value_ids"])

    def test_consumer_is_threatened_with_neither_penalty_nor_lump_sum(self):
        mentions = self._mentions(self._make(self.consumer))
        text = " ".join(mention["text"] for mention in mentions.values())
        self.assertNotIn("BCE", text)
        self.assertNotIn("40 €", text)
        self.assertIn("non applicable aux consommateurs", text)
        self.assertIn("mise en demeure", mentions["PENALTY_CONSUMER"]["text"])

    def test_public_body_is_told_its_own_interest(self):
        self.business.tpe_is_public_body = True
        move = self._make(tpe_service_code="FIN", tpe_engagement_number="E-7")
        mentions = self._mentions(move)
        self.assertIn("majoré de 8 points", mentions["PENALTY_PUBLIC"]["text"])
        self.assertIn("LUMP40", mentions)
        self.assertEqual(mentions["BUYER_SERVICE_CODE"]["text"], "Code service : FIN")

    def test_a_number_of_the_state_says_that_a_buyer_is_public(self):
        partners = self.env["res.partner"].create(
            [
                {"name": "Nozay", "is_company": True, "company_registry": number}
                for number in ("21350238800019", "404833048")
            ]
        )
        hall, firm = partners
        self.assertEqual(hall.tpe_buyer_kind, "public")
        self.assertEqual(firm.tpe_buyer_kind, "business")
        firm.tpe_is_public_body = True  # a hospital has numbers like a business
        firm.company_registry = "55210055400013"
        self.assertEqual(firm.tpe_buyer_kind, "public")
        hall.tpe_is_public_body = False
        self.assertEqual(hall.tpe_buyer_kind, "business")

    def test_three_notes_stand_once_on_every_kind_of_document(self):
        # [BR-FR-05] [BR-FR-06]
        credit = self._make()._reverse_moves([{"invoice_date": TODAY}])
        for move in (self._make(), self._make(self.consumer), credit):
            notes = [m["subject_code"] for m in move._tpe_get_mentions()]
            found = sorted(note for note in notes if note)
            self.assertEqual(found, ["AAB", "PMD", "PMT"])

    def test_discount_of_the_payment_term_is_printed(self):
        # T-31
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % 10 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
            }
        )
        move = self._make(invoice_payment_term_id=term.id)
        move.invoice_line_ids.price_unit = 1000
        words = move._tpe_get_document_data()["BT-20"]
        self.assertIn("1\xa0176,00 EUR", words)
        self.assertIn("04/12/2026", words)
        text = self._mentions(move)["DISCOUNT"]["text"]
        self.assertTrue(text.startswith("Escompte de 2 % pour paiement sous 10 jours"))
        # the VAT stays: 20 off the price of 1 000 alone
        term.early_pay_discount_computation = "excluded"
        other = self._make(invoice_payment_term_id=term.id)
        other.invoice_line_ids.price_unit = 1000
        self.assertIn("1\xa0180,00", other._tpe_get_document_data()["BT-20"])
        self.assertIn("net de taxe", self._mentions(other)["DISCOUNT_NET"]["text"])
        none = self._mentions(self._make())["NO_DISCOUNT"]
        self.assertEqual(none["text"], "Escompte pour paiement anticipé : néant")

    def test_nature_of_the_operation_follows_the_lines(self):
        services = self._make(product=self.service, taxes=self.vat_20)
        self.assertIn("OPERATION_SERVICES", self._mentions(services))
        line = {"product_id": self.goods.id, "tax_ids": [Command.set(self.vat_20.ids)]}
        services.invoice_line_ids = [Command.create(line)]
        self.assertIn("OPERATION_BOTH", self._mentions(services))

    def test_option_for_debits_is_worded_as_the_law_does(self):
        self.company.tpe_vat_on_debits = True
        move = self._make(product=self.service, taxes=self.vat_20)
        text = self._mentions(move)["VAT_DEBITS"]["text"]
        expected = "Option pour le paiement de la taxe d'après les débits"
        self.assertEqual(text, expected)
        self.assertNotIn("VAT_DEBITS", self._mentions(self._make()))

    def test_franchise_says_why_there_is_no_vat(self):
        # T-24
        self.company.write({"tpe_vat_regime": "franchise", "vat": False})
        move = self._make(taxes=self.env["account.tax"])
        mentions = self._mentions(move)
        expected = "TVA non applicable, article 293 B du CGI"
        self.assertEqual(mentions["FRANCHISE"]["text"], expected)
        self.assertNotIn("SELLER_VAT", mentions)
        self.assertEqual(
            move._tpe_get_vat_texts(), {("E", "VATEX-FR-FRANCHISE"): expected}
        )
        self.assertFalse(self._codes(move))

    def test_zero_rates_say_their_reason_in_the_customers_language(self):
        for name, product, code in (
            ("tva_sale_good_intra_0", self.goods, "IC_GOODS"),
            ("tva_sale_service_intra_0", self.service, "RC_ABROAD"),
        ):
            tax = self._find_tax(name)
            self.assertTrue(tax, name)
            move = self._make(self.german, product, tax)
            mentions = self._mentions(move)
            self.assertIn("French tax code", mentions[code]["text"])
            self.assertEqual(mentions["SELLER_SIREN"]["text"], "SIREN 404 833 048")
            self.assertFalse(self._codes(move, "blocking"))

    def test_building_subcontractor_says_autoliquidation_unless_in_franchise(self):
        # T-25
        tax = self.vat_20.copy(
            {
                "name": "0 % BTP",
                "amount": 0,
                "ubl_cii_tax_category_code": "AE",
                "ubl_cii_tax_exemption_reason_code": "VATEX-EU-AE",
            }
        )
        move = self._make(taxes=tax)
        text = self._mentions(move)["RC_DOMESTIC"]["text"]
        self.assertTrue(text.startswith("Autoliquidation"))
        self.company.tpe_vat_regime = "franchise"
        mentions = self._mentions(move)
        self.assertIn("FRANCHISE", mentions)
        self.assertNotIn("RC_DOMESTIC", mentions)

    def test_craftsman_names_the_insurer(self):
        self.company.write(
            {
                "tpe_insurer": "MAAF, 79180 Chauray",
                "tpe_insurance_contract": "35-1234",
                "tpe_insurance_area": "France",
            }
        )
        text = self._mentions(self._make())["DECENNALE"]["text"]
        self.assertEqual(
            text,
            "Assurance professionnelle : MAAF, 79180 Chauray, contrat n° 35-1234, "
            "couverture géographique : France",
        )

    def test_credit_note_names_the_invoice_and_its_date(self):
        invoice = self._make()
        invoice.with_context(tpe_no_seal=True).write({"name": "INV/2026/00001"})
        invoice.state = "posted"
        credit = invoice._reverse_moves([{"invoice_date": TODAY}])
        text = self._mentions(credit)["CREDIT_REF"]["text"]
        self.assertEqual(text, "Avoir sur facture n° INV/2026/00001 du 24/11/2026")
        self.assertNotIn("credit_note_without_original", self._codes(credit))

    def test_invoice_in_dollars_says_the_vat_in_euros(self):
        # T-29
        usd = self.env.ref("base.USD")
        usd.active = True
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", usd.id)]).unlink()
        rates.create({"currency_id": usd.id, "name": TODAY, "rate": 1.1545})
        move = self._make(currency_id=usd.id)
        move.invoice_line_ids.price_unit = 1000
        text = self._mentions(move)["CURRENCY"]["text"]
        self.assertEqual(
            text, "Montant de la TVA en euros : 173,24 € (1 EUR = 1,1545 USD)"
        )

    # === DATED TEXTS === #

    def test_wording_of_the_tax_code_is_admitted_until_mid_2028(self):
        # T-39
        self.company.write({"tpe_vat_regime": "franchise"})
        self.env["tpe.legal.parameter.value"].create(
            {
                "parameter_id": self.env.ref(
                    "tpe_invoicing.tpe_legal_parameter_ecb_mro"
                ).id,
                "date_from": "2028-07-01",
                "value": 2.4,
                "source_title": "BCE",
                "source_url": "https://www.ecb.europa.eu/",
            }
        )
        none = self.env["account.tax"]
        for day, is_outdated in (
            ("2026-12-31", False),
            ("2027-01-01", False),
            ("2028-07-01", True),
        ):
            move = self._make(taxes=none, invoice_date=day)
            self.assertEqual("mention_outdated" in self._codes(move), is_outdated)
            selected = move._tpe_get_mention_context()["selected"]
            text = next(t for r, t in selected if r.code == "FRANCHISE")
            self.assertIn("293 B du CGI", text.fr)

    def test_missing_rate_is_a_finding_and_no_mention_is_made_up(self):
        move = self._make(invoice_date="2027-01-05")
        self.assertIn("figure_missing", self._codes(move, "blocking"))
        messages = " ".join(f["message"] for f in move._tpe_get_findings())
        self.assertIn("2027-H1", messages)
        with self.assertRaisesRegex(UserError, "2027-H1"):
            move._tpe_get_mentions()

    def test_company_puts_its_words_in_the_place_of_the_laws(self):
        owner = new_test_user(
            self.env,
            "mention_owner",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        mention = self.env.ref("tpe_invoicing.tpe_mention_no_discount")
        self.env["tpe.mention.text"].with_user(owner).create(
            {
                "mention_id": mention.id,
                "date_from": "2026-01-01",
                "text_fr": "Pas d'escompte pour paiement anticipé",
            }
        )
        text = self._mentions(self._make())["NO_DISCOUNT"]["text"]
        self.assertEqual(text, "Pas d'escompte pour paiement anticipé")

    def test_company_adds_a_mention_of_its_own(self):
        self.env["tpe.mention"].create(
            {
                "code": "OWN",
                "name": "Own",
                "company_id": self.company.id,
                "condition": "always",
                "text_ids": [
                    Command.create(
                        {
                            "date_from": "2026-01-01",
                            "text_fr": "Artisan à {rcs_city}",
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        self.assertEqual(
            self._mentions(self._make())["OWN"]["text"], "Artisan à Rennes"
        )

    def test_owner_cannot_change_the_mentions_of_the_law(self):
        owner = new_test_user(
            self.env, "law_owner_2", "base.group_user,account.group_account_manager"
        )
        mention = self.env.ref("tpe_invoicing.tpe_mention_lump40").with_user(owner)
        with self.assertRaises(UserError):
            mention.condition = "penalties:consumer"
        with self.assertRaises(UserError):
            mention.text_ids.text_fr = "..."
        with self.assertRaises(UserError):
            mention.text_ids.unlink()
        with self.assertRaises(UserError):
            mention.unlink()

    def test_text_with_an_unknown_variable_is_refused(self):
        mention = self.env.ref("tpe_invoicing.tpe_mention_lump40")
        values = {
            "mention_id": mention.id,
            "company_id": self.company.id,
            "date_from": TODAY,
            "text_fr": "Indemnité forfaitaire pour frais de recouvrement : "
            "{lump_sum} € {nothing}",
        }
        with self.assertRaisesRegex(ValidationError, "nothing"):
            self.env["tpe.mention.text"].create(values)

    def test_every_text_of_the_law_is_in_two_languages_with_its_source(self):
        for text in self.env["tpe.mention.text"].search([("company_id", "=", False)]):
            self.assertTrue(text.text_fr and text.text_en, text.mention_id.code)
            self.assertTrue(text.source_url.startswith("https://"), text)
