# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.fields import Domain

PARTIALS = "account.partial.reconcile"


class ResPartner(models.Model):
    """What a customer owed on a day, and what he has paid: out of the ledger."""

    _inherit = "res.partner"

    def _tpe_get_account_domain(self, company):
        """:param res.company company: to whom the customer owes
        :return: entries of his account: documents of his page, payments
        :rtype: Domain"""
        return Domain(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", self.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                "|",
                ("move_id.move_type", "=", "entry"),
                "&",
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                "|",
                ("move_id.tpe_archive_entry_id", "!=", False),
                ("move_id.tpe_is_imported", "=", True),
            ]
        )

    def _tpe_get_statement(self, company, day):
        """Say what was open at the end of a day.

        :param res.company company: to whom the customer owed
        :param date day: the day
        :return: ``move``, ``line`` (the first open one), ``currency`` and ``left`` of
            each document and payment that was open, the oldest first
        :rtype: list[dict]
        """
        self.ensure_one()
        domain = self._tpe_get_account_domain(company) & Domain("date", "<=", day)
        lines = self.env["account.move.line"].search(domain, order="date, id")
        left = dict(zip(lines, lines.mapped("amount_currency"), strict=True))
        for side, sign in (("debit", -1), ("credit", 1)):
            for line, amount in self.env[PARTIALS]._read_group(
                [(f"{side}_move_id", "in", lines.ids), ("max_date", "<=", day)],
                [f"{side}_move_id"],
                [f"{side}_amount_currency:sum"],
            ):
                left[line] += sign * amount
        rows = {}
        for line, amount in left.items():
            if line.currency_id.is_zero(amount):
                continue
            key = line.move_id, line.currency_id
            row = rows.setdefault(
                key,
                {
                    "move": line.move_id,
                    "line": line,
                    "currency": line.currency_id,
                    "left": 0.0,
                },
            )
            row["left"] += amount
        return list(rows.values())

    def _tpe_get_payments(self, company):
        """Find the payments of a customer, the latest first.

        :param res.company company: whom he has paid
        :return: entries by which money came in
        :rtype: account.move.line
        """
        self.ensure_one()
        money = Domain.OR(
            [
                Domain("payment_id", "!=", False),
                Domain("statement_line_id", "!=", False),
                Domain("journal_id.type", "in", ("bank", "cash")),
            ]
        )
        domain = self._tpe_get_account_domain(company) & money
        domain &= Domain("move_id.move_type", "=", "entry")
        domain &= Domain("amount_currency", "<", 0)
        return self.env["account.move.line"].search(domain, order="date desc, id desc")

    def _tpe_get_paid_documents(self, payments):
        """Find what payments were used for.

        :param account.move.line payments: entries by which money came in
        :return: sums by document, by payment
        :rtype: dict[account.move.line, dict[account.move, float]]
        """
        found = {payment: {} for payment in payments}
        for partial in self.env[PARTIALS].search(
            [
                ("credit_move_id", "in", payments.ids),
                ("debit_move_id.move_id.move_type", "=", "out_invoice"),
            ],
            order="id",
        ):
            sums, move = found[partial.credit_move_id], partial.debit_move_id.move_id
            sums[move] = sums.get(move, 0.0) + partial.debit_amount_currency
        return found

    def _tpe_get_orders(self, company):
        """Find the quotes and orders that a customer has received.

        :param res.company company: with whom he has ordered
        :return: orders, the latest first
        :rtype: sale.order
        """
        self.ensure_one()
        return self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "child_of", self.id),
                ("state", "in", ("sent", "sale")),
            ],
            order="date_order desc, id desc",
            limit=100,
        )

    def _tpe_get_account_companies(self):
        """:return: companies that have documents for this customer
        :rtype: res.company"""
        self.ensure_one()
        groups = self.env["account.move"]._read_group(
            [
                ("commercial_partner_id", "=", self.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                "|",
                ("tpe_archive_entry_id", "!=", False),
                ("tpe_is_imported", "=", True),
            ],
            ["company_id"],
        )
        return self.env["res.company"].union(*(company for (company,) in groups))

    def _tpe_get_listener(self, company):
        """:param res.company company: whose customer speaks
        :return: who deals with what he says
        :rtype: res.users"""
        group = self.env.ref("account.group_account_invoice")
        users = self.env["res.users"].search(
            [
                ("company_ids", "in", company.ids),
                ("all_group_ids", "in", group.ids),
                ("share", "=", False),
            ],
            order="id",
        )
        own = users & self.user_id
        # somebody has to be named, even where nobody keeps the accounts yet
        return own or users[:1] or self.env.ref("base.user_admin")

    def _tpe_read_day(self, text, latest):
        """:param str text: a day that a browser sent
        :param date latest: a later one is not taken
        :return: the day; the latest for none
        :rtype: date"""
        try:
            day = fields.Date.to_date(text) or latest
        except ValueError:
            day = latest
        return min(day, latest)
