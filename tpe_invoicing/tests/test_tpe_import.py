# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .import_common import CUSTOMERS, FILES, TpeImportCommon


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

    def test_a_row_that_counts_is_neither_customer_nor_product(self):
        for kind, heading, rows in (
            ("partners", "Nom;CP", ("Durand;35000", "Total;", "Total : 1;")),
            ("products", "Désignation;Prix HT", ("Porte;9", "Total;9", "Nombre : 1;")),
        ):
            with self.subTest(kind):
                report = self._report(kind, heading, *rows)
                self.assertEqual(report["created"], 1)
                self.assertEqual([row["line"] for row in report["rejected"]], [3, 4])
                self.assertIn("row of totals", report["rejected"][0]["reason"])
        report = self._report("partners", "Nom;Ville", "Total;Courbevoie")
        self.assertEqual(report["created"], 1)

    def test_a_wrong_cell_is_named_by_line_column_and_reason(self):
        invoices = "Numéro;Date facture;Client;Total HT;TVA 20 %"
        products = "Désignation;Prix HT;Taux TVA"
        fec = (
            "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\t"
            "CompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\t"
            "Debit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
        )
        entry = "VE\tVentes\t1\t20250105\t411\tClients\t\t\tF1\t{}\tF1\t{}\t\t\t\t\t\t"
        for kind, heading, row, column in (
            ("invoices", invoices, "F1;31/02/2025;X;100;20", "Date facture"),
            ("invoices", invoices, "F1;05/01/2025;X;abc;20", "Total HT"),
            ("invoices", invoices, "F1;05/01/2025;X;100;#N/A", "TVA 20 %"),
            ("products", products, "Porte;abc;20", "Prix HT"),
            ("products", products, "Porte;100;beaucoup", "Taux TVA"),
            ("fec", fec, entry.format("20259999", "100,00"), "PieceDate"),
            ("fec", fec, entry.format("20250105", "abc"), "Debit"),
        ):
            with self.subTest(kind=kind, column=column):
                (rejected,) = self._report(kind, heading, row)["rejected"]
                self.assertEqual(rejected["line"], 2)
                self.assertRegex(rejected["reason"], f"^Column “{column}”: “.*” is not")

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

    def test_what_stands_in_the_way_is_named_as_people_know_it(self):
        answer = self._import("partners", (CUSTOMERS, "C1;Roy;;;;;;;"))
        customer = self.env["res.partner"].search([("name", "=", "Roy")])
        self.env["account.payment"].create({"partner_id": customer.id, "amount": 5})
        with self.assertRaisesRegex(UserError, r"\(Payments\)"):
            self.imports.tpe_undo(answer["import_id"])
        self.assertTrue(customer.exists())

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
