# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From an older version of the addons, with data, to the ones of this checkout.

The older version comes from the history of the repository, or from a folder where there
is no history. Its own code makes the database and fills it: invoices issued, credited,
paid, mailed and reminded, pauses, an import, contracts, closings. Then the database is
upgraded, asked for what it held, and compared with one that was installed afresh.
"""

import argparse
import dataclasses
import subprocess
import sys
import tempfile
from pathlib import Path

from . import templates
from .bootstrap import enter
from .console import SetupError, say, step
from .layout import ADDONS
from .odoo import Odoo
from .postgres import get_postgres

OLD, FRESH = "upgraded", "fresh"
# what a database has, by name; an upgraded one must have what a fresh one has
PARTS = {
    "columns": "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' "
    "|| is_nullable FROM information_schema.columns WHERE table_schema = 'public' "
    "AND (table_name LIKE 'tpe\\_%' OR column_name LIKE 'tpe\\_%')",
    "constraints": "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE conrelid::regclass::text LIKE 'tpe\\_%' "
    "AND contype IN ('c', 'u', 'f', 'x')",
    "indexes": "SELECT tablename || ' ' || indexname FROM pg_indexes "
    "WHERE tablename LIKE 'tpe\\_%' OR indexname LIKE '%tpe\\_%'",
    "triggers": "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgname LIKE 'tpe%'",
    "records": "SELECT module || '.' || name FROM ir_model_data "
    "WHERE module LIKE 'tpe\\_%' AND name NOT LIKE 'field\\_%'",
}


def main(entry):
    """Make, fill, upgrade and look.

    :param str entry: path of the script
    :return: exit code
    :rtype: int
    """
    options = _parse()
    if not options.source:
        options.source = _extract(Path(entry).resolve().parents[1], options.ref)
        sys.argv += ["--source", options.source]
    place = enter(entry, "upgrade")
    postgres = get_postgres(place.layout.state)
    postgres.start()
    try:
        return _upgrade(place, postgres, Path(options.source))
    finally:
        postgres.stop()


def _parse():
    parser = argparse.ArgumentParser(prog="setup/upgrade", description=__doc__)
    parser.add_argument("ref", nargs="?", help="commit or tag of the older version")
    parser.add_argument("--source", metavar="FOLDER", help="a checkout of it instead")
    options = parser.parse_args()
    if not (options.ref or options.source):
        parser.error("name a commit, or a folder with --source")
    return options


def _extract(checkout, ref):
    """:return: folder with the addons of an older version
    :rtype: str"""
    folder = tempfile.mkdtemp(prefix="tpe-older-")
    command = ["git", "-C", str(checkout), "archive", ref, "--", *ADDONS]
    made = subprocess.run(command, capture_output=True)
    if made.returncode:
        raise SetupError(
            f"This repository has no version {ref}: {made.stderr.decode().strip()}\n"
            "Fetch its history, or give a checkout of it with --source."
        )
    subprocess.run(["tar", "x", "-C", folder], input=made.stdout, check=True)
    Path(folder).chmod(0o755)
    return folder


def _upgrade(place, postgres, source):
    layout = dataclasses.replace(place.layout, source=source)
    older = dataclasses.replace(place, layout=layout)
    folder, addons = place.layout.state, ",".join(ADDONS)
    odoo = Odoo(place, postgres, folder).configure()
    base = templates.get_base(odoo)
    postgres.clone(base, OLD)
    # the same folder, for the same keys and files
    old = Odoo(older, postgres, folder).configure()
    with step("the older addons, installed and at work"):
        old.run(OLD, "-i", addons, what="Installing the older addons")
        say(old.run(OLD, script=templates.read_script("upgrade_fill")))
    odoo.configure()
    with step("upgraded"):
        odoo.run(OLD, "-u", addons, what="Upgrading")
    say(odoo.run(OLD, script=templates.read_script("upgrade_look")))
    with step("installed afresh, to compare"):
        postgres.clone(base, FRESH)
        odoo.run(FRESH, "-i", addons, what="Installing")
    return _compare(postgres)


def _compare(postgres):
    """:return: exit code: whether the upgraded database lacks anything
    :rtype: int"""
    lacks = 0
    for name, query in PARTS.items():
        fresh, upgraded = (
            {row[0] for row in postgres.run(query, (), database)}
            for database in (FRESH, OLD)
        )
        missing, more = sorted(fresh - upgraded), sorted(upgraded - fresh)
        say(f"{name}: {len(fresh)}, {len(missing)} missing, {len(more)} left over")
        for sign, found in (("-", missing), ("+", more)):
            for each in found:
                say(f"    {sign} {each}")
        lacks += len(missing)
    return 1 if lacks else 0
