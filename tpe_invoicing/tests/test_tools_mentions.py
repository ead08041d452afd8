# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import conditions, findings, mentions
from ..tools.mentions import Rule, Text
from .law_samples import AREAS, LINE, find, make_context, make_line


@tagged("-at_install", "post_install")
class TestFindings(BaseCase):
    def test_invoice_without_fault_has_no_finding(self):
        for area in AREAS:
            self.assertEqual(find(area), {}, area)

    def test_seller_in_franchise_needs_no_vat_number(self):
        self.assertIn("seller_vat_missing", find("seller", seller={"vat": ""}))
        found = find("seller", seller={"vat": "", "regime": "franchise"})
        self.assertEqual(found, {})

    def test_seller_needs_a_siren_with_a_right_key(self):
        self.assertIn(
            "seller_siren_missing", find("seller", seller={"siren": "", "siret": ""})
        )
        found = find("seller", seller={"siret": "40483304800023"})
        self.assertEqual(found, {"seller_siren_invalid": None})

    def test_commercial_company_says_capital_and_registry(self):
        found = find("seller", seller={"capital": Decimal(0), "rcs_city": ""})
        self.assertEqual(set(found), {"seller_capital_missing", "seller_rcs_missing"})

    def test_association_has_neither_capital_nor_registry(self):
        form = {"legal_form": "Association", "capital": Decimal(0), "rcs_city": ""}
        self.assertEqual(find("seller", seller=form), {})

    def test_sole_trader_has_no_legal_form(self):
        trader = {"is_sole_trader": True, "legal_form": "", "capital": Decimal(0)}
        self.assertEqual(find("seller", seller=trader | {"rcs_city": ""}), {})

    def test_buyer_without_siren_is_a_warning_until_the_law_wants_it(self):
        # T-38
        lone = {"siren": "", "siret": ""}
        self.assertEqual(find("buyer", buyer=lone), {"buyer_siren_missing": "warning"})
        found = find("buyer", buyer=lone, figures={"buyer_siren_required": Decimal(1)})
        self.assertEqual(found, {"buyer_siren_missing": "blocking"})

    def test_consumer_and_foreigner_need_no_siren(self):
        lone = {"siren": "", "siret": "", "vat": ""}
        self.assertEqual(find("buyer", buyer=lone | {"kind": "consumer"}), {})
        abroad = {"zone": "eu", "is_french": False, "country": "DE"}
        self.assertEqual(find("buyer", buyer=lone | abroad), {})

    def test_unknown_buyer_is_one_finding_only(self):
        found = find("buyer", buyer={"is_known": False, "name": "", "country": ""})
        self.assertEqual(found, {"buyer_missing": None})

    def test_reverse_charge_wants_the_buyers_vat_number(self):
        for category in ("AE", "K"):
            lines = [make_line(category=category, rate=Decimal(0), reason="X")]
            found = find("buyer", buyer={"vat": ""}, lines=lines)
            self.assertEqual(found, {"buyer_vat_missing": None})

    def test_number_of_the_invoice_follows_the_standard(self):
        # T-40
        for number, is_refused in (
            ("FAC/2026/00012", False),
            ("FAC 2026.12", True),
            ("F" * 35, False),
            ("F" * 36, True),
            ("", False),
        ):
            found = find("document", document={"number": number})
            self.assertEqual("number_refused" in found, is_refused, number)

    def test_invoice_date_is_there_and_in_range(self):
        found = find("document", document={"issued_on": None})
        self.assertEqual(found, {"date_missing": None})
        found = find("document", document={"issued_on": date(1999, 12, 31)})
        self.assertEqual(found, {"date_out_of_range": None})

    def test_credit_note_names_the_invoice_it_corrects(self):
        # T-28
        lone = {"type": "credit_note"}
        found = find("references", document=lone)
        self.assertEqual(found, {"credit_note_without_original": None})
        told = lone | {"preceding": [("F-1", date(2026, 11, 1))]}
        self.assertEqual(find("references", document=told), {})

    def test_deposit_settles_no_deposit_and_balance_does(self):
        # T-42
        found = find("references", document={"kind": "deposit", "follows_deposit": 1})
        self.assertEqual(found, {"deposit_after_deposit": None})
        found = find("references", document={"kind": "balance"})
        self.assertEqual(found, {"balance_without_deposit": None})

    def test_term_beyond_the_law_is_a_warning(self):
        # T-17
        issued = date(2026, 1, 15)
        for due, facts, is_late in (
            (date(2026, 3, 16), {}, False),
            (date(2026, 3, 31), {}, True),
            (date(2026, 3, 31), {"is_end_of_month": True}, False),
            (date(2026, 4, 1), {"is_end_of_month": True}, True),
            (date(2026, 3, 16), {"is_periodic": True}, True),
        ):
            document = {"issued_on": issued, "due_on": due} | facts
            found = find("terms", document=document)
            self.assertEqual("due_date_too_late" in found, is_late, (due, facts))

    def test_terms_between_professionals_do_not_bind_consumers(self):
        document = {"due_on": date(2027, 11, 24)}
        buyer = {"kind": "consumer"}
        self.assertEqual(find("terms", document=document, buyer=buyer), {})

    def test_due_date_before_the_issue_is_refused(self):
        document = {"due_on": date(2026, 11, 23)}
        self.assertIn("due_date_before_issue", find("terms", document=document))
        document["kind"] = "deposit"  # [BR-FR-CO-07] leaves 386 out
        self.assertEqual(find("terms", document=document), {})

    def test_rate_below_three_times_the_legal_rate_is_a_warning(self):
        # T-7, T-5
        found = find("terms", seller={"late_rate": Decimal(6)})
        self.assertEqual(found, {"late_rate_below_floor": None})
        for rate, is_low in (("0", 0), ("1", 1), ("8.24", 1), ("8.25", 0), ("12", 0)):
            found = find("terms", seller={"late_rate": Decimal(rate)})
            self.assertEqual("late_rate_below_floor" in found, bool(is_low), rate)

    def test_label_says_what_is_sold(self):
        for label, code in (
            ("", "line_label_missing"),
            (" Prestations. ", "line_label_generic"),
            ("DIVERS", "line_label_generic"),
        ):
            found = find("lines", lines=[make_line(label=label)])
            self.assertEqual(found, {code: None}, label)

    def test_line_has_one_tax_that_exists_in_france(self):
        bare = make_line(tax_count=0, category="E", rate=Decimal(0))
        self.assertEqual(find("lines", lines=[bare]), {"line_tax_missing": None})
        two = make_line(tax_count=2)
        self.assertEqual(find("lines", lines=[two]), {"line_several_taxes": None})
        odd = make_line(rate=Decimal("19.5"))
        self.assertEqual(find("lines", lines=[odd]), {"line_rate_refused": None})
        silent = make_line(category="E", rate=Decimal(0))
        self.assertEqual(find("lines", lines=[silent]), {"line_reason_missing": None})

    def test_vat_of_another_member_state_is_for_private_persons_there(self):
        told, refused = {"line_rate_of_customer": None}, {"line_rate_refused": None}
        german = {"zone": "eu", "kind": "consumer", "vat": ""}
        there, sold = {"delivery_zone": "eu"}, {"rate": Decimal(19)}
        for facts, expected in (
            ({"buyer": german, "document": there}, told),
            ({"buyer": german | {"kind": "business"}, "document": there}, told),
            ({"buyer": {"kind": "consumer"}, "document": there}, told),
            # taken away from the shop, taxable, outside the Union, from Réunion
            ({"buyer": german}, refused),
            ({"buyer": german | {"kind": "business", "vat": "DE1"}}, refused),
            ({"buyer": german | {"zone": "world"}}, refused),
            (
                {"buyer": german, "document": there, "seller": {"is_overseas": True}},
                refused,
            ),
        ):
            found = find("lines", lines=[make_line(**sold)], **facts)
            self.assertEqual(found, expected, facts)
        service = make_line(nature="services", **sold)
        self.assertEqual(find("lines", lines=[service], buyer=german), told)

    def test_draft_that_is_referred_to_is_what_misses(self):
        draft = {"preceding": [], "unissued_count": 1}
        for facts in ({"kind": "balance"}, {"type": "credit_note"}):
            found = find("references", document=draft | facts)
            self.assertEqual(found, {"preceding_not_issued": None}, facts)

    def test_franchise_charges_no_vat(self):
        seller = {"regime": "franchise"}
        self.assertEqual(find("lines", seller=seller), {"franchise_with_vat": None})
        bare = make_line(
            tax_count=0, category="E", rate=Decimal(0), reason="VATEX-FR-FRANCHISE"
        )
        self.assertEqual(find("lines", seller=seller, lines=[bare]), {})

    def test_lines_out_of_the_scope_of_vat_stand_alone(self):
        out = make_line(category="O", rate=Decimal(0), reason="VATEX-EU-O")
        abroad = {"zone": "world"}
        self.assertEqual(find("lines", buyer=abroad, lines=[out]), {})
        self.assertIn("mixed_out_of_scope", find("lines", lines=[out, LINE]))

    def test_wrong_iban_is_a_finding_and_other_accounts_are_not(self):
        account = {"account_number": "FR7630006000011234567890180"}
        self.assertEqual(find("document", document=account), {"iban_invalid": None})
        self.assertEqual(find("document", document={"account_number": "123"}), {})


