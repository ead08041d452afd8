# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a child process does for setup/mutants: run pure tests, watched or on a fault.

Each fault has a process of its own, forked when the libraries of others are there and
none of our modules is: whatever a fault breaks ends with it.
"""

import contextlib
import doctest
import importlib
import importlib.machinery
import io
import json
import logging
import os
import resource
import signal
import sys
import tempfile
import time
import unittest
from pathlib import Path

import coverage
from hypothesis import settings

from . import pure_plugin  # noqa: F401 - puts packages in Odoo's place
from .files import hash_texts
from .layout import ADDONS, HERE
from .mutations import compile_mutant

EXAMPLES = 40  # of each property: the same ones for every fault
MEMORY = 4 << 30

settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, max_examples=EXAMPLES
)


def list_tests(path):
    """Name the tests of a file, or the examples in its docstrings.

    :param Path path: a file of tests or a tool
    :return: module and name of each
    :rtype: list[tuple[str, str]]
    """
    addon, folder = path.parts[-3:-1]
    module = f"{addon}.{folder}.{path.stem}"
    if folder == "tools":
        return [(module, each.name) for each in _find_examples(module)]
    own = importlib.import_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(own)
    return [(module, case.id().removeprefix(f"{module}.")) for case in _flatten(suite)]


def _flatten(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _flatten(each)
        else:
            yield each


def _find_examples(module):
    return [
        each
        for each in doctest.DocTestFinder().find(importlib.import_module(module))
        if each.examples
    ]


def _run(module, name):
    """Run one test.

    :return: whether it passed
    :rtype: bool
    """
    if ".tools" in module:
        [found] = [each for each in _find_examples(module) if each.name == name]
        return not doctest.DocTestRunner(verbose=False).run(found, out=len).failed
    suite = unittest.defaultTestLoader.loadTestsFromName(
        name, importlib.import_module(module)
    )
    result = unittest.TestResult()
    result.failfast = True
    unittest.TestSuite([suite]).run(result)
    return result.wasSuccessful()


def watch(path, target):
    """Run the tests of a file once: how long each takes, which lines it meets.

    :param Path path: a file of tests or a tool with examples
    :param Path target: JSON file for the times; the lines stand beside it
    """
    settings.load_profile("mutants")
    logging.disable()
    watcher = _make_watcher(None)
    watcher.start()
    tests = []
    with contextlib.redirect_stdout(io.StringIO()):
        for module, name in list_tests(path):
            watcher.switch_context(f"{module} {name}")
            started = time.process_time()
            passed = _run(module, name)
            seconds = time.process_time() - started
            tests.append([module, name, round(seconds, 3), passed])
    watcher.stop()
    data = watcher.get_data()
    # without the names of the tests, which coverage is slow to put together
    plain = coverage.CoverageData(basename=str(target.with_suffix(".lines")))
    plain.add_arcs({file: data.arcs(file) for file in data.measured_files()})
    plain.write()
    lines = {f: data.contexts_by_lineno(f) for f in data.measured_files()}
    answer = {
        "tests": tests,
        "lines": lines,
        "libraries": [name for name in sys.modules if not _is_ours(name)],
        "files": {path: hash_texts(Path(path).read_text()) for path in _list_ours()},
    }
    target.write_text(json.dumps(answer))


def _list_ours():
    """List our files that were imported."""
    files = {getattr(module, "__file__", None) for module in sys.modules.values()}
    start = str(HERE / "tpe_")
    return sorted(file for file in files if file and file.startswith(start))


def _make_watcher(file):
    """Make what sees which lines and branches of the tools are met."""
    return coverage.Coverage(
        data_file=file and str(file),
        branch=True,
        include=[str(HERE / "tpe_*" / "tools" / "*")],
        config_file=False,
    )


def read_shares(parts, file):
    """Put together how much of each file was met.

    :param parts: files of several watchers
    :param Path file: gets it all
    :return: path: percent of its lines and branches
    :rtype: dict
    """
    watcher = _make_watcher(file)
    watcher.combine([str(part) for part in parts], keep=True)
    with tempfile.NamedTemporaryFile() as report:
        watcher.json_report(outfile=report.name)
        files = json.load(report)["files"]
    return {
        os.path.abspath(path): each["summary"]["percent_covered"]
        for path, each in files.items()
    }


def _is_ours(name):
    return name.split(".")[0] in ("odoo", "lib", "__main__", *ADDONS)


class FaultyFile(importlib.machinery.SourceFileLoader):
    """Loads one of our files with its fault."""

    def __init__(self, name, path, mutant):
        super().__init__(name, path)
        self.mutant = mutant

    def get_code(self, fullname):
        """Compile the file anew, whatever was compiled before.

        :param str fullname: of the module
        :rtype: code
        """
        return compile_mutant(self.get_source(fullname), self.path, self.mutant)


class Finder:
    """Finds the faulty file before Python finds the sound one."""

    def __init__(self, path, mutant):
        self.path = str(path)
        self.mutant = mutant

    def find_spec(self, name, path=None, target=None):
        """Answer the import system.

        :param str name: of the module
        :param path: folders of its package
        :param target: unused
        :rtype: ModuleSpec
        """
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and spec.origin == self.path:
            spec.loader = FaultyFile(name, self.path, self.mutant)
            return spec
        return None


def try_mutant(path, mutant, tests, seconds):
    """Run tests on a fault, and end this process: 0 when none of them notices.

    :param Path path: the file
    :param Mutant mutant: its fault
    :param tests: module and name of each test
    :param int seconds: after these it counts as noticed: it never ends
    """
    code = 1
    try:
        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        logging.disable()
        settings.load_profile("mutants")
        sys.meta_path.insert(0, Finder(path, mutant))
        code = 0 if all(_run(module, name) for module, name in tests) else 1
    finally:
        os._exit(code)
