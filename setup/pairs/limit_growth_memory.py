# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory that archives of three sizes take, verified, closed, exported."""

from . import growth

LIMIT = 60.0
UNIT = "MB"
GROWS = True


def measure(env, largest):
    """Measure it at each size.

    :param env: of the database with our addons
    :param int largest: entries of the largest archive
    :return: megabytes held at once, above those before, by work and size
    :rtype: dict[str, float]
    """
    return growth.measure(env, largest, lambda _time, memory, _size: memory)
