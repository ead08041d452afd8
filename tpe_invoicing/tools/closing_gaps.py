# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that are missing in a series of invoices, as a person reads them."""


def name_gap(name, prefix, first, last):
    """:param str name: number of the invoice after the gap
    :param str prefix: what its series begins with
    :param int first: first missing number
    :param int last: last missing number
    :return: the missing numbers, written as those of the series
    :rtype: str

    >>> name_gap("FAC/2026/00007", "FAC/2026/", 5, 6)
    'FAC/2026/00005 – FAC/2026/00006'
    >>> name_gap("FAC/2026/00007", "FAC/2026/", 6, 6)
    'FAC/2026/00006'
    """
    rest = name[len(prefix) :]
    width = len(rest) - len(rest.lstrip("0123456789"))
    suffix = rest[width:]
    names = [f"{prefix}{number:0{width}d}{suffix}" for number in (first, last)]
    return " – ".join(dict.fromkeys(names))
