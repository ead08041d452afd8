# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.import_facturx import read_invoice
from ..tools.import_problem import ImportProblem

# EN 16931 in the syntax of UN/CEFACT (CII), as an invoicing program writes it
XML = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
    xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
  <rsm:ExchangedDocument>
    <ram:ID>{number}</ram:ID>
    <ram:TypeCode>{kind}</ram:TypeCode>
    <ram:IssueDateTime>
      <udt:DateTimeString format="102">{day}</udt:DateTimeString>
    </ram:IssueDateTime>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    {lines}
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty>
        <ram:Name>Menuiserie Durand</ram:Name>
        <ram:SpecifiedLegalOrganization>
          <ram:ID schemeID="0002">{registry}</ram:ID>
        </ram:SpecifiedLegalOrganization>
        <ram:SpecifiedTaxRegistration>
          <ram:ID schemeID="FC">1234</ram:ID>
        </ram:SpecifiedTaxRegistration>
        <ram:SpecifiedTaxRegistration>
          <ram:ID schemeID="VA">FR83 404 833 048</ram:ID>
        </ram:SpecifiedTaxRegistration>
      </ram:SellerTradeParty>
      {buyer}
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:InvoiceCurrencyCode>eur</ram:InvoiceCurrencyCode>
      {taxes}
      {adjustments}
      <ram:SpecifiedTradePaymentTerms>
        <ram:DueDateDateTime>
          <udt:DateTimeString format="102">20250414</udt:DateTimeString>
        </ram:DueDateDateTime>
      </ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        {sums}
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""
BUYER = """<ram:BuyerTradeParty>
  <ram:Name>Bâti Ouest</ram:Name>
  <ram:SpecifiedLegalOrganization>
    <ram:ID schemeID="0002">552100554</ram:ID>
  </ram:SpecifiedLegalOrganization>
  <ram:DefinedTradeContact>
    <ram:EmailURIUniversalCommunication>
      <ram:URIID>compta@bati-ouest.example</ram:URIID>
    </ram:EmailURIUniversalCommunication>
  </ram:DefinedTradeContact>
  <ram:PostalTradeAddress>
    <ram:PostcodeCode>29200</ram:PostcodeCode>
    <ram:LineOne>1 rue du Port</ram:LineOne>
    <ram:LineTwo>Bâtiment B</ram:LineTwo>
    <ram:CityName>Brest</ram:CityName>
    <ram:CountryID>FR</ram:CountryID>
  </ram:PostalTradeAddress>
  <ram:SpecifiedTaxRegistration>
    <ram:ID schemeID="VA">FR96552100554</ram:ID>
  </ram:SpecifiedTaxRegistration>
</ram:BuyerTradeParty>"""


def write_line(name, quantity, price, total, rate="20", basis=""):
    """:return: a line of the invoice
    :rtype: str"""
    per = f"<ram:BasisQuantity>{basis}</ram:BasisQuantity>" if basis else ""
    return f"""<ram:IncludedSupplyChainTradeLineItem>
  <ram:SpecifiedTradeProduct><ram:Name>{name}</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
    <ram:ChargeAmount>{price}</ram:ChargeAmount>{per}
  </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery>
    <ram:BilledQuantity unitCode="C62">{quantity}</ram:BilledQuantity>
  </ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement>
    <ram:ApplicableTradeTax>
      <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>
    </ram:ApplicableTradeTax>
    <ram:SpecifiedTradeSettlementLineMonetarySummation>
      <ram:LineTotalAmount>{total}</ram:LineTotalAmount>
    </ram:SpecifiedTradeSettlementLineMonetarySummation>
  </ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>"""


def write_tax(base, tax, rate="20"):
    """:return: base and tax of a rate
    :rtype: str"""
    return f"""<ram:ApplicableTradeTax>
  <ram:CalculatedAmount>{tax}</ram:CalculatedAmount>
  <ram:BasisAmount>{base}</ram:BasisAmount>
  <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>
</ram:ApplicableTradeTax>"""


