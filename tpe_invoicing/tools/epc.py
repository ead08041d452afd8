# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that a banking app reads to prepare a transfer (EPC069-12, version 2)."""

from decimal import Decimal

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
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    # a mask of one's own choice: looking for the best one takes five times as long
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=3)
    code.add_data(text.encode())
    code.make(fit=True)
    size = len(code.modules)
    path = "".join(
        f"M{column} {row}h{length}v1h-{length}z"
        for row, modules in enumerate(code.modules)
        for column, length in _runs(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}"/></svg>'
    )


def _runs(modules):
    """:return: start and length of each run of dark modules
    :rtype: Iterator[tuple[int, int]]

    >>> list(_runs([True, True, False, True]))
    [(0, 2), (3, 1)]
    """
    start = None
    for place, is_dark in enumerate([*modules, False]):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            yield start, place - start
            start = None
