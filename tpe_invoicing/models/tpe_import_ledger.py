# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Where the past of a company is kept apart from its own invoices."""

    _inherit = "res.company"

    tpe_import_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of past invoices",
        readonly=True,
        help="Holds the invoices of former software, so that their numbers never lead "
        "the numbers of new invoices.",
    )
    tpe_import_payment_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of past payments",
        readonly=True,
        help="Holds what customers had paid before the change of software.",
    )


class TpeImport(models.Model):
    """Journals, accounts and taxes of the past."""

    _inherit = "tpe.import"

    def _get_invoice_journal(self):
        """Return the journal of past invoices; make it the first time.

        :rtype: account.journal
        """
        company = self.company_id
        if not company.tpe_import_journal_id:
            journals = self.env["account.journal"]
            own = journals.search(
                [
                    *journals._check_company_domain(company),
                    ("type", "=", "sale"),
                ],
                limit=1,
            )
            if not own:
                raise UserError(
                    self.env._("%s has no sales journal yet.", company.name)
                )
            company.tpe_import_journal_id = journals.create(
                self._prepare_journal_vals("sale", "HIST", self.env._("Past invoices"))
                | {"default_account_id": own.default_account_id.id}
            )
        return company.tpe_import_journal_id

    def _get_payment_journal(self):
        """Return the journal of what was paid before; make it the first time.

        :rtype: account.journal
        """
        company = self.company_id
        if not company.tpe_import_payment_journal_id:
            name = self.env._("Past payments")
            company.tpe_import_payment_journal_id = self.env["account.journal"].create(
                self._prepare_journal_vals("general", "HISTP", name)
            )
        return company.tpe_import_payment_journal_id

    def _prepare_journal_vals(self, journal_type, code, name):
        """:return: values of a journal that comes last in every choice
        :rtype: dict"""
        return {
            "name": name,
            "code": code,
            "type": journal_type,
            "company_id": self.company_id.id,
            "sequence": 99,
            "show_on_dashboard": False,
        }

    def _get_counterpart_account(self):
        """Return the account that stands for the bank of the former software.

        The accountant clears it against the opening balance of the bank.

        :rtype: account.account
        """
        company = self.company_id
        accounts = self.env["account.account"].with_company(company)
        domain = accounts._check_company_domain(company)
        return (
            accounts.search([*domain, ("code", "=like", "471%")], limit=1)
            or company.account_journal_suspense_account_id
        )

    def _get_receivable_account(self, partner):
        """:return: the account of what a customer owes
        :rtype: account.account"""
        return partner.with_company(self.company_id).property_account_receivable_id

    def _find_tax(self, rate, scope="consu"):
        """Find the sale tax of a rate, VAT on top of the price, due when invoiced.

        A rate that is no longer in use gets a tax of its own, archived.

        :param Decimal rate: in percent; None when a document mixes several
        :param str scope: ``consu`` or ``service``
        :return: the tax; none for the rate zero of a company in franchise
        :rtype: account.tax
        """
        company = self.company_id
        taxes = self.env["account.tax"].with_context(active_test=False)
        if not rate and rate is not None and company.tpe_vat_regime == "franchise":
            return taxes
        found = taxes.search(
            [
                *taxes._check_company_domain(company),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", ">" if rate is None else "=", float(rate or 0)),
                ("price_include_override", "!=", "tax_included"),
            ]
        ).filtered(lambda tax: not tax.price_include)
        ranked = found.sorted(
            lambda tax: (
                -tax.amount if rate is None else 0,
                tax.tax_exigibility != "on_invoice",
                tax.tax_scope != scope,
                not tax.active,
                tax.sequence,
                tax.id,
            )
        )
        return ranked[:1] or (self._create_past_tax(rate) if rate else taxes)

    def _create_past_tax(self, rate):
        """:return: a tax for a rate of the past, made after the usual one
        :rtype: account.tax"""
        model = self._find_tax(None)
        if not model:
            raise UserError(
                self.env._("%s has no sale taxes yet.", self.company_id.name)
            )
        percent = f"{rate}".replace(".", ",")
        return model.copy(
            {
                "name": self.env._("%s%% past", percent),
                "amount": float(rate),
                "active": False,
                "invoice_label": f"TVA {percent} %",
                "repartition_line_ids": [
                    Command.create(self._prepare_repartition_vals(line))
                    for line in model.repartition_line_ids
                ],
            }
        )

    @staticmethod
    def _prepare_repartition_vals(line):
        """The boxes of a VAT return belong to a rate: a past rate has none."""
        return {
            "document_type": line.document_type,
            "repartition_type": line.repartition_type,
            "factor_percent": line.factor_percent,
            "account_id": line.account_id.id,
        }
