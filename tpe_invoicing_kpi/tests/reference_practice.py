# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of practice, reminders and forecast again, slowly, from the records."""

import math
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from .reference import Ledger, money

ZERO = Decimal(0)
MONEY = ("bank", "cash", "credit")


class Practice(Ledger):
    """The exported entries of a company, and what people noted beside them."""

    def __init__(self, company, on_date):
        super().__init__(company, on_date)
        self.company, self.env = company, company.env

    # === MONEY === #

    def is_payment(self, other):
        move = other.move_id
        return move.move_type != "out_refund" and move not in self.exchanges

    def get_money(self):
        """List (invoice line, day, signed amount, other line) of what came as money."""
        found = []
        for line in self.lines:
            kind = line.move_id.move_type
            if kind == "out_invoice":
                pairs = [
                    (one, one.credit_move_id, 1) for one in line.matched_credit_ids
                ]
            elif kind == "out_refund":
                pairs = [(one, one.debit_move_id, -1) for one in line.matched_debit_ids]
            else:
                continue
            found += [
                (line, partial.max_date, sign * money(partial.amount), other)
                for partial, other, sign in pairs
                if other.journal_id.type in MONEY
            ]
        return found

    def get_modes(self):
        modes = defaultdict(Decimal)
        for _line, day, amount, other in self.get_money():
            if self.start <= day <= self.on_date:
                way = other.payment_id.payment_method_line_id.id or 0
                modes[f"{other.journal_id.id}-{way}"] += amount
        return modes

    def get_trend(self):
        years = (defaultdict(Decimal), defaultdict(Decimal))
        for move in self.moves:
            age = (self.on_date - move.invoice_date).days
            if 0 <= age < 730:
                who = move.partner_id.commercial_partner_id.id
                years[age // 365][who] += money(move.amount_untaxed_signed)
        now, before = years
        return {
            who: (now[who] - before[who]) / before[who] * 100
            if before[who] > 0
            else None
            for who in {*now, *before}
        }

    def get_accuracy(self):
        wrong = total = ZERO
        for outlook in self.env["tpe.kpi.outlook"].search(
            [("company_id", "=", self.company.id)]
        ):
            if not self.start <= outlook.date_to <= self.on_date:
                continue
            came = sum(
                amount
                for line, day, amount, _other in self.get_money()
                if line.date <= outlook.date < day <= outlook.date_to
            )
            wrong += abs(money(outlook.expected) - came)
            total += came
        return max(100 - wrong / total * 100, ZERO) if total else None

    # === WHAT PEOPLE NOTED === #

    def get_pauses(self, kind):
        return self.env["tpe.reminder.pause"].search(
            [("company_id", "=", self.company.id), ("kind", "=", kind)]
        )

    def get_rate(self, move):
        return money(move.amount_total_signed) / money(move.amount_total)

    def get_disputed(self):
        parts = defaultdict(list)
        for pause in self.get_pauses("dispute"):
            ended = (
                pause.ended_on <= self.on_date
                if pause.ended_on
                else (pause.state != "active")
            )
            over = pause.until and pause.until < self.on_date
            if pause.started_on <= self.on_date and not ended and not over:
                parts[pause.move_id].append(money(pause.amount))
        disputed = ZERO
        for move, amounts in parts.items():
            lines = [line for line in self.lines if line.move_id == move]
            left = max(sum((self.get_open(line) for line in lines), ZERO), ZERO)
            part = money(sum(amounts) * self.get_rate(move))
            disputed += min(part, left) if all(amounts) else left
        owed = self.get_receivable()
        return disputed / owed * 100 if owed > 0 else None

    def get_kept(self):
        kept = total = ZERO
        for pause in self.get_pauses("promise"):
            known = pause.ended_on and pause.ended_on <= self.on_date
            if pause.state not in ("kept", "broken") or not known:
                continue
            if self.start <= pause.until <= self.on_date:
                told = pause.amount or pause.balance or pause.move_id.amount_total
                amount = money(money(told) * self.get_rate(pause.move_id))
                total += amount
                kept += amount if pause.state == "kept" else ZERO
        return kept / total * 100 if total else None

    def get_send_delay(self):
        waits = []
        for move in self.moves.filtered(lambda move: move.move_type == "out_invoice"):
            mails = self.env["mail.message"].search(
                [
                    ("model", "=", "account.move"),
                    ("res_id", "=", move.id),
                    ("message_type", "=", "email_outgoing"),
                ]
            )
            first = min((mail.date.date() for mail in mails), default=None)
            if first and self.start <= move.invoice_date and first <= self.on_date:
                waits.append(max((first - move.invoice_date).days, 0))
        return Decimal(sum(waits)) / len(waits) if waits else None

    # === FORECAST === #

    def get_band(self, share):
        """List what has come by the end of each of 13 weeks."""
        own, everybody = defaultdict(list), []
        for line, pieces in self.get_paid_pieces():
            late = (max(day for day, _ in pieces) - line.date_maturity).days
            own[line.partner_id].append(late)
            everybody.append(late)
        weeks = [ZERO] * 13
        for line in self.get_invoice_lines():
            amount = self.get_open(line)
            samples = own[line.partner_id]
            samples = samples if len(samples) >= 5 else everybody
            late = (self.on_date - line.date_maturity).days
            later = sorted(sample for sample in samples if sample > late)
            if amount < 0 or not samples:
                wait = 1 if amount < 0 else max(-late, 1)
            elif not later:
                continue
            else:
                place = math.ceil(len(later) * share / 10) - 1
                wait = max(later[max(place, 0)] - late, 1)
            for week in range(13):
                weeks[week] += amount if wait <= 7 * (week + 1) else ZERO
        return weeks

    # === REMINDERS === #

    def get_paid_between(self, line, after, until):
        """List (day, amount) of the payments of a line after a day, until another."""
        return [
            (day, amount)
            for day, amount, other in self.get_settlements(line, until)
            if day > after and amount > 0 and self.is_payment(other)
        ]

    def get_reminders(self):
        """Give asked, paid, paid x days left, by level and wording."""
        last = self.on_date - timedelta(10)
        first = last - timedelta(364)
        items = self.env["tpe.reminder.line"].search(
            [("reminder_id.company_id", "=", self.company.id)], order="date, id"
        )
        sums = defaultdict(lambda: [ZERO] * 3)
        for item in items:
            reminder, line = item.reminder_id, item.move_line_id
            if not first <= reminder.date <= last:
                continue
            rate = money(line.balance) / money(line.amount_currency)
            asked = money(money(item.amount_due) * rate)
            next_days = [
                other.date
                for other in items
                if other.move_line_id == line
                and (other.date, other.id) > (item.date, item.id)
                and other.date <= self.on_date
            ]
            until = min([reminder.date + timedelta(10), *next_days])
            paid = self.get_paid_between(line, reminder.date, until)
            end = reminder.date + timedelta(10)
            group = sums[item.level_id, reminder.wording]
            group[0] += asked
            group[1] += min(sum((amount for _day, amount in paid), ZERO), asked)
            group[2] += sum((amount * (end - day).days for day, amount in paid), ZERO)
        return sums

    def get_by_itself(self):
        """Give what was open at due dates, paid in 10 days, paid x days left."""
        last = self.on_date - timedelta(10)
        first = last - timedelta(364)
        sums = [ZERO] * 3
        items = self.env["tpe.reminder.line"].search([("is_counted", "=", True)])
        for line in self.get_invoice_lines():
            due = line.date_maturity
            if line.move_id.move_type != "out_invoice" or not first <= due <= last:
                continue
            mine = items.filtered(lambda item, line=line: item.move_line_id == line)
            reminded = min(mine.mapped("date"), default=due + timedelta(99))
            left = self.get_open(line, due)
            if reminded <= due or left <= 0:
                continue
            until = min(due + timedelta(10), reminded)
            paid = self.get_paid_between(line, due, until)
            end = due + timedelta(10)
            sums[0] += left
            sums[1] += sum((amount for _day, amount in paid), ZERO)
            sums[2] += sum((amount * (end - day).days for day, amount in paid), ZERO)
        return sums
