# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why there is no VAT, sectors and consumers, and what is checked, not printed."""

from .law_cases import AMERICAN, CONSUMER, GERMAN, INSURANCE, SERVICE, Case, Check

FRANCHISE = {
    "company": {"tpe_vat_regime": "franchise"},
    "seller": {"vat": False},
    "zero": None,
}
WORKS = {"company": {"tpe_does_dwelling_works": True, **INSURANCE}}
REUNION = {"country": "base.re"}


def zero(category, reason, **parts):
    """Sell without VAT, for a reason.

    :return: parts of a case
    :rtype: dict
    """
    return {"zero": (category, reason), **parts}


VAT = (
    Case(
        "FRANCHISE", "FRANCHISE", "TVA non applicable, article 293 B du CGI", FRANCHISE
    ),
    Case(
        "RC_BTP",
        "RC_DOMESTIC",
        "Autoliquidation, art. 283-2 nonies du CGI",
        zero("AE", "VATEX-FR-AE", **SERVICE),
        # the franchise prevails
        zero("AE", "VATEX-FR-AE") | FRANCHISE | SERVICE,
    ),
    Case(
        "RC_SERVICES_EU",
        "RC_ABROAD",
        "Reverse charge, art. 283-2 of the French tax code (CGI), art. 44 and 196",
        zero("AE", "VATEX-EU-AE", **GERMAN, **SERVICE),
    ),
    Case(
        "SERVICES_NON_EU",
        "SERVICES_NON_EU",
        "VAT not applicable, art. 259-1 of the French tax code (CGI)",
        zero("O", "VATEX-EU-O", **AMERICAN, **SERVICE),
    ),
    Case(
        "IC_GOODS",
        "IC_GOODS",
        "VAT exempt, art. 262 ter, I of the French tax code (CGI)",
        zero("K", "VATEX-EU-IC", **GERMAN),
    ),
    Case(
        "TRIANGULAR",
        "TRIANGULAR",
        "Reverse charge, application of article 141 of directive 2006/112/EC",
        zero("K", "VATEX-EU-IC", **GERMAN, move={"tpe_is_triangular": True}),
        zero("K", "VATEX-EU-IC", **GERMAN),
    ),
    Case(
        "EXPORT",
        "EXPORT",
        "VAT exempt, art. 262, I of the French tax code (CGI)",
        zero("G", "VATEX-EU-G", **AMERICAN),
        zero("G", "VATEX-EU-G", **REUNION),
    ),
    Case(
        "DOM_GOODS",
        "DOM_GOODS",
        "Exonération de TVA, art. 294, 2 et 262, I du CGI",
        zero("G", "VATEX-EU-G", **REUNION),
        zero("G", "VATEX-EU-G", **AMERICAN),
    ),
    Case(
        "DOM_NO_VAT",
        "DOM_NO_VAT",
        "TVA non applicable, art. 294, 1 du CGI",
        zero("O", "VATEX-EU-O", country="base.gf", **SERVICE),
        zero("O", "VATEX-EU-O", **AMERICAN, **SERVICE),
    ),
    Case(
        "EXEMPT_261",
        "EXEMPT_261_4",
        "Exonération de TVA, art. 261-4 du CGI",
        zero("E", "VATEX-FR-CGI261-4", **SERVICE),
        zero("E", "VATEX-FR-CGI261-5", **SERVICE),
    ),
    Case(
        "MARGIN_GOODS",
        "MARGIN_GOODS",
        "Régime particulier - Biens d'occasion",
        zero("E", "VATEX-EU-F"),
    ),
    Case(
        "MARGIN_GOODS",
        "MARGIN_ART",
        "Régime particulier - Objets d'art",
        zero("E", "VATEX-EU-I"),
        zero("E", "VATEX-EU-F"),
    ),
    Case(
        "MARGIN_GOODS",
        "MARGIN_COLLECTION",
        "Régime particulier - Objets de collection et d'antiquité",
        zero("E", "VATEX-EU-J"),
        zero("E", "VATEX-EU-I"),
    ),
    Case(
        "TRAVEL",
        "TRAVEL",
        "Régime particulier - Agences de voyages",
        zero("E", "VATEX-EU-D", **SERVICE),
    ),
    Case(
        "SELF_BILLED",
        "SELF_BILLED",
        "Autofacturation",
        {"move": {"tpe_is_self_billed": True}},
    ),
    Case(
        "DEBOURS",
        "DEBOURS",
        "Débours, art. 267, II-2° du CGI",
        zero("E", "VATEX-EU-79-C", **SERVICE),
    ),
    Case(
        "WORKS_RATE",
        "WORKS_RATE_10",
        "Je soussigné(e) Bâti Ouest certifie, en qualité de preneur de la prestation",
        WORKS | SERVICE | {"rate": 10},
        WORKS | SERVICE,
    ),
    Case(
        "WORKS_RATE",
        "WORKS_RATE_5_5",
        "la nature de travaux de rénovation énergétique",
        WORKS | SERVICE | {"rate": 5.5},
        WORKS | SERVICE | {"rate": 10},
    ),
    Case(
        "EXEMPT_261",
        "EXEMPT_OTHER",
        "Exonération de TVA, motif VATEX-EU-148-A",
        zero("E", "VATEX-EU-148-A", **SERVICE),
    ),
    Case(
        "CREDIT_REF",
        "CREDIT_NET_OF_TAX",
        "Avoir net de taxe, sans rectification de la TVA (art. 272, 1 du CGI)",
        zero("E", "VATEX-FR-CNWVAT", credit=True),
        {"credit": True},
    ),
)

