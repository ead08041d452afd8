# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a year."""

import os

from lib.console import say

from .watching import count_files, count_rows

SHOWN = 12  # problems of a rule


def tell(world, watch, rules, lasted):
    """Print what was done, how fast, what broke, and whether the rules hold.

    :param World world: of the year
    :param Watch watch: of the memory
    :param list rules: of the checks
    :param float lasted: seconds of the year
    :return: whether they hold
    :rtype: bool
    """
    options = world.options
    say(
        f"\n{options.invoices} invoices, {options.customers} customers, "
        f"{(world.agenda.today - world.book.first).days + 1} days in {lasted:.0f} s, "
        f"{options.workers} workers, {options.clients} clients, seed {options.seed}\n"
    )
    tell_processor(watch, lasted)
    tell_requests(world.recorder, lasted)
    tell_errors(world)
    tell_memory(watch)
    rows = count_rows(world.server.database)
    say("\nrows: " + ", ".join(f"{count} {table}" for table, count in rows.items()))
    files, size = count_files(world.server.filestore)
    say(f"files: {files}, {size / 1e6:.0f} MB")
    return tell_rules(rules)


def tell_processor(watch, lasted):
    """Print how much of the machine the server had.

    :param Watch watch: of the processes
    :param float lasted: seconds of the year
    """
    if watch.loads:
        say(
            f"the server's processes had {sum(watch.spent.values()):.0f} s of "
            f"{os.cpu_count()} processors in {lasted:.0f} s; on average "
            f"{sum(watch.loads) / len(watch.loads):.1f} processes wanted to run"
        )


def tell_requests(recorder, lasted):
    """Print the durations by kind, and of the last quarter beside the first.

    :param Recorder recorder: of the year
    :param float lasted: seconds of the year
    """
    total = sum(map(len, recorder.times.values()))
    say(f"{total} requests, {total / lasted:.1f} a second\n")
    head = ("p50", "p95", "p99", "most", "p95 at first", "at last")
    say(f"{'request':16}{'count':>7}" + "".join(f"{each:>13}" for each in head))
    for kind, samples in sorted(recorder.times.items()):
        times = [seconds for _at, seconds in samples]
        quarter = max(1, len(times) // 4)
        figures = (
            *(pick(times, part) for part in (0.5, 0.95, 0.99, 1)),
            *(pick(each, 0.95) for each in (times[:quarter], times[-quarter:])),
        )
        texts = "".join(f"{1000 * each:>10.0f} ms" for each in figures)
        say(f"{kind:16}{len(times):>7}{texts}")


def pick(times, part):
    """Find the value below which a part of all values is.

    :param list times: values
    :param float part: 0 to 1
    :rtype: float
    """
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


def tell_errors(world):
    """Print the errors by kind, and the fault that explains them.

    :param World world: of the year
    """
    say("\nerrors of requests:")
    for (name, why), count in sorted(world.recorder.errors.items()):
        say(f"{count:>6} {name} ({why})")
    if not world.recorder.errors:
        say("  none")
    faults = ", ".join(f"{n} x {name}" for name, n in world.troubles.counts.items())
    say(f"faults played: {faults or 'none'}")


def tell_memory(watch):
    """Print the memory of the processes that lived longest.

    :param Watch watch: of the memory
    """
    head = "".join(f"{each:>9}" for each in ("first", "middle", "last", "most"))
    say(f"\n{'memory of a process, MB':33}{'life':>9}{head}")
    for what, life, *sizes in watch.get_growth()[:8]:
        texts = "".join(f"{size:>9.0f}" for size in sizes)
        say(f"{what:33}{life:>7.0f} s{texts}")


def tell_rules(rules):
    """Print which rules hold.

    :param list rules: of the checks
    :return: whether all do
    :rtype: bool
    """
    say()
    for rule in rules:
        word = "BROKEN" if rule.problems else "holds"
        say(f"{rule.code:6}{word:7} {rule.words}")
        for problem in rule.problems[:SHOWN]:
            say(f"        {problem}")
        if len(rule.problems) > SHOWN:
            say(f"        ... and {len(rule.problems) - SHOWN} more")
    return not any(rule.problems for rule in rules)
