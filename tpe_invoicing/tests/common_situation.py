# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A works contract of two rates, and the ways to invoice it."""

from odoo import Command

from .common import TODAY, TpeCommon


class SituationCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.vat_10 = cls._find_tax("tva_intermediaire") or cls.tax_sale_b
        cls.works = cls.env["product.product"].create(
            {
                "name": "Masonry",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )

    def _make_order(self, *lines, **values):
        """:param lines: pairs of price and tax, or dicts"""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.business.id,
                "company_id": self.company.id,
                "date_order": TODAY,
                "order_line": [Command.create(self._line(line)) for line in lines],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _line(self, line):
        if isinstance(line, dict):
            return line
        price, tax = line
        return {
            "product_id": self.works.id,
            "product_uom_qty": 1,
            "price_unit": price,
            "tax_ids": [Command.set(tax.ids)],
        }

    def _make_contract(self, **values):
        # 14 000 without tax: VAT 2 000 and 400
        return self._make_order((10000, self.vat_20), (4000, self.vat_10), **values)

    def _add_deposit(self, order, percent=30):
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        before = order.invoice_ids
        wizard.create(
            {"advance_payment_method": "percentage", "amount": percent}
        ).create_invoices()
        deposit = order.invoice_ids - before
        deposit.invoice_date = TODAY
        deposit.action_post()
        return deposit

    def _draft(self, order, percent=None, **values):
        (answer,) = order.tpe_make_situation(percent, date=TODAY, **values)
        return self.env["account.move"].browse(answer["invoice_id"])

    def _issue(self, order, percent=None, **values):
        move = self._draft(order, percent, **values)
        move.tpe_issue()
        return move

    def _credit(self, move):
        wizard = self.env["account.move.reversal"].create(
            {"move_ids": [Command.set(move.ids)], "journal_id": move.journal_id.id}
        )
        action = wizard.reverse_moves()
        credit = self.env["account.move"].browse(action["res_id"])
        credit.invoice_date = TODAY
        credit.tpe_issue()
        return credit
