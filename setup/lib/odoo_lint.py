# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo's own ``test_lint``, of which only what it says about our addons counts.

With the registry loaded it sees what no reader of files can: inverse fields without
an index, overrides with another signature, parameters that a docstring invents.
"""

import re

from .console import SetupError

# TestPyLint walks all of Odoo, TestESLint wants Node
TAGS = "/test_lint,-/test_lint:TestPyLint,-/test_lint:TestESLint"
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
FAILURE = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")


def run(odoo, database):
    """Run the tests on a database with the addons.

    :param Odoo odoo: where they are installed
    :param str database: its name
    :return: how many tests ran, and for each that blames us its name and its words
    :rtype: tuple[int, list[tuple[str, str]]]
    """
    log = odoo.run_tests(database, "-i", "test_lint", f"--test-tags={TAGS}")
    total = TOTAL.findall(log)
    if not total or not int(total[-1][2]):
        raise SetupError(f"test_lint did not run:\n{log[-1500:]}")
    return int(total[-1][2]), list(_find_ours(log))


def _find_ours(log):
    """Cut a log into its records and keep the failures that name us."""
    for record in re.split(r"(?m)^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} )", log):
        found = FAILURE.search(record)
        blames = [line for line in record.splitlines()[1:] if "tpe_" in line]
        heading = record.partition("\n")[0]
        if found and (blames or "'tpe_" in heading):
            yield found.group(1), "\n".join([heading.partition(": ")[2], *blames])
