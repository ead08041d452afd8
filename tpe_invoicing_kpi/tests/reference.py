# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures again, slowly: plain Python over exported entries.

Shares nothing with the addon's SQL nor with its tools. Lines and settlements are read
one by one through the ORM; every definition is spelled out as in the catalogue.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

CENT = Decimal("0.01")


def money(number):
    """Read a float of the ORM as an exact amount."""
    return Decimal(str(number)).quantize(CENT, rounding=ROUND_HALF_UP)


def show(number):
    """Write a number as the answer does."""
    if number is None:
        return False
    return str(Decimal(number).quantize(CENT, rounding=ROUND_HALF_UP) + 0)


class Ledger:
    """The exported entries of a company."""

    def __init__(self, company, on_date):
        env = company.env
        self.on_date = on_date
        self.start = on_date - timedelta(364)
        lines = env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        self.lines = [line for line in lines if line.date <= on_date]
        self.exchanges = env["account.partial.reconcile"].search([]).exchange_move_id
        self.moves = env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund"]),
            ]
        )

    def get_settlements(self, line, until=None):
        """List (day, signed amount, other line) of what settled a line."""
        until = until or self.on_date
        found = [
            (partial.max_date, money(partial.amount), partial.credit_move_id)
            for partial in line.matched_credit_ids
        ] + [
            (partial.max_date, -money(partial.amount), partial.debit_move_id)
            for partial in line.matched_debit_ids
        ]
        return [item for item in found if item[0] <= until]

    def get_open(self, line, until=None):
        settled = sum(item[1] for item in self.get_settlements(line, until))
        return money(line.balance) - settled

    def get_invoice_lines(self):
        types = ("out_invoice", "out_refund")
        return [line for line in self.lines if line.move_id.move_type in types]

    def get_receivable(self):
        return sum(
            (self.get_open(line) for line in self.get_invoice_lines()), Decimal(0)
        )

    def get_buckets(self):
        buckets = dict.fromkeys(
            ("not_due", "1_30", "31_60", "61_90", "over_90"), Decimal(0)
        )
        for line in self.get_invoice_lines():
            late = (self.on_date - line.date_maturity).days
            name = (
                "not_due"
                if late <= 0
                else "1_30"
                if late <= 30
                else "31_60"
                if late <= 60
                else "61_90"
                if late <= 90
                else "over_90"
            )
            buckets[name] += self.get_open(line)
        return buckets

    def get_unallocated(self):
        others = [line for line in self.lines if line.move_id.move_type == "entry"]
        return -sum(
            (min(self.get_open(line), Decimal(0)) for line in others), Decimal(0)
        )

    def get_sales(self, field="amount_total_signed"):
        return sum(self.get_sales_by_partner(field).values(), Decimal(0))

    def get_sales_by_partner(self, field):
        sums = defaultdict(Decimal)
        for move in self.moves:
            if self.start <= move.invoice_date <= self.on_date:
                sums[move.partner_id.commercial_partner_id.id] += money(move[field])
        return sums

    def get_countback(self):
        if not any(move.invoice_date <= self.on_date for move in self.moves):
            return None
        left, counted = self.get_receivable(), Decimal(0)
        last = self.on_date
        oldest = min(move.invoice_date for move in self.moves)
        while left > 0 and last >= oldest:
            first = last.replace(day=1)
            sold = sum(
                money(move.amount_total_signed)
                for move in self.moves
                if first <= move.invoice_date <= last
            )
            length = (last - first).days + 1
            if sold >= left:
                return counted + left / sold * length
            counted += length
            left -= sold
            last = first - timedelta(1)
        return counted if left <= 0 else None

    def get_paid_pieces(self):
        """List (line, [(day, amount)]) of instalments paid in the period."""
        paid = []
        for move in self.moves.filtered(lambda move: move.move_type == "out_invoice"):
            lines = [line for line in self.lines if line.move_id == move]
            settled = [item for line in lines for item in self.get_settlements(line)]
            if not settled or any(self.get_open(line) for line in lines):
                continue
            if not self.start <= max(item[0] for item in settled) <= self.on_date:
                continue
            for line in lines:
                pieces = [
                    (day, amount)
                    for day, amount, other in self.get_settlements(line)
                    if other.move_id.move_type != "out_refund"
                    and other.move_id not in self.exchanges
                ]
                if pieces:
                    paid.append((line, pieces))
        return paid

    def get_delay(self, get_days):
        weighted, weight = Decimal(0), Decimal(0)
        for line, pieces in self.get_paid_pieces():
            for day, amount in pieces:
                weighted += amount * get_days(line, day)
                weight += amount
        return weighted / weight if weight else None

    def get_unpaid(self):
        end = self.on_date - timedelta(60)
        due, unpaid = Decimal(0), Decimal(0)
        for line in self.get_invoice_lines():
            if line.move_id.move_type != "out_invoice":
                continue
            if not end - timedelta(364) <= line.date_maturity <= end:
                continue
            limit = line.date_maturity + timedelta(60)
            credited = sum(
                amount
                for _day, amount, other in self.get_settlements(line, limit)
                if other.move_id.move_type == "out_refund"
            )
            if money(line.balance) > credited:
                due += money(line.balance) - credited
                unpaid += self.get_open(line, limit)
        return unpaid / due * 100 if due else None

    def get_forecast(self):
        late, everybody = defaultdict(list), []
        for line, pieces in self.get_paid_pieces():
            late[line.partner_id.id].append((line, pieces))
            everybody.append((max(day for day, _ in pieces) - line.date_maturity).days)
        default = median(everybody) if everybody else 0
        days = defaultdict(Decimal)
        for line in self.get_invoice_lines():
            amount = self.get_open(line)
            if not amount:
                continue
            habit = Decimal(str(default))
            if len(mine := late[line.partner_id.id]) >= 5:
                weight = sum(sum_ for _l, pieces in mine for _d, sum_ in pieces)
                habit = (
                    sum(
                        sum_ * (day - paid.date_maturity).days
                        for paid, pieces in mine
                        for day, sum_ in pieces
                    )
                    / weight
                )
            shift = int(habit.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            expected = line.date_maturity + timedelta(shift)
            days[max(expected, self.on_date + timedelta(1))] += amount
        return {day.isoformat(): show(days[day]) for day in sorted(days)}
