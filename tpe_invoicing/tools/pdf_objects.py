# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One object of a PDF replaced in place, for the plain files that Typst writes.

A general library reads and writes the whole file for it, in ten times the time. What
does not look as expected is an error, never a guess.
"""

import re

END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
HEAD = re.compile(rb"xref\r?\n0 (\d+)\r?\n")
ROW = 20  # bytes, as the standard has it
ROOT = re.compile(rb"/Root (\d+) 0 R")
METADATA = re.compile(rb"/Metadata (\d+) 0 R")
STREAM = re.compile(
    rb"(\d+) 0 obj\n<<[^>]*>>\nstream\n(.*)\nendstream\nendobj\s*", re.DOTALL
)


def replace_metadata(pdf, change):
    """Change the metadata of a PDF.

    :param bytes pdf: with one table of objects, and metadata that are not compressed
    :param change: function of the old metadata (XMP) that returns the new ones
    :return: the PDF with them; everything else is the same, byte for byte
    :rtype: bytes
    :raises ValueError: when the file is built in another way
    """
    table, offsets, trailer = _read_table(pdf)
    root = _read_object(pdf, offsets, table, _find(ROOT, trailer))
    number = _find(METADATA, root)
    start = offsets[number]
    old = _read_object(pdf, offsets, table, number)
    found = STREAM.fullmatch(old)
    if not found or int(found[1]) != number:
        raise ValueError("PDF: metadata")
    packet = change(found[2])
    new = (
        b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n"
        b"%s\nendstream\nendobj\n"
    ) % (number, len(packet), packet)
    moved = len(new) - len(old)
    rows = [
        b"%010d 00000 n\r\n" % (offset + moved * (offset > start))
        for offset in offsets[1:]
    ]
    return b"".join(
        (
            pdf[:start],
            new,
            pdf[start + len(old) : table],
            b"xref\n0 %d\n0000000000 65535 f\r\n" % len(offsets),
            *rows,
            trailer,
            b"startxref\n%d\n%%%%EOF" % (table + moved),
        )
    )


def _read_table(pdf):
    """:return: place of the table of objects, the place of each, and the trailer
    :rtype: tuple[int, list[int], bytes]"""
    end = END.search(pdf, max(0, len(pdf) - 64))
    head = end and HEAD.match(pdf, int(end[1]))
    if not head:
        raise ValueError("PDF: table of objects")
    after = head.end() + ROW * int(head[1])
    rows = pdf[head.end() : after].split(b"\r\n")[:-1]
    if len(rows) != int(head[1]) or any(row[-2:] != b" n" for row in rows[1:]):
        raise ValueError("PDF: table of objects")
    return int(end[1]), [int(row[:10]) for row in rows], pdf[after : end.start()]


def _read_object(pdf, offsets, table, number):
    """:return: an object as it stands in the file
    :rtype: bytes"""
    start = offsets[number]
    return pdf[start : min(place for place in (*offsets, table) if place > start)]


def _find(pattern, text):
    """:return: number of the object that is referred to
    :rtype: int"""
    found = pattern.search(text)
    if not found:
        raise ValueError(f"PDF: {pattern.pattern.decode()}")
    return int(found[1])
