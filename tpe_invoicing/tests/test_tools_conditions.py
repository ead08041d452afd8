# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import namedtuple
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import conditions

Rule = namedtuple("Rule", "condition")
GOODS = {"nature": "goods", "rate": Decimal(20), "category": "S", "reason": None}
SERVICE = GOODS | {"nature": "services", "rate": Decimal(10)}
FREIGHT = SERVICE | {"is_accessory": True}
SELLER = {
    **dict.fromkeys(
        "is_no_vat is_sole_trader is_capital_variable is_being_registered rcs_city "
        "siren mediator prints_mediator does_dwelling_works vat_on_debits status "
        "legal_form".split()
    ),
    "regime": "normal",
    "late_rate": 0,
    "capital": 0,
}
BUYER = {"kind": "business", "zone": "domestic", "is_no_vat": False}
DOCUMENT = {
    **dict.fromkeys(
        "is_triangular is_in_store warranty_goods due_on preceding follows_deposit "
        "order paid_on other_vat_reasons vat_in_eur".split()
    ),
    "type": "invoice",
    "kind": "invoice",
    "discount": 0,
}


def _apply(condition, seller=(), buyer=(), document=(), lines=(GOODS,)):
    context = {
        "seller": SELLER | dict(seller),
        "buyer": BUYER | dict(buyer),
        "document": DOCUMENT | dict(document),
        "lines": list(lines),
    }
    return conditions.applies(Rule(condition), context)


