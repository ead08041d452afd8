# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check a file of accounting entries (FEC) against the rules that are published.

LPF, art. A. 47 A-1 (decree of 29 July 2013) and BOI-CF-IOR-60-40-20: name and form of
the file, its eighteen fields, dates, amounts, numbers without gap, order, balance of
each entry and of the whole.
"""

import re
from collections import namedtuple
from datetime import date
from decimal import Decimal

from .identifiers import is_siren
from .import_fec import COLUMNS

Finding = namedtuple("Finding", "line code detail")
CASH_COLUMNS = ("DateRglt", "ModeRglt", "NatOp", "IdClient")
MANDATORY = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum"),
    *("CompteLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
    "ValidDate",
)
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
AMOUNTS = ("Debit", "Credit", "Montantdevise")
PAIRS = (
    ("CompAuxNum", "CompAuxLib"),
    ("EcritureLet", "DateLet"),
    ("Montantdevise", "Idevise"),
)
LABELS = (
    ("CompteNum", "CompteLib"),
    ("JournalCode", "JournalLib"),
    ("CompAuxNum", "CompAuxLib"),
)
NAME = re.compile(r"(\d{9})FEC(\d{8})\.txt")
AMOUNT = re.compile(r"-?\d{1,15}(,\d{1,4})?")
ACCOUNT = re.compile(r"[1-8]\d\d")
TAIL = re.compile(r"(\d+)$")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LONG, COUNTER = 6, 4  # digits
EVERY_KIND = 50  # findings of one kind told at once


class FecCheck:
    """Goes through a FEC line by line; keeps sums and numbers only."""

    def __init__(self, filename):
        self.findings, self.told = [], {}
        self.closing = self._check_name(filename)
        self.entry, self.sums, self.total = None, Decimal(0), Decimal(0)
        self.entry_line, self.seen, self.numbers = 0, set(), {}
        self.blank, self.is_blank = [], True  # lines without amount of an entry
        self.labels, self.last_valid, self.lines = {}, "", 0

    def tell(self, line, code, detail=""):
        """Note a finding, unless many of its kind are noted already."""
        self.told[code] = self.told.get(code, 0) + 1
        if self.told[code] <= EVERY_KIND:
            self.findings.append(Finding(line, code, str(detail)[:80]))

    def _check_name(self, filename):
        """:return: day of the closing that the name tells, as YYYYMMDD
        :rtype: str"""
        match = NAME.fullmatch(filename or "")
        if not match or not read_day(match[2]):
            self.tell(0, "file_name", filename)
            return ""
        if not is_siren(match[1]):
            self.tell(0, "siren", match[1])
        return match[2]

    def check_line(self, number, row):
        """:param int number: line of the file
        :param dict row: its fields by name"""
        self.lines += 1
        for name in MANDATORY:
            if not row[name].strip():
                self.tell(number, "field_empty", name)
        for name in DATES:
            if row[name] and not read_day(row[name]):
                self.tell(number, "date_invalid", f"{name} {row[name]}")
        for name in AMOUNTS:
            if row[name] and not AMOUNT.fullmatch(row[name]):
                self.tell(number, "amount_invalid", f"{name} {row[name]}")
        for one, two in PAIRS:
            if bool(row[one].strip()) != bool(row[two].strip()):
                self.tell(number, "pair_incomplete", f"{one}, {two}")
        self._check_account(number, row)
        self._check_dates(number, row)
        self._check_entry(number, row)

    def _check_account(self, number, row):
        if row["CompteNum"] and not ACCOUNT.match(row["CompteNum"]):
            self.tell(number, "account_invalid", row["CompteNum"])
        if row["Idevise"] and not re.fullmatch("[A-Z]{3}", row["Idevise"]):
            self.tell(number, "currency_invalid", row["Idevise"])
        for code, label in LABELS:
            known = self.labels.setdefault((code, row[code]), row[label])
            if known != row[label]:
                self.tell(number, "label_changes", f"{row[code]} {row[label]}")

    def _check_dates(self, number, row):
        written, valid = row["EcritureDate"], row["ValidDate"]
        if self.closing and read_day(written):
            first = f"{int(self.closing[:4]) - 2}{self.closing[4:]}"
            if not first < written <= self.closing:  # a first year may last longer
                self.tell(number, "date_outside", written)
        if valid and written and valid < written:
            self.tell(number, "valid_before", valid)
        if valid and valid < self.last_valid:
            self.tell(number, "order", valid)
        self.last_valid = max(self.last_valid, valid)

    def _check_entry(self, number, row):
        """Follow an entry from its first line to its last."""
        key = (row["JournalCode"], row["EcritureNum"])
        about = (key, row["EcritureDate"], row["ValidDate"])
        if not self.entry or self.entry[0] != key:
            self._close_entry()
            if key in self.seen:
                self.tell(number, "entry_split", " ".join(key))
            self.entry, self.entry_line = about, number
            self.seen.add(key)
            self._note_number(*key)
        elif self.entry != about:
            self.tell(number, "entry_dates", " ".join(key))
        debit, credit = read_amount(row["Debit"]), read_amount(row["Credit"])
        if debit and credit:
            self.tell(number, "both_sides", " ".join(key))
        elif not debit and not credit:
            self.blank.append(number)
        self.is_blank &= not debit and not credit
        self.sums += debit - credit

    def _note_number(self, journal, name):
        """Numbers of a series are the same but for their last digits."""
        if match := TAIL.search(name):
            # long numbers begin with a year or a month: each has its own series
            size = len(match[1]) if len(match[1]) <= LONG else COUNTER
            series = (journal, name[:-size])
            self.numbers.setdefault(series, set()).add(int(name[-size:]))

    def _check_numbers(self):
        """The numbers of a series have no gap, in whatever order they come."""
        for (journal, prefix), numbers in self.numbers.items():
            before = None
            for number in sorted(numbers):
                if before is not None and number != before + 1:
                    self.tell(0, "sequence", f"{journal} {prefix}, {before} - {number}")
                before = number

    def _close_entry(self):
        # an entry without any amount keeps its number, or one would be missing
        for number in () if self.is_blank else self.blank:
            self.tell(number, "no_amount", " ".join(self.entry[0]))
        self.blank, self.is_blank = [], True
        if self.entry and self.sums:
            detail = f"{' '.join(self.entry[0])} {self.sums:.2f}"
            self.tell(self.entry_line, "entry_unbalanced", detail)
        self.total += self.sums
        self.sums = Decimal(0)

    def close(self):
        """:return: everything that was found, in the order of the file
        :rtype: list[Finding]"""
        self._close_entry()
        self._check_numbers()
        if self.total:
            self.tell(0, "file_unbalanced", f"{self.total:.2f}")
        if not self.lines:
            self.tell(0, "file_empty")
        return sorted(self.findings)


def read_day(text):
    """:return: the date that eight digits are, None when there is no such day
    :rtype: date

    >>> read_day("20261231"), read_day("20260230"), read_day("2026-1-1")
    (datetime.date(2026, 12, 31), None, None)
    """
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def read_amount(text):
    """:return: the amount, zero when it is none: that is told elsewhere
    :rtype: Decimal

    >>> read_amount("1200,50"), read_amount("1.200,50")
    (Decimal('1200.50'), Decimal('0'))
    """
    if not AMOUNT.fullmatch(text):
        return Decimal(0)
    return Decimal(text.replace(",", "."))


def check_fec(content, filename):
    """Check a whole file.

    :param bytes content: the file
    :param str filename: its name
    :return: what is wrong with it: line of the file (0 = the whole), code, detail
    :rtype: list[Finding]
    """
    check = FecCheck(filename)
    rows = _read_rows(content, check)
    separator = next((sign for sign in "\t|" if sign in rows[0]), None)
    if not separator:
        check.tell(1, "separator")
        return check.close()
    names = rows[0].split(separator)
    if names not in (COLUMNS, [*COLUMNS, *CASH_COLUMNS]):
        check.tell(1, "heading", ", ".join(set(COLUMNS) ^ set(names)))
        return check.close()
    for number, row in enumerate(rows[1:], 2):
        if not row and number == len(rows):
            continue  # the end of the last line
        cells = row.split(separator)
        if len(cells) != len(names):
            check.tell(number, "width", len(cells))
            continue
        if any(cell.startswith('"') for cell in cells):
            check.tell(number, "quotes")
        if CONTROL.search("".join(cells)):
            check.tell(number, "signs")
        check.check_line(number, dict(zip(names, cells, strict=True)))
    return check.close()


def _read_rows(content, check):
    """:return: lines of the file, as the tax authority reads them
    :rtype: list[str]"""
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        check.tell(1, "byte_order_mark")
        content = content.removeprefix(b"\xef\xbb\xbf")
    text = content.decode("iso8859-15")
    try:
        if not content.isascii() and content.decode("utf-8"):
            check.tell(0, "encoding")
            text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass  # then it is one byte a letter, as wanted
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
