# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each stage of setup/test does. A stage gives how many passed and failed."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field

from . import odoo_lint, static, templates, translations
from .bootstrap import Place
from .console import say
from .layout import get_addons
from .odoo import Odoo, die_with_parent

# pytest's exit code when it has found no test
NOTHING = 5
LIMIT = 40
PURE_PLUGINS = ("lib.pure_plugin", "pytest_timeout", "_hypothesis_pytestplugin")


@dataclass
class Workshop:
    """What the stages of one run share."""

    place: Place
    odoo: Odoo
    names: str | None
    is_started: bool = False
    running: dict = field(default_factory=dict)

    @property
    def source(self):
        """The checkout, or the copy of it that is tested.

        :rtype: Path
        """
        return self.place.layout.source

    def start(self):
        """Start the database server, once."""
        if not self.is_started:
            self.odoo.postgres.start()
            self.odoo.configure()
            self.is_started = True

    def clone(self, name):
        """Copy the template database.

        :param str name: of the copy, without the prefix of test databases
        :return: its name
        :rtype: str
        """
        self.start()
        template = templates.get_template(self.odoo)
        self.odoo.postgres.clone(template, f"test_{name}")
        return f"test_{name}"


@dataclass(frozen=True)
class Stage:
    """One step of setup/test."""

    name: str
    title: str
    run: Callable
    fast: bool = False
    takes_names: bool = False
    needs_server: bool = True
    minutes: int = 1  # about, on two processors: the longest begin first


def run_checks(checks):
    """Make a stage of static checks.

    :param dict checks: title: function of a tree
    :rtype: Callable
    """

    def run(workshop):
        tree = static.Tree(workshop.source)
        failed = 0
        for title, check in checks.items():
            found = check(tree)
            failed += bool(found)
            say(f"{'FAILED' if found else '    ok'}  {title}")
            for line in found[:LIMIT]:
                say(f"        {line}")
            if len(found) > LIMIT:
                say(f"        ... and {len(found) - LIMIT} more")
        return len(checks) - failed, failed

    return run


