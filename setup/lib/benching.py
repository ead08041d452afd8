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
REFERENCE = "account_credit_control,account_financial_report"
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
    return _get_titles("pair_")


def get_limits():
    """Read what is measured against a limit of its own.

    :return: name: title
    :rtype: dict[str, str]
    """
    return _get_titles("limit_")


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
        help=f"all pairs, figures and archive with {LARGE:,} invoices: hours",
    )
    return _complete(parser, pairs)


def _complete(parser, pairs):
    """:return: what was asked for, with what is meant by saying nothing
    :rtype: argparse.Namespace"""
    options = parser.parse_args()
    if options.all:
        options.ledger = options.entries = LARGE
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
    with step(f"{REFERENCE} in bench_reference"):
        odoo.run("bench_reference", "-i", REFERENCE, what=f"Installing {REFERENCE}")
    port = find_port()
    log = odoo.folder / "server.log"
    server = odoo.serve("bench_reference", port, log, "--max-cron-threads=0")
    try:
        server.wait()
        _compare(odoo, server, options)
    finally:
        server.kill()


def _compare(odoo, server, options):
    rows, limits = [], get_limits()
    for name in options.pairs:
        with step(name):
            if name in limits:
                output = _call(
                    odoo,
                    "bench_ours",
                    "measure_limit",
                    limit=name,
                    entries=options.entries,
                )
            else:
                output = _call(
                    odoo,
                    "bench_ours",
                    "measure",
                    pair=name,
                    reference="bench_reference",
                    url=server.url,
                    rounds=options.rounds,
                    sizes={"open_items": options.items, "ledger": options.ledger},
                )
        lines = [line for line in output.splitlines() if line.startswith(MARK)]
        if not lines:
            raise SetupError(f"{name} gave no result:\n{output[-600:]}")
        rows.append({"name": name, **json.loads(lines[-1].removeprefix(MARK))})
    _print_pairs([row for row in rows if "goal" in row], options)
    _print_limits([row for row in rows if "limit" in row])


def _call(odoo, database, function, **arguments):
    script = SCRIPT.format(
        setup=str(PAIRS.parent), function=function, arguments=arguments
    )
    return odoo.run(database, script=script, what=f"{function} in {database}")


def _print_pairs(rows, options):
    if not rows:
        return
    say(
        f"\nMedians of {options.rounds} rounds each, {options.invoices} invoices, "
        f"{options.items} open items, {options.ledger} in the ledger\n"
    )
    say(f"{'pair':14}{'ours':>12}{'reference':>14}{'ratio':>9}{'goal':>8}")
    for row in rows:
        ours, reference = row["ours"] * 1000, row["reference"] * 1000
        say(
            f"{row['name']:14}{ours:>9.3f} ms{reference:>11.3f} ms"
            f"{reference / ours:>8.1f}x{row['goal']:>7}x"
        )
        if stages := row["stages"]:
            texts = (f"{name} {each:.1f}" for name, each in stages.items())
            say(f"{'':4}means: {', '.join(texts)} ms")


def _print_limits(rows):
    if not rows:
        return
    say(f"\n{'limit':14}{'of':20}{'ours':>12}{'at most':>14}")
    for row in rows:
        for name, value in row["values"].items():
            ours = f"{value:.2f} {row['unit']}"
            most = f"{row['limit']} {row['unit']}"
            say(f"{row['name']:14}{name:20}{ours:>12}{most:>14}")
