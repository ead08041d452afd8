# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read lists of open invoices whose rows stand below the name of their customer."""

from .import_table import Row
from .import_values import fold


def fill_groups(table):
    """Write the name above each group of rows into their first cell, which is blank
    there and in the heading. Rows with the totals of a group go.

    :param Table table: the report; gains a column ``name``
    :return: whether it is such a report
    :rtype: bool

    >>> from .import_table import Table
    >>> cells = [["Durand", ""], ["", "F1"], ["", "F2"], ["Total Durand", "9"]]
    >>> table = Table(Row(1, ["", "N°"]), [Row(2, each) for each in cells])
    >>> fill_groups(table), [row.cells for row in table.rows]
    (True, [['Durand', 'F1'], ['Durand', 'F2']])
    """
    if table.heading.cells[0].strip():
        return False
    name, rows = "", []
    for row in table.rows:
        first, *others = (cell.strip() for cell in row.cells)
        if first and not any(others):
            name = first
        elif first and not fold(first).startswith("total"):
            return False
        elif name and not first:
            rows.append(Row(row.line, [name, *row.cells[1:]], row.problem))
    table.rows = rows
    table.columns = {"name": 0} | table.columns
    return bool(rows)
