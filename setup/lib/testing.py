# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stages of setup/test, all of them, whatever becomes of each.

Where there is a second processor, two processes take the stages from one list, the
longest first; what the other one had to print follows at the end.
"""

import argparse
import json
import os
import shutil
import signal
import time
import traceback
from dataclasses import asdict, dataclass

from . import stages
from .bootstrap import enter
from .console import SetupError, say
from .files import lock
from .odoo import Odoo, die_with_parent
from .postgres import get_postgres

BUSY = (
    "The tests of this checkout are already running. Wait until they are done, or "
    "stop them."
)


@dataclass
class Total:
    """What has passed and failed so far, and in which stages."""

    passed: int = 0
    failed: int = 0
    broken: tuple = ()

    def add(self, name, outcome):
        """Count a stage.

        :param str name: of the stage
        :param tuple outcome: passed, failed
        """
        self.passed += outcome[0]
        self.failed += outcome[1]
        if outcome[1]:
            self.broken += (f"{name} ({outcome[1]})",)


def main(entry):
    """Run the stages and print the totals.

    :param str entry: path of the script
    :return: exit code
    :rtype: int
    """
    options = _parse()
    # a stopped run cleans up like an interrupted one
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = _choose(options)
    total = Total()
    try:
        place = enter(entry, "test", _get_groups(wanted))
        with lock(place.layout.state / ".lock", BUSY):
            _run_all(place, wanted, options, total)
        if options.k and not (total.passed or total.failed):
            raise SetupError(f"No test has a name that matches {options.k}")
    except SetupError as error:
        say(f"\n{error}")
        total.failed += 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        total.failed += 1
    if total.broken:
        say(f"\nFailed: {', '.join(total.broken)}")
    say(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def _parse():
    parser = argparse.ArgumentParser(prog="setup/test", description=__doc__)
    parser.add_argument(
        "--fast", action="store_true", help="static checks, tools and addon tests only"
    )
    parser.add_argument("-k", metavar="EXPR", help="only tests whose name matches")
    names = ", ".join(stage.name for stage in stages.STAGES)
    parser.add_argument(
        "--stage", action="append", metavar="NAME", help=f"one of: {names}"
    )
    options = parser.parse_args()
    unknown = set(options.stage or ()) - {stage.name for stage in stages.STAGES}
    if unknown:
        parser.error(f"no stage {', '.join(sorted(unknown))}; there are: {names}")
    return options


def _choose(options):
    """List the stages that the options ask for."""
    if options.stage:
        return [each for each in stages.STAGES if each.name in options.stage]
    wanted = [each for each in stages.STAGES if each.fast or not options.fast]
    if options.k:
        wanted = [each for each in wanted if each.takes_names]
    return wanted


def _get_groups(wanted):
    """List what has to be installed for these stages."""
    light = all(not each.needs_server for each in wanted)
    return ("run", "lint") if light else ("run", "test", "around", "lint")


def _run_all(place, wanted, options, total):
    workshop = stages.Workshop(place, _make_odoo(place), options.k)
    quick = [stage for stage in wanted if not stage.needs_server]
    rest = [stage for stage in wanted if stage.needs_server]
    try:
        _clean(workshop)
        _run_each(workshop, quick, total)
        if len(rest) < 2 or os.cpu_count() < 2:
            _run_each(workshop, rest, total)
        else:
            workshop.start()
            stages.templates.get_template(workshop.odoo)
            _run_by_two(workshop, rest, total)
    finally:
        if workshop.is_started:
            _clean(workshop)
            workshop.odoo.postgres.stop()


def _run_each(workshop, wanted, total):
    for stage in wanted:
        _run_one(workshop, stage, total)


def _line_up(wanted):
    """Put stages in a line that several processes take from.

    :param list[Stage] wanted: the stages
    :return: those that are left, one after the other, the longest first
    :rtype: iterator[Stage]
    """
    line = sorted(wanted, key=lambda stage: -stage.minutes)
    taking, giving = os.pipe()
    os.write(giving, bytes(range(len(line))))
    os.close(giving)
    # the kernel gives each byte to one of those who read
    return (line[number[0]] for number in iter(lambda: os.read(taking, 1), b""))


def _run_by_two(workshop, wanted, total):
    """Run stages here and in another process, then print what that had to say.

    :param Workshop workshop: with its database server started
    :param list[Stage] wanted: the stages
    :param Total total: what they add to
    """
    state = workshop.place.layout.state
    words, result = state / "meanwhile.log", state / "meanwhile.json"
    result.unlink(missing_ok=True)
    line = _line_up(wanted)
    process = os.fork()
    if not process:
        _run_apart(workshop, line, words, result)
    try:
        _run_each(workshop, line, total)
        say("\n=== what else was tested meanwhile")
    except BaseException:
        os.kill(process, signal.SIGTERM)
        raise
    finally:
        os.waitpid(process, 0)
        say(words.read_text(errors="replace"))
    if result.exists():
        own = json.loads(result.read_text())
        total.passed += own["passed"]
        total.failed += own["failed"]
        total.broken += tuple(own["broken"])
    else:
        total.add("meanwhile", (0, 1))  # it was killed


def _run_apart(workshop, line, words, result):
    """Be the other process: print to a file, leave the counts in another, and end."""
    die_with_parent()
    try:
        with open(words, "wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        own = Total()
        _run_each(workshop, line, own)
        result.write_text(json.dumps(asdict(own)))
    except KeyboardInterrupt:
        say("Interrupted.")
    finally:
        os._exit(0)  # what stands behind the fork is the parent's to do


def _make_odoo(place):
    state = place.layout.state
    return Odoo(place, get_postgres(state), state)


def _run_one(workshop, stage, total):
    say(f"\n=== {stage.name}: {stage.title}")
    started = time.monotonic()
    try:
        outcome = stage.run(workshop)
    except SetupError as error:
        say(str(error))
        outcome = (0, 1)
    except Exception:  # noqa: BLE001 - one stage's defect must not hide the others
        say(traceback.format_exc())
        outcome = (0, 1)
    total.add(stage.name, outcome)
    seconds = time.monotonic() - started
    say(f"=== {stage.name}: {outcome[0]} passed, {outcome[1]} failed, {seconds:.0f} s")


def _clean(workshop):
    """Remove what an interrupted run has left behind."""
    state = workshop.place.layout.state
    if workshop.is_started:
        query = "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"
        for (name,) in workshop.odoo.postgres.run(query):
            workshop.odoo.postgres.drop(name)
    for folder in (
        *(state / "data" / "filestore").glob("test_*"),
        state / "root-tests",
    ):
        shutil.rmtree(folder, ignore_errors=True)
    for log in state.glob("test_*.log"):
        log.unlink()
