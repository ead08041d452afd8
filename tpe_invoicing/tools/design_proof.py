# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof that a design which a person wrote shows all that the law asks.

Beside the proof of every original: each mention stands on the page, texts can be seen
by people (neither white on white, nor covered, nor tiny, nor off the page), the XML
is the one that was given, and the file says that it is PDF/A and PDF/UA.
"""

import io
import re

from . import pdfium, proof

FLAGS = {
    "PDF/A-3": re.compile(rb"pdfaid:part(>|=\")3"),
    "PDF/UA-1": re.compile(rb"pdfuaid:part(>|=\")1"),
}
TINY = 2.0  # points, height of a small letter
SHADES = 36  # of 255, between letters and what is behind them
SCALE = 2
LEAST_SEEN = 0.7


def find_missing(pdf, xml, expected):
    """Compare a finished document with what must be on it.

    :param bytes pdf: the document, XMP included
    :param bytes xml: what must be attached
    :param dict expected: texts that must be read on the page, by name
    :return: what is missing: ``xml``, ``PDF/A-3``, ``PDF/UA-1``, ``missing NAME``, or
        ``hidden NAME`` when it is there but cannot be seen; and what is written on each
        page
    :rtype: tuple[list[str], list[str]]
    """
    head = _xmp(pdf)
    problems = [name for name, sign in FLAGS.items() if not sign.search(head)]
    with pdfium.open_pdf(pdf) as document:
        if _read_attachment(document) != xml:
            problems.append("xml")
        texts = [pdfium.read_page(page) for page in document]
        pages = [_read_page(page) for page in document]
    for name, text in expected.items():
        state = _look(proof.squeeze(text), pages)
        if state:
            problems.append(f"{state} {name}")
    return problems, texts


def _read_attachment(document):
    """:return: the XML; None when it is not there alone
    :rtype: bytes"""
    try:
        return proof.read_attachment(document)
    except (ValueError, RuntimeError):
        return None


def _xmp(pdf):
    """:return: what the file says of itself
    :rtype: bytes"""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.Root.get("/Metadata")
        return metadata.read_bytes() if metadata is not None else b""


def _read_page(page):
    """:return: the letters of a page: their text, squeezed, and whether each one can
        be seen
    :rtype: tuple[str, list[bool]]"""
    letters = page.get_textpage()
    picture = page.render(scale=SCALE, grayscale=True).to_pil()
    height = page.get_height()
    text, seen, before = [], [], ""
    for index in range(letters.count_chars()):
        letter = letters.get_text_range(index, 1)
        piece = proof.squeeze(letter)
        if piece == "-" and not proof.squeeze(f"{before}-").endswith("-"):
            continue  # as in a whole text: a hyphen behind a letter tells nothing
        before = letter
        if not piece:
            continue
        box = letters.get_charbox(index)
        is_tiny = piece.isalnum() and box[3] - box[1] < TINY
        is_seen = not is_tiny and _is_seen(picture, box, height)
        text.append(piece)
        seen += [is_seen] * len(piece)
    letters.close()
    return "".join(text), seen


def _is_seen(picture, box, height):
    """:return: whether a letter differs from what is behind it
    :rtype: bool"""
    left, bottom, right, top = box
    area = (
        max(0, int(left * SCALE) - 1),
        max(0, int((height - top) * SCALE) - 1),
        min(picture.width, int(right * SCALE) + 2),
        min(picture.height, int((height - bottom) * SCALE) + 2),
    )
    if area[0] >= area[2] or area[1] >= area[3]:
        return False  # off the page
    darkest, lightest = picture.crop(area).getextrema()
    return lightest - darkest >= SHADES


def _look(text, pages):
    """Look for a text, which may go on over the next page.

    :param str text: squeezed
    :param list pages: see :func:`_read_page`
    :return: blank when it is seen, else ``missing`` or ``hidden``
    :rtype: str

    >>> _look("abc", [("xabcx", [True] * 5)]), _look("abd", [("abc", [True] * 3)])
    ('', 'missing')
    >>> _look("abc", [("xabcx", [False] * 5)])
    'hidden'
    >>> first, second = ("xxabcdefgh", [True] * 10), ("ijklmnopxx", [True] * 10)
    >>> _look("abcdefghijklmnop", [first, second])
    ''
    """
    state = "missing"
    for letters, seen in pages:
        start = letters.find(text)
        while start >= 0:
            part = seen[start : start + len(text)]
            if sum(part) >= LEAST_SEEN * len(part):
                return ""
            state = "hidden"
            start = letters.find(text, start + 1)
    if state == "missing" and len(text) > 12:
        for before, after in zip(pages, pages[1:], strict=False):
            if _is_cut(text, before[0], after[0]):
                return ""
    return state


def _is_cut(text, before, after):
    """:return: whether a text begins on one page and ends on the next
    :rtype: bool"""
    return any(
        text[:cut] in before and text[cut:] in after for cut in range(6, len(text) - 5)
    )
