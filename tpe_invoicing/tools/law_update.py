# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signed file that brings rows of the law without a new release of the addon.

A JSON object in UTF-8: ``format``, ``content``, ``key`` (fingerprint of the public key)
and ``signature``, an Ed25519 signature of

    "tpe-law-update-1" newline || canonical JSON of the content

The content says its ``number``, which only grows, its day of publication and its title,
and lists rows by kind (see ``KINDS``). Whoever changes one byte of it breaks the
signature; whoever brings an older file is known by its number.
"""

import json
import re
from collections import namedtuple
from datetime import date
from decimal import Decimal, InvalidOperation

from .chain import dump, fingerprint
from .signing import get_public, make_verifier, sign

FORMAT = "tpe-law-update-1"
LONGEST = 5_000_000  # bytes; the whole law as it ships takes a tenth of it
NAME = re.compile(r"tpe_[a-z0-9_]{3,120}")
HEAD = {"number", "published_on", "title_fr", "title_en"}
SOURCE = ("source_title", "source_url")

# what a row of each kind says, and of that what it must say
Kind = namedtuple("Kind", "prefix columns needed")
KINDS = {
    "figures": Kind(
        "tpe_legal_parameter_value_",
        ("code", "date_from", "value", "repealed", *SOURCE, "published_on"),
        ("code", "date_from", "value", *SOURCE),
    ),
    "texts": Kind(
        "tpe_mention_text_",
        ("code", "date_from", "admitted_until", "repealed", "text_fr", "text_en")
        + ("article", *SOURCE, "published_on"),
        ("code", "date_from", *SOURCE),
    ),
    "changes": Kind(
        "tpe_law_change_",
        ("date_from", "published_on", "title_fr", "title_en", "text_fr", "text_en")
        + SOURCE,
        ("date_from", "title_fr", "title_en", *SOURCE),
    ),
    "duties": Kind(
        "tpe_law_duty_",
        ("code", "date_from", "for_size", "condition", "check_code", "title_fr")
        + ("title_en", "text_fr", "text_en", *SOURCE),
        ("code", "date_from", "title_fr", "title_en", "text_fr", *SOURCE),
    ),
}
DATES = ("date_from", "admitted_until", "published_on")


class LawFileError(ValueError):
    """Says by a code, and a detail, why a file is no update of the law."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code, self.detail = code, detail


def write(content, private):
    """Sign an update.

    :param dict content: number, published_on, titles, and rows by kind
    :param private: Ed25519 private key of who publishes it
    :return: the file
    :rtype: bytes

    >>> from cryptography.hazmat.primitives.asymmetric import ed25519
    >>> private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    >>> head = {"number": 1, "published_on": "2027-01-02", "title_fr": "É"}
    >>> file = write({**head, "title_en": "E"}, private)
    >>> read(file, [get_public(private)])["title_fr"]
    'É'
    >>> try:
    ...     read(file.replace(b"2027", b"2028"), [get_public(private)])
    ... except LawFileError as error:
    ...     error.code
    'signature_wrong'
    """
    check(content)
    document = {
        "format": FORMAT,
        "content": content,
        "key": fingerprint(get_public(private)),
        "signature": sign(private, get_message(content)),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def get_message(content):
    """:return: what is signed of an update
    :rtype: bytes"""
    return FORMAT.encode() + b"\n" + dump(content)


def is_update(content):
    """:return: whether a file looks like an update, and not like a table of figures
    :rtype: bool"""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(file, publics):
    """Read an update, and trust it only when one of the known keys has signed it.

    :param bytes file: the file
    :param publics: public keys that are trusted, in hexadecimal
    :return: its content, with ``key``, the name of the key that signed it
    :rtype: dict
    :raises LawFileError: ``not_update``, ``key_unknown``, ``signature_wrong``, or what
        :func:`check` finds
    """
    if len(file) > LONGEST:
        raise LawFileError("too_long")
    try:
        document = json.loads(file.decode("utf-8-sig"))
        parts = [document[name] for name in ("format", "content", "key", "signature")]
        form, content, key, signature = parts
        message = get_message(content)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LawFileError("not_update") from error
    if form != FORMAT or not isinstance(content, dict):
        raise LawFileError("not_update")
    trusted = {fingerprint(public): public for public in publics}
    if key not in trusted:
        raise LawFileError("key_unknown", str(key)[:16])
    if not make_verifier(trusted)(key, message, str(signature)):
        raise LawFileError("signature_wrong")
    check(content)
    return {**content, "key": key}


def check(content):
    """Check what an update says, whoever signed it.

    :param dict content: number, published_on, titles, and rows by kind
    :raises LawFileError: ``newer_format`` for what this addon does not know,
        ``row_wrong`` naming the row
    """
    if HEAD - content.keys() or content.keys() - HEAD - KINDS.keys():
        raise LawFileError("newer_format")
    number = content["number"]
    if type(number) is not int or number < 1 or not is_date(content["published_on"]):
        raise LawFileError("not_update")
    names = set()
    for name, kind in KINDS.items():
        for row in content.get(name, ()):
            problem = _find_problem(row, kind)
            if problem or row["id"] in names:
                where = row.get("id", "?") if isinstance(row, dict) else "?"
                raise LawFileError("row_wrong", f"{where}: {problem or 'id'}")
            names.add(row["id"])


def _find_problem(row, kind):
    """:return: the column of a row that is wrong, or nothing
    :rtype: str"""
    if not isinstance(row, dict):
        return "row"
    name = row.get("id")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return "id"
    if not name.startswith(kind.prefix):
        return "id"
    if unknown := row.keys() - {"id", *kind.columns}:
        return sorted(unknown)[0]
    for column in kind.columns:
        value = row.get(column)
        if column in kind.needed and value in (None, ""):
            return column
        if value not in (None, "") and not _is_right(column, value):
            return column
    return ""


def _is_right(column, value):
    if column in DATES:
        return is_date(value)
    if column == "repealed":
        return value is True
    if column == "value":
        return is_number(value)
    if column == "source_url":
        return isinstance(value, str) and value.startswith("https://")
    return isinstance(value, str)


def is_date(text):
    """:return: whether a text is a date such as 2027-01-01
    :rtype: bool"""
    try:
        return bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False


def is_number(text):
    """:return: whether a text is a number that is not negative
    :rtype: bool

    >>> is_number("2.65"), is_number("-1"), is_number("NaN"), is_number(2.65)
    (True, False, False, False)
    """
    try:
        value = Decimal(text) if isinstance(text, str) else Decimal(-1)
    except InvalidOperation:
        return False
    return value.is_finite() and value >= 0
