# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools.import_columns import find_table
from ..tools.import_invoice_group import read_invoices
from ..tools.import_problem import ImportProblem
from ..tools.import_proof import find_gaps, sum_documents


class AccountMove(models.Model):
    """A document of the past keeps the number that it was given then."""

    _inherit = "account.move"

    def _sequence_matches_date(self):
        # EXTENDS account: the former software may have numbered in its own way
        return self.tpe_is_imported or super()._sequence_matches_date()


class TpeImport(models.Model):
    """Past invoices and credit notes out of a file."""

    _inherit = "tpe.import"

    def _import_invoices(self, data, report):
        """Bring in a file of invoices.

        :param bytes data: the file
        :param dict report: takes what happened
        """
        table = find_table("invoices", data, self.profile)
        report["read"] = len(table.rows)
        documents, duplicates, problems = read_invoices(table)
        for problem in problems:
            self._reject_problem(report, problem)
        for line, number, first in duplicates:
            self._skip(report, line, number, "twice_in_file", first=first)
        numbers = table.get_values("number")
        report["gaps"] = find_gaps({" ".join(number.split()) for number in numbers})
        self._bring_documents(documents, report)

    def _bring_documents(self, documents, report):
        """Create the documents that are not there yet, and sum them up.

        :param list documents: see ``build_document``
        :param dict report: takes what happened
        :return: documents that came in
        :rtype: list
        """
        resumed = self._take_own(documents)
        accepted = self._leave_out_known(documents, report)
        accepted = self._resolve_parties(accepted, report)
        done = self._create_all(accepted, self._create_invoices, report)
        if not report.get("pending"):
            self._drop_idle_parties(accepted, done)
        done = resumed + done
        report["created"] += len(done)
        digits = self.company_id.currency_id.decimal_places
        report["totals"] = sum_documents(done, digits)
        return done

    def _take_own(self, documents):
        """Take the documents out that came in before the import had to wait.

        :param list documents: see :meth:`_bring_documents`; loses these
        :return: these
        :rtype: list
        """
        own = self._get_own("account.move")
        resumed = [document for document in documents if document["line"] in own]
        moves = self.env["account.move"].browse(own[doc["line"]] for doc in resumed)
        moves.fetch(["commercial_partner_id", "currency_id"])
        for document, move in zip(resumed, moves, strict=True):
            document |= {
                "move_id": move.id,
                "partner": move.commercial_partner_id.name,
                "currency": move.currency_id.name,
            }
        documents[:] = [doc for doc in documents if doc["line"] not in own]
        return resumed

    # === DUPLICATES === #

    def _leave_out_known(self, documents, report):
        """:return: documents whose number is free, with ``currency_id`` and ``name``
        :rtype: list"""
        known = self._get_known_documents()
        accepted = []
        for document in documents:
            try:
                currency = self._find_currency(document["currency"])
                document |= {"currency_id": currency.id, "currency": currency.name}
                twins = known.get(document["number"].casefold(), [])
                document["name"] = "" if twins else document["number"]
                if self._is_known_document(document, twins):
                    line, number = document["line"], document["number"]
                    self._skip(report, line, number, "invoice_known", number=number)
                    continue
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(document["line"]))
                continue
            accepted.append(document)
        return accepted

    def _is_known_document(self, document, twins):
        """Tell whether a document is one of those that bear its number.

        :raise ImportProblem: when another past document bears it
        """
        amount = -document["total"] if document["is_credit"] else document["total"]
        for twin in twins:
            total = Decimal(str(twin["amount_total"]))
            total = -total if twin["move_type"] == "out_refund" else total
            if twin["invoice_date"] == document["date"] and abs(
                total - amount
            ) < Decimal("0.01"):
                return True
        if any(twin["tpe_is_imported"] for twin in twins):
            raise ImportProblem("number_taken", number=document["number"])
        return False

    def _get_known_documents(self):
        """Return the documents of the company by number, small letters.

        Only a past document has its own number as reference: elsewhere that is the
        customer's order.

        :rtype: dict[str, list[dict]]
        """
        moves = self.env["account.move"]
        query = moves._search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "!=", "cancel"),
            ],
            order="id",
        )
        names = (
            "id name ref move_type invoice_date amount_total tpe_is_imported".split()
        )
        known = {}
        # one query for the whole history, which may be large
        for row in self.env.execute_query_dict(
            query.select(
                *(SQL("%s", moves._field_to_sql(query.table, name)) for name in names)
            )
        ):
            numbers = {row["name"], row["ref"] if row["tpe_is_imported"] else None}
            for number in filter(None, numbers):
                known.setdefault(number.casefold(), []).append(row)
        return known

    def _find_currency(self, code):
        """:return: the currency of a code, the company's when there is none
        :rtype: res.currency
        :raise ImportProblem: when it is not in use"""
        own = self.company_id.currency_id
        if not code or code in (own.name, own.symbol, "EUROS", "EURO"):
            return own
        found = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not found:
            raise ImportProblem("currency_unknown", value=code[:20])
        return found

    # === CUSTOMERS === #

    def _resolve_parties(self, documents, report):
        """Give each document its customer; make those who are new.

        :return: documents that have a customer, as ``partner_id``
        :rtype: list
        """
        index, new, found = self._get_party_index(), {}, []
        for document in documents:
            try:
                key = index.find_loosely(document["party"])
                if key is None:
                    key = self._announce_party(document, index, new)
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(document["line"]))
                continue
            found.append(document | {"party_key": key})
        self._create_all(list(new.values()), self._create_document_parties, report)
        resolved = []
        for document in found:
            key = document["party_key"]
            id_ = new[key]["partner_id"] if isinstance(key, tuple) else key
            if id_:
                resolved.append(document | {"partner_id": id_})
            elif document["line"] != key[1] and not report.get("pending"):
                self._reject_problem(
                    report, ImportProblem("customer_missing", document["line"])
                )
        return resolved

    def _announce_party(self, document, index, new):
        """Note a customer who is to be created.

        :return: the key under which the index knows him
        :rtype: tuple
        """
        party = document["party"]
        if party["is_nameless"]:
            raise ImportProblem("customer_unknown", name=party["name"])
        key = ("line", document["line"])
        party |= {
            "line": document["line"],
            "country_id": self._find_country(party),
            "partner_id": False,
        }
        index.add(key, party)
        new[key] = party
        return key

    def _create_document_parties(self, parties):
        """Create the customers whom documents name."""
        partners = self._create_partners(parties)
        for party, partner in zip(parties, partners, strict=True):
            party["partner_id"] = partner.id

    def _drop_idle_parties(self, documents, done):
        """Delete the customers made for documents that did not come in."""
        made = {
            document["partner_id"]
            for document in documents
            if isinstance(document["party_key"], tuple)
        }
        idle = made - {document["partner_id"] for document in done}
        if idle:
            rows = self.env["tpe.import.record"].search(
                [
                    ("import_id", "=", self.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", list(idle)),
                ]
            )
            self.env["res.partner"].browse(idle).unlink()
            rows.unlink()

    # === DOCUMENTS === #

    def _create_invoices(self, documents):
        """Post documents as history, then settle what had been paid.

        :param list documents: see :meth:`_bring_documents`
        """
        partners = self.env["res.partner"].browse(
            {document["partner_id"] for document in documents}
        )
        partners.fetch(["name", "commercial_partner_id"])
        self._add_ledger_data(documents)
        vals_list = [self._prepare_invoice_vals(document) for document in documents]
        # the lines are complete and bear the amounts of the past, to the cent; Odoo's
        # own sync would round them anew
        moves = (
            self.env["account.move"]
            .with_context(skip_invoice_sync=True, check_move_validity=False)
            .create(vals_list)
        )
        self._refresh_statistics(documents)
        moves.with_context(check_move_validity=True)._post(soft=False)
        for document, move, vals in zip(documents, moves, vals_list, strict=True):
            document["move_id"] = move.id
            document["partner"] = move.commercial_partner_id.name
            if move.name != vals["name"]:
                move.name = vals["name"]
        self._remember(
            "account.move",
            [(document["line"], document["move_id"]) for document in documents],
        )
        self._settle_payments(documents)

    def _prepare_invoice_vals(self, document):
        """:return: values of a past document, with all its lines
        :rtype: dict"""
        partner = self.env["res.partner"].browse(document["partner_id"])
        fallback = f"HIST{self.number}/L{document['line']}"
        return {
            "move_type": "out_refund" if document["is_credit"] else "out_invoice",
            "name": document["name"] or fallback,
            "ref": False if document["name"] else document["number"],
            "journal_id": document["journal"].id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "currency_id": document["currency_id"],
            "invoice_date": document["date"],
            "date": document["date"],
            "invoice_date_due": document["due_on"],
            "invoice_payment_term_id": False,
            "payment_reference": document["number"],
            "fiscal_position_id": False,
            "invoice_user_id": False,
            "tpe_is_imported": True,
            "line_ids": self._prepare_lines(document, partner),
        }
