# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import document, proof
from ..tools.proof_page import squeeze
from .common import TODAY
from .common_document import DocumentCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveDocument(DocumentCommon):
    """Worked examples of the legal reference (T-20 to T-31), and hard cases."""

    # === AMOUNTS === #

    def test_vat_is_rounded_once_for_each_rate(self):  # T-20
        lines = [self._line(10.03)] * 3 + [self._line(0.99, self.vat_55)] * 7
        data = self._data(self._invoice(*lines))
        vat = {str(row["BT-119"]): str(row["BT-117"]) for row in data["BG-23"]}
        self.assertEqual(vat, {"20": "6.02", "5.5": "0.38"})

    def test_price_with_tax_is_what_the_customer_pays(self):  # T-21
        tax = self._make_included_tax()
        data = self._data(self._invoice(self._line(99.99, tax)))
        self.assertEqual(str(data["BT-112"]), "99.99")
        self.assertEqual(data["BT-109"] + data["BT-110"], data["BT-112"])

    def test_price_with_tax_leads_to_its_line(self):
        tax = self._make_included_tax()
        data = self._data(self._invoice(*[self._line(21.53, tax, 7)] * 3))
        for line in data["BG-25"]:
            price = line["BT-146"] * line["BT-129"] / line.get("BT-149", 1)
            self.assertEqual(round(price, 2), line["BT-131"])

    def test_discount_of_a_line_is_an_allowance_to_the_cent(self):
        data = self._data(self._invoice(self._line(33.33, quantity=7, discount=33.33)))
        (line,) = data["BG-25"]
        (allowance,) = line["BG-27"]
        self.assertEqual(str(line["BT-146"]), "33.33")
        self.assertEqual(str(allowance["base_amount"]), "233.31")
        self.assertEqual(allowance["base_amount"] - allowance["amount"], line["BT-131"])

    def test_free_line_is_a_line(self):
        data = self._data(self._invoice(self._line(100, discount=100), self._line(50)))
        self.assertEqual(self._totals(data), ("50.00", "10.00", "60.00"))

    def test_fixed_tax_is_a_charge_of_the_line(self):
        tax = self.vat_20.copy(
            {
                "name": "Eco-participation",
                "invoice_label": "Eco-participation",
                "amount_type": "fixed",
                "amount": 1.25,
                "include_base_amount": True,
                "sequence": 0,
            }
        )
        data = self._data(self._invoice(self._line(100, tax + self.vat_20, 2)))
        (line,) = data["BG-25"]
        self.assertEqual(str(line["BG-28"][0]["amount"]), "2.50")
        self.assertEqual(self._totals(data), ("202.50", "40.50", "243.00"))

    def test_vat_of_a_foreign_currency_is_told_in_euros(self):  # T-29
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "name": TODAY,
                "rate": 1.1545,
                "company_id": self.company.id,
            }
        )
        data = self._data(self._invoice(self._line(1000), currency_id=usd.id))
        self.assertEqual((data["BT-5"], data["BT-6"]), ("USD", "EUR"))
        self.assertEqual(str(data["BT-111"]), "173.24")
        self.assertEqual(self._totals(data), ("1000.00", "200.00", "1200.00"))

    def test_two_thousand_lines_are_one_invoice(self):
        lines = [self._line(1 + number / 100) for number in range(200)] * 10
        move = self._invoice(*lines)
        data = move._tpe_get_document_data()
        self.assertEqual(len(data["BG-25"]), 2000)
        self.assertEqual(data["BT-109"], Decimal(str(move.amount_untaxed)))

    # === SITUATIONS OF VAT === #

    def test_seller_in_franchise_has_no_vat_anywhere(self):  # T-24
        self.company.tpe_vat_regime = "franchise"
        self.company.partner_id.vat = False
        none = self.env["account.tax"]
        data = self._data(self._invoice(self._line(1000, none)))
        self.assertFalse(data["page"]["has_vat"])
        self.assertEqual(data["BG-4"]["tax_identifier"], "404833048")
        self.assertNotIn("vat_identifier", data["BG-4"])
        (group,) = data["BG-23"]
        self.assertEqual(group["BT-118"], "E")
        self.assertEqual(group["BT-121"], "VATEX-FR-FRANCHISE")
        self.assertIn("293 B", group["BT-120"])

    def test_reverse_charge_of_building_works_names_the_buyer(self):  # T-25
        tax = self.vat_20.copy(
            {
                "name": "Reverse charge",
                "amount": 0,
                "ubl_cii_tax_category_code": "AE",
                "ubl_cii_tax_exemption_reason_code": "VATEX-FR-AE",
            }
        )
        data = self._data(self._invoice(self._line(10000, tax)))
        self.assertEqual(self._totals(data), ("10000.00", "0.00", "10000.00"))
        self.assertEqual(data["BG-23"][0]["BT-118"], "AE")
        self.assertEqual(data["BG-7"]["vat_identifier"], "FR96552100554")
        self.assertIn("Autoliquidation", data["BG-23"][0]["BT-120"])

    def test_franchise_wins_over_reverse_charge(self):  # T-25
        self.company.tpe_vat_regime = "franchise"
        tax = self.vat_20.copy(
            {"name": "RC", "amount": 0, "ubl_cii_tax_category_code": "AE"}
        )
        data = self._data(self._invoice(self._line(10000, tax)))
        self.assertEqual(data["BG-23"][0]["BT-121"], "VATEX-FR-FRANCHISE")

    def test_a_service_to_another_member_state_is_owed_there_in_franchise_too(self):
        self.company.tpe_vat_regime = "franchise"
        tax = self._find_tax("tva_sale_service_intra_0")
        line = self._line(350, tax, product_id=self.service.id)
        move = self._invoice(line, partner=self.german)
        data = self._data(move)
        (group,) = data["BG-23"]
        self.assertEqual((group["BT-118"], group["BT-121"]), ("AE", "VATEX-EU-AE"))
        self.assertEqual(data["BG-4"]["vat_identifier"], self.company.vat)
        self.assertNotIn("293 B", str(data["page"]["mentions"]))
        move.tpe_issue()
        self.company.partner_id.vat = False  # no number: none of it is known
        data = self._data(self._invoice(line, partner=self.german))
        self.assertEqual(data["BG-23"][0]["BT-121"], "VATEX-FR-FRANCHISE")

    def test_goods_to_another_member_state_say_where_they_went(self):
        move = self._invoice(
            self._line(
                1000, self._find_tax("tva_sale_good_intra_0"), product_id=self.goods.id
            ),
            partner=self.german,
        )
        data = self._data(move)
        self.assertEqual(data["BG-23"][0]["BT-118"], "K")
        self.assertEqual(data["BG-13"]["country_code"], "DE")
        self.assertEqual(data["BG-7"]["einvoicing_addr"], "DE136695976")
        self.assertEqual(data["BG-7"]["einvoicing_addr_schemeid"], "9930")

    def test_out_of_scope_has_nobody_s_vat_number(self):
        america = {"country_id": self.env.ref("base.us").id, "is_company": True}
        buyer = self.env["res.partner"].create({"name": "Wood Inc", **america})
        tax = self._find_tax("tva_sale_service_export_0")
        line = self._line(1000, tax, product_id=self.service.id)
        data = self._data(self._invoice(line, partner=buyer))
        self.assertNotIn("BT-119", data["BG-23"][0])
        self.assertNotIn("vat_identifier", data["BG-4"])

    # === SITUATIONS OF THE DOCUMENT === #

    def test_balance_takes_the_deposit_off_and_names_it(self):  # T-26
        deposit = self._invoice(self._line(300), tpe_document_kind="deposit")
        first = self._data(deposit)
        self.assertEqual(first["BT-3"], "386")
        self.assertEqual(self._totals(first), ("300.00", "60.00", "360.00"))
        balance = self._invoice(
            self._line(1000),
            self._line(300, quantity=-1),
            tpe_document_kind="balance",
            tpe_preceding_move_ids=[Command.set(deposit.ids)],
        )
        data = self._data(balance)
        self.assertEqual(self._totals(data), ("700.00", "140.00", "840.00"))
        self.assertEqual(data["BT-23"][1], "4")
        self.assertEqual(data["BG-3"], [{"BT-25": deposit.name, "BT-26": TODAY}])

    def test_balance_of_two_rates_takes_each_deposit_off(self):  # T-27
        deposit = self._invoice(
            self._line(300), self._line(150, self.vat_10), tpe_document_kind="deposit"
        )
        self.assertEqual(str(self._data(deposit)["BT-112"]), "525.00")
        balance = self._invoice(
            self._line(1000),
            self._line(500, self.vat_10),
            self._line(300, quantity=-1),
            self._line(150, self.vat_10, quantity=-1),
            tpe_document_kind="balance",
            tpe_preceding_move_ids=[Command.set(deposit.ids)],
        )
        data = self._data(balance)
        self.assertEqual(str(data["BT-112"]), "1225.00")
        bases = [(str(row["BT-116"]), str(row["BT-117"])) for row in data["BG-23"]]
        self.assertEqual(bases, [("700.00", "140.00"), ("350.00", "35.00")])

    def test_credit_note_is_positive_and_names_its_invoice(self):  # T-28
        move = self._invoice(self._line(200))
        move._post(soft=False)
        credit = move._reverse_moves([{"invoice_date": TODAY}])
        data = self._data(credit)
        self.assertEqual(data["BT-3"], "381")
        self.assertEqual(self._totals(data), ("200.00", "40.00", "240.00"))
        self.assertEqual(data["BG-3"], [{"BT-25": move.name, "BT-26": TODAY}])
        self.assertNotIn("BT-9", data)

    def test_paid_invoice_says_so(self):  # T-43
        move = self._invoice(self._line(100, product_id=self.service.id))
        move._post(soft=False)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
        data = move._tpe_get_document_data()
        self.assertEqual(data["BT-23"], "S2")
        self.assertEqual((data["BT-113"], data["BT-115"]), (120, 0))

    def test_nature_of_what_is_sold_gives_the_process(self):
        goods = self._line(100, product_id=self.goods.id)
        service = self._line(100, product_id=self.service.id)
        for lines, process in (
            ([goods], "B1"),
            ([service], "S1"),
            ([goods, service], "M1"),
        ):
            data = self._invoice(*lines)._tpe_get_document_data()
            self.assertEqual(data["BT-23"], process)

    def test_compulsory_notes_are_there_once(self):
        for partner in (self.business, self.consumer, self.german):
            data = self._invoice(
                self._line(100), partner=partner
            )._tpe_get_document_data()
            codes = [note["BT-21"] for note in data["BG-1"]]
            for code in ("PMT", "PMD", "AAB"):
                self.assertEqual(codes.count(code), 1, (partner.name, code))

    def test_every_buyer_has_an_electronic_address(self):
        self.consumer.email = False
        for partner, scheme in ((self.business, "0225"), (self.consumer, "EM")):
            data = self._invoice(
                self._line(100), partner=partner
            )._tpe_get_document_data()
            self.assertEqual(data["BG-7"]["einvoicing_addr_schemeid"], scheme)
            self.assertTrue(data["BG-7"]["einvoicing_addr"])

    def test_public_body_is_told_its_own_codes(self):
        self.business.tpe_is_public_body = True
        self.business.company_registry = "55210055400013"
        data = self._invoice(
            self._line(100), tpe_service_code="S-1", tpe_engagement_number="E-2026"
        )._tpe_get_document_data()
        self.assertEqual((data["BT-10"], data["BT-13"]), ("S-1", "E-2026"))

    def test_instalments_are_on_the_page(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30/70",
                "line_ids": [
                    Command.create({"value_amount": 30, "nb_days": 0}),
                    Command.create({"value_amount": 70, "nb_days": 30}),
                ],
            }
        )
        data = self._data(
            self._invoice(self._line(100), invoice_payment_term_id=term.id)
        )
        amounts = [str(row["amount"]) for row in data["page"]["instalments"]]
        self.assertEqual(amounts, ["36", "84"])
        self.assertEqual(data["BT-9"], "2026-12-24")

    # === WORDS === #

    def test_lines_follow_the_form_with_its_sections_and_notes(self):
        section = {"display_type": "line_section", "name": "Outside"}
        note = {"display_type": "line_note", "name": "Colour to be chosen"}
        move = self._invoice(
            Command.create(section | {"sequence": 1}),
            self._line(20, name="Second", sequence=3),
            self._line(10, name="First", sequence=2),
            Command.create(note | {"sequence": 4}),
        )
        data = move._tpe_get_document_data()
        names = [line["BT-153"] for line in data["BG-25"]]
        self.assertEqual(names, ["First", "Second"])
        self.assertEqual(
            data["BG-25"][1]["BT-127-00"], [{"BT-127": "Colour to be chosen"}]
        )
        kinds = [row["kind"] for row in document.lay_out(data)["rows"]]
        self.assertEqual(kinds, ["section", "line", "line", "note", "subtotal"])

    def test_hostile_text_is_printed_or_left_out_never_run(self):
        line = self._line(
            100, name='#import "x" <b>$a$</b> \x07\u202e😀 ㎡\n' + "W" * 300
        )
        move = self._invoice(line, narration="<p>Hello<script>x</script></p>")
        codes = {finding["code"] for finding in move._tpe_get_findings()}
        self.assertIn("sign_dropped", codes)
        move._post(soft=False)
        (original,) = move._tpe_render_originals()
        text = squeeze(proof.read_text(original["pdf"]))
        self.assertIn(squeeze('#import "x" <b>$a$</b> m2'), text)
        self.assertIn("W" * 300, text)

    def test_letters_without_font_stop_the_issue_by_name(self):
        move = self._invoice(self._line(100, name="漢字"))
        (finding,) = (
            each
            for each in move._tpe_get_findings()
            if each["code"] == "sign_not_printable"
        )
        self.assertEqual(finding["severity"], "blocking")
        self.assertIn("字", finding["message"])
        self.assertTrue(move._tpe_render_draft().startswith(b"%PDF"))

    def test_draft_without_anything_has_a_page(self):
        for values in ({"partner_id": False}, {}, {"invoice_date": False}):
            move = self._make(**{"invoice_line_ids": [], **values})
            self.assertTrue(move._tpe_render_draft().startswith(b"%PDF"))

    def test_document_that_differs_from_its_entry_is_not_issued(self):
        move = self._invoice(self._line(100))
        move._post(soft=False)
        data = move._tpe_get_clean_data(move._tpe_get_template())
        (original,) = move._tpe_render_originals()
        self.env.cr.execute(
            "UPDATE account_move SET invoice_date_due = '2030-01-01' WHERE id = %s",
            [move.id],
        )
        move.invalidate_recordset(["invoice_date_due"])
        with self.assertRaisesRegex(UserError, "BT-9"):
            move._tpe_prove(original["pdf"], data)

    def test_accent_colour_is_a_colour(self):
        with self.assertRaises(UserError):
            self.company.tpe_accent_color = "red"
        self.company.tpe_accent_color = "#00FF00"
        accent = self.company._tpe_get_page_style()["accent"]
        self.assertNotEqual(accent, "#00FF00")

    def test_terms_that_odoo_left_in_english_are_named_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        term = self.env.ref("account.account_payment_term_30days")
        term.with_context(lang="fr_FR").name = "30 jours"
        move = self._make(invoice_payment_term_id=term.id)
        self.assertEqual(
            move.with_context(lang="fr_FR")._tpe_get_terms_text(), "30 jours"
        )
        term.note = "Trente jours, par virement"
        self.assertEqual(
            move.with_context(lang="fr_FR")._tpe_get_terms_text(),
            "Trente jours, par virement",
        )
