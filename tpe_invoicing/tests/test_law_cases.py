# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every row of the law on a real invoice: where it applies, and where it does not.

``test_law_rows.py`` asks the pure rules; here what a person types goes the whole way,
to the words on the page or to the finding beside the draft.
"""

from contextlib import contextmanager
from functools import reduce

from odoo import Command
from odoo.tests import tagged

from ..tools.proof import read_pages
from ..tools.proof_page import Page, squeeze
from .common import TODAY, TpeCommon
from .law_cases import CORRECTIONS, DOCUMENT, PEOPLE
from .law_cases_place import PLACES
from .law_cases_seller import CONTRADICTIONS
from .law_cases_vat import CHECKS, SECTORS, VAT
from .law_rows_checked import LEFT_OUT, ROWS
from .law_terms import REASONS, TERMS

CHECKED = CHECKS + CONTRADICTIONS + PLACES
PRINTED = (*PEOPLE, *DOCUMENT, *CORRECTIONS, *VAT, *SECTORS)
# rows that are another document, or what becomes of one: tests of their own
ELSEWHERE = {
    "QUOTE": "test_sale_order_print.py",
    "DUPLICATA": "test_account_move_print.py",
    "UNPAID_DUP": "test_account_move_unpaid.py",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLawCases(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.american = cls.german.copy(
            {"name": "Timber Inc.", "country_id": cls.env.ref("base.us").id}
        )
        cls.american.vat = False
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.dollar.rate_ids.unlink()
        day = {"currency_id": cls.dollar.id, "name": "2026-11-20", "rate": 1.1545}
        cls.env["res.currency.rate"].create(day)

    # === AN INVOICE FROM ITS PARTS === #

    @contextmanager
    def _undone(self):
        """Take back what is done inside."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            savepoint.close()

    def _build(self, parts):
        """:param dict parts: see ``law_cases.py``
        :return: the draft that they make
        :rtype: account.move"""
        partner = self._write_parties(parts)
        line = {
            "product_id": getattr(self, parts.get("product", "goods")).id,
            "price_unit": 100,
            "tax_ids": [Command.set(self._get_taxes(parts).ids)],
            **parts.get("line", {}),
        }
        lines = [Command.create(line)]
        if "second" in parts:
            other = getattr(self, parts["second"])
            lines.append(Command.create(line | {"product_id": other.id}))
        values = {"invoice_date": TODAY, "invoice_line_ids": lines}
        for name in parts.keys() & {"currency", "delivery", "preceding", "term"}:
            values |= getattr(self, f"_prepare_{name}")(parts[name])
        if "credit" in parts:
            kind = "deposit" if parts["credit"] == "deposit" else "invoice"
            original = self._first(kind).id
            values |= {"move_type": "out_refund", "reversed_entry_id": original}
        values = {"move_type": "out_invoice", "partner_id": partner.id} | values
        move = self.env["account.move"].create(values | parts.get("move", {}))
        if "number" in parts:
            move.name = parts["number"]
        if "paid" in parts:
            self._pay_online(move)
        return move

    def _write_parties(self, parts):
        """:return: who the invoice goes to
        :rtype: res.partner"""
        self.company.partner_id.write(parts.get("seller", {}))
        self.company.write(parts.get("company", {}))
        self.goods.tpe_is_warranty_listed = "listed" in parts
        if "agent" in parts:
            agent = {"name": "Fisc Conseil", "street": "4 rue A", "zip": "75001"}
            agent |= {"city": "Paris", "country_id": self.env.ref("base.fr").id}
            agent["vat"] = parts["agent"] and "FR44732829320"
            agent = self.env["res.partner"].create(agent)
            self.company.tpe_tax_representative_id = agent
        name = parts.get("buyer", "business")
        partner = getattr(self, name) if name else self.env["res.partner"]
        partner.write(parts.get("partner", {}))
        if "country" in parts:
            country = self.env.ref(parts["country"]).id
            partner.write({"country_id": country, "vat": False})
        if "billing" in parts:
            return self._make_address("invoice", parts["billing"])
        return partner

    def _make_address(self, kind, place):
        """:rtype: res.partner"""
        country = {"country_id": self.env.ref("base.fr").id}
        names = {"name": "Dépôt", "type": kind, "parent_id": self.business.id}
        return self.env["res.partner"].create(names | country | place)

    def _get_taxes(self, parts):
        """:rtype: account.tax"""
        if "zero" in parts:
            if not parts["zero"]:
                return self.env["account.tax"]
            category, reason = parts["zero"]
            codes = {
                "ubl_cii_tax_category_code": category,
                "ubl_cii_tax_exemption_reason_code": reason,
            }
            return self.vat_20.copy({"name": "0 %", "amount": 0, **codes})
        if "rate" in parts:
            values = {"name": "Another rate", "amount": parts["rate"]}
            return self.vat_20.copy(values)
        if "eco" in parts:
            values = {"amount_type": "fixed", "amount": parts["eco"], "sequence": 0}
            values |= {"name": "DEEE", "tpe_is_eco_participation": True}
            return self.vat_20.copy(values) + self.vat_20
        return self.vat_20

    def _prepare_currency(self, name):
        return {"currency_id": self.env.ref(f"base.{name}").id}

    def _prepare_delivery(self, place):
        return {"partner_shipping_id": self._make_address("delivery", place).id}

    def _prepare_preceding(self, kind):
        return {"tpe_preceding_move_ids": [Command.set(self._first(kind).ids)]}

    def _prepare_term(self, computation):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % 10 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
            }
        )
        return {"invoice_payment_term_id": term.id}

    def _first(self, kind="invoice"):
        """:return: an invoice that another document refers to
        :rtype: account.move"""
        move = self._make(tpe_document_kind=kind, name="FAC-1")
        move._post(soft=False)
        return move

    def _pay_online(self, move):
        provider = self.env["payment.provider"].search([("code", "=", "demo")], limit=1)
        method = self.env["payment.method"].with_context(active_test=False)
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.search([("code", "=", "card")], limit=1).id,
                "reference": "paid-before",
                "amount": move.amount_total,
                "currency_id": move.currency_id.id,
                "partner_id": move.partner_id.id,
                "state": "done",
                "last_state_change": f"{TODAY} 10:00:00",
                "invoice_ids": [Command.set(move.ids)],
            }
        )

    # === ROW BY ROW === #

    def test_each_row_is_printed_where_it_applies(self):
        for case in PRINTED:
            with self.subTest(row=case.row, code=case.code), self._undone():
                move = self._build(case.has)
                codes = {mention["code"] for mention in move._tpe_get_mentions()}
                self.assertIn(case.code, codes)
                page = Page(read_pages(move._tpe_render_draft()))
                self.assertTrue(page.reads(squeeze(case.words)), page.text)

    def test_each_row_is_absent_where_it_does_not_apply(self):
        for parts, cases in self._group(PRINTED):
            with self._undone():
                move = self._build(parts)
                codes = {mention["code"] for mention in move._tpe_get_mentions()}
                page = Page(read_pages(move._tpe_render_draft()))
            for case in cases:
                with self.subTest(row=case.row, code=case.code):
                    self.assertNotIn(case.code, codes)
                    self.assertFalse(page.reads(squeeze(case.words)), page.text)

    def test_each_check_tells_its_fault_the_article_and_the_field(self):
        for check in CHECKED:
            with self.subTest(row=check.row, code=check.code), self._undone():
                findings = self._build(check.has).tpe_check()[0]["findings"]
                (found,) = [f for f in findings if f["code"] == check.code]
                self.assertEqual(found["severity"], check.severity)
                self.assertTrue(found["message"])
                self.assertTrue(found["article"])
                self._follow(found["field"])

    def test_each_check_is_silent_without_its_fault(self):
        for parts, checks in self._group(CHECKED):
            with self._undone():
                findings = self._build(parts).tpe_check()[0]["findings"]
            found = {finding["code"] for finding in findings}
            for check in checks:
                with self.subTest(row=check.row, code=check.code):
                    self.assertNotIn(check.code, found)

    def test_every_row_is_tried_on_an_invoice(self):
        told = {case.row for case in PRINTED} | {check.row for check in CHECKED}
        self.assertEqual(ROWS - told, (LEFT_OUT.keys() - told) | ELSEWHERE.keys())

    # === TERMS OF THE ELECTRONIC INVOICE === #

    def test_each_term_is_what_the_french_rules_ask(self):
        cases = {}
        for parts, term, value in TERMS:
            cases.setdefault(str(parts), (parts, []))[1].append((term, value))
        for parts, wanted in cases.values():
            with self._undone():
                data = self._build(parts)._tpe_get_document_data()
            notes = {note["BT-21"]: note["BT-22"] for note in data["BG-1"]}
            codes = [note["BT-21"] for note in data["BG-1"]]
            for code in ("PMT", "PMD", "AAB"):  # [BR-FR-05] [BR-FR-06]
                self.assertEqual(codes.count(code), 1, parts)
            for term, value in wanted:
                with self.subTest(parts=parts, term=term):
                    found = reduce(
                        lambda part, name: (part or {}).get(name),
                        term.split("."),
                        notes | data,
                    )
                    self.assertEqual(found, value)

    def test_each_reason_without_vat_has_its_code_and_its_words(self):
        for category, reason, parts in REASONS:
            with self.subTest(reason=reason, parts=parts), self._undone():
                data = self._build(parts)._tpe_get_document_data()
                (group,) = data["BG-23"]
                self.assertEqual((group["BT-118"], group["BT-121"]), (category, reason))
                self.assertTrue(group["BT-120"])
                self.assertFalse(group["BT-117"])
                # [BR-O-02] [BR-O-05] out of scope: neither rate nor VAT numbers
                has_rate = group.get("BT-119") is not None
                self.assertEqual(has_rate, category != "O")
                numbers = {data[p].get("vat_identifier") for p in ("BG-4", "BG-7")}
                if category == "O":
                    self.assertEqual(numbers, {None})

    def _group(self, cases):
        """:return: pairs of parts and the cases that they do not make apply: each
            invoice is made once
        :rtype: list[tuple[dict, list]]"""
        groups = {}
        for case in cases:
            if case.lacks is not None:
                groups.setdefault(str(case.lacks), []).append(case)
        return [(group[0].lacks, group) for group in groups.values()]

    def _follow(self, path):
        """Fail unless a field of an invoice is at the end of a path."""
        names = path.split(".")
        reduce(
            lambda model, name: self.env[model._fields[name].comodel_name],
            names[:-1],
            self.env["account.move"],
        )._fields[names[-1]]
