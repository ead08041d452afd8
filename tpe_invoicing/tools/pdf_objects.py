# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of a PDF replaced in place, for the plain files that Typst writes.

A general library reads and writes the whole file for it, in ten times the time. What
does not look as expected is an error, never a guess.
"""

import re
import zlib

END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
HEAD = re.compile(rb"xref\r?\n0 (\d+)\r?\n")
ROW = 20  # bytes, as the standard has it
ROOT = re.compile(rb"/Root (\d+) 0 R")
METADATA = re.compile(rb"/Metadata (\d+) 0 R")
ATTACHED = re.compile(rb"/AF\[(\d+) 0 R\]")
FILE = re.compile(rb"/EF<</F (\d+) 0 R")
FILE_STREAM = re.compile(
    rb"(\d+) 0 obj\n<</Length \d+/Type/EmbeddedFile(?:/Filter/FlateDecode)?"
    rb"(/Subtype[^>]*/Params<<)/Size \d+([^>]*>>>>)\nstream\n"
)
STREAM = re.compile(
    rb"(\d+) 0 obj\n<<[^>]*>>\nstream\n(.*)\nendstream\nendobj\s*", re.DOTALL
)


def replace_metadata(pdf, change, attachment=None):
    """Change the metadata of a PDF, and what is attached to it.

    :param bytes pdf: with one table of objects, and metadata that are not compressed
    :param change: function of the old metadata (XMP) that returns the new ones
    :param bytes attachment: what its only attachment shall hold; None to leave it
    :return: the PDF with them; everything else is the same, byte for byte
    :rtype: bytes
    :raises ValueError: when the file is built in another way
    """
    table, offsets, trailer = _read_table(pdf)

    def read(number):
        return _read_object(pdf, offsets, table, number)

    root = read(_find(ROOT, trailer))
    number = _find(METADATA, root)
    new = {number: _write_metadata(number, read(number), change)}
    if attachment is not None:
        number = _find(FILE, read(_find(ATTACHED, root)))
        new[number] = _write_attachment(number, read(number), attachment)
    return _replace(pdf, table, offsets, trailer, new)


def _write_metadata(number, old, change):
    """:return: the object of the metadata, changed
    :rtype: bytes"""
    found = STREAM.fullmatch(old)
    if not found or int(found[1]) != number:
        raise ValueError("PDF: metadata")
    packet = change(found[2])
    return (
        b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n"
        b"%s\nendstream\nendobj\n"
    ) % (number, len(packet), packet)


def _write_attachment(number, old, content):
    """:return: the object of an attachment with another content
    :rtype: bytes"""
    found = FILE_STREAM.match(old)
    if not found or int(found[1]) != number:
        raise ValueError("PDF: attachment")
    packed = zlib.compress(content)
    return (
        b"%d 0 obj\n<</Length %d/Type/EmbeddedFile/Filter/FlateDecode%s/Size %d%s\n"
        b"stream\n%s\nendstream\nendobj\n"
    ) % (number, len(packed), found[2], len(content), found[3], packed)


def _replace(pdf, table, offsets, trailer, new):
    """:param dict new: objects by number
    :return: the PDF with them in place of the old ones
    :rtype: bytes"""
    starts = {offsets[number]: content for number, content in new.items()}
    pieces, places, done, moved = [], {}, 0, 0
    for start in sorted(offsets[1:]):
        places[start] = start + moved
        if start in starts:
            end = _get_end(offsets, table, start)
            pieces += [pdf[done:start], starts[start]]
            moved += len(starts[start]) - (end - start)
            done = end
    rows = [b"%010d 00000 n\r\n" % places[offset] for offset in offsets[1:]]
    return b"".join(
        (
            *pieces,
            pdf[done:table],
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
    return pdf[start : _get_end(offsets, table, start)]


def _get_end(offsets, table, start):
    """:return: where the object ends that begins at a place
    :rtype: int"""
    return min(place for place in (*offsets, table) if place > start)


def _find(pattern, text):
    """:return: number of the object that is referred to
    :rtype: int"""
    found = pattern.search(text)
    if not found:
        raise ValueError(f"PDF: {pattern.pattern.decode()}")
    return int(found[1])
