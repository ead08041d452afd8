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
from .stages import Stages
from .watch import Watch

WARM_UP = 2
ENOUGH = 300  # seconds after which no further round of a pair begins
MARK = "RESULT "


def build(env, invoices):
    """Fill a database.

    :param env: of the database
    :param int invoices: how many
    """
    data.build(env, invoices)
    env.cr.commit()


def measure(env, pair, reference, url, rounds, sizes):
    """Time a pair in turn and print the medians for the frame.

    Before each round both sides forget all records, as at the start of a request;
    a pair that is WARM reads those of its invoice again, off the clock, on both, and
    one with a function ``warm(item)`` what that reads.

    :param env: of the database with our addons
    :param str pair: name
    :param str reference: database without them
    :param str url: of a server on that database
    :param int rounds: how often each is timed; once, nothing is warmed up; what takes
        longer than ENOUGH is timed less often, and the last round then counts
    :param dict sizes: how many each module of data makes
    """
    for name, count in sizes.items():
        importlib.import_module(f"pairs.{name}").COUNT = count
    module = importlib.import_module(f"pairs.pair_{pair}")
    with Registry(reference).cursor() as cursor:
        other = api.Environment(cursor, env.uid, {})
        data.use_disk(env)
        data.use_disk(other)
        warm_up = WARM_UP if rounds > 1 else 0
        count = rounds + warm_up
        sides = {
            "ours": (env, module.do_ours, data.find(env, count)),
            "reference": (other, module.do_reference, data.find(other, count)),
        }
        prepare = getattr(module, "prepare", None)
        times = {side: [] for side in sides}
        stages, begun = Stages(env), time.monotonic()
        for number in range(count):
            for side, (own, function, invoices) in sides.items():
                item = invoices[number]
                item = prepare(own, item) if prepare else item
                with stages.watch(number >= warm_up and side == "ours"):
                    times[side].append(_time(own, function, item, url, module))
            if time.monotonic() - begun > ENOUGH:
                break
    size = sizes.get(getattr(module, "DATA", ""), getattr(module, "BATCH", 1))
    counted = min(rounds, max(len(times["ours"]) - warm_up, 1))
    times = {side: taken[-counted:] for side, taken in times.items()}
    _tell(_sum_up(module, times, stages) | {"size": size, "rounds": counted})


def _sum_up(module, times, stages):
    """:param module: the pair
    :param dict times: by the clock and of the processors, of each round, by side
    :param Stages stages: of our side
    :return: medians, and what belongs to them
    :rtype: dict"""
    result = {"goal": module.GOAL}
    for side, taken in times.items():
        clock, processors = zip(*taken, strict=True)
        result[side] = statistics.median(clock)
        result[f"{side}_processors"] = statistics.median(processors)
    if getattr(module, "IS_ELSEWHERE", False):
        result["reference_processors"] = None
    clock = [each for each, _processors in times["ours"]]
    result["stages"] = stages.get_means(clock, getattr(module, "BATCH", 1))
    return result


def measure_limit(env, limit, entries):
    """Measure what has a limit of its own, and print it for the frame.

    :param env: of the database with our addons
    :param str limit: name
    :param int entries: size of the largest archive, for what is measured as it grows
    """
    module = importlib.import_module(f"pairs.limit_{limit}")
    data.use_disk(env)
    result = {"limit": module.LIMIT, "unit": module.UNIT}
    sizes = [entries] if getattr(module, "GROWS", False) else []
    result["values"] = module.measure(env, *sizes)
    env.cr.rollback()
    _tell(result)


def _tell(result):
    sys.stdout.write(f"{MARK}{json.dumps(result)}\n")


def _time(env, function, item, url, module):
    env.flush_all()
    env.invalidate_all()
    if getattr(module, "WARM", False):
        data.read_again(item)
    if hasattr(module, "warm"):
        module.warm(item)
    watch = Watch(env)
    done = function(env, item, url)
    env.flush_all()
    taken = watch.read()
    env.cr.rollback()
    count = done or getattr(module, "BATCH", 1)
    return tuple(seconds / count for seconds in taken)
