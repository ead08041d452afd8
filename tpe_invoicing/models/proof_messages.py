# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the proof: where a document does not say what its entry says."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "xml": _lt(
        "The data (%(term)s) say “%(found)s” for the %(place)s, the entry says "
        "“%(wanted)s”."
    ),
    "page": _lt("The page does not show “%(wanted)s” for the %(place)s (%(term)s)."),
    "file": _lt("The file cannot be read back: %(found)s."),
}

PLACES = {
    "BT-1": _lt("number"),
    "BT-2": _lt("date"),
    "BT-3": _lt("kind of document"),
    "BT-5": _lt("currency"),
    "BT-9": _lt("due date"),
    "BT-22": _lt("notes"),
    "notes": _lt("notes"),
    "BT-27": _lt("name of the seller"),
    "BT-30": _lt("SIREN of the seller"),
    "BT-31": _lt("VAT number of the seller"),
    "BT-44": _lt("name of the customer"),
    "BT-47": _lt("SIREN of the customer"),
    "BT-48": _lt("VAT number of the customer"),
    "BT-72": _lt("day of delivery"),
    "BT-73": _lt("period"),
    "BG-3": _lt("references to earlier documents"),
    "BG-20": _lt("discounts and charges on the whole"),
    "BT-97": _lt("discounts and charges on the whole"),
    "foot": _lt("discounts and charges on the whole"),
    "BG-23": _lt("VAT by rate"),
    "BG-25": _lt("lines"),
    "BT-106": _lt("total of the lines"),
    "BT-109": _lt("total without VAT"),
    "BT-110": _lt("total of the VAT"),
    "BT-111": _lt("VAT in euros"),
    "BT-112": _lt("total with VAT"),
    "BT-113": _lt("amount paid already"),
    "BT-114": _lt("rounding"),
    "BT-115": _lt("amount to pay"),
    "BT-116": _lt("base of the VAT by rate"),
    "BT-117": _lt("VAT by rate"),
    "BT-129": _lt("quantity"),
    "BT-131": _lt("amount"),
    "BT-146": _lt("price"),
    "BT-151": _lt("VAT rate"),
    "BT-153": _lt("name"),
}
