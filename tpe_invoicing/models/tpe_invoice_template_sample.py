# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import Command, api, fields, models

from ..tools import page, signs

SAMPLE_IBAN = "FR76 3000 6000 0112 3456 7890 189"
LONG = 60  # lines of the long sample


class TpeInvoiceTemplate(models.Model):
    """Documents that exist nowhere, to try a template on: all in memory."""

    _inherit = "tpe.invoice.template"

    @api.model
    def _get_sample_names(self):
        """:return: titles of the sample documents
        :rtype: dict[str, str]"""
        return {
            "invoice": self.env._("Sample: invoice with sections"),
            "long": self.env._("Sample: invoice of several pages"),
            "deposit": self.env._("Sample: deposit invoice"),
            "credit_note": self.env._("Sample: credit note"),
            "quote": self.env._("Sample: quote"),
        }

    def _get_samples(self, company):
        """Return the samples that a person's design must pass.

        :param res.company company: the seller
        :return: documents in the terms of EN 16931
        :rtype: dict[str, dict]
        """
        return {
            kind: self._get_document(self._make_sample(company, kind))
            for kind in ("invoice", "credit_note", "long")
        }

    def _get_document(self, move):
        """Return a document as this template shows it.

        :param account.move move: a real one or a sample
        :return: see ``account.move._tpe_get_document_data``
        :rtype: dict
        """
        move._tpe_prepare_pages()
        data = move._tpe_get_document_data()
        data["page"]["style"] = self._get_style(move)
        return signs.clean_tree(data, page.is_printable, signs.clean_all)

    def _make_sample(self, company, kind):
        """Make a document in memory.

        :param res.company company: the seller
        :param str kind: a key of :meth:`_get_sample_names`
        :rtype: account.move
        """
        # nothing is stored, and a preview asks no right on products or taxes
        moves_sudo = self.env["account.move"].sudo().with_company(company)
        today = fields.Date.context_today(self)
        is_credit = kind == "credit_note"
        values = {
            "move_type": "out_refund" if is_credit else "out_invoice",
            "company_id": company.id,
            "name": f"{'RFAC' if is_credit else 'FAC'}/{today.year}/00042",
            "partner_id": self._make_sample_customer(moves_sudo.env),
            "invoice_date": today,
            "invoice_date_due": today + timedelta(days=30),
            "delivery_date": today - timedelta(days=4),
            "ref": "BC-2107",
            "tpe_document_kind": "deposit" if kind == "deposit" else "invoice",
        }
        journal_sudo = self.env["account.journal"].sudo()  # as above
        journal = journal_sudo.search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        if not company.sudo().partner_id.bank_ids:  # to show where the account stands
            values["partner_bank_id"] = moves_sudo.env["res.partner.bank"].new(
                {"acc_number": SAMPLE_IBAN, "partner_id": company.partner_id.id}
            )
        # an account is given: Odoo would ask for that of a customer who is not there
        account = {"account_id": journal.default_account_id.id}
        if kind == "quote":
            values |= self._get_sample_quote(company, today)
        values["journal_id"] = journal.id
        values["invoice_line_ids"] = [
            Command.create(line | (account if "price_unit" in line else {}))
            for line in self._get_sample_lines(company, kind)
        ]
        return moves_sudo.new(values)

    def _get_sample_quote(self, company, today):
        """:param res.company company: the seller
        :param date today: of the sample
        :return: what makes a quote of a sample
        :rtype: dict"""
        order_sudo = self.env["sale.order"].sudo()  # as the sample
        order = order_sudo.new(
            {
                "company_id": company.id,
                "validity_date": today + timedelta(days=30),
                "require_payment": False,
            }
        )
        return {
            "name": "S00042",
            "tpe_quoted_order_id": order,
            "tpe_quoted_as": "quote",
            "delivery_date": False,
        }

    def _make_sample_customer(self, env):
        """:param Environment env: of the sample
        :return: a customer in memory
        :rtype: res.partner"""
        return env["res.partner"].new(
            {
                "name": "Ateliers Le Guen",
                "is_company": True,
                "street": "8 quai de la Fosse",
                "zip": "44000",
                "city": "Nantes",
                "country_id": env.ref("base.fr").id,
                "company_registry": "55210055400013",
                "lang": "fr_FR",
            }
        )

    def _get_sample_lines(self, company, kind):
        """:param res.company company: the seller
        :param str kind: of sample
        :return: values of lines
        :rtype: list[dict]"""
        first, second = self._get_sample_taxes(company)
        if kind == "deposit":
            return [
                _line(self.env._("Deposit of 30 % on the staircase"), 1, 1860, first)
            ]
        works = [
            {"display_type": "line_section", "name": self.env._("Staircase")},
            _line(self.env._("Oak staircase, made to measure"), 1, 4200, first),
            _line(self.env._("Fitting on site (hours)"), 16, 52, second),
            {
                "display_type": "line_note",
                "name": self.env._("The old staircase is taken away."),
            },
            {"display_type": "line_section", "name": self.env._("Finish")},
            _line(self.env._("Varnish, two coats (m²)"), 14.5, 18.4, second)
            | {"discount": 10},
        ]
        if kind == "long":
            name = self.env._("Oak board, planed, 27 mm, 2.40 m, number %s")
            return [
                _line(name % number, number % 7 + 1, 38.5, first)
                for number in range(1, LONG + 1)
            ]
        return works

    def _get_sample_taxes(self, company):
        """:param res.company company: the seller
        :return: commands of two rates of VAT, none for a seller who bears none
        :rtype: tuple[list, list]"""
        none = [Command.clear()]
        if company.tpe_vat_regime == "franchise":
            return none, none
        taxes_sudo = self.env["account.tax"].sudo()  # as the sample
        found = taxes_sudo.search(
            [
                ("company_id", "=", company.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", ">", 0),
                ("price_include", "=", False),
            ],
            order="amount desc, sequence",
        )
        if not found:
            return none, none
        lower = found.filtered(lambda tax: tax.amount < found[0].amount)[:1]
        return [Command.set(found[0].ids)], [Command.set((lower or found[:1]).ids)]


def _line(name, quantity, price, taxes):
    """:return: values of a line of a sample
    :rtype: dict"""
    return {
        "display_type": "product",
        "name": name,
        "quantity": quantity,
        "price_unit": price,
        "tax_ids": taxes,
    }
