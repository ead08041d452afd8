# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit of what we build upon, as far as it goes without a network.

Every package has one exact version, whatever an addon imports is among them, and no
version is on the list of those refused (``setup/requirements/refused.csv``: package,
versions, advisory, reason). What was published since the list was last kept cannot be
known offline; neither are hashes pinned, as each Python version and processor takes
other wheels of the same release.
"""

import ast
import csv
import re

from .tree import read

PIN = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)")
FOLDER = "setup/requirements"
REFUSED = "refused.csv"


def check_pins(tree):
    """Find packages without one exact version, and addons' libraries without any.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found, pins = [], {}
    for name, number, line in _get_lines(tree):
        pin = PIN.fullmatch(line)
        if not pin:
            found.append(f"{name}:{number}: {line}: no exact version")
            continue
        package, version = _normalise(pin[1]), pin[2]
        if pins.setdefault(package, version) != version:
            found.append(f"{name}:{number}: {line}: elsewhere it is {pins[package]}")
    for addon in tree.addons:
        manifest = ast.literal_eval(read(addon / "__manifest__.py"))
        libraries = manifest.get("external_dependencies", {}).get("python", ())
        found += [
            f"{addon.name}: {package} has no exact version"
            for package in libraries
            if _normalise(package) not in pins
        ]
    return found


def check_refused(tree):
    """Find versions that an advisory speaks against.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    pins = {}
    for _name, _number, line in _get_lines(tree):
        if pin := PIN.fullmatch(line):
            pins[_normalise(pin[1])] = pin[2]
    with open(tree.root / FOLDER / REFUSED, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        f"{row['package']} {pins[row['package']]}: {row['advisory']}"
        for row in rows
        if row["package"] in pins
        and _get_parts(pins[row["package"]]) < _get_parts(row["fixed_in"])
    ]


def _get_lines(tree):
    for path in sorted((tree.root / FOLDER).glob("*.txt")):
        for number, line in enumerate(read(path).splitlines(), 1):
            text = line.partition("#")[0].strip()
            if text:
                yield tree.get_name(path), number, text


def _normalise(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _get_parts(version):
    """:return: its numbers, so that versions can be compared
    :rtype: tuple[int]"""
    return tuple(int(part) for part in re.findall(r"\d+", version))
