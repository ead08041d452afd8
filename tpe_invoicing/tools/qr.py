# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes of level M (ISO/IEC 18004) for bytes, drawn in a tenth of the time.

The library ``qrcode`` draws what is the same on all codes of a size, once a process;
what a code says is written here, on whole numbers instead of single bits.
"""

import functools
import re
from itertools import chain, zip_longest
from operator import itemgetter

BYTES_MODE = 0b0100
PADDING = b"\xec\x11"
# a mask of one's own choice: looking for the best one takes five times as long
MASK = 3
FIELD = 0x11D  # the polynomial of the field that errors are corrected in
SIZES = range(1, 41)
DARK = re.compile("1+")
TURNED = str.maketrans("01", "10")


def draw(content):
    """Draw a code as vectors.

    :param bytes content: what the code says
    :return: SVG
    :rtype: str
    """
    rows = get_modules(content)
    path = "".join(
        f"M{start} {place}H{end}v1H{start}z"
        for place, row in enumerate(rows)
        for start, end in map(re.Match.span, DARK.finditer(row))
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}"/></svg>'
    )


def get_modules(content):
    """Return the modules of a code, row by row.

    :param bytes content: what the code says
    :return: texts of ``0`` and ``1``, which is dark
    :rtype: list[str]
    :raises ValueError: when no code is large enough

    >>> get_modules(b"A")[0]
    '111111101001001111111'
    """
    version = next((size for size in SIZES if len(content) <= _room(size)), 0)
    if not version:
        raise ValueError(f"QR: {len(content)} bytes")
    size, take = _get_frame(version)
    words = _get_words(version, content)
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}"
    text = "".join(take(f"01{bits}{bits.translate(TURNED)}"))
    return [text[place : place + size] for place in range(0, len(text), size)]


# === DATA === #


@functools.cache
def _get_blocks(version):
    """:return: of each block of a size, how many words of data and of correction
    :rtype: list[tuple[int, int]]"""
    from qrcode import base, constants  # not before a code is drawn

    blocks = base.rs_blocks(version, constants.ERROR_CORRECT_M)
    return [
        (block.data_count, block.total_count - block.data_count) for block in blocks
    ]


def _length_bytes(version):
    """:return: in how many bytes a code says how long it is
    :rtype: int"""
    return 1 if version < 10 else 2


def _room(version):
    """:return: how many bytes a size holds: half a byte each for mode and end
    :rtype: int"""
    words = sum(data for data, _more in _get_blocks(version))
    return words - _length_bytes(version) - 1


def _get_words(version, content):
    """:return: data and what corrects its errors, in the order of the code
    :rtype: bytes"""
    blocks = _get_blocks(version)
    count = _length_bytes(version)
    head = BYTES_MODE << 8 * count | len(content)
    stream = (head << 8 * len(content) | int.from_bytes(content)) << 4
    data = stream.to_bytes(count + 1 + len(content))
    lack = sum(size for size, _more in blocks) - len(data)
    data += (PADDING * (lack // 2 + 1))[:lack]
    parts, repairs, place = [], [], 0
    for size, more in blocks:
        parts.append(data[place : place + size])
        repairs.append(_correct(parts[-1], more))
        place += size
    mixed = chain(*zip_longest(*parts), *zip_longest(*repairs))
    return bytes(word for word in mixed if word is not None)


def _correct(data, count):
    """:return: the words that correct a block (Reed-Solomon): what is left when it is
        divided
    :rtype: bytes"""
    table, top = _get_multiples(count), 8 * (count - 1)
    rest, keep = 0, (1 << top) - 1
    for word in data:
        rest = ((rest & keep) << 8) ^ table[word ^ rest >> top]
    return rest.to_bytes(count)


@functools.cache
def _get_multiples(count):
    """:return: the divisor of a number of words, times each number of the field
    :rtype: list[int]"""
    divisor, root = [1], 1
    for _each in range(count):
        shifted = [*divisor, 0]
        for place, factor in enumerate(divisor, 1):
            shifted[place] ^= _times(factor, root)
        divisor, root = shifted, _times(root, 2)
    return [
        int.from_bytes(bytes(_times(factor, number) for factor in divisor[1:]))
        for number in range(256)
    ]


def _times(first, second):
    """:return: the product of two numbers of the field
    :rtype: int

    >>> _times(2, 128), _times(3, 7)
    (29, 9)
    """
    product = 0
    while second:
        if second & 1:
            product ^= first
        first = first << 1 ^ (FIELD if first & 128 else 0)
        second >>= 1
    return product


# === FRAME === #


@functools.cache
def _get_frame(version):
    """:return: the size of a code, and what takes its modules, row by row, from a text:
        ``0``, ``1``, the bits of its words, and these bits turned over by the mask
    :rtype: tuple[int, itemgetter]"""
    blank, full = (_draw_frame(version, word) for word in (0, 255))
    size, upwards = len(blank), True
    sources = [[int(module) for module in row.decode()] for row in blank]
    count = 8 * sum(map(sum, _get_blocks(version)))
    bits = iter(range(2, 2 + count))
    # two columns at a time, up and down, from the right; the sixth one has no data
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        rows = range(size - 1, -1, -1) if upwards else range(size)
        for row, column in ((row, right - side) for row in rows for side in (0, 1)):
            if blank[row][column] != full[row][column] and (bit := next(bits, 0)):
                sources[row][column] = bit + count * sources[row][column]
        upwards = not upwards
    return size, itemgetter(*chain(*sources))


def _draw_frame(version, word):
    """:return: the modules of a code whose words are all the same
    :rtype: list[bytes]"""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(
        version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK
    )
    code.data_cache = [word] * sum(map(sum, _get_blocks(version)))
    code.makeImpl(False, MASK)
    return [bytes(48 + bool(dark) for dark in row) for row in code.modules]
