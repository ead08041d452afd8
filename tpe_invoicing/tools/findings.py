# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in the way of issuing an invoice.

Pure checks over the context of ``tools/mentions.py``. Each yields a finding: its code,
the details that its message names, and a severity when it is not the rule's usual one.
"""

import re
from collections import namedtuple

from .findings_place import find_misplaced
from .identifiers import is_iban, is_siren, is_siret, is_vat
from .periods import longest_due_date

Finding = namedtuple("Finding", "code details severity", defaults=({}, None))

# [BR-FR-01] at most 35 signs, letters, digits and + - _ /
NUMBER = re.compile(r"[A-Za-z0-9+\-_/]{1,35}")

# legal forms with a share capital and an entry in the trade register
COMMERCIAL_FORM = re.compile(
    r"(SARL|EURL|SASU?|SA|SNC|SCA|SCS|SE|SELARL|SELAS|SELASU|SELAFA|SELCA|SPFPL|SC)\b"
    r"|soci[ée]t[ée]",
    re.IGNORECASE,
)

# other forms of a company, and what sole traders write of themselves
OTHER_FORM = re.compile(
    r"(SC[IPM]|SCEA|EARL|GAEC|GIE|SCOP|SCIC)\b|association|fondation|coop[ée]rative",
    re.IGNORECASE,
)
SOLE_FORM = re.compile(
    r"EI(RL)?\b|entrepr(ise|eneur|eneuse) individuel|(auto|micro)[ -]?entrepr",
    re.IGNORECASE,
)
NO_CAPITAL_FORM = re.compile(r"association|fondation", re.IGNORECASE)

# labels that name nothing (242 nonies A wants a precise designation)
GENERIC_LABELS = frozenset(
    (
        "article articles divers diverses fourniture fournitures materiel matériel "
        "marchandise marchandises prestation prestations produit produits service "
        "services travaux vente ventes misc miscellaneous item product goods"
    ).split()
) | {"prestation de service", "prestation de services", "prestations de services"}


def find_seller(context):
    """:param dict context: the invoice
    :return: what is wrong with the seller's identity
    :rtype: Iterator[Finding]"""
    seller = context["seller"]
    if not seller["siren"]:
        is_pending = seller["is_being_registered"]
        yield Finding("seller_siren_pending" if is_pending else "seller_siren_missing")
    elif not _is_registry(seller):
        yield Finding("seller_siren_invalid", {"number": _registry(seller)})
    if not seller["vat"]:
        # even where a simplified invoice could do without it: [BR-S-02] wants one, and
        # who charges VAT has one
        if seller["regime"] != "franchise" and not seller["is_no_vat"]:
            yield Finding("seller_vat_missing")
    elif not is_vat(seller["vat"]):
        yield Finding("seller_vat_invalid", {"number": seller["vat"]})
    elif seller["siren"] and not seller["vat"].endswith(seller["siren"]):
        yield Finding("seller_vat_other_siren", {"number": seller["vat"]})
    if not seller["has_address"]:
        yield Finding("seller_address_missing")
    yield from _find_contradiction(seller)
    if not seller["is_sole_trader"]:
        yield from _find_company(seller)
    yield from _find_insurance(seller)
    yield from _find_debtor(seller)


def _find_contradiction(seller):
    """Yield where form, capital and "sole trader" cannot be true at once."""
    form = seller["legal_form"].strip()
    details = {"form": form}
    if seller["is_sole_trader"]:
        if COMMERCIAL_FORM.match(form) or OTHER_FORM.match(form):
            yield Finding("seller_form_contradicts", details)
    elif SOLE_FORM.match(form):
        yield Finding("seller_sole_trader_unticked", details)
    elif NO_CAPITAL_FORM.match(form) and seller["capital"]:
        yield Finding("seller_capital_unlawful", details)


def _find_debtor(seller):
    """Yield what misses of who owes the VAT in the seller's place."""
    if not seller["is_representative_complete"]:
        yield Finding("seller_representative_incomplete")
    if seller["is_vat_group_member"] and not seller["is_vat_group_known"]:
        yield Finding("seller_vat_group_incomplete")


def _find_insurance(seller):
    """Yield what misses of the insurance that building trades have to name."""
    if not seller["insurer"]:
        if seller["does_dwelling_works"]:
            yield Finding("seller_insurance_missing")
    elif not (seller["insurance_contract"] and seller["insurance_area"]):
        yield Finding("seller_insurance_incomplete")


