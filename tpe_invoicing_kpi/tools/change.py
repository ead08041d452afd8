# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What moved a sum from one day to another."""


def get_overdue_by_key(items, on_date):
    """Add up by key what is past its due date.

    >>> from datetime import date
    >>> items = [("A", date(2026, 9, 1), 10), ("A", date(2026, 11, 1), 5)]
    >>> get_overdue_by_key(items, date(2026, 10, 31))
    {'A': 10}

    :param items: (key, due date, open amount), credit notes negative
    :param date on_date: the day seen from
    :return: amount by key
    :rtype: dict
    """
    sums = {}
    for key, due, amount in items:
        if due < on_date:
            sums[key] = sums.get(key, 0) + amount
    return sums


def get_movers(before, after, count=3):
    """Name who moved a sum most, biggest move first.

    >>> get_movers({"A": 10, "B": 5, "C": 1}, {"A": 2, "B": 5, "D": 3}, 2)
    [('A', -8), ('D', 3)]

    :param dict before: amount by key
    :param dict after: amount by key
    :param int count: how many to name
    :return: key and difference; who did not move is left out
    :rtype: list[tuple]
    """
    moves = {key: after.get(key, 0) - before.get(key, 0) for key in {**before, **after}}
    ranked = sorted(moves.items(), key=lambda pair: (-abs(pair[1]), str(pair[0])))
    return [pair for pair in ranked if pair[1]][:count]


def get_shares(rows):
    """Say how long each bar of a chart is: its share of the longest one.

    >>> get_shares([[50, 100], [0, -20]])
    [[0.5, 1.0], [0.0, 0.0]]
    >>> get_shares([[0]])
    [[0.0]]

    :param rows: amounts, those of a row side by side
    :return: 0 to 1 for each amount; a negative one has no bar
    :rtype: list[list[float]]
    """
    longest = max((amount for row in rows for amount in row), default=0)
    if longest <= 0:
        return [[0.0] * len(row) for row in rows]
    return [[max(float(amount / longest), 0.0) for amount in row] for row in rows]
