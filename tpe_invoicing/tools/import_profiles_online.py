# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Profiles of software that runs at its publisher's.

Their publishers print no list of what an export holds.

- QuickBooks: the English headings of its reports of customers and of invoices stand in
  public programs that read real exports, with three rows above the heading, and below
  the rows their total and the moment of the report; those of its files of invoices
  (``InvoiceNo``...) in its own help. The French ones are unsourced; it left France at
  the end of 2023.
- Axonaut: a public program reads its real export of expenses, whose words for the date,
  the number, the third party, the amounts and what is left are those marked so below;
  that its export of invoices uses the same is a guess. Another writes its template for
  bringing expenses in: what must be filled in ends in " *", and each rate has a column,
  "Montant TVA 20%" or "Montant taxe 8.5%". The others are unsourced.
- Pennylane: the words with underscores are those of its own programming interface; the
  French ones are unsourced.
- Henrri: public programs read its workbooks of customers and quotes, of which they let
  a person say the columns. Every heading is unsourced.

A file that differs is read by its general headings, or by columns saved under a name.
"""

from .import_profile import DAY_FIRST, IGNORED, Profile

HENRRI = Profile(
    {
        "partners": {
            "Société / Nom": "name",
            "Référence client": "customer_ref",
            "Type de client": "party_kind",
            "Adresse complémentaire": "street2",
            "N° de TVA": "vat",
            "Code APE": IGNORED,
            "Date de création": IGNORED,
        },
        "products": {"Prix de vente HT": "price", "Prix d'achat HT": "cost"},
        "invoices": {
            "Numéro": "number",
            "Type de document": "kind",
            "Date du document": "date",
            "Date d'échéance": "due",
            "Référence client": "customer_ref",
            "Total net HT": "doc_untaxed",
            "Total TVA": "doc_tax",
            "Total TTC": "doc_total",
            "Montant réglé": "paid",
            "Reste dû": "balance",
            "Date de création": IGNORED,
            "Objet": IGNORED,
        },
    },
    dates=DAY_FIRST,
    decimal=",",
    marks=("Date du document", "Total net HT", "Société / Nom"),
)
_PENNYLANE_PARTY = {
    "Nom du client": "name",
    "Nom / Raison sociale": "name",
    "Type de client": "party_kind",
    "Numéro SIREN": "siren",
    "Numéro de TVA intracommunautaire": "vat",
    "Adresse de facturation": "street",
    "Identifiant externe": "customer_ref",
    "Emails": "email",
    "Délai de paiement": "terms",
    "Adresse de livraison": IGNORED,
    "Code postal de livraison": IGNORED,
    "Ville de livraison": IGNORED,
    "Numéro de compte": IGNORED,
    "Compte auxiliaire": IGNORED,
    "IBAN": IGNORED,
}
PENNYLANE = Profile(
    {
        "partners": _PENNYLANE_PARTY,
        "products": {
            "Libellé": "name",
            "Référence": "code",
            "Prix unitaire HT": "price",
            "Taux de TVA": "rate",
            "Identifiant externe": IGNORED,
        },
        "invoices": _PENNYLANE_PARTY
        | {
            "Numéro de facture": "number",
            "invoice_number": "number",
            "Date d'émission": "date",
            "Date d'échéance": "due",
            "deadline": "due",
            "Client": "name",
            "customer_name": "name",
            "Montant HT": "doc_untaxed",
            "Montant de TVA": "doc_tax",
            "Montant TTC": "doc_total",
            "currency_amount": "doc_total",
            "currency_tax": "doc_tax",
            "Montant restant dû": "balance",
            "remaining_amount": "balance",
            "Statut de paiement": "state",
            "Statut": "state",
            "Date de paiement": "paid_on",
            "Identifiant externe": IGNORED,
            "Libellé": IGNORED,
            "amount": IGNORED,
            "Catégories analytiques": IGNORED,
            "Lien du fichier": IGNORED,
            "Mandat": IGNORED,
        },
    },
    words={"state": {"a venir": "à payer", "finalisee": "à payer"}},
    marks=(
        "Date d'émission",
        "Montant restant dû",
        "remaining_amount",
        "currency_amount",
        "Lien du fichier",
        "Nom / Raison sociale",
        "Catégories analytiques",
    ),
)
_AXONAUT_PARTY = {
    "Nom de la société": "company",
    "Société": "company",
    "Numéro de SIRET": "siret",
    "TVA intracommunautaire": "vat",
    "Adresse de facturation": "street",
    "Code postal de facturation": "zip",
    "Ville de facturation": "city",
    "Pays de facturation": "country",
    "Code tiers": "customer_ref",
    "Commentaires": "comment",
    "ID Axonaut": IGNORED,
    "Catégories": IGNORED,
    "Prospect": IGNORED,
    "Fournisseur": IGNORED,
}
AXONAUT = Profile(
    {
        "partners": _AXONAUT_PARTY,
        "products": {
            "Code produit": "code",
            "Nom du produit": "name",
            "Prix de vente": "price",
            "Prix de revient": "cost",
            "Taux de TVA": "rate",
            "ID Axonaut": IGNORED,
            "Catégorie": "category",
        },
        "invoices": _AXONAUT_PARTY
        | {
            "Numéro de facture": "number",
            "N° facture": "number",
            "Date de facture": "date",
            "Date limite de paiement": "due",
            "Client": "name",
            "Montant total HT": "doc_untaxed",
            "Montant TVA": "doc_tax",
            "Montant total TTC": "doc_total",
            "Restant à payer": "balance",
            # as its export of expenses has them
            "Numéro de la facture": "number",
            "Date de la facture": "date",
            "Nom du client": "name",
            "Compte de tiers du client": "customer_ref",
            "Montant HT": "doc_untaxed",
            "Montant TTC": "doc_total",
            "Reste TTC": "balance",
            "Date de paiement": "paid_on",
            "Facture d'avoir liée": IGNORED,
            "Numéro de devis": IGNORED,
            "Projet": IGNORED,
            "Objet": IGNORED,
            "Mois": IGNORED,
        },
    },
    dates=DAY_FIRST,
    marks=(
        "ID Axonaut",
        "Numéro de devis",
        "Restant à payer",
        "Date limite de paiement",
        "Nom de la société",
        "Compte de tiers du client",
        "Reste TTC",
    ),
)
QUICKBOOKS = Profile(
    {
        "partners": {
            # its reports, in English
            "Customer full name": "name",
            "Customer": "name",
            "Full name": "contact",
            "Phone numbers": "phone",
            "Bill address": "street",
            "Billing address": "street",
            "Ship address": IGNORED,
            # unsourced
            "Client": "name",
            "Company": "company",
            "Nom de l'entreprise": "company",
            "Adresse de facturation": "street",
            "Province/State": IGNORED,
            "Open balance": IGNORED,
            "Solde à payer": IGNORED,
            "Solde ouvert": IGNORED,
            "Shipping address": IGNORED,
            "Adresse d'expédition": IGNORED,
        },
        # unsourced
        "products": {
            "Product/Service Name": "name",
            "Nom du produit/service": "name",
            "Sales Description": "description",
            "Description de vente": "description",
            "SKU": "code",
            "Sales Price / Rate": "price",
            "Prix de vente/taux": "price",
            "Purchase Cost": "cost",
            "Taxable": IGNORED,
            "Income Account": IGNORED,
            "Quantity On Hand": IGNORED,
        },
        "invoices": {
            # its reports, in English
            "Num": "number",
            "Transaction number": "number",
            "Transaction Type": "kind",
            "Transaction date": "date",
            "Client full name": "name",
            "Amount": "doc_total",
            "Open Balance": "balance",
            "Balance": IGNORED,
            "Memo": IGNORED,
            "Memo/Description": IGNORED,
            "Split": IGNORED,
            # its files of invoices
            "InvoiceNo": "number",
            "Customer": "name",
            "InvoiceDate": "date",
            "DueDate": "due",
            "Item(Product/Service)": "product_code",
            "ItemDescription": "label",
            "ItemQuantity": "quantity",
            "ItemRate": "unit_price",
            "ItemAmount": "line_untaxed",
            "ItemTaxCode": "rate",
            "ItemTaxAmount": "line_tax",
            "Terms": IGNORED,
            "Location": IGNORED,
            "Service Date": IGNORED,
            "Class": IGNORED,
            # unsourced
            "N°": "number",
            "Nom": "name",
            "Date d'échéance": "due",
            "Type de transaction": "kind",
            "Montant": "doc_total",
            "Total avant taxes": "doc_untaxed",
            "Solde ouvert": "balance",
            "Solde à payer": "balance",
            "Mémo/Description": IGNORED,
            "Imputation": IGNORED,
        },
    },
    words={"state": {"cloture": "payée", "deposited": "paid"}},
    marks=(
        "InvoiceNo",
        "ItemAmount",
        "ItemTaxCode",
        "Type de transaction",
        "Transaction Type",
        "Solde ouvert",
        "Open Balance",
        "Customer full name",
        "Phone numbers",
        "Bill address",
        "Posting (Y/N)",
        "Product/Service Name",
        "Nom du produit/service",
    ),
)
