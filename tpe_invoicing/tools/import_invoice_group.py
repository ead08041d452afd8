# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Put the rows of a file of invoices together, one document a number."""

from decimal import Decimal

from .import_invoice import ITEM_COLUMNS, RowReader
from .import_invoice_total import build_document
from .import_problem import ImportProblem
from .import_sum_row import check_sum_rows, take_sum_rows
from .import_values import fold

CENT_PAIR = Decimal("0.02")
HUNDRED = Decimal(100)
TOTALS = {"total", "doc_total", "balance"}
# what a file says of a document beside what is to be paid
PARTS = frozenset(
    "quantity unit_price unit_price_taxed product_code rate untaxed tax line_untaxed "
    "line_tax line_total doc_untaxed doc_tax".split()
)


def read_invoices(table):
    """Read the documents of a file.

    :param Table table: the file; its rows of totals become its ``controls``
    :return: documents in the order of the file; rows of a number that is there
        already, as ``(line, number, line of the first)``; and what is wrong
    :rtype: tuple[list[dict], list[tuple], list[ImportProblem]]
    """
    reader = RowReader(table)
    sum_rows = take_sum_rows(table, reader.columns)
    groups, duplicates, problems = _group_rows(table, reader)
    problems += check_sum_rows(sum_rows, table, reader)
    roles = find_roles([rows for rows in groups.values() if len(rows) > 1])
    has_totals_only = _has_totals_only(table, reader.columns)
    documents = []
    for rows in groups.values():
        try:
            documents.append(build_document(rows, roles, has_totals_only))
        except ImportProblem as problem:
            problems.append(problem if problem.line else problem.at(rows[0]["line"]))
    problems.sort(key=lambda problem: problem.line)
    return documents, duplicates, problems


def _has_totals_only(table, columns):
    """Tell whether a file says what is to be paid, and no amount before tax, no VAT.

    :param Table table: the file
    :param dict columns: position by column
    :rtype: bool
    """
    headings = [fold(cell) for cell in table.heading.cells]
    totals = [headings[columns[name]] for name in TOTALS if name in columns]
    # of two columns "Total" nobody knows which one has the tax
    return all(headings.count(total) == 1 for total in totals) and not any(
        name in PARTS or ":" in name for name in columns
    )


def _group_rows(table, reader):
    """Gather the rows of each number; a broken row spoils its document."""
    groups, spoilt, problems = {}, set(), []
    for row in table.rows:
        try:
            found = reader.read(row)
        except ImportProblem as problem:
            problems.append(problem if problem.line else problem.at(row.line))
            spoilt.add(_raw_number(row, reader))
            continue
        groups.setdefault(found["number"], []).append(found)
    has_items = any(name in reader.columns for name in (*ITEM_COLUMNS, "rate"))
    for number in spoilt & set(groups):
        if has_items:
            problems += [
                ImportProblem("document_spoilt", rows["line"], number=number)
                for rows in groups.pop(number)
            ]
    if not has_items and {"paid", "paid_on"} <= set(reader.columns):
        for number, rows in groups.items():
            groups[number] = _merge_payments(rows)
    duplicates = _take_duplicates(groups, has_items, problems)
    return groups, duplicates, problems


def _raw_number(row, reader):
    index = reader.columns.get("number")
    in_row = index is not None and index < len(row.cells)
    return " ".join(row.cells[index].split()) if in_row else ""


def _merge_payments(rows):
    """Make one row of those that differ in a payment only: an invoice stands in the
    file once for each.

    :return: rows, the payments added up in the first one
    :rtype: list[dict]
    """
    first, *others = rows
    own = ("line", "cells", "paid", "paid_on", "balance")
    seen, kept = {first["cells"]}, [first]
    for row in others:
        is_payment = row["paid"] is not None and all(
            row[name] == value for name, value in first.items() if name not in own
        )
        if not is_payment or row["cells"] in seen:
            kept.append(row)
            continue
        seen.add(row["cells"])
        days = [day for day in (kept[0]["paid_on"], row["paid_on"]) if day]
        kept[0] = kept[0] | {
            "paid": (kept[0]["paid"] or 0) + row["paid"],
            "paid_on": max(days, default=None),
        }
    return kept


