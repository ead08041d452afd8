# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.import_fec import check_entries, drop_repeated, read_fec
from ..tools.import_fec_items import (
    customer_code,
    find_customers,
    find_items,
    find_opening,
    is_receivable,
    leave_carried,
    leave_known,
)
from ..tools.import_problem import ImportProblem
from ..tools.import_proof import find_gaps


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
        self.opening_day = find_opening(lines)
        known = self._find_known_balances(customers)
        self.last_day = max((line["date"] for line in lines), default=False)
        lines, there = leave_known(lines, known)
        for line, amount in there:
            name = customers[customer_code(line)]["name"]
            code, amount = "opening_known", f"{amount:.2f}"
            self._skip(report, line["line"], name, code, amount=amount)
        documents, payments = self._leave_carried(*find_items(lines), report)
        for item in (*documents, *payments):
            item["party"] = dict(customers[item["code"]])
        past = {customer_code(line) for line, _amount in there}
        for payment in payments:
            payment["settles_past"] = payment["code"] in past
        numbers = {document["number"] for document in documents}
        report["gaps"] = find_gaps(numbers)
        fresh = (line for line in lines if not line.get("is_known"))
        balance = sum(line["amount"] for line in fresh if is_receivable(line))
        balance += sum(known.get(code, 0) for code in past)
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

    def _get_fec_domain(self):
        """:return: domain of the FEC of this company that are there
        :rtype: list"""
        return [
            ("kind", "=", "fec"),
            ("company_id", "=", self.company_id.id),
            ("state", "!=", "undone"),
        ]

    def _refuse_followed(self):
        """:raise UserError: when a file that came later left out what is in this one"""
        if self.kind != "fec" or not self.last_day:
            return
        domain = [
            *self._get_fec_domain(),
            ("id", ">", self.id),
            "|",
            ("opening_day", ">", self.last_day),
            ("last_day", "<", self.opening_day),
        ]
        if later := self.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "Take back “%s” first: it goes on from what this file left open.",
                    later.name,
                )
            )

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
        return self._leave_ahead(lines, report)

    def _leave_ahead(self, lines, report):
        """Leave out what is booked on a day still to come; say so of customers.

        :return: the other lines
        :rtype: list[dict]
        """
        today = fields.Date.context_today(self)
        for line in lines:
            if line["date"] > today and is_receivable(line):
                day, number = format_date(self.env, line["date"]), line["piece"]
                problem = ImportProblem(
                    "date_ahead", line["line"], number=number or line["entry"], day=day
                )
                self._reject_problem(report, problem)
        return [line for line in lines if line["date"] <= today]

    def _leave_carried(self, documents, payments, report):
        """Leave out what is open at the end of a file when a later one, which is there
        already, opened with it.

        :return: documents and payments
        :rtype: tuple[list[dict], list[dict]]
        """
        domain = [
            *self._get_fec_domain(),
            ("opening_day", ">", self.last_day),
            ("id", "!=", self.id),
        ]
        later = self.last_day and self.search(domain, order="opening_day", limit=1)
        if not later:
            return documents, payments
        documents, debts = leave_carried(documents)
        for item in (*debts, *payments):
            day = format_date(self.env, later.opening_day)
            self._skip(report, item["line"], item["code"], "carried_on", day=day)
        return documents, []

    def _find_known_balances(self, customers):
        """Say what files that end before this one opens left open.

        :param dict customers: see ``find_customers``
        :return: balance by code, of customers who have any
        :rtype: dict[str, Decimal]
        """
        if not self.opening_day:
            return {}
        self.env.flush_all()
        balances = dict(self.env.execute_query(self._get_known_query()))
        index, known = self._get_party_index(), {}
        for code, party in customers.items() if balances else ():
            try:
                key = index.find_loosely(party)
            except ImportProblem:
                continue  # told when his documents are brought in
            partner = self.env["res.partner"].browse(key).commercial_partner_id
            if amount := balances.get(partner.id):
                known[code] = Decimal(amount)
        return known

    def _get_known_query(self):
        """:return: query of customer and what files before left open, as text
        :rtype: SQL"""
        return SQL(
            """
            SELECT item.partner_id, SUM(item.balance)::text
              FROM tpe_import former
              JOIN tpe_import_record record ON record.import_id = former.id
               AND record.res_model = 'account.move'
              JOIN account_move_line item ON item.move_id = record.res_id
              JOIN account_account account ON account.id = item.account_id
             WHERE former.kind = 'fec' AND former.company_id = %s
               AND former.last_day < %s AND former.id <> %s
               AND account.account_type = 'asset_receivable'
               AND item.parent_state = 'posted'
             GROUP BY item.partner_id HAVING SUM(item.balance) <> 0
            """,
            self.company_id.id,
            self.opening_day,
            self.id or 0,
        )

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
        past = [payment.get("settles_past") for payment in payments]
        for move, is_past in zip(moves, past, strict=True):
            if is_past:
                self._settle_past(move)
        lines = [payment["line"] for payment in payments]
        self._remember("account.move", list(zip(lines, moves.ids, strict=True)))

    def _settle_past(self, move):
        """Match a payment with what the customer owed when the file opened, oldest
        first.

        :param account.move move: the entry of the payment
        """
        own = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        domain = [
            ("partner_id", "=", own.partner_id.id),
            ("account_id", "=", own.account_id.id),
            ("move_id.tpe_is_imported", "=", True),
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.company_id.id),
            ("amount_residual", ">", 0),
            ("date", "<=", move.date),
        ]
        (own | own.search(domain)).reconcile()
