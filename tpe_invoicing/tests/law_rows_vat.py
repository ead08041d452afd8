# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why there is no VAT (1.3): row of the law, facts, our code, its words."""

from .law_facts import AMERICAN, GERMAN, GUYANE, REUNION, WORKS, lines, rate

PRINTED = (
    # 1.3 why there is no VAT
    (
        "FRANCHISE",
        lines("E", "VATEX-FR-FRANCHISE") | {"seller": {"regime": "franchise"}},
        "FRANCHISE",
        "TVA non applicable, article 293 B du CGI",
    ),
    (
        "RC_BTP",
        lines("AE", "VATEX-EU-AE", "services"),
        "RC_DOMESTIC",
        "Autoliquidation, art. 283-2 nonies du CGI",
    ),
    (
        "RC_SERVICES_EU",
        lines("AE", "VATEX-EU-AE", "services") | {"buyer": GERMAN},
        "RC_ABROAD",
        "Autoliquidation, art. 283-2 du CGI, art. 44 et 196 de la directive "
        "2006/112/CE",
    ),
    (
        "SERVICES_NON_EU",
        lines("O", "VATEX-EU-O", "services") | {"buyer": AMERICAN},
        "SERVICES_NON_EU",
        "TVA non applicable, art. 259-1 du CGI",
    ),
    (
        "SERVICES_NON_EU",
        lines("AE", "VATEX-EU-AE", "services") | {"buyer": AMERICAN},
        "SERVICES_NON_EU",
        "TVA non applicable, art. 259-1 du CGI",
    ),
    (
        "IC_GOODS",
        lines("K", "VATEX-EU-IC") | {"buyer": GERMAN},
        "IC_GOODS",
        "Exonération de TVA, art. 262 ter, I du CGI",
    ),
    (
        "TRIANGULAR",
        lines("K", "VATEX-EU-IC")
        | {"buyer": GERMAN, "document": {"is_triangular": True}},
        "TRIANGULAR",
        "Autoliquidation, application de l'article 141 de la directive 2006/112/CE",
    ),
    (
        "EXPORT",
        lines("G", "VATEX-EU-G") | {"buyer": AMERICAN},
        "EXPORT",
        "Exonération de TVA, art. 262, I du CGI",
    ),
    (
        "DOM_GOODS",
        lines("G", "VATEX-EU-G") | {"buyer": REUNION},
        "DOM_GOODS",
        "Exonération de TVA, art. 294, 2 et 262, I du CGI",
    ),
    (
        "DOM_NO_VAT",
        lines("O", "VATEX-EU-O", "services") | {"buyer": GUYANE},
        "DOM_NO_VAT",
        "TVA non applicable, art. 294, 1 du CGI",
    ),
    (
        "DOM_NO_VAT",
        lines("O", "VATEX-EU-O") | {"seller": {"is_no_vat": True}},
        "DOM_NO_VAT",
        "TVA non applicable, art. 294, 1 du CGI",
    ),
    (
        "EXEMPT_261",
        lines("E", "VATEX-FR-CGI261-4", "services"),
        "EXEMPT_261_4",
        "Exonération de TVA, art. 261-4 du CGI",
    ),
    (
        "MARGIN_GOODS",
        lines("E", "VATEX-EU-F"),
        "MARGIN_GOODS",
        "Régime particulier - Biens d'occasion",
    ),
    (
        "MARGIN_GOODS",
        lines("E", "VATEX-EU-I"),
        "MARGIN_ART",
        "Régime particulier - Objets d'art",
    ),
    (
        "MARGIN_GOODS",
        lines("E", "VATEX-EU-J"),
        "MARGIN_COLLECTION",
        "Régime particulier - Objets de collection et d'antiquité",
    ),
    (
        "TRAVEL",
        lines("E", "VATEX-EU-D", "services"),
        "TRAVEL",
        "Régime particulier - Agences de voyages",
    ),
    (
        "SELF_BILLED",
        {"document": {"is_self_billed": True}},
        "SELF_BILLED",
        "Autofacturation",
    ),
    (
        "DEBOURS",
        lines("E", "VATEX-EU-79-C", "services"),
        "DEBOURS",
        "Débours, art. 267, II-2° du CGI",
    ),
    (
        "WORKS_RATE",
        rate("10") | {"seller": {"does_dwelling_works": True}},
        "WORKS_RATE_10",
        WORKS + " et qu'ils n'ont pas eu pour effet, sur une période de deux ans au "
        "plus, de concourir à la production d'un immeuble neuf au sens du 2° du 2 du I "
        "de l'article 257 du CGI, ni d'entraîner une augmentation de la surface de "
        "plancher des locaux existants supérieure à 10 %. Signature du client :",
    ),
    (
        "WORKS_RATE",
        rate("5.50") | {"seller": {"does_dwelling_works": True}},
        "WORKS_RATE_5_5",
        WORKS + ", qu'ils n'ont pas eu pour effet, sur une période de deux ans au "
        "plus, de concourir à la production d'un immeuble neuf au sens du 2° du 2 du I "
        "de l'article 257 du CGI, ni d'entraîner une augmentation de la surface de "
        "plancher des locaux existants supérieure à 10 % et qu'ils ont la nature de "
        "travaux de rénovation énergétique. Signature du client :",
    ),
)
