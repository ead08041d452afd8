# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invoices, usual and extreme, that every design has to show well."""

from decimal import Decimal

from .document_samples import make_invoice

DESIGNS = ("classic", "modern", "works", "minimal", "letterhead", "retail")
WORD = "Anticonstitutionnellement" * 8
TEXT = (
    "Fourniture et pose, y compris dépose de l’existant, évacuation des gravats et "
    "nettoyage du chantier en fin de travaux. "
)
MENTIONS = (
    ("seller", "SARL au capital de 10 000 €"),
    ("seller", "SIREN 404 833 048"),
    ("seller", "SIRET 404 833 048 00022"),
    ("seller", "RCS Rennes 404 833 048"),
    ("seller", "N° TVA : FR83404833048"),
    ("buyer", "SIREN client : 552 100 554"),
    ("buyer", "N° TVA client : FR96552100554"),
    ("document", "Nature de l’opération : Livraison de biens et prestation de service"),
    (
        "payment",
        "En cas de retard de paiement, pénalités exigibles sans rappel dès le "
        "lendemain de l’échéance au taux de refinancement de la BCE majoré de 10 "
        "points, soit 12,40 % l’an au 2e semestre 2026",
    ),
    (
        "payment",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de "
        "paiement : 40 €",
    ),
    ("payment", "Escompte pour paiement anticipé : néant"),
    (
        "footer",
        "Assurance professionnelle : Assurances du Bocage, 4 mail François-Mitterrand, "
        "35000 Rennes, contrat n° DEC-2026-04512, couverture géographique : France",
    ),
)
ADDRESS = ["12 rue des Lilas", "35000 Rennes"]
CONTACT = [
    "02 99 00 12 34",
    "bonjour@kermorvan.example",
    "https://www.kermorvan.example",
]
BUYER = {
    "names": ["Bâti Ouest"],
    "address": ["Service comptabilité", "1 rue du Port", "29200 Brest"],
    "office": [],
}
ITEMS = (
    ("Table en chêne massif", "Plateau 200 × 90 cm, finition huilée", "TAB-200", 450),
    ("Banc assorti", "", "BAN-180", 189),
    ("Pose et réglages", "Heures de deux compagnons", "POSE", 52),
    ("Huile de finition, bidon de 1 l", "", "HUI-1", 24.9),
    ("Livraison à l’étage", "Troisième étage sans ascenseur", "", 75),
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    '<rect width="100%" height="100%" fill="#7A1F3D"/>'
    '<circle cx="50%" cy="50%" r="{radius}" fill="#F6D9A8"/></svg>'
)