def _find_company(seller):
    """Yield what a seller that is no sole trader should say of its form."""
    if not seller["legal_form"]:
        yield Finding("seller_legal_form_missing")
    elif COMMERCIAL_FORM.match(seller["legal_form"]):
        if not (seller["capital"] or seller["is_capital_variable"]):
            yield Finding("seller_capital_missing")
        if not seller["rcs_city"]:
            yield Finding("seller_rcs_missing")


def find_buyer(context):
    """:param dict context: the invoice, with the figure ``buyer_siren_required``
    :return: what is wrong with the buyer's identity
    :rtype: Iterator[Finding]"""
    buyer = context["buyer"]
    if not buyer["is_known"]:
        yield Finding("buyer_missing")
        return
    if not buyer["name"]:
        yield Finding("buyer_name_missing")
    details = {"name": buyer["name"]}
    if not buyer["country"]:
        yield Finding("buyer_country_missing", details)
    if not buyer["has_address"]:
        yield Finding("buyer_address_missing", details)
    if buyer["is_french"] and buyer["kind"] != "consumer":
        yield from _find_buyer_siren(context, details)
    yield from _find_buyer_vat(context, details)


def _find_buyer_siren(context, details):
    """Yield what is wrong with the registration of a French business or body."""
    buyer = context["buyer"]
    is_required = context["figures"].get("buyer_siren_required")
    severity = "blocking" if is_required else "warning"
    if buyer["kind"] == "public":
        document = context["document"]
        if not buyer["siret"]:
            yield Finding("buyer_siret_missing", details)
        if not (document["service_code"] or document["engagement_number"]):
            yield Finding("public_reference_missing", details)
    elif not buyer["siren"]:
        day = context["figures"].get("buyer_siren_from", "")
        yield Finding("buyer_siren_missing", details | {"day": day}, severity)
    if buyer["siren"] and not _is_registry(buyer):
        details = details | {"number": _registry(buyer)}
        yield Finding("buyer_siren_invalid", details, severity)


def _find_buyer_vat(context, details):
    """Yield what is wrong with the buyer's VAT number."""
    buyer = context["buyer"]
    is_needed = any(line["category"] in ("AE", "K") for line in context["lines"])
    if buyer["vat"] and not is_vat(buyer["vat"]):
        severity = "blocking" if is_needed else "warning"
        details = details | {"number": buyer["vat"]}
        yield Finding("buyer_vat_invalid", details, severity)
    elif is_needed and not buyer["vat"]:
        yield Finding("buyer_vat_missing", details)


def _registry(party):
    return party["siret"] or party["siren"]


def _is_registry(party):
    """:return: whether the SIRET, or the SIREN without one, has a right key
    :rtype: bool"""
    return is_siret(party["siret"]) if party["siret"] else is_siren(party["siren"])


def find_document(context):
    """:param dict context: the invoice
    :return: what is wrong with its number, dates, amounts and bank account
    :rtype: Iterator[Finding]"""
    document = context["document"]
    issued_on = document["issued_on"]
    if not issued_on:
        yield Finding("date_missing")
    elif not 2000 <= issued_on.year <= 2099:  # [BR-FR-03]
        yield Finding("date_out_of_range")
    if document["number"] and not NUMBER.fullmatch(document["number"]):
        yield Finding("number_refused", {"number": document["number"]})
    if document["total"] < 0:
        yield Finding("negative_total")
    yield from _find_rate(document)
    if OBSOLETE.search(document["narration"]):
        yield Finding("mention_obsolete")
    if document["is_self_billed"] and not context["buyer"]["has_mandate"]:
        yield Finding("self_billed_without_mandate", {"name": context["buyer"]["name"]})
    if not is_iban(document["account_number"]):
        yield Finding("iban_invalid", {"number": document["account_number"]})


def _find_rate(document):
    """Yield what is wrong with the exchange rate: VAT is owed in euros."""
    if document["vat_in_eur"] is None or document["is_rate_typed"]:
        return
    details = {"currency": document["currency"]}
    issued_on, rate_day = document["issued_on"], document["rate_day"]
    if not rate_day:
        yield Finding("currency_rate_missing", details)
    elif issued_on and (issued_on - rate_day).days > OLD_RATE_DAYS:
        yield Finding("currency_rate_old", details | {"day": rate_day})


def find_references(context):
    """:param dict context: the invoice
    :return: what is wrong with the documents that it refers to
    :rtype: Iterator[Finding]"""
    document = context["document"]
    if document["type"] == "credit_note":
        if not _refers(document):  # [BR-FR-CO-05]
            yield Finding("credit_note_without_original")
    elif document["kind"] == "balance" and not _refers(document):
        yield Finding("balance_without_deposit")
    elif document["kind"] == "deposit" and document["follows_deposit"]:
        yield Finding("deposit_after_deposit")  # [BR-FR-CO-08]
    if document["unissued_count"]:
        yield Finding("preceding_not_issued")


