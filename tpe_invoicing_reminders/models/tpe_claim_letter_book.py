# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from datetime import timedelta

from odoo import Command, api, models
from odoo.exceptions import UserError

TERM = timedelta(days=8)  # what formal notices usually grant
# where the chart of accounts keeps what late customers pay, by first digits
ACCOUNTS = {"interest": ("763", "768", "76"), "fees": ("758", "75")}


class TpeClaimLetter(models.Model):
    """The debit note in the accounts: only by a person's choice."""

    _inherit = "tpe.claim.letter"

    @api.model
    def _get_term(self, day):
        """:param date day: of a letter
        :return: last day to pay when nobody says another
        :rtype: date"""
        return day + TERM

    def _describe_whole(self):
        """:return: this letter as the public API gives it
        :rtype: dict"""
        entry_sudo = self.entry_id.sudo()  # whoever has the letter has it
        return {
            **self._describe(),
            "partner_id": self.partner_id.id,
            "filename": entry_sudo.filename,
            "sha256": entry_sudo.sha256,
            "archive_number": entry_sudo.number,
            "content": base64.b64encode(entry_sudo._read_document()).decode(),
        }

    def _book(self):
        """Enter debit notes in the accounts: the customer owes, it is income.

        No tax stands on it: such sums make good a loss.

        :raises UserError: for a formal notice, or without an account to book on
        """
        for letter in self:
            if letter.kind != "debit" or letter.book_id:
                raise UserError(
                    self.env._("Only a debit note is booked, and only once.")
                )
            move = self.env["account.move"].create(letter._prepare_book_vals())
            move.action_post()
            # what the letter says is nobody's to write
            letter.sudo().book_id = move

    def _prepare_book_vals(self):
        """:return: values of the journal entry
        :rtype: dict"""
        company = self.company_id
        journal = self.env["tpe.recovery"]._get_journal(company)
        partner = self.partner_id.with_company(company)
        receivable = partner.property_account_receivable_id
        shares = [
            (receivable, self.amount_total, 1),
            (self._find_account("interest"), self.interest, -1),
            (self._find_account("fees"), self.fees, -1),
        ]
        lines = [
            {
                "name": self.name,
                "partner_id": partner.id,
                "account_id": account.id,
                "currency_id": self.currency_id.id,
                "amount_currency": sign * amount,
                "balance": sign * self._to_company_currency(amount),
                "date_maturity": self.pay_by if sign > 0 else False,
            }
            for account, amount, sign in shares
            if amount
        ]
        # conversions are rounded one by one: the customer owes their sum
        lines[0]["balance"] = -sum(line["balance"] for line in lines[1:])
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": company.id,
            "date": self.date,
            "ref": self.name,
            "line_ids": [Command.create(line) for line in lines],
        }

    def _to_company_currency(self, amount):
        """:return: an amount in the currency of the accounts
        :rtype: float"""
        company = self.company_id
        return self.currency_id._convert(
            amount, company.currency_id, company, self.date
        )

    def _find_account(self, what):
        """:param str what: ``interest`` or ``fees``
        :return: the income account of the chart
        :rtype: account.account"""
        accounts = self.env["account.account"].with_company(self.company_id)
        domain = accounts._check_company_domain(self.company_id)
        for digits in ACCOUNTS[what]:
            found = accounts.search([*domain, ("code", "=like", f"{digits}%")], limit=1)
            if found:
                return found
        raise UserError(
            self.env._(
                "Your chart of accounts has no account %s: add one.", ACCOUNTS[what][0]
            )
        )
