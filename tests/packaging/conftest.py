# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of the tests of installation and removal."""

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lib import venvs
from lib.layout import ADDONS
from lib.odoo import Odoo
from support.database import Database


@pytest.fixture(scope="session")
def wheels(environment):
    """Wheels of the three addons, built as a release builds them."""
    layout = environment.odoo.place.layout
    lint = os.environ.get("TPE_LINT_BIN") or venvs.get_lint_venv(layout.cache)
    folder = environment.folder / "wheels"
    sources = environment.folder / "sources"
    for addon in ADDONS:
        # a copy: building leaves files beside the sources
        shutil.copytree(layout.source / addon, sources / addon)
        command = [Path(lint) / "pyproject-build", "--no-isolation", "--wheel"]
        done = subprocess.run(
            [*command, "--outdir", folder, sources / addon],
            # the copy stands in a folder that git ignores: no repository for it
            env=dict(
                os.environ,
                GIT_DIR="/nonexistent",
                WHOOL_POST_VERSION_STRATEGY_OVERRIDE="none",
            ),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(environment, wheels):
    """Folder where pip has put the wheels."""
    folder = environment.folder / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, "--no-index", "--target", folder, *wheels],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def bare_odoo(environment, installed, monkeypatch):
    """An Odoo that knows our addons from the wheels alone."""
    monkeypatch.setenv("PYTHONPATH", str(installed))
    place = environment.odoo.place
    nowhere = dataclasses.replace(place.layout, source=Path("/nonexistent"))
    folder = environment.folder / "bare"
    folder.mkdir(exist_ok=True)
    place = dataclasses.replace(place, layout=nowhere)
    return Odoo(place, environment.odoo.postgres, folder).configure()


@pytest.fixture
def spare_database(environment):
    """Make databases that are dropped at the end: ``spare_database(template)``."""
    made = []

    def make(template):
        name = environment.make_name()
        environment.odoo.postgres.clone(template, name)
        made.append(Database(environment.odoo.postgres, name))
        return made[-1]

    yield make
    for database in made:
        database.postgres.drop(database.name)
