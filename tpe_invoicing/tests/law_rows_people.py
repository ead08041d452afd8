# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sells and who buys (1.1): row of the law, facts, our code, its words."""

from decimal import Decimal

PRINTED = (
    # 1.1 who sells, who buys
    ("SELLER_NAME", {}, "SELLER_NAME", "Menuiserie Durand"),
    ("SELLER_ADDR", {}, "SELLER_ADDR", "12 rue des Lilas, 35000 Rennes"),
    (
        "SELLER_ADDR",
        {"seller": {"establishment": "2 quai Est, 35400 Saint-Malo"}},
        "SELLER_ESTABLISHMENT",
        "Établissement : 2 quai Est, 35400 Saint-Malo",
    ),
    ("SELLER_SIREN", {}, "SELLER_SIREN", "SIREN 404 833 048"),
    ("SELLER_SIREN", {}, "SELLER_SIRET", "SIRET 404 833 048 00022"),
    ("SELLER_RCS", {}, "SELLER_RCS", "RCS Rennes 404 833 048"),
    (
        "SELLER_RNE",
        {"seller": {"is_sole_trader": True, "rcs_city": ""}},
        "SELLER_RNE",
        "Inscription au RNE : 404 833 048",
    ),
    (
        "SELLER_FORM_CAPITAL",
        {},
        "SELLER_FORM_CAPITAL",
        "SARL au capital de 10\xa0000 €",
    ),
    (
        "SELLER_FORM_CAPITAL",
        {"seller": {"is_capital_variable": True, "legal_form": "SAS"}},
        "SELLER_FORM_VARIABLE",
        "SAS à capital variable",
    ),
    (
        "SELLER_FORM_CAPITAL",
        {"seller": {"legal_form": "Association", "capital": Decimal(0)}},
        "SELLER_FORM",
        "Association",
    ),
    (
        "SELLER_EI",
        {"seller": {"is_sole_trader": True}},
        "SELLER_EI",
        "Entrepreneur individuel (EI)",
    ),
    ("SELLER_VAT", {}, "SELLER_VAT", "N° TVA : FR83404833048"),
    (
        "SELLER_TAXREP",
        {"seller": {"representative": "Fisc SAS, 1 rue A, 75001 Paris, TVA FR1"}},
        "SELLER_TAXREP",
        "Représentant fiscal : Fisc SAS, 1 rue A, 75001 Paris, TVA FR1",
    ),
    (
        "SELLER_VATGROUP",
        {"seller": {"is_vat_group_member": True}},
        "SELLER_VATGROUP",
        "Membre d'un assujetti unique : Menuiserie Durand, 12 rue des Lilas, "
        "35000 Rennes, n° TVA FR83404833048",
    ),
    (
        "SELLER_PENDING",
        {"seller": {"is_being_registered": True, "siren": "", "siret": ""}},
        "SELLER_PENDING",
        "SIRET en cours d'attribution",
    ),
    (
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        {"seller": {"status": "liquidation"}},
        "SELLER_LIQUIDATION",
        "Société en liquidation",
    ),
    (
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        {"seller": {"status": "tenant_manager"}},
        "SELLER_TENANT",
        "Locataire-gérant",
    ),
    (
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        {"seller": {"foreign_registration": "Holz GmbH, HRB 123 Berlin"}},
        "SELLER_FOREIGN",
        "Société de droit étranger : Holz GmbH, HRB 123 Berlin",
    ),
    (
        "BUYER_NAME_ADDR",
        {},
        "BUYER_NAME_ADDR",
        "Client, 1 rue du Port, 29200 Brest",
    ),
    (
        "BUYER_BILLING_ADDR",
        {"buyer": {"billing_address": "BP 12, 29000 Quimper"}},
        "BUYER_BILLING_ADDR",
        "Adresse de facturation : BP 12, 29000 Quimper",
    ),
    ("BUYER_SIREN", {}, "BUYER_SIREN", "SIREN client : 552 100 554"),
    ("BUYER_VAT", {}, "BUYER_VAT", "N° TVA client : FR96552100554"),
    (
        "BUYER_PO",
        {"document": {"order": "BC-7"}},
        "BUYER_PO",
        "Bon de commande n° BC-7",
    ),
    (
        "BUYER_SERVICE_CODE",
        {"buyer": {"kind": "public"}, "document": {"service_code": "FIN"}},
        "BUYER_SERVICE_CODE",
        "Code service : FIN",
    ),
    (
        "BUYER_SERVICE_CODE",
        {"buyer": {"kind": "public"}, "document": {"engagement_number": "E-7"}},
        "BUYER_ENGAGEMENT",
        "N° d'engagement : E-7",
    ),
)
