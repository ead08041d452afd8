# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One year: a server, its clients in threads, a calendar, and what is noted of it."""

import os
import socket
import threading
import time
import traceback
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from lib.console import say, step

from .. import story
from . import holding, telling
from .agenda import Agenda
from .book import Book
from .calling import Caller, Given, Recorder
from .people import Office
from .scheduler import Scheduler
from .troubles import Troubles
from .visitors import Visitors
from .watching import Watch

# who works when there are eight clients
ROLES = "accountant visitor accountant seller reader accountant visitor accountant"
TIMEOUT = 300  # seconds after which a call is lost
TERMS = {"name": "Année", "min_gap": 3, "min_amount": 10.0, "max_messages": 0}
STEPS = (("due", -3), ("due", 5), ("due", 15), ("previous", 15))
CARE = {"name": "Entretien", "price_unit": 30}
GUARDS = """
UPDATE res_company SET tpe_reminder_mode = 'waiting', tpe_reminder_bank_days = 0,
       tpe_reminder_hour_from = 8, tpe_reminder_hour_to = 19, tpe_reminder_cap = 0,
       tpe_reminder_announce = false
"""
WAITING = (
    "SELECT (SELECT count(*) FROM tpe_reminder WHERE delivery = 'queued') "
    "+ (SELECT count(*) FROM mail_mail WHERE state = 'outgoing') "
    "+ (SELECT count(*) FROM contract_line WHERE recurring_next_date <= %s)"
)


class Calendar:
    """The clock of the server: each day begins at nine, then time passes as it does."""

    def __init__(self, path):
        """:param Path path: file that the server follows"""
        self.path = path
        self.shift = 0.0

    def show(self, day):
        """Begin a day.

        :param date day: it
        """
        morning = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        self.shift = (morning - datetime.now(UTC)).total_seconds()
        self.jump(0)

    def jump(self, seconds):
        """Show another time than it is.

        :param float seconds: how much later; 0 is the right one
        """
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(self.shift + seconds))
        os.replace(fresh, self.path)


