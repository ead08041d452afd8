# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file that brings new legal figures without a new release of the addon.

A CSV file in UTF-8 with a heading, comma or semicolon between its columns; the columns
are those of the rows that ship.
"""

import csv
import io
from collections import namedtuple
from datetime import date
from decimal import Decimal, InvalidOperation

COLUMNS = ("code", "date_from", "value", "source_title", "source_url")
OPTIONAL = ("published_on",)

FigureRow = namedtuple("FigureRow", "line code date_from value source published_on")
Source = namedtuple("Source", "title url")
Problem = namedtuple("Problem", "line code detail")


def read(content, codes):
    """Read a file of legal figures.

    :param bytes content: the file
    :param codes: codes of the figures that are known
    :return: rows, and problems by line: ``not_text``, ``column_missing``,
        ``code_unknown``, ``date_wrong``, ``value_wrong``, ``source_missing``
    :rtype: tuple[list[FigureRow], list[Problem]]

    >>> head = "code,date_from,value,source_title,source_url\\n"
    >>> text = head + "ecb_mro,2027-01-01,2.65,BCE,https://www.ecb.europa.eu/"
    >>> rows, problems = read(text.encode(), {"ecb_mro"})
    >>> rows[0].date_from, rows[0].value, problems
    (datetime.date(2027, 1, 1), Decimal('2.65'), [])
    >>> read((head + "ecb_mro,1/1/27,2.65,BCE,http://x").encode(), {"ecb_mro"})[1][0]
    Problem(line=2, code='date_wrong', detail='1/1/27')
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(1, "not_text", "")]
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    lines = csv.DictReader(io.StringIO(text), delimiter=separator)
    missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    if missing:
        return [], [Problem(1, "column_missing", missing[0])]
    rows, problems = [], []
    for number, cells in enumerate(lines, 2):
        row = _read_row(number, cells, codes)
        (problems if isinstance(row, Problem) else rows).append(row)
    return rows, problems


def _read_row(number, cells, codes):
    """:return: the row, or the problem that it has
    :rtype: FigureRow | Problem"""
    cells = {name: (cells.get(name) or "").strip() for name in (*COLUMNS, *OPTIONAL)}
    if cells["code"] not in codes:
        return Problem(number, "code_unknown", cells["code"])
    date_from = _read_date(cells["date_from"])
    if not date_from:
        return Problem(number, "date_wrong", cells["date_from"])
    published_on = _read_date(cells["published_on"])
    if cells["published_on"] and not published_on:
        return Problem(number, "date_wrong", cells["published_on"])
    value = _read_number(cells["value"])
    if value is None:
        return Problem(number, "value_wrong", cells["value"])
    source = Source(cells["source_title"], cells["source_url"])
    if not source.title or not source.url.startswith("https://"):
        return Problem(number, "source_missing", source.url)
    return FigureRow(number, cells["code"], date_from, value, source, published_on)


def _read_date(text):
    """:rtype: date | None"""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_number(text):
    """:return: a number that is not negative, None for anything else
    :rtype: Decimal | None"""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