SECTORS = (
    Case(
        "DECENNALE",
        "DECENNALE",
        "Assurance professionnelle : MAAF, 79180 Chauray, contrat n° 35-1234, "
        "couverture géographique : France",
        {"company": INSURANCE},
    ),
    Case(
        "LEGAL_WARRANTY",
        "LEGAL_WARRANTY",
        "garantie légale de conformité d'une durée minimale de deux ans à compter de "
        "sa remise au consommateur : Oak table",
        CONSUMER | {"move": {"tpe_is_in_store": True}, "listed": True},
        # sold to a business
        {"move": {"tpe_is_in_store": True}, "listed": True},
    ),
    Case(
        "MEDIATOR",
        "MEDIATOR",
        "Médiateur de la consommation : CM2C, cm2c.net",
        CONSUMER
        | {"company": {"tpe_mediator": "CM2C, cm2c.net", "tpe_prints_mediator": True}},
        CONSUMER | {"company": {"tpe_mediator": "CM2C, cm2c.net"}},
    ),
    Case(
        "ECO_PART",
        "ECO_PART",
        "Dont éco-participation (DEEE) : 1,50 EUR",
        {"eco": 1.5},
    ),
    Case(
        "NOTE_25",
        "CONSUMER_SERVICE",
        "Prestation exécutée le 24/11/2026 : 1 rue du Port, 29200 Brest",
        CONSUMER | SERVICE,
        SERVICE,
    ),
    Case(
        "PUBLIC",
        "PENALTY_PUBLIC",
        "Intérêts moratoires en cas de retard de paiement : taux de refinancement de "
        "la BCE majoré de 8 points",
        {"partner": {"tpe_is_public_body": True}},
    ),
)

NO_ADDRESS = {"street": False, "zip": False, "city": False}
OGA = "Membre d'une association agréée, le règlement par chèque est accepté"

