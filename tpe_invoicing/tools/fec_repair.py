# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Put right what the file of accounting entries (FEC) of Odoo leaves open.

The figures stay those of the ledger. What changes is their form and the references:
the piece of a sale is its invoice, labels are never blank, amounts are written without
leading zeros, foreign currency is given for foreign currency only, the result of former
years stands on its account of the chart, and the letters are those that the decree
allows (LPF, art. A. 47 A-1).
"""

import csv
import heapq
import io
import unicodedata
from collections import namedtuple
from decimal import Decimal
from itertools import groupby

from .import_fec import COLUMNS

Facts = namedtuple("Facts", "currency sales opening")
Branch = namedtuple("Branch", "content sign name")
ENCODING = "iso8859-15"
OPENING, OPENED = "OUV", "OUVERTURE/"
PROFIT = ("120000", "Résultat de l'exercice (bénéfice)")
LOSS = ("129000", "Résultat de l'exercice (perte)")
# accounts of Odoo that no chart of accounts knows
OUTSIDE = ("120/129", "999999")
SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t\r\n|", " "),
        "\u2026": "...",
        '"': "'",
    }
)


def write_text(text):
    """:return: text in the letters that the decree allows
    :rtype: str

    >>> write_text("L’œuvre – 12 € | “Dvořák”")
    "L'œuvre - 12 € 'Dvorák'"
    """
    text = " ".join((text or "").translate(SIGNS).translate(SIGNS).split())
    if not text.isprintable():
        text = "".join(letter for letter in text if letter.isprintable()).strip()
    try:
        text.encode(ENCODING)
        return text
    except UnicodeEncodeError:
        return "".join(_write_letter(letter) for letter in text)


def _write_letter(letter):
    for form in (letter, unicodedata.normalize("NFKD", letter)):
        plain = form if form == letter else form.encode("ascii", "ignore").decode()
        try:
            plain.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        if plain:
            return plain
    return "?"


def write_amount(text):
    """:return: an amount with a comma and two decimals, blank when there is none
    :rtype: str

    >>> write_amount(" 000000000000120,50"), write_amount("12.2999"), write_amount("")
    ('120,50', '12,30', '')
    """
    if not (text or "").strip():
        return ""
    amount = Decimal(text.strip().replace(",", "."))
    return f"{amount:.2f}".replace(".", ",")


def join(content, branches):
    """Add the entries of branches whose journals bear codes of their company.

    :param bytes content: the file of Odoo, with the opening
    :param list[Branch] branches: of each the file of Odoo, the sign that tells its
        codes apart, its name
    :return: one file of Odoo
    :rtype: bytes
    """
    if not branches:
        return content
    files = [_read_rows(content), *map(_read_branch, branches)]
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, COLUMNS, delimiter="|", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(heapq.merge(*files, key=lambda row: row["EcritureDate"]))
    return target.getvalue().encode()


def _read_branch(branch):
    for row in _read_rows(branch.content):
        if not _is_opening(row):
            row["JournalCode"] += branch.sign
            row["JournalLib"] += f" ({branch.name})"
            yield row


def repair(content, facts):
    """Put a file of Odoo right.

    :param bytes content: the file
    :param Facts facts: ``currency`` of the books, codes of the journals of ``sales``,
        first day of the year for the ``opening``
    :return: the file in the encoding of the decree
    :rtype: bytes
    """
    labels = Labels(_read_rows(content))
    target = io.BytesIO()
    _write(target, COLUMNS)
    for row in _sort(_repair_opening(_read_rows(content), facts)):
        labels.put(row)
        _write(target, [row[name] for name in COLUMNS])
    return target.getvalue()


def _read_rows(content):
    """:return: lines of a file of Odoo, by name of the field
    :rtype: iterator[dict]"""
    rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter="|")
    next(rows)
    return (dict(zip(COLUMNS, cells, strict=True)) for cells in rows)


class Labels:
    """One code bears one label, and no code of a customer is another one's.

    Odoo takes the reference of a partner for his code, else his number in the database,
    which may be the reference of another one: then the name goes with both.
    """

    def __init__(self, rows):
        self.known, partners = {}, {}
        for row in rows:
            code, label = (write_text(row[n]) for n in ("CompAuxNum", "CompAuxLib"))
            partners.setdefault(code, set()).add(label)
        self.shared = {code for code, names in partners.items() if len(names) > 1}

    def put(self, row):
        """:param dict row: a line that is put right otherwise"""
        if row["CompAuxNum"] in self.shared:
            row["CompAuxNum"] = f"{row['CompAuxNum']} {row['CompAuxLib']}".strip()
        for name, label in (("JournalCode", "JournalLib"), ("CompteNum", "CompteLib")):
            code = name, row[name]
            row[label] = self.known.setdefault(code, row[label] or row[name])


def _write(target, cells):
    target.write(("|".join(cells) + "\r\n").encode(ENCODING))


def _repair_opening(rows, facts):
    """Put each line right, and balance the opening with the result of former years.

    :return: lines by name of the field
    :rtype: iterator[dict]
    """
    result, is_open = Decimal(0), True
    for row in rows:
        if _is_opening(row):
            amount = _read(row["Debit"]) - _read(row["Credit"])
            if row["CompteNum"] in OUTSIDE:
                continue  # the difference of the others is this very amount
            result += amount
            if not amount:
                continue
        elif is_open:
            is_open = False
            yield from _balance_opening(result, facts)
        yield _repair_row(row, facts)
    if is_open:
        yield from _balance_opening(result, facts)


def _is_opening(row):
    """:return: whether Odoo made a line of the balances of former years: there may be a
        journal of the same code
    :rtype: bool"""
    return row["JournalCode"] == OPENING and row["EcritureNum"].startswith(OPENED)


def _balance_opening(result, facts):
    """:return: the line that the opening wants to balance, if it wants one
    :rtype: iterator[dict]"""
    if not result:
        return
    account, label = LOSS if result < 0 else PROFIT
    row = dict.fromkeys(COLUMNS, "") | {
        "JournalCode": OPENING,
        "JournalLib": "Balance initiale",
        "EcritureNum": f"{OPENED}{facts.opening[:4]}",
        "CompteNum": account,
        "CompteLib": label,
        "PieceRef": "-",
        "EcritureLib": "/",
        "Debit": str(max(-result, Decimal(0))),
        "Credit": str(max(result, Decimal(0))),
    }
    dates = dict.fromkeys(("EcritureDate", "PieceDate", "ValidDate"), facts.opening)
    yield _repair_row(row | dates, facts)


def _read(text):
    return Decimal(text.strip().replace(",", ".") or 0)


def _repair_row(row, facts):
    """:return: one line as it is to be written
    :rtype: dict"""
    row = {name: write_text(value) for name, value in row.items()}
    for name in ("Debit", "Credit", "Montantdevise"):
        row[name] = write_amount(row[name])
    if row["Idevise"] == facts.currency or not row["Montantdevise"]:
        row["Idevise"] = row["Montantdevise"] = ""
    if row["JournalCode"] in facts.sales or row["PieceRef"] in ("", "-"):
        row["PieceRef"] = row["EcritureNum"]
    if row["CompAuxNum"] or row["CompAuxLib"]:
        row["CompAuxNum"] = row["CompAuxNum"] or row["CompAuxLib"]
        row["CompAuxLib"] = row["CompAuxLib"] or row["CompAuxNum"]
    if row["EcritureLib"] in ("", "/"):
        about = row["CompAuxLib"] or row["JournalLib"]
        row["EcritureLib"] = f"{row['PieceRef']} {about}".strip()
    if not row["EcritureLet"]:
        row["DateLet"] = ""
    return row


def _sort(rows):
    """Keep the lines of an entry together; the rest is in order already.

    :return: lines, the opening first, then by day, journal and number
    :rtype: iterator[dict]
    """
    for _day, lines in groupby(rows, key=lambda row: row["EcritureDate"]):
        yield from sorted(
            lines,
            key=lambda row: (
                not _is_opening(row),
                row["JournalCode"],
                row["EcritureNum"],
            ),
        )
