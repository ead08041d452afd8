# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the cells of spreadsheet files (XLSX, XLS) as text."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import xlrd

from .import_archive import open_archive
from .import_problem import ImportProblem

LARGEST_ROW = 500
# a sheet's XML is text: it packs well, so this is far above any honest workbook
LARGEST_WORKBOOK = 400 * 1024 * 1024


def read_sheets(content):
    """Read every sheet of a workbook.

    :param bytes content: XLSX or XLS
    :return: for each sheet pairs of row number and cells as text
    :rtype: list[list[tuple[int, list[str]]]]
    :raise ImportProblem: when this is no workbook, or not an honest one
    """
    if content.startswith(b"PK"):
        return _read_xlsx(content)
    return _read_xls(content)


def _read_xlsx(content):
    names = open_archive(content, LARGEST_WORKBOOK).namelist()
    if "xl/workbook.xml" not in names:
        raise ImportProblem("file_is_zip")
    try:
        _refuse_entities(content, names)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        return [
            [
                (number, [as_text(value) for value in cells[:LARGEST_ROW]])
                for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
            ]
            for sheet in book.worksheets
        ]
    except Exception as error:
        raise ImportProblem("workbook_broken") from error


def _refuse_entities(content, names):
    """Refuse a workbook whose XML declares entities; no spreadsheet writes any."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in names:
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    if b"<!DOCTYPE" in part.read(2000).replace(b"\x00", b""):
                        raise ImportProblem("workbook_broken")


def _read_xls(content):
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True)
        return [
            [
                (number + 1, [_xls_text(cell, book) for cell in sheet.row(number)])
                for number in range(sheet.nrows)
            ]
            for sheet in book.sheets()
        ]
    except Exception as error:
        raise ImportProblem("workbook_broken") from error


def _xls_text(cell, book):
    if cell.ctype == xlrd.XL_CELL_DATE:
        return as_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
    return as_text(cell.value if cell.ctype != xlrd.XL_CELL_ERROR else None)


def as_text(value):
    """Write a cell as text that the readers of numbers and dates understand.

    :param value: what the spreadsheet holds
    :rtype: str

    >>> as_text(35000.0), as_text(12.5), as_text(None), as_text(date(2025, 1, 31))
    ('35000', '12.5', '', '2025-01-31')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        # a spreadsheet keeps 15 digits; what follows is noise of binary fractions
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:.10f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
