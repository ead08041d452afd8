# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.amounts import exact
from ..tools.findings import Finding
from ..tools.margin import split_margin
from .account_move_document_page import MARGIN_REASONS


class AccountTax(models.Model):
    """A tax on the margin: nothing on the invoice, VAT in the accounts."""

    _inherit = "account.tax"

    tpe_is_margin = fields.Boolean(compute="_compute_tpe_is_margin")
    tpe_margin_tax_id = fields.Many2one(
        "account.tax",
        string="VAT inside the margin",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent'), "
        "('amount', '>', 0)]",
        check_company=True,
        help="Its rate, account and boxes of the VAT return are those of the VAT that "
        "the margin holds. Empty: the usual sales tax of the company.",
    )

    @api.depends("ubl_cii_tax_exemption_reason_code")
    def _compute_tpe_is_margin(self):
        for tax in self:
            reason = tax.ubl_cii_tax_exemption_reason_code
            tax.tpe_is_margin = reason in MARGIN_REASONS

    def _tpe_get_margin_tax(self, company):
        """:param res.company company: the seller
        :return: the tax whose rate is inside the margin; empty when none is known
        :rtype: account.tax"""
        tax = self.tpe_margin_tax_id or company.account_sale_tax_id
        return tax.filtered(lambda t: t.amount_type == "percent" and t.amount > 0)


class AccountMoveLine(models.Model):
    """What a line sold under the margin scheme had cost."""

    _inherit = "account.move.line"

    tpe_purchase_price = fields.Monetary(
        string="Purchase price",
        currency_field="company_currency_id",
        help="Margin scheme: what the whole of this line was bought for, all taxes "
        "included, in the currency of your accounts. Never printed.",
    )

    def _tpe_get_margin_taxes(self):
        """:return: the taxes on the margin of these lines
        :rtype: account.tax"""
        return self.tax_ids.filtered("tpe_is_margin")


class AccountMove(models.Model):
    """VAT on the margin (CGI 297 A): never on the invoice, always in the accounts.

    Once the invoice is issued an entry takes the VAT that the margin holds out of the
    income, sale by sale; a credit note takes it back.
    """

    _inherit = "account.move"

    tpe_margin_move_id = fields.Many2one(
        "account.move",
        string="VAT on the margin",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The entry that takes the VAT out of the margin.",
    )

    def _tpe_is_under_margin(self):
        """:return: whether VAT on the margin is owed at all
        :rtype: bool"""
        return self.company_id.tpe_vat_regime != "franchise"

    def _tpe_find_lines(self, context):
        # EXTENDS: without a purchase price nobody knows the margin
        found = super()._tpe_find_lines(context)
        if not self._tpe_is_under_margin():
            return found
        lines = self.invoice_line_ids.filtered(lambda ln: ln.display_type == "product")
        numbers = [
            str(number)
            for number, line in enumerate(lines, 1)
            if line._tpe_get_margin_taxes()
            and line.price_total
            and not line.tpe_purchase_price
        ]
        if numbers:
            details = {"lines": ", ".join(numbers)}
            found.append(Finding("margin_purchase_missing", details))
        return found

    # === IN THE ACCOUNTS === #

    def _tpe_book(self):
        # EXTENDS: the VAT that the margins hold
        super()._tpe_book()
        for move in self:
            rows = move._tpe_get_margin_rows()
            if rows:
                entry = move._tpe_make_margin_entry(rows)
                entry._post(soft=False)
                move.tpe_margin_move_id = entry

    def _tpe_get_margin_rows(self):
        """Return the VAT that this document's margins hold.

        :return: line, tax, base and VAT in the currency of the accounts; both are
            negative on a credit note
        :rtype: list[tuple]
        """
        rows = []
        if not self._tpe_is_under_margin():
            return rows
        digits = self.company_currency_id.decimal_places
        for line in self.invoice_line_ids:
            taxes = line._tpe_get_margin_taxes()
            if not taxes or not line.tpe_purchase_price:
                continue
            tax = taxes[:1]._tpe_get_margin_tax(self.company_id)
            if not tax:
                raise UserError(
                    self.env._(
                        "Say which VAT is inside the margin of “%s”.", taxes.name
                    )
                )
            sign = -1 if self.move_type == "out_refund" else 1
            sold = exact(-line.balance) * sign
            bought = exact(line.tpe_purchase_price)
            base, vat = split_margin(sold, bought, exact(tax.amount), digits)
            if vat:
                rows.append((line, tax, float(base) * sign, float(vat) * sign))
        return rows

    def _tpe_make_margin_entry(self, rows):
        """:param list rows: see :meth:`_tpe_get_margin_rows`
        :return: the entry, a draft
        :rtype: account.move"""
        journals = self.env["account.journal"]
        domain = [("type", "=", "general"), ("company_id", "=", self.company_id.id)]
        commands = [
            Command.create(vals)
            for row in rows
            for vals in self._prepare_tpe_margin_lines(*row)
        ]
        # amounts are given, tax included: Odoo has nothing to work out
        return self.with_context(skip_invoice_sync=True).create(
            {
                "move_type": "entry",
                "journal_id": journals.search(domain, limit=1).id,
                "company_id": self.company_id.id,
                "date": self.date,
                "ref": self.env._("VAT on the margin, %s", self.name),
                "line_ids": commands,
            }
        )

    def _prepare_tpe_margin_lines(self, line, tax, base, vat):
        """:param account.move.line line: of the invoice
        :param account.tax tax: inside the margin
        :param float base: margin without VAT
        :param float vat: in the margin
        :return: values of the lines that take the VAT out of the income
        :rtype: list[dict]"""
        kind = "refund" if self.move_type == "out_refund" else "invoice"
        shares = tax[f"{kind}_repartition_line_ids"]
        of_base = shares.filtered(lambda share: share.repartition_type == "base")
        of_tax = (shares - of_base).filtered(lambda share: share.factor > 0)[:1]
        income = {"account_id": line.account_id.id, "partner_id": line.partner_id.id}
        name = self.env._("Margin on %s", line.name or line.product_id.display_name)
        return [
            {**income, "name": name, "balance": base + vat},
            {
                **income,
                "name": name,
                "balance": -base,
                "tax_tag_ids": [Command.set(of_base.tag_ids.ids)],
            },
            {
                "name": tax.name,
                "partner_id": line.partner_id.id,
                "account_id": of_tax.account_id.id or line.account_id.id,
                "balance": -vat,
                "tax_base_amount": abs(base),
                "tax_repartition_line_id": of_tax.id,
                "tax_tag_ids": [Command.set(of_tax.tag_ids.ids)],
            },
        ]
