# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a figure, or a customer's way of paying, is worth a word."""

from .ratio import HUNDRED, get_ratio

# Instalments a customer must have paid lately, and before, for a change to mean much.
MINIMUM_RECENT = 2
MINIMUM_BEFORE = 5


def is_met(kind, threshold, value, before=None):
    """Tell whether the condition of an alert holds.

    >>> from decimal import Decimal
    >>> is_met("above", 30, Decimal("30.01")), is_met("above", 30, Decimal(30))
    (True, False)
    >>> is_met("below", 95, Decimal(96)), is_met("below", 95, Decimal(90))
    (False, True)

    From 40 to 50 is a rise of 25 %:

    >>> is_met("rises", 25, Decimal(50), Decimal(40))
    True
    >>> is_met("falls", 25, Decimal(50), Decimal(40))
    False
    >>> is_met("rises", 25, Decimal(50), None) is None
    True

    :param str kind: ``above``, ``below``, ``rises`` or ``falls``
    :param threshold: in the unit of the figure, or percent of the earlier value
    :param Decimal value: the figure, None when there is none
    :param Decimal before: the figure some time before
    :return: None when it cannot be told
    :rtype: bool
    """
    if value is None:
        return None
    if kind == "above":
        return value > threshold
    if kind == "below":
        return value < threshold
    change = None if before is None else get_ratio(value - before, before, HUNDRED)
    if change is None:
        return None
    return change >= threshold if kind == "rises" else change <= -threshold


def has_changed_habit(recent, before, threshold):
    """Tell whether a customer pays later than he used to.

    Each is (instalments paid, sum of amount x days late, amount). 20 days late on
    average, after 5:

    >>> from decimal import Decimal
    >>> before = 6, Decimal(500), Decimal(100)
    >>> has_changed_habit((3, Decimal(2000), Decimal(100)), before, 15)
    True
    >>> has_changed_habit((3, Decimal(2000), Decimal(100)), before, 16)
    False

    One late payment is no habit:

    >>> has_changed_habit((1, Decimal(9000), Decimal(100)), before, 15)
    False

    :param tuple recent: what he paid lately
    :param tuple before: what he paid before
    :param threshold: days later, at least
    :rtype: bool
    """
    if recent[0] < MINIMUM_RECENT or before[0] < MINIMUM_BEFORE:
        return False
    now, then = get_ratio(recent[1], recent[2]), get_ratio(before[1], before[2])
    return now is not None and then is not None and now - then >= threshold
