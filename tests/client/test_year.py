# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Month after month on a real server: nobody is reminded wrongly, twice, or forgotten.

``setup/year`` plays a whole year with 300 customers; the test of every day plays some
weeks with a few.
"""

import os
import random
import threading
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from time import monotonic as clock
from time import sleep

import pytest
from lib.console import say
from support import story, year

CUSTOMERS = int(os.environ.get("TPE_YEAR_CUSTOMERS", str(len(year.HABITS))))
DAYS = int(os.environ.get("TPE_YEAR_DAYS", "50"))
CRASHES = int(os.environ.get("TPE_YEAR_CRASHES", "1"))
FIRST = date(2025, 11, 24)
# an invoice a quarter for each customer; in a few weeks, more
RATE = 1 / 90 if DAYS > 100 else 1 / 15
TERM = 10
ADDRESSES = "@client.example"
OUTAGE = 10
YES = 1  # number of the day on which the owner starts the reminders
PLAN = {
    "name": "Année",
    "min_gap": year.GAP,
    "min_amount": float(year.LEAST),
    "max_messages": 0,
    "has_fallback": True,
}

# of what the owner sets, the guards of the scheduler stay as strict as they are
GUARDS = """
UPDATE res_company SET tpe_receipt_on_payment = false, tpe_reminder_mode = 'waiting',
       tpe_reminder_days = 'working', tpe_reminder_hour_from = 8,
       tpe_reminder_hour_to = 19, tpe_reminder_bank_days = %s,
       tpe_reminder_cap = 0, tpe_reminder_announce = false
 WHERE id = %s
