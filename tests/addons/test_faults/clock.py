# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clock that is wrong, or that runs as fast as somebody wants."""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import typst
from freezegun import api, freeze_time

# how long a server goes without looking at the file that tells its clock, in seconds
GLANCE = 0.05
# what watches over the processes measures durations: days that pass are none
WATCHERS = ["odoo.service.server", "odoo.sql_db", "psycopg2", "gevent", "logging"]


def shift(seconds):
    """Put the clock of this process forward, or back; it goes on from there.

    :param int seconds: by how much
    """
    now = datetime.now(UTC)
    # it keeps the class that it meets first: the real one, which both kinds are of
    typst.compile(b"", format="pdf", timestamp=now.replace(microsecond=0))
    moment = now.replace(tzinfo=None) + timedelta(seconds=seconds)
    freeze_time(moment, tick=True).start()


def follow(path):
    """Let this process, and those it starts, show the time that a file tells.

    :param str path: of the file: seconds to add to the real time, written at once
    """
    clock = _Told(path)
    freeze_time(clock(), tick=True, ignore=WATCHERS).start()
    api.freeze_factories[-1] = clock
    _keep_durations()
    # each worker by itself: threads of the compiler do not survive a fork
    os.register_at_fork(after_in_child=_show_typst_the_real_class)


def _keep_durations():
    """Let what measures durations do so, wherever it was imported."""
    names = ("monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
    real = {getattr(api, f"fake_{n}"): getattr(api, f"real_{n}") for n in names}
    for module in list(sys.modules.values()):
        if module is api or not hasattr(module, "__dict__"):
            continue
        for name, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__module__", "") == api.__name__:
                setattr(module, name, real.get(value, value))


def _show_typst_the_real_class():
    module = sys.modules["datetime"]
    told, module.datetime = module.datetime, api.real_datetime
    now = api.real_datetime.now(UTC).replace(microsecond=0)
    typst.compile(b"", format="pdf", timestamp=now)
    module.datetime = told


class _Told:
    """The time that a file tells; called, it says it."""

    def __init__(self, path):
        self.path = path
        self.shift = timedelta()
        self.seen = 0.0

    def __call__(self):
        now = api.real_monotonic()
        if now - self.seen > GLANCE:
            self.seen = now
            with suppress(OSError, ValueError), open(self.path) as file:
                self.shift = timedelta(seconds=float(file.read()))
        moment = api.real_datetime.fromtimestamp(api.real_time(), UTC)
        return moment.replace(tzinfo=None) + self.shift
