# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only door to PDFium, which is not made for several threads at once.

Odoo's server has many: two prints at the same moment would bring the process down.
"""

import threading
from contextlib import contextmanager

_lock = threading.RLock()


@contextmanager
def open_pdf(content):
    """Open a PDF for the time of a ``with`` block; others wait.

    :param bytes content: the PDF
    :return: the document
    :rtype: pypdfium2.PdfDocument
    :raises ValueError: when it is no PDF
    """
    import pypdfium2  # the wheel is large: not before it is needed

    with _lock:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"PDF: {error}") from error
        try:
            yield document
        finally:
            document.close()


def read_page(page):
    """:param pypdfium2.PdfPage page: of an open document
    :return: what is written on it
    :rtype: str"""
    text_page = page.get_textpage()
    try:
        return text_page.get_text_range()
    finally:
        text_page.close()
