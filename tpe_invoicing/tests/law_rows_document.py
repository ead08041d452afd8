# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Document, totals, corrections (1.2, 1.4): row, facts, our code, its words."""

from datetime import date
from decimal import Decimal

from .law_facts import CREDIT, ONE, make_line, rate

PRINTED = (
    # 1.2 document, lines, totals
    ("DOC_DATE", {}, "DOC_DATE", "Date : 24/11/2026"),
    ("DOC_NUMBER", {}, "DOC_NUMBER", "N° FAC/2026/00012"),
    (
        "SUPPLY_DATE",
        {"document": {"supply_on": date(2026, 11, 20)}},
        "SUPPLY_DATE",
        "Livraison ou exécution : 20/11/2026",
    ),
    (
        "DELIVERY_ADDR",
        {"document": {"delivery": "3 quai Sud, 56100 Lorient"}},
        "DELIVERY_ADDR",
        "Adresse de livraison : 3 quai Sud, 56100 Lorient",
    ),
    (
        "OPERATION_NATURE",
        {},
        "OPERATION_GOODS",
        "Nature de l'opération : Livraison de biens",
    ),
    (
        "OPERATION_NATURE",
        rate("20"),
        "OPERATION_SERVICES",
        "Nature de l'opération : Prestation de services",
    ),
    (
        "OPERATION_NATURE",
        {"lines": [make_line(), make_line(nature="services")]},
        "OPERATION_BOTH",
        "Nature de l'opération : Livraison de biens et prestation de services",
    ),
    ("LINE", {}, "LINE", None),
    ("REBATES", {"document": {"has_rebates": True}}, "REBATES", None),
    ("TOTALS", {}, "TOTALS", None),
    (
        "VAT_DEBITS",
        rate("20") | {"seller": {"vat_on_debits": True}},
        "VAT_DEBITS",
        "Option pour le paiement de la taxe d'après les débits",
    ),
    ("DUE_DATE", {}, "DUE_DATE", "Date d'échéance : 24/12/2026"),
    (
        "DISCOUNT",
        {"document": {"discount": (Decimal("2.00"), 10)}},
        "DISCOUNT",
        "Escompte de 2 % pour paiement sous 10 jours ; en cas d'escompte, seule la TVA "
        "correspondant au prix effectivement payé ouvre droit à déduction",
    ),
    (
        "DISCOUNT",
        {"document": {"discount": (Decimal(2), 10), "is_discount_net": True}},
        "DISCOUNT_NET",
        "Escompte de 2 % du prix hors taxe pour paiement sous 10 jours, net de taxe : "
        "la TVA facturée reste due en entier",
    ),
    ("DISCOUNT", {}, "NO_DISCOUNT", "Escompte pour paiement anticipé : néant"),
    (
        "PENALTY_RATE",
        {},
        "PENALTY_LEGAL",
        "En cas de retard de paiement, pénalités exigibles sans rappel dès le "
        "lendemain de l'échéance au taux de refinancement de la BCE majoré de 10 "
        "points, soit "
        "12,40 % l'an au 2e semestre 2026",
    ),
    (
        "PENALTY_RATE",
        {"seller": {"late_rate": Decimal(12)}},
        "PENALTY_CONTRACT",
        "En cas de retard de paiement, pénalités exigibles sans rappel dès le "
        "lendemain de l'échéance au taux annuel de 12,00 %",
    ),
    (
        "LUMP40",
        {},
        "LUMP40",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de "
        "paiement : 40 €",
    ),
    (
        "CURRENCY",
        {
            "document": {
                "currency": "USD",
                "vat_in_eur": Decimal("173.24"),
                "exchange_rate": Decimal("1.1545"),
            }
        },
        "CURRENCY",
        "Montant de la TVA en euros : 173,24 € (1 EUR = 1,1545 USD)",
    ),
    ("DUPLICATA", {"document": {"copy": "copy"}}, "DUPLICATA", "Duplicata"),
    (
        "PAID",
        {"document": {"paid_on": date(2026, 11, 23), "paid_by": "Carte bancaire"}},
        "PAID",
        "Acquittée le 23/11/2026 par Carte bancaire",
    ),
    # 1.4 deposits, credit notes, corrections
    (
        "FINAL_REF",
        {"document": {"kind": "balance", "preceding": ONE}},
        "FINAL_REF",
        "Facture de solde, acompte déduit : facture n° F-1 du 01/11/2026",
    ),
    (
        "CREDIT_REF",
        {"document": CREDIT},
        "CREDIT_REF",
        "Avoir sur facture n° F-1 du 01/11/2026",
    ),
    (
        "REPLACE",
        {"document": {"preceding": ONE}},
        "REPLACE",
        "Annule et remplace la facture n° F-1 du 01/11/2026",
    ),
    (
        "REPLACE",
        {"document": CREDIT | {"replacing": ONE}},
        "REPLACED",
        "Facture remplacée par la facture n° F-1 du 01/11/2026, qui l'annule déjà : "
        "cet avoir en constate l'annulation en comptabilité et ne s'y ajoute pas",
    ),
    ("UNPAID_DUP", {"document": {"copy": "unpaid"}}, "UNPAID_DUP", None),
)
