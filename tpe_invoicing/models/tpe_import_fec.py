# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

from ..tools.import_fec import check_entries, drop_repeated, read_fec
from ..tools.import_fec_items import find_customers, find_items, is_receivable
from ..tools.import_problem import ImportProblem
from ..tools.import_proof import find_gaps


class TpeImport(models.Model):
    """Customers, invoices and open items out of a FEC."""

    _inherit = "tpe.import"

    def _plan_fec(self, data, report):
        """Read what customers were invoiced, have paid and still owe.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: what to bring, and the rows
        :rtype: Iterator[tuple[str, list]]
        """
        lines, problems = read_fec(data)
        report["read"] = len(lines) + len(problems)
        lines, again = drop_repeated(lines)
        for line, first in again.items():
            name = first["entry"]
            self._skip(report, line, name, "twice_in_file", first=first["line"])
        lines, unbalanced = check_entries(lines)
        for problem in problems + unbalanced:
            self._reject_problem(report, problem)
        customers = find_customers(lines)
        documents, payments = find_items(lines)
        for item in (*documents, *payments):
            item["party"] = dict(customers[item["code"]])
        numbers = {document["number"] for document in documents}
        report["gaps"] = find_gaps(numbers)
        balance = sum(line["amount"] for line in lines if is_receivable(line))
        taken = sum(payment["amount"] for payment in payments)
        digits = self.company_id.currency_id.decimal_places
        report["totals"] = self._sum_documents([]) | {
            "partners": 0,
            "ahead": f"{taken:.{digits}f}",
            "balance": f"{balance:.{digits}f}",
        }
        yield "fec_partners", list(customers.values())
        yield "documents", documents
        yield "payments", payments

    def _bring_fec_partners(self, parties, report):
        """Create the customers who are not there yet.

        :param list parties: see ``find_customers``
        :param dict report: takes what happened
        """
        index, new = self._get_party_index(), []
        for party in parties:
            try:
                if index.find_loosely(party) is None:
                    country_id = self._find_country(party)
                    new.append(party | {"country_id": country_id, "partner_id": False})
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(party["line"]))
        done = self._create_all(new, self._create_document_parties, report)
        for party in done:
            index.add(party["partner_id"] or ("line", party["line"]), party)
        report["created"] = len(done)
        report["totals"] = {"partners": len(done)}

    def _bring_payments(self, payments, report):
        """Post the payments that no document has taken yet; nothing the second time.

        :param list payments: see ``find_items``, each with its ``party``
        :param dict report: takes what happened
        """
        index, fresh = self._get_party_index(), []
        journal = self._get_payment_journal()
        references = [self._get_payment_reference(payment) for payment in payments]
        known = set(
            self.env["account.move"]
            .search([("journal_id", "=", journal.id), ("ref", "in", references)])
            .mapped("ref")
        )
        for payment, reference in zip(payments, references, strict=True):
            line = payment["line"]
            if reference in known:
                self._skip(report, line, reference, "payment_known")
                continue
            key = index.find_loosely(payment["party"])
            party = self._get_go().new.get(key)
            partner_id = party["partner_id"] if party else key
            if not partner_id:
                self._reject_problem(report, ImportProblem("customer_missing", line))
                continue
            fresh.append(payment | {"ref": reference, "partner_id": partner_id})
        done = self._create_all(fresh, self._create_payments_ahead, report)
        report["created"] += len(done)

    def _get_payment_reference(self, payment):
        """:return: what the same payment is known by the next time
        :rtype: str"""
        parts = (payment["code"], payment["date"], payment["amount"], payment["label"])
        return " ".join(map(str, parts))[:120]

    def _create_payments_ahead(self, payments):
        """Post payments, each open on the customer's account.

        :param list payments: see ``find_items``, with ``partner_id`` and ``ref``
        """
        journal, account = self._get_payment_journal(), self._get_counterpart_account()
        vals_list = []
        for payment in payments:
            partner = self.env["res.partner"].browse(payment["partner_id"])
            amount = float(payment["amount"])
            own = {
                "name": payment["label"],
                "account_id": self._get_receivable_account(partner).id,
                "partner_id": partner.commercial_partner_id.id,
                "balance": -amount,
            }
            against = {
                "name": payment["label"],
                "account_id": account.id,
                "balance": amount,
            }
            vals_list.append(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "company_id": self.company_id.id,
                    "date": payment["date"],
                    "ref": payment["ref"],
                    "tpe_is_imported": True,
                    "line_ids": [Command.create(own), Command.create(against)],
                }
            )
        moves = self.env["account.move"].create(vals_list)
        moves._post(soft=False)
        lines = [payment["line"] for payment in payments]
        self._remember("account.move", list(zip(lines, moves.ids, strict=True)))
