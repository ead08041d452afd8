# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wheels of a release: complete, and enough to install the addons from."""

import email
import subprocess
import zipfile

import pytest
from lib import templates
from lib.layout import ADDONS

WHERE = """
import sys
import odoo.addons.tpe_invoicing as addon

sys.stdout.write(str(addon.__path__))
"""


def open_wheel(wheels, addon):
    """Open the wheel of an addon."""
    (path,) = [each for each in wheels if each.name.startswith(f"odoo_addon_{addon}-")]
    return zipfile.ZipFile(path)


@pytest.mark.parametrize("addon", ADDONS)
def test_the_wheel_holds_every_file_of_the_addon(environment, wheels, addon):
    source = environment.odoo.place.layout.source / addon
    expected = {
        f"odoo/addons/{addon}/{path.relative_to(source).as_posix()}"
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
        if path.name != "pyproject.toml"
    }
    assert expected <= set(open_wheel(wheels, addon).namelist())


@pytest.mark.parametrize("addon", ADDONS)
def test_the_wheel_names_its_needs(wheels, addon):
    archive = open_wheel(wheels, addon)
    (name,) = [each for each in archive.namelist() if each.endswith("/METADATA")]
    metadata = email.message_from_bytes(archive.read(name))
    needs = " ".join(metadata.get_all("Requires-Dist"))
    assert "odoo==19.0.*" in needs.replace(" ", "")
    assert metadata["Version"].startswith("19.0.")
    if addon == "tpe_invoicing":
        for need in ("contract", "l10n", "factur-x", "typst", "pikepdf"):
            assert need in needs


def test_odoo_installs_the_addons_from_the_wheels(
    environment, bare_odoo, spare_database
):
    database = spare_database(templates.get_base(environment.odoo))
    bare_odoo.run(database.name, "-i", ",".join(ADDONS), what="Installing the wheels")
    states = dict(
        database.run(
            "SELECT name, state FROM ir_module_module WHERE name LIKE 'tpe\\_%'"
        )
    )
    assert states == dict.fromkeys(ADDONS, "installed")
    where = bare_odoo.run(database.name, script=WHERE)
    assert str(environment.folder / "installed") in where


def test_the_scripts_of_a_wheel_compile(environment, installed):
    done = subprocess.run(
        [environment.odoo.place.python, "-m", "compileall", "-q", installed],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
