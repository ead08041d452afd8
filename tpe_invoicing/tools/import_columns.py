# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find which column of a file is what."""

import itertools
import re
from decimal import Decimal
from functools import cache

from .import_groups import fill_groups
from .import_headings import HEADINGS, REQUIRED
from .import_problem import ImportProblem
from .import_profiles import PROFILES, get_profile
from .import_table import Table, mark_broken_rows, read_rows
from .import_values import fold, plain

LONG_FORMS = {
    "n": "numero",
    "no": "numero",
    "num": "numero",
    "nr": "numero",
    "mt": "montant",
    "mnt": "montant",
    "qte": "quantite",
    "qt": "quantite",
    "adr": "adresse",
    "cp": "code postal",
    "pu": "prix unitaire",
    "px": "prix",
    "tx": "taux",
    "ref": "reference",
    "fact": "facture",
    "cli": "client",
    "desig": "designation",
    "tel": "telephone",
    "intracomm": "intracommunautaire",
}
LITTLE_WORDS = frozenset(
    "de du des d la le les l en a au the of par et eur euro euros".split()
)
# words that only say whose column it is
OWNERS = frozenset(
    "client tiers facture facturation destinataire customer billing invoice".split()
)
HEADING_ROWS = 30
LONGEST_HEADING = 200
# what a person says wins over every list
PERSON = -10_000
BY_RATE = re.compile(
    r"(?:(?P<base>(?:base|montant|total)? ?(?:ht|hors taxes?)|base)"
    r"|(?P<tax>(?:montant|total)? ?(?:tva|taxe))) (?:a |au taux |taux )?"
    r"(?P<rate>\d{1,2}(?: \d{1,2})?)(?: 0+)?"
)


def normalise(heading):
    """Write a heading as the lists of known words have it.

    :param str heading: as the file has it
    :rtype: str

    >>> normalise("N° de TVA"), normalise("Montant H.T. (€)"), normalise("Qté")
    ('numero tva', 'montant ht', 'quantite')
    """
    heading = re.sub(r"(?i)\bh\.t\.?", "ht", heading)
    heading = re.sub(r"(?i)\bt\.t\.c\.?", "ttc", heading)
    heading = re.sub(r"(?i)\bt\.v\.a\.?", "tva", heading)
    heading = re.sub(r"(?i)\bp\.u\.?", "pu", heading)
    heading = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", heading).replace(
        "%", " pourcentage "
    )
    words = [word for word in fold(heading).split() if word not in LITTLE_WORDS]
    return " ".join(LONG_FORMS.get(word, word) for word in words)


@cache
def _known_words(kind):
    """:return: column by heading, and how well the word names it (0 is best); the
        first meaning of a word wins
    :rtype: dict[str, tuple[str, int]]"""
    known = {}
    for name, words in HEADINGS[kind].items():
        for rank, word in enumerate(words.split("|")):
            known.setdefault(word, (name, rank))
    return known


@cache
def _own_words(profile, kind):
    """:return: column by heading of one software, and how well it names the column
    :rtype: dict[str, tuple[str, int]]"""
    headings = get_profile(profile).headings.get(kind, {})
    return {
        normalise(heading): (name, rank - len(headings))
        for rank, (heading, name) in enumerate(headings.items())
    }


@cache
def _marks():
    return {
        name: {normalise(mark) for mark in profile.marks}
        for name, profile in PROFILES.items()
    }


def find_profile(cells):
    """Tell which software wrote a row of headings.

    :param list cells: the row
    :return: name of its profile, blank when less than two headings are typical of one
    :rtype: str

    >>> find_profile(["Réf. facture", "Date facturation", "Statut facture"])
    'dolibarr'
    """
    forms = itertools.chain(cells, map(_without_owner, cells))
    headings = set(map(normalise, forms))
    found = {name: len(headings & marks) for name, marks in _marks().items()}
    best = max(found, key=found.get)
    return best if found[best] > 1 else ""


def find_columns(kind, cells, profile="", own=None):
    """Find the columns of a row of headings.

    :param str kind: ``partners``, ``products`` or ``invoices``
    :param list cells: the row
    :param str profile: the software that wrote it, when known
    :param Profile own: what a person says of the columns
    :return: position of each column found; amounts by VAT rate are ``base:20`` and
        ``tax:20``
    :rtype: dict[str, int]

    >>> find_columns("partners", ["Raison sociale", "N° SIRET", "CP", "?"])
    {'company': 0, 'siret': 1, 'zip': 2}
    >>> find_columns("invoices", ["N° facture", "Base HT 5,5 %", "TVA 5,5 %"])
    {'number': 0, 'base:5.5': 1, 'tax:5.5': 2}
    >>> find_columns("invoices", ["Montant TVA 20% *", "Montant taxe 8.5%"])
    {'tax:20': 0, 'tax:8.5': 1}
    """
    known = _known_words(kind) | _own_words(profile, kind)
    for heading, name in (own.headings.get(kind, {}) if own else {}).items():
        known[normalise(heading)] = (name, PERSON)
    found = {}
    headings = [normalise(cell) for cell in cells]
    for index, heading in enumerate(headings):
        # EBP says of which record a column is: "Document - Date du document"
        words = known.get(heading) or known.get(normalise(_without_owner(cells[index])))
        name, rank = words or _known_in_part(kind, heading, cells[index])
        if name and (name not in found or rank < found[name][0]):
            found[name] = (rank, index)
    columns = {name: index for name, (_rank, index) in found.items()}
    return dict(sorted(columns.items(), key=lambda item: item[1]))