@tagged("-at_install", "post_install")
class TestMentions(BaseCase):
    def test_franchise_wins_over_reverse_charge(self):
        # T-25
        self.assertEqual(
            mentions.vat_case("E", "VATEX-FR-FRANCHISE", "domestic"),
            "VATEX-FR-FRANCHISE",
        )

    def test_law_in_force_is_the_last_one_that_began(self):
        rule = Rule(
            "X",
            "always",
            "tax",
            False,
            "",
            "blocking",
            (
                Text(date(2020, 1, 1), False, None, "old", "old", "", 1, False),
                Text(date(2027, 1, 1), False, None, "new", "new", "", 2, False),
                Text(date(2030, 1, 1), True, None, "", "", "", 3, False),
            ),
        )
        for day, expected in (
            (date(2019, 12, 31), None),
            (date(2020, 1, 1), "old"),
            (date(2026, 12, 31), "old"),
            (date(2027, 1, 1), "new"),
            (date(2030, 1, 1), None),
        ):
            text = mentions.pick_text(rule, day)
            self.assertEqual(text and text.fr, expected, day)

    def test_words_of_the_company_win_until_it_takes_them_back(self):
        law = Text(date(2020, 1, 1), False, None, "law", "", "", 1, False)
        own = Text(date(2021, 1, 1), False, None, "own", "", "", 2, True)
        back = Text(date(2022, 1, 1), True, None, "", "", "", 3, True)
        rule = Rule("X", "always", "tax", False, "", "", (law, own, back))
        words = [
            mentions.pick_text(rule, date(year, 6, 1)).fr for year in (2020, 2021, 2022)
        ]
        self.assertEqual(words, ["law", "own", "law"])

    def test_text_is_filled_once_and_nothing_else_is_special(self):
        filled = mentions.fill("{insurer} %s {x}", {"insurer": "{siren}", "siren": "1"})
        self.assertEqual(filled, "{siren} %s {x}")

    @given(
        st.sampled_from(["invoice", "credit_note"]),
        st.sampled_from(["business", "consumer", "public"]),
        st.sampled_from([Decimal(0), Decimal(12)]),
        st.sampled_from([None, (Decimal(2), 10)]),
    )
    def test_one_penalty_one_lump_sum_and_one_discount_always_apply(
        self, document_type, kind, late_rate, discount
    ):
        context = make_context(
            document={"type": document_type, "discount": discount},
            buyer={"kind": kind},
            seller={"late_rate": late_rate},
        )

        def count(*conditions):
            return sum(
                mentions.applies(Rule("", c, "", "", "", "", ()), context)
                for c in conditions
            )

        cases = ("legal", "contract", "public", "consumer", "credit_note")
        self.assertEqual(count(*(f"penalties:{case}" for case in cases)), 1)
        self.assertEqual(count("discount", "no_discount"), 1)
        self.assertEqual(
            count("lump_sum", "penalties:consumer", "penalties:credit_note"), 1
        )

    def test_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(mentions).failed, 0)
        self.assertEqual(doctest.testmod(findings).failed, 0)
        self.assertEqual(doctest.testmod(conditions).failed, 0)
