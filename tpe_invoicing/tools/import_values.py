# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read amounts, rates and dates as people and software write them in France."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .import_problem import ImportProblem

MONEY_SIGNS = re.compile(r"(?i)€|\beuros?\b|\beur\b|\bht\b|\bttc\b|%")
BLANKS = re.compile(r"[\s'’_\u00a0\u2007\u2009\u202f]+")
# no invoice has a thousand billions
MOST_DIGITS = 12
PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
NUMERIC_DATE = re.compile(r"(\d{1,4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,4})")
WORD_DATE = re.compile(
    r"(\d{1,2})(?:er)?\s*[ \-./]\s*([a-z]+)\.?\s*[ \-./]\s*(\d{2,4})"
)
MONTH_DATE = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
CLOCK = re.compile(r"[ t]\s*\d{1,2}[:h]\d{2}.*$")
MONTHS = (
    ("janv", "jan", "january"),
    ("fev", "feb", "fevr"),
    ("mars", "mar", "march"),
    ("avr", "apr", "avril"),
    ("mai", "may"),
    ("juin", "jun", "june"),
    ("juil", "jul", "july"),
    ("aou", "aug", "aout"),
    ("sept", "sep"),
    ("oct",),
    ("nov",),
    ("dec",),
)
EXCEL_EPOCH = date(1899, 12, 30)
TRUE_WORDS = frozenset("oui o yes y vrai true x 1 paye payee paid regle reglee".split())
FALSE_WORDS = frozenset("non n no faux false 0".split())


@lru_cache(maxsize=65536)  # a file says the same words on thousands of rows
def fold(text):
    """Write a word without accents, capitals and signs, for comparing.

    :param str text: any text
    :return: small letters and digits, parted by single blanks
    :rtype: str

    >>> fold("N° de Téléphone *"), fold("Montant_HT (€)")
    ('n de telephone', 'montant ht')
    """
    text = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    text = text.replace("œ", "oe").replace("æ", "ae")
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def tidy(text):
    """Take needless blanks out of a cell of one line.

    :param str text: a cell
    :rtype: str

    >>> tidy(" Durand\\u00a0 et  fils ")
    'Durand et fils'
    """
    return " ".join(text.replace("\ufeff", "").split())


def parse_amount(text, thousands=""):
    """Read an amount or a quantity, as written in French or in English.

    A single comma is a decimal comma. A point and a comma together: the last one is
    the decimal mark.

    :param str text: a cell
    :param str thousands: the sign that this file puts between thousands, when known
    :return: the amount, None for a blank cell
    :rtype: Decimal | None
    :raise ImportProblem: when this is no number

    >>> parse_amount("1 234,56 €"), parse_amount("1.234,56"), parse_amount("1,234.56")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('1234.56'))
    >>> parse_amount("1.234", "."), parse_amount("12.34", ".")
    (Decimal('1234'), Decimal('12.34'))
    >>> parse_amount("12345678901234,5")
    Traceback (most recent call last):
    tpe_invoicing.tools.import_problem.ImportProblem: amount_invalid
    >>> parse_amount("(12,50)"), parse_amount("12,5-"), parse_amount(" ")
    (Decimal('-12.50'), Decimal('-12.5'), None)
    """
    if not text:
        return None
    bare = BLANKS.sub("", MONEY_SIGNS.sub("", text)).replace("−", "-")
    if bare in ("", "-", "–"):
        return None
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1]
    elif bare[0] in "+-":
        sign, bare = (-1 if bare[0] == "-" else 1), bare[1:]
    elif bare[-1] in "+-":
        sign, bare = (-1 if bare[-1] == "-" else 1), bare[:-1]
    number = _with_point(bare, thousands)
    whole = number.partition(".")[0].lstrip("0")
    if not PLAIN_NUMBER.fullmatch(number) or len(whole) > MOST_DIGITS:
        raise ImportProblem("amount_invalid", value=tidy(text)[:40])
    try:
        return sign * Decimal(number)
    except InvalidOperation:
        raise ImportProblem("amount_invalid", value=tidy(text)[:40]) from None


def _with_point(number, thousands):
    """Write a number with a decimal point and nothing between the thousands."""
    if thousands:
        whole, _mark, rest = number.partition("," if thousands == "." else ".")
        # one row of a file may be written otherwise than the others: 246.90 is no 24690
        if thousands not in rest and _is_grouped(whole, thousands):
            number = number.replace(thousands, "")
    commas, points = number.count(","), number.count(".")
    if commas and points:
        last = "," if number.rfind(",") > number.rfind(".") else "."
        other = "." if last == "," else ","
        if number.count(last) > 1 or not _is_grouped(number.split(last)[0], other):
            return ""
        return number.replace(other, "").replace(last, ".")
    for mark, count in ((",", commas), (".", points)):
        if count > 1:
            return number.replace(mark, "") if _is_grouped(number, mark) else ""
    return number.replace(",", ".")


def _is_grouped(number, mark):
    """Tell whether a mark parts thousands: groups of three after the first one."""
    first, *groups = number.split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)


