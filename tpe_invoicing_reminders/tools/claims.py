# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bank entry looks like the payment that a customer speaks of."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

NUMBER, AMOUNT, CUSTOMER, NAME = 4, 3, 2, 1
# one sign alone proves little; the number of the invoice says enough
ENOUGH = 3
SHORT = 4
WORD = re.compile(r"[a-z0-9]+")


class Entry(NamedTuple):
    """A bank entry that no invoice has taken yet."""

    amount: Decimal
    text: str
    customer_id: int | None


class Claim(NamedTuple):
    """What a customer says to have paid."""

    amount: Decimal
    number: str
    customer_id: int
    name: str


def score(claim, entry):
    """Say how much an entry looks like a payment that was claimed.

    :param Claim claim: what the customer says
    :param Entry entry: a bank entry
    :return: 0 when it does not
    :rtype: int

    >>> claim = Claim(Decimal(120), "FAC/2026/00012", 7, "Bâti Ouest")
    >>> score(claim, Entry(Decimal(120), "VIR BATI OUEST", None))
    4
    >>> score(claim, Entry(Decimal(80), "VIR fac 2026 00012", None))
    4
    >>> score(claim, Entry(Decimal(80), "VIR BATI OUEST", 7))
    3
    >>> score(claim, Entry(Decimal(80), "VIR DUPONT", None))
    0
    >>> score(claim, Entry(Decimal(120), "VIR DUPONT", 8))
    0
    """
    if entry.customer_id not in (None, claim.customer_id):
        return 0
    text, number = _simplify(entry.text), _simplify(claim.number)
    points = 0
    if number and number.replace(" ", "") in text.replace(" ", ""):
        points += NUMBER
    if entry.amount == claim.amount:
        points += AMOUNT
    if entry.customer_id == claim.customer_id:
        points += CUSTOMER
    words = {word for word in _simplify(claim.name).split() if len(word) >= SHORT}
    if words & set(text.split()):
        points += NAME
    return points if points >= ENOUGH else 0


def _simplify(text):
    """:return: words in lower case, without accents
    :rtype: str"""
    plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore")
    return " ".join(WORD.findall(plain.decode().lower()))
