# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the French rules of electronic invoices ask of one term: parts, term, value.

``parts`` are those of ``law_cases.py``; a path goes on inside a term by dots.
"""

from .law_cases import AMERICAN, CONSUMER, GERMAN, SERVICE
from .law_cases_vat import FRANCHISE, zero

DEBITS = {"company": {"tpe_vat_on_debits": True}}
PUBLIC = {
    "partner": {"tpe_is_public_body": True},
    "move": {"tpe_service_code": "S-12", "tpe_engagement_number": "E-7"},
}
BALANCE = {"move": {"tpe_document_kind": "balance"}, "preceding": "deposit"}
DEPOSIT = {"move": {"tpe_document_kind": "deposit"}}
SELF_BILLED = {"move": {"tpe_is_self_billed": True}}
INTRA = zero("K", "VATEX-EU-IC", **GERMAN)
SOLD_IN_USD = {"currency": "USD"}

TERMS = (
    # 4.5 the frame of the invoice [BR-FR-08]
    ({}, "BT-23", "B1"),
    (SERVICE, "BT-23", "S1"),
    ({"second": "service"}, "BT-23", "M1"),
    ({"paid": True}, "BT-23", "B2"),
    (SERVICE | {"paid": True}, "BT-23", "S2"),
    (BALANCE, "BT-23", "B4"),
    (BALANCE | SERVICE, "BT-23", "S4"),
    (BALANCE | {"second": "service"}, "BT-23", "M4"),
    (DEPOSIT, "BT-23", "B1"),
    ({"credit": True}, "BT-23", "B1"),
    # 4.4 types [BR-FR-04]
    ({}, "BT-3", "380"),
    (DEPOSIT, "BT-3", "386"),
    (SELF_BILLED, "BT-3", "389"),
    ({"preceding": "invoice"}, "BT-3", "384"),
    ({"credit": True}, "BT-3", "381"),
    ({"credit": "deposit"}, "BT-3", "503"),
    (SELF_BILLED | {"credit": True}, "BT-3", "261"),
    # 4.6 notes
    ({}, "BAR", "B2B"),
    (CONSUMER, "BAR", "B2C"),
    (INTRA, "BAR", "B2BINT"),
    ({"partner": {"company_registry": False, "vat": False}}, "BAR", None),
    ({}, "ABL", "RCS Rennes 404 833 048"),
    ({}, "REG", "SARL au capital de 10\xa0000 €"),
    (
        {"company": {"tpe_is_capital_variable": True}},
        "REG",
        "SARL à capital variable",
    ),
    ({"eco": 1.5}, "BLU", "Dont éco-participation (DEEE) : 1,50 EUR"),
    # 4.7 identifiers and electronic addresses
    ({}, "BG-4.legal_identifier_schemeid", "0002"),
    ({}, "BG-4.legal_identifier", "404833048"),
    ({}, "BG-4.identifiers", {"0009": "40483304800022"}),
    ({}, "BG-4.einvoicing_addr_schemeid", "0225"),
    ({}, "BG-4.einvoicing_addr", "404833048"),
    ({}, "BG-7.legal_identifier_schemeid", "0002"),
    ({}, "BG-7.einvoicing_addr", "552100554"),
    ({}, "BG-7.einvoicing_addr_schemeid", "0225"),
    (CONSUMER, "BG-7.einvoicing_addr_schemeid", "EM"),
    (CONSUMER, "BG-7.legal_identifier", None),
    (INTRA, "BG-7.einvoicing_addr_schemeid", "9930"),
    (INTRA, "BG-7.einvoicing_addr", "DE136695976"),
    (AMERICAN, "BG-7.einvoicing_addr_schemeid", "EM"),
    # 2.4 who owes VAT, and by which number
    ({}, "BG-4.vat_identifier", "FR83404833048"),
    ({}, "BG-4.tax_identifier", None),
    (FRANCHISE, "BG-4.vat_identifier", None),
    (FRANCHISE, "BG-4.tax_identifier", "404833048"),
    # 2.3 when VAT is due, in the list of CII
    (SERVICE | DEBITS, "BT-8", "5"),
    (DEBITS, "BT-8", None),
    (SERVICE, "BT-8", None),
    # 5 references and currencies
    (PUBLIC, "BT-10", "S-12"),
    (PUBLIC, "BT-13", "E-7"),
    ({"move": {"ref": "BC-7"}}, "BT-13", "BC-7"),
    ({}, "BT-6", None),
    (SOLD_IN_USD, "BT-6", "EUR"),
    (SOLD_IN_USD, "BT-5", "USD"),
    (INTRA, "BG-13.country_code", "DE"),
    (INTRA, "BT-72", "2026-11-24"),
)

# 2.4 category, VATEX, and what makes the case
REASONS = (
    ("E", "VATEX-FR-FRANCHISE", FRANCHISE),
    ("AE", "VATEX-FR-AE", zero("AE", "VATEX-FR-AE", **SERVICE)),
    ("AE", "VATEX-EU-AE", zero("AE", "VATEX-EU-AE", **GERMAN, **SERVICE)),
    ("K", "VATEX-EU-IC", INTRA),
    ("G", "VATEX-EU-G", zero("G", "VATEX-EU-G", **AMERICAN)),
    ("G", "VATEX-EU-G", zero("G", "VATEX-EU-G", country="base.re")),
    ("O", "VATEX-EU-O", zero("O", "VATEX-EU-O", **AMERICAN, **SERVICE)),
    ("E", "VATEX-EU-F", zero("E", "VATEX-EU-F")),
    ("E", "VATEX-EU-I", zero("E", "VATEX-EU-I")),
    ("E", "VATEX-EU-J", zero("E", "VATEX-EU-J")),
    ("E", "VATEX-EU-D", zero("E", "VATEX-EU-D", **SERVICE)),
    ("E", "VATEX-EU-79-C", zero("E", "VATEX-EU-79-C", **SERVICE)),
    ("E", "VATEX-FR-CGI261-4", zero("E", "VATEX-FR-CGI261-4", **SERVICE)),
    ("E", "VATEX-FR-CNWVAT", zero("E", "VATEX-FR-CNWVAT", credit=True)),
)
