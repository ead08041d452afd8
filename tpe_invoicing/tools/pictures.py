# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours that can be read, and logos that a design can show."""

import base64
import binascii
import functools
import io
import re

DEFAULT_COLOR = "#1F4E79"
READABLE = 4.5  # contrast of WCAG 2.2, 1.4.3
WIDEST, HIGHEST = 640, 320
# other formats run programs (EPS) or are no pictures
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO")
NUMBER = r"[\"']([0-9.]+)(?:px|pt|mm)?[\"']"
SIZE_IN_SVG = re.compile(rf"<svg[^>]*?\swidth={NUMBER}[^>]*?\sheight={NUMBER}")
VIEW_BOX = re.compile(
    r"<svg[^>]*?\sviewBox=[\"'][\s,0-9.-]+?[\s,]+[0-9.-]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)"
)


def is_color(text):
    """:param str text: may be blank
    :return: whether it is a colour, ``#RRGGBB``
    :rtype: bool

    >>> is_color("#1F4E79"), is_color("red"), is_color(False)
    (True, False, False)
    """
    return bool(re.fullmatch(r"#[0-9A-Fa-f]{6}", text or ""))


def contrast(color):
    """:param str color: ``#RRGGBB``
    :return: contrast with white, 1 to 21
    :rtype: float

    >>> round(contrast("#FFFFFF"), 1), round(contrast("#000000"), 1)
    (1.0, 21.0)
    """
    levels = []
    for start in (1, 3, 5):
        level = int(color[start : start + 2], 16) / 255
        levels.append(
            level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
        )
    luminance = 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2]
    return 1.05 / (luminance + 0.05)


def readable(color):
    """Darken a colour until it can be read on white and white can be read on it.

    :param str color: ``#RRGGBB``; anything else is replaced by a default
    :return: ``#RRGGBB``
    :rtype: str

    >>> readable("#714B67"), readable("red"), contrast(readable("#FFE600")) >= 4.5
    ('#714B67', '#1F4E79', True)
    """
    if not is_color(color):
        return DEFAULT_COLOR
    parts = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    while contrast("#{:02X}{:02X}{:02X}".format(*parts)) < READABLE:
        parts = [int(part * 0.94) for part in parts]
    return "#{:02X}{:02X}{:02X}".format(*parts)


def ratio(logo):
    """:param str logo: SVG, may be blank
    :return: width by height
    :rtype: float

    >>> ratio('<svg width="300" height="100">'), ratio("")
    (3.0, 1.0)
    >>> ratio('<svg viewBox="0 0 200 50" height="9">')
    4.0
    """
    start = logo[:1000]
    found = SIZE_IN_SVG.search(start) or VIEW_BOX.search(start)
    if not found or not float(found[1]) or not float(found[2]):
        return 1.0
    return min(max(float(found[1]) / float(found[2]), 0.1), 10.0)


def wrap(picture):
    """Turn a picture of the database into vectors that hold it, for Typst.

    Texts are all that can be handed to a page; so the picture travels in one.

    :param picture: base64, or a false value
    :return: SVG, blank when there is no picture or when it cannot be read
    :rtype: str
    """
    return _wrap(bytes(picture)) if picture else ""


def open_picture(content):
    """Open a picture of points of a known format, and of no other.

    :param bytes content: the file
    :rtype: PIL.Image.Image
    :raises OSError: when it is none of them
    """
    # Odoo keeps Pillow from loading what it does not use itself: these are asked for
    from PIL import (  # noqa: F401
        BmpImagePlugin,
        IcoImagePlugin,
        Image,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    return Image.open(io.BytesIO(content), formats=FORMATS)


@functools.lru_cache(maxsize=32)
def _wrap(content):
    """:return: see :func:`wrap`; a logo is the same on every invoice
    :rtype: str"""
    from PIL import Image, UnidentifiedImageError

    try:
        content = base64.b64decode(content)
        image = open_picture(content)
        image.load()
    except (
        *(binascii.Error, OSError, UnidentifiedImageError, ValueError),
        *(Image.DecompressionBombError, SyntaxError, EOFError),
    ):
        return ""
    # PDF/A readers show transparent parts in many ways: paper is white
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    paper = paper.convert("RGB")
    paper.thumbnail((WIDEST, HIGHEST))
    target = io.BytesIO()
    paper.save(target, "PNG", optimize=True)
    width, height = paper.size
    text = base64.b64encode(target.getvalue()).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{text}"/></svg>'
    )
