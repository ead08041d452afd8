# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Give the tools of the addons one small fault after another, and count who notices.

Only the tests that need no database are asked, the shortest first of those that meet
the line; a sample is drawn from each file, the same one for the same seed.
"""

import argparse
import contextlib
import importlib
import json
import os
import random
import traceback
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from .bootstrap import enter
from .console import SetupError, say, step
from .files import hash_texts
from .layout import ADDONS, HERE
from .mutations import Mutant, find_mutants

# whole archives and whole pages, which take minutes: no fault can wait for them
LEFT_OUT = ("test_tools_mutations", "test_tools_designs")
SAMPLE = 8
PATIENCE = 8  # seconds of tests for each fault
STATEMENT = 20  # lines of one, at most
GRACE = 20  # times as long on a busy machine before a test counts as endless


@dataclass
class Trial:
    """A fault, the tests that may notice it, and what became of it."""

    path: Path
    mutant: Mutant
    tests: list
    seconds: float
    noticed: bool = False

    @property
    def words(self):
        """What a person reads of it.

        :rtype: str
        """
        place = f"{self.path.relative_to(HERE)}:{self.mutant.line}"
        unmet = "" if self.tests else "   (no test meets it)"
        return f"{place}  {self.mutant.before}  ->  {self.mutant.after}{unmet}"


@dataclass
class Score:
    """The counts of one file."""

    name: str
    percent: float
    count: int
    trials: list = field(default_factory=list)

    @property
    def line(self):
        """One row of the table.

        :rtype: str
        """
        tried, noticed = len(self.trials), sum(t.noticed for t in self.trials)
        share = f"{100 * noticed / tried:4.0f} %" if tried else "     -"
        return (
            f"{share}  {noticed:4d} of {tried:4d} ({self.count:4d})"
            f"  {self.percent:5.1f} %  {self.name}"
        )


def main(entry):
    """Try the faults and print the table.

    :param str entry: path of the script
    :return: exit code: 1 when a file stays below what was asked
    :rtype: int
    """
    options = _parse()
    place = enter(entry, "test", ("run", "test"))
    paths = _choose(options.modules)
    with step("every test once, watched"):
        facts = _get_facts(
            place.layout.state / "mutants", options.modules, options.jobs
        )
    broken = [" ".join(each[:2]) for each in facts["tests"].values() if not each[3]]
    if broken:
        raise SetupError("These tests fail without any fault:\n" + "\n".join(broken))
    scores = [_prepare(path, facts, options) for path in paths]
    trials = [trial for score in scores for trial in score.trials]
    _import_libraries(facts["libraries"])
    with step(f"{len(trials)} faults, {options.jobs} at a time"):
        _try_all([trial for trial in trials if trial.tests], options.jobs)
    _show(scores, options.show)
    return int(any(_is_below(score, options.least) for score in scores))


def _parse():
    parser = argparse.ArgumentParser(prog="setup/mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="names of tools, such as chain")
    parser.add_argument("--all", action="store_true", help="every fault, no sample")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="faults for a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="list what nobody noticed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=int, default=0, help="percent for each file")
    return parser.parse_args()


def _choose(names):
    paths = [
        path
        for addon in ADDONS
        for path in sorted((HERE / addon / "tools").glob("*.py"))
        if path.stem != "__init__" and (not names or path.stem in names)
    ]
    unknown = set(names) - {path.stem for path in paths}
    if unknown:
        raise SetupError(f"There is no tool {', '.join(sorted(unknown))}.")
    return paths


def _get_facts(state, names, jobs):
    """Find out which tests meet which lines, unless that is known of these files."""
    state.mkdir(exist_ok=True)
    targets = {state / f"{_name(path)}.json": path for path in _list_tests(names)}
    _watch({t: path for t, path in targets.items() if not _is_fresh(t)}, jobs)
    facts = [json.loads(target.read_text()) for target in targets]
    parts = map(_get_lines_path, targets)
    return {
        "tests": {f"{t[0]} {t[1]}": t for each in facts for t in each["tests"]},
        "libraries": sorted({name for each in facts for name in each["libraries"]}),
        "shares": _import_trial().read_shares(parts, state / "all"),
        "lines": _merge(each["lines"] for each in facts),
    }


def _list_tests(names):
    """List files of tests and tools with examples; for some tools, who names them."""
    for addon in ADDONS:
        for path in sorted((HERE / addon).glob("t*s/*.py")):
            text = path.read_text()
            is_tool = path.parent.name == "tools" and ">>>" in text
            is_test = path.name.startswith("test_tools") and path.stem not in LEFT_OUT
            if not (is_tool or is_test):
                continue
            if not names or path.stem in names or any(name in text for name in names):
                yield path


def _name(path):
    return ".".join(path.with_suffix("").parts[-3:])


def _merge(parts):
    """Put together which tests meet each line of each file."""
    merged = {}
    for part in parts:
        for path, lines in part.items():
            own = merged.setdefault(path, {})
            for line, names in lines.items():
                own.setdefault(int(line), set()).update(names)
    return merged


def _is_fresh(target):
    """Say whether no file has changed that these tests had to do with."""
    if not target.exists():
        return False
    return all(
        Path(path).exists() and hash_texts(Path(path).read_text()) == before
        for path, before in json.loads(target.read_text())["files"].items()
    )


def _get_lines_path(target):
    return target.with_suffix(".lines")


def _watch(targets, jobs):
    """Run files of tests, each in a process of its own."""
    waiting, running = deque(targets.items()), {}
    trial_module = _import_trial()
    while waiting or running:
        while waiting and len(running) < jobs:
            target, path = waiting.popleft()
            running[_fork(trial_module.watch, path, target)] = path
        process, status = os.wait()
        path = running.pop(process)
        if status:
            raise SetupError(f"The tests of {path} could not be run.")


def _fork(work, *arguments):
    """Do a piece of work in a process of its own.

    :return: number of the process
    :rtype: int
    """
    child = os.fork()
    if not child:
        code = 1
        try:
            work(*arguments)
            code = 0
        except Exception:  # noqa: BLE001 - a child must never return
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def _import_trial():
    """Import what needs the environment of the tests, which is not there at first."""
    return importlib.import_module("lib.mutant_trial")


def _prepare(path, facts, options):
    """Draw the faults of a file, and find the tests of each."""
    relative = str(path.relative_to(HERE))
    lines = facts["lines"].get(str(path), {})
    found = find_mutants(path.read_text())
    drawn = found
    if not options.all and len(found) > options.sample:
        draw = random.Random(f"{options.seed} {relative}")
        drawn = sorted(draw.sample(found, options.sample), key=lambda m: m.place)
    score = Score(relative, facts["shares"].get(str(path), 0), len(found))
    for mutant in drawn:
        tests, seconds = _get_tests(mutant, lines, facts["tests"])
        score.trials.append(Trial(path, mutant, tests, seconds))
    return score


def _get_tests(mutant, lines, tests):
    """Choose the tests that meet the line, the shortest first.

    What is run when the file is imported is asked of all who meet the file.
    """
    names = _get_meeting(mutant.line, lines)
    if names == {""}:
        names = {name for each in lines.values() for name in each}
    chosen, total = [], 0
    known = [tests[name] for name in names or () if name]
    for module, name, seconds, _passed in sorted(known, key=lambda each: each[2]):
        if chosen and total + seconds > PATIENCE:
            break
        total += seconds
        chosen.append((module, name))
    return chosen, total


def _get_meeting(line, lines):
    """Find who meets a line; a statement over several may count as its first."""
    near = range(line, max(line - STATEMENT, 0), -1)
    return next((lines[each] for each in near if each in lines), None)


def _try_all(trials, jobs):
    trial_module = _import_trial()
    waiting, running = deque(trials), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            trial = waiting.popleft()
            seconds = int(GRACE * (1 + trial.seconds))
            work = (trial.path, trial.mutant, trial.tests, seconds)
            running[_fork(trial_module.try_mutant, *work)] = trial
        process, status = os.wait()
        running.pop(process).noticed = status != 0


def _import_libraries(names):
    """Import once what every child would import again."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _show(scores, with_missed):
    """Print what nobody noticed, then a row for each file and one for all."""
    missed = [t for s in scores for t in s.trials if not t.noticed]
    if with_missed:
        say("\nNobody notices:")
        for trial in missed:
            say(f"  {trial.words}")
    say("\nnoticed  of tried (there are)  lines and branches met  file")
    for score in scores:
        say(score.line)
    count = sum(score.count for score in scores)
    percent = sum(s.percent * s.count for s in scores) / (count or 1)
    trials = [trial for score in scores for trial in score.trials]
    say(Score("all", percent, count, trials).line)


def _is_below(score, least):
    noticed = sum(trial.noticed for trial in score.trials)
    return 100 * noticed < least * len(score.trials)
