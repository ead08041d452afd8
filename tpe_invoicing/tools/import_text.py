# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turn the bytes of a file into text, whatever software wrote them."""

import codecs
import re

from .import_problem import ImportProblem

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# UTF-8 that was read as Windows-1252 and saved again: "é" has become "Ã©"
TWICE_ENCODED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u2122]|â‚¬|â€")
# one byte a letter: Windows, the old Macintosh, DOS; the usual one first
ONE_BYTE = ("cp1252", "mac_roman", "cp850")
USUAL = frozenset("éèêàâçùûîôœ°’")
FRENCH = frozenset("ëüïöÉÈÊËÀÂÇÙÛÜÎÏÔÖŒ€«»–…ªº²³")
# signs that only Latin-9, the encoding of FEC files, makes of these bytes: €, œ, Œ
LATIN_9 = re.compile(rb"\xa4|\xbd[a-z]|\xbc[A-Za-z]")
HIGH_CONTROLS = re.compile(rb"[\x80-\x9f]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def decode(content):
    """Read text in UTF-8, UTF-16, Windows-1252, Latin-9 or an older encoding.

    A file that mixes encodings is read line by line, and text that was encoded twice
    is put right.

    :param bytes content: a whole file
    :return: its text, lines ending with a newline only
    :rtype: str
    :raise ImportProblem: when these bytes are no text

    >>> decode("Société".encode("cp1252")), decode("Noël".encode("utf-16"))
    ('Société', 'Noël')
    >>> decode("SociÃ©tÃ©".encode())
    'Société'
    """
    text = _decode_marked(content)
    if text is None:
        text = _decode_unmarked(content)
    # stray zero bytes, as old databases leave them in their texts
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(CONTROLS.findall(text[:10000])) > len(text[:10000]) // 100:
        raise ImportProblem("file_not_text")
    if TWICE_ENCODED.search(text):
        text = "\n".join(_repair(line) for line in text.split("\n"))
    return text


def _decode_marked(content):
    """Decode a file that says its encoding by its first bytes.

    :return: text, None for a file without such a mark
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                if encoding == "utf-8-sig":
                    return _decode_lines(content[len(mark) :])
                raise ImportProblem("file_not_text") from None
    return None


def _decode_unmarked(content):
    sample = content[:2000]
    if b"\x00" in sample and sample.count(b"\x00") * 50 >= len(sample):
        return _decode_wide(content, sample)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_lines(content)


def _decode_wide(content, sample):
    """Decode UTF-16 without a mark: every second byte of Latin letters is zero."""
    zeros = [sample[start::2].count(0) for start in (0, 1)]
    if max(zeros) * 3 < len(sample):
        raise ImportProblem("file_not_text")
    try:
        return content.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    except UnicodeDecodeError:
        raise ImportProblem("file_not_text") from None


def _decode_lines(content):
    """Decode line by line: UTF-8 where a line is UTF-8, one byte a letter elsewhere."""
    lines, foreign = content.split(b"\n"), []
    for place, line in enumerate(lines):
        try:
            lines[place] = line.decode("utf-8")
        except UnicodeDecodeError:
            foreign.append(place)
    encoding = _guess_one_byte(b"".join(lines[place] for place in foreign))
    for place in foreign:
        lines[place] = _decode_line(lines[place], encoding)
    return "\n".join(lines)


def _guess_one_byte(content):
    """Find the encoding that makes French letters of most signs.

    :param bytes content: lines that are no UTF-8
    :rtype: str

    >>> [_guess_one_byte("Numéro, à côté".encode(name)) for name in ONE_BYTE]
    ['cp1252', 'mac_roman', 'cp850']
    >>> _guess_one_byte("5 €, cœur".encode("iso8859-15"))
    'iso8859-15'
    """
    signs = content[:1_000_000].translate(None, bytes(range(128)))

    def score(encoding):
        text = signs.decode(encoding, "replace")
        return sum(4 if sign in USUAL else 1 if sign in FRENCH else -1 for sign in text)

    best = max(ONE_BYTE, key=score)
    is_latin = LATIN_9.search(content) and not HIGH_CONTROLS.search(content)
    return "iso8859-15" if best == "cp1252" and is_latin else best


def _decode_line(line, encoding):
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _repair(line):
    """Put right a line that was encoded twice, if that gives text."""
    if not TWICE_ENCODED.search(line):
        return line
    try:
        return line.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return line
