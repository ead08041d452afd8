# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mentions an invoice bears, and with what words.

An invoice is a *context*: a plain dict made by ``account.move``, in three parts
``seller``, ``buyer`` and ``document`` beside ``lang``, ``date`` and ``lines``. A *rule*
says under which condition a mention applies; conditions are the functions of
``CONDITIONS``, named ``name`` or ``name:argument`` in the data.
"""

import re
from collections import namedtuple
from decimal import Decimal

from .identifiers import format_registry

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

# variables that the invoice fills, see ``get_values``
VARIABLES = (
    "buyer_siren",
    "buyer_vat",
    "capital",
    "contract_rate",
    "currency",
    "discount_days",
    "discount_percent",
    "due_date",
    "engagement_number",
    "exchange_rate",
    "half_year",
    "insurance_area",
    "insurance_contract",
    "insurer",
    "legal_form",
    "number",
    "preceding",
    "rcs_city",
    "seller_name",
    "service_code",
    "siren",
    "siret",
    "vat",
    "vat_in_eur",
    "vat_reasons",
)

# === CONDITIONS === #


def penalty_case(context):
    """Say which law of late payment an invoice falls under.

    :param dict context: the invoice
    :return: ``credit_note`` (nothing to pay), ``consumer``, ``public``, ``contract``
        (a rate of the seller's own) or ``legal``
    :rtype: str
    """
    if context["document"]["type"] == "credit_note":
        return "credit_note"
    kind = context["buyer"]["kind"]
    if kind in ("consumer", "public"):
        return kind
    return "contract" if context["seller"]["late_rate"] else "legal"


def vat_case(category, reason, zone):
    """Name the reason why a line bears no VAT, as precisely as mentions want it.

    :param str category: category of EN 16931
    :param str reason: VATEX code or None
    :param str zone: where the buyer is: ``domestic``, ``dom``, ``eu``, ``world``
    :return: a name, blank for a line with VAT or without known reason
    :rtype: str

    >>> vat_case("AE", "VATEX-EU-AE", "eu"), vat_case("G", "VATEX-EU-G", "dom")
    ('reverse_charge_abroad', 'export_dom')
    >>> vat_case("E", "VATEX-FR-FRANCHISE", "world"), vat_case("S", None, "eu")
    ('VATEX-FR-FRANCHISE', '')
    """
    if category == "AE":
        is_home = zone in ("domestic", "dom")
        return "reverse_charge_domestic" if is_home else "reverse_charge_abroad"
    if category == "G":
        return "export_dom" if zone == "dom" else "export"
    if category == "K":
        return "intra_community"
    return reason or ""


def vat_cases(context):
    """:param dict context: the invoice
    :return: the names of :func:`vat_case` that its lines have
    :rtype: set[str]"""
    zone = context["buyer"]["zone"]
    return {
        vat_case(line["category"], line["reason"], zone) for line in context["lines"]
    } - {""}


def operation(context):
    """:param dict context: the invoice
    :return: ``goods``, ``services`` or ``both``; blank without lines
    :rtype: str"""
    natures = {line["nature"] for line in context["lines"]}
    return "both" if len(natures) > 1 else next(iter(natures), "")


def _opted_for_debits(context, _argument):
    seller = context["seller"]
    return (
        seller["vat_on_debits"]
        and seller["regime"] == "normal"
        and operation(context) in ("services", "both")
    )


def _has_discount(context, _argument):
    document = context["document"]
    return bool(document["discount"]) and document["type"] != "credit_note"


def _in_rne(context, _argument):
    seller = context["seller"]
    return seller["is_sole_trader"] and not seller["rcs_city"] and seller["siren"]


def _has_legal_form(context, _argument):
    seller = context["seller"]
    return not seller["is_sole_trader"] and seller["legal_form"]


def _credits(context, _argument):
    document = context["document"]
    return document["type"] == "credit_note" and document["preceding"]


def _settles(context, _argument):
    document = context["document"]
    return document["kind"] == "balance" and document["preceding"]


CONDITIONS = {
    "always": lambda context, argument: True,
    "seller_has": lambda context, argument: context["seller"][argument],
    "buyer_has": lambda context, argument: context["buyer"][argument],
    "document_has": lambda context, argument: context["document"][argument],
    "legal_form": lambda context, argument: (
        _has_legal_form(context, argument) and not context["seller"]["capital"]
    ),
    "legal_form_and_capital": lambda context, argument: (
        _has_legal_form(context, argument) and context["seller"]["capital"]
    ),
    "in_rne": _in_rne,
    "operation": lambda context, argument: operation(context) == argument,
    "opted_for_debits": _opted_for_debits,
    "penalties": lambda context, argument: penalty_case(context) == argument,
    "lump_sum": lambda context, argument: (
        penalty_case(context) in ("legal", "contract", "public")
    ),
    "discount": _has_discount,
    "no_discount": lambda context, argument: not _has_discount(context, argument),
    "has_to_be_paid": lambda context, argument: (
        context["document"]["type"] == "invoice" and context["document"]["due_on"]
    ),
    "vat": lambda context, argument: argument in vat_cases(context),
    "vat_other": lambda context, argument: context["document"]["other_vat_reasons"],
    "credits": _credits,
    "settles": _settles,
    "foreign_currency": lambda context, argument: context["document"]["vat_in_eur"],
}


def is_condition(condition):
    """:param str condition: ``name`` or ``name:argument``
    :return: whether the name is known
    :rtype: bool

    >>> is_condition("vat:export"), is_condition("os.system")
    (True, False)
    """
    return (condition or "").partition(":")[0] in CONDITIONS


def applies(rule, context):
    """:param Rule rule: a rule with a condition
    :param dict context: the invoice
    :rtype: bool"""
    name, _sep, argument = rule.condition.partition(":")
    return bool(CONDITIONS[name](context, argument))


def other_vat_reasons(rules, context):
    """Find the exemption reasons that no rule of their own words.

    :param rules: all rules
    :param dict context: the invoice
    :return: VATEX codes, sorted
    :rtype: list[str]
    """
    named = {
        rule.condition.partition(":")[2]
        for rule in rules
        if rule.condition and rule.condition.startswith("vat:")
    }
    return sorted(vat_cases(context) - named)


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

    :param str text: with ``{variables}``
    :param dict values: strings by name
    :rtype: str

    >>> fill("{legal_form} {0} {x.__class__}", {"legal_form": "SARL", "0": "{vat}"})
    'SARL {vat} {x.__class__}'
    """
    return VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


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
    lang, document = context["lang"], context["document"]
    seller, buyer = context["seller"], context["buyer"]
    percent, days = document["discount"] or (Decimal(0), 0)
    names = ("vat", "insurer", "insurance_contract", "insurance_area", "rcs_city")
    values = {name: seller[name] for name in (*names, "legal_form")}
    return values | {
        "seller_name": seller["name"],
        "siren": format_registry(seller["siren"]),
        "siret": format_registry(seller["siret"]),
        "capital": format_number(seller["capital"], lang),
        "contract_rate": format_number(seller["late_rate"], lang, 2),
        "buyer_siren": format_registry(buyer["siren"]),
        "buyer_vat": buyer["vat"],
        "number": document["number"],
        "due_date": format_date(document["due_on"], lang),
        "half_year": format_half_year(context["date"], lang),
        "discount_percent": format_number(percent, lang),
        "discount_days": str(days),
        "currency": document["currency"],
        "vat_in_eur": format_number(document["vat_in_eur"] or Decimal(0), lang, 2),
        "exchange_rate": format_number(document["exchange_rate"], lang, 4),
        "preceding": _list_preceding(
            document.get("settled") or document["preceding"], lang
        ),
        "service_code": document["service_code"],
        "engagement_number": document["engagement_number"],
        "vat_reasons": ", ".join(document["other_vat_reasons"]),
    }


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
