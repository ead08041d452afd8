# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import models
from odoo.tools import SQL

ENTRY = "payments"


class TpeImport(models.Model):
    """What had been paid of copied documents: entries and matching, copied as well."""

    _inherit = "tpe.import"

    def _settle_copies(self, documents):
        """Settle what had been paid of copied documents, one entry a day.

        :param list documents: documents with ``move_id`` and ``due_line_id``, paid in
            full or in part
        """
        by_day = sorted(self._plan_settlements(documents).items())
        if not by_day:
            return
        patterns = self._get_patterns()
        if ENTRY not in patterns:
            (day, payments), *by_day = by_day
            entry = self._post_settlements({day: payments})
            line = entry.line_ids.sorted("id")[:1]
            patterns[ENTRY] = (entry.id, line.id)
        if by_day:
            lines = self._copy_settlements(by_day, *patterns[ENTRY])
            self._match_copies(lines)

    def _copy_settlements(self, by_day, entry_pattern, line_pattern):
        """Insert the entries of what had been paid.

        :param list by_day: day, and pairs of document and amount
        :param int entry_pattern: id of the entry that is copied
        :param int line_pattern: id of the item that is copied
        :return: document, amount paid, day and the item that pays it
        :rtype: list[tuple]
        """
        account = self._get_counterpart_account()
        entry_ids = self._next_ids("account.move", len(by_day))
        entries, rows, paid_rows = [], [], []
        for entry_id, (day, payments) in zip(entry_ids, by_day, strict=True):
            vals_list = self._prepare_settlement_lines(payments, account)
            name = self._name_settlement(payments)
            some = [
                self._prepare_payment_row(vals, account)
                | {"move_id": entry_id, "move_name": name, "date": day}
                for vals in vals_list
            ]
            entries.append(self._prepare_entry_row(entry_id, name, day, some))
            paid_rows += [
                (document, paid, day, row)
                for (document, paid), row in zip(payments, some, strict=False)
            ]
            rows += some
        ids = self._next_ids("account.move.line", len(rows))
        for row, id_ in zip(rows, ids, strict=True):
            row["id"] = id_
        self._copy_rows("account.move", entry_pattern, entries)
        self._copy_rows("account.move.line", line_pattern, rows)
        self._mark_gaps(entry_ids)
        self._compute_foreign_fields("account.move", entry_ids)
        self._compute_foreign_fields("account.move.line", ids)
        self._remember("account.move", [(0, id_) for id_ in entry_ids])
        return paid_rows

    def _prepare_entry_row(self, entry_id, name, day, rows):
        """:return: what an entry of payments has of its own
        :rtype: dict"""
        prefix, number = self._split_number(name)
        currency = self.company_id.currency_id
        total = currency.round(sum(row["debit"] for row in rows))
        return {
            "id": entry_id,
            "name": name,
            "sequence_prefix": prefix,
            "sequence_number": number,
            "date": day,
            "amount_total": total,
            "amount_total_signed": total,
            "amount_total_in_currency_signed": total,
        }

    def _prepare_payment_row(self, vals, account):
        """:return: what an item of such an entry has of its own
        :rtype: dict"""
        balance, is_against = vals["balance"], vals["account_id"] == account.id
        due = balance if is_against and account.reconcile else 0.0
        return {
            "name": vals["name"],
            "account_id": vals["account_id"],
            "partner_id": vals.get("partner_id") or None,
            "balance": balance,
            "amount_currency": vals["amount_currency"],
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "price_subtotal": balance,
            "price_total": balance,
            "amount_residual": due,
            "amount_residual_currency": due,
            "reconciled": not due and (not is_against or account.reconcile),
            "full_reconcile_id": None,
            "matching_number": None,
        }

    # === MATCHING === #

    def _match_copies(self, lines):
        """Match documents with what paid them.

        :param list lines: see :meth:`_copy_settlements`
        """
        full = [line for line in lines if line[1] == line[0]["total"]]
        full_ids = self._next_ids("account.full.reconcile", len(full))
        self._insert_rows("account.full.reconcile", [{"id": id_} for id_ in full_ids])
        full_by_move = {
            line[0]["move_id"]: id_ for line, id_ in zip(full, full_ids, strict=True)
        }
        partial_ids = self._next_ids("account.partial.reconcile", len(lines))
        partials, matches, states = [], [], []
        for partial_id, (document, paid, day, row) in zip(
            partial_ids, lines, strict=True
        ):
            full_id = full_by_move.get(document["move_id"])
            sides = (document["due_line_id"], row["id"])
            debit, credit = sides[::-1] if document["is_credit"] else sides
            partials.append(
                self._prepare_partial_row(document, paid, day)
                | {
                    "id": partial_id,
                    "debit_move_id": debit,
                    "credit_move_id": credit,
                    "full_reconcile_id": full_id,
                }
            )
            sign = -1 if document["is_credit"] else 1
            due = sign * float(document["total"] - paid)
            number = str(full_id) if full_id else f"P{partial_id}"
            shared = {"full_id": full_id, "number": number}
            matches.append(shared | {"id": sides[0], "due": due})
            matches.append(shared | {"id": sides[1], "due": 0.0})
            state = {"state": "paid" if full_id else "partial"}
            state |= {"due": abs(due), "signed": due}
            states.append(state | {"id": document["move_id"]})
        self._insert_rows("account.partial.reconcile", partials)
        self._write_matches(matches, states)
        self._compute_foreign_fields("account.partial.reconcile", partial_ids)

    def _prepare_partial_row(self, document, paid, day):
        """:return: what the matching of a document holds beside its two items
        :rtype: dict"""
        amount, currency_id = float(paid), document["currency_id"]
        return {
            "company_id": self.company_id.id,
            "debit_currency_id": currency_id,
            "credit_currency_id": currency_id,
            "amount": amount,
            "debit_amount_currency": amount,
            "credit_amount_currency": amount,
            "max_date": max(day, document["date"]),
        }

    def _write_matches(self, matches, states):
        """Write on items and documents what is left to pay.

        :param list matches: ``id`` of items, ``due``, ``full_id`` and ``number``
        :param list states: ``id`` of documents, ``state``, ``due`` and ``signed``
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move_line line
                   SET amount_residual = found.due,
                       amount_residual_currency = found.due,
                       reconciled = found.due = 0,
                       full_reconcile_id = found.full_id,
                       matching_number = found.number
                  FROM jsonb_to_recordset(%s::jsonb)
                       AS found(id int, due numeric, full_id int, number text)
                 WHERE line.id = found.id
                """,
                json.dumps(matches, default=str),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move move
                   SET payment_state = found.state,
                       amount_residual = found.due,
                       amount_residual_signed = found.signed
                  FROM jsonb_to_recordset(%s::jsonb)
                       AS found(id int, state text, due numeric, signed numeric)
                 WHERE move.id = found.id
                """,
                json.dumps(states, default=str),
            )
        )
        ids = [match["id"] for match in matches]
        self.env["account.move.line"].browse(ids).invalidate_recordset()
        ids = [state["id"] for state in states]
        self.env["account.move"].browse(ids).invalidate_recordset()
