# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What a draft says by itself, so that nobody has to remember it."""

    _inherit = "account.move"

    tpe_document_kind = fields.Selection(
        compute="_compute_tpe_document_kind",
        store=True,
        readonly=False,
        precompute=True,
    )

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS web: a new invoice on the screen is of today, which its field has
        # always promised in grey. Programs say the date themselves: an invoice that
        # somebody else's code makes without one is still refused.
        is_new = not self and not field_names and not values.get("invoice_date")
        if is_new and self._tpe_is_new_sale():
            today = fields.Date.to_string(fields.Date.context_today(self))
            self = self.with_context(default_invoice_date=today)
        return super().onchange(values, field_names, fields_spec)

    def _tpe_is_new_sale(self):
        """:return: whether the screen makes an invoice to a customer
        :rtype: bool"""
        kind = self.env.context.get("default_move_type")
        is_sale = kind in ("out_invoice", "out_refund")
        return is_sale and self.env.company._tpe_in_scope()

    @api.depends("invoice_line_ids.is_downpayment", "move_type")
    def _compute_tpe_document_kind(self):
        for move in self:
            # what a person has chosen stays
            if move.tpe_document_kind in (False, "invoice"):
                move.tpe_document_kind = move._tpe_guess_document_kind()

    def _tpe_guess_document_kind(self):
        """Read the kind of an invoice that comes from an order.

        :return: a value of ``tpe_document_kind``
        :rtype: str
        """
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        deposits = lines.filtered("is_downpayment")
        if self.move_type != "out_invoice" or not deposits:
            return "invoice"
        return "deposit" if deposits == lines else "balance"

    def _tpe_get_preceding_moves(self):
        # EXTENDS: the final invoice of an order refers to the order's deposits
        moves = super()._tpe_get_preceding_moves()
        if self.tpe_document_kind == "balance":
            # sellers of the accounting team have no rights on orders
            lines_sudo = self.invoice_line_ids.sudo().filtered("is_downpayment")
            deposits_sudo = lines_sudo.sale_line_ids.invoice_lines.move_id
            moves |= deposits_sudo.sudo(False).filtered(
                lambda move: (
                    move.tpe_document_kind == "deposit"
                    and move.state == "posted"
                    and move != self._origin
                )
            )
        return moves.sorted(lambda move: (move.invoice_date or move.date, move.id))

    def write(self, vals):
        # EXTENDS base: where no term was agreed, nothing moves the due date of a draft
        # that is dated later; it would be refused until somebody does
        overtaken = self.browse()
        if vals.get("invoice_date") and "invoice_date_due" not in vals:
            day = fields.Date.to_date(vals["invoice_date"])
            overtaken = self._tpe_get_overtaken(day)
        written = super().write(vals)
        for move in overtaken - overtaken.filtered("invoice_payment_term_id"):
            move.invoice_date_due = move._tpe_get_default_due_date()
        return written

    def _tpe_get_overtaken(self, day):
        """:param date day: when these are to be dated
        :return: drafts whose due date would be over by then, and was not before
        :rtype: account.move"""
        return self._tpe_in_corridor().filtered(
            lambda move: (
                move.state == "draft"
                and move.invoice_date_due
                and (move.invoice_date or date.min) <= move.invoice_date_due < day
            )
        )

    def _compute_invoice_date_due(self):
        # EXTENDS account: without any term agreed, core takes today. The law gives
        # professionals a term by default; consumers pay on receipt.
        for move in self._tpe_in_corridor():
            if not (move.invoice_date_due or move.invoice_payment_term_id):
                move.invoice_date_due = move._tpe_get_default_due_date()
        return super()._compute_invoice_date_due()

    def _tpe_get_default_due_date(self):
        """Return when an invoice is due if nothing was agreed (C. com. L441-10, I).

        :rtype: date
        """
        issued_on = self.invoice_date or fields.Date.context_today(self)
        if self.commercial_partner_id.tpe_buyer_kind == "consumer":
            return issued_on
        try:
            days = self.env["tpe.legal.parameter"]._get(
                "default_term_days", issued_on, self.company_id
            )
        except UserError:  # a figure that misses is told by the check, not here
            return issued_on
        return issued_on + timedelta(days=int(days))


class AccountMoveLine(models.Model):
    """A line of a company in VAT franchise bears no VAT, whatever the product says."""

    _inherit = "account.move.line"

    def _get_computed_taxes(self):
        # EXTENDS account
        self.ensure_one()
        move = self.move_id
        if move.company_id.tpe_vat_regime == "franchise" and move._tpe_in_corridor():
            return self.env["account.tax"]
        return super()._get_computed_taxes()

    @api.onchange("name")
    def _onchange_tpe_name(self):
        # what is written by hand, without a product, bears the usual tax of sales; a
        # program says its taxes itself, and what a person has chosen stays
        move, company = self.move_id, self.move_id.company_id
        if (
            self.display_type == "product"
            and self.name
            and not (self.product_id or self.tax_ids)
            and company.tpe_vat_regime != "franchise"
            and move._tpe_in_corridor()
        ):
            usual = company.account_sale_tax_id
            self.tax_ids = move.fiscal_position_id.map_tax(usual)
