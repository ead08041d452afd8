# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a recovery file, for those who will read it: French courts and officers.

Everything comes from plain data (see ``models/tpe_recovery_file.py``) and is escaped.
"""

from decimal import Decimal
from html import escape

from odoo.addons.tpe_invoicing.tools.archive_index import write_day
from odoo.addons.tpe_invoicing.tools.mentions import format_number

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1f2933;max-width:64rem;margin:2rem auto;
padding:0 1rem}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{border-bottom:1px solid #c3cad3;padding:.35rem .5rem;text-align:left;
vertical-align:top}td.n,th.n{text-align:right;white-space:nowrap}
dl{display:grid;grid-template-columns:16rem 1fr;gap:.2rem 1rem;margin:.5rem 0}
dt{color:#4a5563}dd{margin:0;white-space:pre-line}
.warning{border-left:4px solid #b42318;background:#fef3f2;padding:.6rem 1rem}
@media print{body{margin:0;max-width:none}}
"""
KINDS = {
    "business": "Professionnel",
    "consumer": "Consommateur",
    "public": "Personne publique",
}
CHANNELS = {
    "email": "Courriel",
    "letter": "Lettre simple",
    "registered": "Lettre recommandée",
    "phone": "Appel téléphonique",
    "sms": "SMS",
}
DELIVERIES = {
    "queued": "dans la file d'envoi",
    "leaving": "en cours de remise au serveur",
    "doubtful": "remise incertaine",
    "delivered": "remis",
    "to_print": "à imprimer et à poster",
    "to_call": "à appeler",
    "failed": "refusé",
    "no_server": "non remis, serveur de messagerie en panne",
}


def money(amount, currency):
    """:param str amount: decimal string
    :param str currency: its code
    :return: the amount as it is written in France
    :rtype: str

    >>> money("1200.00", "EUR"), money("-12.5", "USD")
    ('1\\xa0200,00\\xa0€', '-12,5\\xa0USD')
    """
    digits = len(amount.partition(".")[2])
    sign = "€" if currency == "EUR" else currency
    return f"{format_number(Decimal(amount), 'fr', digits)}\xa0{sign}"


def table(caption, columns, rows):
    """Write a table that a screen reader can follow.

    :param str caption: what it shows
    :param columns: headings; those that start with ``#`` stand over numbers
    :param rows: lists of texts
    :return: HTML; nothing when there is no row
    :rtype: str

    >>> table("Rien", ["A"], [])
    ''
    >>> "&lt;b&gt;" in table("x", ["A", "#B"], [["<b>", "1"]])
    True
    """
    if not rows:
        return ""
    classes = [' class="n"' if name.startswith("#") else "" for name in columns]
    heads = "".join(
        f'<th scope="col"{css}>{escape(name.lstrip("#"))}</th>'
        for name, css in zip(columns, classes, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td{css}>{escape(str(cell))}</td>"
            for cell, css in zip(row, classes, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>\n"
    )


def pairs(values):
    """:param values: pairs of label and text; those without text are left out
    :return: HTML
    :rtype: str"""
    lines = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(str(text))}</dd>"
        for label, text in values
        if text
    )
    return f"<dl>{lines}</dl>\n" if lines else ""


def page(title, body):
    """:param str title: of the page, plain text
    :param str body: HTML
    :return: a whole page, which loads nothing from elsewhere
    :rtype: bytes"""
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>\n{body}</main></body></html>\n"
    ).encode()


def write_party(party):
    """:param dict party: creditor or debtor
    :return: his identity, as a form asks for it
    :rtype: str"""
    return pairs(
        (
            ("Nom ou dénomination", party["name"]),
            ("Qualité", KINDS.get(party.get("kind"), "")),
            ("Forme juridique", party["legal_form"]),
            ("Capital social", party.get("capital")),
            ("SIREN", party["siren"]),
            ("SIRET", party["siret"]),
            ("Immatriculation", party.get("register")),
            ("Numéro de TVA", party["vat"]),
            ("Siège ou domicile", "\n".join(party["address"])),
            ("Représenté par", party.get("representative")),
            ("Courriel", party["email"]),
            ("Téléphone", party["phone"]),
        )
    )


def write_index(data):
    """:param dict data: the whole file
    :return: its first page
    :rtype: bytes"""
    parts = [
        pairs(
            (
                ("Arrêté au", write_day(data["as_of"])),
                ("Établi le", write_day(data["made_on"])),
                ("Première prescription", write_day(data["limitation_on"])),
            )
        ),
        _write_warnings(data),
        "<h2>Créancier</h2>",
        write_party(data["creditor"]),
        "<h2>Débiteur</h2>",
        write_party(data["debtor"]),
        "<h2>Ce qui est dû</h2>",
        *(_write_section(section) for section in data["sections"]),
        "<h2>Démarches faites</h2>",
        _write_steps(data) or "<p>Aucune relance n'a été envoyée depuis Odoo.</p>",
        "<h2>Voies ouvertes</h2>",
        *(_write_route(route) for route in data["routes"]),
        "<h2>Pièces</h2>",
        table("Pièces du dossier", ("Fichier", "Ce que c'est"), data["files"]),
        _write_missing(data["missing"]),
    ]
    title = f"Dossier de recouvrement : {data['debtor']['name']}"
    return page(title, "\n".join(parts))


