# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of totals: no documents, but a control of those above."""

import itertools
import re
from collections import Counter
from decimal import Decimal

from .import_invoice import AMOUNTS, SUM_ROW
from .import_invoice_total import cents
from .import_problem import ImportProblem
from .import_values import fold, parse_amount

SUMMED = set(AMOUNTS) - {"quantity", "unit_price", "unit_price_taxed", "discount"}
# of a document, and not of a row of totals; a sum of prices says nothing either
OF_DOCUMENT = ("number", "date", "due")
PRICES = ("unit_price", "unit_price_taxed")
CENT_PAIR = Decimal("0.02")
# what software adds up: without drafts or with them; each row, or each number once;
# credit notes as they are written, or negative
WAYS = list(itertools.product((False, True), repeat=3))

# at the end of a list of customers or products; a firm may be called Total
SUM_NAME = re.compile(r"(sous )?tota(l|ux)( general)?( \d.*)?|nombre .*\d.*")


def refuse_sum(row):
    """Refuse a row that says how many there are, or what they come to, for a customer
    or a product.

    :param Row row: a row of the table
    :raise ImportProblem: when it is one
    """
    first, *others = [word for word in map(fold, row.cells) if word] or [""]
    if SUM_NAME.fullmatch(first) and not re.search("[a-z]", "".join(others)):
        raise ImportProblem("sum_alone", row.line)


def take_sum_rows(table, columns):
    """Take the rows of totals out of a table.

    :param Table table: a file of invoices; loses them
    :param dict columns: position by column
    :return: these rows
    :rtype: list[Row]
    """
    taken = [row for row in table.rows if _is_sum_row(row, columns)]
    if taken:
        lines = {row.line for row in taken}
        table.rows = [row for row in table.rows if row.line not in lines]
    return taken


def _is_sum_row(row, columns):
    def read(name):
        index = columns.get(name, len(row.cells))
        return fold(row.cells[index]) if index < len(row.cells) else ""

    # the number alone tells nearly every row
    if any((words := read(name)) and not SUM_ROW.match(words) for name in OF_DOCUMENT):
        return False
    if not read("number") and any(read(name) for name in PRICES):
        return False  # a further line
    words = [word for word in map(fold, row.cells) if word]
    # a last row may hold sums and no word that says so
    return _is_bare(words) or any(SUM_ROW.match(word) for word in words)


def _is_bare(words):
    return len(words) > 1 and not any(sign.isalpha() for sign in "".join(words))


def check_sum_rows(rows, table, reader):
    """Compare rows of totals with the rows above, from the last such row on or from
    the first row of the file on.

    :param list rows: of :func:`take_sum_rows`
    :param Table table: the file; its ``controls`` take what agrees
    :param RowReader reader: what was read of it
    :return: what differs
    :rtype: list[ImportProblem]
    """
    sums, before, numbers, problems = Counter(), Counter(), set(), []
    above = iter(reader.found)
    waiting = next(above, None)
    for row in rows:
        while waiting and waiting["line"] < row.line:
            _add(sums, waiting, reader.columns, waiting["number"] not in numbers)
            numbers.add(waiting["number"])
            waiting = next(above, None)
        try:
            table.controls += _compare(row, table, reader, (sums, before))
        except ImportProblem as problem:
            problems.append(problem.at(row.line))
        before = sums.copy()
    return problems


def _add(sums, found, columns, is_first):
    """Add the amounts of a row, in each of the ways."""
    is_void = found["state"] in ("draft", "cancelled")
    ways = [
        way for way in WAYS if not (way[0] and is_void) and (is_first or not way[1])
    ]
    for name in columns:
        part, colon, rate = name.partition(":")
        amounts = found["rates"].get(Decimal(rate), {}) if colon else found
        if (colon or name in SUMMED) and (value := amounts.get(part)):
            credit = -abs(value) if found["is_credit"] else value
            for way in ways:
                sums[name, way] += credit if way[2] else value


def _compare(row, table, reader, sums):
    """:return: ``line``, ``column`` and ``amount`` of each total that agrees
    :rtype: list[dict]
    :raise ImportProblem: when one does not, or when there is none"""
    whole, before = sums
    # a row without any word is a row of totals when its amounts are
    is_bare = _is_bare([word for word in map(fold, row.cells) if word])
    agreed = []
    for name, index in reader.columns.items():
        if row.problem or not (":" in name or name in SUMMED):
            continue
        given = parse_amount(row.cells[index], reader.thousands)
        if given is None:
            continue
        column = table.heading.cells[index].strip()
        computed = [whole[name, way] for way in WAYS]
        computed += [whole[name, way] - before[name, way] for way in WAYS]
        if all(abs(given - amount) > CENT_PAIR for amount in computed):
            raise ImportProblem(
                "number_missing" if is_bare else "sum_differs",
                column=column,
                given=cents(given),
                computed=cents(Decimal(computed[0])),
            )
        agreed.append({"line": row.line, "column": column, "amount": f"{given:.2f}"})
    if not agreed:
        raise ImportProblem("number_missing" if is_bare else "sum_alone")
    return agreed
