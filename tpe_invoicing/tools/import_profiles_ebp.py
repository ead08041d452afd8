# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Profile of EBP, which runs on a computer of one's own.

EBP has no list of its own of what an export holds: each user chooses the columns, whose
names stay. Those marked so stand in exports and in files for its import that public
programs read or write; the others are unsourced. The file is parted by semicolons, in
Windows' encoding, days first, with decimal commas; one row a line of the invoice. It
says nothing of what was paid, unless the balance was among the columns chosen.
"""

from .import_profile import DAY_FIRST, IGNORED, Profile

_EBP_PARTY = {
    # read and written by public programs
    "Code (tiers)": "customer_ref",
    "Code client": "customer_ref",
    "Nom du client": "name",
    "Adresse 1 (facturation)": "street",
    "Adresse 2 (facturation)": "street2",
    "Code postal (facturation)": "zip",
    "Ville (facturation)": "city",
    "Code Pays (facturation)": "country",
    "E-mail (facturation)": "email",
    "Téléphone fixe (facturation)": "phone",
    "Téléphone portable (facturation)": "mobile",
    "Site Web (facturation)": "website",
    "Siren": "siren",
    "Numéro de TVA intracommunautaire": "vat",
    "Civilité (contact) (facturation)": IGNORED,
    "Nom (contact) (facturation)": "contact",
    "Prénom (facturation)": IGNORED,
    "Adresse 1 (livraison)": IGNORED,
    "Code postal (livraison)": IGNORED,
    "Ville (livraison)": IGNORED,
    "Code famille": IGNORED,
    "Libellé": IGNORED,
    "Type de tiers": IGNORED,
    "Territorialité": IGNORED,
    "Compte comptable": IGNORED,
    # unsourced
    "Nom (tiers)": "name",
    "E-mail (contact) (facturation)": "email",
    "Téléphone fixe (contact) (facturation)": "phone",
    "Téléphone portable (contact) (facturation)": "mobile",
    "Prénom (contact) (facturation)": IGNORED,
    "NIC": "nic",
    "N° de TVA intracommunautaire": "vat",
}
EBP = Profile(
    {
        "partners": _EBP_PARTY
        | {"Nom": "name", "Notes en texte brut": "comment", "Code": "customer_ref"},
        # unsourced
        "products": {
            "Code article": "code",
            "Libellé": "name",
            "Description commerciale en clair": "description",
            "PV HT": "price",
            "PV TTC": "price_taxed",
            "Prix d'achat": "cost",
            "Taux TVA": "rate",
            "Type d'article": "nature",
            "Code famille article": IGNORED,
            "Quantité stock réel": IGNORED,
        },
        "invoices": _EBP_PARTY
        | {
            # read and written by public programs, behind "Document - " or "Ligne - "
            "Numéro du document": "number",
            "Date": "date",
            "Total TTC": "doc_total",
            "Code article": "product_code",
            "Description": "label",
            "Quantité": "quantity",
            "PV HT": "unit_price",
            "PV TTC": "unit_price_taxed",
            "% remise unitaire cumulé": "discount",
            "Taux de TVA": "rate",
            "Montant net HT": "line_untaxed",
            "Montant net TTC": "line_total",
            "Référence": IGNORED,
            "Date de livraison": IGNORED,
            "Code TVA": IGNORED,
            # before the discount and the freight of the whole
            "Total Brut HT": IGNORED,
            "% remise": IGNORED,
            # unsourced
            "N° du document": "number",
            "Type de document": "kind",
            "Date du document": "date",
            "Date d'échéance": "due",
            "Code client (facturation)": "customer_ref",
            "Nom du client (facturation)": "name",
            "Montant total HT": "doc_untaxed",
            "Montant total TVA": "doc_tax",
            "Montant total TTC": "doc_total",
            "Total TTC net": "doc_total",
            "Solde dû": "balance",
            "Code commercial": IGNORED,
            "Validé": IGNORED,
            "État": "state",
        },
    },
    dates=DAY_FIRST,
    decimal=",",
    marks=(
        "Numéro du document",
        "N° du document",
        "Code client (facturation)",
        "Code (tiers)",
        "Adresse 1 (facturation)",
        "Code Pays (facturation)",
        "Montant net HT",
        "PV HT",
    ),
)
