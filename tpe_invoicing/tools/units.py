# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of UN/ECE Recommendations 20 and 21 for units by the names people give them."""

from .import_values import fold

PIECE = "C62"
NAMES = {
    "MTK": "m2|metre carre|metres carres|square meter|square meters",
    "MTQ": "m3|metre cube|metres cubes|cubic meter|cubic meters",
    "MTR": "m|metre|metres|meter|meters",
    "LM": "ml|m l|metre lineaire|metres lineaires|linear meter|linear meters",
    "CMT": "cm|centimetre|centimetres",
    "MMT": "mm|millimetre|millimetres",
    "KMT": "km|kilometre|kilometres",
    "ARE": "are|ares",
    "H18": "ha|hectare|hectares",
    "FTK": "ft2|square foot|square feet",
    "MIN": "min|minute|minutes",
    "HUR": "h|heure|heures|hour|hours",
    "DAY": "j|jour|jours|journee|journees|day|days",
    "WEE": "semaine|semaines|week|weeks",
    "MON": "mois|month|months",
    "QAN": "trimestre|trimestres|quarter|quarters",
    "SAN": "semestre|semestres",
    "ANN": "an|ans|annee|annees|year|years",
    "KGM": "kg|kilo|kilos|kilogramme|kilogrammes",
    "GRM": "g|gramme|grammes",
    "TNE": "t|tonne|tonnes",
    "DTN": "quintal|quintaux",
    "LTR": "l|litre|litres",
    "HLT": "hl|hectolitre|hectolitres",
    "MLT": "millilitre|millilitres",
    "G26": "stere|steres",
    "KWH": "kwh",
    "LS": "forfait|forfaits|lump sum",
    "LO": "lot|lots",
    "SET": "ensemble|ensembles|kit|kits",
    "PR": "paire|paires|pair|pairs",
    "CEN": "cent|hundred",
    "MIL": "mille|millier|milliers|thousand",
    "XPX": "palette|palettes|pallet|pallets",
    "XCT": "carton|cartons",
    "XBX": "boite|boites|box|boxes",
    "XSA": "sac|sacs",
    "XRO": "rouleau|rouleaux|roll|rolls",
    "XBO": "bouteille|bouteilles|bottle|bottles",
}
CODES = {name: code for code, names in NAMES.items() for name in names.split("|")}


def find_unit_code(name, is_volume=False):
    """Find the code of a unit that bears a name only.

    :param str name: in French or in English
    :param bool is_volume: whether it is a part of a litre: ``ml`` is a metre of works
        to craftsmen, "mètre linéaire", and a millilitre to the others
    :return: its code, that of a piece when nobody knows it
    :rtype: str

    >>> find_unit_code("m²"), find_unit_code("Forfait"), find_unit_code("Vacation")
    ('MTK', 'LS', 'C62')
    >>> find_unit_code("ml"), find_unit_code("ml", is_volume=True)
    ('LM', 'MLT')
    """
    name = fold(name or "")
    return "MLT" if is_volume and name == "ml" else CODES.get(name, PIECE)
