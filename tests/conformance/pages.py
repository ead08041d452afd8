# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a finished page has its texts, and in which colours, read by PDFium."""

import ctypes
from collections import namedtuple

import pypdfium2
from pypdfium2 import raw

Sign = namedtuple("Sign", "text left bottom right top index", defaults=(0,))
Run = namedtuple("Run", "text size color ground")

WHITE = (255, 255, 255)
# a watermark is an ornament: nobody has to read it
ORNAMENT = 60
MOST_COVERED = 0.25
JOINED = 3


def open_pages(content):
    """:param bytes content: PDF
    :return: its pages; the document lives as long as they
    :rtype: list[pypdfium2.PdfPage]"""
    return list(pypdfium2.PdfDocument(content))


def read(page):
    """:return: what is written on a page, blanks made plain
    :rtype: str"""
    text = page.get_textpage().get_text_range()
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def get_signs(page):
    """:return: the box of each sign that leaves ink
    :rtype: list[Sign]"""
    text_page = page.get_textpage()
    signs = []
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        is_ornament = raw.FPDFText_GetFontSize(text_page, index) > ORNAMENT
        angle = abs(raw.FPDFText_GetCharAngle(text_page, index))
        if code > ord(" ") and not is_ornament and angle < 0.01:
            box = text_page.get_charbox(index)
            signs.append(Sign(chr(code), *box, index))
    return signs


def find_outside(page, margin=14):
    """:param page: a page
    :param int margin: that printers cannot reach, in points
    :return: signs that stand outside the page, or too near to its edge
    :rtype: list[Sign]"""
    width, height = page.get_size()
    return [
        sign
        for sign in get_signs(page)
        if min(sign.left, sign.bottom) < margin
        or sign.right > width - margin
        or sign.top > height - margin
    ]


def find_overlaps(page):
    """:return: pairs of signs of which one stands on the other
    :rtype: list[tuple[Sign, Sign]]"""
    found = []
    signs = sorted(get_signs(page), key=lambda sign: sign.left)
    for place, one in enumerate(signs):
        for other in signs[place + 1 :]:
            if other.left >= one.right:
                break
            # neighbours may be joined, or stand close for the eye's sake
            are_neighbours = abs(one.index - other.index) < JOINED
            if not are_neighbours and _share(one, other) > MOST_COVERED:
                found.append((one, other))
    return found


def _area(sign):
    return max(0, sign.right - sign.left) * max(0, sign.top - sign.bottom)


def _share(one, other):
    """:return: how much of the smaller sign is covered by the other
    :rtype: float"""
    common = Sign(
        "",
        max(one.left, other.left),
        max(one.bottom, other.bottom),
        min(one.right, other.right),
        min(one.top, other.top),
    )
    if common.right <= common.left or common.top <= common.bottom:
        return 0
    return _area(common) / (min(_area(one), _area(other)) or 1)


def get_runs(page):
    """:return: texts with their colour and that of the ground they stand on
    :rtype: list[Run]"""
    runs, grounds = [], []
    text_page = page.get_textpage()
    for item in page.get_objects(max_depth=8):
        color = _get_color(item)
        if item.type == raw.FPDF_PAGEOBJ_PATH and color:
            grounds.append((item.get_bounds(), color))
        elif item.type == raw.FPDF_PAGEOBJ_TEXT and color:
            size = ctypes.c_float()
            raw.FPDFTextObj_GetFontSize(item, size)
            text = _get_text(item, text_page)
            ground = _find_ground(item.get_bounds(), grounds)
            runs.append(Run(text, size.value, color, ground))
    return runs


def _get_color(item):
    """:return: with which colour something is filled, None when it is not
    :rtype: tuple[int, int, int] | None"""
    if item.type == raw.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, mode, stroke)
        if mode.value == raw.FPDF_FILLMODE_NONE:
            return None
    parts = [ctypes.c_uint() for _each in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item, *parts):
        return None
    return tuple(part.value for part in parts[:3])


def _get_text(item, text_page):
    """:return: what a run of text says
    :rtype: str"""
    length = raw.FPDFTextObj_GetText(item, text_page, None, 0)
    buffer = (ctypes.c_ushort * max(length, 2))()
    raw.FPDFTextObj_GetText(item, text_page, buffer, length)
    return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _find_ground(bounds, grounds):
    """:return: colour of the last ground drawn below the middle of a text
    :rtype: tuple[int, int, int]"""
    left, bottom, right, top = bounds
    x, y = (left + right) / 2, (bottom + top) / 2
    for (x0, y0, x1, y1), color in reversed(grounds):
        if x0 <= x <= x1 and y0 <= y <= y1:
            return color
    return WHITE


def get_contrast(one, other):
    """:param tuple one: colour
    :param tuple other: colour
    :return: contrast of WCAG 2.2, 1 to 21
    :rtype: float"""
    darker, lighter = sorted(map(_get_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _get_luminance(color):
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (level / 255 for level in color)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