"""


class Year:
    """A server, its customers, and what happens to them day by day."""

    def __init__(self, start, folder, seed):
        self.calendar = folder / "day"
        self.calendar.write_text(FIRST.isoformat())
        self.calendar.chmod(0o644)
        self.faults = {"day": str(self.calendar)}
        self.server = server = start("--workers=0", faults=self.faults)
        self.bank_on = None
        self.chance = random.Random(seed)
        self.client = server.rpc("accountant")
        self.admin = server.rpc("admin")
        self.company = story.get_company(self.client)
        self.figures = Counter()
        (self.product,) = self.client.call(
            "product.product", "search", domain=[["default_code", "=", "TABLE"]]
        )
        self.customers = self._make_customers()

    def _make_customers(self):
        owner = self.server.rpc("owner")
        words = {"subject": "Facture {invoices}", "body": "{amount} à payer."}
        steps = [
            (0, 0, {"name": f"Étape {at}", "base": base, "days": days, **words})
            for at, (base, days) in enumerate(year.STEPS, 1)
        ]
        plan = story.create(owner, "tpe.reminder.plan", **PLAN, level_ids=steps)
        self.server.database.run(GUARDS, (year.BANK_DAYS, self.company))
        habits = [year.HABITS[at % len(year.HABITS)] for at in range(CUSTOMERS)]
        addresses = [f"annee{number}{ADDRESSES}" for number in range(CUSTOMERS)]
        rows = [
            {
                "email": False if habit == "postal" else address,
                "tpe_reminder_plan_id": plan,
                "tpe_reminder_excluded": habit == "excluded",
            }
            for habit, address in zip(habits, addresses, strict=True)
        ]
        made = story.make_customers(self.client, rows)
        return list(map(year.Customer, made, addresses, habits))

    # === WHAT HAPPENS === #

    def live(self, day):
        """Invoice, be paid, and hear what customers say.

        :param date day: the day
        """
        buyers = [c for c in self.customers if self.chance.random() < RATE]
        self.issue(day, [c for c in buyers if c.habit != "never" or len(c.items) < 3])
        for customer in self.customers:
            for item in customer.items:
                if pause := year.find_pause(item, day):
                    self.pause(item, *pause)
        paid = [
            (item, amount)
            for customer in self.customers
            for item in customer.items
            if (amount := year.find_payments(item, day, self.chance))
        ]
        self.cash(day, paid)

    def issue(self, day, customers):
        """Issue an invoice to each of these customers, and to some a credit note.

        :param date day: the day
        :param list customers: they
        """
        if not customers:
            return
        prices = [
            Decimal(6) if c.habit == "tiny" else Decimal(self.chance.randrange(50, 900))
            for c in customers
        ]
        due = year.plus(day, TERM)
        moves = self.client.call(
            "account.move",
            "create",
            vals_list=[
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.partner_id,
                    "invoice_date": day.isoformat(),
                    "invoice_date_due": due.isoformat(),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        (0, 0, {"product_id": self.product, "price_unit": float(price)})
                    ],
                }
                for customer, price in zip(customers, prices, strict=True)
            ],
        )
        answers = self.client.call("account.move", "tpe_issue", moves)
        for customer, price, answer in zip(customers, prices, answers, strict=True):
            amount = (price * Decimal("1.2")).quantize(year.CENT)
            customer.items.append(
                year.Item(customer, answer["name"], answer["id"], amount, due)
            )
            if customer.habit == "has_credit" and not customer.credit:
                self.credit(day, customer, answer["id"])
        self.figures["invoices"] += len(moves)

    def credit(self, day, customer, move):
        """Issue a credit note that settles nothing by itself."""
        note = story.make_invoice(
            self.client,
            customer.partner_id,
            100,
            day=day.isoformat(),
            move_type="out_refund",
            tpe_preceding_move_ids=[(6, 0, [move])],
        )
        self.client.call("account.move", "tpe_issue", [note])
        customer.credit = Decimal(120)

    def pause(self, item, kind, until, part):
        """Note what a customer said of an invoice."""
        values = {"kind": kind, "until": until.isoformat()}
        if part:
            values["amount"] = str(part)
        self.client.call("account.move", "tpe_pause", [item.move_id], **values)
        item.pauses.append((kind, until, part))
        self.figures["pauses"] += 1

    def cash(self, day, paid):
        """Register payments.

        :param date day: the day
        :param list paid: invoices and amounts
        """
        whole = [item for item, amount in paid if amount == item.owed(day)]
        parts = [(item, amount) for item, amount in paid if item not in whole]
        if whole:
            self.register(day, whole, group_payment=False)
        for item, amount in parts:
            self.register(day, [item], amount=float(amount))
        for item, amount in paid:
            item.paid.append((day, amount))
        self.figures["payments"] += len(paid)
        self.bank_on = day if paid else self.bank_on

    def register(self, day, items, **values):
        """Register the payments of some invoices."""
        moves = [item.move_id for item in items]
        call = {"context": {"active_model": "account.move", "active_ids": moves}}
        vals = {"payment_date": day.isoformat(), **values}
        wizard = "account.payment.register"
        made = self.client.call(wizard, "create", vals_list=[vals], **call)
        self.client.call(wizard, "action_create_payments", made, **call)

    # === WHAT IS SENT === #

    def run(self, day):
        """:param date day: the day
        :return: answer of the run
        :rtype: dict"""
        return self.client.call(
            "tpe.reminder.run",
            "tpe_run",
            company_id=self.company,
            on_date=day.isoformat(),
        )

    def schedule(self, day):
        """Let the scheduled action of the server do its work of a day.

        :param date day: the day
        """
        self.calendar.write_text(day.isoformat())
        action = "ir_cron_tpe_reminders", "tpe_invoicing_reminders"
        self.server.run_cron(*action, self.admin)
        self.figures["scheduled"] += 1

    def remind(self, day, number):
        """Remind on a day: two of three by the scheduler, the third by a person.

        :param date day: the day
        :param int number: of it
        :return: answer of the person's run, nothing of the scheduler's; what has kept
            the scheduler from sending
        :rtype: tuple[dict | None, str | None]
        """
        if number % 3 == 0:
            return self.run(day), None
        self.schedule(day)
        guard = year.find_guard(day, self.bank_on)
        self.figures[guard] += 1
        return None, guard

    def say_yes(self, day):
        """See that nothing leaves before the owner says yes; he does.

        :param date day: the day
        """
        self.schedule(day)
        told = "SELECT count(*) FROM tpe_reminder"
        assert self.server.database.get(told) == 0
        self.server.rpc("owner").call("tpe.reminder.run", "action_start")

    def crash(self, day, number):
        """Kill the server somewhere in the middle of a run, and start it again."""

        def run():
            try:
                self.remind(day, number)
            except Exception:  # noqa: BLE001 - the server is about to be taken away
                return

        thread = threading.Thread(target=run)
        thread.start()
        sleep(self.chance.uniform(0.01, 0.5))
        self.server.kill()
        thread.join(30)
        self.server.start("--workers=0", faults=self.faults)
        self.figures["crashes"] += 1

    def check(self, day, answer, guard):
        """Compare what was sent, and why the rest was not, with what must be.

        :param date day: the day
        :param dict answer: of the run, if it gave one
        :param str guard: what has kept the scheduler from sending
        """
        expected, reasons = {}, {}
        for customer in self.customers:
            message, own = customer.expect(day)
            reasons.update(own)
            if message and not guard:
                step, items, total = message
                names = tuple(sorted(item.name for item in items))
                expected[customer.partner_id] = (step + 1, str(total), names)
                customer.note(day, message)
        rows = self.server.database.run(
            "SELECT r.partner_id, r.level_number, r.amount_due::text, array_agg(m.name)"
            "  FROM tpe_reminder r JOIN tpe_reminder_line l ON l.reminder_id = r.id"
            "  JOIN account_move m ON m.id = l.move_id"
            " WHERE r.date = %s AND r.state = 'sent' AND NOT l.is_credit"
            " GROUP BY r.id",
            (day,),
        )
        sent = {
            partner: (level, f"{Decimal(amount):.2f}", tuple(sorted(names)))
            for partner, level, amount, names in rows
        }
        assert len(sent) == len(rows), f"{day}: two messages to a customer"
        assert sent == expected, day
        if answer and not self.figures["crashed_today"]:
            self.check_reasons(day, answer, reasons)
        self.figures["messages"] += len(sent)
        self.figures["crashed_today"] = 0

    def check_reasons(self, day, answer, reasons):
        """See that each item stands in one place, with the reason it must have."""
        told = [
            (skip["invoice"], skip["reason"])
            for skip in answer["skipped"]
            if skip["reason"] != "credit"
        ]
        assert len(told) == len(dict(told)), f"{day}: an item has two reasons"
        assert dict(told) == reasons, day
        self.figures["reasons"] += len(told)

    def check_mailbox(self):
        """See that each mail arrived, once, and none else."""
        self.server.wake_scheduler()
        waiting = "SELECT count(*) FROM tpe_reminder WHERE delivery = 'queued'"
        self.server.database.wait_for(waiting, 0, 600)
        rows = self.server.database.run(
            "SELECT address, count(*), count(*) FILTER (WHERE delivery = 'leaving')"
            "  FROM tpe_reminder WHERE channel = 'email' AND state = 'sent'"
            " GROUP BY address"
        )
        told = (each["X-Sent-To"] for each in self.server.mailbox.get_messages())
        # the accountant hears of broken promises
        arrived = Counter(each for each in told if each.endswith(ADDRESSES))
        assert set(arrived) <= {address for address, *_ in rows}
        for address, count, unsure in rows:
            assert count - unsure <= arrived[address] <= count, address
        self.figures["mails"] = sum(arrived.values())
        self.figures["unsure"] = sum(unsure for _a, _c, unsure in rows)


def play(start, folder, seed, missed=(), crashes=()):
    """Live day by day, and check each of them.

    :param start: what makes a server
    :param Path folder: where the file with the day is
    :param int seed: of the chance
    :param missed: numbers of the days on which the scheduler is down
    :param crashes: numbers of the days on which the server is killed
    :return: figures
    :rtype: Counter
    """
    began, world = clock(), Year(start, folder, seed)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        world.live(day)
        if number == YES:
            world.say_yes(day)
        if number <= YES or number in missed:
            continue
        if number in crashes:
            world.crash(day, number)
            world.figures["crashed_today"] = 1
        world.check(day, *world.remind(day, number))
        if number % 30 == 0:
            assert world.run(day)["sent"] == [], "run twice, it sends nothing more"
            say(f"{day}: {world.figures['messages']} messages, {clock() - began:.0f} s")
    world.check_mailbox()
    return world.figures


def tell(title, figures):
    """Print the figures of a year.

    :param str title: which one
    :param Counter figures: its figures
    """
    words = ", ".join(
        f"{figures[key]} {key}"
        for key in ("invoices", "payments", "pauses", "messages", "mails", "reasons")
    )
    say(
        f"\n{title}: {CUSTOMERS} customers, {DAYS} days, {words}, "
        f"{figures['scheduled']} days by the scheduler ({figures['closed']} closed, "
        f"{figures['stale']} without a bank statement), "
        f"{figures['crashes']} crashes, {figures['unsure']} mails to ask about; "
        "no message too many, none missed"
    )


@pytest.mark.timeout(7200)
@pytest.mark.skipif(CUSTOMERS < 100, reason="setup/year plays it")
def test_a_year_of_reminders_is_what_it_must_be(fresh_server, tmp_path):
    tell("A year", play(fresh_server, tmp_path, 7))


@pytest.mark.timeout(7200)
def test_reminders_after_an_outage_and_crashes_are_neither_lost_nor_a_burst(
    fresh_server, tmp_path
):
    chance = random.Random(11)
    start = chance.randrange(20, DAYS - OUTAGE - 5)
    missed = range(start, start + OUTAGE)
    days = [number for number in range(15, DAYS) if number not in missed]
    figures = play(fresh_server, tmp_path, 8, missed, set(chance.sample(days, CRASHES)))
    tell("A year with trouble", figures)
