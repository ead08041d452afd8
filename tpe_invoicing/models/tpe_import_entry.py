# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models

# so many documents are matched fast enough by any plan
FEW = 20


class TpeImport(models.Model):
    """The journal items of the past: what was sold, what had been paid."""

    _inherit = "tpe.import"

    def _add_ledger_data(self, documents):
        """Look up once for a batch what its documents share.

        Adds ``journal``, ``taxes`` by rate, ``due_on`` and ``value``, which is what one
        unit of the document's currency was worth that day.

        :param list documents: see ``build_document``
        """
        journal, debt_account = self._get_invoice_journal(), False
        if any(item.get("is_debt") for doc in documents for item in doc["items"]):
            debt_account = self._get_counterpart_account()
        rates = {
            rate
            for document in documents
            for rate in (
                *document["taxes"],
                *(item["rate"] for item in document["items"]),
            )
        }
        taxes = {rate: self._find_tax(rate) for rate in rates}
        values = {}
        for document in documents:
            key = (document["currency_id"], document["date"])
            if key not in values:
                values[key] = self._get_currency_value(*key)
            document |= {
                "journal": journal,
                "debt_account": debt_account,
                "taxes_by_rate": taxes,
                "value": values[key],
                "due_on": max(document["due"] or document["date"], document["date"]),
            }

    def _get_currency_value(self, currency_id, day):
        """:return: value of a currency on a day, in the company's
        :rtype: float"""
        currency = self.env["res.currency"].browse(currency_id)
        own = self.company_id.currency_id
        if currency == own:
            return 1.0
        return currency._get_conversion_rate(currency, own, self.company_id, day)

    # === WHAT WAS SOLD === #

    def _prepare_line_vals(self, document, partner):
        """Prepare every journal item of a past document.

        :param dict document: see ``build_document`` and :meth:`_add_ledger_data`
        :param res.partner partner: its customer
        :return: values of each
        :rtype: list[dict]
        """
        lines = [
            *self._prepare_item_lines(document),
            *self._prepare_tax_lines(document),
        ]
        sign = 1 if document["is_credit"] else -1
        own = self.company_id.currency_id
        for line in lines:
            amount = sign * float(line.pop("amount"))
            line["amount_currency"] = amount
            line["balance"] = own.round(amount * document["value"])
        term = {
            "display_type": "payment_term",
            "name": document["number"],
            "account_id": self._get_receivable_account(partner).id,
            "date_maturity": document["due_on"],
            "amount_currency": -sign * float(document["total"]),
            "balance": own.round(-sum(line["balance"] for line in lines)),
        }
        shared = {
            "partner_id": partner.commercial_partner_id.id,
            "currency_id": document["currency_id"],
        }
        return [shared | line for line in (*lines, term)]

    def _prepare_item_lines(self, document):
        account, debt = document["journal"].default_account_id, document["debt_account"]
        part = "refund" if document["is_credit"] else "invoice"
        for item in document["items"]:
            tax = document["taxes_by_rate"][item["rate"]]
            if item.get("is_debt"):
                tax = tax.browse()
            repartition = tax[f"{part}_repartition_line_ids"]
            base = repartition.filtered(lambda line: line.repartition_type == "base")
            yield {
                "display_type": "product",
                "name": item["label"] or document["number"],
                "account_id": (debt if item.get("is_debt") else account).id,
                "quantity": float(item["quantity"]),
                "price_unit": float(item["unit_price"]),
                "discount": float(item["discount"]),
                "tax_ids": [Command.set(tax.ids)],
                "tax_tag_ids": [Command.set(base.tag_ids.ids)],
                "amount": item["untaxed"],
            }

    def _prepare_tax_lines(self, document):
        part = "refund" if document["is_credit"] else "invoice"
        for rate, sums in document["taxes"].items():
            tax = document["taxes_by_rate"][rate]
            repartition = tax[f"{part}_repartition_line_ids"].filtered(
                lambda line: line.repartition_type == "tax"
            )[:1]
            if not sums["tax"]:
                continue
            account = repartition.account_id or document["journal"].default_account_id
            yield {
                "display_type": "tax",
                "name": tax.invoice_label or tax.name,
                "account_id": account.id,
                "tax_repartition_line_id": repartition.id,
                "tax_tag_ids": [Command.set(repartition.tag_ids.ids)],
                "tax_base_amount": float(sums["base"]),
                "amount": sums["tax"],
            }

    # === WHAT HAD BEEN PAID === #

    def _settle_payments(self, documents):
        """Settle what the former software had seen paid, one entry a day.

        :param list documents: documents with ``move_id``
        """
        by_day = self._plan_settlements(documents)
        if by_day:
            self._refresh_statistics(documents)
            self._post_settlements(by_day)

    def _plan_settlements(self, documents):
        """:return: pairs of document and amount paid, by day
        :rtype: dict[date, list[tuple]]"""
        by_day = {}
        for document in documents:
            paid = document["total"] - document["open"]
            if paid:
                by_day.setdefault(self._get_paid_day(document), []).append(
                    (document, paid)
                )
        return by_day

    def _get_paid_day(self, document):
        """Say when a document was paid.

        A file that does not say when is read as paid on the due date, so that nobody
        gets a habit of paying early or late that he does not have.

        :param dict document: a document, see :meth:`_add_ledger_data`
        :rtype: date
        """
        today = fields.Date.context_today(self)
        day = document["paid_on"] or min(document["due_on"], today)
        return max(day, document["date"])

    def _refresh_statistics(self, documents):
        """Tell PostgreSQL how many rows there are now.

        Until the end of the transaction it believes the tables as they were, empty
        perhaps, and reads them whole for each document to be matched.

        :param list documents: documents of a batch
        """
        if len(documents) < FEW:
            return
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile"
        )

    def _post_settlements(self, by_day):
        """Post an entry for each day, and match it with the documents.

        :param dict by_day: pairs of document and amount, by day
        :return: the entries
        :rtype: account.move
        """
        journal, account = self._get_payment_journal(), self._get_counterpart_account()
        # the lines balance and bear every amount; a number of our own spares the
        # search for the next one, entry by entry
        moves = self.env["account.move"].with_context(
            skip_invoice_sync=True, check_move_validity=False
        )
        entries = moves.create(
            [
                {
                    "name": self._name_settlement(payments),
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "company_id": self.company_id.id,
                    "date": day,
                    "ref": self.env._("Paid before the change of software"),
                    "tpe_is_imported": True,
                    "line_ids": [
                        Command.create(vals)
                        for vals in self._prepare_settlement_lines(payments, account)
                    ],
                }
                for day, payments in sorted(by_day.items())
            ]
        )
        entries = entries.with_context(
            skip_invoice_sync=False, check_move_validity=True
        )
        entries._post(soft=False)
        self._remember("account.move", [(0, entry.id) for entry in entries])
        self._match_settlements(entries, sorted(by_day.items()), account)
        return entries

    def _name_settlement(self, payments):
        """:return: number of the entry of a day's payments
        :rtype: str"""
        return f"HISTP{self.number}/L{payments[0][0]['line']}"

    def _match_settlements(self, entries, by_day, account):
        """Match the entries of what had been paid with the documents.

        :param account.move entries: one a day
        :param list by_day: day, and pairs of document and amount
        :param account.account account: what stands against the customers
        """
        moves, plan = self.env["account.move"], []
        for entry, (_day, payments) in zip(entries, by_day, strict=True):
            paid_lines = entry.line_ids.filtered(
                lambda line: line.account_id != account
            ).sorted("id")
            for line, (document, _paid) in zip(paid_lines, payments, strict=True):
                move = self.env["account.move"].browse(document["move_id"])
                moves += move
                due = move.line_ids.filtered(
                    lambda item: item.display_type == "payment_term"
                )
                plan.append(due | line)
        # where every tax was due with the invoice, Odoo would look in vain, and long,
        # for what the payment of each makes due
        dues = set(moves.line_ids.tax_ids.mapped("tax_exigibility"))
        self.env["account.move.line"].with_context(
            no_cash_basis="on_payment" not in dues
        )._reconcile_plan(plan)

    def _prepare_settlement_lines(self, payments, account):
        """:return: values: one item a document, and one against them a currency
        :rtype: list[dict]"""
        own = self.company_id.currency_id
        lines, against = [], {}
        for document, paid in payments:
            amount = float(paid) if document["is_credit"] else -float(paid)
            balance = own.round(amount * document["value"])
            partner = document["customer"]
            lines.append(
                {
                    "name": document["number"],
                    "account_id": self._get_receivable_account(partner).id,
                    "partner_id": partner.commercial_partner_id.id,
                    "currency_id": document["currency_id"],
                    "amount_currency": amount,
                    "balance": balance,
                }
            )
            sums = against.setdefault(document["currency_id"], [0.0, 0.0])
            sums[0], sums[1] = sums[0] - amount, sums[1] - balance
        for currency_id, (amount, balance) in against.items():
            currency = self.env["res.currency"].browse(currency_id)
            lines.append(
                {
                    "name": self.env._("Paid before the change of software"),
                    "account_id": account.id,
                    "currency_id": currency_id,
                    "amount_currency": currency.round(amount),
                    "balance": own.round(balance),
                }
            )
        return lines
