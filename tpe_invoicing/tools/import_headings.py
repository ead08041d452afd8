# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that French and English software put over its columns.

Words are written as :func:`import_columns.normalise` leaves them: no accents, no
articles, abbreviations in full.
"""

PARTY = {
    "customer_ref": (
        "code client|reference client|numero client|code tiers|code|reference|"
        "customer code|customer id|customer number|code compte|compte tiers|"
        "compte client|identifiant client|client code|compte auxiliaire|id client|"
        "numero compte|compte|account code|identifiant|id|external id|ref client|"
        "code comptable client|reference tiers|ref tiers"
    ),
    "company": (
        "raison sociale|societe|nom societe|entreprise|nom entreprise|denomination|"
        "company|company name|raison sociale client|denomination sociale|"
        "nom commercial|nom organisation|organisation|organization|client societe"
    ),
    "name": (
        "nom|client|nom client|name|customer|customer name|nom complet|nom tiers|"
        "tiers|full name|nom affichage|display name|destinataire|contact|"
        "libelle|intitule|nom raison sociale|raison sociale nom|nom famille|"
        "nom prenom|prenom nom|nom et prenom|last name|lastname|client nom|"
        "libelle tiers|designation|intitule client|nom ou raison sociale|"
        "nom client facture|client facture|customer full name"
    ),
    "firstname": "prenom|first name|firstname|prenom contact|given name|prenom client",
    "contact": (
        "nom contact|contact nom|interlocuteur|contact principal|contact name|"
        "personne contacter|responsable|gerant|dirigeant"
    ),
    "siret": (
        "siret|numero siret|siret client|siret siren|siren siret|id prof 2|"
        "identifiant professionnel 2|company registry|registre commerce|code siret"
    ),
    "siren": (
        "siren|numero siren|siren client|id prof 1|identifiant professionnel 1|"
        "code siren|rcs siren"
    ),
    "nic": "nic|numero nic",
    "vat": (
        "numero tva|tva intracommunautaire|numero tva intracommunautaire|"
        "tva intracom|numero tva intracom|vat|vat number|tax id|identifiant tva|"
        "code tva intracommunautaire|tva intra|numero tva intra|tva client|"
        "tva communautaire|intracommunautaire|vat id|numero identification tva|"
        "numero intracommunautaire|id tva|tva"
    ),
    "street": (
        "adresse|rue|adresse 1|adresse ligne 1|street|address|address 1|voie|"
        "adresse facturation|ligne adresse 1|adresse postale|address line 1|"
        "adresse1|numero rue|numero voie|adresse client|billing address|"
        "adresse rue|street address|rue numero|adresse facturation 1"
    ),
    "street2": (
        "adresse 2|complement adresse|complement|adresse ligne 2|street2|street 2|"
        "address 2|ligne adresse 2|address line 2|adresse2|adresse complement|"
        "adresse facturation 2|batiment|lieu dit"
    ),
    "zip": (
        "code postal|zip|zip code|postal code|postcode|code postal client|"
        "code postal facturation|codepostal|zipcode"
    ),
    "city": (
        "ville|city|commune|localite|town|ville client|"
        "ville facturation|bureau distributeur"
    ),
    "country": (
        "pays|country|code pays|country code|pays client|pays facturation|pays iso"
    ),
    "email": (
        "email|mail|courriel|adresse email|adresse mail|adresse courriel|"
        "mail client|email client|adresse electronique|adresse e mail|e mail|"
        "email facturation|e mail client|email address|mel|email 1"
    ),
    "phone": (
        "telephone|phone|telephone fixe|numero telephone|telephone 1|tel|"
        "phone number|telephone bureau|telephone client|fixe|telephone professionnel"
    ),
    "mobile": (
        "mobile|portable|telephone portable|telephone mobile|gsm|cell|mobile phone|"
        "telephone 2|numero portable|tel mobile"
    ),
    "website": "site|site web|site internet|website|web|url|url site",
    "party_kind": (
        "type client|type tiers|categorie client|categorie|nature client|"
        "customer type|professionnel particulier|particulier professionnel|"
        "type|type societe|famille client|statut client|type contact"
    ),
    "comment": "commentaire|note|notes|remarque|remarques|comment|observations|memo",
    "lang": "langue|language|lang|code langue",
    "title": "civilite|titre|title|salutation",
    "terms": (
        "condition reglement|conditions reglement|delai paiement|echeance|"
        "conditions paiement|payment terms|delai reglement|mode echeance|"
        "condition paiement|payment term|terms"
    ),
}

PRODUCTS = {
    "code": (
        "reference|code|code article|reference article|reference produit|"
        "code produit|sku|internal reference|reference interne|numero article|"
        "product code|item code|code service"
    ),
    "name": (
        "nom|designation|libelle|nom produit|article|produit|name|product name|"
        "product|description courte|intitule|libelle article|designation article|"
        "item|service|nom article|libelle produit|label"
    ),
    "description": (
        "description|descriptif|description longue|sales description|detail|"
        "description vente|texte|description produit"
    ),
    "price": (
        "prix|prix vente|prix vente ht|prix ht|prix unitaire|prix unitaire ht|"
        "tarif|tarif ht|sales price|price|unit price|prix vente unitaire|pv ht|"
        "prix public ht|pvht|montant ht|prix unitaire vente ht|list price"
    ),
    "price_taxed": (
        "prix ttc|prix vente ttc|prix unitaire ttc|tarif ttc|pv ttc|"
        "prix public ttc|pvttc|price incl tax"
    ),
    "cost": (
        "prix achat|prix achat ht|prix revient|cout|cost|purchase price|"
        "cout revient|prix unitaire achat|pa ht"
    ),
    "rate": (
        "taux tva|tva|taux|vat rate|tax rate|code tva|tva vente|taxe|taxes|vat|"
        "taux tva vente|tva pourcentage"
    ),
    "nature": (
        "type|nature|type produit|type article|product type|bien service|"
        "produit service|categorie type|type operation"
    ),
    "unit": "unite|unit|uom|unite vente|unite mesure|unit of measure",
    "barcode": "code barre|code barres|ean|ean13|gtin|barcode|gencod",
    "category": "categorie|famille|famille article|category|rayon|groupe",
}

INVOICES = {
    "number": (
        "numero|numero facture|facture|numero piece|piece|reference facture|"
        "numero document|reference|invoice number|invoice|number|invoice no|"
        "reference piece|document|facture numero|code facture|reference document|"
        "numero facture avoir|piece reference|doc number|invoice id|numfacture|"
        "libelle facture|ref facture|numero factures|facture avoir numero|"
        "code document|code piece"
    ),
    "date": (
        "date|date facture|date facturation|date emission|date piece|"
        "invoice date|date document|date creation|date facture avoir|issue date|"
        "emise|emission|facture date|datefacture|date emission facture|issued"
    ),
    "due": (
        "echeance|date echeance|date limite|date limite reglement|due date|"
        "date limite paiement|date reglement prevue|date exigibilite|due|"
        "date echeance facture|payer avant|date limite regler"
    ),
    "kind": (
        "type|type facture|type document|type piece|nature|document type|"
        "nature piece|facture avoir|avoir|type doc|invoice type"
    ),
    "is_paid": "facture payee|facture reglee|invoice paid",
    "state": (
        "statut|etat|status|etat paiement|statut paiement|etat reglement|paye|"
        "payee|reglee|regle|payment status|situation|statut facture|acquittee|"
        "etat facture|state|payment state|statut reglement|solde oui non|soldee"
    ),
    "paid": (
        "montant paye|montant regle|deja regle|deja paye|paiements|regle ttc|"
        "total regle|total paye|amount paid|montant encaisse|encaisse|acompte|"
        "acompte verse|paid|reglements|somme recue|paid amount|montant deja regle|"
        "paye ttc|encaissements|recu|total encaisse|montant reglement"
    ),
    "balance": (
        "solde|reste payer|reste du|montant du|solde du|restant du|impaye|"
        "amount due|balance|reste regler|net payer restant|solde payer|"
        "montant restant|reste|residual|balance due|solde ttc|reste payer ttc|"
        "montant impaye|restant payer|solde restant|montant restant du|open amount|"
        "reste encaisser|solde restant du"
    ),
    "paid_on": (
        "date paiement|date reglement|date encaissement|payment date|payee date|"
        "paid on|reglee date|date dernier reglement|paye date|regle date|paid date|"
        "date dernier paiement"
    ),
    "origin": (
        "facture origine|numero facture origine|avoir facture|facture liee|"
        "facture associee|origine|original invoice|reference origine|"
        "facture avoiree|facture reference|numero facture liee"
    ),
    "currency": "devise|currency|monnaie|code devise|currency code",
    "label": (
        "designation|libelle|description|libelle ligne|designation ligne|produit|"
        "article|prestation|item|detail|libelle article|line description|objet|"
        "designation article|description ligne|intitule|label|product|nom article|"
        "nom produit|service"
    ),
    # what stands for the designation on a line that has none
    "product_label": "libelle produit",
    "product_code": (
        "code article|reference article|code produit|reference produit|sku|"
        "product code|item code"
    ),
    "quantity": "quantite|quantity|qty|nombre|nb|quantites",
    "unit_price": (
        "prix unitaire|prix unitaire ht|prix ht|unit price|puht|prix|"
        "price|tarif|montant unitaire|montant unitaire ht|tarif ht"
    ),
    "unit_price_taxed": "prix unitaire ttc|prix ttc|puttc|montant unitaire ttc",
    "discount": "remise|remise pourcentage|taux remise|discount|rabais|remise ligne",
    "rate": (
        "taux tva|taux|vat rate|tax rate|code tva|tva pourcentage|tva taux|"
        "taux tva ligne|pourcentage tva|taux tva applicable"
    ),
    "line_untaxed": (
        "montant ligne ht|total ligne ht|ht ligne|ligne ht|montant ht ligne|"
        "total ht ligne|line total|line amount|sous total ht|sous total|subtotal line"
    ),
    "line_tax": (
        "montant ligne tva|tva ligne|montant tva ligne|total tva ligne|line tax"
    ),
    "line_total": (
        "montant ligne ttc|total ligne ttc|ttc ligne|montant ttc ligne|total ttc ligne"
    ),
    "doc_untaxed": (
        "total facture ht|montant facture ht|total ht facture|montant ht facture|"
        "net ht facture|invoice untaxed|total ht document"
    ),
    "doc_tax": "total facture tva|total tva facture|montant tva facture|invoice tax",
    "doc_total": (
        "total facture ttc|montant facture ttc|total ttc facture|montant ttc facture|"
        "net payer|net payer ttc|total facture|montant facture|invoice total|"
        "total ttc document"
    ),
    "untaxed": (
        "total ht|montant ht|ht|net ht|untaxed|subtotal|total hors taxe|base ht|"
        "total hors taxes|montant hors taxe|montant hors taxes|hors taxe|"
        "hors taxes|untaxed amount|amount untaxed|net amount|total net ht|base|"
        "base hors taxe|total before tax|montant net ht|ht total|base tva|"
        "prix total ht"
    ),
    "tax": (
        "total tva|montant tva|tva|vat|tax|vat amount|tax amount|total tax|taxes|"
        "total taxes|montant taxe|amount tax|total vat|tva total|montant taxes"
    ),
    "total": (
        "total ttc|montant ttc|ttc|total|montant|total amount|amount|gross amount|"
        "total incl tax|amount total|montant total ttc|total toutes taxes comprises|"
        "montant total|toutes taxes comprises|ttc total|total general|grand total|"
        "prix total ttc|gross"
    ),
}
# a column of this name means the party only where it cannot mean the document
PARTY_ONLY = {
    "customer_ref": "code|reference|id|identifiant|compte|external id|numero compte",
    "name": "libelle|designation|intitule",
    "party_kind": "type|categorie",
    "terms": "echeance",
    "vat": "tva|vat|tax id",
}
HEADINGS = {
    "partners": PARTY,
    "products": PRODUCTS,
    "invoices": INVOICES
    | {
        name: "|".join(
            word
            for word in words.split("|")
            if word not in PARTY_ONLY.get(name, "").split("|")
        )
        for name, words in PARTY.items()
        if name not in ("comment", "title", "terms", "lang", "website", "contact")
    },
}
# one column of each group must be there
REQUIRED = {
    "partners": (("name", "company"),),
    "products": (("name", "code"),),
    "invoices": (
        ("number",),
        ("date",),
        ("name", "company", "customer_ref", "siret", "siren", "vat"),
        (
            "total untaxed doc_total doc_untaxed line_total line_untaxed unit_price "
            "unit_price_taxed balance"
        ).split(),
    ),
}
