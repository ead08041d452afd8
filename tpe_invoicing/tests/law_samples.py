# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invoice without fault as mentions and checks see it, and the law as it ships."""

import csv
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from ..tools import findings
from ..tools.mentions import Rule, Text

DATA = Path(__file__).parent.parent / "data"

AREAS = {
    "seller": findings.find_seller,
    "buyer": findings.find_buyer,
    "document": findings.find_document,
    "references": findings.find_references,
    "terms": findings.find_terms,
    "lines": findings.find_lines,
}

LINE = {
    "label": "Oak table",
    "nature": "goods",
    "tax_count": 1,
    "category": "S",
    "rate": Decimal(20),
    "reason": None,
}
SELLER = {
    "name": "Menuiserie Durand",
    "address": "12 rue des Lilas, 35000 Rennes",
    "is_sole_trader": False,
    "legal_form": "SARL",
    "capital": Decimal(10000),
    "is_capital_variable": False,
    "rcs_city": "Rennes",
    "siren": "404833048",
    "siret": "40483304800022",
    "vat": "FR83404833048",
    "regime": "normal",
    "is_no_vat": False,
    "is_overseas": False,
    "vat_on_debits": False,
    "insurer": "",
    "insurance_contract": "",
    "insurance_area": "",
    "late_rate": Decimal(0),
    "has_address": True,
    "establishment": "",
    "is_being_registered": False,
    "status": "",
    "foreign_registration": "",
    "representative": "",
    "is_representative_complete": True,
    "is_vat_group_member": False,
    "is_vat_group_known": False,
    "does_dwelling_works": False,
    "mediator": "",
    "prints_mediator": False,
}
BUYER = {
    "is_known": True,
    "kind": "business",
    "name": "Client",
    "address": "1 rue du Port, 29200 Brest",
    "billing_address": "",
    "siren": "552100554",
    "siret": "",
    "vat": "FR96552100554",
    "country": "FR",
    "zone": "domestic",
    "is_no_vat": False,
    "is_french": True,
    "has_address": True,
    "has_mandate": False,
}
DOCUMENT = {
    "type": "invoice",
    "kind": "invoice",
    "number": "FAC/2026/00012",
    "issued_on": date(2026, 11, 24),
    "due_on": date(2026, 12, 24),
    "is_end_of_month": False,
    "is_periodic": False,
    "discount": None,
    "currency": "EUR",
    "rate_day": None,
    "is_rate_typed": False,
    "exchange_rate": Decimal(1),
    "vat_in_eur": None,
    "total": Decimal(120),
    "preceding": [],
    "unissued_count": 0,
    "follows_deposit": False,
    "service_code": "",
    "engagement_number": "",
    "account_number": "",
    "other_vat_reasons": [],
    "order": "",
    "supply_day": date(2026, 11, 24),
    "supply_on": None,
    "supply_place": "1 rue du Port, 29200 Brest",
    "delivery": "",
    "delivery_zone": "domestic",
    "has_rebates": False,
    "is_self_billed": False,
    "is_triangular": False,
    "is_in_store": False,
    "warranty_goods": "",
    "eco_names": "",
    "eco_amount": Decimal(0),
    "narration": "",
    "paid_on": None,
    "paid_by": "",
}
CONTEXT = {
    "date": date(2026, 11, 24),
    "lang": "fr",
    "seller": SELLER,
    "buyer": BUYER,
    "document": DOCUMENT,
    "lines": [LINE],
    "figures": {
        "buyer_siren_required": Decimal(0),
        "buyer_siren_from": date(2027, 9, 1),
        "max_term_days": Decimal(60),
        "max_term_days_eom": Decimal(45),
        "max_term_days_periodic": Decimal(45),
        "late_floor": Decimal("8.25"),
        "vat_rate_standard": Decimal(20),
        "vat_rate_overseas": Decimal("8.5"),
    },
}


def make_context(**parts):
    """:return: a context without fault, with some of its facts replaced"""
    context = deepcopy(CONTEXT)
    for name, values in parts.items():
        if isinstance(context[name], dict):
            context[name].update(values)
        else:
            context[name] = values
    return context


def make_line(**values):
    return LINE | values


def find(area, **parts):
    """:return: severities by code of the findings of an area"""
    found = AREAS[area](make_context(**parts))
    return {finding.code: finding.severity for finding in found}


def read_rows(name):
    """:return: rows of a file of the law, as shipped"""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_rules():
    """:return: the printed mentions of the law, in their order of print"""
    texts = {}
    for row in read_rows("tpe.mention.text.csv"):
        text = Text(
            date.fromisoformat(row["date_from"]),
            row["repealed"] == "1",
            row["admitted_until"] and date.fromisoformat(row["admitted_until"]),
            row["text_fr"],
            row["text_en"],
            row["article"],
            row["id"],
            False,
        )
        texts.setdefault(row["mention_id:id"], []).append(text)
    return [
        Rule(
            row["code"],
            row["condition"],
            row["place"],
            row["subject_code"],
            row["article"],
            row["severity"],
            tuple(sorted(texts[row["id"]])),
        )
        for row in read_rows("tpe.mention.csv")
        if row["kind"] == "mention"
    ]
