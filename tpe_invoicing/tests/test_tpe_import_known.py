# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_fec_common import LIST, TpeImportFecCommon

OLD = "F-12;10/12/2025;09/01/2026;Roy;100;20;120;0;"
OLDER = "F-13;15/12/2025;14/01/2026;Roy;50;0;50;0;"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportKnown(TpeImportFecCommon):
    """What lists of invoices and a FEC both hold is owed once."""

    # === a list, then a FEC === #

    def test_one_sum_for_all_invoices_of_a_customer_is_owed_once(self):
        self._list(OLD, OLDER)
        trial = self._fec(self._open((170, "AN", {})), dry_run=True)["report"]
        answer = self._fec(self._open((170, "AN", {})))
        self._assert_owed(answer, 170)
        self.assertEqual(answer["report"], trial)
        self.assertEqual(answer["report"]["created"], 0)
        [known] = answer["report"]["duplicates"]
        self.assertIn("170.00", known["reason"])
        self.assertEqual(answer["report"]["warnings"], [])

    def test_the_same_fec_again_and_the_same_list_again_change_nothing(self):
        entries = self._open((150, "AN", {})), self._pay(100), self._sell("3", 60, "F1")
        for bring in (self._list, None), (None, self._list):
            with self.subTest(first=bool(bring[0])):
                done = [self._list(OLD, OLDER)] if bring[0] else []
                done.append(self._fec(*entries))
                done += [self._list(OLD, OLDER)] if bring[1] else []
                owed = self._owed()
                self.assertEqual(owed, 110)
                done += [self._fec(*entries), self._list(OLD, OLDER)]
                done.append(self._fec(*entries))
                self.assertEqual(self._owed(), owed)
                self.assertEqual(done[-1]["report"]["created"], 0)
                self.assertEqual(done[-1]["report"]["rejected"], [])
                for answer in reversed(done):
                    self.imports.tpe_undo(answer["import_id"])
                self.assertEqual(self._owed(), 0)

    def test_more_or_less_than_is_known_comes_in_as_the_difference(self):
        for given in (200, 90):
            with self.subTest(given=given):
                former = self._list(OLD)
                answer = self._fec(self._open((given, "AN", {})))
                self._assert_owed(answer, given)
                [warning] = answer["report"]["warnings"]
                self.assertIn(f"{given - 120}.00", warning["reason"])
                self.imports.tpe_undo(answer["import_id"])
                self.imports.tpe_undo(former["import_id"])

    def test_what_names_an_invoice_is_told_from_the_rest(self):
        self._list(OLD, OLDER)
        named = {"piece_day": "20251210"}
        opening = self._open((120, "F-12", named), (80, "F-99", {}))
        answer = self._fec(opening)
        # F-13 is there, F-99 is not: of both, the difference
        self._assert_owed(answer, 200)
        self.assertEqual(self._past("F-12").amount_residual, 120)
        self.assertEqual(self._past("F-99").amount_residual, 30)

    def test_an_invoice_that_is_named_may_be_open_in_part(self):
        self._list(OLD)
        answer = self._fec(self._open((70, "F-12", {}), (30, "F-99", {})))
        self._assert_owed(answer, 100)
        self.assertEqual(self._past("F-99").amount_residual, 30)

    def test_a_payment_of_the_fec_pays_the_invoice_of_the_list(self):
        for letter in ("", "A"):
            with self.subTest(letter=letter):
                former = self._list(OLD)
                opening = self._open((120, "AN", {"letter": letter}))
                paid = self._pay(120, letter=letter)
                answer = self._fec(opening, paid)
                self._assert_owed(answer, 0)
                self.assertEqual(self._past("F-12").payment_state, "paid")
                self.imports.tpe_undo(answer["import_id"])
                self.assertEqual(self._past("F-12").amount_residual, 120)
                self.imports.tpe_undo(former["import_id"])

    def test_a_payment_that_the_list_has_too_is_not_taken_twice(self):
        for paid_on in ("15/02/2026", "15/12/2025", ""):
            for letter, other in (("", ""), ("A", "A"), ("", "B")):
                with self.subTest(paid_on=paid_on, letter=letter, other=other):
                    rows = f"F-12;10/12/2025;;Roy;100;20;120;120;{paid_on}", OLDER
                    former = self._list(*rows)
                    answer = self._fec(
                        self._open((120, "AN", {"letter": letter}), (50, "AN", {})),
                        self._pay(120, letter=letter),
                        self._sell("3", 60, "F1", letter=other),
                        self._pay(60, "20260220", "8", letter=other),
                    )
                    self._assert_owed(answer, 50)
                    self.imports.tpe_undo(answer["import_id"])
                    self.imports.tpe_undo(former["import_id"])

    def test_a_payment_that_the_list_dates_later_is_not_taken_twice(self):
        self._list("F-12;10/12/2025;;Roy;100;20;120;120;20/02/2026")
        opening = self._open((120, "AN", {"letter": "A"}))
        answer = self._fec(opening, self._pay(120, letter="A"))
        self._assert_owed(answer, 0)

    def test_what_was_paid_after_the_fec_ends_stays_paid(self):
        self._list("F-12;10/12/2025;;Roy;100;20;120;120;15/03/2026", OLDER)
        answer = self._fec(self._open((170, "AN", {})), self._sell("3", 60, "F1"))
        self._assert_owed(answer, 110)
        [warning] = answer["report"]["warnings"]
        self.assertIn("120.00", warning["reason"])

    def test_what_was_paid_in_odoo_lowers_nothing_that_was_known(self):
        self._list(OLD)
        self._pay_in_odoo("F-12")
        answer = self._fec(self._open((120, "AN", {})))
        self.assertEqual(answer["report"]["created"], 0)
        self.assertEqual(self._owed(), 0)

    def test_a_payment_of_the_fec_never_settles_more_than_is_unpaid(self):
        self._list(OLD)
        self._pay_in_odoo("F-12", 100)
        sale = self._sell("3", 60, "F1")
        self._fec(self._open((120, "AN", {})), sale, self._pay(120))
        self.assertEqual(self._past("F-12").amount_residual, 0)
        # what he has paid twice waits for a person; it pays no other invoice
        self.assertEqual(self._past("F1").amount_residual, 60)
        self.assertEqual(self._owed(), -40)

    def test_an_invoice_of_the_year_that_is_there_is_paid_by_the_fec(self):
        row = "F1;20/01/2026;;Roy;60;0;60;{};"
        for paid in (0, 60):
            with self.subTest(paid=paid):
                former = self._list(OLD, row.format(paid))
                answer = self._fec(
                    self._open((120, "AN", {})),
                    self._sell("3", 60, "F1"),
                    self._pay(60),
                )
                self._assert_owed(answer, 120)
                self.imports.tpe_undo(answer["import_id"])
                self.imports.tpe_undo(former["import_id"])

    def test_credit_notes_are_told_like_invoices(self):
        credit = "A-1;20/12/2025;;Roy;-20;0;-20;0;"
        opening = self._open((120, "AN", {}), (-20, "AN", {}))
        for entries, owed in (
            ((opening,), 100),
            ((self._open((100, "AN", {})),), 100),
            ((self._open((120, "F-12", {}), (-20, "A-1", {})),), 100),
            ((opening, self._pay(100)), 0),
        ):
            with self.subTest(owed=owed, lines=len(entries[0])):
                former = self._list(OLD, credit)
                answer = self._fec(*entries)
                self._assert_owed(answer, owed)
                self.imports.tpe_undo(answer["import_id"])
                self.imports.tpe_undo(former["import_id"])

    def test_amounts_of_another_currency_count_for_what_they_were_booked(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        dollar.rate_ids.unlink()
        dollar.rate_ids.create(
            {"currency_id": dollar.id, "name": "2020-01-01", "rate": 2.0}
        )
        self._import("invoices", [f"{LIST};Devise", f"{OLD};USD"])
        self.assertEqual(self._owed(), 60)
        answer = self._fec(self._open((61, "AN", {})))
        self._assert_owed(answer, 61)

    # === who is known === #

    def test_a_customer_is_known_by_name_whatever_codes_and_address_he_has(self):
        self._report("partners", "Code;Raison sociale;CP", "CLI7;Roy;29000")
        self._list(OLD)
        entries = self._open((120, "AN", {}), (30, "AN", {"code": "C2", "name": "Le"}))
        answer = self._fec(entries)
        self.assertEqual(self._owed(), 120)
        self.assertEqual(self._owed("Le"), 30)
        self.assertEqual(answer["report"]["totals"]["balance"], "150.00")
        self.assertEqual(self._fec(entries)["report"]["created"], 0)
        self.assertEqual(self._owed(), 120)

    def test_two_of_one_name_with_codes_that_are_known_are_two(self):
        self._report("partners", "Code;Raison sociale", "C1;Roy", "C8;Le Bras")
        self._list(OLD)
        other = {"code": "C2"}
        eight = {"code": "C8", "name": "Le Bras"}
        self._fec(self._open((40, "AN", other), (10, "AN", eight)))
        self.assertEqual(self._owed(), 160)

    def test_two_accounts_of_one_customer_open_together(self):
        self._list(OLD, OLDER)
        other = {"code": "C9"}
        answer = self._fec(self._open((120, "AN", {}), (50, "AN", other)))
        self._assert_owed(answer, 170)

    def test_invoices_of_another_company_are_not_known(self):
        self._report("partners", "Code;Raison sociale", "C1;Roy")
        other = self.setup_other_company()["company"]
        user = self._new_user("imp_two", "account.group_account_invoice", company=other)
        imports = self.env["tpe.import"].with_user(user)
        content = base64.b64encode("\n".join([LIST, OLD]).encode()).decode()
        brought = imports.tpe_import(other.id, "invoices", "other.csv", content)
        self.assertEqual(brought["report"]["created"], 1)
        answer = self._fec(self._open((120, "AN", {})))
        self.assertEqual(answer["report"]["duplicates"], [])
        self._assert_owed(answer, 120)
        self.imports.tpe_undo(answer["import_id"])

    def test_what_the_opening_knows_nothing_of_stays_and_is_told(self):
        self._list(OLD, OLDER.replace("Roy", "Le"))
        zoe = {"code": "C3", "name": "Zoé"}
        opening = self._open((30, "AN", zoe))
        answer = self._fec(opening, self._sell("3", 60, "F1"))
        self.assertEqual((self._owed(), self._owed("Le")), (180, 50))
        reasons = [row["reason"] for row in answer["report"]["warnings"]]
        self.assertEqual(len(reasons), 2)
        self.assertIn("(1) owe 50.00", reasons[0])
        self.assertIn("Roy: 120.00", reasons[1])

    def test_a_refund_that_the_list_has_too_is_not_taken_twice(self):
        credit = "A-1;20/12/2025;;Roy;-20;0;-20;-20;10/02/2026"
        note = "A-2;05/02/2026;;Roy;-30;0;-30;-30;10/02/2026"
        self._list(OLD, credit, note)
        answer = self._fec(
            self._open((100, "AN", {})),
            self._sell("3", -30, "A-2", "20260205"),
            self._pay(-50, "20260210"),
        )
        self._assert_owed(answer, 120)

    def test_a_credit_note_that_settled_an_invoice_is_no_payment(self):
        rows = OLD.replace(";0;", ";120;"), "A-1;20/12/2025;;Roy;-20;0;-20;-20;"
        self._list(*rows, "F1;20/01/2026;;Roy;60;0;60;60;20/02/2026")
        answer = self._fec(
            self._open((100, "AN", {"letter": "A"})),
            self._sell("3", 60, "F1"),
            self._pay(100, letter="A"),
            self._pay(300, "20260301", "9"),
        )
        # 240 of the second payment are an advance: 60 are those of F1
        self._assert_owed(answer, -240)

    # === more years === #

    def test_years_after_a_list_open_with_what_is_there(self):
        self._list(OLD)
        self._fec(self._open((120, "AN", {})), self._sell("3", 60, "F1", "20260120"))
        answer = self._fec(
            self._open((180, "AN", {}), day="20260401"),
            self._sell("3", 5, "F2", "20260505"),
            self._pay(120, "20260510"),
        )
        self._assert_owed(answer, 65)

    def test_what_a_year_carries_on_is_known_to_the_next_one_once(self):
        self._fec(self._open((120, "AN", {}), day="20250101"))
        self._list("F-12;10/12/2024;;Roy;100;20;120;120;15/08/2026")
        answer = self._fec(self._open((200, "AN", {})))
        self._assert_owed(answer, 200)

    def test_two_years_in_a_file_after_a_list_open_once(self):
        self._list("F-12;10/12/2024;;Roy;100;20;120;0;")
        answer = self._fec(
            self._open((120, "AN", {}), day="20250101"),
            self._sell("3", 60, "F1", "20250120"),
            self._open((180, "AN", {}), day="20260101"),
        )
        self._assert_owed(answer, 180)

    def test_two_years_in_a_file_after_a_former_one_open_once(self):
        self._fec(self._open((120, "AN", {}), day="20240101"))
        answer = self._fec(
            self._open((120, "AN", {}), day="20250101"),
            self._open((120, "AN", {}), day="20260101"),
        )
        self._assert_owed(answer, 120)

    # === a FEC, then a list === #

    def test_what_a_fec_opened_with_comes_in_as_history(self):
        self._fec(self._open((150, "AN", {})))
        trial = self._list(OLD, OLDER, dry_run=True)["report"]
        answer = self._list(OLD, OLDER)
        self.assertEqual(self._owed(), 150)
        self.assertEqual(answer["report"], trial)
        self.assertEqual(answer["report"]["created"], 2)
        self.assertEqual(answer["report"]["totals"]["open"], "0.00")
        self.assertEqual(self._past("F-12").payment_state, "paid")
        self.assertEqual([row["line"] for row in answer["report"]["warnings"]], [2, 3])
        self.assertIn("fec.txt", answer["report"]["warnings"][0]["reason"])

    def test_what_is_dated_since_the_opening_is_owed(self):
        self._fec(self._open((150, "AN", {})))
        answer = self._list("F1;20/01/2026;;Roy;60;0;60;0;")
        self.assertEqual(self._owed(), 210)
        self.assertEqual(answer["report"]["warnings"], [])

    def test_what_a_fec_opened_with_by_its_number_is_left_out(self):
        for amount in (120, 70):
            with self.subTest(amount=amount):
                former = self._fec(self._open((amount, "F-12", {})))
                answer = self._list(OLD)
                report = answer["report"]
                self.assertEqual((report["created"], report["rejected"]), (0, []))
                self.assertEqual(self._owed(), amount)
                [row] = report["duplicates"]
                self.assertIn("01/01/2026", row["reason"])
                # without the FEC, the list would lack what it left out
                with self.assertRaisesRegex(UserError, "file.csv"):
                    self.imports.tpe_undo(former["import_id"])
                self.imports.tpe_undo(answer["import_id"])
                self.imports.tpe_undo(former["import_id"])

    def test_what_is_left_of_an_invoice_is_owed_once_with_its_sale(self):
        debts = "Numéro;Date;Client;Solde", "F1;20/01/2026;Roy;60"
        entries = self._sell("3", 100, "F1"), self._pay(40)
        former = self._import("invoices", debts)
        answer = self._fec(*entries, self._pay(10, "20260220", "8"))
        # 40 were paid when the list was made, 10 since
        self._assert_owed(answer, 50)
        self.assertEqual(self._past("F1").amount_residual, 50)
        self.imports.tpe_undo(answer["import_id"])
        self.imports.tpe_undo(former["import_id"])
        self._fec(*entries)
        report = self._import("invoices", debts)["report"]
        self.assertEqual((report["created"], report["rejected"]), (0, []))
        self.assertEqual(self._owed(), 60)

    def test_a_list_says_what_is_left_otherwise_of_what_is_there(self):
        self._fec(self._sell("3", 60, "F1"))
        report = self._list("F1;20/01/2026;;Roy;60;0;60;45;")["report"]
        [row] = report["duplicates"]
        self.assertIn("60.00 left to pay; the file says 15.00", row["reason"])

    def test_an_earlier_fec_leaves_to_a_later_one_what_it_opened_with(self):
        self._fec(self._open((70, "F1", {"piece_day": "20250120"})))
        sale = self._sell("3", 120, "F1", "20250120")
        report = self._fec(sale, self._pay(50, "20250220"))["report"]
        self.assertEqual((report["created"], report["rejected"]), (0, []))
        self.assertEqual(self._owed(), 70)

    def test_payments_settle_what_is_left_by_queries_that_do_not_grow(self):
        counts = []
        for size in (4, 14):
            rows = (f"F-{n};10/12/2025;;Roy;9;0;9;0;" for n in range(size))
            former = self._list(*rows)
            pays = [self._pay(7, number=str(n)) for n in range(10, 10 + size)]
            before = self.env.cr.sql_log_count
            answer = self._fec(self._open((9 * size, "AN", {})), *pays)
            counts.append(self.env.cr.sql_log_count - before)
            self._assert_owed(answer, 2 * size)
            self.imports.tpe_undo(answer["import_id"])
            self.imports.tpe_undo(former["import_id"])
        self.assertLess(counts[1] - counts[0], 5 * (14 - 4))

    def test_a_list_of_bare_debts_that_a_fec_holds_stays_out(self):
        self._fec(self._open((150, "AN", {})))
        heading = "Numéro;Date;Client;Solde"
        report = self._report("invoices", heading, "F-12;10/12/2025;Roy;120")
        self.assertEqual((report["created"], self._owed()), (0, 150))
        self.assertEqual(len(report["duplicates"]), 1)

    # === taking back === #

    def test_a_list_is_taken_back_after_the_fec_that_counts_on_it(self):
        former = self._list(OLD)["import_id"]
        later = self._fec(self._open((120, "AN", {})))["import_id"]
        with self.assertRaisesRegex(UserError, "fec.txt"):
            self.imports.tpe_undo(former)
        self.imports.tpe_undo(later)
        self.assertEqual(self._owed(), 120)
        self.imports.tpe_undo(former)
        self.assertEqual(self._owed(), 0)

    def test_a_fec_is_taken_back_after_the_list_that_counts_on_it(self):
        former = self._fec(self._open((120, "AN", {})))["import_id"]
        later = self._list(OLD)["import_id"]
        with self.assertRaisesRegex(UserError, "file.csv"):
            self.imports.tpe_undo(former)
        self.imports.tpe_undo(later)
        self.imports.tpe_undo(former)
        self.assertEqual(self._owed(), 0)

    def test_what_has_nothing_in_common_is_taken_back_in_any_order(self):
        self._report("partners", "Code;Raison sociale", "C1;Roy")
        fec = self._fec(self._open((120, "AN", {})))["import_id"]
        later = self._list("F1;20/04/2026;;Roy;60;0;60;0;")["import_id"]
        self.imports.tpe_undo(fec)
        self._fec(self._open((120, "AN", {})))
        self.imports.tpe_undo(later)
        self.assertEqual(self._owed(), 120)
