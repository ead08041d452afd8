# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives of three sizes, each ten times the one before, and what is done with them.

Time is that of the processors, of Odoo and of its session of the database, as other
programs may run beside; memory is the most that was held at once. What was measured
with 1,000, 10,000 and 100,000 entries of one day: verify 0.17, 0.15, 0.17 ms each and
3, 0, 0 MB; chain 0.10, 0.10, 0.15 ms and 0 MB; close 0.53, 0.07, 0.02 ms and 4, 0, 3 MB
(60 MB when a report read all the entries of its day to list 1,000); export 0.29, 0.31,
0.44 ms and 3, 6, 10 MB, in parts of 20,000 entries at most, as the menu writes it (100
MB in one, whose zip names all its files at its end).
"""

import io
import re
from datetime import date
from pathlib import Path

from . import entries
from .watch import Watch

PAGE = 400  # bytes of a document: what is measured is what comes with each entry
AFTER = date(2099, 1, 1)
GIGABYTE = 10**9
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Nowhere(io.RawIOBase):
    """A file that forgets what is written: an export is made, and takes no place."""

    def __init__(self):
        self._at = 0

    def writable(self):
        """:rtype: bool"""
        return True

    def write(self, content):
        """:rtype: int"""
        self._at += len(content)
        return len(content)

    def tell(self):
        """:rtype: int"""
        return self._at


def measure(env, largest, read):
    """Do all that is done with whole archives, on each size.

    :param env: of the database with our addons
    :param int largest: entries of the largest archive
    :param read: gets the time of the processors in seconds and the memory in MB that
        a work took, and the number of entries; what it returns is told
    :return: value by work and size
    """
    values = {}
    # the page engine and its fonts, for the reports of closings, are loaded once
    _close(env, _get_company(env, largest // 100).id)
    env.cr.rollback()
    for size in (largest // 100, largest // 10, largest):
        company = _get_company(env, size)
        for name, work in WORKS.items():
            env.invalidate_all()
            Path("/proc/self/clear_refs").write_text("5")
            before, watch = _get_peak(), Watch(env)
            work(env, company.id)
            _clock, seconds = watch.read()
            memory = _get_peak() - before
            env.cr.rollback()
            values[f"{name} {size}"] = read(seconds, memory, size)
    return values


def _get_company(env, size):
    name, companies = f"Archive de {size}", env["res.company"]
    company = companies.search([("name", "=", name)])
    company = company or companies.create({"name": name})
    entries.seal(env, company, size, PAGE)
    return company


def _verify(env, company_id):
    answer = env["tpe.archive.entry"].tpe_verify(company_id)
    assert answer["ok"], answer["problems"][:3]


def _verify_chain(env, company_id):
    archive = env["tpe.archive.entry"]
    walk = archive._make_walk(company_id, 0)
    for rows in archive._iterate_chunks(company_id, 0, 2**31 - 1):
        for row in rows:
            assert not walk.feed(row)
    assert not walk.close()


def _close(env, company_id):
    company = env["res.company"].browse(company_id)
    closings = env["tpe.archive.entry"]._close_periods(company, AFTER)
    assert closings, "nothing was closed"


def _export(env, company_id):
    archive = env["tpe.archive.entry"]
    order = archive._prepare_export(company_id, None, None, GIGABYTE)
    for at in range(len(order.parts)):
        archive._write_part(Nowhere(), order, at)


WORKS = {"verify": _verify, "chain": _verify_chain, "close": _close, "export": _export}


def _get_peak():
    return int(PEAK.search(Path("/proc/self/status").read_text())[1]) / 1024
