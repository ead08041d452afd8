# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of any text: licence, leftovers, traces of one machine."""

import re

from .tree import read

HEADED = {".py", ".js", ".scss", ".typ", ".txt", ".cfg", ".ini", ".sql"}
HEADER = re.compile(
    r"SPDX-FileCopyrightText: 2026 TPE Invoicing contributors\s+"
    r"\W+SPDX-License-Identifier: AGPL-3\.0-or-later"
)
# put together here so that this file does not find itself
WORDS = [
    "TO" + "DO",
    "FIX" + "ME",
    "X" + "XX",
    "coming" + " soon",
    "Not" + "Implemented",
]
WORDS += ["not" + " implemented", "lorem" + " ipsum", "work in" + " progress"]
UNFINISHED = re.compile(r"\b(" + "|".join(WORDS) + r")(?![a-z])", re.I)
PLACES = re.compile(
    r"(?<![\w.$}])/(?:" + "home|root|srv|work|Users" + r")/[\w.]"
    r"|https?://(?!127\.0\.0\.1)\d+\.\d+\.\d+\.\d+"
)


def check_headers(tree):
    """Find files that do not start with the two licence lines.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    return [
        f"{tree.get_name(path)}: no licence lines"
        for path in tree.texts
        if path.suffix in HEADED or path in tree.python
        if read(path).strip() and not HEADER.search(read(path)[:400])
    ]


def _search(tree, pattern, skipped=("LICENSE",)):
    found = []
    for path in tree.texts:
        if path.name in skipped:
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            match = pattern.search(line)
            if match:
                found.append(f"{tree.get_name(path)}:{number}: {match.group()}")
    return found


def check_forbidden_words(tree):
    """Find words that announce work instead of doing it.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    return _search(tree, UNFINISHED)


def check_machine_places(tree):
    """Find paths and addresses that exist on one machine only.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    return _search(tree, PLACES)
