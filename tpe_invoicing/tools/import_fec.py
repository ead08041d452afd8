# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the file of accounting entries (FEC, LPF A47 A-1) of former software."""

import re
from collections import defaultdict
from decimal import Decimal

from .import_problem import ImportProblem
from .import_text import decode
from .import_values import parse_amount, parse_date, tidy

COLUMNS = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum "
    "CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet "
    "ValidDate Montantdevise Idevise"
).split()
# the decree allows an amount and a direction instead of debit and credit
INSTEAD = {"debit": "montant", "credit": "sens"}
NAMES = {name.lower(): name for name in (*COLUMNS, "Montant", "Sens")}
DATES = ("ecrituredate", "piecedate", "datelet")
OPTIONAL = frozenset("compauxnum compauxlib ecriturelet datelet".split()) | frozenset(
    "validdate montantdevise idevise journallib comptelib".split()
)
OPENING = re.compile(r"(?i)^(an|ran|anv|a\.?n\.?|rano|ouv)$|nouveau|ouverture")


def read_fec(content):
    """Read the lines of a FEC.

    :param bytes content: the file
    :return: lines that are right, and what is wrong with the others
    :rtype: tuple[list[dict], list[ImportProblem]]
    :raise ImportProblem: when the file is no FEC
    """
    rows = decode(content).split("\n")
    heading = next((row for row in rows if row.strip()), "")
    if not heading:
        raise ImportProblem("file_empty")
    separator = next((sign for sign in "\t|;" if sign in heading), "\t")
    names = [re.sub(r"[^a-z]", "", name.lower()) for name in heading.split(separator)]
    missing = [
        name
        for name in COLUMNS
        if name.lower() not in names
        and INSTEAD.get(name.lower()) not in names
        and name.lower() not in OPTIONAL
    ]
    if len(missing) * 2 > len(COLUMNS) - len(OPTIONAL):
        raise ImportProblem("fec_heading")
    if missing:
        raise ImportProblem("column_missing", columns=missing)
    lines, problems, is_heading = [], [], True
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        if is_heading:
            is_heading = False
            continue
        try:
            lines.append(_read_line(names, row.split(separator), number))
        except ImportProblem as problem:
            problems.append(problem.at(number))
    return lines, problems


def _read_line(names, cells, number):
    """:return: one line of the file
    :rtype: dict"""
    if len(cells) < len(names):
        raise ImportProblem("row_short", found=len(cells), width=len(names))
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ImportProblem("row_long", found=len(cells), width=len(names))
    row = {
        name: tidy(cell.strip().strip('"'))
        for name, cell in zip(names, cells, strict=False)
    }
    dates = {name: _read_under(name, parse_date, row.get(name, "")) for name in DATES}
    date = dates["ecrituredate"]
    if not date:
        raise ImportProblem("date_missing")
    if not row["comptenum"]:
        raise ImportProblem("account_missing")
    return {
        "line": number,
        "journal": row["journalcode"],
        "entry": row["ecriturenum"] or f"{row['ecrituredate']}/{row['pieceref']}",
        "date": date,
        "account": row["comptenum"],
        "account_name": row.get("comptelib", ""),
        "customer": row.get("compauxnum", ""),
        "customer_name": row.get("compauxlib", ""),
        "piece": row["pieceref"],
        "piece_date": dates["piecedate"] or date,
        "label": row["ecriturelib"],
        "amount": _read_amount(row),
        "letter": row.get("ecriturelet", ""),
        "letter_date": dates["datelet"],
        "is_opening": bool(
            OPENING.search(row["journalcode"])
            or OPENING.search(row.get("journallib", ""))
        ),
    }


def _read_amount(row):
    """:return: debit less credit
    :rtype: Decimal"""
    if "debit" in row:
        debit = _read_under("debit", parse_amount, row["debit"])
        credit = _read_under("credit", parse_amount, row["credit"])
        return (debit or Decimal(0)) - (credit or Decimal(0))
    amount = _read_under("montant", parse_amount, row["montant"]) or Decimal(0)
    sign = row["sens"].upper()
    if sign in ("D", "+1", "1", "+"):
        return amount
    if sign in ("C", "-1", "-"):
        return -amount
    raise ImportProblem("amount_invalid", value=row["sens"]).under(NAMES["sens"])


def _read_under(name, parse, text):
    """:return: what a cell says
    :raise ImportProblem: naming the column"""
    try:
        return parse(text)
    except ImportProblem as problem:
        raise problem.under(NAMES[name]) from None


def drop_repeated(lines):
    """Leave out the entries that stand in the file again, as they do where two files
    that overlap were put together.

    :param list lines: see :func:`read_fec`
    :return: the other lines, and the first line of an entry by the line where it begins
        again
    :rtype: tuple[list[dict], dict[int, dict]]
    """
    entries = defaultdict(list)
    for place, line in enumerate(lines):
        entries[line["journal"], line["entry"]].append(place)
    again, dropped = {}, set()
    for places in entries.values():
        first, *others = _split_runs(places)
        wanted = [_get_content(lines[place]) for place in first]
        # two equal sales of one entry stand together; in a file that is sorted by
        # account no run is an entry
        if sum(lines[place]["amount"] for place in first):
            continue
        for run in others:
            if [_get_content(lines[place]) for place in run] == wanted:
                again[lines[run[0]]["line"]] = lines[first[0]]
                dropped.update(run)
    kept = [line for place, line in enumerate(lines) if place not in dropped]
    return kept, again


def _split_runs(places):
    """:return: places that follow each other, together
    :rtype: list[list[int]]

    >>> _split_runs([0, 1, 5, 6, 8])
    [[0, 1], [5, 6], [8]]
    """
    runs = [[places[0]]]
    for place in places[1:]:
        if place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _get_content(line):
    return {name: value for name, value in line.items() if name != "line"}


def check_entries(lines):
    """Leave out the entries whose debit is not their credit.

    :param list lines: see :func:`read_fec`
    :return: lines of the entries that balance, in order, and what is wrong
    :rtype: tuple[list[dict], list[ImportProblem]]
    """
    sums, first = defaultdict(Decimal), {}
    for line in lines:
        key = (line["journal"], line["entry"])
        sums[key] += line["amount"]
        first.setdefault(key, line["line"])
    wrong = {key: amount for key, amount in sums.items() if amount}
    problems = [
        ImportProblem(
            "entry_unbalanced", first[key], entry=key[1], amount=f"{amount:.2f}"
        )
        for key, amount in wrong.items()
    ]
    kept = [line for line in lines if (line["journal"], line["entry"]) not in wrong]
    return kept, problems
