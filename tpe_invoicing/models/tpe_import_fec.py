# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, fields, models

from ..tools.import_fec import check_entries, drop_repeated, read_fec
from ..tools.import_fec_items import (
    find_customers,
    find_items,
    find_opening,
    is_receivable,
)
from ..tools.import_problem import ImportProblem
from ..tools.import_proof import find_gaps
from ..tools.import_report import new_report


class TpeImport(models.Model):
    """Customers, invoices and open items out of a FEC."""

    _inherit = "tpe.import"

    opening_day = fields.Date(
        string="Day on which its accounts open",
        readonly=True,
        help="What a FEC that ends before it leaves open is in its opening balances.",
    )
    last_day = fields.Date(
        string="Last day of its entries",
        readonly=True,
        help="A FEC that opens after it repeats what this one left open.",
    )

    def _plan_fec(self, data, report):
        """Read what customers were invoiced, have paid and still owe.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: what to bring, and the rows
        :rtype: Iterator[tuple[str, list]]
        """
        lines = self._read_entries(data, report)
        customers = find_customers(lines)
        self._note_days(lines)
        balance = sum(line["amount"] for line in lines if is_receivable(line))
        lines, settled, repeated = self._leave_there(lines, customers, report)
        documents, payments = self._leave_carried(*find_items(lines), report)
        payments = self._leave_settled(payments, settled, customers, report)
        for item in (*documents, *payments):
            item["party"] = dict(customers[item["code"]])
        numbers = {document["number"] for document in documents}
        report["gaps"] = find_gaps(numbers.union(report.pop("numbers", ())))
        taken = sum(payment["amount"] for payment in payments)
        balance -= repeated + sum(settled.find_outside().values())
        digits = self.company_id.currency_id.decimal_places
        report["totals"] = self._sum_documents([]) | {
            "partners": 0,
            "ahead": f"{taken:.{digits}f}",
            "balance": f"{balance:.{digits}f}",
        }
        yield "fec_partners", list(customers.values())
        yield "documents", documents
        yield "payments", payments

    def _note_days(self, lines):
        """Note when accounts open, and which day is the last.

        :param list lines: lines of entries
        """
        self.opening_day = find_opening(lines)
        self.last_day = max((line["date"] for line in lines), default=False)

    @api.model
    def _fill_days(self):
        """Note the days of files that came in before a release noted them; not of those
        whose content is kept no more."""
        domain = [("kind", "=", "fec"), ("state", "!=", "undone")]
        for one in self.search([*domain, ("last_day", "=", False)]):
            try:
                lines = one._read_entries(one._read_file(), new_report())
            except ImportProblem:
                continue
            one._note_days(lines)

    def _read_entries(self, data, report):
        """Read the lines of the entries that balance, each entry once.

        :param bytes data: the file
        :param dict report: takes what is wrong
        :return: see ``read_fec``
        :rtype: list[dict]
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
        return self._leave_wrong_days(lines, report)

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
        partners = self.env["res.partner"].browse(
            {payment["partner_id"] for payment in payments}
        )
        known = {partner.id: partner for partner in partners}
        account = self._get_counterpart_account()
        # a number of our own spares the search for the next one, entry by entry
        moves = self.env["account.move"].with_context(
            skip_invoice_sync=True, check_move_validity=False
        )
        moves = moves.create(
            [
                self._prepare_payment_vals(
                    payment, known[payment["partner_id"]], account
                )
                for payment in payments
            ]
        ).with_context(skip_invoice_sync=False, check_move_validity=True)
        moves._post(soft=False)
        lines = [payment["line"] for payment in payments]
        self._remember("account.move", list(zip(lines, moves.ids, strict=True)))
        self._settle_past(list(zip(payments, moves, strict=True)))

    def _prepare_payment_vals(self, payment, partner, account):
        """:return: values of the entry of a payment
        :rtype: dict"""
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
        return {
            "name": self._name_settlement([(payment, payment["amount"])]),
            "move_type": "entry",
            "journal_id": self._get_payment_journal().id,
            "company_id": self.company_id.id,
            "date": payment["date"],
            "ref": payment["ref"],
            "tpe_is_imported": True,
            "line_ids": [Command.create(own), Command.create(against)],
        }

    def _settle_past(self, pairs):
        """Match payments with what customers owed when the file opened, oldest first;
        what the file brought itself has its payments.

        :param list pairs: payment and its entry
        """
        pairs = [pair for pair in pairs if pair[0]["settles_past"]]
        moves = self.env["account.move"].union(*(move for _payment, move in pairs))
        owns = moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        dues, fresh = self._find_due(owns)
        lefts = {due: due.amount_residual for some in dues.values() for due in some}
        own_by_move = {own.move_id: own for own in owns}
        plan = []
        for payment, move in pairs:
            own, opened = own_by_move[move], payment["opened"]
            past = [
                due
                for due in dues.get((own.partner_id, own.account_id), ())
                if due.date <= own.date
                and (due.move_id not in fresh or bool(opened and due.date < opened))
            ]
            if taken := self._take_due(own, past, lefts):
                plan.append(own | taken)
        if plan:
            owns._reconcile_plan(plan)

    def _find_due(self, owns):
        """Find what customers owe, once for all payments of a batch.

        :param account.move.line owns: items of payments
        :return: items by customer and account, oldest first; and the entries among
            them that this file brought
        :rtype: tuple[dict, account.move]
        """
        domain = [
            ("partner_id", "in", owns.partner_id.ids),
            ("account_id", "in", owns.account_id.ids),
            ("currency_id", "in", owns.currency_id.ids),
            ("move_id.tpe_is_imported", "=", True),
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.company_id.id),
            ("amount_residual", ">", 0),
        ]
        dues = owns.search(domain, order="date_maturity, date, id")
        rows = self.env["tpe.import.record"].search(
            [
                ("import_id", "=", self.id),
                ("res_model", "=", "account.move"),
                ("res_id", "in", dues.move_id.ids),
            ]
        )
        fresh = self.env["account.move"].browse(rows.mapped("res_id"))
        return dues.grouped(lambda due: (due.partner_id, due.account_id)), fresh

    def _take_due(self, own, past, lefts):
        """Say what a payment settles.

        :param account.move.line own: its item
        :param list past: items that it may settle, oldest first
        :param dict lefts: what is left of each; loses what this payment takes
        :return: those that it does
        :rtype: account.move.line
        """
        rest, taken, currency = -own.amount_residual, [], own.company_currency_id
        for due in past:
            if amount := min(rest, lefts[due]):
                lefts[due] = currency.round(lefts[due] - amount)
                rest = currency.round(rest - amount)
                taken.append(due.id)
            if not rest:
                break
        return own.browse(taken)
