# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta

from odoo import Command

from odoo.addons.tpe_invoicing.tests.common import KeptCompany

TODAY = date(2026, 11, 24)


class KpiCommon(KeptCompany):
    """A French company whose entries are made by hand, on chosen days."""

    @classmethod
    @KeptCompany.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.sale_tax = cls.company_data["default_tax_sale"]
        cls.customer = cls.partner_a
        cls.other_customer = cls.partner_b
        (cls.partner_a | cls.partner_b).property_payment_term_id = False
        cls.bank = cls.company_data["default_journal_bank"]
        cls.kpi = cls.env["tpe.kpi"]

    @classmethod
    def _values(cls, *codes, on_date=TODAY, company=None):
        company = company or cls.company
        return cls.kpi.tpe_values(company.id, list(codes), on_date.isoformat())

    @classmethod
    def _value(cls, code, on_date=TODAY):
        return cls._values(code, on_date=on_date)[code]["value"]

    @classmethod
    def _open(cls, on_date):
        return cls._value("open_receivables", on_date)

    @classmethod
    def _sell(cls, amount, day=TODAY, due=None, partner=None, **vals):
        """Post an invoice without tax (or a credit note); no document is sealed."""
        return cls._post([cls._prepare_sale(amount, day, due, partner, **vals)])

    @classmethod
    def _post(cls, moves_vals):
        moves = cls.env["account.move"].create(moves_vals)
        moves.action_post()
        return moves

    @classmethod
    def _prepare_sale(cls, amount, day, due=None, partner=None, **vals):
        account = cls.company_data["default_account_revenue"]
        return {
            "move_type": "out_invoice",
            "partner_id": (partner or cls.customer).id,
            "invoice_date": day,
            "date": day,
            "invoice_date_due": due or day,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Work",
                        "price_unit": amount,
                        "account_id": account.id,
                        "tax_ids": [Command.set(vals.pop("tax_ids", []))],
                    }
                )
            ],
            **cls._get_unsealed_vals(),
            **vals,
        }

    @classmethod
    def _get_unsealed_vals(cls):
        """Leave documents aside: these tests are about entries."""
        return {"tpe_is_imported": True}

    @classmethod
    def _pay(cls, invoice, amount, day):
        """Book a payment in the invoice's currency and match it with the invoice."""
        payment = cls._receive(amount, day, invoice.partner_id, invoice.currency_id)
        lines = cls._get_receivable(invoice | payment)
        lines.reconcile()
        return payment

    @classmethod
    def _receive(cls, amount, day, partner=None, currency=None):
        """Book money of a customer, matched with nothing."""
        return cls._post([cls._prepare_receipt(amount, day, partner, currency)])

    @classmethod
    def _prepare_receipt(cls, amount, day, partner=None, currency=None):
        currency = currency or cls.company.currency_id
        balance = currency._convert(amount, cls.company.currency_id, cls.company, day)
        partner = partner or cls.customer
        common = {"partner_id": partner.id, "currency_id": currency.id}
        receivable = partner.with_company(cls.company).property_account_receivable_id
        return {
            "move_type": "entry",
            "journal_id": cls.bank.id,
            "date": day,
            "line_ids": [
                Command.create(
                    {
                        "name": "Transfer",
                        "account_id": account.id,
                        "amount_currency": sign * amount,
                        "balance": sign * balance,
                        **common,
                    }
                )
                for account, sign in (
                    (cls.bank.default_account_id, 1),
                    (receivable, -1),
                )
            ],
        }

    @classmethod
    def _get_receivable(cls, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @classmethod
    def _credit(cls, invoice, amount, day):
        """Post a credit note and match it with the invoice."""
        note = cls._sell(
            amount,
            day,
            partner=invoice.partner_id,
            move_type="out_refund",
            currency_id=invoice.currency_id.id,
        )
        cls._get_receivable(invoice | note).reconcile()
        return note

    @classmethod
    def _days(cls, count):
        """Give a day before (negative) or after today."""
        return TODAY + timedelta(count)