@tagged("-at_install", "post_install")
class TestConditions(BaseCase):
    """Each condition of a mention with the facts that turn it on, and off again."""

    def _check(self, condition, *cases):
        for wanted, facts in cases:
            self.assertIs(_apply(condition, **facts), wanted, (condition, facts))

    def test_which_law_of_late_payment(self):
        own = {"seller": {"late_rate": 12}}
        credit = {"document": {"type": "credit_note"}}
        people = [{"buyer": {"kind": kind}} for kind in ("consumer", "public")]
        cases = dict(zip(("consumer", "public"), people, strict=True))
        cases |= {"contract": own, "credit_note": credit, "legal": {}}
        for name in cases:
            self._check(
                f"penalties:{name}",
                *((name == other, facts) for other, facts in cases.items()),
            )
        lumped = ("legal", "contract", "public")
        self._check(
            "lump_sum", *((name in lumped, facts) for name, facts in cases.items())
        )
        self._check("penalties:consumer", (True, people[0] | own))
        self._check("penalties:credit_note", (True, people[0] | credit))

    def test_goods_services_and_what_goes_with_them(self):
        for lines, name in (
            ([GOODS], "goods"),
            ([SERVICE], "services"),
            ([GOODS, SERVICE], "both"),
            ([GOODS, FREIGHT], "goods"),
            ([FREIGHT], "services"),
            ([], ""),
        ):
            for other in ("goods", "services", "both"):
                self._check(f"operation:{other}", (name == other, {"lines": lines}))
        self._check("has_lines", (True, {}), (False, {"lines": []}))

    def test_vat_on_debits_is_an_option_for_services_of_who_charges_it(self):
        opted = {"vat_on_debits": True}
        self._check(
            "opted_for_debits",
            (True, {"seller": opted, "lines": [SERVICE]}),
            (True, {"seller": opted, "lines": [GOODS, SERVICE]}),
            (False, {"seller": opted}),
            (False, {"lines": [SERVICE]}),
            (False, {"seller": opted | {"regime": "franchise"}, "lines": [SERVICE]}),
        )

    def test_a_reduced_rate_of_works_has_its_certificate(self):
        works = {"does_dwelling_works": True}
        for kind, wanted in (
            ("invoice", True),
            ("quote", True),
            ("credit_note", False),
        ):
            facts = {"document": {"type": kind}, "lines": [GOODS, SERVICE]}
            self._check("works_rate:10", (wanted, facts | {"seller": works}))
            self._check("works_rate:10", (False, facts))
        self._check("works_rate:5.5", (False, {"seller": works, "lines": [SERVICE]}))

    def test_who_the_seller_is(self):
        alone = {"is_sole_trader": True, "siren": "1"}
        firm = {"legal_form": "SARL"}
        capital, variable = {"capital": 100}, {"is_capital_variable": True}
        self._check(
            "in_rne",
            (True, {"seller": alone}),
            (False, {"seller": alone | {"rcs_city": "Brest"}}),
            (False, {"seller": alone | {"siren": None}}),
            (False, {"seller": {"siren": "1"}}),
        )
        for seller, found in (
            (firm, "legal_form"),
            (firm | capital, "legal_form_and_capital"),
            (firm | variable, "variable_capital"),
            (firm | capital | variable, "variable_capital"),
            (firm | capital | {"is_sole_trader": True}, None),
            (capital, None),
        ):
            for name in ("legal_form", "legal_form_and_capital", "variable_capital"):
                self._check(name, (name == found, {"seller": seller}))
        young = {"is_being_registered": True}
        self._check(
            "being_registered",
            (True, {"seller": young}),
            (False, {"seller": young | {"siren": "1"}}),
            (False, {}),
        )
        self._check(
            "seller_status:liquidation",
            (True, {"seller": {"status": "liquidation"}}),
            (False, {"seller": {"status": "tenant_manager"}}),
        )

    def test_what_only_a_consumer_is_told(self):
        consumer = {"kind": "consumer"}
        credit = {"type": "credit_note"}
        sale = {"buyer": consumer, "lines": [SERVICE]}
        self._check(
            "consumer_service",
            (True, sale),
            (True, sale | {"lines": [GOODS, SERVICE]}),
            (False, sale | {"lines": [GOODS]}),
            (False, sale | {"document": credit}),
            (False, {"lines": [SERVICE]}),
        )
        mediator = {"prints_mediator": True, "mediator": "x"}
        self._check(
            "mediator",
            (True, {"seller": mediator, "buyer": consumer}),
            (False, {"seller": mediator}),
            (False, {"seller": mediator | {"mediator": ""}, "buyer": consumer}),
            (False, {"seller": {"mediator": "x"}, "buyer": consumer}),
        )
        shop = {"is_in_store": True, "warranty_goods": "x"}
        self._check(
            "legal_warranty",
            (True, {"document": shop, "buyer": consumer}),
            (False, {"document": shop}),
            (False, {"document": shop | credit, "buyer": consumer}),
            (False, {"document": shop | {"is_in_store": False}, "buyer": consumer}),
            (False, {"document": shop | {"warranty_goods": ""}, "buyer": consumer}),
        )
        self._check(
            "ordered",
            (True, {"document": {"order": "7"}}),
            (False, {"document": {"order": "7"}, "buyer": consumer}),
            (False, {}),
        )

    def test_a_discount_is_told_once_and_never_on_a_credit_note(self):
        for document, found in (
            ({"discount": 2}, "discount"),
            ({"discount": 2, "is_discount_net": True}, "discount_net"),
            ({"discount": 2, "type": "credit_note"}, "no_discount"),
            ({}, "no_discount"),
        ):
            for name in ("discount", "discount_net", "no_discount"):
                self._check(name, (name == found, {"document": document}))

    def test_what_a_document_says_of_another_one(self):
        old, credit = {"preceding": "F1"}, {"type": "credit_note"}
        for document, found in (
            (old | credit, {"credits"}),
            (old | {"kind": "balance"}, {"settles"}),
            (old, {"replaces"}),
            (old | {"follows_deposit": True}, set()),
            (old | {"kind": "situation"}, set()),
            (credit, set()),
            ({"kind": "balance"}, set()),
            ({}, set()),
        ):
            for name in ("credits", "settles", "replaces"):
                self._check(name, (name in found, {"document": document}))
        due = {"due_on": "2026-11-24"}
        self._check(
            "has_to_be_paid",
            (True, {"document": due}),
            (False, {"document": due | credit}),
            (False, {}),
        )
        for kind in ("copy", "unpaid"):
            facts = {"document": {"copy": kind}}
            self._check("copy", (kind == "copy", facts))
            self._check("unpaid_copy", (kind == "unpaid", facts))

    def test_the_price_of_a_quote_is_said_and_its_being_free_to_consumers(self):
        quote, consumer = {"type": "quote"}, {"kind": "consumer"}
        for fee, buyer, found in (
            (1, {}, "paid"),
            (10, consumer, "paid"),
            (0, consumer, "free"),
            (0, {}, None),
            (None, consumer, None),
        ):
            facts = {"document": quote | {"quote_fee": fee}, "buyer": buyer}
            for name in ("paid", "free"):
                self._check(f"quote:{name}", (name == found, facts))
        for fee, name in ((10, "paid"), (0, "free")):  # on an invoice
            facts = {"document": {"quote_fee": fee}, "buyer": consumer}
            self._check(f"quote:{name}", (False, facts))

    def test_why_a_line_bears_no_vat(self):
        far = {"buyer": {"zone": "dom"}}
        for category, reason, nature, facts, case in (
            ("S", None, "goods", {}, ""),
            ("E", "VATEX-FR-FRANCHISE", "goods", {}, "VATEX-FR-FRANCHISE"),
            ("AE", "x", "goods", {}, "reverse_charge_domestic"),
            ("AE", "x", "goods", {"zone": "eu"}, "reverse_charge_abroad"),
            ("AE", "x", "services", {"zone": "world"}, "VATEX-EU-O"),
            ("G", "x", "goods", {"zone": "world"}, "export"),
            ("G", "x", "goods", {"zone": "dom"}, "export_dom"),
            ("K", "x", "goods", {"zone": "eu"}, "intra_community"),
            ("K", "x", "goods", {"zone": "eu", "three": True}, "triangular"),
            ("AE", "x", "goods", {"zone": "eu", "three": True}, "triangular"),
            (
                *("AE", "x", "services", {"zone": "eu", "three": True}),
                "reverse_charge_abroad",
            ),
            ("K", "x", "goods", {"zone": "world", "three": True}, "intra_community"),
            ("O", "VATEX-EU-O", "goods", {"own": True}, "no_vat"),
            ("O", "VATEX-EU-O", "goods", {"own": True, "zone": "dom"}, "VATEX-EU-O"),
            ("O", "VATEX-EU-O", "goods", {}, "VATEX-EU-O"),
            ("O", "other", "goods", {"own": True}, "other"),
            ("E", "VATEX-EU-O", "goods", {"own": True}, "VATEX-EU-O"),
            *(
                ("O", "VATEX-EU-O", "services", {"zone": zone, "his": True}, case)
                for zone, case in (("dom", "no_vat"), ("domestic", "VATEX-EU-O"))
            ),
            ("O", "VATEX-EU-O", "goods", {"zone": "dom", "his": True}, "VATEX-EU-O"),
        ):
            line = {"category": category, "reason": reason, "nature": nature}
            context = {
                "seller": SELLER | {"is_no_vat": facts.get("own", False)},
                "buyer": {
                    "zone": facts.get("zone", "domestic"),
                    "is_no_vat": facts.get("his", False),
                },
                "document": DOCUMENT | {"is_triangular": facts.get("three", False)},
                "lines": [line],
            }
            found = conditions.vat_cases(context)
            self.assertEqual(found, {case} - {""}, (category, nature, facts))
        exempt = GOODS | {"category": "G", "reason": "x"}
        self._check("vat:export_dom", (True, {"lines": [exempt]} | far), (False, far))

    def test_a_reason_without_words_is_named(self):
        rules = [Rule("vat:export"), Rule("always"), Rule(None)]
        context = {"vat_cases": {"export", "b", "a"}}
        self.assertEqual(conditions.other_vat_reasons(rules, context), ["a", "b"])

    def test_what_a_condition_of_the_data_may_be(self):
        for condition, is_one in (
            ("always", True),
            ("always:", True),
            ("works_rate:5.5", True),
            ("works_rate:", False),
            ("works_rate:NaN", False),
            ("vat", False),
            ("quote:free", True),
            ("quote:dear", False),
            (None, False),
        ):
            self.assertIs(conditions.is_condition(condition), is_one, condition)
