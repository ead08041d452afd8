# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases beside the matrix: two or three situations of the document on one invoice.

Everything that lowers, raises, splits or moves what is to pay, together: where one of
them is right alone, the sums of both may still be wrong.
"""

from .matrix import CASES, PLAIN, SITUATIONS, Case, Situation

BALANCE = {"tpe_document_kind": "balance"}
DEPOSIT = {"tpe_document_kind": "deposit"}
SELF_BILLED = {"tpe_is_self_billed": True}
TAKEN_OFF = (-1, 300, 0, "return")
ALLOWANCE, CHARGE = (1, -66.67, 0, "allowance"), (1, 18.9, 0, "charge")
CUT = ((3, 450, 10), (7, 100, 33.33))


def _balance(*lines, **more):
    facts = {"values": BALANCE, "process": "4", "source": "deposit"} | more
    return Situation((*lines, TAKEN_OFF), **facts)


def _credit(source, *lines, **more):
    return Situation(lines, type_code="381", source=source, **more)


def _correct(source, *lines, **more):
    return Situation(lines, type_code="384", source=source, **more)


def _deliver(*lines, **more):
    more = {"marks": ("deliveries",), "profile": "EXTENDED"} | more
    return Situation(lines or PLAIN, needs_goods=True, **more)


def _include(*lines, **more):
    return Situation(lines, needs_rate=True, marks=("included",), **more)


MORE = {
    # === DEPOSITS === #
    "balance_early": _balance((1, 1000), (2, 49.5, 8), term="early_discount"),
    "balance_instalments": _balance((3, 410.4), term="instalments"),
    "balance_whole": _balance((1, 900), ALLOWANCE, CHARGE),
    "balance_of_nothing": _balance((1, 300)),
    "balance_part_paid": _balance((2, 333.33), paid="60.00"),
    "balance_delivered": _balance(
        (1, 500), (1, 80), marks=("deliveries",), profile="EXTENDED", needs_goods=True
    ),
    "balance_dollars": _balance((1, 999.99), marks=("dollars",), source="deposit_usd"),
    "deposit_usd": Situation(((1, 300),), DEPOSIT, type_code="386", marks=("dollars",)),
    "deposit_instalments": Situation(
        ((1, 300.3),), DEPOSIT, type_code="386", term="instalments"
    ),
    "deposit_self_billed": Situation(
        ((1, 300),), DEPOSIT | SELF_BILLED, type_code="500"
    ),
    # === CREDIT NOTES AND CORRECTIONS === #
    "credit_of_corrected": _credit("corrected", (1, 30)),
    "credit_of_balance": _credit("balance", (1, 100), (1, 0)),
    "credit_discounts": _credit("invoice", (2, 33.33, 12.5), (1, 80, 100)),
    "credit_whole": _credit(
        "invoice", (3, 33.33), (1, -10, 0, "allowance"), (1, 5.55, 0, "charge")
    ),
    "credit_usd": _credit("dollars", (1, 33.33, 10), marks=("dollars",)),
    "credit_yen": _credit("yen", (1, 333, 50), marks=("yen",)),
    "credit_included": _credit(
        "tax_included", (1, 100), needs_rate=True, marks=("included",)
    ),
    "corrected_usd": _correct("dollars", (3, 30), (1, 12.4, 5), marks=("dollars",)),
    "corrected_whole": _correct("invoice", (3, 30, 15), ALLOWANCE, (1, 70)),
    "corrected_early": _correct("invoice", (3, 29.99), term="early_discount"),
    # === CURRENCIES === #
    "usd_discounts": Situation((*CUT, ALLOWANCE, CHARGE), marks=("dollars",)),
    "usd_instalments": Situation(term="instalments", marks=("dollars",)),
    "usd_part_paid": Situation(paid="40.00", marks=("dollars",)),
    "yen_discounts": Situation(
        ((3, 1200, 15), (1, -333, 0, "allowance")), marks=("yen",)
    ),
    # === PRICES WITH TAX === #
    "included_return": _include((3, 100), (-1, 100, 0, "return"), (2, 200)),
    "included_discounts": _include((4, 100, 25), (1, 200, 50)),
    "included_paid": _include((1, 100), (2, 300), paid="all", process="2"),
    "included_early": _include((5, 100), term="early_discount"),
    # === SEVERAL PLACES: EXTENDED === #
    "delivered_whole": _deliver((2, 500), (1, 80), ALLOWANCE, CHARGE),
    "delivered_usd": _deliver(marks=("deliveries", "dollars")),
    "delivered_paid": _deliver(paid="all", process="2"),
    "delivered_periods": _deliver(marks=("deliveries", "period")),
    "delivered_return": _deliver((5, 20.2), (-2, 20.2, 0, "return"), (1, 9, 5)),
    # === PAYMENT === #
    "paid_whole": Situation(((2, 500), ALLOWANCE, CHARGE), paid="all", process="2"),
    "part_paid_instalments": Situation(paid="40.00", term="instalments"),
    "early_everything": Situation(
        (*CUT, ALLOWANCE, CHARGE, (1, 0)), term="early_discount"
    ),
    "periods_instalments": Situation(
        ((1, 49.9), (2, 10, 3)), term="instalments", marks=("period",)
    ),
    "odd_instalments": Situation(
        ((0.333, 3.333333), (1.12345, 8.5)), term="instalments"
    ),
    # === LITTLE AND MUCH === #
    "given_away": Situation(((1, 50), (1, -50, 0, "allowance"))),
    "cents": Situation(((3, 0.01), (1, 0.05), (8, 0.03, 50))),
    "thousands": Situation(((12345.678, 9.99), (0.001, 123456.78))),
}

PAIRS = """
rates business balance_early
mixed consumer balance_early
normal public balance_instalments
franchise business balance_instalments
rates business balance_whole
dom_rate reunion balance_whole
building business balance_whole
normal consumer balance_of_nothing
mixed business balance_part_paid
rates business balance_delivered
normal foreign balance_dollars
mixed business deposit_instalments
building business deposit_self_billed
rates business credit_of_corrected
franchise consumer credit_of_corrected
normal business credit_of_balance
mixed public credit_discounts
margin consumer credit_discounts
ic_goods german credit_discounts
rates consumer credit_whole
dom reunion credit_whole
normal american credit_usd
normal foreign credit_yen
rates consumer credit_included
rates foreign corrected_usd
mixed business corrected_whole
ic_services german corrected_early
rates foreign usd_discounts
export american usd_discounts
world_services american usd_instalments
normal foreign usd_part_paid
mixed foreign yen_discounts
rates consumer included_return
dom_rate reunion_consumer included_discounts
rates consumer included_paid
normal consumer included_early
rates business delivered_whole
normal foreign delivered_usd
franchise business delivered_paid
margin business delivered_periods
rates public delivered_return
franchise consumer paid_whole
building public part_paid_instalments
rates public early_everything
franchise business early_everything
mixed business periods_instalments
rates business odd_instalments
franchise business given_away
normal business given_away
rates consumer cents
building business thousands
"""

SITUATIONS |= MORE
for _vat, _buyer, _situation in map(str.split, PAIRS.strip().splitlines()):
    _case = Case(f"{_vat}-{_buyer}-{_situation}", _vat, _buyer, _situation)
    CASES[_case.name] = _case
