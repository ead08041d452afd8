# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that a banking app reads to prepare a transfer (EPC069-12, version 2)."""

from decimal import Decimal

from . import qr

MOST = Decimal("999999999.99")


def payload(bank, name, amount, reference):
    """Return the text of the code.

    :param dict bank: ``iban`` and ``bic``, without blanks
    :param str name: who is paid
    :param Decimal amount: euros
    :param str reference: text of the transfer
    :return: text, blank when no code can be made
    :rtype: str

    >>> bank = {"iban": "FR7630006000011234567890189", "bic": ""}
    >>> payload(bank, "A", Decimal("9.5"), "F1")
    'BCD\\n002\\n1\\nSCT\\n\\nA\\nFR7630006000011234567890189\\nEUR9.50\\n\\n\\nF1'
    >>> payload({"iban": "FR76", "bic": ""}, "A", Decimal(0), "F1")
    ''
    """
    if not bank["iban"] or not Decimal("0.01") <= amount <= MOST:
        return ""
    fields = [
        *("BCD", "002", "1", "SCT"),
        bank["bic"],
        " ".join(name.split())[:70],
        bank["iban"],
        f"EUR{amount:.2f}",
        "",
        "",
        " ".join(reference.split())[:140],
    ]
    return "\n".join(fields)


def draw(text):
    """Draw a code as vectors.

    :param str text: what the code says
    :return: SVG
    :rtype: str
    """
    return qr.draw(text.encode())
