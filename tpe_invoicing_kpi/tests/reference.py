# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures again, slowly: plain Python over exported entries.

Shares nothing with the addon's SQL nor with its tools. Lines and settlements are read
once through the ORM, into rows that know no day; every definition is spelled out as in
the catalogue.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

CENT = Decimal("0.01")

Move = namedtuple("Move", "id kind invoice_date partner total untaxed rate")
Line = namedtuple(
    "Line",
    "id move kind journal way date date_maturity invoice_date partner balance rate"
    " is_exchange settlements",
)


def money(number):
    """Read a float of the ORM as an exact amount."""
    return Decimal(str(number)).quantize(CENT, rounding=ROUND_HALF_UP)


def show(number):
    """Write a number as the answer does."""
    if number is None:
        return False
    return str(Decimal(number).quantize(CENT, rounding=ROUND_HALF_UP) + 0)


class Entries:
    """The exported entries of a company."""

    def __init__(self, company):
        env = company.env
        posted = [("company_id", "=", company.id)]
        lines = env["account.move.line"].search(
            [
                *posted,
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        partials = env["account.partial.reconcile"].search(posted)
        exchanges = partials.exchange_move_id
        self.lines = [self._export_line(line, exchanges) for line in lines]
        self._export_settlements(partials)
        moves = env["account.move"].search(
            [
                *posted,
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund"]),
            ]
        )
        self.moves = {move.id: self._export_move(move) for move in moves}

    @staticmethod
    def _export_line(line, exchanges):
        move = line.move_id
        return Line(
            id=line.id,
            move=move.id,
            kind=move.move_type,
            journal=line.journal_id,
            way=line.payment_id.payment_method_line_id.id or 0,
            date=line.date,
            date_maturity=line.date_maturity,
            invoice_date=line.invoice_date,
            partner=line.partner_id.id,
            balance=money(line.balance),
            rate=line.amount_currency
            and money(line.balance) / money(line.amount_currency),
            is_exchange=move in exchanges,
            settlements=[],
        )

    def _export_settlements(self, partials):
        """Give each line (day, signed amount, other line) of what settled it."""
        by_id = {line.id: line for line in self.lines}
        for partial in partials:
            debit = by_id.get(partial.debit_move_id.id)
            credit = by_id.get(partial.credit_move_id.id)
            if debit and credit:
                day, amount = partial.max_date, money(partial.amount)
                debit.settlements.append((day, amount, credit))
                credit.settlements.append((day, -amount, debit))

    @staticmethod
    def _export_move(move):
        total = money(move.amount_total_signed)
        return Move(
            id=move.id,
            kind=move.move_type,
            invoice_date=move.invoice_date,
            partner=move.partner_id.commercial_partner_id.id,
            total=total,
            untaxed=money(move.amount_untaxed_signed),
            rate=total / money(move.amount_total),
        )


class Ledger:
    """What the entries say as of a day."""

    def __init__(self, entries, on_date):
        self.entries = entries
        self.on_date = on_date
        self.start = on_date - timedelta(364)
        self.moves = list(entries.moves.values())
        self.lines = [line for line in entries.lines if line.date <= on_date]
        self.lines_by_move = defaultdict(list)
        for line in self.lines:
            self.lines_by_move[line.move].append(line)

    def get_settlements(self, line, until=None):
        """List (day, signed amount, other line) of what settled a line."""
        until = until or self.on_date
        return [item for item in line.settlements if item[0] <= until]

    def get_open(self, line, until=None):
        settled = sum(item[1] for item in self.get_settlements(line, until))
        return line.balance - settled

    def get_invoice_lines(self):
        types = ("out_invoice", "out_refund")
        return [line for line in self.lines if line.kind in types]

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
        others = [line for line in self.lines if line.kind == "entry"]
        return -sum(
            (min(self.get_open(line), Decimal(0)) for line in others), Decimal(0)
        )

    def get_sales(self, field="total"):
        return sum(self.get_sales_by_partner(field).values(), Decimal(0))

    def get_sales_by_partner(self, field):
        sums = defaultdict(Decimal)
        for move in self.moves:
            if self.start <= move.invoice_date <= self.on_date:
                sums[move.partner] += getattr(move, field)
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
                move.total for move in self.moves if first <= move.invoice_date <= last
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
        for move in self.moves:
            lines = self.lines_by_move[move.id]
            settled = [item for line in lines for item in self.get_settlements(line)]
            if move.kind != "out_invoice" or not settled:
                continue
            if any(self.get_open(line) for line in lines):
                continue
            if not self.start <= max(item[0] for item in settled) <= self.on_date:
                continue
            for line in lines:
                pieces = [
                    (day, amount)
                    for day, amount, other in self.get_settlements(line)
                    if other.kind != "out_refund" and not other.is_exchange
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
            if line.kind != "out_invoice":
                continue
            if not end - timedelta(364) <= line.date_maturity <= end:
                continue
            limit = line.date_maturity + timedelta(60)
            credited = sum(
                amount
                for _day, amount, other in self.get_settlements(line, limit)
                if other.kind == "out_refund"
            )
            if line.balance > credited:
                due += line.balance - credited
                unpaid += self.get_open(line, limit)
        return unpaid / due * 100 if due else None

    def get_habits(self):
        """Give days late by customer, and of everybody else."""
        late, everybody = defaultdict(list), []
        for line, pieces in self.get_paid_pieces():
            late[line.partner].append((line, pieces))
            everybody.append((max(day for day, _ in pieces) - line.date_maturity).days)
        habits = {}
        for partner, mine in late.items():
            if len(mine) >= 5:
                weight = sum(sum_ for _line, pieces in mine for _day, sum_ in pieces)
                habits[partner] = (
                    sum(
                        sum_ * (day - paid.date_maturity).days
                        for paid, pieces in mine
                        for day, sum_ in pieces
                    )
                    / weight
                )
        return habits, Decimal(str(median(everybody) if everybody else 0))

    def get_forecast(self):
        habits, default = self.get_habits()
        days = defaultdict(Decimal)
        for line in self.get_invoice_lines():
            amount = self.get_open(line)
            if not amount:
                continue
            habit = habits.get(line.partner, default)
            shift = int(habit.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            expected = line.date_maturity + timedelta(shift)
            days[max(expected, self.on_date + timedelta(1))] += amount
        return {day.isoformat(): show(days[day]) for day in sorted(days)}
