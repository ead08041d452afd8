# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts that must not be issued, each with the code of its reason."""

from support.story import create, make_consumer

from .cases import deposit
from .making import Maker
from .matrix import DAY

# code of the finding that refuses: function that makes the draft
REFUSED = {}


def refused(code):
    """Register a draft that is refused."""

    def register(function):
        REFUSED[function.__name__] = code, function
        return function

    return register


def _plain(maker: Maker, price=100, *taxes, **values):
    """Make the draft of one line to a business."""
    office = maker.office
    line = office.line(price, *(taxes or (office.tax(20),)))
    return office.invoice(maker.once("buyer", "business"), line, **values)


@refused("negative_total")
def negative_invoice(maker):
    return _plain(maker, -100)


@refused("credit_note_without_original")
def credit_note_alone(maker):
    return _plain(maker, move_type="out_refund")


@refused("balance_without_deposit")
def balance_alone(maker):
    return _plain(maker, tpe_document_kind="balance")


@refused("deposit_after_deposit")
def deposit_of_a_deposit(maker):
    first = deposit(maker.office)
    maker.accountant.call("account.move", "tpe_issue", [first])
    refer = {"tpe_preceding_move_ids": [(6, 0, [first])]}
    return _plain(maker, tpe_document_kind="deposit", **refer)


@refused("preceding_not_issued")
def reference_to_a_draft(maker):
    refer = {"tpe_preceding_move_ids": [(6, 0, [deposit(maker.office)])]}
    return _plain(maker, tpe_document_kind="balance", **refer)


def _issue_first(maker):
    first = _plain(maker)
    maker.accountant.call("account.move", "tpe_issue", [first])
    return first, {"tpe_preceding_move_ids": [(6, 0, [first])]}


@refused("replaced_already")
def second_correction_of_one_invoice(maker):
    _first, refer = _issue_first(maker)
    maker.accountant.call("account.move", "tpe_issue", [_plain(maker, 90, **refer)])
    return _plain(maker, 80, **refer)


@refused("replaced_credited")
def correction_after_a_partial_credit_note(maker):
    first, refer = _issue_first(maker)
    credit = _plain(maker, 20, move_type="out_refund", reversed_entry_id=first)
    maker.accountant.call("account.move", "tpe_issue", [credit])
    return _plain(maker, 90, **refer)


@refused("line_period_backwards")
def period_that_ends_before_it_begins(maker):
    period = {"tpe_date_start": "2026-11-30", "tpe_date_end": "2026-11-01"}
    line = maker.office.line(100, maker.office.tax(20), **period)
    return maker.office.invoice(maker.once("buyer", "business"), line)


@refused("lines_missing")
def no_line(maker):
    return maker.office.invoice(maker.once("buyer", "business"))


@refused("buyer_missing")
def no_buyer(maker):
    return maker.office.invoice(False, maker.office.line(1, maker.office.tax(20)))


@refused("date_out_of_range")
def date_of_another_century(maker):
    move_id = _plain(maker)
    vals = {"invoice_date": "1999-12-31"}
    maker.accountant.call("account.move", "write", [move_id], vals=vals)
    return move_id


@refused("line_tax_missing")
def line_without_tax(maker):
    line = maker.office.line(100)
    return maker.office.invoice(maker.once("buyer", "business"), line)


@refused("line_several_taxes")
def two_rates_on_a_line(maker):
    return _plain(maker, 100, maker.office.tax(20), maker.office.tax(10))


@refused("line_rate_refused")
def rate_that_does_not_exist(maker):
    return _plain(maker, 100, maker.office.new_tax(name="19 %", amount=19))


@refused("tax_not_a_rate")
def tax_that_is_a_part_of_the_price(maker):
    division = {"amount": 20, "amount_type": "division"}
    return _plain(maker, 100, maker.office.new_tax(name="20 % du prix", **division))


@refused("line_reason_missing")
def exempt_without_reason(maker):
    tax = maker.office.new_tax(name="0 % sans motif", amount=0)
    return _plain(maker, 100, tax)


@refused("mixed_out_of_scope")
def out_of_scope_among_others(maker):
    office = maker.office
    outside = maker.once("tax", ("world_services", "only", False))
    lines = [office.line(100, outside, code="POSE"), office.line(50, office.tax(20))]
    return office.invoice(maker.once("buyer", "american"), *lines)


@refused("buyer_vat_missing")
def works_for_a_consumer_without_vat(maker):
    tax = maker.once("tax", ("building", "only", False))
    line = maker.office.line(100, tax, code="POSE")
    return maker.office.invoice(make_consumer(maker.accountant), line)


@refused("buyer_vat_missing")
def goods_to_a_german_without_vat_number(maker):
    tax = maker.once("tax", ("ic_goods", "only", False))
    partner_id = maker.office.foreigner("DE")
    return maker.office.invoice(partner_id, maker.office.line(100, tax))


@refused("currency_digits")
def dinars_of_three_decimals(maker):
    currency = maker.office.find("res.currency", ("name", "=", "TND"))
    vals = {"active": True, "rounding": 0.001}
    maker.admin.call("res.currency", "write", [currency], vals=vals)
    known = [["currency_id", "=", currency]]
    if not maker.owner.call("res.currency.rate", "search_count", domain=known):
        rate = {"name": "2026-11-01", "rate": 3.4}
        create(maker.owner, "res.currency.rate", currency_id=currency, **rate)
    return _plain(maker, currency_id=currency)


@refused("early_discount_mixed")
def discount_off_the_base_at_once(maker):
    term = create(
        maker.owner,
        "account.payment.term",
        name="2 % mixte",
        early_discount=True,
        discount_percentage=2,
        discount_days=10,
        early_pay_discount_computation="mixed",
        line_ids=[(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})],
    )
    return _plain(maker, invoice_payment_term_id=term)


@refused("sign_not_printable")
def letters_without_font(maker):
    line = maker.office.line(100, maker.office.tax(20), name="漢字")
    return maker.office.invoice(maker.once("buyer", "business"), line)


@refused("not_a_sale")
def bill_of_a_supplier(maker):
    return create(
        maker.accountant,
        "account.move",
        move_type="in_invoice",
        partner_id=maker.once("buyer", "business"),
        invoice_date=DAY,
        invoice_line_ids=[(0, 0, {"name": "Bois", "price_unit": 10})],
    )
