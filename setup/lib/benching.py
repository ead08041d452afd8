# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of setup/bench: two databases with the same invoices, one process.

``ours`` has the three addons, ``reference`` Odoo and the OCA addons alone. Each pair
of functions is timed in turn, so that whatever else the machine does hits both. Pairs
that build on the same data (``DATA``) share copies of both databases, so that what one
leaves behind is not counted by another.
"""

import argparse
import ast
import json
import time
from pathlib import Path

from . import bench_table, templates
from .bootstrap import enter
from .console import SetupError, step
from .files import lock
from .odoo import Odoo, find_port
from .postgres import get_postgres

PAIRS = Path(__file__).resolve().parents[1] / "pairs"
MARK = "RESULT "
OURS, REFERENCE = "bench_ours", "bench_reference"
ADDONS = "account_credit_control,account_financial_report"
SCRIPT = """
import sys

sys.path.insert(0, {setup!r})
from pairs import inside

inside.{function}(env, **{arguments!r})
"""
LARGE = 100_000  # invoices, the size that the goals speak of
BUSY = "A benchmark of this checkout is already running."


def main(entry):
    """Run the pairs and print the table.

    :param str entry: path of the script
    :return: exit code: 1 when a pair failed, whatever the figures are
    :rtype: int
    """
    options = _parse()
    place = enter(entry, "bench", ("run", "bench"))
    with lock(place.layout.state / ".lock", BUSY):
        odoo = Odoo(place, get_postgres(place.layout.state), place.layout.state)
        odoo.postgres.start()
        odoo.configure()
        try:
            return _run(odoo, options)
        finally:
            odoo.postgres.stop()


def get_pairs():
    """Read which pairs there are, without importing them.

    :return: name: title
    :rtype: dict[str, str]
    """
    return _get_titles("pair_")


def get_limits():
    """Read what is measured against a limit of its own.

    :return: name: title
    :rtype: dict[str, str]
    """
    return _get_titles("limit_")


def get_data(name):
    """Read what data a pair builds on, without importing it.

    :param str name: of a pair or a limit
    :return: name of the data, empty when it leaves nothing that others would count
    :rtype: str
    """
    for path in (PAIRS / f"pair_{name}.py", PAIRS / f"limit_{name}.py"):
        if path.exists():
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.Assign) and node.targets[0].id == "DATA":
                    return node.value.value
    return ""


def _get_titles(prefix):
    found = {}
    for path in sorted(PAIRS.glob(f"{prefix}*.py")):
        title = ast.get_docstring(ast.parse(path.read_text())).splitlines()[0]
        found[path.stem.removeprefix(prefix)] = title
    return found


def _parse():
    pairs = get_pairs() | get_limits()
    lines = "\n".join(f"  {name:12} {title}" for name, title in pairs.items())
    parser = argparse.ArgumentParser(
        prog="setup/bench",
        description=f"{__doc__}\npairs:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pairs", nargs="*", metavar="PAIR", help="default: all")
    parser.add_argument("--invoices", type=int, default=200, help="default: 200")
    parser.add_argument(
        "--items",
        type=int,
        default=2000,
        help="open items of the pairs about reminders; default: 2000",
    )
    parser.add_argument(
        "--ledger",
        type=int,
        default=10_000,
        help="invoices of the pairs about figures; default: 10000",
    )
    parser.add_argument("--rounds", type=int, default=10, help="default: 10")
    parser.add_argument(
        "--entries",
        type=int,
        default=10_000,
        help="of the largest archive whose growth is measured; default: 10000",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help=f"all pairs; items, figures and archive with {LARGE:,} invoices: hours",
    )
    return _complete(parser, pairs)


def _complete(parser, pairs):
    """:return: what was asked for, with what is meant by saying nothing
    :rtype: argparse.Namespace"""
    options = parser.parse_args()
    if options.all:
        options.items = options.ledger = options.entries = LARGE
    unknown = set(options.pairs) - set(pairs)
    if unknown:
        parser.error(f"no pair {', '.join(sorted(unknown))}")
    # in their own order: what plan_again reminds of is not there to be planned any more
    options.pairs = [name for name in pairs if name in options.pairs] or list(pairs)
    return options


def _run(odoo, options):
    originals = {
        OURS: templates.get_template(odoo),
        REFERENCE: templates.get_base(odoo),
    }
    for database, template in originals.items():
        with step(f"{options.invoices} invoices in {database}"):
            odoo.postgres.clone(template, database)
            _call(odoo, database, "build", invoices=options.invoices)
    with step(f"{ADDONS} in {REFERENCE}"):
        odoo.run(REFERENCE, "-i", ADDONS, what=f"Installing {ADDONS}")
    for data in sorted({get_data(name) for name in options.pairs} - {""}):
        for database in originals:
            odoo.postgres.clone(database, f"{database}_{data}")
    log = odoo.folder / "server.log"
    server = odoo.serve(REFERENCE, find_port(), log, "--max-cron-threads=0")
    try:
        server.wait()
        return _compare(odoo, server, options)
    finally:
        server.kill()


def _compare(odoo, server, options):
    """Measure one after the other; what fails is named, and stops nothing."""
    table = bench_table.Table(options)
    limits = get_limits()
    for name in options.pairs:
        measure = _measure_limit if name in limits else _measure_pair
        started = time.monotonic()
        try:
            output = measure(odoo, server, options, name)
            table.add(name, _read_result(output), time.monotonic() - started)
        except SetupError as error:
            table.fail(name, str(error), time.monotonic() - started)
    return table.close()


def _measure_pair(odoo, server, options, name):
    data = get_data(name)
    ending = f"_{data}" if data else ""
    return _call(
        odoo,
        OURS + ending,
        "measure",
        pair=name,
        reference=REFERENCE + ending,
        url=server.url,
        rounds=options.rounds,
        sizes={"open_items": options.items, "ledger": options.ledger},
    )


def _measure_limit(odoo, _server, options, name):
    return _call(odoo, OURS, "measure_limit", limit=name, entries=options.entries)


def _read_result(output):
    lines = [line for line in output.splitlines() if line.startswith(MARK)]
    if not lines:
        raise SetupError(f"No result:\n{output[-600:]}")
    return json.loads(lines[-1].removeprefix(MARK))


def _call(odoo, database, function, **arguments):
    script = SCRIPT.format(
        setup=str(PAIRS.parent), function=function, arguments=arguments
    )
    return odoo.run(database, script=script, what=f"{function} in {database}")
