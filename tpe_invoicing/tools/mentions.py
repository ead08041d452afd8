# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mentions an invoice bears, and with what words.

An invoice is a *context*: a plain dict made by ``account.move``, in three parts
``seller``, ``buyer`` and ``document`` beside ``lang``, ``date`` and ``lines``. A *rule*
says under which condition of ``tools/conditions.py`` a mention applies.
"""

import re
from collections import namedtuple
from decimal import Decimal

from .conditions import (
    applies,
    is_condition,
    line_case,
    operation,
    other_vat_reasons,
    penalty_case,
    vat_case,
    vat_cases,
)
from .identifiers import format_registry

# rules and texts are read through this module, conditions included
__all__ = [
    "FIGURES",
    "VARIABLES",
    "Rule",
    "Text",
    "applies",
    "fill",
    "find_variables",
    "format_date",
    "format_number",
    "get_example_values",
    "get_figure_values",
    "get_values",
    "is_condition",
    "line_case",
    "operation",
    "other_vat_reasons",
    "penalty_case",
    "pick_text",
    "select",
    "vat_case",
    "vat_cases",
]

Rule = namedtuple("Rule", "code condition place subject_code article severity texts")
Text = namedtuple(
    "Text", "date_from is_repealed admitted_until fr en article row_id is_own"
)

VARIABLE = re.compile(r"\{(\w+)\}")

# variables that the law fills: the sum of these figures on the invoice's date
FIGURES = {
    "late_rate": ("ecb_mro", "late_margin"),
    "late_margin": ("late_margin",),
    "late_margin_public": ("late_margin_public",),
    "lump_sum": ("recovery_lump_sum",),
}
RATE_DIGITS = {"late_rate": 2}
UNKNOWN = "…"

# variables that the invoice fills, see ``get_values``
VARIABLES = (
    "billing_address",
    "buyer_address",
    "buyer_name",
    "buyer_siren",
    "buyer_vat",
    "capital",
    "contract_rate",
    "currency",
    "delivery",
    "discount_days",
    "discount_percent",
    "due_date",
    "eco_amount",
    "eco_names",
    "engagement_number",
    "establishment",
    "exchange_rate",
    "foreign_registration",
    "half_year",
    "insurance_area",
    "insurance_contract",
    "insurer",
    "issued_on",
    "legal_form",
    "mediator",
    "number",
    "order",
    "paid_by",
    "paid_on",
    "preceding",
    "quote_fee",
    "rcs_city",
    "replacing",
    "representative",
    "seller_address",
    "seller_name",
    "service_code",
    "siren",
    "siret",
    "supply_day",
    "supply_on",
    "supply_place",
    "unpaid_net",
    "unpaid_vat",
    "vat",
    "vat_in_eur",
    "vat_reasons",
    "warranty_goods",
)

# === TEXTS === #


def pick_text(rule, day):
    """Return the text of a rule that is in force on a day.

    :param Rule rule: with its texts, oldest first
    :param date day: date of the invoice
    :return: a company's own text first, then the law's; None when there is none
    :rtype: Text
    """
    for is_own in (True, False):
        found = None
        for text in rule.texts:
            if text.is_own == is_own and text.date_from <= day:
                found = text
        if found and not found.is_repealed:
            return found
    return None


def select(rules, context):
    """Return the rules that apply to an invoice, each with its text of the day.

    :param rules: all rules, in the order of print
    :param dict context: the invoice
    :return: pairs of rule and text
    :rtype: list[tuple[Rule, Text]]
    """
    found = []
    for rule in rules:
        if rule.place and rule.condition and applies(rule, context):
            text = pick_text(rule, context["date"])
            if text:
                found.append((rule, text))
    return found


def find_variables(text):
    """:param str text: with ``{variables}``
    :return: their names
    :rtype: set[str]

    >>> find_variables("SIREN {siren}")
    {'siren'}
    """
    return set(VARIABLE.findall(text or ""))


def fill(text, values):
    """Put values in the place of variables; nothing else in the text is special.

    What stands behind a comma, and has nothing to say, is left out.

    :param str text: with ``{variables}``
    :param dict values: strings by name
    :rtype: str

    >>> fill("{legal_form} {0} {x.__class__}", {"legal_form": "SARL", "0": "{vat}"})
    'SARL {vat} {x.__class__}'
    >>> fill("{insurer}, contract no. {vat}", {"insurer": "MAAF, Niort", "vat": ""})
    'MAAF, Niort'
    """
    first, *clauses = (text or "").split(", ")
    said = [clause for clause in clauses if not _is_blank(clause, values)]
    return VARIABLE.sub(
        lambda match: values.get(match[1], match[0]), ", ".join([first, *said])
    )


def _is_blank(clause, values):
    names = find_variables(clause)
    return bool(names) and not any(values.get(name, name) for name in names)


def format_number(number, lang, digits=None):
    """Write a number as French or English readers do.

    :param Decimal number: the number
    :param str lang: ``fr`` or ``en``
    :param int digits: decimals to show; default as many as there are
    :rtype: str

    >>> format_number(Decimal("12.4"), "fr", 2), format_number(Decimal("40.000"), "en")
    ('12,40', '40')
    >>> format_number(Decimal("10000"), "fr")
    '10\\xa0000'
    """
    if digits is None:
        text = f"{number:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{number:,.{digits}f}"
    if lang == "fr":
        text = text.replace(",", "\xa0").replace(".", ",")
    return text


def get_document_lang(lang, zone):
    """Say in which language a document is: French for every sale in France (loi
    94-665), else the customer's when it is not French: English.

    :param str lang: code of the customer's language, or blank
    :param str zone: where the buyer is: ``domestic``, ``dom``, ``eu`` or ``world``
    :return: ``fr`` or ``en``
    :rtype: str

    >>> get_document_lang("en_US", "dom"), get_document_lang("en_US", "eu")
    ('fr', 'en')
    >>> get_document_lang("", "world"), get_document_lang("fr_BE", "eu")
    ('fr', 'fr')
    """
    is_french = zone in ("domestic", "dom") or (lang or "fr").startswith("fr")
    return "fr" if is_french else "en"


def format_date(day, lang):
    """:param date day: a date or None
    :param str lang: ``fr`` or ``en``
    :rtype: str"""
    if not day:
        return ""
    return f"{day:%d/%m/%Y}" if lang == "fr" else f"{day:%Y-%m-%d}"


def format_half_year(day, lang):
    """:param date day: any day
    :param str lang: ``fr`` or ``en``
    :rtype: str"""
    half = 1 if day.month < 7 else 2
    if lang == "fr":
        return f"{'1er' if half == 1 else '2e'} semestre {day.year}"
    return f"{'first' if half == 1 else 'second'} half of {day.year}"


def get_values(context):
    """Return the words that an invoice puts in the place of ``VARIABLES``.

    :param dict context: the invoice
    :return: strings by name
    :rtype: dict[str, str]
    """
    lang = context["lang"]
    return (
        _seller_values(context["seller"], lang)
        | _buyer_values(context["buyer"])
        | _document_values(context["document"], lang)
        | {"half_year": format_half_year(context["date"], lang)}
    )


def get_example_values(seller, day, lang):
    """Return words for a text that is shown without an invoice.

    :param dict seller: the ``seller`` part of a context
    :param date day: of today
    :param str lang: ``fr`` or ``en``
    :return: what is known of the seller and the day by name, dots for the rest
    :rtype: dict[str, str]
    """
    known = _seller_values(seller, lang) | {"half_year": format_half_year(day, lang)}
    unknown = dict.fromkeys((*VARIABLES, *FIGURES), UNKNOWN)
    return unknown | {name: text or UNKNOWN for name, text in known.items()}


def _seller_values(seller, lang):
    """:return: the words that stand for the seller
    :rtype: dict[str, str]"""
    names = (
        "establishment foreign_registration insurance_area insurance_contract insurer "
        "legal_form mediator rcs_city representative vat"
    ).split()
    return {name: seller[name] for name in names} | {
        "seller_name": seller["name"],
        "seller_address": seller["address"],
        "siren": format_registry(seller["siren"]),
        "siret": format_registry(seller["siret"]),
        "capital": format_number(seller["capital"], lang),
        "contract_rate": format_number(seller["late_rate"], lang, 2),
    }


def _buyer_values(buyer):
    """:return: the words that stand for the buyer
    :rtype: dict[str, str]"""
    return {
        "buyer_name": buyer["name"],
        "buyer_address": buyer["address"],
        "billing_address": buyer["billing_address"],
        "buyer_siren": format_registry(buyer["siren"]),
        "buyer_vat": buyer["vat"],
    }


def _document_values(document, lang):
    """:return: the words that stand for the document
    :rtype: dict[str, str]"""
    percent, days = document["discount"] or (Decimal(0), 0)
    names = (
        "currency delivery eco_names engagement_number number order paid_by "
        "service_code supply_place warranty_goods"
    ).split()
    dates = ("issued_on", "paid_on", "supply_day", "supply_on")
    amounts = ("eco_amount", "quote_fee", "vat_in_eur")
    return (
        {name: document[name] for name in names}
        | {name: format_date(document[name], lang) for name in dates}
        | {
            name: format_number(document.get(name) or Decimal(0), lang, 2)
            for name in amounts
        }
        | {
            "due_date": format_date(document["due_on"], lang),
            "discount_percent": format_number(percent, lang),
            "discount_days": str(days),
            "exchange_rate": format_number(document["exchange_rate"], lang, 4),
            "preceding": _list_preceding(
                document.get("settled") or document["preceding"], lang
            ),
            "replacing": _list_preceding(document.get("replacing") or (), lang),
            "vat_reasons": ", ".join(document["other_vat_reasons"]),
        }
    )


def _list_preceding(preceding, lang):
    """:return: numbers and dates of the invoices that a document refers to
    :rtype: str"""
    word = "n° %s du %s" if lang == "fr" else "no. %s of %s"
    return ", ".join(
        word % (number, format_date(day, lang)) for number, day in preceding
    )


def get_figure_values(names, figures, lang):
    """Return the words of the law's own variables.

    :param names: names among ``FIGURES``
    :param dict figures: value and row id by code
    :param str lang: ``fr`` or ``en``
    :return: strings by name, and ids of the rows that were used
    :rtype: tuple[dict[str, str], list[int]]
    """
    values, row_ids = {}, []
    for name in sorted(names):
        used = [figures[code] for code in FIGURES[name]]
        total = sum((value for value, _row_id in used), Decimal(0))
        values[name] = format_number(total, lang, RATE_DIGITS.get(name))
        row_ids += [row_id for _value, row_id in used]
    return values, list(dict.fromkeys(row_ids))
