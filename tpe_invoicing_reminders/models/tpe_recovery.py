# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ..tools import allocation
from ..tools.late_interest import Debt, MissingFigure, get_start, make_debt
from ..tools.planning import Item
from .tpe_reminder_planner import ITEM_FIELDS
from .tpe_reminder_prepare import NO_CLAIM, LumpSumRates
from .tpe_reminder_run import SENDERS

SPLITS = {
    "principal": allocation.split_principal_first,
    "interest": allocation.split_interest_first,
}


class Claim(NamedTuple):
    """An overdue item, with what can be claimed for it."""

    item: Item
    debt: Debt
    split: allocation.Split
    fee: Decimal


@dataclass
class Account:
    """What a customer owes in one currency on a day."""

    currency_id: int
    digits: int
    claims: list = field(default_factory=list)
    credits: list = field(default_factory=list)  # items that lower what is owed
    later: list = field(default_factory=list)  # items that are not due yet

    @property
    def totals(self):
        """:return: principal, interest and fees
        :rtype: tuple[Decimal, Decimal, Decimal]"""
        return (
            sum((claim.split.principal for claim in self.claims), NO_CLAIM),
            sum((claim.split.interest for claim in self.claims), NO_CLAIM),
            sum((claim.fee for claim in self.claims), NO_CLAIM),
        )


class TpeRecovery(models.AbstractModel):
    """What the law lets a creditor claim from one customer on a day."""

    _name = "tpe.recovery"
    _description = "Claims on a customer"

    @api.model
    def _check_recoverer(self, records, company):
        """:param records: invoices or customers that are asked for
        :param res.company company: the creditor
        :raises AccessError: when the user may not claim for this company"""
        if not self.env.su and not any(map(self.env.user.has_group, SENDERS)):
            raise AccessError(self.env._("Claims are for those who keep the accounts."))
        records.check_access("read")
        if not self.env.su and company not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for this company."))

    @api.model
    def _get_journal(self, company):
        """:param res.company company: the creditor
        :return: where losses and debit notes are booked
        :rtype: account.journal"""
        journals = self.env["account.journal"]
        domain = [*journals._check_company_domain(company), ("type", "=", "general")]
        return journals.search(domain, limit=1)

    @api.model
    def _get_accounts(self, company, partner, on_date, moves=None, with_paid=False):
        """Say what a customer owes, and what can be claimed besides.

        :param res.company company: the creditor
        :param res.partner partner: the customer
        :param date on_date: the day
        :param account.move moves: only these invoices; default all that are overdue
        :param bool with_paid: of these also what was paid, but too late
        :return: one account for each currency in which something is overdue
        :rtype: list[Account]
        :raises UserError: when nothing is overdue, or a legal figure is missing
        """
        partner = partner.commercial_partner_id
        planner = self.env["tpe.reminder.planner"].with_company(company)
        for model_name, names in ITEM_FIELDS.items():
            self.env[model_name].flush_model(names)
        items = planner._fetch_items(company, on_date, partner.ids, False)
        late = {item.move_id for item in items if item.is_part}
        late |= set(moves.ids) if moves and with_paid else set()
        items = planner._fetch_settled(company, on_date, late) + items
        accounts = []
        for currency_id, own in group_by_currency(items).items():
            account = self._make_account(company, partner, on_date, currency_id, own)
            if moves is not None:
                account.claims = [
                    claim for claim in account.claims if claim.item.move_id in moves.ids
                ]
            if account.claims:
                accounts.append(account)
        if not accounts:
            raise UserError(
                self.env._(
                    "Nothing of %(customer)s was overdue on %(day)s.",
                    customer=partner.name or "",
                    day=format_date(self.env, on_date),
                )
            )
        return accounts

    def _make_account(self, company, partner, on_date, currency_id, items):
        """:return: what a customer owes in a currency
        :rtype: Account"""
        currency = self.env["res.currency"].browse(currency_id)
        account = Account(currency_id, currency.decimal_places)
        dues = []
        for item in items:
            is_invoice = item.hold != "not_invoice"
            if item.residual < 0:
                account.credits.append(item)
            elif is_invoice and item.due_on and item.due_on < on_date:
                dues.append(item)
            else:
                account.later.append(item)
        debts = self._get_debts(partner, on_date, dues)
        take_credits_off(debts, account.credits, account.digits)
        law = self.env["tpe.reminder.planner"]._get_law(company)
        convert = LumpSumRates(company, on_date).get(currency)
        try:
            account.claims = claim_all(
                debts,
                on_date,
                law,
                convert,
                (company.tpe_payment_order, account.digits),
            )
        except MissingFigure as missing:
            raise UserError(
                self.env._("A figure of the law is missing: %s.", missing.period)
            ) from missing
        except LookupError as error:
            raise UserError(
                self.env._("%s has no exchange rate.", currency.name)
            ) from error
        return account

    def _get_debts(self, partner, on_date, items):
        """:return: items with the debt that the law sees in each
        :rtype: list[tuple[Item, Debt]]"""
        planner = self.env["tpe.reminder.planner"]
        payments = planner._fetch_payments([item.line_id for item in items], on_date)
        opened_on = partner.tpe_insolvency_on
        frozen_on = opened_on if opened_on and opened_on <= on_date else None
        debts = []
        for item in items:
            paid = tuple(payments.get(item.line_id, ()))
            debt = make_debt(item, item.amount, paid)
            debts.append((item, debt._replace(frozen_on=frozen_on)))
        return debts


def group_by_currency(items):
    """:param items: open items
    :return: the items of each currency
    :rtype: dict[int, list[Item]]"""
    groups = defaultdict(list)
    for item in items:
        groups[item.currency_id].append(item)
    return groups


def take_credits_off(debts, credits, digits):
    """Let open credits pay debts, as if the debtor had not said which (in place).

    :param list debts: pairs of item and debt
    :param list credits: items that lower what is owed
    :param int digits: decimals of the currency
    """
    left = [item.residual for item, _debt in debts]
    for credit in sorted(credits, key=lambda item: item.day):
        rows = []
        for at, (_item, debt) in enumerate(debts):
            start = get_start(debt)
            # what already bears interest is what he has most interest in paying
            weight = 1 if start and start < credit.day else 0
            if left[at]:
                rows.append((at, left[at], debt.due_on, weight))
        shares = allocation.allocate(-credit.residual, rows, credit.day, digits)
        for at, share in shares.items():
            item, debt = debts[at]
            left[at] -= share
            paid = (*debt.payments, (credit.day, share))
            debts[at] = item, debt._replace(payments=paid)


def claim_all(debts, on_date, law, convert, options):
    """Say what can be claimed for each debt.

    :param list debts: pairs of item and debt
    :param date on_date: the day
    :param LateInterest law: the rules; None outside of France
    :param convert: function from euros to the currency
    :param tuple options: what payments settle first, decimals of the currency
    :rtype: list[Claim]
    :raises MissingFigure: when a legal figure is missing
    """
    order, digits = options
    claims, charged = [], set()
    for item, debt in debts:
        fee = NO_CLAIM
        if law:
            split = SPLITS[order](law, debt, on_date, digits)
            if item.move_id not in charged:
                fee = convert(law.get_lump_sum(debt, on_date))
                if fee:
                    charged.add(item.move_id)
        else:
            paid = sum((amount for _day, amount in debt.payments), NO_CLAIM)
            split = allocation.Split(debt.amount - paid, NO_CLAIM, [])
        if split.principal or split.interest or fee:
            claims.append(Claim(item, debt, split, fee))
    return claims
