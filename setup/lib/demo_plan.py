# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in the six months of the demo: who buys what, and who pays when.

Everything follows from the day on which the story is first played, so that a second
run of an interrupted story goes on with the same sales.
"""

import datetime
import itertools
from dataclasses import dataclass, replace

SPAN = 178
PERIOD = 15


@dataclass(frozen=True)
class Line:
    """One line of an invoice: label, quantity, unit price, code of the VAT."""

    label: str
    quantity: float
    price: float
    tax: str


@dataclass(frozen=True)
class Sale:
    """One invoice to make, and the payments that will come."""

    ref: str
    company: str
    customer: str
    day: datetime.date
    lines: tuple
    term: str
    payments: tuple = ()
    kind: str = "invoice"
    preceding: tuple = ()


# what the joiner sells, by kind of customer
JOINERY = {
    "business": (
        (
            Line("Porte d'entrée en chêne massif, sur mesure", 1, 1480.0, "goods_20"),
            Line("Pose et réglage, main-d'œuvre (heures)", 6, 52.0, "services_20"),
        ),
        (
            Line("Comptoir d'accueil en frêne, 2,40 m", 1, 2350.0, "goods_20"),
            Line("Livraison et mise en place", 1, 180.0, "services_20"),
        ),
        (
            Line("Étagère en contreplaqué de bouleau, 90 cm", 12, 74.9, "goods_20"),
            Line("Quincaillerie et fixations", 12, 6.35, "goods_20"),
            Line("Pose, main-d'œuvre (heures)", 9, 52.0, "services_20"),
        ),
        (
            Line("Remplacement d'une serrure trois points", 2, 214.5, "services_20"),
            Line("Déplacement, zone de Rennes", 1, 45.0, "services_20"),
        ),
    ),
    "consumer": (
        (
            Line(
                "Fenêtre en chêne, double vitrage, 120 × 135 cm", 3, 640.0, "goods_10"
            ),
            Line("Dépose, pose et finitions (heures)", 11, 48.0, "services_10"),
        ),
        (
            Line("Isolation en fibre de bois, 100 mm (m²)", 64, 38.5, "services_055"),
            Line("Trappe d'accès isolée, fournie et posée", 1, 265.0, "services_055"),
        ),
        (
            Line("Table de salle à manger en noyer, 200 cm", 1, 1290.0, "goods_20"),
            Line("Banc assorti en noyer, 180 cm", 2, 420.0, "goods_20"),
        ),
        (Line("Réglage et rabotage de portes (heures)", 3, 48.0, "services_10"),),
    ),
    "public": (
        (
            Line("Banc d'école en hêtre, norme EN 1729", 18, 96.0, "goods_20"),
            Line("Montage sur place (heures)", 8, 52.0, "services_20"),
        ),
    ),
    "foreign": (
        (
            Line("Panneaux de chêne français, 27 mm (m²)", 42, 58.0, "goods_eu"),
            Line("Moulures de chêne profilées (m)", 160, 7.4, "goods_eu"),
        ),
    ),
}
DESIGN = (
    (Line("Création d'une identité visuelle complète", 1, 950.0, "exempt"),),
    (
        Line("Mise en page d'un catalogue de 24 pages", 1, 680.0, "exempt"),
        Line("Retouche de photographies", 18, 12.5, "exempt"),
    ),
    (
        Line("Affiche A3, conception et fichiers d'impression", 2, 240.0, "exempt"),
        Line("Déclinaison pour les réseaux sociaux", 4, 55.0, "exempt"),
    ),
)
# (days after the due date, percent of the total) by habit
HABITS = {
    "prompt": ((-2, 100),),
    "late": ((24, 100),),
    "slow": ((48, 100),),
    "partial": ((9, 40),),
    "instalments": ((0, 50), (31, 50)),
    "never": (),
}
USUAL = ("prompt", "prompt", "late", "prompt", "instalments", "prompt", "slow")
# customers who pay in a way of their own: by code in the customer file
REMEMBERED = {"C021": "partial", "C026": "never", "C035": "never", "C012": "late"}
# the sale that is cancelled by a credit note
CANCELLED = 20


def get_sales(today, joinery, design):
    """Write the six months: sixty invoices, of which a deposit and its balance, and
    one credit note.

    :param date today: the day of the story
    :param dict joinery: customers of the joiner: code -> business, consumer...
    :param dict design: customers of the micro-entrepreneur
    :return: sales in the order of their days
    :rtype: list
    """
    sales = [*_get_joinery(today, joinery), *_get_design(today, design)]
    sales.sort(key=lambda sale: (sale.day, sale.company))
    numbered, refs = [], {}
    for number, sale in enumerate(sales, 1):
        refs[sale.ref] = f"DEMO-{number:03d}"
        preceding = tuple(refs[ref] for ref in sale.preceding)
        numbered.append(replace(sale, ref=refs[sale.ref], preceding=preceding))
    return numbered


def _get_joinery(today, customers):
    """Yield the sales of the joiner, to two customers out of three."""
    sets = {kind: itertools.cycle(lines) for kind, lines in JOINERY.items()}
    habits = itertools.cycle(USUAL)
    codes = itertools.cycle(code for i, code in enumerate(customers) if i % 3)
    for number in range(42):
        code = next(codes)
        kind = customers[code]
        habit = REMEMBERED.get(code) or next(habits)
        day = today - datetime.timedelta(days=SPAN - number * 17 // 4)
        term = "now" if kind == "consumer" else "30"
        sale = Sale(f"J{number}", "joiner", code, day, next(sets[kind]), term)
        if number == CANCELLED:
            yield from (sale, _cancel(sale))
        else:
            yield replace(sale, payments=_get_payments(sale, habit))
    yield from _get_site(
        today, next(c for c in customers if customers[c] == "business")
    )


def _cancel(sale):
    """Make the credit note over the whole of a sale."""
    day = sale.day + datetime.timedelta(days=12)
    fields = {"kind": "credit_note", "preceding": (sale.ref,)}
    return replace(sale, ref=f"{sale.ref}R", day=day, **fields)


def _get_site(today, code):
    """Yield a larger work: a deposit of 30 %, then the balance."""
    staircase = Line("Escalier tournant en chêne, garde-corps", 1, 6800.0, "goods_20")
    fitting = Line("Pose de l'escalier (heures)", 28, 52.0, "services_20")
    share = Line("Acompte de 30 % sur escalier, selon devis", 1, 2476.8, "goods_20")
    first = today - datetime.timedelta(days=120)
    last = today - datetime.timedelta(days=40)
    deposit = Sale("SITE1", "joiner", code, first, (share,), "30", kind="deposit")
    yield replace(deposit, payments=_get_payments(deposit, "prompt"))
    lines = (staircase, fitting, replace(share, quantity=-1.0))
    balance = Sale("SITE2", "joiner", code, last, lines, "30", kind="balance")
    yield replace(balance, preceding=("SITE1",))


def _get_design(today, customers):
    """Yield the sales of the micro-entrepreneur."""
    lines, habits = itertools.cycle(DESIGN), itertools.cycle(USUAL[1:])
    codes = itertools.cycle(customers)
    for number in range(16):
        day = today - datetime.timedelta(days=SPAN - 1 - number * 11)
        sale = Sale(f"D{number}", "designer", next(codes), day, next(lines), "30")
        yield replace(sale, payments=_get_payments(sale, next(habits)))


def get_due_date(sale):
    """Say when a sale is due, as its payment term will.

    :param Sale sale: the sale
    :rtype: date
    """
    return sale.day + datetime.timedelta(days=30 if sale.term == "30" else 0)


def _get_payments(sale, habit):
    due = get_due_date(sale)
    return tuple(
        (max(due + datetime.timedelta(days=days), sale.day), percent)
        for days, percent in HABITS[habit]
    )


def get_periods(today):
    """Cut the six months into fortnights, each ending with a reminder run.

    :param date today: the day of the story, end of the last one
    :return: (day after the last of the period before, last day) pairs
    :rtype: list
    """
    ends = [
        today - datetime.timedelta(days=days)
        for days in range(SPAN - SPAN % PERIOD, -1, -PERIOD)
    ]
    starts = [today - datetime.timedelta(days=SPAN)]
    starts += [end + datetime.timedelta(days=1) for end in ends[:-1]]
    return list(zip(starts, ends, strict=True))
