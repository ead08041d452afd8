# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time of an entry in archives of three sizes, verified, closed, exported."""

from . import growth

LIMIT = 1.5
UNIT = "ms"
GROWS = True


def measure(env, largest):
    """Measure it at each size.

    :param env: of the database with our addons
    :param int largest: entries of the largest archive
    :return: milliseconds of an entry by work and size
    :rtype: dict[str, float]
    """
    return growth.measure(env, largest, lambda time, _memory, size: time / size * 1000)
