# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a PDF as pictures, for screens that show no PDF inside a page."""

import io

from . import pdfium

# sharp on a phone, and no more than some 100 kB a page
DOTS_PER_INCH = 144
POINTS_PER_INCH = 72


def draw_pages(content, limit=20):
    """Draw the first pages of a PDF.

    :param bytes content: the PDF
    :param int limit: how many pages at most
    :return: for each page the PNG and its text, for people who cannot see it
    :rtype: list[tuple[bytes, str]]
    """
    pages = []
    with pdfium.open_pdf(content) as document:
        for index in range(min(len(document), limit)):
            page = document[index]
            picture = io.BytesIO()
            bitmap = page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH)
            bitmap.to_pil().save(picture, format="PNG", optimize=True)
            text = " ".join(pdfium.read_page(page).split())
            pages.append((picture.getvalue(), text))
            page.close()
    return pages