def _refers(document):
    """:return: whether the documents that it refers to are named, issued or not
    :rtype: bool"""
    return bool(document["preceding"] or document["unissued_count"])


def find_terms(context):
    """:param dict context: the invoice, with the figures of the terms of payment
    :return: what is wrong with its due date and its penalties
    :rtype: Iterator[Finding]"""
    document, seller = context["document"], context["seller"]
    if document["type"] == "credit_note":
        return
    issued_on, due_on = document["issued_on"], document["due_on"]
    if issued_on and not due_on:
        yield Finding("due_date_missing")
    elif issued_on and due_on < issued_on and document["kind"] != "deposit":
        yield Finding("due_date_before_issue")  # [BR-FR-CO-07]
    if context["buyer"]["kind"] != "business":
        return
    yield from _find_long_term(document, context["figures"])
    floor = context["figures"].get("late_floor")
    if seller["late_rate"] and floor and seller["late_rate"] < floor:
        yield Finding(
            "late_rate_below_floor",
            {"rate": seller["late_rate"], "floor": floor},
        )


def _find_long_term(document, figures):
    """Yield a finding when a professional is given more time than the law allows."""
    limits = {
        "agreed": figures.get("max_term_days"),
        "end_of_month": figures.get("max_term_days_eom"),
        "periodic": figures.get("max_term_days_periodic"),
    }
    if not (document["issued_on"] and document["due_on"] and all(limits.values())):
        return
    limits = {name: int(days) for name, days in limits.items()}
    longest = longest_due_date(
        document["issued_on"],
        limits,
        is_end_of_month=document["is_end_of_month"],
        is_periodic=document["is_periodic"],
    )
    if document["due_on"] > longest:
        yield Finding("due_date_too_late", {"longest": longest})


def find_lines(context):
    """:param dict context: the invoice
    :return: what is wrong with its lines and their taxes
    :rtype: Iterator[Finding]"""
    lines = context["lines"]
    if not lines:
        yield Finding("lines_missing")
    for code, is_wrong in LINE_CHECKS:
        numbers = [
            str(number)
            for number, line in enumerate(lines, 1)
            if is_wrong(line, context["seller"])
        ]
        if numbers:
            yield Finding(code, {"lines": ", ".join(numbers)})
    for code, numbers in find_misplaced(context):
        yield Finding(code, {"lines": ", ".join(numbers)})
    categories = {line["category"] for line in lines}
    if "O" in categories and len(categories) > 1:  # [BR-O-11]
        yield Finding("mixed_out_of_scope")


def _is_generic(line, _seller):
    return line["label"].strip(" .,:-").casefold() in GENERIC_LABELS


def _lacks_tax(line, seller):
    is_bare = not line["tax_count"] and not line["reason"]
    return is_bare and seller["regime"] != "franchise"


def _lacks_reason(line, _seller):
    is_exempt = line["category"] not in ("S", "Z")
    return line["tax_count"] == 1 and is_exempt and not line["reason"]


LINE_CHECKS = (
    ("line_label_missing", lambda line, seller: not line["label"].strip()),
    ("line_label_generic", _is_generic),
    ("line_tax_missing", _lacks_tax),
    ("line_several_taxes", lambda line, seller: line["tax_count"] > 1),
    ("line_reason_missing", _lacks_reason),
    ("line_rate_zero", lambda line, seller: line["category"] == "Z"),
    (
        # an exempt delivery is one of goods: a service is reverse charged
        "line_service_as_goods",
        lambda line, seller: line["category"] == "K" and line["nature"] == "services",
    ),
    (
        "franchise_with_vat",
        lambda line, seller: seller["regime"] == "franchise" and line["rate"],
    ),
)

# approved associations (AGA, OGA, CGA) are no more; their mention must go
OBSOLETE = re.compile(
    r"\b(membre|adh[ée]rent)\w*\s+d['’]une?\s+"
    r"(association|centre|organisme)\s+((mixte\s+)?de\s+gestion\s+)?agr[ée]",
    re.IGNORECASE,
)
# central banks publish no rate at weekends and on holidays
OLD_RATE_DAYS = 7

# figures that the checks read; a check whose figure is missing says nothing, and the
# missing figure is a finding of its own
CHECKED_FIGURES = (
    "buyer_siren_required",
    "max_term_days",
    "max_term_days_eom",
    "max_term_days_periodic",
    "vat_rate_standard",
    "vat_rate_overseas",
)
FLOOR_FIGURES = ("legal_rate_pro", "late_floor_multiplier")
