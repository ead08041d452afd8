# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from ..tools.amounts import ZERO

# what a quote says like the invoice that follows it; penalties and notes of platforms
# belong to the invoice only
PLACES = ("seller", "buyer", "tax", "footer", "page")
INVOICE_ONLY = frozenset(("foreign_currency", "document_has:eco_amount"))


class AccountMove(models.Model):
    """An invoice in memory that stands for a quote, so that both look alike.

    ``sale.order._tpe_make_paper`` makes it; it is never stored.
    """

    _inherit = "account.move"

    tpe_quoted_order_id = fields.Many2one(
        "sale.order", string="Order that this document shows", store=False
    )
    tpe_quoted_as = fields.Selection(
        [("quote", "Quote"), ("order", "Order"), ("pro_forma", "Pro forma invoice")],
        string="What this document is",
        store=False,
    )

    def _tpe_get_document_facts(self):
        # EXTENDS
        facts = super()._tpe_get_document_facts()
        if order := self.tpe_quoted_order_id:
            fee = order._tpe_get_quote_fee(self.tpe_quoted_as)
            facts |= {"type": "quote", "quote_fee": fee}
        return facts

    def _tpe_get_mentions(self, context=None):
        # EXTENDS
        mentions = super()._tpe_get_mentions(context)
        if not self.tpe_quoted_order_id:
            return mentions
        return [
            mention
            for mention in mentions
            if mention["place"] in PLACES and mention["condition"] not in INVOICE_ONLY
        ]

    def _tpe_get_prepaid(self):
        # EXTENDS
        return ZERO if self.tpe_quoted_order_id else super()._tpe_get_prepaid()

    def _tpe_get_total_terms(self, data):
        # EXTENDS: VAT in euros belongs to the invoice, at the rate of its day
        terms = super()._tpe_get_total_terms(data)
        if order := self.tpe_quoted_order_id:
            order._tpe_check_total(terms["BT-112"])
            terms["BT-111"] = None
        return terms

    def _tpe_get_payment_terms(self, context, data):
        # EXTENDS: neither due date nor account before there is an invoice
        if self.tpe_quoted_order_id:
            return {}
        return super()._tpe_get_payment_terms(context, data)

    def _tpe_get_page_facts(self, context, mentions, data):
        # EXTENDS
        facts = super()._tpe_get_page_facts(context, mentions, data)
        order = self.tpe_quoted_order_id
        if not order:
            return facts
        order = order.with_context(lang=self.env.lang)
        terms = [self._tpe_get_terms_text(), order._tpe_get_deposit_text(facts["lang"])]
        return facts | {
            "kind": self.tpe_quoted_as,
            "delivered_on": "",
            "terms": "\n".join(filter(None, terms)),
            "paper": order._tpe_get_paper_facts(self.tpe_quoted_as),
        }

    def _tpe_get_template_kind(self):
        # EXTENDS
        is_paper = bool(self.tpe_quoted_order_id)
        return "quote" if is_paper else super()._tpe_get_template_kind()
