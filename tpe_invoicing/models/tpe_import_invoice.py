# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command, api, models
from odoo.tools import SQL

from ..tools.import_fec_known import CENT, is_same
from ..tools.import_invoice_group import read_invoices
from ..tools.import_problem import ImportProblem
from ..tools.import_proof import find_gaps, sum_documents
from .tpe_import_known import LISTS

# columns that say what was paid, or what is left
SETTLED = {"paid", "paid_on", "is_paid", "balance", "state"}


class AccountMove(models.Model):
    """A document of the past keeps the number that it was given then."""

    _inherit = "account.move"

    def _sequence_matches_date(self):
        # EXTENDS account: the former software may have numbered in its own way
        return self.tpe_is_imported or super()._sequence_matches_date()


class TpeImport(models.Model):
    """Past invoices and credit notes out of a file."""

    _inherit = "tpe.import"

    def _plan_invoices(self, data, report):
        """Read a file of invoices.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: what to bring, and the documents
        :rtype: Iterator[tuple[str, list]]
        """
        table = self._find_table("invoices", data)
        report["read"] = len(table.rows)
        documents, duplicates, problems = read_invoices(table)
        for problem in problems:
            self._reject_problem(report, problem)
        for line, number, first in duplicates:
            self._skip(report, line, number, "twice_in_file", first=first)
        numbers = table.get_values("number")
        report["gaps"] = find_gaps({" ".join(number.split()) for number in numbers})
        report["skipped"] += len({control["line"] for control in table.controls})
        report["totals"] = self._sum_documents([]) | {"controls": table.controls}
        if not SETTLED.intersection(table.columns):
            report["totals"]["says_no_payment"] = True
        yield "documents", documents

    def _bring_documents(self, documents, report):
        """Create the documents that are not there yet, and sum them up.

        :param list documents: see ``build_document``
        :param dict report: takes what happened
        :return: documents that came in
        :rtype: list
        """
        accepted = self._leave_out_known(documents, report)
        accepted = self._leave_opened(accepted, report)
        if left_out := len(report["duplicates"]):
            report["totals"]["there"] = left_out
        accepted = self._resolve_parties(accepted, report)
        done = self._create_all(accepted, self._create_invoices, report)
        self._drop_idle_parties(accepted, done)
        self._warn_of_days(done, report)
        report["created"] += len(done)
        report["totals"] |= self._sum_documents(done)
        return done

    def _sum_documents(self, documents):
        """:return: totals of documents
        :rtype: dict"""
        own = self.company_id.currency_id
        names = [own.name, *{document["currency"] for document in documents}]
        used = self.env["res.currency"].search([("name", "in", names)])
        digits = {currency.name: currency.decimal_places for currency in used | own}
        return sum_documents(documents, own.name, digits)

    # === DUPLICATES === #

    def _leave_out_known(self, documents, report):
        """:return: documents whose number is free, with ``currency_id`` and ``name``
        :rtype: list"""
        spares = [doc["spare_number"] for doc in documents if doc.get("spare_number")]
        numbers = [document["number"] for document in documents]
        known = self._get_known_documents(numbers + spares)
        accepted, seen = [], {}
        for document in documents:
            self._take_spare_number(document, known)
            line, number = document["line"], document["number"]
            try:
                self._check_document_days(document)
                currency = self._find_currency(document["currency"])
                self._check_digits(document, currency)
                document |= {"currency_id": currency.id, "currency": currency.name}
                twins = known.get(number.casefold(), [])
                document["name"] = "" if twins else number
                if twin := self._find_twin(document, twins):
                    self._skip_known(document, twin, report)
                    continue
                first = seen.setdefault(number.casefold(), line)
                if first != line:
                    raise ImportProblem("number_twice", number=number, first=first)
            except ImportProblem as problem:
                if problem.code == "number_taken" and (
                    day := self._find_opening(document, twins)
                ):
                    self._skip(report, line, number, "carried_on", day=day)
                else:
                    self._reject_problem(report, problem.at(line))
                continue
            accepted.append(document)
        return accepted

    def _find_twin(self, document, twins):
        """Find a document among those that bear its number.

        :return: the one that it is, None when the number is free
        :rtype: dict | None
        :raise ImportProblem: when another past document bears it
        """
        amount = -document["total"] if document["is_credit"] else document["total"]
        is_debt = self.kind in LISTS and any(
            item.get("is_debt") for item in document["items"]
        )
        for twin in twins:
            total = Decimal(str(twin["amount_total"]))
            total = -total if twin["move_type"] == "out_refund" else total
            if twin["invoice_date"] == document["date"] and is_same(
                total, amount, is_debt
            ):
                return twin
        if any(twin["tpe_is_imported"] for twin in twins):
            raise ImportProblem("number_taken", number=document["number"])
        return None

    def _skip_known(self, document, twin, report):
        """Say that a document is there already, and what a list says otherwise.

        :param dict document: a document
        :param dict twin: see :meth:`_get_known_documents`
        :param dict report: takes it
        """
        known, details = Decimal(str(twin["amount_residual"])), {}
        if self.kind in LISTS and abs(known - document["open"]) >= CENT:
            details = {"known": f"{known:.2f}", "given": f"{document['open']:.2f}"}
        code = "invoice_known_open" if details else "invoice_known"
        line, number = document["line"], document["number"]
        self._skip(report, line, number, code, number=number, **details)

    def _get_known_documents(self, numbers=None):
        """Return the documents of the company by number, small letters.

        Only a past document has its own number as reference: elsewhere that is the
        customer's order.

        :param list numbers: those to look for; every one by default
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
            "id name ref move_type invoice_date amount_total amount_residual "
            "tpe_is_imported"
        ).split()
        columns = {name: moves._field_to_sql(query.table, name) for name in names}
        if numbers is not None:
            wanted = list({number.lower() for number in numbers})
            query.add_where(
                SQL(
                    "(lower(%(name)s) = ANY(%(wanted)s)"
                    " OR lower(%(ref)s) = ANY(%(wanted)s))",
                    name=columns["name"],
                    ref=columns["ref"],
                    wanted=wanted,
                )
            )
        known = {}
        # one query for the whole history, which may be large
        for row in self.env.execute_query_dict(
            query.select(*(SQL("%s", column) for column in columns.values()))
        ):
            own = {row["name"], row["ref"] if row["tpe_is_imported"] else None}
            for number in filter(None, own):
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

    @api.model
    def _check_digits(self, document, currency):
        """:raise ImportProblem: when a currency rounds elsewhere than to the cent, and
        the amounts are not whole there"""
        digits = currency.decimal_places
        amounts = [document[name] for name in ("untaxed", "tax", "total", "open")]
        if digits > 2 or any(amount != round(amount, digits) for amount in amounts):
            raise ImportProblem(
                "currency_digits",
                number=document["number"],
                currency=currency.name,
                digits=digits,
            )

    # === CUSTOMERS === #

    def _resolve_parties(self, documents, report):
        """Give each document its customer; make those who are new.

        :return: documents that have a customer, as ``partner_id``
        :rtype: list
        """
        index, go, found, missing = self._get_party_index(), self._get_go(), [], {}
        for document in documents:
            try:
                key = index.find_loosely(document["party"])
                if key is None:
                    key = self._announce_party(document, index)
            except ImportProblem as problem:
                self._reject_problem(report, problem.at(document["line"]))
                continue
            party = go.new.get(key)
            if party and not party["partner_id"] and key not in missing:
                # new, or refused with an earlier document: its line answers for it
                missing[key] = party
                party["line"] = document["line"]
            found.append(document | {"party_key": key})
        self._create_all(list(missing.values()), self._create_document_parties, report)
        return self._take_parties(found, report)

    def _take_parties(self, documents, report):
        """:return: documents whose customer is there, as ``partner_id``
        :rtype: list"""
        go, resolved = self._get_go(), []
        is_judged_only = go.is_trial and go.is_late()
        for document in documents:
            key = document["party_key"]
            party = go.new.get(key)
            id_ = party["partner_id"] if party else key
            if id_ or is_judged_only:
                document["partner"] = document["party"]["name"]
                resolved.append(document | {"partner_id": id_})
            elif document["line"] != party["line"]:
                problem = ImportProblem("customer_missing", document["line"])
                self._reject_problem(report, problem)
        return resolved

    def _announce_party(self, document, index):
        """Note a customer who is to be created.

        :return: the key under which the index knows him
        :rtype: tuple
        """
        party = dict(document["party"])
        if party["is_nameless"]:
            raise ImportProblem("customer_unknown", name=party["name"])
        key = ("line", document["line"])
        party |= {
            "line": document["line"],
            "country_id": self._find_country(party),
            "partner_id": False,
        }
        index.add(key, party)
        self._get_go().new[key] = party
        return key

    def _create_document_parties(self, parties):
        """Create the customers whom documents name."""
        partners = self._create_partners(parties)
        for party, partner in zip(parties, partners, strict=True):
            party["partner_id"] = partner.id

    def _drop_idle_parties(self, documents, done):
        """Delete the customers made for documents that did not come in."""
        go = self._get_go()
        lines = {document["line"] for document in documents}
        made = {
            key: go.new[key]
            for key in {document["party_key"] for document in documents}
            if key in go.new and go.new[key]["line"] in lines
        }
        used = {document["partner_id"] for document in done}
        idle = [party for party in made.values() if party["partner_id"] not in used]
        ids = [party["partner_id"] for party in idle if party["partner_id"]]
        if ids:
            rows = self.env["tpe.import.record"].search(
                [
                    ("import_id", "=", self.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", ids),
                ]
            )
            self.env["res.partner"].browse(ids).unlink()
            rows.unlink()
        for party in idle:
            party["partner_id"] = False

    # === DOCUMENTS === #

    def _prepare_documents(self, documents):
        """Look up once for a batch what its documents need to become entries.

        :param list documents: documents with ``partner_id``
        """
        partners = self.env["res.partner"].browse(
            {document["partner_id"] for document in documents}
        )
        partners.fetch(["name", "commercial_partner_id"])
        # those of a batch are read together
        known = {partner.id: partner for partner in partners}
        for document in documents:
            customer = known[document["partner_id"]]
            document["customer"] = customer
            document["partner"] = customer.commercial_partner_id.name
        self._add_ledger_data(documents)

    def _post_invoices(self, documents):
        """Let Odoo post documents as history, then settle what had been paid.

        :param list documents: see :meth:`_prepare_documents`
        """
        vals_list = [self._prepare_invoice_vals(document) for document in documents]
        # the lines are complete and bear the amounts of the past, to the cent; Odoo's
        # own sync would round them anew
        moves = (
            self.env["account.move"]
            .with_context(skip_invoice_sync=True, check_move_validity=False)
            .create(
                [
                    vals | {"line_ids": self._prepare_line_commands(document)}
                    for document, vals in zip(documents, vals_list, strict=True)
                ]
            )
        )
        self._refresh_statistics(documents)
        moves.with_context(check_move_validity=True)._post(soft=False)
        for document, move, vals in zip(documents, moves, vals_list, strict=True):
            document["move_id"] = move.id
            if move.name != vals["name"]:
                move.name = vals["name"]
        self._remember(
            "account.move",
            [(document["line"], document["move_id"]) for document in documents],
        )
        self._settle_payments(documents)

    def _prepare_invoice_vals(self, document):
        """:return: values of a past document, without its lines
        :rtype: dict"""
        fallback = f"HIST{self.number}/L{document['line']}"
        return {
            "move_type": "out_refund" if document["is_credit"] else "out_invoice",
            "name": document["name"] or fallback,
            "ref": False if document["name"] else document["number"],
            "journal_id": document["journal"].id,
            "company_id": self.company_id.id,
            "partner_id": document["partner_id"],
            "currency_id": document["currency_id"],
            "invoice_date": document["date"],
            "date": document["date"],
            "invoice_date_due": document["due_on"],
            "invoice_payment_term_id": False,
            "payment_reference": document["number"],
            "fiscal_position_id": False,
            "invoice_user_id": False,
            "tpe_is_imported": True,
        }

    def _prepare_line_commands(self, document):
        """:return: commands that create the items of a past document
        :rtype: list"""
        return [
            Command.create(vals)
            for vals in self._prepare_line_vals(document, document["customer"])
        ]
