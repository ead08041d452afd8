# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of invoices and FEC of the same business, entry by entry."""

from ..tools.import_fec import COLUMNS
from .import_common import TpeImportCommon

LIST = "Numéro;Date;Échéance;Client;Total HT;TVA;Total TTC;Payé;Date de paiement"


class TpeImportFecCommon(TpeImportCommon):
    def _list(self, *rows, **options):
        return self._import("invoices", [LIST, *rows], **options)

    def _line(self, number, day, account, amount, piece="AN", **more):
        """:return: a line of a FEC; credit below zero"""
        journal = "AN" if number == "1" else "OD"
        code = more.get("code", "C1") if account.startswith("41") else ""
        name = more.get("name", "Roy") if code else ""
        return "|".join(
            [journal, journal, number, day, account, account, code, name, piece]
            + [more.get("piece_day", day), piece, str(max(amount, 0))]
            + [str(max(-amount, 0)), more.get("letter", ""), "", day, "", ""]
        )

    def _open(self, *lines, day="20260101"):
        """:return: an opening entry of lines that are amount, piece and more"""
        rows = [
            self._line("1", day, "411", amount, piece, **more)
            for amount, piece, more in lines
        ]
        total = sum(amount for amount, _piece, _more in lines)
        return [*rows, self._line("1", day, "110", -total)]

    def _pay(self, amount, day="20260215", number="7", **more):
        return [
            self._line(number, day, "512", amount, f"V{number}", **more),
            self._line(number, day, "411", -amount, f"V{number}", **more),
        ]

    def _sell(self, number, amount, piece, day="20260120", **more):
        return [
            self._line(number, day, "411", amount, piece, **more),
            self._line(number, day, "706", -amount, piece),
        ]

    def _fec(self, *entries, **options):
        rows = ["|".join(COLUMNS), *(row for rows in entries for row in rows)]
        return self._import("fec", rows, filename="fec.txt", **options)

    def _owed(self, name="Roy"):
        """:return: what stands on the accounts of all customers of a name"""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id.name", "=", name),
                ("company_id", "=", self.company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        owed = round(sum(lines.mapped("balance")), 2)
        self.assertAlmostEqual(sum(lines.mapped("amount_residual")), owed)
        return owed

    def _assert_owed(self, answer, owed, name="Roy"):
        report = answer["report"]
        self.assertEqual(report["rejected"], [])
        self.assertEqual(self._owed(name), owed)
        self.assertEqual(report["totals"]["balance"], f"{owed:.2f}")

    def _pay_in_odoo(self, number, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self._past(number).ids
        )
        wizard.create({"amount": amount} if amount else {})._create_payments()