def _write_warnings(data):
    """:return: what speaks against going on, HTML
    :rtype: str"""
    texts = []
    insolvency = data["insolvency"]
    if insolvency:
        texts.append(
            "Une procédure collective est ouverte depuis le "
            f"{write_day(insolvency['opened_on'])} : ni relance, ni poursuite ; les "
            "intérêts s'arrêtent à ce jour. La créance se déclare"
            + (
                f" au plus tard le {write_day(insolvency['deadline_on'])}."
                if insolvency["deadline_on"]
                else "."
            )
            + (
                f" Elle a été déclarée le {write_day(insolvency['declared_on'])}."
                if insolvency["declared_on"]
                else ""
            )
        )
    if data["is_disputed"]:
        texts.append(
            "Le débiteur conteste une partie de ces factures : une injonction de payer "
            "suppose une créance non contestée."
        )
    return "".join(f'<p class="warning">{escape(text)}</p>' for text in texts)


def _write_section(section):
    """:return: what is due in one currency, HTML
    :rtype: str"""
    currency, sums = section["currency"], section["totals"]
    rows = [
        (
            due["invoice"],
            write_day(due["due_on"]),
            due["days_late"],
            money(due["amount"], currency),
            money(due["principal"], currency),
            money(due["interest"], currency),
            money(due["fee"], currency),
        )
        for due in section["dues"]
    ]
    columns = "Facture", "Échéance", "#Jours de retard", "#Montant TTC"
    columns += "#Principal restant dû", "#Intérêts", "#Indemnité forfaitaire"
    return table(f"Créances échues, en {currency}", columns, rows) + pairs(
        (
            ("Principal", money(sums["principal"], currency)),
            ("Intérêts", money(sums["interest"], currency)),
            ("Indemnités forfaitaires", money(sums["fees"], currency)),
            ("Total réclamé", money(sums["total"], currency)),
            ("Imputation des paiements", section["order"]),
            ("Fondement des intérêts", section["interest_source"]),
            ("Fondement des indemnités", section["fee_source"]),
        )
    )


def _write_steps(data):
    """:return: what was done to be paid, HTML
    :rtype: str"""
    reminders = [
        (
            write_day(each["date"]),
            CHANNELS.get(each["channel"], each["channel"]),
            each["address"],
            each["subject"],
            DELIVERIES.get(each["delivery"], ""),
            each["proof"],
        )
        for each in data["reminders"]
    ]
    notices = [
        (each["invoice"], write_day(each["received_on"]), each["proof"])
        for each in data["notices"]
    ]
    words = [
        (each["invoice"], each["kind"], write_day(each["date"]), each["text"])
        for each in data["words"]
    ]
    columns = "Date", "Canal", "Destinataire", "Objet", "Remise", "Preuve"
    return (
        table("Relances", columns, reminders)
        + table("Mises en demeure", ("Facture", "Reçue le", "Preuve"), notices)
        + table(
            "Ce que le débiteur a dit", ("Facture", "Nature", "Le", "Détail"), words
        )
    )


def _write_route(route):
    """:return: one way to go on, HTML
    :rtype: str"""
    limit = route["months"]
    return f"<h3>{escape(route['name'])}</h3>" + pairs(
        (
            ("Devant", route["court"]),
            ("Formulaire", route["form"]),
            ("Délai", f"{limit} mois" if limit else ""),
            ("Conditions", route["conditions"]),
            ("Marche à suivre", route["steps"]),
            ("Textes", route["source"]),
        )
    )


def _write_missing(missing):
    """:return: what the file should hold and does not, HTML
    :rtype: str"""
    return table("Pièces manquantes", ("Pièce", "Raison"), missing)


def write_request(data):
    """Write what a payment order form asks for, in its order.

    :param dict data: the whole file
    :return: a page
    :rtype: bytes
    """
    parts = [
        _write_warnings(data),
        *(_write_route(route) for route in data["routes"]),
        "<h2>1. Demandeur (créancier)</h2>",
        write_party(data["creditor"]),
        "<h2>2. Débiteur</h2>",
        write_party(data["debtor"]),
        "<h2>3. Sommes demandées</h2>",
    ]
    for section in data["sections"]:
        parts += [_write_section(section), _write_ground(section)]
    papers = [row for row in data["files"] if not row[0].endswith(".html")]
    parts += [
        "<h2>5. Documents justificatifs</h2>",
        table("À joindre à la demande", ("Fichier", "Ce que c'est"), papers),
        "<h2>6. Date et signature</h2>",
        "<p>À compléter par le créancier ou son mandataire, avec la juridiction devant "
        "laquelle renvoyer l'affaire si le débiteur fait opposition.</p>",
    ]
    return page("Données pour la requête", "\n".join(parts))


def _write_ground(section):
    """:return: what each claim comes from, HTML
    :rtype: str"""
    rows = [
        (
            due["invoice"],
            write_day(due["date"]),
            write_day(due["delivered_on"]),
            due["objects"],
            due["orders"],
            write_day(due["interest_from"]),
        )
        for due in section["dues"]
    ]
    columns = "Facture", "Date", "Livraison ou prestation", "Objet"
    columns += "Commande ou devis", "Intérêts à compter du"
    return "<h2>4. Fondement de la créance</h2>" + table(
        "Contrats et prestations", columns, rows
    )
