# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that only a new treaty or standard changes, each with its source."""

# Where French VAT and the French rules of invoicing apply to a seller: metropolitan
# France, Monaco (Franco-Monegasque convention of 1963) and the overseas departments
# (CGI art. 294 treats them as export territories for goods)
METROPOLE = frozenset({"FR", "MC"})
OVERSEAS = frozenset({"GF", "GP", "MQ", "RE", "YT"})
TERRITORY = METROPOLE | OVERSEAS
# departments where VAT is not applied (CGI art. 294, 1)
NO_VAT = frozenset({"GF", "YT"})

# UNTDID 5305 category and VATEX reason of the French chart's taxes without VAT, which
# Odoo 19.0 leaves empty. Exempt taxes have no reason on purpose: it is the seller's
# activity, which only he knows.
CHART_TAXES = {
    "tva_sale_good_0": ("E", False),
    "tva_sale_service_0": ("E", False),
    "tva_sale_good_export_0": ("G", "VATEX-EU-G"),
    "tva_sale_good_intra_0": ("K", "VATEX-EU-IC"),
    "tva_sale_service_export_0": ("O", "VATEX-EU-O"),
    "tva_sale_service_intra_0": ("AE", "VATEX-EU-AE"),
}

# Taxes without VAT that the French chart lacks and sellers need, by external id: French
# name, name, words on the invoice, nature, category, VATEX reason
NEW_TAXES = {
    "tpe_tva_autoliquidation_btp": (
        "0% Sous-traitance BTP",
        "0% Construction subcontracting",
        "Autoliquidation",
        "service",
        ("AE", "VATEX-FR-AE"),
    ),
    "tpe_tva_debours": (
        "0% Débours",
        "0% Disbursements",
        "Débours",
        "service",
        ("E", "VATEX-EU-79-C"),
    ),
    "tpe_tva_marge_occasion": (
        "0% Marge biens d'occasion",
        "0% Margin second-hand goods",
        "TVA sur la marge",
        "consu",
        ("E", "VATEX-EU-F"),
    ),
    "tpe_tva_marge_art": (
        "0% Marge objets d'art",
        "0% Margin works of art",
        "TVA sur la marge",
        "consu",
        ("E", "VATEX-EU-I"),
    ),
    "tpe_tva_marge_collection": (
        "0% Marge collection et antiquités",
        "0% Margin collectors' items and antiques",
        "TVA sur la marge",
        "consu",
        ("E", "VATEX-EU-J"),
    ),
    "tpe_tva_agences_voyages": (
        "0% Agences de voyages",
        "0% Travel agencies",
        "TVA sur la marge",
        "service",
        ("E", "VATEX-EU-D"),
    ),
}
# printed after the taxes of the chart, which are chosen every day
NEW_TAX_SEQUENCE = 90
