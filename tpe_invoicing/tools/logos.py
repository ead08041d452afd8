# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logos that people give: of any size, damaged, or with more in them than a picture."""

import base64
import binascii
import functools
import re

from lxml import etree

from . import page, pictures

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
LARGEST = 25_000_000  # bytes of a picture
LARGEST_SVG = 1_000_000
MOST_POINTS = 50_000_000
# what stands at the end of a whole file
ENDS = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
# what draws; the rest of SVG runs, fetches, moves or embeds
DRAWN = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan textPath defs "
    "linearGradient radialGradient stop clipPath mask pattern symbol use image title "
    "desc marker switch style".split()
)
INNER_LINK = re.compile(r"#|data:image/(png|jpe?g|gif|webp);base64,", re.IGNORECASE)
OUTER_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!#)|expression\(|\\", re.IGNORECASE)


def prepare(picture):
    """Turn a logo into vectors that a design can show, whatever it is.

    :param picture: base64, or a false value
    :return: SVG, blank when there is none or it cannot be shown; and a code, blank when
        all is well: ``large``, ``damaged``, or ``cleaned`` (parts were left out)
    :rtype: tuple[str, str]

    >>> prepare(False), prepare(base64.b64encode(b"no picture"))
    (('', ''), ('', 'damaged'))
    """
    if not picture:
        return "", ""
    return _prepare(picture.encode() if isinstance(picture, str) else bytes(picture))


@functools.lru_cache(maxsize=16)
def _prepare(content):
    """:return: see :func:`prepare`; a logo is the same on every document
    :rtype: tuple[str, str]"""
    try:
        data = base64.b64decode(content)
    except (binascii.Error, ValueError):
        return "", "damaged"
    if len(data) > LARGEST:
        return "", "large"
    if _is_svg(data):
        text, problem = clean_svg(data)
        # references without end, sizes of nothing, broken pictures inside
        return (
            ("", "damaged") if text and not page.is_drawable(text) else (text, problem)
        )
    problem = _find_problem(data)
    if problem:
        return "", problem
    text = pictures.wrap(content)
    return text, "" if text else "damaged"


def _is_svg(data):
    """:return: whether a file is SVG
    :rtype: bool"""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")) or b"<svg" in head
    )


def _find_problem(data):
    """:return: the code of what is wrong with a picture of points
    :rtype: str"""
    from PIL import Image

    try:
        with pictures.open_picture(data) as image:
            width, height = image.size
            end = ENDS.get(image.format, b"")
    except Image.DecompressionBombError:
        return "large"
    except (OSError, ValueError, SyntaxError):
        return "damaged"
    if width * height > MOST_POINTS:
        return "large"
    # Odoo lets Pillow draw what is there of a file that was cut off
    return "" if end in data[len(data) // 2 :] else "damaged"


def clean_svg(data):
    """Leave of an SVG what draws: no script, no link to elsewhere, no entity.

    :param bytes data: the file
    :return: see :func:`prepare`
    :rtype: tuple[str, str]

    >>> clean_svg(b'<svg xmlns="http://www.w3.org/2000/svg"><script/><g/></svg>')
    ('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', 'cleaned')
    >>> clean_svg(b"<svg")
    ('', 'damaged')
    """
    if len(data) > LARGEST_SVG:
        return "", "large"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "", "damaged"
    if root.tag != f"{SVG}svg":
        return "", "damaged"
    left_out = sum([_clean(node) for node in list(root.iter())])
    # a serialised element leaves the document type, with its entities, behind
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    return text, "cleaned" if left_out else ""


def _clean(node):
    """Take out of a node what does not draw, or the node itself.

    :return: how many things were left out
    :rtype: int"""
    parent = node.getparent()
    if not isinstance(node.tag, str) or _is_foreign(node):
        if parent is not None:
            _remove(node, parent)
        return int(not isinstance(node, etree._Comment))
    count = 0
    for name, value in list(node.attrib.items()):
        is_link = name == XLINK or name == "href"
        if (
            name.lower().startswith("on")
            or (is_link and not INNER_LINK.match(value.strip()))
            or (not is_link and OUTER_STYLE.search(value))
        ):
            del node.attrib[name]
            count += 1
    return count


def _is_foreign(node):
    """:return: whether a node does not draw
    :rtype: bool"""
    name = etree.QName(node)
    if name.namespace != SVG[1:-1]:
        # marks of drawing programs are harmless; they only hold data
        return True
    is_style = name.localname == "style"
    return name.localname not in DRAWN or bool(
        is_style and OUTER_STYLE.search("".join(node.itertext()))
    )


def _remove(node, parent):
    """Remove a node and keep the text after it."""
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)
