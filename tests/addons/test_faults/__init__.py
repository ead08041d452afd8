# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with the machine of a server: told by TPE_TEST_FAULTS, in JSON.

``disk``: two folders, see disk.py; ``clock``: seconds, ``calendar``: a file, see
clock.py; ``day``: a file, see day.py; ``values``: small sizes in place of real ones, by
dotted name. A server loads it with ``--load``.
"""

import importlib
import json
import os

from . import clock, disk

faults = json.loads(os.environ.get("TPE_TEST_FAULTS", "{}"))
if "disk" in faults:
    disk.watch(*faults["disk"])
if "clock" in faults:
    clock.shift(faults["clock"])
if "calendar" in faults:
    clock.follow(faults["calendar"])
if "day" in faults:
    from . import day  # a server without these addons has none

    day.follow(faults["day"])
for name, value in faults.get("values", {}).items():
    module, _dot, constant = name.rpartition(".")
    setattr(importlib.import_module(module), constant, value)
