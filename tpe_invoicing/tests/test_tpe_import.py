# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TpeCommon

FILES = Path(__file__).parent / "test_files" / "import"
CUSTOMERS = "Code;Raison sociale;SIRET;N° TVA;Adresse;CP;Ville;Pays;E-mail"
INVOICES = "Numéro;Date;Échéance;Client;Total HT;TVA;Total TTC;Payé"


class TpeImportCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user(
            "imp_accountant", "account.group_account_invoice"
        )
        cls.imports = cls.env["tpe.import"].with_user(cls.accountant)

    def _import(self, kind, content, dry_run=False, filename="file.csv", imports=None):
        if isinstance(content, tuple | list):
            content = "\n".join(content)
        if isinstance(content, str):
            content = content.encode()
        answer = (self.imports if imports is None else imports).tpe_import(
            self.company.id,
            kind,
            filename,
            base64.b64encode(content).decode(),
            profile="any",
            dry_run=dry_run,
        )
        json.dumps(answer)
        return answer

    def _report(self, kind, *lines, **options):
        return self._import(kind, lines, **options)["report"]

    def _past(self, number):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("tpe_is_imported", "=", True),
                ("move_type", "!=", "entry"),
                "|",
                ("name", "=", number),
                ("ref", "=", number),
            ]
        )


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImport(TpeImportCommon):
    # === customers === #

    def test_a_customer_comes_in_with_all_that_the_file_says(self):
        self._report(
            "partners",
            CUSTOMERS,
            "C1;Peintures Roy;73282932000074;FR44732829320;3 quai Sud;1000;Bourg;"
            "France;Compta@Roy.example",
        )
        partner = self.env["res.partner"].search([("ref", "=", "C1")])
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Peintures Roy",
                    "is_company": True,
                    "company_registry": "73282932000074",
                    "vat": "FR44732829320",
                    "zip": "01000",
                    "country_code": "FR",
                    "email": "compta@roy.example",
                    "tpe_buyer_kind": "business",
                }
            ],
        )

    def test_bad_rows_are_named_and_the_others_come_in(self):
        report = self._report(
            "partners",
            CUSTOMERS,
            "C1;Roy;;;;;;;",
            "C2;Wrong;123456789;;;;;;",
            "broken;row",
            "C4;;;;;;;;",
            "C5;Mail;;;;;;;nobody",
            "C6;Far;;;;;;Atlantide;",
            "C7;Le Bris;;;;;;;",
        )
        self.assertEqual((report["read"], report["created"]), (7, 2))
        self.assertEqual([row["line"] for row in report["rejected"]], [3, 4, 5, 6, 7])
        self.assertIn("123456789", report["rejected"][0]["reason"])

    def test_a_customer_of_the_file_or_of_the_database_comes_in_once(self):
        report = self._report(
            "partners",
            CUSTOMERS,
            "C1;Roy;73282932000074;;;;;;",
            "C2;ROY peintures;732829320;;;;;;",
            "C3;Bâti Ouest;;FR96552100554;;;;;",
            "C4;Anne Le Goff;;;1 rue du Port;29200;Brest;;",
            "C5;Roy bis;73282932000082;;;;;;",
        )
        # the last one is another establishment of the first
        self.assertEqual((report["created"], report["skipped"]), (2, 3))
        self.assertEqual([row["line"] for row in report["duplicates"]], [3, 4, 5])

    def test_the_same_file_again_brings_nothing_more(self):
        lines = (CUSTOMERS, "C1;Roy;732829320;;;;;;", "C2;Le Bris;;;;;;;")
        self._report("partners", *lines)
        again = self._report("partners", *lines)
        self.assertEqual((again["created"], again["skipped"]), (0, 2))

    def test_a_trial_says_the_same_and_changes_nothing(self):
        lines = (CUSTOMERS, "C1;Roy;732829320;;;;;;", "C2;Bad;111111111;;;;;;")
        counts = [
            self.env[model].search_count([])
            for model in ("res.partner", "tpe.import", "account.journal")
        ]
        trial = self._import("partners", lines, dry_run=True)
        self.assertFalse(trial["import_id"])
        self.assertEqual(
            counts,
            [
                self.env[model].search_count([])
                for model in ("res.partner", "tpe.import", "account.journal")
            ],
        )
        self.assertEqual(trial["report"], self._report("partners", *lines))

    def test_a_person_of_a_company_becomes_its_contact(self):
        self._report(
            "partners", "Société;Prénom;Nom;Mobile", "Roy SARL;Yann;Roy;06 12 34 56 78"
        )
        partner = self.env["res.partner"].search([("name", "=", "Roy SARL")])
        self.assertEqual(partner.child_ids.name, "Yann Roy")
        self.assertEqual(partner.phone, "06 12 34 56 78")

    def test_windows_encoding_and_workbooks_come_in(self):
        report = self._import("partners", (FILES / "clients_cp1252.csv").read_bytes())
        self.assertEqual(report["report"]["created"], 3)
        report = self._import("partners", (FILES / "clients.xlsx").read_bytes())
        self.assertEqual(
            (report["report"]["created"], report["report"]["skipped"]), (1, 3)
        )

    def test_a_file_that_is_no_table_is_refused_in_one_sentence(self):
        for content in ("", "bonjour\nmonde", b"%PDF-1.4", b"\x00\x01\x02" * 500):
            with self.subTest(content), self.assertRaises(UserError) as caught:
                self._import("partners", content)
            self.assertNotIn("Traceback", caught.exception.args[0])
        self.assertFalse(self.imports.search([]))

    # === products === #

    def test_products_come_in_with_price_and_tax(self):
        report = self._report(
            "products",
            "Référence;Désignation;Prix HT;Taux TVA;Type",
            "P1;Porte en chêne;1 250,50;20;Produit",
            "P2;Pose;45;10;Service",
            "P2;Pose bis;46;10;Service",
        )
        self.assertEqual((report["created"], report["skipped"]), (2, 1))
        door = self.env["product.template"].search([("default_code", "=", "P1")])
        self.assertEqual((door.list_price, door.taxes_id.amount), (1250.5, 20))
        fitting = self.env["product.template"].search([("default_code", "=", "P2")])
        self.assertEqual((fitting.type, fitting.taxes_id.amount), ("service", 10))

    # === invoices === #

    def test_past_invoices_are_posted_with_their_numbers_and_balances(self):
        self._report(
            "invoices",
            INVOICES,
            "FA-2025-001;05/01/2025;04/02/2025;Bâti Ouest;1 000,00;200,00;1 200,00;1 200,00",
            "FA-2025-002;06/01/2025;05/02/2025;Nouveau Client;100,00;10,00;110,00;10,00",
            "AV-2025-001;07/01/2025;;Bâti Ouest;-50,00;-10,00;-60,00;",
        )
        moves = self._past("FA-2025-001") | self._past("FA-2025-002")
        moves |= self._past("AV-2025-001")
        self.assertRecordValues(
            moves.sorted("invoice_date"),
            [
                {
                    "name": "FA-2025-001",
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_total": 1200,
                    "amount_residual": 0,
                    "payment_state": "paid",
                    "tpe_is_imported": True,
                },
                {
                    "name": "FA-2025-002",
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_total": 110,
                    "amount_residual": 100,
                    "payment_state": "partial",
                    "tpe_is_imported": True,
                },
                {
                    "name": "AV-2025-001",
                    "move_type": "out_refund",
                    "state": "posted",
                    "amount_total": 60,
                    "amount_residual": 60,
                    "payment_state": "not_paid",
                    "tpe_is_imported": True,
                },
            ],
        )
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_the_report_proves_the_ledger(self):
        report = self._report(
            "invoices",
            INVOICES,
            "F1;05/01/2025;;Bâti Ouest;1000;200;1200;1200",
            "F2;06/02/2025;;Bâti Ouest;100;10;110;",
            "F5;07/02/2025;;Anne Le Goff;-50;-10;-60;",
        )
        totals = report["totals"]
        self.assertEqual(
            (totals["untaxed"], totals["tax"], totals["total"], totals["open"]),
            ("1050.00", "200.00", "1250.00", "50.00"),
        )
        self.assertEqual(report["gaps"], ["F3", "F4"])
        moves = self.env["account.move"].search(
            [("tpe_is_imported", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(sum(moves.mapped("amount_residual_signed")), 50)
        rates = {(row["month"], row["rate"]): row["tax"] for row in totals["by_month"]}
        self.assertEqual(rates[("2025-02", "10")], "10.00")

    def test_lines_keep_their_quantities_rates_and_taxes(self):
        self._report(
            "invoices",
            "N°;Date;Client;Désignation;Qté;PU HT;Remise %;TVA %",
            "F1;05/01/2025;Bâti Ouest;Porte;2;100,00;10;20",
            "F1;05/01/2025;Bâti Ouest;Pose;3;33,33;;5,5",
            "F1;05/01/2025;Bâti Ouest;Ancien taux;1;100;;19,6",
        )
        move = self._past("F1")
        self.assertRecordValues(
            move.invoice_line_ids,
            [
                {"name": "Porte", "quantity": 2, "discount": 10, "price_subtotal": 180},
                {"name": "Pose", "quantity": 3, "discount": 0, "price_subtotal": 99.99},
                {
                    "name": "Ancien taux",
                    "quantity": 1,
                    "discount": 0,
                    "price_subtotal": 100,
                },
            ],
        )
        self.assertEqual(
            move.invoice_line_ids.tax_ids.mapped("amount"), [20, 5.5, 19.6]
        )
        self.assertAlmostEqual(move.amount_tax, 36 + 5.5 + 19.6)

    def test_the_vat_of_the_former_software_stands_to_the_cent(self):
        self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;10,03;2,00;12,03;"
        )
        self.assertRecordValues(
            self._past("F1"),
            [{"amount_untaxed": 10.03, "amount_tax": 2, "amount_total": 12.03}],
        )

    def test_a_paid_invoice_is_paid_on_its_day(self):
        self._report(
            "invoices",
            "N°;Date;Échéance;Client;HT;TVA;TTC;Payé le",
            "F1;05/01/2025;04/02/2025;Bâti Ouest;100;20;120;20/02/2025",
        )
        due = self._past("F1").line_ids.filtered(lambda line: line.date_maturity)
        self.assertEqual(str(due.matched_credit_ids.max_date), "2025-02-20")

    def test_the_past_does_not_lead_the_numbers_to_come(self):
        self._report(
            "invoices", INVOICES, "FA-2026-0815;05/11/2026;;Bâti Ouest;1;0,2;1,2;"
        )
        move = self._make(journal_id=self.company_data["default_journal_sale"].id)
        self.assertNotIn("FA-", move.name_placeholder or "")
        self.assertNotEqual(move.journal_id, self._past("FA-2026-0815").journal_id)

    def test_a_document_comes_in_once(self):
        lines = (INVOICES, "F1;05/01/2025;;Bâti Ouest;100;20;120;")
        self._report("invoices", *lines)
        again = self._report(
            "invoices", *lines, "F2;05/01/2025;;Bâti Ouest;100;20;120;"
        )
        self.assertEqual((again["created"], again["skipped"]), (1, 1))
        other = self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;200;40;240;"
        )
        self.assertEqual([row["line"] for row in other["rejected"]], [2])

    def test_a_number_that_a_new_invoice_bears_goes_to_the_reference(self):
        own = self._make()
        own.name = "F1"
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;7;1,4;8,4;")
        past = self._past("F1")
        self.assertEqual((past.ref, past.name == "F1"), ("F1", False))

    def test_two_customers_of_one_name_are_not_mixed_up(self):
        self.env["res.partner"].create(
            [{"name": "Jean Martin", "zip": code} for code in ("29200", "35000")]
        )
        report = self._report(
            "invoices", INVOICES, "F1;05/01/2025;;Jean Martin;100;20;120;"
        )
        self.assertEqual((report["created"], len(report["rejected"])), (0, 1))

    def test_no_mail_leaves_and_nothing_is_sealed(self):
        mails = self.env["mail.mail"].search_count([])
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;100;20;120;")
        move = self._past("F1")
        self.assertFalse(move._tpe_in_corridor())
        self.assertFalse(move._tpe_is_sealed())
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_company_in_franchise_has_a_past_without_vat(self):
        self.company.tpe_vat_regime = "franchise"
        self._report("invoices", INVOICES, "F1;05/01/2025;;Bâti Ouest;100;0;100;")
        self.assertFalse(self._past("F1").invoice_line_ids.tax_ids)

    # === taking back === #

    def test_an_import_is_taken_back_as_a_whole(self):
        before = self.env["res.partner"].search_count([])
        answer = self._import(
            "invoices", (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;120")
        )
        removed = self.imports.tpe_undo(answer["import_id"])["removed"]
        self.assertEqual(removed, 3)  # invoice, settlement and customer
        self.assertFalse(self._past("F1"))
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        with self.assertRaises(UserError):
            self.imports.tpe_undo(answer["import_id"])

    def test_what_comes_in_again_after_it_was_taken_back_is_new(self):
        lines = (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;120")
        self.imports.tpe_undo(self._import("invoices", lines)["import_id"])
        self.assertEqual(self._report("invoices", *lines)["created"], 1)

    def test_an_invoice_paid_since_stands_in_the_way(self):
        answer = self._import(
            "invoices", (INVOICES, "F1;05/01/2025;;Nouveau;100;20;120;")
        )
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self._past("F1").ids
        ).create({}).action_create_payments()
        with self.assertRaisesRegex(UserError, "F1"):
            self.imports.tpe_undo(answer["import_id"])
        self.assertEqual(self._past("F1").state, "posted")

    @mute_logger("odoo.sql_db")
    def test_a_customer_invoiced_since_stands_in_the_way(self):
        answer = self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        partner = self.env["res.partner"].search([("ref", "=", "C1")])
        self._make(partner=partner)
        with self.assertRaisesRegex(UserError, "Roy"):
            self.imports.tpe_undo(answer["import_id"])

    # === rights === #

    def test_sellers_and_readers_bring_nothing_in_and_take_nothing_back(self):
        answer = self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        for login, group in (
            ("imp_seller", "tpe_invoicing.group_tpe_invoicing_seller"),
            ("imp_reader", "account.group_account_readonly"),
        ):
            imports = self.env["tpe.import"].with_user(self._new_user(login, group))
            for dry_run in (True, False):
                with self.assertRaises(AccessError):
                    self._import("partners", "Nom\nX", dry_run=dry_run, imports=imports)
            with self.assertRaises(AccessError):
                imports.tpe_undo(answer["import_id"])

    def test_another_company_sees_and_receives_nothing(self):
        self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        other = self.setup_other_company()["company"]
        user = self._new_user(
            "imp_other", "account.group_account_invoice", company=other
        )
        imports = self.env["tpe.import"].with_user(user)
        self.assertFalse(imports.search([]))
        with self.assertRaises(AccessError):
            self._import("partners", "Nom\nX", imports=imports)
        partners = self.env["res.partner"].with_user(user)
        self.assertFalse(partners.search([("ref", "=", "C1")]))

    def test_rows_of_imports_are_written_by_nobody(self):
        answer = self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        one = self.imports.browse(answer["import_id"])
        for record in (one, one.record_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.accountant).unlink()
        with self.assertRaises(AccessError):
            one.write({"report": {}})

    # === the page === #

    def test_a_person_tries_then_brings_in_then_takes_back(self):
        form = Form(self.env["tpe.import.upload"].with_user(self.accountant))
        form.kind = "partners"
        form.content = base64.b64encode(f"{CUSTOMERS}\nC1;Roy;;;;;;;".encode())
        upload = form.save()
        upload.filename = "clients.csv"
        upload.action_try()
        self.assertEqual(upload.report["created"], 1)
        self.assertIn("<strong>1</strong>", upload.summary)
        one = self.imports.browse(upload.action_import()["res_id"])
        self.assertEqual((one.name, one.state), ("clients.csv", "done"))
        one.action_undo()
        self.assertEqual(one.state, "undone")

    def test_hostile_names_stay_text(self):
        name = "<img src=x onerror=alert(1)>=cmd()"
        report = self._report("partners", "Nom;E-mail", f"{name};a b", f"{name};")
        self.assertEqual(report["created"], 1)
        one = self.imports.search([], limit=1)
        self.assertNotIn("<img", one.summary)
        self.assertEqual(
            self.env["res.partner"].search([("name", "=", name)]).name, name
        )

    def test_queries_do_not_grow_with_the_rows(self):
        def count(start, size):
            lines = [CUSTOMERS] + [
                f"K{i};Client {i};;;;;;;" for i in range(start, start + size)
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._report("partners", *lines)
            return self.env.cr.sql_log_count - before

        count(0, 1)
        self.assertLess(count(1000, 200) - count(2000, 20), 30)
