# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is made of originals without being one: marked copies, sheaves for printing.

Neither keeps what makes an original one for a machine: the XML inside, and the
metadata that announce it.
"""

import base64
import hashlib
import io
import zipfile

WORDS = {"fr": "DUPLICATA", "en": "DUPLICATE"}


def mark(pdf, stamp):
    """Lay a stamp over every page of an original.

    :param bytes pdf: the original
    :param bytes stamp: PDF of one page without background
    :return: a copy that no reader and no program takes for the original
    :rtype: bytes
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as copy, pikepdf.open(io.BytesIO(stamp)) as over:
        for sheet in copy.pages:
            sheet.add_overlay(over.pages[0])
        _strip(copy)
        return _save(copy)


def bind(cover, pdf):
    """Put a cover sheet before documents that were put one behind the other.

    :param bytes cover: PDF of the sheet
    :param bytes pdf: the documents
    :rtype: bytes
    """
    import pikepdf

    sheet, rest = io.BytesIO(cover), io.BytesIO(pdf)
    with pikepdf.open(sheet) as whole, pikepdf.open(rest) as documents:
        whole.pages.extend(documents.pages)
        _strip(whole)
        return _save(whole)


def _strip(document):
    """Take out what only an original has: files inside, and the promise of PDF/A."""
    for name in ("/AF", "/Metadata", "/OutputIntents", "/StructTreeRoot", "/MarkInfo"):
        if name in document.Root:
            del document.Root[name]
    names = document.Root.get("/Names")
    if names is not None and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]


def _save(document):
    target = io.BytesIO()
    document.remove_unreferenced_resources()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def describe(record_id, name, content):
    """Describe a paper as the public API gives it.

    :param int record_id: of what it is about
    :param str name: of the file
    :param bytes content: PDF
    :rtype: dict

    >>> describe(7, "a.pdf", b"%PDF")["content"]
    'JVBERg=='
    """
    return {
        "id": record_id,
        "filename": name,
        "mimetype": "application/pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }


def unique_names(names):
    """Give each file of a folder a name of its own.

    :param names: wanted names, in order
    :return: names, a number before the extension of those that are taken
    :rtype: list[str]

    >>> unique_names(["a.pdf", "b.pdf", "a.pdf", "a.pdf"])
    ['a.pdf', 'b.pdf', 'a (2).pdf', 'a (3).pdf']
    """
    found, taken = [], set()
    for name in names:
        stem, dot, extension = name.rpartition(".")
        fresh, count = name, 1
        while fresh in taken:
            count += 1
            fresh = f"{stem} ({count}){dot}{extension}" if dot else f"{name} ({count})"
        taken.add(fresh)
        found.append(fresh)
    return found


def pack(files):
    """Put files into one, byte for byte.

    :param list files: pairs of name and content
    :return: a zip
    :rtype: bytes
    """
    target = io.BytesIO()
    names = unique_names(name for name, _content in files)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, (_name, content) in zip(names, files, strict=True):
            archive.writestr(name, content)
    return target.getvalue()
