# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArguments(TpeCommon):
    """What programs send by mistake is answered by a sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls.env["tpe.archive.entry"]
        cls.moves = cls.env["account.move"]

    def test_a_company_may_be_named_by_text_or_number(self):
        answer = self.archive.tpe_verify(self.company.id)
        self.assertEqual(self.archive.tpe_verify(str(self.company.id)), answer)
        self.assertEqual(self.archive.tpe_verify(float(self.company.id)), answer)

    def test_arguments_of_the_wrong_kind_are_named(self):
        own = self.company.id
        for arguments in (
            {"company_id": "abc"},
            {"company_id": [own]},
            {"company_id": True},
            {"company_id": own, "date_from": 20261101},
            {"company_id": own, "date_from": "01/11/2026"},
            {"company_id": own, "date_to": ["2026-11-01"]},
            {"company_id": own, "date_to": "2026-02-30"},
            {"company_id": own, "colour": "red"},
            {},
        ):
            with self.subTest(arguments), self.assertRaises(UserError):
                self.archive.tpe_verify(**arguments)

    def test_a_text_that_no_database_keeps_is_refused(self):
        for text in ("a\0b", "a\ud83d"):
            with self.assertRaises(UserError) as refusal:
                self.archive.tpe_export(self.company.id, password=text)
            str(refusal.exception).encode()  # an answer can hold it

    def test_what_is_echoed_is_short(self):
        imports = self.env["tpe.import"].with_company(self.company)
        for name in ("kind", "profile", "filename"):
            data = {"kind": "partners", "content": "Tm9tCkEK", name: "A" * 100000}
            with self.subTest(name), self.assertRaises(UserError) as refusal:
                imports.tpe_import(self.company.id, **data)
            self.assertLess(len(str(refusal.exception)), 200)
        for records, options in (
            (self.archive, {"company_id": self.company.id, "date_from": "A" * 100000}),
            (self.archive.browse(["A" * 100000]), {"company_id": self.company.id}),
        ):
            with self.assertRaises(UserError) as refusal:
                records.tpe_verify(**options)
            self.assertLess(len(str(refusal.exception)), 200)

    def test_a_file_may_have_no_name_but_not_be_left_out(self):
        data = {"kind": "partners", "dry_run": True}
        imports = self.env["tpe.import"]
        answer = imports.tpe_import(self.company.id, content="Tm9tCkEK", **data)
        self.assertEqual(answer["report"]["created"], 1)
        with self.assertRaisesRegex(UserError, "empty"):
            imports.tpe_import(self.company.id, **data)

    def test_a_day_is_read_whole_or_refused(self):
        for day in ("2026-11-24x", "2026-11-24 noon", "9999-12-31", "0001-01-01"):
            with self.subTest(day=day), self.assertRaises(UserError) as refusal:
                self.archive.tpe_attest(self.company.id, on_date=day)
            self.assertIn(day, str(refusal.exception))
        for day in ("2026-11-24", "2026-11-24T10:00:00"):
            self.assertTrue(self.archive.tpe_attest(self.company.id, on_date=day))

    def test_content_is_base64_wrapped_or_not(self):
        data = {"kind": "partners", "filename": "a.csv", "dry_run": True}
        imports = self.env["tpe.import"]
        wrapped = imports.tpe_import(self.company.id, content="Tm9t\nCkEK\n", **data)
        self.assertEqual(wrapped["report"]["created"], 1)
        with self.assertRaisesRegex(UserError, "whole"):
            imports.tpe_import(self.company.id, content="%Tm9tCkEK%", **data)

    def test_a_trial_is_asked_for_or_not_and_nothing_between(self):
        data = {"kind": "partners", "filename": "a.csv", "content": "Tm9tCkEK"}
        imports = self.env["tpe.import"]
        for word in ("false", "", [], 2):
            with self.subTest(word=word), self.assertRaises(UserError):
                imports.tpe_import(self.company.id, **data, dry_run=word)
        self.assertFalse(
            imports.tpe_import(self.company.id, **data, dry_run=1)["import_id"]
        )

    def test_nothing_is_nothing_however_it_is_written(self):
        answer = self.archive.tpe_verify(self.company.id)
        for nothing in (None, False, ""):
            with self.subTest(nothing=nothing):
                spans = {"date_from": nothing, "date_to": nothing}
                self.assertEqual(
                    self.archive.tpe_verify(self.company.id, **spans), answer
                )

    def test_a_span_reaches_to_the_ends_of_the_calendar(self):
        for day in ("0001-01-01", date.min.isoformat()):
            self.assertTrue(
                self.archive.tpe_verify(self.company.id, day, "9999-12-31")["ok"]
            )

    def test_unknown_records_are_named_in_words(self):
        wrong = (999999999, "12", 0, -1, 1.5, True, None, [], {}, "")
        for ids in ("abc", *([one] for one in wrong)):
            with self.subTest(ids=ids), self.assertRaises(MissingError) as refusal:
                self.moves.browse(ids).tpe_check()
            self.assertIn(str(ids[0]), str(refusal.exception))

    def test_no_record_asks_for_nothing(self):
        self.assertEqual(self.moves.tpe_check(), [])
        self.assertEqual(self.moves.tpe_issue(), [])

    def test_a_record_named_twice_is_meant_once(self):
        draft = self.init_invoice("out_invoice", partner=self.business, amounts=[10])
        twice = draft.browse(draft.ids * 2)
        self.assertEqual(len(twice.tpe_check()), 1)

    def test_the_set_up_is_told_of_one_company(self):
        state = self.company.tpe_setup_state()
        twice = self.company.browse(self.company.ids * 2)
        self.assertEqual(twice.tpe_setup_state(), state)
        with self.assertRaises(UserError):
            self.company.browse().tpe_setup_state()

    def test_a_cancelled_draft_has_a_name_in_refusals(self):
        draft = self.init_invoice("out_invoice", partner=self.business, amounts=[10])
        draft.button_cancel()
        with self.assertRaises(UserError) as refusal:
            draft.tpe_issue()
        self.assertIn("Cancelled document", str(refusal.exception))

    def test_an_invoice_named_twice_is_mailed_once(self):
        self.business.email = "achats@bati-ouest.example"
        invoice = self.init_invoice(
            "out_invoice",
            partner=self.business,
            products=self.product_a,
            post=True,
        )
        answers = invoice.browse(invoice.ids * 2).tpe_send()
        self.assertEqual([answer["id"] for answer in answers], invoice.ids)