def _without_owner(cell):
    """:return: a heading without the record whose column it is
    :rtype: str"""
    return cell.partition(" - ")[2] or cell


def _known_in_part(kind, heading, cell):
    """Read a heading without the words that say whose column it is.

    :return: column, or None, and how well the heading names it
    :rtype: tuple[str | None, int]
    """
    words = [word for word in heading.split() if word not in OWNERS]
    name, rank = _known_words(kind).get(" ".join(words), (None, 0))
    if not name and kind == "invoices":
        name = _column_by_rate(cell)
    return name, rank + 100


def _column_by_rate(cell):
    """:return: name of a column of amounts at one rate, None for others"""
    text = " ".join(
        word for word in fold(cell).split() if word not in ("eur", "euros", "de")
    )
    match = BY_RATE.fullmatch(text)
    if not match:
        return None
    rate = plain(Decimal(match["rate"].replace(" ", ".")))
    return f"{'base' if match['base'] else 'tax'}:{rate}"


def find_table(kind, content, profile="any", own=None):
    """Read a file and find its heading and its columns.

    The heading may stand below a title. Of several sheets the one that fits best is
    read.

    :param str kind: ``partners``, ``products`` or ``invoices``
    :param bytes content: a file
    :param str profile: the software that wrote it; ``any`` finds out
    :param Profile own: what a person says of the columns
    :rtype: Table
    :raise ImportProblem: when the file holds no such table
    """
    best, best_columns, writer = None, {}, ""
    for rows in read_rows(content):
        for position, depth, cells in _headings(rows):
            name = profile if profile in PROFILES else find_profile(cells)
            columns = find_columns(kind, cells, name, own)
            if _score(kind, columns) > _score(kind, best_columns):
                best, best_columns, writer = (rows, position, depth), columns, name
    if not best:
        raise ImportProblem("heading_missing")
    rows, position, depth = best
    heading = rows[position]
    # printed reports say their headings again at the top of each page
    below = [row for row in rows[position + depth :] if row.cells != heading.cells]
    table = Table(heading, below, best_columns)
    missing = _missing(kind, table.columns)
    if missing == ["name"] and "balance" in table.columns and fill_groups(table):
        missing = []
    if missing and len(table.columns) < 2:
        raise ImportProblem("heading_missing")
    if missing:
        raise ImportProblem("column_unknown", columns=missing)
    table.profile = get_profile(writer)
    if own:
        table.profile = own._replace(words=table.profile.words)
    mark_broken_rows(table.heading, table.rows)
    return table


def guess_table(kind, content, profile="any"):
    """Read a file whose headings may be unknown: its first row that is widest is taken
    for them, for a person to say what they mean.

    :param str kind: ``partners``, ``products`` or ``invoices``
    :param bytes content: a file
    :param str profile: the software that wrote it; ``any`` finds out
    :rtype: Table
    :raise ImportProblem: when the file is empty or no table

    >>> guess_table("invoices", b"Caisse\\nPiece;Net\\n1;2\\n").heading.cells
    ['Piece', 'Net']
    """
    try:
        return find_table(kind, content, profile)
    except ImportProblem as problem:
        if problem.code not in ("heading_missing", "column_unknown"):
            raise
    rows = max(read_rows(content), key=len)
    first = rows[:HEADING_ROWS]
    widths = [sum(bool(cell.strip()) for cell in row.cells) for row in first]
    position = widths.index(max(widths))
    heading = rows[position]
    columns = find_columns(kind, heading.cells, profile)
    return Table(heading, rows[position + 1 :], columns)


def _headings(rows):
    """List what may be the headings: each of the first rows, then each two of them
    together, for a heading above several columns is parted below.

    :return: position, number of rows, and the headings
    :rtype: Iterator[tuple[int, int, list]]
    """
    first = [
        [cell[:LONGEST_HEADING] for cell in row.cells] for row in rows[:HEADING_ROWS]
    ]
    for position, cells in enumerate(first):
        yield position, 1, cells
    for position, (above, below) in enumerate(itertools.pairwise(first)):
        pairs = itertools.zip_longest(above, below, fillvalue="")
        yield position, 2, [" ".join(filter(None, pair)) for pair in pairs]


def _score(kind, columns):
    """Weigh a row of headings: the columns that must be there count most."""
    if not columns:
        return 0
    groups = REQUIRED[kind]
    return (len(groups) - len(_missing(kind, columns))) * 100 + len(columns)


def _missing(kind, columns):
    """:return: the first name of each group of columns of which none is there
    :rtype: list[str]"""
    has_rates = any(name.startswith("base:") for name in columns)
    return [
        group[0]
        for group in REQUIRED[kind]
        if not any(name in columns for name in group)
        and not (has_rates and "untaxed" in group)
    ]
