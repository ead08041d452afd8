# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people of each role do, one task at a time."""

import contextlib
import random
import time
from datetime import timedelta
from functools import partial

from .. import story
from ..year import find_payments
from . import imports
from .book import LABELS
from .scheduler import AWAY

SENT = 0.5  # part of the invoices that are mailed at once
DRAFTED = 0.4  # part that the seller drafts
CREDITED = 0.05
WIZARD = "account.payment.register"
KPIS = ("dso_balance", "days_to_pay", "overdue_rate", "aged_balance", "cei")


class Office:
    """Tasks of those who work in the company; each takes its client and the day."""

    def __init__(self, world):
        """:param world: server, book, agenda, and what they share"""
        self.world = world
        self.book, self.agenda = world.book, world.agenda

    def plan(self):
        """Put the year down."""
        chance = random.Random(self.world.options.seed + 1)
        for day, bills in sorted(self.world.get_days().items()):
            while bills:
                batch = [bills.pop() for _each in bills[: chance.choice((1, 2, 5, 10))]]
                if chance.random() < DRAFTED:
                    self.agenda.add("seller", day, partial(self.draft, batch))
                else:
                    self.agenda.add("accountant", day, partial(self.issue, batch))
        for number in range(self.world.options.days):
            day = self.book.first + timedelta(days=number)
            self.agenda.add("reader", day, self.look)
            if number % 3 == 2:
                self.agenda.add("accountant", day, self.remind)
            if number % 7 == 5:
                self.agenda.add("seller", day, self.overstep)
            if number % 20 == 10:
                self.agenda.add("accountant", day, partial(imports.bring_in, number))

    # === INVOICES === #

    def draft(self, bills, caller, day):
        """Draft invoices; the accountant issues them.

        :param list bills: the invoices
        :param Caller caller: of a seller or an accountant
        :param date day: today
        """
        refs = [bill.ref for bill in bills]

        def find():
            domain = [["ref", "in", refs]]
            options = {"domain": domain, "order": "id"}
            return caller.client.call("account.move", "search", **options)

        rows = [self._prepare(bill) for bill in bills]
        made = caller.call("draft", "account.move", "create", find=find, vals_list=rows)
        for bill, move_id in zip(bills, made, strict=True):
            bill.move_id = move_id
        if caller.client.login == "seller":
            self.agenda.add("accountant", day, partial(self.seal, bills))

    def _prepare(self, bill):
        product = self.world.product
        names = [LABELS[(bill.number + at) % 10] for at in range(len(bill.prices))]
        lines = [
            (0, 0, {"product_id": product, "name": name, "price_unit": float(price)})
            for name, price in zip(names, bill.prices, strict=True)
        ]
        return {
            "move_type": "out_invoice",
            "ref": bill.ref,
            "partner_id": bill.buyer.partner_id,
            "invoice_date": bill.day.isoformat(),
            "invoice_date_due": bill.due.isoformat(),
            "invoice_payment_term_id": False,
            "invoice_line_ids": lines,
        }

    def issue(self, bills, caller, day):
        """Draft and issue.

        :param list bills: the invoices
        :param Caller caller: of an accountant
        :param date day: today
        """
        self.draft(bills, caller, day)
        self.seal(bills, caller, day)

    def seal(self, bills, caller, day):
        """Issue drafts, mail some, and plan what becomes of them.

        :param list bills: the invoices
        :param Caller caller: of an accountant
        :param date day: today
        """
        moves = [bill.move_id for bill in bills]
        kind = "issue" if len(moves) == 1 else "issue several"
        answers = caller.call(kind, "account.move", "tpe_issue", moves)
        mailed = []
        for bill, answer in zip(bills, answers, strict=True):
            self.book.note_issued(bill, answer)
            chance = self._get_chance(bill)
            if chance.random() < SENT and bill.buyer.habit != "postal":
                mailed.append(bill.move_id)
            self._plan_future(bill, day, chance)
        if mailed:
            kind = "send" if len(mailed) == 1 else "send several"
            sent = caller.call(kind, "account.move", "tpe_send", mailed)
            self.book.mails += [each["mail_id"] for each in sent]

    def _get_chance(self, bill):
        return random.Random(f"{self.world.options.seed} {bill.number}")

    def _plan_future(self, bill, day, chance):
        follow = partial(self.follow, bill, chance)
        self.agenda.add("accountant", day + timedelta(days=1), follow)
        seen_on = day + timedelta(days=chance.randrange(1, 20))
        self.agenda.add("visitor", seen_on, partial(self.world.visitors.visit, bill))
        if chance.random() < CREDITED:
            credit = partial(self.credit, bill)
            later = day + timedelta(days=chance.randrange(2, 15))
            self.agenda.add("accountant", later, credit)

    def credit(self, bill, caller, day):
        """Issue a credit note about a part of an invoice, for the next ones.

        :param Bill bill: the invoice
        :param Caller caller: of an accountant
        :param date day: today
        """
        ref = f"AVOIR-{bill.number}"

        def find():
            domain = [["ref", "=", ref]]
            return caller.client.call("account.move", "search", domain=domain)

        price = round(bill.prices[0] / 2, 2)
        line = {"product_id": self.world.product, "price_unit": float(price)}
        row = {
            **self._prepare(bill),
            "move_type": "out_refund",
            "ref": ref,
            "invoice_date": day.isoformat(),
            "invoice_date_due": day.isoformat(),
            "invoice_line_ids": [(0, 0, line)],
            "tpe_preceding_move_ids": [(6, 0, [bill.move_id])],
        }
        made = caller.call(
            "draft credit", "account.move", "create", find=find, vals_list=[row]
        )
        caller.call("issue credit", "account.move", "tpe_issue", list(made))

    # === MONEY === #

    def follow(self, bill, chance, caller, day):
        """See day by day what the customer does about an invoice.

        :param Bill bill: the invoice
        :param Random chance: of it
        :param Caller caller: of an accountant
        :param date day: today
        """
        said = bill.find_pause(day)
        if said:
            self.pause(bill, said, caller)
        if amount := find_payments(bill.as_item(day), day, chance):
            self.pay(bill, amount, caller, day)
        if bill.owed > 0 and day < bill.day + timedelta(days=150):
            later = day + timedelta(days=1 if bill.pauses else 2)
            self.agenda.add("accountant", later, partial(self.follow, bill, chance))

    def pause(self, bill, pause, caller):
        """Note what a customer said.

        :param Bill bill: the invoice
        :param tuple pause: kind, last day and part
        :param Caller caller: of an accountant
        """
        kind, until, part = pause
        values = {"kind": kind, "until": until.isoformat()}
        if part:
            values["amount"] = str(part)
        model = "account.move"
        caller.call("pause", model, "tpe_pause", [bill.move_id], **values)
        bill.pauses.append((time.time(), kind, until, part))

    def pay(self, bill, amount, caller, day):
        """Register a payment, once.

        :param Bill bill: the invoice
        :param Decimal amount: what came in
        :param Caller caller: of an accountant
        :param date day: today
        """
        memo = f"VIR-{bill.number}-{len(bill.paid)}"
        context = {"active_model": "account.move", "active_ids": [bill.move_id]}

        def find():
            domain = [["memo", "=", memo]]
            return caller.client.call("account.payment", "search", domain=domain)

        def register():
            values = {
                "payment_date": day.isoformat(),
                "amount": float(amount),
                "communication": memo,
            }
            call = partial(caller.client.call, WIZARD, context=context)
            made = call("create", vals_list=[values])
            made = made if isinstance(made, list) else [made]
            return call("action_create_payments", ids=made) or True

        caller.insist("pay", register, find)
        bill.pay(amount)

    # === LOOKING === #

    def remind(self, caller, day):
        """Have the reminders of today sent, beside the scheduler.

        :param Caller caller: of an accountant
        :param date day: today
        """
        company = self.world.company
        run = "tpe.reminder.run"
        caller.call("remind", run, "tpe_run", company_id=company)

    def look(self, caller, day):
        """Read what an owner or his accountant looks at.

        :param Caller caller: of a reader
        :param date day: today
        """
        company, moves = self.world.company, self.book.get_issued()
        if day.day == 8:
            with contextlib.suppress(*AWAY):
                self.world.note_frozen()
        caller.call(
            "figures",
            "tpe.kpi",
            "tpe_values",
            company_id=company,
            codes=list(KPIS),
        )
        caller.call("plan", "tpe.reminder.run", "tpe_plan", company_id=company)
        caller.call(
            "list",
            "account.move",
            "search_read",
            domain=[["move_type", "=", "out_invoice"]],
            fields=["name", "partner_id", "amount_residual", "payment_state"],
            limit=80,
        )
        if moves:
            bill = moves[len(moves) * day.day // 32]
            call = partial(caller.call, "document", "account.move", "tpe_document")
            (document,) = call([bill.move_id])
            content = story.get_bytes(document)
            self.world.compare(bill, story.get_sha256(content))

    def overstep(self, caller, day):
        """Try what a seller must not do.

        :param Caller caller: of a seller
        :param date day: today
        """
        moves = self.book.get_issued()
        if not moves:
            return
        bill, company = moves[-1], self.world.company
        move = "account.move"
        caller.see_refused("seller issues", move, "tpe_issue", [bill.move_id])
        caller.see_refused(
            "seller reminds", "tpe.reminder.run", "tpe_run", company_id=company
        )
        caller.see_refused(
            "sealed is changed",
            move,
            "write",
            [bill.move_id],
            vals={"invoice_date": "2025-01-01"},
        )
