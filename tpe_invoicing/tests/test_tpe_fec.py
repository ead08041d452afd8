# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
import io
import zipfile
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..tools.fec_check import check_fec
from ..tools.import_fec import check_entries, read_fec
from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestFec(TpeCommon):
    """The FEC of the books passes the published rules and says what they say."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company.company_registry = "40483304800022"
        dollars = cls.env.ref("base.USD")
        dollars.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": dollars.id, "name": "2025-03-05", "rate": 1.25}
        )
        cls.business.name = "L’Œuvre d’Émile | “Bois” Dvořák"
        cls.business.ref = "C|1\t"
        cls.moves = cls.env["account.move"]
        for day, currency in (
            (date(2024, 6, 3), cls.company.currency_id),
            (date(2025, 3, 4), cls.company.currency_id),
            (date(2025, 3, 5), dollars),
        ):
            cls.moves |= cls._make_past(day, currency)
        cls.moves.action_post()
        cls._pay(cls.moves[:2])
        cls.company.vat = False  # Odoo takes the SIREN from the VAT number only

    @classmethod
    def _make_past(cls, day, currency):
        line = {
            "name": "Porte 'chêne'\nposée | \"vernie\"",
            "price_unit": 100,
            "tax_ids": [Command.set(cls.vat_20.ids)],
        }
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.business.id,
                "invoice_date": day,
                "currency_id": currency.id,
                "ref": "bon de commande 7",
                "invoice_line_ids": [Command.create(line)],
            }
        )

    @classmethod
    def _pay(cls, moves):
        for move in moves:
            cls.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({"payment_date": date(2025, 4, 1)})._create_payments()

    def _make_fec(self, year=2025):
        return self.company._tpe_make_fec(date(year, 1, 1), date(year, 12, 31))

    def test_the_file_has_no_finding_and_bears_the_siren(self):
        for year in (2024, 2025):
            name, content = self._make_fec(year)
            self.assertEqual(name, f"404833048FEC{year}1231.txt")
            self.assertEqual(check_fec(content, name), [])

    def test_it_says_what_the_ledger_says(self):
        lines, problems = read_fec(self._make_fec()[1])
        self.assertFalse(problems)
        self.assertEqual(check_entries(lines)[1], [])
        ledger = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", "2025-01-01"),
                ("date", "<=", "2025-12-31"),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        found = {account.code: 0 for account, _balance in ledger}
        for line in lines:
            if not line["is_opening"]:
                found[line["account"]] += line["amount"]
        for account, balance in ledger:
            self.assertEqual(
                self.company.currency_id.compare_amounts(
                    float(found[account.code]), balance
                ),
                0,
            )

    def test_an_entry_without_amount_keeps_its_number(self):
        account = self.company_data["default_account_expense"]
        journal = self.company_data["default_journal_misc"]
        entries = self.env["account.move"].create(
            [
                {
                    "journal_id": journal.id,
                    "date": f"2025-03-0{day}",
                    "line_ids": [
                        Command.create(
                            {"account_id": account.id, "debit": debit, "credit": credit}
                        )
                        for debit, credit in ((amount, 0), (0, amount), (0, 0))
                    ],
                }
                for day, amount in ((1, 5), (2, 0), (3, 5))
            ]
        )
        entries.action_post()
        name, content = self._make_fec()
        self.assertEqual(check_fec(content, name), [])
        lines = [line.split("|") for line in content.decode("iso8859-15").splitlines()]
        counts = [sum(line[2] == one.name for line in lines) for one in entries]
        self.assertEqual(counts, [2, 3, 2])
        # Odoo's own dialog stays as it is
        wizard = self.env["l10n_fr.fec.export.wizard"].create(
            {"date_from": "2025-01-01", "date_to": "2025-12-31", "test_file": True}
        )
        told = wizard.generate_fec()["file_content"].decode()
        self.assertNotIn(entries[1].name, told)

    def test_entries_of_a_branch_are_told_from_those_of_its_company(self):
        """Journals of a branch bear the codes of its company, and number anew."""
        branch = self.env["res.company"].create(
            {
                "name": "Agence de Brest",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        self.env.user.company_ids |= branch
        account = self.company_data["default_account_expense"]
        journals = self.company_data["default_journal_misc"]
        journals |= journals.create(
            {"name": "Divers", "code": journals.code, "company_id": branch.id}
            | {"type": "general"}
        )
        for journal in journals:
            move = self.env["account.move"].with_company(journal.company_id)
            move.create(
                {
                    "date": "2025-05-02",
                    "journal_id": journal.id,
                    "line_ids": [
                        Command.create(
                            {"account_id": account.id, "name": "/", "balance": balance}
                        )
                        for balance in (journal.id, -journal.id)
                    ],
                }
            ).action_post()
        moves = self.env["account.move"].search([("journal_id", "in", journals.ids)])
        moves = moves.filtered(lambda move: str(move.date) == "2025-05-02")
        self.assertEqual(len(set(moves.mapped("name"))), 1)  # they bear the same number
        name, content = self._make_fec()
        self.assertEqual(check_fec(content, name), [])
        lines, problems = read_fec(content)
        self.assertFalse(problems)
        code = journals[0].code
        found = {line["journal"] for line in lines if line["entry"] == moves[0].name}
        self.assertEqual(found, {code, f"{code}-{branch.id}"})
        self.assertIn("Agence de Brest", content.decode("iso8859-15"))

    def test_the_piece_of_a_sale_is_its_number_whatever_the_customer_calls_it(self):
        lines = read_fec(self._make_fec()[1])[0]
        pieces = {line["piece"] for line in lines if line["account"].startswith("70")}
        self.assertEqual(pieces, set(self.moves[1:].mapped("name")))

    def test_the_result_of_former_years_opens_the_year(self):
        opening = [
            line for line in read_fec(self._make_fec()[1])[0] if line["is_opening"]
        ]
        self.assertEqual(sum(line["amount"] for line in opening), 0)
        self.assertEqual(
            {line["account"]: int(line["amount"]) for line in opening}["120000"], -100
        )

    def test_making_it_locks_no_period(self):
        self._make_fec()
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_the_dialog_offers_the_last_year_and_notes_who_took_it(self):
        user = self._new_user("fec_accountant", "account.group_account_invoice")
        dialogs = self.env["tpe.fec.export"].with_user(user)
        dialog = dialogs.create({"company_id": self.company.id})
        self.assertEqual((dialog.date_to.month, dialog.date_to.day), (12, 31))
        dialog.write({"date_from": "2025-01-01", "date_to": "2025-12-31"})
        dialog.action_export()
        self.assertEqual((dialog.finding_count, dialog.findings), (0, False))
        content = base64.b64decode(dialog.content)
        note = self.env["tpe.archive.access"].search([], limit=1)
        self.assertEqual((note.action, note.user_id), ("fec", user))
        self.assertEqual(note.sha256, hashlib.sha256(content).hexdigest())
        with self.assertRaises(ValidationError):
            dialog.date_to = "2024-12-31"
        for name in ("date_from", "date_to"):
            for value in ("31/12/2025", "2025-13-01", 20251231):
                with self.assertRaisesRegex(UserError, "is no date"):
                    dialog.write({name: value})
                with self.assertRaisesRegex(UserError, "is no date"):
                    dialogs.create({"company_id": self.company.id, name: value})
        for role in ("account.group_account_readonly", "base.group_user"):
            reader = self._new_user(f"fec_{role[-8:]}", role)
            with self.assertRaises(AccessError):
                self.env["tpe.fec.export"].with_user(reader).create({})

    def test_what_is_wrong_is_told_in_words(self):
        name, content = self._make_fec()
        said = self.company._tpe_check_fec("x.txt", content.replace(b"120,00", b"1,00"))
        self.assertTrue(any("debit and credit" in line for line in said), said)
        short = self.company._tpe_check_fec(name, content + b"too short\r\n")
        last = content.count(b"\n") + 1
        self.assertIn(f"Line {last}: the number of fields is wrong", short[0])
        texts = self.company._tpe_get_fec_texts()
        self.assertTrue(all(texts.values()))
        self.assertEqual(self.company._tpe_check_fec(name, content), [])

    def test_it_goes_with_an_export_of_whole_years_only(self):
        self.company.vat = "FR83404833048"
        self._make().tpe_issue()
        archive = self.env["tpe.archive.entry"]
        for days, expected in (
            (("2025-01-01", None), ["fec/404833048FEC20251231.txt"]),
            (("2024-06-01", "2025-12-31"), ["fec/404833048FEC20251231.txt"]),
            (("2025-01-02", None), []),
            (
                (None, None),
                [f"fec/404833048FEC{year}1231.txt" for year in (2024, 2025)],
            ),
        ):
            answer = archive.tpe_export(self.company.id, *days)
            content = io.BytesIO(base64.b64decode(answer["content"]))
            with zipfile.ZipFile(content) as exported:
                names = [n for n in exported.namelist() if n.startswith("fec/")]
            self.assertEqual(names, expected)
