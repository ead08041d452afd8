# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From any Python 3.11 and any user to the right process.

A script starts three times at most: as root, as an ordinary user, and in the Python
environment of the server. Each start finds what the one before has left, so an
interruption anywhere costs nothing but the step in hand.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, system, venvs
from .assets import get_assets
from .console import SetupError
from .files import lock
from .layout import Layout, get_layout


@dataclass(frozen=True)
class Place:
    """The process we want to be in: folders, Odoo, interpreter."""

    layout: Layout
    odoo: odoo_source.OdooSource
    python: Path


def enter(entry, kind, groups=("run",)):
    """Prepare the machine and come back in the environment of the server.

    :param str entry: path of the running script
    :param str kind: demo, test or bench: names the state folder
    :param groups: run, test, around, lint, bench: what has to be there
    :rtype: Place
    """
    entry = Path(entry).resolve()
    layout = get_layout(kind)
    if os.geteuid() == 0:
        system.hand_over(layout, groups, entry)
    if "TPE_CHECKOUT" not in os.environ:
        system.check_packages(groups)
    _check_folders(layout)
    with lock(layout.cache / ".lock"):
        odoo = odoo_source.get_odoo(layout.cache)
        layers = [group for group in groups if group in venvs.LAYERS]
        python = venvs.get_venv(layout.cache, odoo, layers)
        if "lint" in groups:
            os.environ["TPE_LINT_BIN"] = str(venvs.get_lint_venv(layout.cache))
        if "test" in groups:
            os.environ.update(get_assets(layout.cache))
    if not venvs.is_inside(python):
        os.environ["PYTHONPYCACHEPREFIX"] = str(layout.cache / "pycache")
        sys.stdout.flush()
        os.execv(python, [str(python), str(entry), *sys.argv[1:]])
    return Place(layout, odoo, python)


def look(kind):
    """Find out what is there, without making or starting anything.

    :param str kind: demo, test or bench
    :return: place; its Odoo is None before the first start
    :rtype: Place
    """
    layout = get_layout(kind)
    own = os.environ.get("ODOO_PATH")
    odoo = odoo_source.get_odoo(layout.cache) if own else None
    odoo = odoo or odoo_source.find_odoo(layout.cache)
    folder = venvs.get_path(layout.cache, odoo) if odoo else layout.cache / "venv"
    return Place(layout, odoo, folder / "bin" / "python")


def _check_folders(layout):
    for folder in (layout.cache, layout.state):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"Cannot make {folder}: {error.strerror}") from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SetupError(
                f"{folder} belongs to another user. Delete it, or set TPE_CACHE."
            )
