# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import import_invoice, import_invoice_total, import_product, import_proof
from ..tools.import_columns import find_table
from ..tools.import_invoice_group import read_invoices
from ..tools.import_proof import find_gaps, sum_documents
from .calm import CALM

RATES = st.sampled_from(["20", "10", "5,5", "2,1", "0"])
PRICES = st.decimals("0.01", "9999", places=2, allow_nan=False)


def read(*lines):
    return read_invoices(find_table("invoices", "\n".join(lines).encode()))


@tagged("-at_install", "post_install")
class TestToolsImportInvoice(BaseCase):
    def test_examples_of_the_documentation_hold(self):
        for module in (
            import_invoice,
            import_invoice_total,
            import_product,
            import_proof,
        ):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def _one(self, *lines):
        documents, duplicates, problems = read(*lines)
        self.assertEqual((duplicates, problems), ([], []))
        self.assertEqual(len(documents), 1)
        return documents[0]

    def _problem(self, *lines):
        _documents, _duplicates, problems = read(*lines)
        return [(problem.code, problem.line) for problem in problems]

    def _amounts(self, document):
        return tuple(
            str(document[name]) for name in ("untaxed", "tax", "total", "open")
        )

    def test_totals_only(self):
        document = self._one(
            "Numéro;Date;Client;Total HT;TVA;Total TTC",
            "F1;5/1/2025;A;1 000,00;200,00;1 200,00",
        )
        self.assertEqual(
            self._amounts(document), ("1000.00", "200.00", "1200.00", "1200.00")
        )
        self.assertEqual(list(document["taxes"]), [Decimal(20)])

    def test_total_with_tax_and_rate(self):
        document = self._one(
            "Numéro;Date;Client;Total TTC;Taux TVA", "F1;5/1/2025;A;110;10"
        )
        self.assertEqual(
            self._amounts(document), ("100.00", "10.00", "110.00", "110.00")
        )

    def test_of_a_total_or_a_balance_alone_the_debt_comes_in(self):
        for heading, row, total, owed in (
            ("Total TTC", "120", "120.00", "120.00"),
            ("Total TTC;Reste à payer", "120;30", "120.00", "30.00"),
            ("Reste à payer", "30", "30.00", "30.00"),
            ("Total TTC;Payé", "120;20", "120.00", "100.00"),
        ):
            with self.subTest(heading):
                document = self._one(
                    f"N°;Date;Client;{heading}", f"F1;5/1/2025;A;{row}"
                )
                self.assertEqual(
                    (str(document["total"]), document["taxes"]), (total, {})
                )
                self.assertEqual(str(document["open"]), owed)
                self.assertTrue(document["items"][0]["is_debt"])
        credit = self._one("N°;Date;Client;Total TTC", "AV1;5/1/2025;A;-120")
        self.assertEqual((credit["is_credit"], str(credit["open"])), (True, "120.00"))

    def test_what_is_paid_or_may_have_its_vat_does_not_come_in_as_a_debt(self):
        heading = "N°;Date;Client;Total TTC;Reste à payer"
        row = "F1;5/1/2025;A;120;0"
        self.assertEqual(self._problem(heading, row), [("tax_missing", 2)])
        heading = "N°;Date;Client;TVA;Total TTC"
        row = "F1;5/1/2025;A;;120"
        self.assertEqual(self._problem(heading, row), [("tax_missing", 2)])
        heading = "N°;Date;Client;Total;Total"
        row = "F1;5/1/2025;A;100;120"
        self.assertEqual(self._problem(heading, row), [("tax_missing", 2)])

    def test_what_is_paid_of_the_document_may_stand_on_each_line(self):
        heading = "N°;Date;Client;Quantité;PU HT;Taux TVA;Total TTC;Payé"
        for paid, owed in (("300", "0.00"), ("200", "100.00")):
            rows = (
                f"F1;5/1/2025;A;1;100;20;300;{paid}",
                f"F1;5/1/2025;A;1;150;20;300;{paid}",
            )
            self.assertEqual(str(self._one(heading, *rows)["open"]), owed)

    def test_lines_of_two_rates(self):
        document = self._one(
            "Numéro;Date;Client;Désignation;Qté;PU HT;TVA %",
            "F1;5/1/2025;A;Porte;2;100;20",
            "F1;5/1/2025;A;Pose;1;50;10",
        )
        self.assertEqual(self._amounts(document)[:3], ("250.00", "45.00", "295.00"))

    def test_totals_of_the_document_repeated_on_each_line(self):
        document = self._one(
            "Numéro;Date;Client;Désignation;Qté;PU HT;TVA %;Total HT;Total TTC;"
            "Reste à payer",
            "F1;5/1/2025;A;Porte;2;100;20;250;295;95",
            "F1;5/1/2025;A;Pose;1;50;10;250;295;95",
        )
        self.assertEqual(
            self._amounts(document), ("250.00", "45.00", "295.00", "95.00")
        )

    def test_bases_and_taxes_by_rate(self):
        document = self._one(
            "N°;Date;Client;HT 20%;TVA 20%;HT 10%;TVA 10%;Total TTC",
            "F1;5/1/2025;A;100;20;50;5;175",
        )
        self.assertEqual(
            {rate: str(part["tax"]) for rate, part in document["taxes"].items()},
            {Decimal(20): "20.00", Decimal(10): "5.00"},
        )

    def test_several_rates_with_a_total_only_keep_the_total(self):
        document = self._one("N°;Date;Client;HT;TVA;TTC", "F1;5/1/2025;A;1000;150;1150")
        self.assertEqual(document["taxes"], {None: {"base": 1000, "tax": 150}})

    def test_the_cents_of_the_former_software_are_kept(self):
        document = self._one(
            "N°;Date;Client;Désignation;Qté;PU HT;TVA %;Total TVA facture",
            "F1;5/1/2025;A;a;1;0,33;20;0,21",
            "F1;5/1/2025;A;b;1;0,33;20;0,21",
            "F1;5/1/2025;A;c;1;0,33;20;0,21",
        )
        self.assertEqual(str(document["tax"]), "0.21")

    def test_a_negative_total_or_the_kind_makes_a_credit_note(self):
        for row in ("A1;5/1/2025;A;;-100;-20;-120", "A1;5/1/2025;A;Avoir;100;20;120"):
            with self.subTest(row):
                document = self._one("N°;Date;Client;Type;HT;TVA;TTC", row)
                self.assertTrue(document["is_credit"])
                self.assertEqual(str(document["total"]), "120.00")

    def test_what_is_paid_is_read_from_words_amounts_or_dates(self):
        for heading, value, expected in (
            ("Statut", "Payée", "0.00"),
            ("Statut", "Impayée", "120.00"),
            ("Payé", "Oui", "0.00"),
            ("Payé", "20,00", "100.00"),
            ("Solde", "30", "30.00"),
            ("Montant réglé", "150", "-30.00"),
            ("Date de paiement", "1/2/2025", "0.00"),
            ("Échéance", "1/2/2025", "120.00"),
        ):
            with self.subTest(heading=heading, value=value):
                document = self._one(
                    f"N°;Date;Client;HT;TVA;TTC;{heading}",
                    f"F1;5/1/2025;A;100;20;120;{value}",
                )
                self.assertEqual(str(document["open"]), expected)

    def test_what_is_wrong_with_a_row_is_told_with_its_line(self):
        heading = "N°;Date;Client;Type;HT;TVA;TTC;Statut"
        for row, code in (
            (";5/1/2025;A;;100;20;120;", "number_missing"),
            ("F1;;A;;100;20;120;", "date_missing"),
            ("F1;31/02/2025;A;;100;20;120;", "date_invalid"),
            ("F1;5/1/2025;;;100;20;120;", "customer_missing"),
            ("F1;5/1/2025;A;;abc;20;120;", "amount_invalid"),
            ("F1;5/1/2025;A;;;;;", "amount_missing"),
            ("F1;5/1/2025;A;;;;120;", "tax_missing"),
            ("F1;5/1/2025;A;;100;20;130;", "total_differs"),
            ("F1;5/1/2025;A;;100;20;120;Brouillon", "document_draft"),
            ("F1;5/1/2025;A;;100;20;120;Annulée", "document_cancelled"),
            ("F1;5/1/2025;A;;100;20;120;Partiellement payée", "paid_missing"),
            ("F1;5/1/2025;A;Devis;100;20;120;", "not_an_invoice"),
        ):
            with self.subTest(code):
                self.assertEqual(self._problem(heading, row), [(code, 2)])

    def test_what_is_left_to_pay_is_never_more_than_the_total(self):
        heading = "N°;Date;Client;HT;TVA;TTC;Reste à payer"
        for amounts, problems in (
            ("100;20;120;150", [("open_beyond_total", 2)]),
            ("-100;-20;-120;-150", [("open_beyond_total", 2)]),
            ("100;20;120;120", []),
            ("100;20;120;-30", []),  # too much was paid
        ):
            with self.subTest(amounts):
                row = f"F1;5/1/2025;A;{amounts}"
                self.assertEqual(self._problem(heading, row), problems)

    def test_one_bad_line_keeps_its_whole_document_out_and_no_other(self):
        documents, _duplicates, problems = read(
            "N°;Date;Client;Désignation;Qté;PU HT;TVA %",
            "F1;5/1/2025;A;Porte;2;100;20",
            "F1;5/1/2025;A;Pose;x;50;10",
            "F2;5/1/2025;A;Porte;1;100;20",
        )
        self.assertEqual([document["number"] for document in documents], ["F2"])
        codes = [(problem.code, problem.line) for problem in problems]
        self.assertEqual(codes, [("document_spoilt", 2), ("amount_invalid", 3)])

    def test_a_row_that_comes_again_is_a_duplicate(self):
        for heading, row in (
            ("N°;Date;Client;HT;TVA;TTC", "F1;5/1/2025;A;100;20;120"),
            (
                "N°;Date;Client;Désignation;Qté;PU HT;TVA %",
                "F1;5/1/2025;A;Porte;1;100;20",
            ),
        ):
            with self.subTest(heading):
                documents, duplicates, problems = read(heading, row, row)
                self.assertEqual((len(documents), problems), (1, []))
                self.assertEqual(duplicates, [(3, "F1", 2)])

    def test_two_equal_lines_of_an_invoice_are_two(self):
        document = self._one(
            "N°;Date;Client;Désignation;Qté;PU HT;TVA %",
            "F1;5/1/2025;A;Porte;1;100;20",
            "F1;5/1/2025;A;Heure;1;40;20",
            "F1;5/1/2025;A;Heure;1;40;20",
        )
        self.assertEqual(str(document["untaxed"]), "180.00")

    def test_a_number_given_to_two_customers_is_refused(self):
        problems = self._problem(
            "N°;Date;Client;HT;TVA;TTC",
            "F1;5/1/2025;A;100;20;120",
            "F1;6/1/2025;B;50;10;60",
        )
        self.assertEqual(problems, [("number_twice", 3)])

    @CALM
    @given(st.lists(st.tuples(PRICES, RATES), min_size=1, max_size=6))
    def test_a_document_adds_up_and_its_rates_add_up_to_it(self, lines):
        rows = [
            f"F1;5/1/2025;A;L{i};1;{price};{rate}"
            for i, (price, rate) in enumerate(lines)
        ]
        document = self._one("N°;Date;Client;Désignation;Qté;PU HT;TVA %", *rows)
        self.assertEqual(document["untaxed"], sum(price for price, _rate in lines))
        self.assertEqual(document["total"], document["untaxed"] + document["tax"])
        bases = sum(part["base"] for part in document["taxes"].values())
        self.assertEqual(bases, document["untaxed"])

    def test_gaps_are_looked_for_in_each_series(self):
        numbers = [
            "FA-2025-001",
            "FA-2025-004",
            "AV-2025-001",
            "AV-2025-002",
            "FA-2024-9",
        ]
        self.assertEqual(find_gaps(numbers), ["FA-2025-002", "FA-2025-003"])
        self.assertEqual(find_gaps(["20240099", "20250001", "20250003"]), ["20250002"])
        self.assertEqual(find_gaps(["F1", "F9000"]), [])

    def test_credit_notes_count_negative_in_the_totals(self):
        documents, _duplicates, _problems = read(
            "N°;Date;Client;HT;TVA;TTC",
            "F1;5/1/2025;A;100;20;120",
            "AV1;6/1/2025;A;-50;-10;-60",
        )
        for document in documents:
            document |= {"partner": "A", "currency": "EUR"}
        totals = sum_documents(documents)
        (euros,) = totals["by_currency"]
        self.assertEqual((euros["untaxed"], euros["open"]), ("50.00", "60.00"))
        self.assertEqual(totals["by_month"][0]["tax"], "10.00")

    # === a column "TVA" holds amounts or rates === #

    def test_a_column_of_vat_that_holds_rates_is_read_as_rates(self):
        heading = "Numéro;Date;Client;Désignation;Quantité;PU HT;TVA"
        for first, second, third in (
            ("20%", "5,5 %", "10%"),
            ("20", "5,5", "10,00"),
            ("0,2", "0,055", "0,1"),  # a cell of percents, in a spreadsheet
            ("TVA 20", "TVA 5,5", "TVA 10"),
        ):
            with self.subTest(first):
                documents, _duplicates, problems = read(
                    heading,
                    f"F1;01/03/2025;Duo;A;2;10;{first}",
                    f"F1;01/03/2025;Duo;B;1;100;{second}",
                    f"F2;02/03/2025;Duo;C;1;50;{third}",
                )
                self.assertEqual(problems, [])
                taxes = [str(document["tax"]) for document in documents]
                self.assertEqual(taxes, ["9.50", "5.00"])

    def test_a_column_of_vat_that_holds_amounts_is_read_as_amounts(self):
        for rows, tax in (
            (("F1;01/03/2025;Duo;100;20;120", "F2;01/03/2025;Duo;77;20;97"), 40),
            (("F1;01/03/2025;Duo;100;20;", "F2;01/03/2025;Duo;50;10;"), 30),
            (("F1;01/03/2025;Duo;300;60;", "F2;01/03/2025;Duo;50;10;"), 70),
        ):
            with self.subTest(rows):
                documents = read("Numéro;Date;Client;HT;TVA;TTC", *rows)[0]
                self.assertEqual(sum(document["tax"] for document in documents), tax)

    # === rows of totals === #

    HEADING = "Numéro;Date;Client;Type;Total HT;TVA;Total TTC"
    ROWS = (
        "F1;05/01/2025;Durand;Facture;100,00;20,00;120,00",
        "F2;06/01/2025;Le Goff;Facture;50,00;10,00;60,00",
        "A1;07/01/2025;Le Goff;Avoir;30,00;6,00;36,00",
    )

    def _control(self, *lines):
        table = find_table("invoices", "\n".join((self.HEADING, *lines)).encode())
        documents, _duplicates, problems = read_invoices(table)
        return len(documents), table.controls, problems

    def test_a_row_of_totals_is_no_document_and_controls_the_rows(self):
        for row in (
            "Total;;;;180,00;36,00;216,00",  # credit notes as written
            ";;TOTAL GÉNÉRAL;;120,00;24,00;144,00",  # credit notes negative
            "Totaux 2025;;;;120;;144",
            ";;;;120,00;24,00;144,00",  # no word at all
        ):
            with self.subTest(row):
                count, controls, problems = self._control(*self.ROWS, row)
                self.assertEqual((count, problems), (3, []))
                self.assertEqual({control["line"] for control in controls}, {5})
                self.assertEqual(controls[-1]["column"], "Total TTC")

    def test_totals_after_each_part_control_that_part(self):
        first, *others = self.ROWS
        count, controls, problems = self._control(
            first,
            "Sous-total;;Durand;;100;20;120",
            *others,
            "Sous-total;;Le Goff;;20;4;24",
            "Total;;;;120;24;144",
        )
        self.assertEqual((count, problems), (3, []))
        self.assertEqual([control["line"] for control in controls[::3]], [3, 6, 7])

    def test_a_total_that_differs_is_told_with_line_column_and_both_amounts(self):
        row = "Total;;;;120,00;24,00;145,00"
        count, controls, (problem,) = self._control(*self.ROWS, row)
        self.assertEqual((count, controls), (3, []))
        self.assertEqual((problem.code, problem.line), ("sum_differs", 5))
        self.assertEqual(
            {name: str(value) for name, value in problem.details.items()},
            {"column": "Total TTC", "given": "145.00", "computed": "216.00"},
        )

    def test_what_is_no_row_of_totals_stays_what_it_is(self):
        for row, code in (
            (";;;;1,00;2,00;3,00", "number_missing"),  # the sum of nothing
            ("Total : 3 factures;;;;;;", "sum_alone"),
            ("Total;;;bien;;;", "sum_alone"),
            ("Total;08/01/2025;;;1,00;0,20;1,20", "customer_missing"),
        ):
            with self.subTest(row):
                _count, controls, (problem,) = self._control(*self.ROWS, row)
                self.assertEqual((controls, problem.code), ([], code))
        # a customer and a line may be called so
        count, _controls, problems = self._control(
            "F9;05/01/2025;TOTAL;Facture;1;0,2;1,2", *self.ROWS
        )
        self.assertEqual((count, problems), (4, []))
        document = self._one(
            "Numéro;Date;Client;Désignation;Qté;PU HT;TVA %",
            "F1;05/01/2025;Durand;Porte;1;100;20",
            ";;;Total nettoyage;1;50;20",
        )
        self.assertEqual(document["untaxed"], 150)
