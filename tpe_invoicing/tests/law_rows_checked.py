# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the law that are checked, and rows that are left out with their reason."""

from datetime import date
from decimal import Decimal

from .law_facts import AMERICAN, CONSUMER, GERMAN, REUNION, lines, make_line, rate

# row, facts, area, finding
CHECKED = (
    (
        "SELLER_PENDING",
        {"seller": {"is_being_registered": True, "siren": "", "siret": ""}},
        "seller",
        "seller_siren_pending",
    ),
    (
        "SELLER_TAXREP",
        {"seller": {"is_representative_complete": False}},
        "seller",
        "seller_representative_incomplete",
    ),
    (
        "SELLER_VATGROUP",
        {"seller": {"is_vat_group_member": True}},
        "seller",
        "seller_vat_group_incomplete",
    ),
    ("SELLER_VAT", {"seller": {"vat": ""}}, "seller", "seller_vat_missing"),
    (
        "BUYER_NAME_ADDR",
        {"buyer": {"has_address": False}},
        "buyer",
        "buyer_address_missing",
    ),
    (
        "BUYER_SERVICE_CODE",
        {"buyer": {"kind": "public", "siret": "55210055400013"}},
        "buyer",
        "public_reference_missing",
    ),
    (
        "CURRENCY",
        {"document": {"currency": "USD", "vat_in_eur": Decimal(1)}},
        "document",
        "currency_rate_missing",
    ),
    (
        "CURRENCY",
        {
            "document": {
                "currency": "USD",
                "vat_in_eur": Decimal(1),
                "rate_day": date(2026, 11, 16),
            }
        },
        "document",
        "currency_rate_old",
    ),
    (
        "IC_GOODS",
        lines("K", "VATEX-EU-IC") | {"buyer": GERMAN | {"vat": ""}},
        "buyer",
        "buyer_vat_missing",
    ),
    ("IC_GOODS", lines("K", "VATEX-EU-IC"), "lines", "line_zone_mismatch"),
    ("EXPORT", lines("G", "VATEX-EU-G"), "lines", "line_zone_mismatch"),
    *(
        (
            "SERVICES_NON_EU",
            lines("O", "VATEX-EU-O", "services") | {"buyer": buyer},
            "lines",
            "line_service_abroad",
        )
        for buyer in ({}, GERMAN, AMERICAN | {"kind": "consumer"})
    ),
    (
        "RC_SERVICES_EU",
        lines("K", "VATEX-EU-IC", "services") | {"buyer": GERMAN},
        "lines",
        "line_service_as_goods",
    ),
    (
        "DOM_SERVICES",
        lines("AE", "VATEX-EU-AE", "services") | {"buyer": REUNION},
        "lines",
        "dom_reverse_charge",
    ),
    ("DOM_SERVICES", rate("8.5"), "lines", "line_rate_elsewhere"),
    (
        "DOM_SERVICES",
        rate("20") | {"seller": {"is_overseas": True}},
        "lines",
        "line_rate_elsewhere",
    ),
    (
        "DOM_NO_VAT",
        {"seller": {"is_overseas": True, "is_no_vat": True}},
        "lines",
        "line_rate_elsewhere",
    ),
    (
        "RC_BTP",
        lines("AE", "VATEX-EU-AE", "services"),
        "lines",
        "line_reverse_charge_home",
    ),
    (
        "LINE",
        rate("19") | {"buyer": GERMAN | CONSUMER},
        "lines",
        "line_rate_of_customer",
    ),
    ("LINE", lines("Z", None), "lines", "line_rate_zero"),
    (
        "SELF_BILLED",
        {"document": {"is_self_billed": True}},
        "document",
        "self_billed_without_mandate",
    ),
    (
        "DECENNALE",
        {"seller": {"does_dwelling_works": True}},
        "seller",
        "seller_insurance_missing",
    ),
    (
        "OGA",
        {"document": {"narration": "Membre d'une association agréée, le règlement..."}},
        "document",
        "mention_obsolete",
    ),
    (
        "CREDIT_REF",
        {"document": {"type": "credit_note"}},
        "references",
        "credit_note_without_original",
    ),
    (
        "FINAL_REF",
        {"document": {"kind": "balance"}},
        "references",
        "balance_without_deposit",
    ),
    ("DUE_DATE", {"document": {"due_on": None}}, "terms", "due_date_missing"),
    ("LINE", {"lines": [make_line(label="Divers")]}, "lines", "line_label_generic"),
)

LEFT_OUT = {
    "LANG_FR": "Not a text: the language of the document, French for every sale in "
    "France (see _tpe_get_document_lang).",
    "DEPOSIT": "Not a text: the title of the page and type 386 in the XML say it.",
    "NEVER_EDIT": "Not a text: a sealed document refuses every change.",
    "TIMING": "Not a text: the day of supply is printed when it is another one.",
    "DOM_SERVICES": "Nothing to print: one territory for services; a reverse charge "
    "there is a warning.",
    "OGA": "Abolished on 16 February 2025: printed no more, and a warning when the "
    "terms still say so.",
    "WITHDRAWAL": "Belongs to the contract, not to the invoice.",
    "VOUCHER": "Decides when VAT is due, not what is printed.",
    "B2C_GENERAL": "Not a text: whoever gets an invoice gets a lawful one.",
    "SIMPLIFIED": "Never used: the VAT number and the reason of an exemption are "
    "printed below the limit too, which the law allows.",
    "CASH_CAP": "A limit on payments, not a mention.",
}

# the table of the law, sections 1.1 to 1.5
ROWS = frozenset(
    """SELLER_NAME SELLER_ADDR SELLER_SIREN SELLER_RCS SELLER_RNE SELLER_FORM_CAPITAL
    SELLER_EI SELLER_VAT SELLER_TAXREP SELLER_VATGROUP SELLER_PENDING BUYER_NAME_ADDR
    BUYER_BILLING_ADDR BUYER_SIREN BUYER_VAT BUYER_PO BUYER_SERVICE_CODE DOC_DATE
    DOC_NUMBER SUPPLY_DATE DELIVERY_ADDR OPERATION_NATURE LINE REBATES TOTALS VAT_DEBITS
    DUE_DATE DISCOUNT PENALTY_RATE LUMP40 LANG_FR CURRENCY DUPLICATA PAID FRANCHISE
    RC_BTP RC_SERVICES_EU SERVICES_NON_EU IC_GOODS TRIANGULAR EXPORT DOM_GOODS
    DOM_NO_VAT DOM_SERVICES EXEMPT_261 MARGIN_GOODS TRAVEL SELF_BILLED DEBOURS
    WORKS_RATE DEPOSIT FINAL_REF CREDIT_REF REPLACE NEVER_EDIT UNPAID_DUP TIMING
    DECENNALE QUOTE OGA LEGAL_WARRANTY MEDIATOR WITHDRAWAL ECO_PART VOUCHER NOTE_25
    B2C_GENERAL SIMPLIFIED PUBLIC CASH_CAP""".split()
) | {"SELLER_GERANT_LOCATAIRE / LIQUIDATION"}
