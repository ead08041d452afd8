# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The memory that grows while 500 drafts are issued, in batches as a scheduler does."""

import re
from pathlib import Path

from . import data, pair_issue

LIMIT = 30.0
UNIT = "MB"
BATCHES = 10
BATCH = 50
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


def measure(env):
    """Issue batches; the first one, which loads libraries and fonts, does not count.

    :param env: of the database with our addons
    :return: growth over the batches that follow
    :rtype: dict[str, float]
    """
    (invoice,) = data.find(env, 1)
    _issue(env, invoice)
    before = get_resident()
    for _each in range(BATCHES):
        _issue(env, invoice)
    return {f"{BATCHES * BATCH} invoices": get_resident() - before}


def _issue(env, invoice):
    drafts = [pair_issue.draft_like(invoice) for _each in range(BATCH)]
    env["account.move"].concat(*drafts).tpe_issue()
    env.flush_all()
    env.invalidate_all()


def get_resident():
    """:return: memory of this process, in MB
    :rtype: float"""
    return int(RESIDENT.search(Path("/proc/self/status").read_text())[1]) / 1024
