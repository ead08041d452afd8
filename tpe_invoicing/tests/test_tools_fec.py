# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import unittest

from ..tools import fec_check, fec_repair
from ..tools.fec_check import check_fec
from ..tools.import_fec import COLUMNS

NAME = "404833048FEC20251231.txt"


def make_rows():
    """Two sales and a payment, as the decree wants them."""
    rows = ["|".join(COLUMNS)]
    for number in ("10", "11"):
        for account, amounts in (
            ("411000|Clients|C1|Le Goff", "120,00|0,00"),
            ("707000|Ventes||", "0,00|100,00"),
            ("445710|TVA collectée||", "0,00|20,00"),
        ):
            line = ["VE", "Ventes", f"FA-{number}", f"202501{number}"]
            line += account.split("|") + [f"FA-{number}", f"202501{number}", "Porte"]
            line += amounts.split("|") + ["", "", f"202501{number}", "", ""]
            rows.append("|".join(line))
    for account, amounts in (
        ("512000|Banque||", "120,00|0,00"),
        ("411000|Clients|C1|Le Goff", "0,00|120,00"),
    ):
        line = ["BQ", "Banque", "BQ-1", "20250201", *account.split("|"), "BQ-1"]
        line += ["20250201", "Le Goff", *amounts.split("|"), "", "", "20250201"]
        rows.append("|".join([*line, "", ""]))
    return rows


def write(rows, encoding="iso8859-15"):
    return "\r\n".join([*rows, ""]).encode(encoding)


