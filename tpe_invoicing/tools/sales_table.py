# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sales of a month as a table that any spreadsheet opens."""

import csv
import io

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def make_safe(text):
    """Keep a spreadsheet from taking a text for a formula.

    :param str text: of a cell that is no number
    :rtype: str

    >>> make_safe("=1+1"), make_safe("Bâti Ouest"), make_safe("-2")
    ("'=1+1", 'Bâti Ouest', "'-2")
    """
    return f"'{text}" if text.startswith(DANGEROUS) else text


def make_csv(heads, rows):
    """Write a table with semicolons, as French spreadsheets open it.

    :param list[str] heads: of the columns
    :param list[list] rows: texts and Decimals
    :return: UTF-8 with its mark
    :rtype: bytes

    >>> from decimal import Decimal
    >>> make_csv(["Nom", "Total"], [["=A1", Decimal("-1.50")]]).decode("utf-8-sig")
    "Nom;Total\\r\\n'=A1;-1,50\\r\\n"
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(heads)
    for row in rows:
        writer.writerow(
            make_safe(cell) if isinstance(cell, str) else str(cell).replace(".", ",")
            for cell in row
        )
    return file.getvalue().encode("utf-8-sig")