def write_adjustment(is_charge, amount, rate="20", reason="Remise"):
    """:return: an allowance or a charge of the whole document
    :rtype: str"""
    return f"""<ram:SpecifiedTradeAllowanceCharge>
  <ram:ChargeIndicator><udt:Indicator>{is_charge}</udt:Indicator></ram:ChargeIndicator>
  <ram:ActualAmount>{amount}</ram:ActualAmount>
  <ram:Reason>{reason}</ram:Reason>
  <ram:CategoryTradeTax>
    <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>
  </ram:CategoryTradeTax>
</ram:SpecifiedTradeAllowanceCharge>"""


def write_sums(untaxed="120.00", tax="24.00", total="144.00", due=None):
    """:return: the amounts of the document; what is None is left out
    :rtype: str"""
    amounts = (
        ("TaxBasisTotalAmount", untaxed),
        ("TaxTotalAmount", tax),
        ("GrandTotalAmount", total),
        ("DuePayableAmount", due),
    )
    return "".join(
        f"<ram:{name}>{amount}</ram:{name}>"
        for name, amount in amounts
        if amount is not None
    )


def write(**parts):
    """:return: an invoice of one line
    :rtype: bytes"""
    parts = {
        "number": "FA-2025-018",
        "kind": "380",
        "day": "20250315",
        "registry": "404833048 00022",
        "buyer": BUYER,
        "lines": write_line("Table", "3", "40.00", "120.00"),
        "taxes": write_tax("120.00", "24.00"),
        "adjustments": "",
        "sums": write_sums(),
        **parts,
    }
    return XML.format(**parts).encode()


def get_items(document):
    """:return: quantity, price, rate and total of each line
    :rtype: list[tuple]"""
    names = ("quantity", "unit_price", "rate", "untaxed")
    return [tuple(item[name] for name in names) for item in document["items"]]


def get_sums(document):
    """:return: without tax, tax, total and what is open
    :rtype: tuple[Decimal]"""
    return tuple(document[name] for name in ("untaxed", "tax", "total", "open"))


