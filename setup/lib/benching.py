# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of setup/bench: two databases with the same invoices, one process.

``ours`` has the three addons, ``reference`` Odoo and the OCA addons alone. Each pair
of functions is timed in turn, so that whatever else the machine does hits both.
"""

import argparse
import ast
import json
from pathlib import Path

from . import templates
from .bootstrap import enter
from .console import SetupError, say, step
from .files import lock
from .odoo import Odoo, find_port
from .postgres import get_postgres

PAIRS = Path(__file__).resolve().parents[1] / "pairs"
MARK = "RESULT "
SCRIPT = """
import sys

sys.path.insert(0, {setup!r})
from pairs import inside

inside.{function}(env, **{arguments!r})
"""
BUSY = "A benchmark of this checkout is already running."


def main(entry):
    """Run the pairs and print the table.

    :param str entry: path of the script
    """
    options = _parse()
    place = enter(entry, "bench", ("run", "bench"))
    with lock(place.layout.state / ".lock", BUSY):
        odoo = Odoo(place, get_postgres(place.layout.state), place.layout.state)
        odoo.postgres.start()
        odoo.configure()
        try:
            _run(odoo, options)
        finally:
            odoo.postgres.stop()


def get_pairs():
    """Read which pairs there are, without importing them.

    :return: name: title
    :rtype: dict[str, str]
    """
    found = {}
    for path in sorted(PAIRS.glob("pair_*.py")):
        title = ast.get_docstring(ast.parse(path.read_text())).splitlines()[0]
        found[path.stem.removeprefix("pair_")] = title
    return found


def _parse():
    pairs = get_pairs()
    lines = "\n".join(f"  {name:12} {title}" for name, title in pairs.items())
    parser = argparse.ArgumentParser(
        prog="setup/bench",
        description=f"{__doc__}\npairs:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pairs", nargs="*", metavar="PAIR", help="default: all")
    parser.add_argument("--invoices", type=int, default=200, help="default: 200")
    parser.add_argument("--rounds", type=int, default=10, help="default: 10")
    options = parser.parse_args()
    unknown = set(options.pairs) - set(pairs)
    if unknown:
        parser.error(f"no pair {', '.join(sorted(unknown))}")
    options.pairs = options.pairs or list(pairs)
    return options


def _run(odoo, options):
    originals = {
        "bench_ours": templates.get_template(odoo),
        "bench_reference": templates.get_base(odoo),
    }
    for database, template in originals.items():
        with step(f"{options.invoices} invoices in {database}"):
            odoo.postgres.clone(template, database)
            _call(odoo, database, "build", invoices=options.invoices)
    port = find_port()
    log = odoo.folder / "server.log"
    server = odoo.serve("bench_reference", port, log, "--max-cron-threads=0")
    try:
        server.wait()
        _compare(odoo, server, options)
    finally:
        server.kill()


def _compare(odoo, server, options):
    rows = []
    for name in options.pairs:
        with step(name):
            output = _call(
                odoo,
                "bench_ours",
                "measure",
                pair=name,
                reference="bench_reference",
                url=server.url,
                rounds=options.rounds,
            )
        lines = [line for line in output.splitlines() if line.startswith(MARK)]
        if not lines:
            raise SetupError(f"{name} gave no result:\n{output[-600:]}")
        rows.append({"name": name, **json.loads(lines[-1].removeprefix(MARK))})
    _print(rows, options)


def _call(odoo, database, function, **arguments):
    script = SCRIPT.format(
        setup=str(PAIRS.parent), function=function, arguments=arguments
    )
    return odoo.run(database, script=script, what=f"{function} in {database}")


def _print(rows, options):
    say(f"\nMedians of {options.rounds} rounds each, {options.invoices} invoices\n")
    say(f"{'pair':14}{'ours':>12}{'reference':>14}{'ratio':>9}{'goal':>8}")
    for row in rows:
        ours, reference = row["ours"] * 1000, row["reference"] * 1000
        say(
            f"{row['name']:14}{ours:>9.1f} ms{reference:>11.1f} ms"
            f"{reference / ours:>8.1f}x{row['goal']:>7}x"
        )
