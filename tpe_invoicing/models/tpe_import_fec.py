# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

from ..tools.import_fec import check_entries, read_fec
from ..tools.import_fec_items import find_customers, find_items, is_receivable
from ..tools.import_proof import find_gaps


class TpeImport(models.Model):
    """Customers, invoices and open items out of a FEC."""

    _inherit = "tpe.import"

    def _import_fec(self, data, report):
        """Bring in what customers were invoiced, have paid and still owe.

        :param bytes data: the file
        :param dict report: takes what happened
        """
        lines, problems = read_fec(data)
        report["read"] = len(lines) + len(problems)
        lines, unbalanced = check_entries(lines)
        for problem in problems + unbalanced:
            self._reject_problem(report, problem)
        customers = find_customers(lines)
        created = self._bring_fec_customers(customers, report)
        documents, payments = find_items(lines)
        for document in documents:
            document["party"] = dict(customers[document["code"]])
        numbers = {document["number"] for document in documents}
        report["gaps"] = find_gaps(numbers)
        done = self._bring_documents(documents, report)
        ahead = self._bring_payments_ahead(payments, customers, report)
        report["created"] = created + len(done) + ahead
        balance = sum(line["amount"] for line in lines if is_receivable(line))
        digits = self.company_id.currency_id.decimal_places
        taken = sum(payment["amount"] for payment in payments)
        report["totals"] |= {
            "partners": created,
            "ahead": f"{taken:.{digits}f}",
            "balance": f"{balance:.{digits}f}",
        }

    def _bring_fec_customers(self, customers, report):
        """Create the customers who are not there yet.

        :return: how many
        :rtype: int
        """
        index = self._get_party_index()
        new = [
            party | {"country_id": self._find_country(party)}
            for party in customers.values()
            if index.find_loosely(party) is None
        ]
        return len(self._create_all(new, self._create_partners, report))

    def _bring_payments_ahead(self, payments, customers, report):
        """Post the payments that no document has taken yet; nothing the second time.

        :return: how many
        :rtype: int
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
            if reference in known:
                self._skip(report, payment["line"], reference, "payment_known")
                continue
            partner_id = index.find_loosely(customers[payment["code"]])
            fresh.append(payment | {"ref": reference, "partner_id": partner_id})
        return len(self._create_all(fresh, self._create_payments_ahead, report))

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
