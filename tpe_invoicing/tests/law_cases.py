# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the law as a seller meets them: what is typed, and what is then printed.

A case says what is typed on a plain invoice (20 % on one piece of goods, sold by one
French company to another) so that the row applies, and what so that it does not.
"""

from collections import namedtuple

# row of the law; mention; its words on the page; parts that make it apply; parts of
# the invoice on which it is not, where that is not the plain one (None: on every one)
Case = namedtuple("Case", "row code words has lacks", defaults=({},))
# row; finding; severity; parts that bring it about; parts without it
Check = namedtuple("Check", "row code severity has lacks", defaults=({},))

CONSUMER = {"buyer": "consumer"}
GERMAN = {"buyer": "german"}
AMERICAN = {"buyer": "american"}
SERVICE = {"product": "service"}
INSURANCE = {
    "tpe_insurer": "MAAF, 79180 Chauray",
    "tpe_insurance_contract": "35-1234",
    "tpe_insurance_area": "France",
}
CONTRACT_RATE = {"company": {"tpe_late_rate": 12}}

PEOPLE = (
    Case(
        "SELLER_NAME",
        "SELLER_NAME",
        "Menuiserie Kermorvan",
        {},
        None,  # a company has a name
    ),
    Case(
        "SELLER_ADDR",
        "SELLER_ADDR",
        "12 rue des Lilas",
        {},
        {"seller": {"street": False, "zip": False, "city": False}},
    ),
    Case(
        "SELLER_ADDR",
        "SELLER_ADDR",
        "35000 Rennes France",  # who reads it abroad has to know
        GERMAN,
        None,
    ),
    Case(
        "SELLER_ADDR",
        "SELLER_ESTABLISHMENT",
        "Établissement : 2 quai Est, 35400 Saint-Malo",
        {"company": {"tpe_establishment": "2 quai Est, 35400 Saint-Malo"}},
    ),
    Case(
        "SELLER_SIREN",
        "SELLER_SIREN",
        "SIREN 404 833 048",
        {},
        {"seller": {"company_registry": False, "vat": False}},
    ),
    Case(
        "SELLER_SIREN",
        "SELLER_SIRET",
        "SIRET 404 833 048 00022",
        {},
        {"seller": {"company_registry": "404833048"}},
    ),
    Case(
        "SELLER_RCS",
        "SELLER_RCS",
        "RCS Rennes 404 833 048",
        {},
        {"company": {"tpe_rcs_city": False}},
    ),
    Case(
        "SELLER_RNE",
        "SELLER_RNE",
        "Inscription au RNE : 404 833 048",
        {"company": {"tpe_is_sole_trader": True, "tpe_rcs_city": False}},
    ),
    Case(
        "SELLER_FORM_CAPITAL",
        "SELLER_FORM_CAPITAL",
        "SARL au capital de 10 000 €",
        {},
        {"company": {"tpe_is_sole_trader": True}},
    ),
    Case(
        "SELLER_FORM_CAPITAL",
        "SELLER_FORM_VARIABLE",
        "SARL à capital variable",
        {"company": {"tpe_is_capital_variable": True}},
    ),
    Case(
        "SELLER_FORM_CAPITAL",
        "SELLER_FORM",
        "Association loi 1901",
        {
            "company": {
                "tpe_legal_form": "Association loi 1901",
                "tpe_share_capital": 0,
                "tpe_rcs_city": False,
            }
        },
    ),
    Case(
        "SELLER_EI",
        "SELLER_EI",
        "Menuiserie Kermorvan EI",
        {"company": {"tpe_is_sole_trader": True}},
    ),
    Case(
        "SELLER_VAT",
        "SELLER_VAT",
        "N° TVA : FR83404833048",
        {},
        {"seller": {"vat": False}, "company": {"tpe_vat_regime": "franchise"}},
    ),
    Case(
        "SELLER_TAXREP",
        "SELLER_TAXREP",
        "Représentant fiscal : Fisc Conseil, 4 rue A, 75001 Paris, TVA FR44732829320",
        {"agent": True},
    ),
    Case(
        "SELLER_VATGROUP",
        "SELLER_VATGROUP",
        "Membre d'un assujetti unique : Menuiserie Kermorvan, 12 rue des Lilas",
        {"company": {"tpe_is_vat_group_member": True}},
    ),
    Case(
        "SELLER_PENDING",
        "SELLER_PENDING",
        "SIRET en cours d'attribution",
        {
            "seller": {"company_registry": False, "vat": False},
            "company": {"tpe_is_being_registered": True},
        },
        # the number has come, the box was left ticked
        {"company": {"tpe_is_being_registered": True}},
    ),
    Case(
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        "SELLER_LIQUIDATION",
        "Société en liquidation",
        {"company": {"tpe_special_status": "liquidation"}},
    ),
    Case(
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        "SELLER_TENANT",
        "Locataire-gérant",
        {"company": {"tpe_special_status": "tenant_manager"}},
    ),
    Case(
        "SELLER_GERANT_LOCATAIRE / LIQUIDATION",
        "SELLER_FOREIGN",
        "Société de droit étranger : Holz GmbH, HRB 123 Berlin",
        {"company": {"tpe_foreign_registration": "Holz GmbH, HRB 123 Berlin"}},
    ),
    Case(
        "BUYER_NAME_ADDR",
        "BUYER_NAME_ADDR",
        "Bâti Ouest",
        {},
        {"buyer": None},
    ),
    Case(
        "BUYER_BILLING_ADDR",
        "BUYER_BILLING_ADDR",
        "BP 12",
        {"billing": {"street": "BP 12", "zip": "29000", "city": "Quimper"}},
    ),
    Case("BUYER_SIREN", "BUYER_SIREN", "SIREN client : 552 100 554", {}, CONSUMER),
    Case("BUYER_VAT", "BUYER_VAT", "N° TVA client : FR96552100554", {}, CONSUMER),
    Case("BUYER_PO", "BUYER_PO", "BC-7", {"move": {"ref": "BC-7"}}),
    Case(
        "BUYER_SERVICE_CODE",
        "BUYER_SERVICE_CODE",
        "Code service : FIN-4",
        {
            "partner": {"tpe_is_public_body": True},
            "move": {"tpe_service_code": "FIN-4"},
        },
    ),
    Case(
        "BUYER_SERVICE_CODE",
        "BUYER_ENGAGEMENT",
        "N° d'engagement : ENG-7",
        {
            "partner": {"tpe_is_public_body": True},
            "move": {"tpe_engagement_number": "ENG-7"},
        },
    ),
)

DOCUMENT = (
    Case("DOC_DATE", "DOC_DATE", "24/11/2026", {}, {"move": {"invoice_date": False}}),
    Case("DOC_NUMBER", "DOC_NUMBER", "FAC-2026-00012", {"number": "FAC-2026-00012"}),
    Case(
        "SUPPLY_DATE",
        "SUPPLY_DATE",
        "20/11/2026",
        {"move": {"delivery_date": "2026-11-20"}},
        {"move": {"delivery_date": "2026-11-24"}},
    ),
    Case(
        "DELIVERY_ADDR",
        "DELIVERY_ADDR",
        "3 quai Sud",
        {"delivery": {"street": "3 quai Sud", "zip": "56100", "city": "Lorient"}},
    ),
    Case(
        "OPERATION_NATURE",
        "OPERATION_GOODS",
        "Nature de l'opération : Livraison de biens",
        {},
        SERVICE,
    ),
    Case(
        "OPERATION_NATURE",
        "OPERATION_SERVICES",
        "Nature de l'opération : Prestation de services",
        SERVICE,
    ),
    Case(
        "OPERATION_NATURE",
        "OPERATION_BOTH",
        "Nature de l'opération : Livraison de biens et prestation de services",
        {"second": "service"},
    ),
    Case("LINE", "LINE", "Oak table", {}, {"move": {"invoice_line_ids": []}}),
    Case("REBATES", "REBATES", "12,5 %", {"line": {"discount": 12.5}}),
    Case("TOTALS", "TOTALS", "120,00", {}, {"move": {"invoice_line_ids": []}}),
    Case(
        "VAT_DEBITS",
        "VAT_DEBITS",
        "Option pour le paiement de la taxe d'après les débits",
        SERVICE | {"company": {"tpe_vat_on_debits": True}},
        # an option of sellers of services
        {"company": {"tpe_vat_on_debits": True}},
    ),
    Case(
        "DUE_DATE",
        "DUE_DATE",
        "24/12/2026",
        {"move": {"invoice_date_due": "2026-12-24"}},
        {"credit": True},
    ),
    Case(
        "DISCOUNT",
        "DISCOUNT",
        "Escompte de 2 % pour paiement sous 10 jours ; en cas d'escompte, seule la TVA "
        "correspondant au prix effectivement payé ouvre droit à déduction",
        {"term": "included"},
    ),
    Case(
        "DISCOUNT",
        "DISCOUNT_NET",
        "Escompte de 2 % du prix hors taxe pour paiement sous 10 jours, net de taxe",
        {"term": "excluded"},
    ),
    Case(
        "DISCOUNT",
        "NO_DISCOUNT",
        "Escompte pour paiement anticipé : néant",
        {},
        {"term": "included"},
    ),
    Case(
        "PENALTY_RATE",
        "PENALTY_LEGAL",
        "au taux de refinancement de la BCE majoré de 10 points, soit 12,40 % l'an au "
        "2e semestre 2026",
        {},
        CONTRACT_RATE,
    ),
    Case(
        "PENALTY_RATE",
        "PENALTY_CONTRACT",
        "pénalités exigibles sans rappel dès le lendemain de l'échéance au taux annuel "
        "de 12,00 %",
        CONTRACT_RATE,
    ),
    Case(
        "PENALTY_RATE",
        "PENALTY_CONSUMER",
        "à compter de la réception d'une mise en demeure",
        CONSUMER,
    ),
    Case("PENALTY_RATE", "PENALTY_CREDIT", "sans objet", {"credit": True}),
    Case(
        "LUMP40",
        "LUMP40",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de "
        "paiement : 40 €",
        {},
        CONSUMER,
    ),
    Case(
        "LUMP40",
        "LUMP_CONSUMER",
        "non applicable aux consommateurs",
        CONSUMER,
    ),
    Case("LUMP40", "LUMP_CREDIT", "sans objet", {"credit": True}),
    Case(
        "CURRENCY",
        "CURRENCY",
        "Montant de la TVA en euros : 17,32 € (1 EUR = 1,1545 USD)",
        {"currency": "USD"},
    ),
    Case(
        "CURRENCY",
        "CURRENCY",
        # 20 % of 101.50: an eco-participation is no VAT
        "Montant de la TVA en euros : 17,58 € (1 EUR = 1,1545 USD)",
        {"currency": "USD", "eco": 1.5},
    ),
    Case("PAID", "PAID", "Acquittée le 24/11/2026", {"paid": True}),
)

CORRECTIONS = (
    Case(
        "FINAL_REF",
        "FINAL_REF",
        "acompte déduit : facture n° FAC-1",
        {"move": {"tpe_document_kind": "balance"}, "preceding": "deposit"},
    ),
    Case("CREDIT_REF", "CREDIT_REF", "Avoir sur facture n° FAC-1", {"credit": True}),
    Case(
        "REPLACE",
        "REPLACE",
        "Annule et remplace la facture n° FAC-1",
        {"preceding": "invoice"},
    ),
)
