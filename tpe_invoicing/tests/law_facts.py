# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts that the rows of the law share."""

from datetime import date
from decimal import Decimal

from .law_samples import make_line

__all__ = [
    "AMERICAN",
    "CONSUMER",
    "CREDIT",
    "GERMAN",
    "GUYANE",
    "ONE",
    "REUNION",
    "WORKS",
    "lines",
    "make_line",
    "rate",
]

CONSUMER = {"kind": "consumer", "siren": "", "vat": ""}
GERMAN = {"zone": "eu", "country": "DE", "is_french": False, "siren": ""}
AMERICAN = {"zone": "world", "country": "US", "is_french": False, "siren": ""}
GUYANE = {"zone": "dom", "country": "GF", "is_no_vat": True}
REUNION = {"zone": "dom", "country": "RE"}
ONE = [("F-1", date(2026, 11, 1))]
CREDIT = {"type": "credit_note", "preceding": ONE}
WORKS = (
    "Je soussigné(e) Client certifie, en qualité de preneur de la prestation, que les "
    "travaux réalisés concernent des locaux à usage d'habitation achevés depuis plus "
    "de deux ans"
)


def lines(category, reason, nature="goods"):
    """:return: lines of one kind, without VAT"""
    values = {"category": category, "reason": reason, "nature": nature}
    return {"lines": [make_line(rate=Decimal(0), **values)]}


def rate(text):
    """:return: a service at a rate"""
    return {"lines": [make_line(rate=Decimal(text), nature="services")]}
