# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read a table out of a CSV or spreadsheet file, with the line each row stands on."""

import csv
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

from .import_problem import ImportProblem
from .import_profile import PLAIN, Profile
from .import_sheet import LARGEST_ROW, read_sheets
from .import_text import decode

SEPARATORS = ";\t|,"
# a quoted cell that is not closed after so many lines was opened by mistake
LONGEST_CELL = 60
# spreadsheets drop the last blank cells of whole blocks of rows; a row that is short
# alone is a broken one
SHORT_ROWS = 8
# QuickBooks says at the foot of a report when it was made
STAMP = re.compile(r"\d{1,2}:\d{2}\b.*\bGMT")
# how spreadsheets and their exports keep a number as text: ="00123"
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
ZIP_MARK, OLD_EXCEL_MARK, PDF_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"

csv.field_size_limit(1_000_000)


@dataclass
class Row:
    """One row of a file: its cells, and the line on which it begins."""

    line: int
    cells: list
    problem: ImportProblem | None = None


@dataclass
class Table:
    """What a file holds: the heading, the rows below it, the columns found, what is
    particular to the software that wrote it, and the totals in the file that agree."""

    heading: Row
    rows: list
    columns: dict = field(default_factory=dict)
    profile: Profile = PLAIN
    controls: list = field(default_factory=list)

    def get_values(self, name):
        """:param str name: a column
        :return: the cells of the column, blank where a row has none
        :rtype: list[str]"""
        index = self.columns.get(name)
        if index is None:
            return []
        return [row.cells[index] for row in self.rows if index < len(row.cells)]

    def get_heading(self, name, columns=None):
        """:param str name: a column
        :param dict columns: position by column, those of the table by default
        :return: what the file calls it, blank when it has none
        :rtype: str"""
        index = (self.columns if columns is None else columns).get(name)
        return "" if index is None else " ".join(self.heading.cells[index].split())

    def get_cells(self, row, columns=None):
        """:param Row row: one of the table
        :param dict columns: position by column, those of the table by default
        :return: its cells by column, codes of the software as words
        :rtype: dict[str, str]"""
        columns = self.columns if columns is None else columns
        cells = {name: row.cells[index] for name, index in columns.items()}
        for name in self.profile.words:
            if name in cells:
                cells[name] = self.profile.translate(name, cells[name])
        return cells


def read_rows(content):
    """Read every row of a file, blank ones left out.

    :param bytes content: CSV with any usual separator and encoding, XLSX or XLS
    :return: one list of rows a sheet; a CSV file has one sheet
    :rtype: list[list[Row]]
    :raise ImportProblem: when the file is empty or no table

    >>> [row.cells for row in read_rows(b"Nom;Ville\\nDurand;Brest\\n")[0]]
    [['Nom', 'Ville'], ['Durand', 'Brest']]
    """
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ImportProblem("file_empty")
    if content.startswith(PDF_MARK):
        raise ImportProblem("file_is_pdf")
    if content.startswith((ZIP_MARK, OLD_EXCEL_MARK)):
        sheets = [
            [Row(line, cells) for line, cells in sheet if any(map(str.strip, cells))]
            for sheet in read_sheets(content)
        ]
        sheets = [rows for rows in sheets if rows]
    else:
        sheets = [read_csv(decode(content))]
    for rows in sheets:
        if rows and _is_stamp(rows[-1]):
            rows.pop()
    if not any(sheets):
        raise ImportProblem("file_empty")
    return sheets


def _is_stamp(row):
    """:return: whether a row says when the file was made, and nothing else
    :rtype: bool"""
    words = list(filter(None, map(str.strip, row.cells)))
    return len(words) == 1 and bool(STAMP.search(words[0]))


def read_csv(text):
    """Read the rows of a CSV text.

    A quoted cell may hold several lines. A quote that is never closed spoils its own
    row, not those below.

    :param str text: a whole file
    :return: rows, blank ones left out
    :rtype: list[Row]

    >>> [(row.line, row.cells) for row in read_csv('a;b\\n"x\\ny";2\\n3;4')]
    [(1, ['a', 'b']), (2, ['x\\ny', '2']), (4, ['3', '4'])]
    """
    lines = text.split("\n")
    separator, index = guess_separator(lines), 0
    if re.match("(?i)sep=.$", lines[0]):
        separator, index = lines[0][-1], 1
    rows = []
    while index < len(lines):
        row, count = _read_record(lines, index, separator)
        if "=" in lines[index]:
            row.cells = [KEPT_AS_TEXT.sub(r"\1", cell) for cell in row.cells]
        if row.problem or any(cell.strip() for cell in row.cells):
            rows.append(row)
        index += count
    return rows


def _read_record(lines, index, separator):
    """:return: the row that begins at a line, and how many lines it takes
    :rtype: tuple[Row, int]"""
    line = lines[index]
    if '"' not in line:
        return Row(index + 1, line.split(separator, LARGEST_ROW)), 1
    consumed = itertools.count()
    window = lines[index : index + LONGEST_CELL]
    feed = (part + "\n" for part in window if next(consumed) >= 0)
    try:
        cells = next(csv.reader(feed, delimiter=separator, strict=True))
        cells = cells[: LARGEST_ROW + 1]
    except csv.Error:
        problem = ImportProblem("row_quote", index + 1)
        return Row(index + 1, line.split(separator, LARGEST_ROW), problem), 1
    return Row(index + 1, cells), next(consumed)


def guess_separator(lines):
    """Find the sign between cells: the one that parts most lines alike.

    :param list lines: lines of the file
    :rtype: str

    >>> guess_separator(["Nom;Montant", "Durand;1,50", "Le Goff;2,00"])
    ';'
    """
    sample = [line for line in lines[:200] if line.strip()][:50]
    best, best_score = ";", 0
    for separator in SEPARATORS:
        counts = Counter(_count_outside_quotes(line, separator) for line in sample)
        counts.pop(0, None)
        if not counts:
            continue
        columns, lines_alike = counts.most_common(1)[0]
        score = lines_alike * 100 + columns
        if score > best_score:
            best, best_score = separator, score
    return best


def _count_outside_quotes(line, separator):
    parts = line.split('"')
    return sum(part.count(separator) for part in parts[::2])


def mark_broken_rows(heading, rows):
    """Put a problem on the rows that do not have the heading's number of cells.

    Blank cells at the end do not count, and a spreadsheet may leave them out.

    :param Row heading: the row of headings
    :param list rows: the rows below it
    """
    width = len(heading.cells)
    lengths = Counter(len(row.cells) for row in rows)
    for row in rows:
        if row.problem:
            continue
        found = len(row.cells)
        if found > width and any(cell.strip() for cell in row.cells[width:]):
            row.problem = ImportProblem("row_long", row.line, found=found, width=width)
        elif found < width and lengths[found] < SHORT_ROWS:
            row.problem = ImportProblem("row_short", row.line, found=found, width=width)
        else:
            row.cells += [""] * (width - found)
