# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invoice in the terms of EN 16931, as plain data, for tests without a database."""

from copy import deepcopy
from decimal import Decimal

SELLER = {
    "name": "Menuiserie Kermorvan",
    "legal_identifier": "404833048",
    "legal_identifier_schemeid": "0002",
    "vat_identifier": "FR83404833048",
    "country_code": "FR",
    "city": "Rennes",
    "einvoicing_addr": "404833048",
    "einvoicing_addr_schemeid": "0225",
}
BUYER = {
    "name": "Bâti Ouest",
    "legal_identifier": "552100554",
    "legal_identifier_schemeid": "0002",
    "country_code": "FR",
    "city": "Brest",
    "einvoicing_addr": "552100554",
    "einvoicing_addr_schemeid": "0225",
}
LINE = {
    "BT-126": "1",
    "BT-153": "Oak table",
    "BT-129": Decimal(2),
    "BT-130": "C62",
    "BT-146": Decimal(450),
    "BT-131": Decimal("900.00"),
    "BT-151": "S",
    "BT-152": Decimal(20),
}
PAGE = {
    "lang": "fr",
    "kind": "invoice",
    "digits": 2,
    "tax_digits": 2,
    "seller": {"name": "Menuiserie Kermorvan", "address": ["Rennes"], "contact": []},
    "buyer": {"names": ["Bâti Ouest"], "address": ["29200 Brest"], "office": []},
    "delivery": [],
    "delivered_on": "",
    "reason": "",
    "reference": "",
    "has_vat": True,
    "rows": [{"kind": "line", "place": 0, "unit": "h"}],
    "mentions": [{"place": "seller", "code": "SIREN", "text": "SIREN 404 833 048"}],
    "instalments": [],
    "narration": [],
    "style": {"accent": "#1F4E79", "logo": ""},
}
INVOICE = {
    "BT-1": "FAC/2026/00012",
    "BT-2": "2026-11-24",
    "BT-3": "380",
    "BT-5": "EUR",
    "BT-9": "2026-12-24",
    "BT-23": "B1",
    "BT-72": "2026-11-24",
    "BT-81": "58",
    "BT-84": "FR7630006000011234567890189",
    "BT-85": "Menuiserie Kermorvan",
    "BG-1": [{"BT-21": code, "BT-22": code} for code in ("PMT", "PMD", "AAB")],
    "BG-4": SELLER,
    "BG-7": BUYER,
    "BG-23": [
        {
            "BT-116": Decimal("900.00"),
            "BT-117": Decimal("180.00"),
            "BT-118": "S",
            "BT-119": Decimal(20),
        }
    ],
    "BG-25": [LINE],
    "BT-106": Decimal("900.00"),
    "BT-109": Decimal("900.00"),
    "BT-110": Decimal("180.00"),
    "BT-112": Decimal("1080.00"),
    "BT-115": Decimal("1080.00"),
    "page": PAGE,
}


def make_invoice(**terms):
    """:param terms: that differ, ``BT_1`` for ``BT-1``
    :return: an invoice of one's own
    :rtype: dict"""
    invoice = deepcopy(INVOICE)
    for name, value in terms.items():
        invoice[name.replace("_", "-") if name[:2] in ("BT", "BG") else name] = value
    return invoice
