# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The linters of others, in an environment of their own."""

import os
import subprocess
from pathlib import Path

LENGTH = 40


def _run(tree, name, *arguments):
    """Run a linter; each line it prints is a finding when it fails."""
    command = [str(Path(os.environ["TPE_LINT_BIN"]) / name), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=tree.root,
        capture_output=True,
        text=True,
        env=dict(os.environ, PYTHONPYCACHEPREFIX="/dev/null", NO_COLOR="1"),
    )
    if done.returncode == 0:
        return []
    lines = (done.stdout + done.stderr).splitlines()
    kept = [line.replace(f"{tree.root}/", "") for line in lines if line.strip()]
    return kept or [f"{name} ended with code {done.returncode}"]


def check_ruff(tree):
    """Apply the rules of .ruff.toml.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    return _run(
        tree, "ruff", "check", "--no-cache", "--quiet", "--output-format=concise", "."
    )


def check_format(tree):
    """Compare with what the formatter makes of it.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    lines = _run(tree, "ruff", "format", "--no-cache", "--check", ".")
    marked = [line.partition("-->")[2].strip() for line in lines if "-->" in line]
    return sorted({name.split(":")[0] for name in marked}) or lines


def check_scripts(tree):
    """Find functions of the web client that are too long or do too much at once.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    scripts = [each for each in tree.texts if each.suffix == ".js"]
    return _run(tree, "lizard", "-w", "-C", "10", "-T", f"nloc={LENGTH}", *scripts)


def check_pylint(tree):
    """Apply the mandatory list of the Odoo Community Association.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    names = [each.name for each in tree.addons]
    rc = tree.root / ".pylintrc"
    return _run(tree, "pylint", f"--rcfile={rc}", "--jobs=2", "--score=n", *names)


def check_oca_modules(tree):
    """Apply the Association's checks of XML and CSV files.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    names = [each.name for each in tree.addons]
    rc = tree.root / ".oca_hooks.cfg"
    return _run(tree, "oca-checks-odoo-module", f"--config={rc}", *names)


def check_oca_translations(tree):
    """Apply the Association's checks of translations.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    files = [path for each in tree.addons for path in (each / "i18n").glob("*.po")]
    rc = tree.root / ".oca_hooks.cfg"
    return _run(tree, "oca-checks-po", f"--config={rc}", *files)
