# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server's processes while it works, and what it leaves on the disk."""

import os
import threading
import time
from collections import defaultdict
from contextlib import suppress

import psutil

EVERY = 4  # seconds
MEGABYTE = 1024 * 1024
TABLES = (
    *("account_move", "account_move_line", "account_payment", "tpe_archive_entry"),
    *("tpe_reminder", "tpe_reminder_line", "tpe_kpi_snapshot", "ir_attachment"),
    *("mail_message", "mail_mail", "ir_cron_progress", "tpe_visit"),
)


class Watch:
    """Samples of memory and processor, by process, until it is stopped."""

    def __init__(self, server):
        """:param RunningServer server: whose processes"""
        self.server = server
        # process and what it is: seconds since the start, megabytes
        self.samples = defaultdict(list)
        self.spent = {}  # seconds of processor, by process
        self.loads = []  # how many processes of the machine wanted to run
        self.began = time.monotonic()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        """Look from now on.

        :return: self
        :rtype: Watch
        """
        self._thread.start()
        return self

    def stop(self):
        """Look no more."""
        self._end.set()
        self._thread.join()

    def _run(self):
        while not self._end.wait(EVERY):
            # the server may be down just now
            with suppress(AttributeError, OSError):
                self._look()

    def _look(self):
        now = time.monotonic() - self.began
        self.loads.append(os.getloadavg()[0])
        for at, process in enumerate(self.server.processes):
            with suppress(psutil.Error):
                looked = psutil.Process(process)
                memory, times = looked.memory_info(), looked.cpu_times()
                self.spent[process] = times.user + times.system
                own = memory.rss - memory.shared  # without libraries
                what = "worker" if at else "first process"
                self.samples[process, what].append((now, own / MEGABYTE))

    def get_growth(self):
        """Say of each process that lived long what it held at first and at last.

        :return: what it is, seconds of its life, memory at first, in the middle, at
            last and at most, in megabytes
        :rtype: list[tuple]
        """
        rows = []
        for (_process, what), samples in self.samples.items():
            sizes = [size for _at, size in samples]
            if len(sizes) > 2:
                life = samples[-1][0] - samples[0][0]
                middle = sizes[len(sizes) // 2]
                rows.append((what, life, sizes[1], middle, sizes[-1], max(sizes)))
        return sorted(rows, key=lambda row: -row[1])


def count_rows(database):
    """Count the rows of the tables that grow.

    :param Database database: the database
    :rtype: dict
    """
    return {table: database.get(f'SELECT count(*) FROM "{table}"') for table in TABLES}


def count_files(folder):
    """Count the files of the store.

    :param Path folder: the store
    :return: number and bytes
    :rtype: tuple[int, int]
    """
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
