# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells of a file that a spreadsheet opens: a word must not run as a formula."""

import re

NUMBER = re.compile(r"-?\d+(\.\d+)?")
# what a spreadsheet may take for the beginning of a formula
FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def is_number(text):
    """Tell a decimal string from a word.

    >>> is_number("-12.50"), is_number("-12.50+A1"), is_number("1_30")
    (True, False, False)

    :param str text: content of a cell
    :rtype: bool
    """
    return bool(NUMBER.fullmatch(text))


def escape_cell(text):
    """Keep a spreadsheet from taking a word for a formula.

    >>> escape_cell("=1+1"), escape_cell("  @SUM(A1)"), escape_cell("Bâti Ouest")
    ("'=1+1", "'  @SUM(A1)", 'Bâti Ouest')
    >>> escape_cell("-12.50"), escape_cell("-12.50+A1"), escape_cell(None)
    ('-12.50', "'-12.50+A1", '')

    :param str text: content of a cell
    :rtype: str
    """
    text = str(text or "")
    start = text.lstrip(" \n\u00a0")[:1]
    is_formula = start and start in FORMULA and not is_number(text)
    return f"'{text}" if is_formula else text
