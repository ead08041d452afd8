# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import Counter, defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL, format_date

from ..tools.import_fec_items import customer_code, is_receivable
from ..tools.import_fec_known import (
    Settled,
    find_same,
    leave_carried,
    leave_known,
    leave_same,
)
from ..tools.import_problem import ImportProblem
from ..tools.import_values import fold

LISTS = ("invoices", "documents")


class TpeImport(models.Model):
    """What a FEC and other files both hold comes in once, whichever came first.

    The opening balances of a FEC hold what was open of all that came before: what files
    of entries left open, and the invoices that came from a list or as files.
    """

    _inherit = "tpe.import"

    # === A FEC AFTER OTHERS === #

    def _leave_there(self, lines, customers, report):
        """Take off the entries what is there already.

        :param list lines: lines of entries that balance
        :param dict customers: see ``find_customers``; knows those again who are there
        :param dict report: takes what is there
        :return: the lines, what is settled already, and what the file repeats itself
        :rtype: tuple[list[dict], Settled, Decimal]
        """
        self._recognize(lines, customers)
        known, documents = self._find_known(customers, report)
        settled = Settled()
        same = find_same(lines, documents)
        numbers = {document["number"] for document in same.values()}
        for past in known.values():
            for number in numbers.intersection(past["documents"]):
                del past["documents"][number]
        lines, there = leave_known(lines, known, settled)
        lines = leave_same(lines, same, settled)
        for number, document in same.items():
            shown = document["shown"]
            self._skip(report, number, shown, "invoice_known", number=shown)
        report["numbers"] = [document["shown"] for document in same.values()]
        self._tell_openings(there, customers, report)
        return lines, settled, sum(opening["repeated"] for opening in there)

    def _tell_openings(self, there, customers, report):
        """Say what of the opening balances is there already, and what differs.

        :param list there: see ``leave_known``
        :param dict customers: see ``find_customers``
        :param dict report: takes it
        """
        for opening in there:
            party, line = customers[opening["code"]], opening["line"]
            given, known = opening["given"], opening["known"]
            amounts = {"given": given, "known": known, "rest": given - known}
            words = {name: f"{amount:.2f}" for name, amount in amounts.items()}
            words["name"] = party["name"]
            if known and line:
                amount = words["known"]
                self._skip(report, line, party["name"], "opening_known", amount=amount)
            if known != given:
                code = "opening_differs" if line else "opening_lacks"
                self._warn(report, line or party["line"], code, **words)

    def _leave_settled(self, payments, settled, customers, report):
        """Take off payments what past documents were settled with already.

        :param list payments: see ``find_items``
        :param Settled settled: what they were settled with; keeps what the file lacks
        :param dict customers: see ``find_customers``
        :param dict report: takes what the file lacks
        :return: payments that are left, with ``settles_past`` and ``opened``
        :rtype: list[dict]
        """
        codes = set(settled.paid)
        payments = settled.take_off(payments)
        for payment in payments:
            code = payment["code"]
            payment["settles_past"] = code in codes
            payment["opened"] = settled.days.get(code)
        for code, amount in settled.find_outside().items():
            line, name = customers[code]["line"], customers[code]["name"]
            amount = f"{amount:.2f}"
            self._warn(report, line, "paid_outside", name=name, amount=amount)
        return payments

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

    def _get_fec_domain(self):
        """:return: domain of the FEC of this company that are there
        :rtype: list"""
        return [
            ("kind", "=", "fec"),
            ("company_id", "=", self.company_id.id),
            ("state", "!=", "undone"),
        ]

    # === WHO IS KNOWN === #

    def _recognize(self, lines, customers):
        """Find the customers of a file among those who are there. The codes of its
        accounts are seldom those of a list of invoices: a name that is one customer's
        only, here and there, is his whatever his address.

        :param list lines: lines of entries; those of two accounts of one customer come
            under the first
        :param dict customers: see ``find_customers``; takes ``known_id``
        """
        index, found = self._get_party_index(), {}
        names = Counter(fold(party["name"]) for party in customers.values())
        made, has_same_codes = self._find_made_by_fec(), False
        for party in customers.values():
            own = index.by_key.get(("ref", party["customer_ref"].casefold()), ())
            has_same_codes |= any(key not in made for key, _own in own)
        for code, party in customers.items():
            try:
                key = index.find_loosely(party)
            except ImportProblem:
                continue  # told when his documents are brought in
            if key is None and names[fold(party["name"])] == 1:
                namesakes = [
                    key
                    for key, ref in index.find_namesakes(party["name"]).items()
                    if not ref or not (has_same_codes or key in made)
                ]
                key = namesakes[0] if len(namesakes) == 1 else None
            if key is not None:
                party["known_id"] = key
                found.setdefault(key, code)
        for line in lines:
            party = customers.get(customer_code(line))
            if is_receivable(line) and party.get("known_id"):
                line["customer"] = found[party["known_id"]]

    def _find_made_by_fec(self):
        """:return: ids of the customers whose codes are those of a FEC
        :rtype: set[int]"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT record.res_id
                  FROM tpe_import fec
                  JOIN tpe_import_record record ON record.import_id = fec.id
                   AND record.res_model = 'res.partner'
                 WHERE fec.kind = 'fec' AND fec.company_id = %s
                """,
                self.company_id.id,
            )
        )
        return {id_ for (id_,) in rows}

    # === WHAT IS KNOWN === #

    def _find_known(self, customers, report):
        """Say what is there already of what a file may hold.

        :param dict customers: see ``find_customers``, with ``known_id``
        :param dict report: takes what others owe, of whom the file knows nothing
        :return: what ``leave_known`` wants, by code, and all documents by number
        :rtype: tuple[dict, dict]
        """
        self.env.flush_all()
        pasts = defaultdict(lambda: {"left": Decimal(0), "documents": {}})
        if self.opening_day:
            for partner_id, amount in self.env.execute_query(self._get_left_query()):
                pasts[partner_id]["left"] = Decimal(amount)
        documents = {}
        for row in self.env.execute_query_dict(self._get_documents_query()):
            amounts = ("total", "opened", "closed", "now")
            document = row | {name: Decimal(row[name]) for name in amounts}
            document["number"] = row["shown"].casefold()
            documents[document["number"]] = document
            if self.opening_day and row["date"] < self.opening_day:
                own = pasts[row["partner_id"]]["documents"]
                own[document["number"]] = document
        known = {}
        for code, party in customers.items():
            if past := pasts.pop(party.get("known_id"), None):
                known[code] = past
        self._tell_others(pasts.values(), report)
        return known, documents

    def _tell_others(self, pasts, report):
        """Say what customers owe of whom a file knows nothing.

        :param pasts: what is there of each, see ``leave_known``
        :param dict report: takes it
        """
        sums = [
            past["left"] + sum(own["now"] for own in past["documents"].values())
            for past in pasts
        ]
        if owed := [amount for amount in sums if amount]:
            amount = f"{sum(owed):.2f}"
            self._warn(report, 0, "opening_lacks_all", count=len(owed), amount=amount)

    def _get_left_query(self):
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

    def _get_documents_query(self):
        """:return: query of the past documents that came from lists or as files: what
            they come to, less what the former software had seen paid of them when this
            file opens, on its last day, and ever; but not of those that a FEC, which
            came before, carries on. What is dated on the due date was paid on a day
            that no list said; a bare debt is what is left of an invoice
        :rtype: SQL"""
        return SQL(
            """
            SELECT item.partner_id, COALESCE(move.ref, move.name) AS shown,
                   move.invoice_date AS date, item.balance::text AS total,
                   (item.balance - COALESCE(paid.before, 0))::text AS opened,
                   (item.balance - COALESCE(paid.within, 0))::text AS closed,
                   (item.balance - COALESCE(paid.whole, 0))::text AS now,
                   NOT EXISTS (
                   SELECT FROM account_move_line sold
                     JOIN account_account account ON account.id = sold.account_id
                    WHERE sold.move_id = move.id AND sold.display_type = 'product'
                      AND account.account_type LIKE 'income%%') AS is_debt
              FROM tpe_import former
              JOIN tpe_import_record record ON record.import_id = former.id
               AND record.res_model = 'account.move'
              JOIN account_move move ON move.id = record.res_id
               AND move.move_type IN ('out_invoice', 'out_refund')
              JOIN account_move_line item ON item.move_id = move.id
               AND item.display_type = 'payment_term'
              LEFT JOIN LATERAL (
                   SELECT SUM(part.amount) FILTER (WHERE part.date < %(first)s),
                          SUM(part.amount) FILTER (WHERE part.date <= %(last)s
                              OR part.date = item.date_maturity),
                          SUM(part.amount)
                     FROM (SELECT partial.amount, other.date, other.move_id
                             FROM account_partial_reconcile partial
                             JOIN account_move_line other
                               ON other.id = partial.credit_move_id
                            WHERE partial.debit_move_id = item.id
                            UNION ALL
                           SELECT -partial.amount, other.date, other.move_id
                             FROM account_partial_reconcile partial
                             JOIN account_move_line other
                               ON other.id = partial.debit_move_id
                            WHERE partial.credit_move_id = item.id) part
                     JOIN tpe_import_record own ON own.import_id = former.id
                      AND own.res_model = 'account.move'
                      AND own.res_id = part.move_id
                   ) paid(before, within, whole) ON TRUE
             WHERE former.kind IN %(lists)s AND former.company_id = %(company)s
               AND move.state = 'posted'
               AND NOT EXISTS (
                   SELECT FROM tpe_import fec
                    WHERE fec.kind = 'fec' AND fec.company_id = former.company_id
                      AND fec.state <> 'undone' AND fec.id < former.id
                      AND fec.opening_day > move.invoice_date)
            """,
            first=self.opening_day or None,
            last=self.last_day or None,
            lists=LISTS,
            company=self.company_id.id,
        )

    # === A LIST AFTER A FEC === #

    def _leave_opened(self, documents, report):
        """Take for settled what a FEC that is there carries on: its books opened with
        all that was open then.

        :param list documents: documents that come from a list or as files
        :param dict report: takes what the FEC carries on
        :return: documents that come in
        :rtype: list
        """
        domain = [*self._get_fec_domain(), ("opening_day", "!=", False)]
        openings = self.search(domain, order="opening_day desc")
        if self.kind not in LISTS or not openings:
            return documents
        kept = []
        for document in documents:
            later = openings.filtered(
                lambda fec, day=document["date"]: fec.opening_day > day
            )[-1:]
            if not later or not document["open"]:
                kept.append(document)
                continue
            day = format_date(self.env, later.opening_day)
            line, number = document["line"], document["number"]
            sales, debts = leave_carried([document])
            for _debt in debts:
                self._skip(report, line, number, "carried_on", day=day)
            for _sale in sales:
                amount = f"{document['open']:.2f} {document['currency']}"
                details = {"number": number, "amount": amount, "day": day}
                self._warn(report, line, "opening_holds", name=later.name, **details)
            kept += sales
        return kept

    def _take_spare_number(self, document, known):
        """Call a debt by its entry when another past document bears its number.

        :param dict document: a document; may take its ``spare_number``
        :param dict known: see :meth:`_get_known_documents`
        """
        twins, spare = known.get(document["number"].casefold()), "spare_number"
        if not twins or not document.get(spare) or self._find_opening(document, twins):
            return
        try:
            self._find_twin(document, twins)
        except ImportProblem:
            document["number"] = document[spare]

    def _find_opening(self, document, twins):
        """Find the FEC whose accounts opened with what was left of a document.

        :param dict document: a document of a list or a file, or of an earlier FEC
        :param list twins: what bears its number
        :return: the day on which they opened, as text, empty without any
        :rtype: str
        """
        ids = {twin["id"]: twin["invoice_date"] for twin in twins}
        rows = self.env["tpe.import.record"].search(
            [("res_model", "=", "account.move"), ("res_id", "in", list(ids))]
        )
        for row in rows:
            day = row.import_id.opening_day
            if self.kind not in LISTS and not (day and self.last_day < day):
                continue
            # a sale of the year that bears the number is another document
            if day and document["date"] < day and ids[row.res_id] <= day:
                return format_date(self.env, day)
        return ""
