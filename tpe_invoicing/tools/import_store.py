# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write what was read out of a file as text, and read it again: it waits its turn."""

import json
from datetime import date
from decimal import Decimal

NUMBER, DAY = "\x00n", "\x00d"


def pack(items):
    """Write items as text.

    :param list items: dicts of texts, amounts, dates; of the same in turn
    :rtype: str

    >>> unpack(pack([{"total": Decimal("1.50"), "taxes": {None: {"tax": 0}}}]))
    [{'total': Decimal('1.50'), 'taxes': {None: {'tax': 0}}}]
    """
    return json.dumps([_with_pairs(item) for item in items], default=_write)


def unpack(text):
    """Read items again.

    :param str text: what :func:`pack` wrote
    :rtype: list[dict]

    >>> unpack(pack([{"date": date(2025, 1, 31), "line": 2}]))
    [{'date': datetime.date(2025, 1, 31), 'line': 2}]
    """
    items = json.loads(text, object_hook=_read)
    return [_without_pairs(item) for item in items]


def _with_pairs(item):
    """JSON knows no amounts as keys: the taxes by rate become pairs."""
    if "taxes" in item:
        return item | {"taxes": list(item["taxes"].items())}
    return item


def _without_pairs(item):
    if "taxes" in item:
        return item | {"taxes": dict(item["taxes"])}
    return item


def _write(value):
    if isinstance(value, Decimal):
        return {NUMBER: str(value)}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    raise TypeError(type(value).__name__)


def _read(found):
    if NUMBER in found:
        return Decimal(found[NUMBER])
    if DAY in found:
        return date.fromisoformat(found[DAY])
    return found
