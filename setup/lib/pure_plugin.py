# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plugin of pytest: import the addons' tools and their tests without Odoo.

Packages stand in for the addons, so that none of their models is imported; of Odoo
only the names that a pure test needs exist. Whatever else is imported from Odoo fails.
"""

import sys
import types
import unittest
from pathlib import Path

from hypothesis import settings

from .layout import ADDONS, HERE

# a busy machine is no fault of the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def _make_package(name, *folders):
    package = types.ModuleType(name)
    package.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = package
    parent, _dot, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
    return package


def _tagged(*_tags):
    return lambda decorated: decorated


def _stand_in(root):
    _make_package("odoo")
    _make_package("odoo.addons")
    tests = _make_package("odoo.tests")
    tests.BaseCase = tests.TestCase = unittest.TestCase
    tests.tagged = _tagged
    for addon in ADDONS:
        folder = Path(root) / addon
        for prefix in ("", "odoo.addons."):
            _make_package(f"{prefix}{addon}", folder)
            _make_package(f"{prefix}{addon}.tests", folder / "tests")


_stand_in(HERE)