CHECKS = (
    Check("SELLER_ADDR", "seller_address_missing", "warning", {"seller": NO_ADDRESS}),
    Check(
        "SELLER_SIREN",
        "seller_siren_missing",
        "blocking",
        {"seller": {"company_registry": False, "vat": False}},
    ),
    Check(
        "SELLER_RCS", "seller_rcs_missing", "warning", {"company": {"tpe_rcs_city": ""}}
    ),
    Check(
        "SELLER_FORM_CAPITAL",
        "seller_legal_form_missing",
        "warning",
        {"company": {"tpe_legal_form": False}},
        {"company": {"tpe_legal_form": False, "tpe_is_sole_trader": True}},
    ),
    Check(
        "SELLER_FORM_CAPITAL",
        "seller_capital_missing",
        "warning",
        {"company": {"tpe_share_capital": 0}},
        {"company": {"tpe_share_capital": 0, "tpe_is_capital_variable": True}},
    ),
    Check(
        "SELLER_VAT",
        "seller_vat_missing",
        "blocking",
        {"seller": {"vat": False}},
        FRANCHISE,
    ),
    Check(
        "SELLER_TAXREP",
        "seller_representative_incomplete",
        "blocking",
        {"agent": False},
        {"agent": True},
    ),
    Check(
        "SELLER_PENDING",
        "seller_siren_pending",
        "blocking",
        {
            "seller": {"company_registry": False, "vat": False},
            "company": {"tpe_is_being_registered": True},
        },
    ),
    Check("BUYER_NAME_ADDR", "buyer_missing", "blocking", {"buyer": None}),
    Check(
        "BUYER_NAME_ADDR", "buyer_address_missing", "warning", {"partner": NO_ADDRESS}
    ),
    Check(
        "BUYER_SIREN",
        "buyer_siren_missing",
        "warning",
        {"partner": {"company_registry": False, "vat": False}},
        CONSUMER,
    ),
    Check(
        "BUYER_VAT",
        "buyer_vat_missing",
        "blocking",
        zero("K", "VATEX-EU-IC", **GERMAN, partner={"vat": False}),
        zero("K", "VATEX-EU-IC", **GERMAN),
    ),
    Check(
        "BUYER_SERVICE_CODE",
        "public_reference_missing",
        "info",
        {
            "partner": {
                "tpe_is_public_body": True,
                "company_registry": "55210055400013",
            }
        },
        {
            "partner": {
                "tpe_is_public_body": True,
                "company_registry": "55210055400013",
            },
            "move": {"tpe_service_code": "S"},
        },
    ),
    Check("DOC_DATE", "date_missing", "blocking", {"move": {"invoice_date": False}}),
    Check("DOC_NUMBER", "number_refused", "blocking", {"number": "FAC 2026.12"}),
    Check("LINE", "lines_missing", "blocking", {"move": {"invoice_line_ids": []}}),
    Check("LINE", "line_label_generic", "warning", {"line": {"name": "Divers"}}),
    Check("LINE", "line_tax_missing", "blocking", {"zero": None}, FRANCHISE),
    Check(
        "DUE_DATE",
        "due_date_before_issue",
        "blocking",
        {"move": {"invoice_date_due": "2026-11-23"}},
    ),
    Check(
        "DUE_DATE",
        "due_date_too_late",
        "warning",
        {"move": {"invoice_date_due": "2027-01-24"}},
        {"move": {"invoice_date_due": "2027-01-23"}},
    ),
    Check(
        "PENALTY_RATE",
        "late_rate_below_floor",
        "warning",
        {"company": {"tpe_late_rate": 8.24}},
        {"company": {"tpe_late_rate": 8.25}},
    ),
    Check(
        "CURRENCY",
        "currency_rate_missing",
        "blocking",
        {"currency": "USD", "move": {"invoice_date": "2026-01-05"}},
        {"currency": "USD"},
    ),
    Check(
        "FRANCHISE",
        "franchise_with_vat",
        "blocking",
        {"company": {"tpe_vat_regime": "franchise"}, "rate": 20},
    ),
    Check(
        "EXEMPT_261",
        "line_reason_missing",
        "blocking",
        zero("E", False),
        zero("E", "VATEX-FR-CGI261-4"),
    ),
    Check(
        "MARGIN_GOODS",
        "margin_purchase_missing",
        "warning",
        zero("E", "VATEX-EU-F"),
        zero("E", "VATEX-EU-F", line={"tpe_purchase_price": 60}),
    ),
    Check(
        "SELF_BILLED",
        "self_billed_without_mandate",
        "warning",
        {"move": {"tpe_is_self_billed": True}},
        {
            "move": {"tpe_is_self_billed": True},
            "partner": {"tpe_self_billing_mandate": "2026-01-01"},
        },
    ),
    Check(
        "CREDIT_REF",
        "credit_note_without_original",
        "blocking",
        {"move": {"move_type": "out_refund"}},
        {"credit": True},
    ),
    Check(
        "FINAL_REF",
        "balance_without_deposit",
        "blocking",
        {"move": {"tpe_document_kind": "balance"}},
        {"move": {"tpe_document_kind": "balance"}, "preceding": "deposit"},
    ),
    Check(
        "DECENNALE",
        "seller_insurance_missing",
        "warning",
        {"company": {"tpe_does_dwelling_works": True}},
        WORKS,
    ),
    Check(
        "DECENNALE",
        "seller_insurance_incomplete",
        "warning",
        {"company": {"tpe_insurer": "MAAF"}},
        {"company": INSURANCE},
    ),
    Check("OGA", "mention_obsolete", "warning", {"move": {"narration": OGA}}),
)