def run_pytest(workshop, name, *arguments, folder=None, environ=()):
    """Run pytest and count.

    :param Workshop workshop: the run
    :param str name: of the stage
    :param arguments: of pytest
    :param Path folder: where to run it
    :param dict environ: more environment variables
    :return: passed, failed
    :rtype: tuple[int, int]
    """
    results = workshop.place.layout.state / f"results-{name}.xml"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-ra", "--tb=short"]
    command += ["-W", "ignore:'crypt' is deprecated"]
    command += [f"--junitxml={results}", *map(str, arguments)]
    if workshop.names:
        command += ["-k", workshop.names]
    examples = str(workshop.place.layout.state / "hypothesis")
    environ = {"HYPOTHESIS_STORAGE_DIRECTORY": examples, **dict(environ)}
    environ = {**workshop.odoo.get_environ(), **environ}
    done = subprocess.run(
        command,
        cwd=folder or workshop.source,
        env=environ,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    return _count(results, done.returncode, bool(workshop.names))


def _count(results, code, may_be_empty):
    """Count a pytest run; one that broke off counts as a failure of its own."""
    if code == NOTHING:
        return (0, 0) if may_be_empty else (0, 1)
    try:
        suites = ElementTree.parse(results).getroot().iter("testsuite")
        rows = [{key: int(s.get(key)) for key in COUNTS} for s in suites]
    except (OSError, ElementTree.ParseError):
        return 0, 1
    tests, skipped, *bad = (sum(row[key] for row in rows) for key in COUNTS)
    failed = sum(bad)
    passed = tests - skipped - failed
    return passed, failed or int(code != 0)


COUNTS = ("tests", "skipped", "failures", "errors")


def run_pure(workshop):
    """Test ``tools/`` and its examples where no Odoo can be imported.

    :param Workshop workshop: the run
    :rtype: tuple[int, int]
    """
    addons = [workshop.source / name for name in get_addons(workshop.source)]
    paths = [path for each in addons for path in each.glob("tests/test_tools*.py")]
    paths += [each / "tools" for each in addons if (each / "tools").is_dir()]
    plugins = [part for name in PURE_PLUGINS for part in ("-p", name)]
    setup = str(workshop.source / "setup")
    return run_pytest(
        workshop,
        "pure",
        *plugins,
        *("-c", workshop.source / "tests" / "pytest.ini", "-o", "addopts="),
        *(f"--rootdir={workshop.source}", "-p", "no:cacheprovider"),
        "--doctest-modules",
        *paths,
        environ={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": setup},
    )


def run_addons(workshop):
    """Run the tests of the addons inside Odoo, on a copy of the template.

    :param Workshop workshop: the run
    :rtype: tuple[int, int]
    """
    database = workshop.clone("addons")
    script = templates.read_script("test_companies")
    workshop.odoo.run(database, script=script, what="Making the companies of tests")
    folders = [
        workshop.source / name / "tests"
        for name in get_addons(workshop.source)
        if (workshop.source / name / "tests").is_dir()
    ]
    return run_pytest(
        workshop,
        "addons",
        f"--odoo-config={workshop.odoo.conf}",
        f"--odoo-database={database}",
        "--odoo-http",
        "--durations=8",
        *("-p", "no:cacheprovider", "-p", "no:playwright", "--timeout=900"),
        "--ignore-glob=*/test_tools*.py",
        *folders,
    )


def run_root(name, needs_server=True):
    """Make a stage of one folder of root tests.

    :param str name: of the folder
    :param bool needs_server: whether its tests start a server
    :rtype: Callable
    """

    def run(workshop):
        if needs_server:
            workshop.start()
            templates.get_template(workshop.odoo)
        folder = workshop.source / "tests"
        return run_pytest(
            workshop, name, "-c", "pytest.ini", "--durations=5", name, folder=folder
        )

    return run


def run_translations(workshop):
    """Compare fr.po with every sentence that Odoo finds in the addons.

    :param Workshop workshop: the run
    :rtype: tuple[int, int]
    """
    passed = failed = 0
    database = workshop.clone("translations")
    for addon, found in translations.find_missing(workshop.odoo, database).items():
        say(f"{'FAILED' if found else '    ok'}  {addon}")
        for line in found[:LIMIT]:
            say(f"        {line}")
        passed, failed = passed + (not found), failed + bool(found)
    return passed, failed


def run_odoo_lint(workshop):
    """Run Odoo's own checks of the addons.

    :param Workshop workshop: the run
    :rtype: tuple[int, int]
    """
    database = workshop.clone("lint")
    count, found = odoo_lint.run(workshop.odoo, database)
    for name, words in found:
        say(f"FAILED  {name}\n{words}")
    return count - len(found), len(found)


STAGES = (
    Stage(
        "static",
        "what can be known without running",
        run_checks(static.QUICK),
        fast=True,
        needs_server=False,
    ),
    Stage(
        "pure",
        "figures and rules, without Odoo",
        run_pure,
        fast=True,
        takes_names=True,
        minutes=2,
    ),
    Stage(
        "scripts",
        "the scripts of setup, without a server",
        run_root("static", needs_server=False),
        fast=True,
        takes_names=True,
    ),
    Stage(
        "lint",
        "the linters of the Odoo Community Association",
        run_checks(static.THOROUGH),
        needs_server=False,
    ),
    Stage(
        "addons",
        "addon tests inside Odoo",
        run_addons,
        fast=True,
        takes_names=True,
        minutes=20,
    ),
    Stage("odoo-lint", "Odoo's own checks of the addons", run_odoo_lint),
    Stage("translations", "every sentence has its French", run_translations),
    Stage(
        "client",
        "the API of a real server, and what can go wrong",
        run_root("client"),
        takes_names=True,
        minutes=20,
    ),
    Stage(
        "conformance",
        "documents against the validators of others",
        run_root("conformance"),
        takes_names=True,
        minutes=7,
    ),
    Stage(
        "browser",
        "a person's way",
        run_root("browser"),
        takes_names=True,
        minutes=4,
    ),
    Stage(
        "packaging",
        "wheels, installation, upgrade, removal",
        run_root("packaging"),
        takes_names=True,
        minutes=3,
    ),
)
