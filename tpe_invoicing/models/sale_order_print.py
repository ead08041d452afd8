# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_amount

from ..tools import logos
from ..tools.amounts import exact
from ..tools.mentions import format_number


class SaleOrder(models.Model):
    """Quotes, orders and pro forma invoices in the designs of invoices."""

    _inherit = "sale.order"

    tpe_invoice_template_id = fields.Many2one(
        "tpe.invoice.template",
        string="Template",
        check_company=True,
        help="The look of this quote and of its invoices. Empty: the template of the "
        "customer, then the first template whose rule fits, then that of the company.",
    )
    tpe_quote_fee = fields.Monetary(
        string="Price of the quote",
        copy=False,
        help="What the customer pays for the quote itself, tax included. A quote for "
        "works at a consumer's says whether it is free.",
    )

    # === PRINT === #

    def _tpe_is_ours_to_print(self):
        """:return: whether the designs of this addon show this order
        :rtype: bool"""
        self.ensure_one()
        return self.company_id._tpe_in_scope()

    def _tpe_print(self, is_proforma=False):
        """Set the page of a quote or an order.

        :param bool is_proforma: whether a pro forma invoice is asked for
        :return: PDF, which is no invoice and bears no electronic one
        :rtype: bytes
        :raises UserError: when it cannot be set
        """
        self.ensure_one()
        kind = "pro_forma" if is_proforma else self._tpe_get_paper_kind()
        mark = "cancelled" if self.state == "cancel" else ""
        paper = self._tpe_make_paper(kind)
        return paper._tpe_render_marked(
            "pro_forma" if is_proforma else mark, is_proforma
        )

    def _tpe_get_paper_kind(self):
        """:return: ``order`` once it binds both sides, ``quote`` before
        :rtype: str"""
        return "order" if self.state == "sale" else "quote"

    # === THE SAME DOCUMENT, IN MEMORY === #

    def _tpe_make_paper(self, kind):
        """Make the invoice in memory that stands for this order.

        :param str kind: ``quote``, ``order`` or ``pro_forma``
        :rtype: account.move
        """
        # nothing is stored: who may read an order needs no right on invoices
        order_sudo = self.sudo().with_company(self.company_id)
        return order_sudo.env["account.move"].new(order_sudo._tpe_prepare_paper(kind))

    def _tpe_check_total(self, total):
        """:param Decimal total: with tax, as the page shows it
        :raises UserError: when the order says something else"""
        if self._origin and total != exact(self.amount_total):
            money = {
                name: format_amount(self.env, float(amount), self.currency_id)
                for name, amount in (("sum", total), ("total", self.amount_total))
            }
            raise UserError(
                self.env._(
                    "%(order)s cannot be shown: its lines add up to %(sum)s, and its "
                    "total is %(total)s.",
                    order=self.display_name,
                    **money,
                )
            )

    def _tpe_prepare_paper(self, kind):
        """:param str kind: see :meth:`_tpe_make_paper`
        :return: values of the invoice in memory
        :rtype: dict"""
        vals = self._prepare_invoice()
        for name in ("transaction_ids", "user_id", "payment_reference"):
            vals.pop(name, None)
        journal = self.journal_id or self.env["account.journal"].search(
            [("company_id", "=", self.company_id.id), ("type", "=", "sale")], limit=1
        )
        account = journal.default_account_id
        lines = self._get_order_lines_to_report().filtered(
            lambda line: not line.is_downpayment
        )
        return vals | {
            "name": self.name,
            "tpe_quoted_order_id": self.id,
            "tpe_quoted_as": kind,
            "partner_id": self.partner_id.id,
            "ref": self.client_order_ref,
            "invoice_origin": False,
            "invoice_date": fields.Date.context_today(self, self.date_order),
            "delivery_date": self.commitment_date
            and fields.Date.context_today(self, self.commitment_date),
            "journal_id": journal.id,
            "invoice_line_ids": [
                Command.create(line._tpe_prepare_paper_line(account)) for line in lines
            ],
        }

    # === WHAT ONLY A QUOTE SAYS === #

    def _tpe_get_quote_fee(self, kind):
        """:param str kind: see :meth:`_tpe_make_paper`
        :return: price of the quote; None on what is no quote
        :rtype: Decimal"""
        return exact(self.tpe_quote_fee) if kind == "quote" else None

    def _tpe_get_deposit_text(self, lang):
        """:param str lang: of the document
        :return: what is paid when the order is placed, in words
        :rtype: str"""
        amount = self._get_prepayment_required_amount()
        if not self.require_payment or not 0 < amount < self.amount_total:
            return ""
        digits = self.currency_id.decimal_places
        return self.env._(
            "Deposit with the order: %(amount)s %(currency)s (%(percent)s %%)",
            amount=format_number(exact(amount), lang, digits),
            currency=self.currency_id.symbol or self.currency_id.name,
            percent=format_number(exact(self.prepayment_percent) * 100, lang),
        )

    def _tpe_get_paper_facts(self, kind):
        """:param str kind: see :meth:`_tpe_make_paper`
        :return: ``paper`` of the page, see ``tools/document_quote.py``
        :rtype: dict"""
        planned_on = self.commitment_date
        is_quote = kind == "quote"
        has_end = is_quote and self.validity_date
        seller = self.user_id.sudo()  # named to whoever reads the paper
        return {
            "valid_until": self.validity_date.isoformat() if has_end else "",
            "planned_on": planned_on
            and fields.Date.context_today(self, planned_on).isoformat(),
            "contact": seller.name or "",
            "signature": self._tpe_get_signature(kind),
        }

    def _tpe_get_signature(self, kind):
        """:param str kind: see :meth:`_tpe_make_paper`
        :return: who signed and when, empty for room to sign, None for no place at all
        :rtype: dict | None"""
        if kind == "pro_forma" or self.state == "cancel":
            return None
        if not self.signed_by:
            return {} if kind == "quote" else None
        picture = self.with_context(bin_size=False).signature
        day = fields.Date.context_today(self, self.signed_on) if self.signed_on else ""
        return {
            "name": self.signed_by,
            "day": day and day.isoformat(),
            "picture": logos.prepare(picture)[0],
        }

    def _tpe_get_online_url(self):
        """:return: where the customer reads and accepts the quote
        :rtype: str"""
        if not isinstance(self.id, int):
            return f"{self.get_base_url()}/my/quotes"
        # the token is a mark of the document, not a right of who prints it
        return self.get_base_url() + self.sudo().get_portal_url()

    # === INVOICES === #

    def _prepare_invoice(self):
        # EXTENDS sale: the invoice looks like its quote, and is of the day it is made,
        # as one that is made on the screen
        vals = super()._prepare_invoice()
        if self.company_id._tpe_in_scope() and not vals.get("invoice_date"):
            vals["invoice_date"] = fields.Date.context_today(self)
        if template := self.tpe_invoice_template_id:
            vals["tpe_invoice_template_id"] = template.id
        return vals
