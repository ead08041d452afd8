# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python environments of exact versions, kept in the cache."""

import os
import subprocess
import sys
from pathlib import Path

from .console import SetupError, step
from .files import building, hash_texts
from .system import find_python

# OCA addons name "odoo", which is not on PyPI
LAYERS = ("test", "around", "bench")
FLAGS = dict.fromkeys(("bench", "around"), ("--no-deps",))
REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def get_path(cache, odoo):
    """Find the folder of the environment that runs this Odoo.

    :param Path cache: folder of what can be downloaded again
    :param OdooSource odoo: the Odoo that the environment can import
    :rtype: Path
    """
    key = hash_texts(_read("run"), _read("oca"), str(odoo.path))
    return cache / f"venv-{key}"


def get_venv(cache, odoo, layers=()):
    """Find the environment that runs Odoo, building it the first time.

    :param Path cache: folder of what can be downloaded again
    :param OdooSource odoo: the Odoo that the environment can import
    :param layers: further requirement files to add, such as "test"
    :return: its interpreter
    :rtype: Path
    """
    folder = get_path(cache, odoo)
    if not (folder / ".complete").exists():
        with step("Python environment of the server (exact versions)"):
            _build(folder, odoo)
    python = folder / "bin" / "python"
    for layer in layers:
        marker = folder / f".{layer}-{hash_texts(_read(layer))}"
        if not marker.exists():
            with step(f"Python packages for {layer}"):
                file = str(REQUIREMENTS / f"{layer}.txt")
                _pip(python, [*FLAGS.get(layer, ()), "-r", file], layer)
            marker.touch()
    return python


def get_lint_venv(cache):
    """Find the environment of the linters, building it the first time.

    :param Path cache: folder of what can be downloaded again
    :return: its folder of commands
    :rtype: Path
    """
    folder = cache / f"venv-lint-{hash_texts(_read('lint'))}"
    if not (folder / ".complete").exists():
        with step("Python environment of the linters"):
            _make(folder)
            file = REQUIREMENTS / "lint.txt"
            _pip(folder / "bin" / "python", ["-r", str(file)], "lint")
            (folder / ".complete").touch()
    return folder / "bin"


def _read(name):
    return (REQUIREMENTS / f"{name}.txt").read_text()


def _make(folder):
    """Make an empty environment; it cannot be moved, so a marker says it is whole."""
    python = find_python("") or sys.executable
    command = [python, "-m", "venv", "--clear", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(
            f"{python} cannot make a Python environment (is the package "
            f"python3-venv installed?):\n{(done.stdout + done.stderr)[-400:]}"
        )


def _build(folder, odoo):
    _make(folder)
    python = folder / "bin" / "python"
    site = next((folder / "lib").glob("python3.*")) / "site-packages"
    (site / "odoo-source.pth").write_text(f"{odoo.path}\n")
    _pip(python, ["-r", str(REQUIREMENTS / "run.txt")], "the server")
    oca = REQUIREMENTS / "oca.txt"
    _pip(python, ["--no-deps", "-r", str(oca)], "the OCA addons")
    script = folder / "bin" / "odoo"
    script.write_text(f"#!{python}\nimport odoo.cli\n\nodoo.cli.main()\n")
    script.chmod(0o755)
    (folder / ".complete").touch()


def _pip(python, arguments, what):
    command = [str(python), "-m", "pip", "install", "--quiet", *arguments]
    flags = ["--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    done = subprocess.run([*command, *flags], capture_output=True, text=True)
    if done.returncode:
        raise SetupError(
            f"Could not fetch the Python packages for {what}.\n"
            f"Is there a network connection? pip said:\n{done.stderr.strip()[-600:]}"
        )


def get_wheel(cache, requirement):
    """Unpack a wheel of which only the files are used, beside any environment.

    :param Path cache: folder of what can be downloaded again
    :param str requirement: name==version
    :return: folder of its files
    :rtype: Path
    """
    target = cache / "assets" / requirement.replace("==", "-")
    if target.exists():
        return target
    with step(f"files of {requirement}"), building(target) as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
        done = subprocess.run(
            [*command, "--only-binary=:all:", "-d", str(folder), requirement],
            capture_output=True,
            text=True,
        )
        wheels = list(folder.glob("*.whl"))
        if done.returncode or not wheels:
            raise SetupError(
                f"Could not fetch {requirement}.\nIs there a network connection? "
                f"pip said:\n{done.stderr.strip()[-400:]}"
            )
        unzip = [sys.executable, "-m", "zipfile", "-e", str(wheels[0]), str(folder)]
        subprocess.run(unzip, check=True)
        wheels[0].unlink()
    return target


def is_inside(python):
    """Say whether this process runs in the environment of an interpreter.

    :param Path python: interpreter of the environment
    :rtype: bool
    """
    return os.path.realpath(sys.prefix) == os.path.realpath(python.parents[1])
