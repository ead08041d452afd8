# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What breaks during the year, when, and which errors this explains."""

import contextlib
import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial

GRACE = 3  # seconds after a fault in which its errors still arrive
SMALL = 8192  # bytes of the largest file on a full disk
JUMPS = (6 * 3600, -120, -2 * 3600, 30 * 3600)  # seconds
# what a server may answer meanwhile; that it does not answer is explained by each
EXPLAINED = {
    "database restarted": (
        *("OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown"),
        "DatabaseError",
        *("PoolError", "CannotConnectNow", "ServerError", "HTTP 500", "HTTP 503"),
        "HTTP 404",  # Odoo finds no database to look in
    ),
    "mail server down": ("UserError", "MailDeliveryException"),
    "disk full": ("UserError", "OSError", "HTTP 500"),
}
BACK = 300  # a clock that goes back by more is told by the archive


class Troubles:
    """Faults of the year, from a seed; their times in real seconds."""

    def __init__(self, world):
        """:param world: server, mailbox, calendar and agenda"""
        self.world = world
        self.counts = Counter()
        self._periods = []
        self._lock = threading.Lock()

    def plan(self):
        """Put the faults down: each kind once, then one or another every few days."""
        chance = random.Random(self.world.options.seed + 2)
        twice = [self.kill_workers, self.restart_database, self.stop_mail]
        twice += [self.fill_disk, self.jump]
        first = [self.kill_worker, *twice, self.cut_power]
        kinds = first + twice + [self.kill_worker] * 5
        chance.shuffle(first)
        number, days = 3, self.world.options.days
        while number < days - 3:
            day = self.world.book.first + timedelta(days=number)
            kind = first.pop() if first else chance.choice(kinds)
            play = partial(kind, random.Random(chance.random()))
            self.world.agenda.add("trouble", day, play)
            number += chance.choice((1, 2, 4)) * max(1, days // 120)

    def explain(self, began, error):
        """Name the fault that explains an error.

        :param float began: when the request began, monotonic
        :param Exception error: what came
        :rtype: str | None
        """
        kind = getattr(error, "kind", "")
        with self._lock:
            for name, start, end in self._periods:
                is_near = start <= time.monotonic() and (
                    (end or time.monotonic()) >= began
                )
                if is_near and (not kind or kind in EXPLAINED.get(name, ())):
                    return name
        return None

    @contextlib.contextmanager
    def _period(self, name):
        period = [name, time.monotonic(), None]
        with self._lock:
            self._periods.append(period)
            self.counts[name] += 1
        try:
            yield
        finally:
            period[2] = time.monotonic() + GRACE

    # === FAULTS === #

    def kill_worker(self, chance, _caller, _day):
        """Kill one process that works, whatever it does."""
        time.sleep(chance.uniform(0, 0.5))
        with self._period("worker killed"):
            workers = self.world.server.processes[1:]
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(chance.choice(workers), signal.SIGKILL)

    def kill_workers(self, chance, _caller, _day):
        """Kill all of them at once."""
        time.sleep(chance.uniform(0, 0.5))
        with self._period("all workers killed"), self.world.server.without_workers():
            time.sleep(0.5)

    def cut_power(self, chance, _caller, _day):
        """Kill the server, and start it again."""
        time.sleep(chance.uniform(0, 0.5))
        with self._period("power cut"):
            self.world.server.kill()
            self.world.start_again()

    def restart_database(self, chance, _caller, _day):
        """Have the database server break off, and come back."""
        time.sleep(chance.uniform(0, 0.5))
        with self._period("database restarted"):
            self.world.server.odoo.postgres.crash()
            time.sleep(2)  # each connection of a pool is found broken once
            # Odoo ends where it has to replace a worker without a database
            if self.world.server.has_ended:
                self.counts["server ended, started again"] += 1
                self.world.start_again()

    def stop_mail(self, chance, _caller, _day):
        """Let no mail leave for some seconds, which are some days."""
        with self._period("mail server down"):
            self.world.server.mailbox.stop()
            time.sleep(chance.uniform(3, 6))
            self.world.server.mailbox.start()

    def fill_disk(self, chance, _caller, _day):
        """Let no process write a file of more than some bytes for a while."""
        with self._period("disk full"):
            self._limit_files(SMALL)
            time.sleep(chance.uniform(2, 5))
            self._limit_files(resource.RLIM_INFINITY)

    def _limit_files(self, size):
        # the first process last: those it starts meanwhile have its limit
        for process in reversed(self.world.server.processes):
            with contextlib.suppress(ProcessLookupError):
                _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
                low = hard if size == resource.RLIM_INFINITY else size
                resource.prlimit(process, resource.RLIMIT_FSIZE, (low, hard))

    def jump(self, chance, _caller, _day):
        """Show another time for some seconds."""
        seconds = chance.choice(JUMPS)
        self.counts["clock goes back"] += abs(seconds) > BACK
        with self._period("clock jumped"):
            self.world.calendar.jump(seconds)
            time.sleep(chance.uniform(1, 3))
            self.world.calendar.jump(0)
