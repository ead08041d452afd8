# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sectors, consumers, public bodies (1.5): row, facts, our code, its words."""

from decimal import Decimal

from .law_facts import CONSUMER, rate

PRINTED = (
    # 1.5 sectors, consumers, public bodies
    (
        "DECENNALE",
        {
            "seller": {
                "insurer": "MAAF, 79180 Chauray",
                "insurance_contract": "35-1234",
                "insurance_area": "France",
            }
        },
        "DECENNALE",
        "Assurance professionnelle : MAAF, 79180 Chauray, contrat n° 35-1234, "
        "couverture géographique : France",
    ),
    (
        "QUOTE",
        {"buyer": CONSUMER, "document": {"type": "quote", "quote_fee": Decimal(0)}},
        "QUOTE_FREE",
        "Devis gratuit",
    ),
    (
        "QUOTE",
        {"document": {"type": "quote", "quote_fee": Decimal(60)}},
        "QUOTE_PAID",
        "Devis payant : 60,00 € TTC",
    ),
    (
        "LEGAL_WARRANTY",
        {
            "buyer": CONSUMER,
            "document": {"is_in_store": True, "warranty_goods": "Table, Lampe"},
        },
        "LEGAL_WARRANTY",
        "Ce bien bénéficie auprès du vendeur d'une garantie légale de conformité d'une "
        "durée minimale de deux ans à compter de sa remise au consommateur : Table, "
        "Lampe",
    ),
    (
        "MEDIATOR",
        {
            "buyer": CONSUMER,
            "seller": {"mediator": "CM2C, cm2c.net", "prints_mediator": True},
        },
        "MEDIATOR",
        "Médiateur de la consommation : CM2C, cm2c.net",
    ),
    (
        "ECO_PART",
        {"document": {"eco_amount": Decimal("1.5"), "eco_names": "DEEE"}},
        "ECO_PART",
        "Dont éco-participation (DEEE) : 1,50 EUR",
    ),
    (
        "NOTE_25",
        rate("20") | {"buyer": CONSUMER},
        "CONSUMER_SERVICE",
        "Prestation exécutée le 24/11/2026 : 1 rue du Port, 29200 Brest",
    ),
    (
        "PUBLIC",
        {"buyer": {"kind": "public"}},
        "PENALTY_PUBLIC",
        "Intérêts moratoires en cas de retard de paiement : taux de refinancement de "
        "la BCE majoré de 8 points",
    ),
)