class TestFec(unittest.TestCase):
    """What the tax authority's test would say of a file is said before."""

    def _codes(self, content, name=NAME):
        return sorted({finding.code for finding in check_fec(content, name)})

    def test_a_file_as_the_decree_wants_it_has_no_finding(self):
        self.assertEqual(self._codes(write(make_rows())), [])
        tabs = write([row.replace("|", "\t") for row in make_rows()])
        self.assertEqual(self._codes(tabs), [])

    def test_each_breach_of_the_decree_is_named(self):
        for code, line, old, new in (
            ("heading", 0, "JournalCode", "Journal"),
            ("heading", 0, "Debit|Credit", "Credit|Debit"),
            ("width", 1, "|Porte|", "|Porte|x|"),
            ("field_empty", 1, "|Porte|", "||"),
            ("date_invalid", 1, "|FA-10|20250110|Porte", "|FA-10|2025-01-10|Porte"),
            ("date_invalid", 4, "|FA-11|20250111|Porte", "|FA-11|20250231|Porte"),
            ("amount_invalid", 1, "120,00", "120.00"),
            ("amount_invalid", 1, "120,00", "1 120,00"),
            ("pair_incomplete", 1, "|C1|Le Goff|", "|C1||"),
            ("account_invalid", 2, "707000", "VENTES"),
            ("account_invalid", 2, "707000", "999999"),
            ("currency_invalid", 1, "20250110||", "20250110|5,00|euro"),
            ("label_changes", 4, "|Clients|", "|Client|"),
            ("date_outside", 7, "BQ-1|20250201|512", "BQ-1|20260201|512"),
            ("valid_before", 1, "|20250110||", "|20250109||"),
            ("order", 4, "|20250111||", "|20250301||"),
            ("entry_dates", 2, "FA-10|20250110|707", "FA-10|20250109|707"),
            ("both_sides", 1, "120,00|0,00", "120,00|120,00"),
            ("no_amount", 1, "120,00|0,00", "0,00|0,00"),
            ("entry_unbalanced", 1, "120,00|0,00", "121,00|0,00"),
            ("file_unbalanced", 1, "120,00|0,00", "121,00|0,00"),
            ("label_changes", 8, "|C1|Le Goff|", "|C1|Le Gall|"),
            ("quotes", 1, "|Porte|", '|"Porte"|'),
            ("signs", 1, "|Porte|", "|Por\x01te|"),
            ("signs", 1, "|Porte|", "|Por\x85te|"),
        ):
            with self.subTest(code=code, new=new):
                rows = make_rows()
                self.assertIn(old, rows[line])
                rows[line] = rows[line].replace(old, new, 1)
                self.assertIn(code, self._codes(write(rows)))

    def test_numbers_that_are_missing_and_entries_cut_in_two_are_named(self):
        rows = [row.replace("FA-11", "FA-13") for row in make_rows()]
        [finding] = check_fec(write(rows), NAME)
        self.assertEqual(finding.code, "sequence")
        self.assertIn("10 - 13", finding.detail)
        rows = make_rows()
        rows.append(rows.pop(2).replace("20250110||", "20250201||"))
        self.assertIn("entry_split", self._codes(write(rows)))

    def test_an_entry_without_any_amount_keeps_its_number(self):
        rows = make_rows()
        for at in (1, 2, 3):
            cells = rows[at].split("|")
            cells[11] = cells[12] = "0,00"
            rows[at] = "|".join(cells)
            # one line without amount among others is told, a whole entry is not
            self.assertEqual("no_amount" in self._codes(write(rows)), at < 3, at)

    def _repair(self, *rows, year="2025"):
        """:return: lines of a file of Odoo that was put right, without the heading"""
        facts = fec_repair.Facts("EUR", frozenset(["VE"]), f"{year}0101")
        odoo = "\r\n".join(["|".join(COLUMNS), *rows])
        content = fec_repair.repair(odoo.encode(), facts)
        self.assertEqual(self._codes(content, f"404833048FEC{year}1231.txt"), [])
        lines = content.decode("iso8859-15").splitlines()
        return [line.split("|") for line in lines[1:]]

    def _write_opening(self, account, amount, number="OUVERTURE/2025", partner="|"):
        debit, credit = max(amount, 0), max(-amount, 0)
        return (
            f"OUV|Balance initiale|{number}|20250101|{account}|{partner}|-|20250101|/|"
            f"{debit},00|{credit},00|||20250101||"
        )

    def test_a_journal_of_the_code_of_the_opening_is_a_journal(self):
        own = ("512000|Banque", 9), ("101000|Capital", -9)
        rows = self._repair(
            self._write_opening("512000|Banque", 50),
            *(self._write_opening(*each, number="OUV/1") for each in own),
        )
        self.assertEqual([row[2] for row in rows[:2]], ["OUVERTURE/2025"] * 2)
        self.assertEqual((rows[1][4], rows[1][12]), ("120000", "50,00"))
        self.assertEqual([row[2] for row in rows[2:]], ["OUV/1", "OUV/1"])

    def test_an_account_that_opens_with_nothing_is_left_out(self):
        rows = self._repair(
            self._write_opening("512000|Banque", 50),
            self._write_opening("401000|Fournisseurs", 0, partner="7|Vis"),
            self._write_opening("101000|Capital", -50),
        )
        self.assertEqual([row[4] for row in rows], ["512000", "101000"])

    def test_labels_are_one_for_a_code_and_never_blank(self):
        line = "OD|{}|OD-1|20250110|{}|{}|||-|20250110|Vis|{}|||20250110||"
        rows = self._repair(
            line.format("", "471000", " ", "5,00|0,00"),
            line.format("", "471000", "Attente", "5,00|0,00"),
            line.format("", "512000", "Ban\x01que\x85", "0,00|10,00"),
        )
        self.assertEqual({row[1] for row in rows}, {"OD"})
        self.assertEqual([row[5] for row in rows], ["471000", "471000", "Banque"])

    def test_two_customers_never_share_a_code(self):
        line = (
            "OD|Divers|OD-1|20250110|411000|Clients|{}|-|20250110|Vis|{}|||20250110||"
        )
        rows = self._repair(
            line.format("7|Le Goff", "5,00|0,00"),
            line.format("7|Le Gall", "5,00|0,00"),
            line.format("8|Le Bras", "0,00|10,00"),
        )
        self.assertEqual([row[6] for row in rows], ["7 Le Goff", "7 Le Gall", "8"])

    def test_names_letters_and_empty_files_are_looked_at(self):
        content = write(make_rows())
        self.assertEqual(self._codes(content, "FEC20251231.txt"), ["file_name"])
        self.assertEqual(
            self._codes(content, "404833048FEC20251331.txt")[0], "file_name"
        )
        self.assertEqual(self._codes(content, "123456789FEC20251231.txt"), ["siren"])
        self.assertEqual(self._codes(write(make_rows(), "utf-8")), ["encoding"])
        self.assertIn("byte_order_mark", self._codes(write(make_rows(), "utf-8-sig")))
        self.assertEqual(self._codes(write(make_rows()[:1])), ["file_empty"])
        self.assertEqual(
            self._codes(write([row.replace("|", ";") for row in make_rows()])),
            ["file_empty", "separator"],
        )
        self.assertTrue(self._codes(b""))

    def test_a_file_of_odoo_is_put_right(self):
        heading = "|".join(COLUMNS)
        odoo = "\r\n".join(
            [
                heading,
                "OUV|Balance initiale|OUVERTURE/2025|20250101|512000|Banque|||-|"
                "20250101|/| 000000000000050,00|0,00|||20250101||",
                "OUV|Balance initiale|OUVERTURE/2025|20250101|999999|Undistributed|||-|"
                "20250101|/|0,00|49.99999999|||20250101||",
                'VE|Ventes|FA-1|20250110|411000|Clients|7|"L’""Œuvre"" d’Émile"|PO 7|'
                "20250110|/| 000000000000012,00|0,00|3|20250111|20250110|"
                " 000000000000012,00|EUR",
                "VE|Ventes|FA-1|20250110|707000|Ventes|||PO 7|20250110|Bois – brut|"
                "0,00| 000000000000012,00|||20250110|-000000000000012,00|EUR",
                "OD|Divers|OD-1|20250111|627000|Frais|||-|20250111|Frais|"
                "12,00|0,00|||20250111| 000000000000013,50|USD",
                "OD|Divers|OD-1|20250111|512000|Banque|||-|20250111|Frais|0,00|"
                "12,00|||20250111|-000000000000013,50|USD",
            ]
        )
        facts = fec_repair.Facts("EUR", frozenset(["VE"]), "20250101")
        content = fec_repair.repair(odoo.encode(), facts)
        self.assertEqual(self._codes(content), [])
        rows = [row.split("|") for row in content.decode("iso8859-15").splitlines()]
        self.assertEqual((rows[2][4], *rows[2][11:13]), ("120000", "0,00", "50,00"))
        self.assertEqual(rows[3][7:9], ["L''Œuvre' d'Émile", "FA-1"])
        self.assertEqual(rows[3][10:12], ["FA-1 L''Œuvre' d'Émile", "12,00"])
        self.assertEqual((rows[3][16:], rows[5][16:]), (["", ""], ["13,50", "USD"]))
        self.assertEqual((rows[4][10], rows[5][8]), ("Bois - brut", "OD-1"))

    def test_examples_in_the_tools_hold(self):
        for module in (fec_check, fec_repair):
            self.assertFalse(doctest.testmod(module).failed)