@tagged("-at_install", "post_install")
class TestToolsImportFacturx(BaseCase):
    def assert_refused(self, code, details=None, **parts):
        with self.assertRaises(ImportProblem) as refused:
            read_invoice(write(**parts))
        self.assertEqual(refused.exception.code, code)
        if details is not None:
            self.assertEqual(refused.exception.details, details)

    def test_each_term_of_the_invoice_is_read_where_the_standard_has_it(self):
        found = read_invoice(write())
        self.assertEqual(found["number"], "FA-2025-018")
        self.assertEqual(found["date"], date(2025, 3, 15))
        self.assertEqual(found["due"], date(2025, 4, 14))
        self.assertEqual(found["currency"], "EUR")
        self.assertFalse(found["is_credit"])
        self.assertEqual(get_sums(found), (120, 24, 144, 144))
        self.assertEqual(found["taxes"], {20: {"base": 120, "tax": 24}})
        self.assertEqual(found["items"][0]["label"], "Table")
        self.assertEqual(get_items(found), [(3, 40, 20, 120)])
        self.assertEqual(found["items"][0]["discount"], 0)

    def test_buyer_is_read_with_numbers_and_address(self):
        found = read_invoice(write())["party"]
        expected = {
            "name": "Bâti Ouest",
            "registry": "552100554",
            "vat": "FR96552100554",
            "street": "1 rue du Port",
            "street2": "Bâtiment B",
            "zip": "29200",
            "city": "Brest",
            "country": "FR",
            "email": "compta@bati-ouest.example",
            "is_company": True,
            "is_nameless": False,
        }
        self.assertEqual({name: found[name] for name in expected}, expected)
        siret = BUYER.replace(">552100554<", ">55210055400013<")
        found = read_invoice(write(buyer=siret))["party"]
        self.assertEqual(found["registry"], "55210055400013")

    def test_seller_is_known_by_siren_and_vat_number_not_by_a_tax_office_number(self):
        for registry in ("404833048 00022", "404 833 048"):
            found = read_invoice(write(registry=registry))["seller"]
            self.assertEqual(found["name"], "Menuiserie Durand")
            self.assertEqual(found["siren"], "404833048")
            self.assertEqual(found["vat"], "FR83404833048")
        without = write().replace(b"SellerTradeParty", b"SellerTradePartyOfOld")
        found = read_invoice(without)["seller"]
        self.assertEqual(found, {"name": "", "siren": "", "vat": ""})

    def test_what_is_no_invoice_says_what_is_missing(self):
        with self.assertRaisesRegex(ImportProblem, "xml_unknown"):
            read_invoice(
                write().replace(b"CrossIndustryInvoice", b"CrossIndustryOrder")
            )
        with self.assertRaisesRegex(ImportProblem, "xml_unknown"):
            read_invoice(b"<CrossIndustryInvoice/>")
        self.assert_refused("number_missing", number="")
        self.assert_refused("date_missing", day="")
        self.assert_refused("customer_missing", buyer="")
        self.assert_refused("customer_missing", buyer=BUYER.replace("Bâti Ouest", ""))
        missing = {"number": "FA-2025-018"}
        self.assert_refused("amount_missing", missing, sums=write_sums(untaxed=None))
        self.assert_refused("amount_missing", missing, sums=write_sums(total=None))

    def test_amounts_that_contradict_each_other_are_refused_with_both(self):
        details = {
            "number": "FA-2025-018",
            "given": Decimal("144.01"),
            "computed": Decimal("144.00"),
        }
        sums = write_sums(total="144.01")
        self.assert_refused("total_differs", details, sums=sums)

    def test_what_is_no_amount_is_refused(self):
        for amount in ("douze", "NaN", "-Infinity", "1e12", "-1000000000000", "1,5"):
            with self.subTest(amount=amount):
                sums = write_sums(untaxed=amount)
                self.assert_refused("amount_invalid", {"value": amount}, sums=sums)
        self.assert_refused(
            "amount_invalid", {"value": "9" * 40}, sums=write_sums(untaxed="9" * 50)
        )
        largest = "999999999999.99"
        sums = write_sums(untaxed=largest, tax="0", total=largest)
        found = read_invoice(write(sums=sums, taxes="", lines=""))
        self.assertEqual(found["total"], Decimal(largest))

    def test_tax_and_open_balance_follow_from_the_others_when_they_are_left_out(self):
        found = read_invoice(write(sums=write_sums(tax=None)))
        self.assertEqual(get_sums(found), (120, 24, 144, 144))
        found = read_invoice(write(sums=write_sums(due="44.00")))
        self.assertEqual(get_sums(found), (120, 24, 144, 44))
        found = read_invoice(write(sums=write_sums(due="0.00")))
        self.assertEqual(found["open"], 0)

    def test_credit_notes_are_told_by_their_code_or_by_their_sign(self):
        # UNTDID 1001: 381 credit note, 261 self-billed one, 384 corrected invoice
        for kind, is_credit in (("381", 1), ("261", 1), ("384", 0), ("386", 0)):
            found = read_invoice(write(kind=kind))
            self.assertEqual(found["is_credit"], bool(is_credit), kind)
            self.assertEqual(get_sums(found), (120, 24, 144, 144))
        negative = {
            "lines": write_line("Table", "-3", "40.00", "-120.00"),
            "taxes": write_tax("-120.00", "-24.00"),
            "sums": write_sums("-120.00", "-24.00", "-144.00", "-44.00"),
        }
        for kind, is_credit in (("380", True), ("381", False)):
            found = read_invoice(write(kind=kind, **negative))
            self.assertEqual(found["is_credit"], is_credit)
            self.assertEqual(get_sums(found), (120, 24, 144, 44))
            self.assertEqual(found["taxes"], {20: {"base": 120, "tax": 24}})
            self.assertEqual(get_items(found), [(3, 40, 20, 120)])

    def test_price_of_several_pieces_is_divided(self):
        line = write_line("Vis", "300", "40.00", "120.00", basis="100")
        found = read_invoice(write(lines=line))
        self.assertEqual(get_items(found), [(300, Decimal("0.4"), 20, 120)])

    def test_line_that_is_not_price_times_quantity_is_one_piece(self):
        for line in (
            write_line("Table", "3", "39.99", "120.00"),
            write_line("Table", "", "40.00", "120.00"),
            write_line("Table", "3", "", "120.00"),
        ):
            found = read_invoice(write(lines=line))
            self.assertEqual(get_items(found), [(1, 120, 20, 120)])

    def test_product_of_price_and_quantity_is_rounded_to_cents(self):
        line = write_line("Câble", "3.333", "36.0036", "120.00")
        found = read_invoice(write(lines=line))
        self.assertEqual(found["items"][0]["quantity"], Decimal("3.333"))

    def test_lines_that_do_not_add_up_give_way_to_one_line_a_rate(self):
        parts = {
            "lines": write_line("Table", "1", "99.00", "99.00"),
            "taxes": write_tax("100.00", "20.00") + write_tax("50.00", "2.75", "5.50"),
            "sums": write_sums("150.00", "22.75", "172.75"),
        }
        found = read_invoice(write(**parts))
        lines = [(1, 100, 20, 100), (1, 50, Decimal("5.5"), 50)]
        self.assertEqual(get_items(found), lines)
        found = read_invoice(write(**(parts | {"lines": ""})))
        self.assertEqual(get_items(found), lines)
        kept = write_line("Table", "2", "50.00", "100.00")
        kept += write_line("Porte", "1", "50.00", "50.00", "5.5")
        found = read_invoice(write(**(parts | {"lines": kept})))
        self.assertEqual([item["label"] for item in found["items"]], ["Table", "Porte"])

    def test_two_parts_of_one_rate_are_added_up(self):
        parts = {
            "lines": "",
            "taxes": write_tax("100.00", "20.00") + write_tax("20.00", "4.00", "20.0"),
        }
        found = read_invoice(write(**parts))
        self.assertEqual(found["taxes"], {20: {"base": 120, "tax": 24}})

    def test_without_details_the_rate_is_not_known_unless_there_is_no_tax(self):
        # the profiles MINIMUM and BASIC WL tell totals, and no line
        found = read_invoice(write(lines="", taxes=""))
        self.assertEqual(found["taxes"], {None: {"base": 120, "tax": 24}})
        self.assertEqual(get_items(found), [(1, 120, None, 120)])
        free = write_sums(tax="0.00", total="120.00")
        found = read_invoice(write(lines="", taxes="", sums=free))
        self.assertEqual(found["taxes"], {0: {"base": 120, "tax": 0}})
        self.assertEqual(get_items(found), [(1, 120, 0, 120)])

    def test_details_that_do_not_add_up_are_not_believed(self):
        for taxes in (
            write_tax("120.00", "23.00"),
            write_tax("119.00", "24.00"),
            write_tax("", "24.00"),
            write_tax("120.00", ""),
        ):
            found = read_invoice(write(taxes=taxes))
            self.assertEqual(found["taxes"], {None: {"base": 120, "tax": 24}})
            # the line says the same total: it stays, and its rate is as unknown
            self.assertEqual(get_items(found), [(3, 40, None, 120)])

    def test_allowances_and_charges_of_the_whole_are_lines(self):
        parts = {
            "adjustments": write_adjustment("false", "30.00")
            + write_adjustment("true", "10.00", reason="Port"),
            "taxes": write_tax("100.00", "20.00"),
            "sums": write_sums("100.00", "20.00", "120.00"),
        }
        found = read_invoice(write(**parts))
        lines = [(3, 40, 20, 120), (1, -30, 20, -30), (1, 10, 20, 10)]
        self.assertEqual(get_items(found), lines)
        labels = [item["label"] for item in found["items"]]
        self.assertEqual(labels, ["Table", "Remise", "Port"])
