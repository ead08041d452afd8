# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs in Odoo's shell: build the data, time a pair."""

import importlib
import json
import statistics
import sys
import time

from odoo import api
from odoo.modules.registry import Registry

from . import data

WARM_UP = 2


def build(env, invoices):
    """Fill a database.

    :param env: of the database
    :param int invoices: how many
    """
    data.build(env, invoices)
    env.cr.commit()


def measure(env, pair, reference, url, rounds):
    """Time a pair in turn and print the medians for the frame.

    :param env: of the database with our addons
    :param str pair: name
    :param str reference: database without them
    :param str url: of a server on that database
    :param int rounds: how often each is timed
    """
    module = importlib.import_module(f"pairs.pair_{pair}")
    with Registry(reference).cursor() as cursor:
        other = api.Environment(cursor, env.uid, {})
        count = rounds + WARM_UP
        sides = {
            "ours": (env, module.do_ours, data.find(env, count)),
            "reference": (other, module.do_reference, data.find(other, count)),
        }
        prepare = getattr(module, "prepare", None)
        times = {side: [] for side in sides}
        for number in range(count):
            for side, (own, function, invoices) in sides.items():
                item = invoices[number]
                item = prepare(own, item) if prepare else item
                seconds = _time(own, function, item, url)
                if number >= WARM_UP:
                    times[side].append(seconds / getattr(module, "BATCH", 1))
    result = {side: statistics.median(values) for side, values in times.items()}
    sys.stdout.write(f"RESULT {json.dumps({**result, 'goal': module.GOAL})}\n")


def _time(env, function, item, url):
    env.flush_all()
    env.invalidate_all()
    started = time.perf_counter()
    function(env, item, url)
    env.flush_all()
    seconds = time.perf_counter() - started
    env.cr.rollback()
    return seconds
