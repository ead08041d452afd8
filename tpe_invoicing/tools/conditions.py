# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a mention applies: pure functions over the context of an invoice.

A condition is written ``name`` or ``name:argument`` in the data. ``CONDITIONS`` says
which names there are, ``ARGUMENTS`` which arguments a name takes.
"""

from decimal import Decimal, InvalidOperation

HOME = ("domestic", "dom")


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


# === VAT === #


def vat_case(category, reason, zone):
    """Name the reason why a line bears no VAT, as precisely as mentions want it.

    :param str category: category of EN 16931
    :param str reason: VATEX code or None
    :param str zone: where the supply is taxed, see :func:`tax_zone`
    :return: a name, blank for a line with VAT or without known reason
    :rtype: str

    >>> vat_case("AE", "VATEX-EU-AE", "eu"), vat_case("G", "VATEX-EU-G", "dom")
    ('reverse_charge_abroad', 'export_dom')
    >>> vat_case("E", "VATEX-FR-FRANCHISE", "world"), vat_case("S", None, "eu")
    ('VATEX-FR-FRANCHISE', '')
    >>> vat_case("O", "VATEX-EU-O", "no_vat"), vat_case("K", None, "triangular")
    ('no_vat', 'triangular')
    """
    if category == "O" and zone == "no_vat" and reason == "VATEX-EU-O":
        return "no_vat"
    if category in ("AE", "K") and zone == "triangular":
        return "triangular"
    if category == "AE":
        return {
            "eu": "reverse_charge_abroad",
            # nobody outside the Union owes French VAT: the supply is not in France
            "world": "VATEX-EU-O",
        }.get(zone, "reverse_charge_domestic")
    if category == "G":
        return "export_dom" if zone == "dom" else "export"
    if category == "K":
        return "intra_community"
    return reason or ""


def tax_zone(context, nature):
    """Say where a supply is taxed, seen from the seller.

    :param dict context: the invoice
    :param str nature: ``goods`` or ``services``
    :return: the buyer's zone, or ``no_vat`` (Guyane and Mayotte, CGI 294-1) or
        ``triangular`` (goods that go from one member state to another)
    :rtype: str
    """
    buyer, seller = context["buyer"], context["seller"]
    zone = buyer["zone"]
    if seller["is_no_vat"] and zone == "domestic":
        return "no_vat"
    if buyer["is_no_vat"] and zone == "dom" and nature == "services":
        return "no_vat"
    if context["document"]["is_triangular"] and zone == "eu" and nature == "goods":
        return "triangular"
    return zone


def line_case(context, line):
    """:param dict context: the invoice
    :param dict line: one of its lines
    :return: see :func:`vat_case`
    :rtype: str"""
    zone = tax_zone(context, line["nature"])
    return vat_case(line["category"], line["reason"], zone)


def vat_cases(context):
    """:param dict context: the invoice; ``vat_cases`` when they are known already
    :return: the names of :func:`vat_case` that its lines have
    :rtype: set[str]"""
    known = context.get("vat_cases")
    if known is not None:
        return known
    return {line_case(context, line) for line in context["lines"]} - {""}


def operation(context):
    """:param dict context: the invoice
    :return: ``goods``, ``services`` or ``both``; blank without lines. Freight or a
        discount goes with what is sold
    :rtype: str"""
    lines = context["lines"]
    main = [line for line in lines if not line.get("is_accessory")]
    natures = {line["nature"] for line in main or lines}
    return "both" if len(natures) > 1 else next(iter(natures), "")


def _opted_for_debits(context, _argument):
    seller = context["seller"]
    return (
        seller["vat_on_debits"]
        and seller["regime"] == "normal"
        and operation(context) in ("services", "both")
    )


def _works_rate(context, rate):
    return (
        context["seller"]["does_dwelling_works"]
        and context["document"]["type"] in ("invoice", "quote")
        and any(line["rate"] == Decimal(rate) for line in context["lines"])
    )


# === SELLER AND BUYER === #


def _in_rne(context, _argument):
    seller = context["seller"]
    return seller["is_sole_trader"] and not seller["rcs_city"] and seller["siren"]


def _has_legal_form(seller):
    return not seller["is_sole_trader"] and seller["legal_form"]


def _legal_form(context, _argument):
    seller = context["seller"]
    has_capital = seller["capital"] or seller["is_capital_variable"]
    return _has_legal_form(seller) and not has_capital


def _legal_form_and_capital(context, _argument):
    seller = context["seller"]
    is_fixed = seller["capital"] and not seller["is_capital_variable"]
    return _has_legal_form(seller) and is_fixed


def _variable_capital(context, _argument):
    seller = context["seller"]
    return _has_legal_form(seller) and seller["is_capital_variable"]


def _being_registered(context, _argument):
    seller = context["seller"]
    return seller["is_being_registered"] and not seller["siren"]


def _is_sale_to_consumer(context):
    is_invoice = context["document"]["type"] == "invoice"
    return is_invoice and context["buyer"]["kind"] == "consumer"


def _consumer_service(context, _argument):
    has_services = operation(context) in ("services", "both")
    return has_services and _is_sale_to_consumer(context)


def _mediator(context, _argument):
    seller = context["seller"]
    return (
        seller["prints_mediator"]
        and seller["mediator"]
        and context["buyer"]["kind"] == "consumer"
    )


def _legal_warranty(context, _argument):
    # C. conso. D211-2: sales in a shop only, neither at a distance nor at home
    document = context["document"]
    return (
        document["is_in_store"]
        and document["warranty_goods"]
        and _is_sale_to_consumer(context)
    )


# === DOCUMENT === #


def _has_discount(context, _argument):
    document = context["document"]
    return bool(document["discount"]) and document["type"] != "credit_note"


def _discount_case(is_net):
    """:param bool is_net: whether the discount leaves the VAT as it is
    :return: a condition
    :rtype: Callable"""
    return lambda context, argument: (
        _has_discount(context, argument)
        and bool(context["document"].get("is_discount_net")) == is_net
    )


def _has_to_be_paid(context, _argument):
    document = context["document"]
    return document["type"] == "invoice" and document["due_on"]


def _credits(context, _argument):
    document = context["document"]
    return document["type"] == "credit_note" and document["preceding"]


def _settles(context, _argument):
    document = context["document"]
    return document["kind"] == "balance" and document["preceding"]


def _replaces(context, _argument):
    # deposits are settled, situations follow one another: only a plain invoice that
    # refers to another one takes its place
    document = context["document"]
    is_plain = document["type"] == "invoice" and document["kind"] == "invoice"
    return is_plain and document["preceding"] and not document["follows_deposit"]


def _quote(context, fee):
    # the law wants it of works at a consumer's; a price is said to everyone
    document = context["document"]
    amount = document.get("quote_fee")
    if document["type"] != "quote" or amount is None:
        return False
    if fee == "paid":
        return amount > 0
    return amount == 0 and context["buyer"]["kind"] == "consumer"


def _is_copy(kind):
    return lambda context, argument: context["document"].get("copy") == kind


CONDITIONS = {
    "always": lambda context, argument: True,
    "seller_has": lambda context, argument: context["seller"][argument],
    "buyer_has": lambda context, argument: context["buyer"][argument],
    "document_has": lambda context, argument: context["document"][argument],
    "seller_status": lambda context, argument: context["seller"]["status"] == argument,
    "being_registered": _being_registered,
    "legal_form": _legal_form,
    "legal_form_and_capital": _legal_form_and_capital,
    "variable_capital": _variable_capital,
    "in_rne": _in_rne,
    "ordered": lambda context, argument: (
        context["document"]["order"] and context["buyer"]["kind"] != "consumer"
    ),
    "has_lines": lambda context, argument: context["lines"],
    "operation": lambda context, argument: operation(context) == argument,
    "consumer_service": _consumer_service,
    "opted_for_debits": _opted_for_debits,
    "works_rate": _works_rate,
    "penalties": lambda context, argument: penalty_case(context) == argument,
    "lump_sum": lambda context, argument: (
        penalty_case(context) in ("legal", "contract", "public")
    ),
    "discount": _discount_case(is_net=False),
    "discount_net": _discount_case(is_net=True),
    "no_discount": lambda context, argument: not _has_discount(context, argument),
    "has_to_be_paid": _has_to_be_paid,
    "paid": lambda context, argument: context["document"]["paid_on"],
    "vat": lambda context, argument: argument in vat_cases(context),
    "vat_other": lambda context, argument: context["document"]["other_vat_reasons"],
    "credits": _credits,
    "settles": _settles,
    "replaces": _replaces,
    "replaced": lambda context, argument: context["document"].get("replacing"),
    "foreign_currency": lambda context, argument: context["document"]["vat_in_eur"],
    "mediator": _mediator,
    "legal_warranty": _legal_warranty,
    "quote": _quote,
    # never on an original: a copy is another document, made on request
    "copy": _is_copy("copy"),
    "unpaid_copy": _is_copy("unpaid"),
}

# what may stand after the colon; names that are not here take nothing
ARGUMENTS = {
    "seller_has": frozenset(
        "address establishment foreign_registration insurer is_sole_trader "
        "is_vat_group_member name rcs_city representative siren siret vat".split()
    ),
    "buyer_has": frozenset("address billing_address name siren siret vat".split()),
    "document_has": frozenset(
        "delivery eco_amount engagement_number has_rebates is_self_billed issued_on "
        "number order service_code supply_on".split()
    ),
    "seller_status": frozenset(("liquidation", "tenant_manager")),
    "operation": frozenset(("goods", "services", "both")),
    "penalties": frozenset(("credit_note", "consumer", "public", "contract", "legal")),
    "quote": frozenset(("free", "paid")),
    "vat": None,  # any reason: the list of VATEX codes grows
    "works_rate": None,  # any rate
}


def is_condition(condition):
    """Tell whether a condition can be evaluated for every invoice.

    :param str condition: ``name`` or ``name:argument``
    :rtype: bool

    >>> [is_condition(c) for c in ("vat:export", "os.system", "seller_has:vat", "")]
    [True, False, True, False]
    >>> [is_condition(c) for c in ("seller_has:colour", "always:never", "works_rate:x")]
    [False, False, False]
    """
    name, _sep, argument = (condition or "").partition(":")
    if name not in CONDITIONS:
        return False
    if name == "works_rate":
        return _is_number(argument)
    known = ARGUMENTS.get(name, frozenset([""]))
    return bool(argument) if known is None else argument in known


def _is_number(text):
    """:rtype: bool"""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def applies(rule, context):
    """:param Rule rule: a rule with a condition
    :param dict context: the invoice
    :rtype: bool"""
    name, _sep, argument = rule.condition.partition(":")
    return bool(CONDITIONS[name](context, argument))


def other_vat_reasons(rules, context):
    """Find the exemption reasons that no rule has words for.

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