class World:
    """What the tasks of a year share."""

    def __init__(self, environment, options):
        """:param Environment environment: of the tests
        :param options: of the command
        """
        self.options = options
        self.mailbox = environment.make_mailbox()
        self.server = environment.make_server(self.mailbox, has_scheduler=True)
        self.scheduler = Scheduler(self.server)
        self.calendar = Calendar(environment.folder / "calendar")
        first = date.today() - timedelta(days=366)  # noqa: DTZ011 - the machine's own
        self.book = Book(options, first)
        days = self.book.first, self.book.last
        slack = max(1, options.clients // 3)
        self.agenda = Agenda(*days, slack, self._is_day_done, self._begin_day)
        self.recorder = Recorder()
        self.troubles = Troubles(self)
        self.visitors, self.office = Visitors(self), Office(self)
        self.compared, self.different, self.broken = 0, [], []
        self.frozen = {}
        self.company = self.product = None
        self._lock, self._is_down = threading.Lock(), threading.Event()

    def start(self):
        """Start the server."""
        workers = f"--workers={self.options.workers}"
        self.server.start(workers, faults={"calendar": str(self.calendar.path)})

    def start_again(self):
        """Have the server started by the thread that lasts: it ends with who started
        it."""
        self._is_down.set()
        while self._is_down.is_set():
            time.sleep(0.1)

    def _begin_day(self, day):
        self.calendar.show(day)
        self.scheduler.begin(day)

    def _is_day_done(self):
        return self.scheduler.is_done

    def get_days(self):
        """List the invoices of each day.

        :rtype: dict
        """
        days = defaultdict(list)
        for bill in self.book.bills:
            days[bill.day].append(bill)
        return days

    def compare(self, bill, sha256):
        """Compare bytes that somebody got with those that were sealed.

        :param Bill bill: the invoice
        :param str sha256: of the bytes
        """
        with self._lock:
            self.compared += 1
            if sha256 != bill.sha256:
                self.different.append(bill.name)

    def note_frozen(self):
        """Remember the frozen figures: they must stay."""
        rows = self.server.database.run("SELECT id, code, answer FROM tpe_kpi_snapshot")
        for number, code, answer in rows:
            self.frozen.setdefault(number, (code, answer))

    # === BEFORE === #

    def prepare(self):
        """Make the customers and the plan of reminders; the owner says yes."""
        self.calendar.show(self.book.first)
        self.server.database.run(GUARDS)
        self.start()
        accountant, owner = self.server.rpc("accountant"), self.server.rpc("owner")
        self.company = story.get_company(accountant)
        self.product = story.find_product(accountant)
        words = {"subject": "Facture {invoices}", "body": "{amount} à payer."}
        steps = [
            (0, 0, {"name": f"Étape {at}", "base": base, "days": days, **words})
            for at, (base, days) in enumerate(STEPS, 1)
        ]
        plan = story.create(owner, "tpe.reminder.plan", **TERMS, level_ids=steps)
        self._make_buyers(accountant, plan)
        self._make_contracts(owner)
        owner.call("tpe.reminder.run", "action_start")

    def _make_buyers(self, client, plan):
        (france,) = client.call(
            "res.country", "search", domain=[["code", "=", "FR"]], limit=1
        )
        buyers = self.book.buyers
        for at in range(0, len(buyers), 100):
            some = buyers[at : at + 100]
            rows = [self._describe(each, plan, france) for each in some]
            made = client.call("res.partner", "create", vals_list=rows)
            for buyer, partner in zip(some, made, strict=True):
                buyer.partner_id = partner

    def _make_contracts(self, client):
        """Some customers have a contract, which the scheduler bills each month."""
        first = self.book.first.isoformat()
        # an invoice that nobody can mail is told as an error of its contract
        buyers = [each for each in self.book.buyers if each.habit != "postal"]
        rows = [
            {
                "name": f"Entretien {buyer.number}",
                "partner_id": buyer.partner_id,
                "contract_type": "sale",
                "date_start": first,
                "contract_line_ids": [(0, 0, {**CARE, "product_id": self.product})],
            }
            for buyer in buyers[:: max(1, len(buyers) // 10)]
        ]
        for row in rows:
            (line,) = row["contract_line_ids"]
            line[2].update(date_start=first, recurring_next_date=first)
        client.call("contract.contract", "create", vals_list=rows)

    def _describe(self, buyer, plan, france):
        trade = {
            "is_company": True,
            "company_registry": "55210055400013",
            "vat": "FR96552100554",
        }
        return {
            "name": f"Acheteur {buyer.number}",
            "street": "1 rue du Port",
            "zip": "29200",
            "city": "Brest",
            "country_id": france,
            "email": False if buyer.habit == "postal" else buyer.address,
            "tpe_reminder_plan_id": plan,
            "tpe_reminder_excluded": buyer.habit == "excluded",
            **({} if buyer.is_consumer else trade),
        }

    # === THE YEAR === #

    def live(self):
        """Let everybody work until the year is over."""
        self.office.plan()
        roles = ROLES.split()
        names = [roles[at % 8] for at in range(max(5, self.options.clients))]
        if self.options.faults:
            self.troubles.plan()
            names.append("trouble")
        callers = [(name, self._make_caller(name, at)) for at, name in enumerate(names)]
        threads = [
            threading.Thread(target=self._work, args=each, daemon=True)
            for each in callers
        ]
        for thread in threads:
            thread.start()
        end = time.monotonic() + (self.options.minutes * 60 or 10**9)
        while any(thread.is_alive() for thread in threads):
            if self._is_down.wait(0.2):
                self.start()
                self._is_down.clear()
            self.scheduler.look()
            if time.monotonic() > end:
                self.agenda.stop()

    def _make_caller(self, role, number):
        client = None
        if role in ("accountant", "seller", "reader"):
            door = self.server.rpc if number % 2 else self.server.json2
            client = door(role)
        caller = Caller(self.server.url, client, self.recorder, self.troubles)
        caller.company = self.company
        return caller

    def _work(self, role, caller):
        while task := self.agenda.take(role):
            try:
                task(caller, self.agenda.today)
            except Given:
                pass  # noted
            except Exception:  # noqa: BLE001 - a fault of ours is told at the end
                self.broken.append(traceback.format_exc(limit=-3))
            finally:
                self.agenda.done()

    def settle(self):
        """Let the scheduler send what waits."""
        end = time.monotonic() + 240
        while time.monotonic() < end:
            self.scheduler.begin(self.agenda.today)
            if not self.server.database.get(WAITING, (self.agenda.today,)):
                return
            time.sleep(2)


def play(environment, options):
    """Play a year, hold it against what must be, and print it.

    :param Environment environment: of the tests
    :param options: of the command
    :return: whether all holds
    :rtype: bool
    """
    socket.setdefaulttimeout(TIMEOUT)
    world = World(environment, options)
    watch = Watch(world.server)
    try:
        with step(f"{options.customers} customers"):
            world.prepare()
        began = time.monotonic()
        watch.start()
        with step(f"{options.invoices} invoices of {options.days} days"):
            world.live()
        lasted = time.monotonic() - began
        with step("what waits is sent"):
            world.settle()
        watch.stop()
        with step("books, archive, reminders and figures"):
            rules = holding.check(world)
        return telling.tell(world, watch, rules, lasted)
    finally:
        if options.keep:
            world.server.stop()
            say(f"The database {world.server.database.name} stays.")
        else:
            world.server.remove()
        world.mailbox.stop()
