# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from decimal import ROUND_HALF_UP, Decimal

from odoo import models
from odoo.tools import SQL

from ..tools.import_invoice_total import HUNDRED, cents

SEQUENCES = {"tax": 10000, "payment_term": 12000}
FEW = 20
OWN_LINE = (
    "name account_id display_type partner_id balance amount_currency "
    "date_maturity tax_base_amount tax_repartition_line_id"
).split()


class TpeImport(models.Model):
    """Past documents that come in as copies of one that Odoo has posted."""

    _inherit = "tpe.import"

    def _create_invoices(self, documents):
        """Post documents as history, then settle what had been paid.

        :param list documents: see :meth:`_bring_documents`
        """
        self._prepare_documents(documents)
        patterns, copies, posted = self._get_patterns(), [], []
        is_special = self._get_special_test()
        for document in documents:
            key = None if is_special(document) else self._get_pattern_key(document)
            if key and key in patterns:
                copies.append((document, key))
                continue
            posted.append(document)
            if key:
                patterns[key] = None
                document["pattern_key"] = key
        if posted:
            self._post_invoices(posted)
            self._keep_patterns(posted, patterns)
        if copies:
            self._copy_invoices(copies, patterns)
        self._mark_gaps([document["move_id"] for document in documents])

    # === PATTERNS === #

    def _get_patterns(self):
        """:return: move and line to be copied, by what makes documents alike; those of
            former batches of this go
        :rtype: dict[tuple, tuple]"""
        patterns = self._get_go().patterns
        # a batch that failed took its patterns with it
        ids = [pattern[0] for pattern in patterns.values() if pattern]
        alive = set(self.env["account.move"].browse(ids).exists().ids)
        for key in [key for key, found in patterns.items() if not found]:
            del patterns[key]
        for key in [key for key, found in patterns.items() if found[0] not in alive]:
            del patterns[key]
        return patterns

    def _keep_patterns(self, documents, patterns):
        """Remember which posted documents others can be copied from."""
        for document in documents:
            key = document.pop("pattern_key", None)
            if key:
                move = self.env["account.move"].browse(document["move_id"])
                lines = move.line_ids
                line = lines.filtered(lambda one: one.display_type == "product")[:1]
                patterns[key] = (move.id, line.id)

    def _get_pattern_key(self, document):
        """Say what makes two documents alike: all that a document has beside its own
        number, dates, customer and amounts depends on this.

        :rtype: tuple
        """
        partner = document["customer"]
        return (
            self.id,
            document["is_credit"],
            partner.lang,
            partner.property_inbound_payment_method_line_id.id,
            self._get_receivable_account(partner).id,
            frozenset(
                document["taxes_by_rate"][item["rate"]].id
                for item in document["items"]
                if not item.get("is_debt")
            ),
            document["debt_account"] and document["debt_account"].id,
        )

    def _get_special_test(self):
        """Return what tells the documents of a batch that Odoo must post itself.

        :return: function of a document
        """
        company, currency = self.company_id, self.company_id.currency_id
        models_ = self.env["account.analytic.distribution.model"]
        has_analytic = bool(models_.search_count([], limit=1))
        locked = {}

        def is_locked(journal, day):
            key = (journal.id, day)
            if key not in locked:
                locked[key] = company._get_violated_lock_dates(day, True, journal)
            return locked[key]

        def is_special(document):
            paid = document["total"] - document["open"]
            taxes = document["taxes_by_rate"]
            return (
                has_analytic
                or document["currency_id"] != currency.id
                or not document["total"]
                or not 0 <= paid <= document["total"]
                or any(len(taxes[item["rate"]]) > 1 for item in document["items"])
                or any(
                    tax.tax_exigibility == "on_payment"
                    for item in document["items"]
                    for tax in taxes[item["rate"]]
                )
                or is_locked(document["journal"], document["date"])
                or (
                    paid
                    and is_locked(document["journal"], self._get_paid_day(document))
                )
            )

        return is_special

    # === COPIES === #

    def _copy_invoices(self, copies, patterns):
        """Insert documents as copies.

        :param list copies: pairs of document and key of its pattern
        :param dict patterns: see :meth:`_get_patterns`
        """
        documents = [document for document, _key in copies]
        move_ids = self._next_ids("account.move", len(copies))
        by_move, by_line, links = {}, {}, ([], [])
        for (document, key), move_id in zip(copies, move_ids, strict=True):
            move_pattern, line_pattern = patterns[key]
            document["move_id"] = move_id
            row = self._prepare_move_row(document)
            by_move.setdefault(move_pattern, []).append(row)
            by_line.setdefault(line_pattern, []).extend(
                self._prepare_line_rows(document, row, links)
            )
        for pattern, rows in by_move.items():
            self._copy_rows("account.move", pattern, rows)
        rows = [row for some in by_line.values() for row in some]
        for row, id_ in zip(
            rows, self._next_ids("account.move.line", len(rows)), strict=True
        ):
            row["id"] = id_
        self._note_due_lines(documents, rows)
        for pattern, some in by_line.items():
            self._copy_rows("account.move.line", pattern, some)
        self._note_growth(len(copies))
        self._link_line_rows(links)
        self._compute_foreign_fields("account.move", move_ids)
        self._compute_foreign_fields("account.move.line", [row["id"] for row in rows])
        self._rank_customers(documents)
        self._remember(
            "account.move",
            [(document["line"], document["move_id"]) for document in documents],
        )
        self._settle_copies(documents)

    def _note_due_lines(self, documents, rows):
        """Note on each document which of its items the customer pays."""
        due = {
            row["move_id"]: row["id"]
            for row in rows
            if row["display_type"] == "payment_term"
        }
        for document in documents:
            document["due_line_id"] = due[document["move_id"]]

    def _prepare_move_row(self, document):
        """:return: what a document has of its own
        :rtype: dict"""
        partner, sign = document["customer"], -1 if document["is_credit"] else 1
        vals = self._prepare_invoice_vals(document)
        prefix, number = self._split_number(vals["name"])
        untaxed, tax, total, due = (
            float(document[name]) for name in ("untaxed", "tax", "total", "total")
        )
        return {
            "id": document["move_id"],
            "name": vals["name"],
            "ref": vals["ref"] or None,
            "sequence_prefix": prefix,
            "sequence_number": number,
            "partner_id": partner.id,
            "commercial_partner_id": partner.commercial_partner_id.id,
            "partner_shipping_id": self._get_shipping_id(partner),
            "invoice_partner_display_name": partner.display_name,
            "date": document["date"],
            "invoice_date": document["date"],
            "invoice_date_due": document["due_on"],
            "payment_reference": vals["payment_reference"],
            "payment_state": "not_paid",
            "amount_untaxed": untaxed,
            "amount_tax": tax,
            "amount_total": total,
            "amount_residual": due,
            "amount_untaxed_signed": sign * untaxed,
            "amount_untaxed_in_currency_signed": sign * untaxed,
            "amount_tax_signed": sign * tax,
            "amount_total_signed": sign * total,
            "amount_total_in_currency_signed": sign * total,
            "amount_residual_signed": sign * due,
        }

    def _split_number(self, name):
        """:return: prefix and number, as Odoo's sequences part a name
        :rtype: tuple[str, int]"""
        moves = self.env["account.move"]
        regex = moves._make_regex_non_capturing(
            moves._sequence_fixed_regex.replace("?P<seq>", "")
        )
        found = re.match(regex, name)
        return name[: found.start(1)], int(found[1] or 0)

    def _get_shipping_id(self, partner):
        if not partner.child_ids:
            return partner.id
        return partner.address_get(["delivery"])["delivery"]

    def _prepare_line_rows(self, document, move_row, links):
        """Prepare the journal items of a document.

        :param dict document: the document
        :param dict move_row: its own values
        :param tuple links: takes the items that have taxes, and those that have tags,
            each with the ids
        :return: own values of each item
        :rtype: list[dict]
        """
        rows, products = [], iter(document["items"])
        for vals in self._prepare_line_vals(document, document["customer"]):
            row = {name: vals.get(name) or None for name in OWN_LINE}
            kind, balance = row["display_type"], vals["balance"]
            due = balance if kind == "payment_term" else 0.0
            row |= {
                "move_id": move_row["id"],
                "move_name": move_row["name"],
                "ref": move_row["ref"],
                "date": document["date"],
                "invoice_date": document["date"],
                "sequence": SEQUENCES.get(kind, 100),
                "balance": balance,
                "amount_currency": vals["amount_currency"],
                "debit": max(balance, 0.0),
                "credit": max(-balance, 0.0),
                "amount_residual": due,
                "amount_residual_currency": due,
                "reconciled": False,
                "quantity": 0.0,
                "price_unit": 0.0,
                "discount": 0.0,
                "price_subtotal": 0.0,
                "price_total": 0.0,
                "tax_line_id": None,
                "tax_group_id": None,
            }
            if kind == "product":
                tax = self.env["account.tax"].browse(vals["tax_ids"][0][2])
                row |= self._price_row(next(products), tax)
                links[0].append((row, tax.ids))
            elif kind == "tax":
                tax = self._get_tax_of(vals["tax_repartition_line_id"])
                row |= {"tax_line_id": tax.id, "tax_group_id": tax.tax_group_id.id}
            if vals.get("tax_tag_ids"):
                links[1].append((row, vals["tax_tag_ids"][0][2]))
            rows.append(row)
        return rows

    def _get_tax_of(self, repartition_id):
        return self.env["account.tax.repartition.line"].browse(repartition_id).tax_id

    def _price_row(self, item, tax):
        """Write price and quantity as Odoo stores them, and what they make.

        :param dict item: an item of a document
        :param account.tax tax: its tax, if any
        :rtype: dict
        """
        fields_ = self.env["account.move.line"]._fields
        quantity, discount = (
            item[name].quantize(
                Decimal(1).scaleb(-fields_[name].get_digits(self.env)[1]), ROUND_HALF_UP
            )
            for name in ("quantity", "discount")
        )
        exact = quantity * item["unit_price"] * (HUNDRED - discount) / HUNDRED
        untaxed = cents(exact)
        vat = cents(untaxed * Decimal(str(tax.amount or 0)) / HUNDRED)
        return {
            "quantity": float(quantity),
            "price_unit": float(item["unit_price"]),
            "discount": float(discount),
            "price_subtotal": float(untaxed),
            "price_total": float(untaxed + vat),
        }

    def _note_growth(self, count):
        """Refresh PostgreSQL's statistics whenever the copies of this go have doubled.

        Until then it believes the tables as they were, empty perhaps, and reads them
        whole for each key that it checks.

        :param int count: documents copied now
        """
        counts = self._get_go().growth
        counts["at"] = counts["at"] or FEW
        counts["now"] += count
        if counts["now"] >= counts["at"]:
            counts["at"] = counts["now"] * 2
            self.env.flush_all()
            self.env.cr.execute(
                "ANALYZE account_move, account_move_line, account_partial_reconcile"
            )

    def _link_line_rows(self, links):
        for name, some in zip(("tax_ids", "tax_tag_ids"), links, strict=True):
            field = self.env["account.move.line"]._fields[name]
            self._link_rows(
                field, [(row["id"], id_) for row, ids in some for id_ in set(ids)]
            )

    def _mark_gaps(self, move_ids):
        """Mark the documents whose number does not follow another one."""
        self.env.flush_all()
        self.env["account.move"].invalidate_model(["made_sequence_gap"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move move
                   SET made_sequence_gap = sequence_number > 1 AND NOT EXISTS (
                       SELECT FROM account_move former
                        WHERE former.journal_id = move.journal_id
                          AND former.sequence_prefix = move.sequence_prefix
                          AND former.sequence_number = move.sequence_number - 1)
                 WHERE id = ANY(%s)
                """,
                move_ids,
            )
        )

    def _rank_customers(self, documents):
        """Whoever got an invoice is a customer."""
        partners = self.env["res.partner"].union(
            *(
                document["customer"] | document["customer"].commercial_partner_id
                for document in documents
            )
        )
        partners.filtered(lambda one: not one.customer_rank)._increase_rank(
            "customer_rank"
        )
