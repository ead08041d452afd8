# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from decimal import Decimal

from ..report import agreement_sql, ledger_sql
from ..tools import agreement, band


def get_contract_domain(company):
    """:return: domain of the lines of contracts by which a company bills
    :rtype: list"""
    return [
        ("contract_id.company_id", "=", company.id),
        ("contract_id.contract_type", "=", "sale"),
        ("contract_id.active", "=", True),
        ("is_canceled", "=", False),
        ("display_type", "=", False),
    ]


class ForecastInputs:
    """What a cash forecast is made of: open items, agreements, habits, contracts.

    Lives for one answer, like the ``KpiInputs`` it adds to.
    """

    def __init__(self, inputs):
        self.inputs = inputs
        self.env = inputs.env
        self.on_date = inputs.on_date

    # === OPEN ITEMS === #

    def get_items(self):
        """Give the open items, those agreed about on their agreed day.

        :return: they add up to the open receivables
        :rtype: list[agreement.Item]
        """
        bundles = self._get_plan_bundles() + self._get_promise_bundles()
        rows = self.inputs.open_by_partner
        if not bundles:
            return agreement.replace(rows, [], [])
        lines = self._get_lines({bundle[0] for bundle in bundles})
        taken, arranged, done = [], [], set()
        for partner, moves, get_parts in bundles:
            # an invoice in a plan is promised by the plan
            mine = [line for move in moves - done for line in lines.get(move, ())]
            done |= moves
            owed = sum((amount for _due, amount in mine), Decimal(0))
            taken += [(partner, due, amount) for due, amount in mine]
            arranged += agreement.arrange(partner, mine, get_parts(owed))
        return agreement.replace(rows, taken, arranged)

    def _get_plan_bundles(self):
        """:return: customer, invoices, and what makes parts of what is owed
        :rtype: list[tuple]"""
        company = self.inputs.company.id
        query = agreement_sql.get_plans(company, self.on_date)
        plans = {}
        for plan, move, partner, rate in self._execute(query):
            plans.setdefault(plan, (partner, set(), Decimal(rate or 0)))[1].add(move)
        instalments = defaultdict(list)
        for plan, day, text in self._execute(agreement_sql.get_instalments(plans)):
            amount = round(Decimal(text) * plans[plan][2], self._digits)
            instalments[plan].append((day, amount))
        return [
            (partner, moves, _Unpaid(instalments[plan]))
            for plan, (partner, moves, _rate) in plans.items()
        ]

    def _get_promise_bundles(self):
        """:return: customer, invoices, and what makes parts of what is owed
        :rtype: list[tuple]"""
        query = agreement_sql.get_promises(self.inputs.company.id, self.on_date)
        promises = {}
        for move, partner, day, text in self._execute(query):
            amount = text and round(Decimal(text), self._digits)
            promises.setdefault((partner, move), []).append((day, amount))
        return [
            (partner, {move}, _Promised(parts))
            for (partner, move), parts in promises.items()
        ]

    def _get_lines(self, partner_ids):
        """Find the open lines of invoices of some customers.

        :param partner_ids: commercial partners
        :return: (due date, open amount) by invoice
        :rtype: dict
        """
        accounts, company = self.inputs.key
        query = ledger_sql.get_open_lines(
            accounts, [company], self.on_date, partner_ids
        )
        lines = defaultdict(list)
        for row in self.env.execute_query_dict(query):
            if row["kind"] == "invoice":
                lines[row["move_id"]].append(
                    (row["due"], Decimal(str(row["residual"])))
                )
        return lines

    @property
    def _digits(self):
        """Decimals of the company's currency."""
        return self.inputs.company.currency_id.decimal_places

    def _execute(self, query):
        return self.inputs.execute(query, agreement_sql.READ_FIELDS)

    # === HABITS AND CONTRACTS === #

    def get_habits(self):
        """:return: how late customers paid in the period
        :rtype: band.Habits"""
        query = agreement_sql.get_days_late(
            self.inputs.company.id, self.inputs.start, self.on_date
        )
        return band.make_habits(dict(self.env.execute_query(query)))

    def get_contract_items(self, end):
        """Give what contracts will bill, as they are now.

        :param date end: last day of an invoice
        :return: the items; none for a past day, whose invoices are in the ledger
        :rtype: list[agreement.Item]
        """
        today = self.env["tpe.reminder.run"]._get_day(self.inputs.company)
        if self.on_date < today:
            return []
        # figures add up every contract, whoever may open them
        lines_sudo = self.env["contract.line"].sudo()
        found = lines_sudo.search(
            [
                *get_contract_domain(self.inputs.company),
                ("recurring_next_date", "<=", end),
            ]
        )
        return [
            agreement.Item(line.contract_id.partner_id.commercial_partner_id.id, *due)
            for line in found
            for row in line.contract_id._tpe_get_line_ahead(line, end)
            if row["note"] != "paused"
            for due in self._get_contract_dues(line, max(row["date"], self.on_date))
        ]

    def _get_contract_dues(self, line, day):
        """:return: due date, amount with VAT and no agreement, of each instalment
        :rtype: list[tuple]"""
        company, contract = self.inputs.company, line.contract_id
        taxes = line.product_id.taxes_id or company.account_sale_tax_id
        taxes = contract.fiscal_position_id.map_tax(
            taxes._filter_taxes_by_company(company)
        )
        total = taxes.compute_all(line.price_subtotal, line.currency_id)
        amount = line.currency_id._convert(
            total["total_included"], company.currency_id, company, day
        )
        if not contract.payment_term_id:
            return [(day, Decimal(str(amount)), False)]
        terms = contract.payment_term_id._compute_terms(
            date_ref=day,
            currency=company.currency_id,
            company=company,
            tax_amount=0,
            tax_amount_currency=0,
            sign=1,
            untaxed_amount=amount,
            untaxed_amount_currency=amount,
        )
        return [
            (term["date"], Decimal(str(term["company_amount"])), False)
            for term in terms["line_ids"]
        ]


class _Unpaid:
    """What is left of a payment plan, given what is owed."""

    def __init__(self, instalments):
        self.instalments = instalments

    def __call__(self, owed):
        return agreement.get_unpaid(self.instalments, owed)


class _Promised:
    """What was promised of an invoice, given what is owed on it."""

    def __init__(self, parts):
        self.parts = parts

    def __call__(self, owed):
        return [(day, owed if part is None else part) for day, part in self.parts]