def get_logo(width=300, height=150):
    """:param int width: of the logo
    :param int height: of the logo
    :return: SVG
    :rtype: str"""
    return LOGO.format(width=width, height=height, radius=min(width, height) // 3)


def get_paragraphs(count, text=TEXT):
    """:param int count: how many
    :param str text: of each
    :return: rich text
    :rtype: list[dict]"""
    run = {"text": text * 2, "bold": False, "italic": False, "link": ""}
    kinds = ("paragraph", "item")
    return [{"kind": kinds[n % 3 == 2], "runs": [run]} for n in range(count)]


def make_lines(count, rate=Decimal(20), **terms):
    """:param int count: how many
    :param Decimal rate: of VAT
    :param terms: that differ, see ``make_invoice``
    :return: lines of BG-25
    :rtype: list[dict]"""
    lines = []
    for number in range(count):
        name, description, code, price = ITEMS[number % len(ITEMS)]
        quantity, price = Decimal(1 + number % 4), Decimal(str(price))
        line = {
            "BT-126": str(number + 1),
            "BT-153": name,
            "BT-154": description,
            "BT-155": code,
            "BT-129": quantity,
            "BT-130": "C62",
            "BT-146": price,
            "BT-131": (quantity * price).quantize(Decimal("0.01")),
            "BT-151": "S" if rate else "E",
            "BT-152": rate,
        }
        lines.append(line | {key.replace("_", "-"): v for key, v in terms.items()})
    return lines


def make_sample(lines=None, page=(), style=(), mentions=MENTIONS, **terms):
    """Make an invoice whose totals are right.

    :param lines: lines of BG-25; default ten
    :param page: what differs on the page
    :param style: choices of the template
    :param mentions: pairs of place and text
    :param terms: that differ
    :return: the invoice in terms of EN 16931
    :rtype: dict
    """
    lines = make_lines(10) if lines is None else lines
    bases = {}
    for line in lines:
        key = line["BT-151"], line["BT-152"]
        bases[key] = bases.get(key, Decimal(0)) + line["BT-131"]
    groups = [
        {
            "BT-116": base,
            "BT-117": (base * rate / 100).quantize(Decimal("0.01")),
            "BT-118": category,
            "BT-119": rate,
        }
        for (category, rate), base in bases.items()
    ]
    net = sum(bases.values())
    vat = sum(group["BT-117"] for group in groups)
    totals = {"BT-106": net, "BT-109": net, "BT-110": vat, "BT-112": net + vat}
    invoice = make_invoice() | totals
    invoice |= {"BT-115": net + vat, "BT-25": None, "BG-23": groups, "BG-25": lines}
    invoice |= {"BT-20": "30 jours fin de mois", "BT-83": "FAC/2026/00012"}
    facts = {
        "seller": invoice["page"]["seller"] | {"address": ADDRESS, "contact": CONTACT},
        "buyer": BUYER,
        "rows": [
            {"kind": "line", "place": place, "unit": ("h" if place % 5 == 2 else "")}
            for place in range(len(lines))
        ],
        "mentions": [
            {"place": place, "code": f"M{number}", "text": text}
            for number, (place, text) in enumerate(mentions)
        ],
        "reference": "BC 4512",
    }
    own = invoice["page"]["style"] | dict(style)
    invoice["page"] |= facts | {"style": own} | dict(page)
    invoice |= {key.replace("_", "-"): value for key, value in terms.items()}
    return {key: value for key, value in invoice.items() if value is not None}


def with_sections(rows, every):
    """:param list rows: lines of the page
    :param int every: how many lines a section has
    :return: the same with sections and a note
    :rtype: list[dict]"""
    found = []
    for number, row in enumerate(rows):
        if number % every == 0:
            found.append({"kind": "section", "text": f"Lot {number // every + 1}"})
        found.append(row)
    return [*found, {"kind": "note", "text": "Teinte à confirmer avant fabrication"}]


def get_progress(contract, cumulative, previous):
    """:return: how far works are done, of a contract's amount and two percentages
    :rtype: dict"""
    contract = Decimal(contract)
    return {
        "contract": contract,
        "cumulative_percent": Decimal(cumulative),
        "previous_percent": Decimal(previous),
        "cumulative": contract * cumulative / 100,
        "previous": contract * previous / 100,
    }


# === USUAL === #


def get_usual():
    """:return: invoices that occur every day, by name
    :rtype: dict[str, dict]"""
    discounted = make_lines(4, BG_27=[{"rate": Decimal(10), "amount": Decimal(1)}])
    mixed = [*discounted, *make_lines(3, Decimal("5.5"))]
    rows = make_sample(mixed)["page"]["rows"]
    franchise = [
        *(mention for mention in MENTIONS if "TVA" not in mention[1]),
        ("tax", "TVA non applicable, article 293 B du CGI"),
    ]
    credit = [("document", "Avoir sur facture n° FAC/2026/00008 du 02/11/2026")]
    plan = [
        {"due_on": "2026-12-24", "amount": Decimal("1000.00"), "label": "Acompte"},
        {"due_on": "2027-01-24", "amount": Decimal("3000.00")},
    ]
    return {
        "usual": make_sample(),
        "logo": make_sample(style={"logo": get_logo()}),
        "sections": make_sample(mixed, page={"rows": with_sections(rows, 3)}),
        "deposit": make_sample(make_lines(1), page={"kind": "deposit"}),
        "balance": make_sample(make_lines(3), page={"kind": "balance"}),
        "situation": _make_situation(),
        "credit_note": make_sample(
            make_lines(2), {"kind": "credit_note"}, mentions=[*MENTIONS, *credit]
        ),
        "franchise": make_sample(
            make_lines(3, Decimal(0)), {"has_vat": False}, mentions=franchise
        ),
        "dollars": make_sample(
            page={"lang": "en"}, BT_5="USD", BT_6="EUR", BT_111=Decimal("1000.00")
        ),
        "instalments": make_sample(page={"instalments": plan}),
        "paid": make_sample(BT_113=Decimal("2797.92"), BT_115=Decimal("0.00")),
        "elsewhere": make_sample(
            page={"delivery": ["Chantier des Lices", "3 place des Lices, 35000 Rennes"]}
        ),
    }


def _make_situation():
    """:return: an invoice of works half done
    :rtype: dict"""
    lines = make_lines(5)
    rows = make_sample(lines)["page"]["rows"]
    for row, line in zip(rows, lines, strict=True):
        row["progress"] = get_progress(line["BT-131"] * 4, 50, 25)
    return make_sample(lines, {"kind": "situation", "rows": with_sections(rows, 3)})


# === EXTREME === #


def get_extreme():
    """:return: invoices that seldom occur, and must not break a page, by name
    :rtype: dict[str, dict]"""
    names = ["שלום בית בע״מ", "شركة الأمل للتجارة", WORD]
    address = [f"{number} rue de l’Abbé-Pierre-Très-Long" for number in range(12)]
    text = {"place": "payment", "code": "X", "text": TEXT}
    places = ("seller", "buyer", "document", "tax", "payment", "footer")
    many = [
        text | {"place": places[n % 6], "text": f"Mention {n + 1}. {TEXT}"}
        for n in range(25)
    ]
    rich = {key: get_paragraphs(4) for key in ("intro", "closing")}
    return {
        "one_line": make_sample(make_lines(1)),
        "two_pages": make_sample(make_lines(24)),
        "many_lines": make_sample(make_lines(200)),
        "long_words": make_sample(
            make_lines(6, BT_153=WORD, BT_154=WORD, BT_155=WORD),
            page={"reference": WORD, "buyer": BUYER | {"names": [WORD, WORD]}},
        ),
        "long_texts": make_sample(make_lines(6, BT_154=TEXT * 30)),
        "right_to_left": make_sample(page={"buyer": BUYER | {"names": names}}),
        "many_mentions": make_sample(page={"mentions": many}),
        "long_address": make_sample(
            page={
                "buyer": {"names": ["A", "B"], "address": address, "office": address},
                "seller": {"name": WORD, "address": address, "contact": CONTACT},
            }
        ),
        "huge_logo": make_sample(style={"logo": get_logo(150, 600), "logo_height": 40}),
        "wide_logo": make_sample(style={"logo": get_logo(2000, 90), "logo_height": 40}),
        "large_sums": make_sample(
            make_lines(3, BT_131=Decimal("123456789012.34"), BT_146=Decimal("9e10"))
        ),
        "all_texts": make_sample(
            style=rich | {"terms": get_paragraphs(60), "footer": TEXT}
        ),
    }