def _take_duplicates(groups, has_items, problems):
    """Take out of each group the rows that are no further line of the document.

    Where a file has one row a document, a second row of a number is a duplicate. Where
    it has one row a line, only a row that repeats another to the letter is one, unless
    it stands right below: two equal lines of an invoice do.

    :return: ``(line, number, line of the first)``
    :rtype: list[tuple]
    """
    has_lines = has_items and any(
        len({row["cells"] for row in rows}) > 1 for rows in groups.values()
    )
    duplicates = []
    for number, rows in groups.items():
        first, kept, seen = rows[0], [], {}
        for row in rows:
            twin = seen.get(row["cells"])
            if twin is not None and not (has_lines and row["line"] == twin + 1):
                duplicates.append((row["line"], number, first["line"]))
                continue
            seen[row["cells"]] = row["line"]
            if kept and (not has_items or not _same_document(first, row)):
                details = {"number": number, "first": first["line"]}
                problems.append(ImportProblem("number_twice", row["line"], **details))
                continue
            kept.append(row)
        groups[number] = kept
    return duplicates


def _same_document(first, row):
    """Tell whether two rows can be lines of one document."""
    if row["date"] and first["date"] and row["date"] != first["date"]:
        return False
    one, other = first["party"], row["party"]
    names = ("name", "customer_ref", "registry")
    return not (one and other) or all(one[name] == other[name] for name in names)


def find_roles(groups):
    """Tell whether "Total HT", "TVA" and "Total TTC" are those of a line or of the
    whole document, from the documents that have several rows.

    :param list groups: rows of such documents
    :return: ``line`` or ``doc`` for ``untaxed``, ``tax`` and ``total``
    :rtype: dict[str, str]
    """
    rows = [row for group in groups for row in group]
    roles = {"untaxed": _role_of_untaxed(groups, rows)}
    for name in ("tax", "total"):
        fits = [_fits_line(row, name) for row in rows]
        known = [fit for fit in fits if fit is not None]
        if roles["untaxed"] == "line" and known and sum(known) * 2 >= len(known):
            roles[name] = "line"
        else:
            roles[name] = "doc" if _is_repeated(groups, name) else "line"
    return roles


def _role_of_untaxed(groups, rows):
    expected = [
        abs(line_amount(row) - row["untaxed"]) <= CENT_PAIR
        for row in rows
        if row["untaxed"] is not None and line_amount(row) is not None
    ]
    if expected:
        return "line" if sum(expected) * 2 >= len(expected) else "doc"
    fits = [_fits_line(row, "tax") for row in rows]
    differ = any(len({row["rate"] for row in group}) > 1 for group in groups)
    if differ and all(fit for fit in fits if fit is not None) and any(fits):
        return "line"
    return "doc" if _is_repeated(groups, "untaxed") else "line"


def line_amount(row):
    """Compute a line's amount before tax from its quantity, price and discount.

    :param dict row: a row
    :return: the amount, None when the row has no price
    :rtype: Decimal | None
    """
    price = row["unit_price"]
    if price is None:
        return None
    quantity = Decimal(1) if row["quantity"] is None else row["quantity"]
    return quantity * price * (HUNDRED - (row["discount"] or 0)) / HUNDRED


def _fits_line(row, name):
    """:return: whether a row's own amounts agree, None when they cannot be compared
    :rtype: bool | None"""
    untaxed, value = row["untaxed"], row[name]
    if untaxed is None:
        untaxed = line_amount(row)
    if untaxed is None or value is None:
        return None
    if name == "total" and row["tax"] is not None:
        return abs(untaxed + row["tax"] - value) <= CENT_PAIR
    if row["rate"] is None:
        return None
    tax = untaxed * row["rate"] / HUNDRED
    return abs((tax if name == "tax" else untaxed + tax) - value) <= CENT_PAIR


def _is_repeated(groups, name):
    """Tell whether a column says the same on all rows of a document, mostly."""
    same = [
        len({row[name] for row in group if row[name] is not None}) == 1
        for group in groups
        if any(row[name] is not None for row in group)
    ]
    return bool(same) and sum(same) * 5 >= len(same) * 4
