# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of UN/ECE Recommendation 20 for units by the names that people give them."""

from .import_values import fold

PIECE = "C62"
NAMES = {
    "MTK": "m2|metre carre|metres carres|square meter|square meters",
    "MTQ": "m3|metre cube|metres cubes|cubic meter|cubic meters",
    "MTR": "m|metre|metres|metre lineaire|metres lineaires|meter|meters",
    "KMT": "km|kilometre|kilometres",
    "FTK": "ft2|square foot|square feet",
    "HUR": "h|heure|heures|hour|hours",
    "DAY": "j|jour|jours|journee|journees|day|days",
    "WEE": "semaine|semaines|week|weeks",
    "MON": "mois|month|months",
    "ANN": "an|ans|annee|annees|year|years",
    "KGM": "kg|kilo|kilos|kilogramme|kilogrammes",
    "GRM": "g|gramme|grammes",
    "TNE": "t|tonne|tonnes",
    "LTR": "l|litre|litres",
    "KWH": "kwh",
    "LS": "forfait|forfaits|lump sum",
    "LO": "lot|lots",
    "SET": "ensemble|ensembles|kit|kits",
    "PR": "paire|paires|pair|pairs",
}
CODES = {name: code for code, names in NAMES.items() for name in names.split("|")}


def find_unit_code(name):
    """Find the code of a unit that bears a name only.

    :param str name: in French or in English
    :return: its code, that of a piece when nobody knows it
    :rtype: str

    >>> find_unit_code("m²"), find_unit_code("Forfait"), find_unit_code("Palette")
    ('MTK', 'LS', 'C62')
    """
    return CODES.get(fold(name or ""), PIECE)
