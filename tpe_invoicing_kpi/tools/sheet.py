# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures as a file of a spreadsheet: CSV, or XLSX with real numbers."""

import csv
import io

import xlsxwriter

from odoo.addons.tpe_invoicing.tools.cells import escape_cell, is_number

BYTE_ORDER = "\ufeff"


def get_table(answers, heads):
    """Lay answers out, one line a figure and one a row of a table.

    >>> answers = {"aged": {"name": "Aged", "value": "3.00", "unit": "EUR", "rows": [
    ...     {"key": "not_due", "label": "Not due", "value": "3.00"}]}}
    >>> for line in get_table(answers, {"code": "Code", "label": "Detail",
    ...                                 "value": "Value"}):
    ...     print(line)
    ['Code', 'Detail', 'Value']
    ['aged', '', '3.00']
    ['aged', 'Not due', '3.00']

    :param dict answers: by code, as the public call gives them, with a name
    :param dict heads: heading by part of an answer
    :return: lines of text; what does not exist is empty
    :rtype: list[list[str]]
    """
    lines = [list(heads.values())]
    for code, answer in answers.items():
        common = {part: answer.get(part) for part in ("name", "unit", "definition")}
        for row in (answer, *answer.get("rows", ())):
            cells = {"code": code, **row, **common}
            lines.append([_to_text(cells.get(part)) for part in heads])
    return lines


def _to_text(cell):
    """Write a cell; what does not exist is empty."""
    return "" if cell is None or cell is False else str(cell)


def make_csv(table, point="."):
    """Write lines as CSV that a French spreadsheet opens by a double click.

    >>> make_csv([["a", "b"], ["=x", "-1.50"]], ",").decode("utf-8-sig")
    "a;b\\r\\n'=x;-1,50\\r\\n"

    :param list table: lines of text
    :param str point: decimal point
    :rtype: bytes
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for line in table:
        writer.writerow(
            cell.replace(".", point) if is_number(cell) else escape_cell(cell)
            for cell in line
        )
    return (BYTE_ORDER + stream.getvalue()).encode()


def make_xlsx(table):
    """Write lines as XLSX: numbers are numbers, words are never formulas.

    >>> make_xlsx([["a"], ["=1"]])[:2]
    b'PK'

    :param list table: lines of text, the first one of headings
    :rtype: bytes
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for number, line in enumerate(table):
            for column, cell in enumerate(line):
                if number and is_number(cell):
                    sheet.write_number(number, column, float(cell))
                else:
                    sheet.write_string(number, column, cell, None if number else bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table[0]), 22)
    return stream.getvalue()
