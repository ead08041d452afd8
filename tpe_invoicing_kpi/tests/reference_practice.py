# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of practice, reminders and forecast again, slowly, from the records."""

import math
from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from .reference import Entries, Ledger, money

ZERO = Decimal(0)
MONEY = ("bank", "cash", "credit")

Item = namedtuple("Item", "id date line group sent_on due is_counted")
Outlook = namedtuple("Outlook", "date date_to expected")


class Notes(Entries):
    """The exported entries of a company, and what people noted beside them."""

    def __init__(self, company):
        super().__init__(company)
        own = [("company_id", "=", company.id)]
        self.pauses = company.env["tpe.reminder.pause"].search(own)
        outlooks = company.env["tpe.kpi.outlook"].search(own)
        self.outlooks = [
            Outlook(each.date, each.date_to, money(each.expected)) for each in outlooks
        ]
        self.first_mails = {}
        mails = company.env["mail.message"].search(
            [
                ("model", "=", "account.move"),
                ("res_id", "in", list(self.moves)),
                ("message_type", "=", "email_outgoing"),
            ]
        )
        for mail in mails:
            day = mail.date.date()
            first = self.first_mails.get(mail.res_id, day)
            self.first_mails[mail.res_id] = min(first, day)
        self._export_items(company.env, own)
        self._export_money()

    def _export_items(self, env, own):
        """List what was reminded of, by line in the order of time."""
        items = env["tpe.reminder.line"].search(own, order="date, id")
        self.items = defaultdict(list)
        for item in items:
            reminder = item.reminder_id
            self.items[item.move_line_id.id].append(
                Item(
                    id=item.id,
                    date=item.date,
                    line=item.move_line_id.id,
                    group=(item.level_id, reminder.wording),
                    sent_on=reminder.date,
                    due=money(item.amount_due),
                    is_counted=item.is_counted,
                )
            )

    def _export_money(self):
        """List (invoice line, day, signed amount, other line) of what came as money."""
        self.money = [
            (line, day, amount, other)
            for line in self.lines
            if line.kind in ("out_invoice", "out_refund")
            for day, amount, other in line.settlements
            if (amount > 0) == (line.kind == "out_invoice")
            and other.journal.type in MONEY
        ]


class Practice(Ledger):
    """What the entries and the notes say as of a day."""

    # === MONEY === #

    def get_money(self):
        return [piece for piece in self.entries.money if piece[0].date <= self.on_date]

    def get_modes(self):
        modes = defaultdict(Decimal)
        for _line, day, amount, other in self.get_money():
            if self.start <= day <= self.on_date:
                modes[f"{other.journal.id}-{other.way}"] += amount
        return modes

    def get_trend(self):
        years = (defaultdict(Decimal), defaultdict(Decimal))
        for move in self.moves:
            age = (self.on_date - move.invoice_date).days
            if 0 <= age < 730:
                years[age // 365][move.partner] += move.untaxed
        now, before = years
        return {
            who: (now[who] - before[who]) / before[who] * 100
            if before[who] > 0
            else None
            for who in {*now, *before}
        }

    def get_accuracy(self):
        wrong = total = ZERO
        for outlook in self.entries.outlooks:
            if not self.start <= outlook.date_to <= self.on_date:
                continue
            came = sum(
                amount
                for line, day, amount, _other in self.get_money()
                if line.date <= outlook.date < day <= outlook.date_to
            )
            wrong += abs(outlook.expected - came)
            total += came
        return max(100 - wrong / total * 100, ZERO) if total else None

    # === WHAT PEOPLE NOTED === #

    def get_pauses(self, kind):
        return [pause for pause in self.entries.pauses if pause.kind == kind]

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
                parts[pause.move_id.id].append(money(pause.amount))
        disputed = ZERO
        for move, amounts in parts.items():
            lines = self.lines_by_move[move]
            left = max(sum((self.get_open(line) for line in lines), ZERO), ZERO)
            part = money(sum(amounts) * self.entries.moves[move].rate)
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
                rate = self.entries.moves[pause.move_id.id].rate
                amount = money(money(told) * rate)
                total += amount
                kept += amount if pause.state == "kept" else ZERO
        return kept / total * 100 if total else None

    def get_send_delay(self):
        waits = []
        for move in self.moves:
            first = self.entries.first_mails.get(move.id)
            if move.kind != "out_invoice" or not first:
                continue
            if self.start <= move.invoice_date and first <= self.on_date:
                waits.append(max((first - move.invoice_date).days, 0))
        return Decimal(sum(waits)) / len(waits) if waits else None

    # === FORECAST === #

    def get_band(self, share):
        """List what has come by the end of each of 13 weeks."""
        own, everybody = defaultdict(list), []
        for line, pieces in self.get_paid_pieces():
            late = (max(day for day, _ in pieces) - line.date_maturity).days
            own[line.partner].append(late)
            everybody.append(late)
        weeks = [ZERO] * 13
        for line in self.get_invoice_lines():
            amount = self.get_open(line)
            if not amount:
                continue
            samples = own[line.partner]
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
            if day > after
            and amount > 0
            and other.kind != "out_refund"
            and not other.is_exchange
        ]

    def get_reminders(self):
        """Give asked, paid, paid x days left, by level and wording."""
        last = self.on_date - timedelta(10)
        first = last - timedelta(364)
        sums = defaultdict(lambda: [ZERO] * 3)
        for line in self.entries.lines:
            items = self.entries.items[line.id]
            for item in items:
                if not first <= item.sent_on <= last:
                    continue
                asked = money(item.due * line.rate)
                end = item.sent_on + timedelta(10)
                next_days = [
                    other.date
                    for other in items
                    if (other.date, other.id) > (item.date, item.id)
                    and other.date <= self.on_date
                ]
                paid = self.get_paid_between(line, item.sent_on, min([end, *next_days]))
                group = sums[item.group]
                group[0] += asked
                group[1] += min(sum((amount for _day, amount in paid), ZERO), asked)
                group[2] += sum(
                    (amount * (end - day).days for day, amount in paid), ZERO
                )
        return sums

    def get_by_itself(self):
        """Give what was open at due dates, paid in 10 days, paid x days left."""
        last = self.on_date - timedelta(10)
        first = last - timedelta(364)
        sums = [ZERO] * 3
        for line in self.get_invoice_lines():
            due = line.date_maturity
            if line.kind != "out_invoice" or not first <= due <= last:
                continue
            mine = [item for item in self.entries.items[line.id] if item.is_counted]
            reminded = min((item.date for item in mine), default=due + timedelta(99))
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
