# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ..report import payer_sql

# What is stored of a payment, with the types of the columns.
FACTS = {
    "tpe_settled_on": "date",
    "tpe_invoice_id": "int4",
    "tpe_payer_id": "int4",
    "tpe_days_paid": "int4",
    "tpe_days_late": "int4",
    "tpe_is_last": "bool",
}


class AccountPartialReconcile(models.Model):
    """A payment of an invoice, and how late it was once the invoice is settled.

    Stored when it is matched, because figures add up years of payments. The facts hold
    for any day since: an invoice that is settled now was settled from its last
    settlement on. Empty for what settles an invoice without paying it (a credit note,
    an exchange difference, a write-off), and as long as something is left to pay.
    """

    _inherit = "account.partial.reconcile"

    tpe_settled_on = fields.Date(
        string="Invoice settled on",
        compute="_compute_tpe_facts",
        store=True,
        help="Day of the last settlement of an invoice that this payment helped pay.",
    )
    tpe_invoice_id = fields.Many2one(
        "account.move",
        string="Settled invoice",
        compute="_compute_tpe_facts",
        store=True,
        index="btree_not_null",
    )
    tpe_payer_id = fields.Many2one(
        "res.partner",
        string="Payer",
        compute="_compute_tpe_facts",
        store=True,
        index="btree_not_null",
    )
    tpe_days_paid = fields.Integer(
        string="Days to pay", compute="_compute_tpe_facts", store=True
    )
    tpe_days_late = fields.Integer(
        string="Days after the due date", compute="_compute_tpe_facts", store=True
    )

    tpe_is_last = fields.Boolean(
        string="Last payment",
        compute="_compute_tpe_facts",
        store=True,
        help="The one that paid the rest of the instalment.",
    )

    # the delays of a year are read from the index alone
    _tpe_facts_idx = models.Index(
        "(company_id, tpe_settled_on) INCLUDE (debit_move_id, tpe_invoice_id,"
        " tpe_payer_id, amount, max_date, tpe_days_paid, tpe_days_late,"
        " tpe_is_last)"
        " WHERE tpe_settled_on IS NOT NULL"
    )

    def _auto_init(self):
        """Fill the facts in one query: there may be many payments."""
        missing = [
            name for name in FACTS if not column_exists(self.env.cr, self._table, name)
        ]
        for name in missing:
            create_column(self.env.cr, self._table, name, FACTS[name])
        if missing:
            # once the other tables have their columns
            self.pool.post_init(self._tpe_fill_facts)
        return super()._auto_init()

    # which payment is the last one follows from the others of its instalment
    @api.depends(
        "debit_move_id.date_maturity",
        "debit_move_id.matched_credit_ids.credit_move_id.move_id.exchange_diff_partial_ids",
        "debit_move_id.matched_credit_ids.credit_move_id.move_id.move_type",
        "debit_move_id.matched_credit_ids.credit_move_id.move_id.tpe_written_off_ids",
        "debit_move_id.move_id.commercial_partner_id",
        "debit_move_id.move_id.invoice_date",
        "debit_move_id.move_id.line_ids.matched_credit_ids.amount",
        "debit_move_id.move_id.line_ids.matched_credit_ids.max_date",
        "debit_move_id.move_id.line_ids.matched_debit_ids.amount",
        "debit_move_id.move_id.state",
    )
    def _compute_tpe_facts(self):
        invoices = self.debit_move_id.move_id
        # read at once what is asked for of one invoice after the other
        for name in ("matched_credit_ids", "matched_debit_ids"):
            invoices.line_ids.mapped(name)
        days = {invoice: invoice._tpe_get_settled_on() for invoice in invoices}
        lasts = {
            line: line.matched_credit_ids._tpe_get_last()
            for line in self.debit_move_id
            if days[line.move_id]
        }
        for partial in self:
            line = partial.debit_move_id
            invoice, settled_on = line.move_id, days[line.move_id]
            if line.account_type != "asset_receivable" or not partial._tpe_is_money():
                settled_on = False
            partial.tpe_settled_on = settled_on
            partial.tpe_invoice_id = settled_on and invoice
            partial.tpe_payer_id = settled_on and invoice.commercial_partner_id
            due = line.date_maturity or line.date
            for name, start in (
                ("tpe_days_paid", invoice.invoice_date),
                ("tpe_days_late", due),
            ):
                partial[name] = settled_on and (partial.max_date - start).days
            partial.tpe_is_last = settled_on and partial == lasts[line]

    def _tpe_get_last(self):
        """Find the last payment among the settlements of an instalment.

        :return: a payment, or none
        :rtype: recordset
        """
        paid = self.filtered(lambda partial: partial.amount and partial._tpe_is_money())
        return paid.sorted(lambda partial: (partial.max_date, partial.id))[-1:]

    def _tpe_is_money(self):
        """Tell a payment from what settles an invoice without paying it.

        :return: whether it is a payment
        :rtype: bool
        """
        self.ensure_one()
        source = self.credit_move_id.move_id
        return not (
            source.move_type == "out_refund"
            or source.exchange_diff_partial_ids
            or source.tpe_written_off_ids
        )

    @api.model
    def _tpe_fill_facts(self):
        """Fill the facts of every payment from the tables, in one query."""
        self.env.cr.execute(payer_sql.get_facts_update())


class AccountMove(models.Model):
    """An invoice; settled when nothing is left of any of its instalments."""

    _inherit = "account.move"

    tpe_written_off_ids = fields.One2many(
        "account.move", "tpe_write_off_id", string="Invoices this entry writes off"
    )

    def _tpe_get_settled_on(self):
        """Say when the last settlement of this invoice came.

        :return: the day; False when something is left to pay, or for no invoice
        :rtype: date
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.state != "posted":
            return False
        lines = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        settled = lines.matched_credit_ids.filtered("amount")
        if any(line._tpe_is_open() for line in lines):
            return False
        return max(settled.mapped("max_date"), default=False)


class AccountMoveLine(models.Model):
    """An instalment; what is left of it follows from its settlements."""

    _inherit = "account.move.line"

    def _tpe_is_open(self):
        """Tell whether something is left. Core's own residual is no use here: it stores
        the settlements, and with them these facts, before it knows what is left.

        :return: whether it is not settled
        :rtype: bool
        """
        self.ensure_one()
        credits, debits = self.matched_credit_ids, self.matched_debit_ids
        left = self.balance - sum(credits.mapped("amount"))
        left += sum(debits.mapped("amount"))
        return not self.company_currency_id.is_zero(left)