def guess_thousands(values, decimal=""):
    """Find the sign that a file puts between thousands, from numbers that show it.

    :param values: cells of a column of amounts
    :param str decimal: the usual decimal mark of who wrote it: where no number shows
        the other sign at work, and every number that bears it could, it parts thousands
    :return: ``.`` or ``,``, blank when no number shows any
    :rtype: str

    >>> guess_thousands(["12,00", "1.234,56"]), guess_thousands(["1.5", "2,5"])
    ('.', '')
    >>> guess_thousands(["1.234", "12"], ","), guess_thousands(["1.23", "1.234"], ",")
    ('.', '')
    """
    other = {",": ".", ".": ","}.get(decimal, "")
    could = True
    for value in values:
        bare = BLANKS.sub("", MONEY_SIGNS.sub("", value)).strip("()+-")
        comma, point = bare.rfind(","), bare.rfind(".")
        if comma >= 0 and point >= 0:
            return "." if point < comma else ","
        could = could and (not other or other not in bare or _is_grouped(bare, other))
    return other if could else ""


def parse_rate(text):
    """Read a VAT rate in percent: ``20``, ``20 %``, ``5,5``, ``0.2``, ``TVA 10%``.

    :param str text: a cell
    :return: the rate in percent, None for a blank cell
    :rtype: Decimal | None
    :raise ImportProblem: when this is no rate

    >>> parse_rate("TVA 5,50 %"), parse_rate("0,2"), parse_rate("exonéré")
    (Decimal('5.5'), Decimal('20'), Decimal('0'))
    """
    words = fold(text)
    if not words:
        return None
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    if not found:
        if re.search(r"exon|exempt|franchise|autoliq|sans|neant|non|export", words):
            return Decimal(0)
        raise ImportProblem("rate_invalid", value=tidy(text)[:40])
    if re.search(r"293\s*b", words):
        return Decimal(0)
    if re.search(r"(?:^|[\s(])[-−]\s*\d", text):
        raise ImportProblem("rate_invalid", value=tidy(text)[:40])
    rate = Decimal(found[0].replace(",", "."))
    # spreadsheets hold 20 % as 0.2; no French rate lies between 0 and 0.9
    if 0 < rate < 1 and "%" not in text and rate not in (Decimal("0.9"),):
        rate *= 100
    if rate > 100:
        raise ImportProblem("rate_invalid", value=tidy(text)[:40])
    return plain(rate)


def plain(number):
    """Drop the zeros that a number does not need.

    :param Decimal number: any number
    :rtype: Decimal

    >>> plain(Decimal("5.50")), plain(Decimal("100"))
    (Decimal('5.5'), Decimal('100'))
    """
    number = number.normalize()
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number


@lru_cache(maxsize=16384)
def parse_date(text, is_month_first=False):
    """Read a date: 31/12/2025, 2025-12-31, 20251231, 31/12/25, 31 déc. 2025, 46022.

    :param str text: a cell; an hour behind the date is left out
    :param bool is_month_first: the file writes the month before the day
    :return: the date, None for a blank cell
    :rtype: date | None
    :raise ImportProblem: when this is no date

    >>> parse_date("01/02/2025"), parse_date("20250201"), parse_date("45689")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 1), datetime.date(2025, 2, 1))
    >>> parse_date("1er févr. 25"), parse_date("00/00/0000")
    (datetime.date(2025, 2, 1), None)
    """
    bare = tidy(text) if text else ""
    if not bare.strip("0/-. :"):
        return None
    try:
        found = _split_date(bare, is_month_first)
        if isinstance(found, tuple):
            found = date(*found)
    except (ValueError, OverflowError):
        found = None
    if not found or not 1900 <= found.year <= 2199:
        raise ImportProblem("date_invalid", value=bare[:40])
    return found


def _split_date(text, is_month_first):
    """:return: year, month and day, or a date, or None when no form fits"""
    if re.fullmatch(r"\d{8}", text):
        return int(text[:4]), int(text[4:6]), int(text[6:])
    if SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    text = CLOCK.sub("", text.lower())
    if match := NUMERIC_DATE.fullmatch(text):
        first, second, third = match.groups()
        if len(first) == 4:
            return int(first), int(second), int(third)
        day, month = (second, first) if is_month_first else (first, second)
        return _full_year(third), int(month), int(day)
    if match := MONTH_DATE.fullmatch(text):
        word, day, year = match.groups()
        return int(year), _month_number(word), int(day)
    if match := WORD_DATE.search(_unaccent(text)):
        day, word, year = match.groups()
        return _full_year(year), _month_number(word), int(day)
    return None


def _unaccent(text):
    text = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def _full_year(text):
    if len(text) not in (2, 4):
        raise ValueError(text)
    year = int(text)
    return year + (2000 if year < 70 else 1900) if len(text) == 2 else year


def _month_number(word):
    for number, names in enumerate(MONTHS, 1):
        if any(word.startswith(name) for name in names):
            return number
    raise ValueError(word)


def guess_month_first(values, usual=""):
    """Tell whether a column of dates is written the American way.

    :param values: cells of the column
    :param str usual: ``month`` for who writes so as a rule
    :return: True only when some date cannot be read otherwise, and none contradicts
    :rtype: bool

    >>> guess_month_first(["01/31/2025", "02/01/2025"]), guess_month_first(["31/01/25"])
    (True, False)
    """
    is_american = usual == "month"
    for value in values:
        match = NUMERIC_DATE.match(tidy(value))
        if not match or len(match[1]) > 2:
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12:
            return False
        is_american = is_american or second > 12
    return is_american


def parse_bool(text):
    """Read yes or no.

    :param str text: a cell
    :return: None when it says neither
    :rtype: bool | None

    >>> parse_bool("Oui"), parse_bool("N"), parse_bool("?")
    (True, False, None)
    """
    word = fold(text)
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None
