# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of mentions in plain words: when they apply, and so why they are there."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

WORDS = {
    "always": _lt("Always."),
    "seller_has:address": _lt("Your company has an address."),
    "seller_has:establishment": _lt(
        "Your company invoices from another address than its registered office."
    ),
    "seller_has:foreign_registration": _lt(
        "Your company is the French office of a foreign one."
    ),
    "seller_has:insurer": _lt("Your company has a professional insurance."),
    "seller_has:is_sole_trader": _lt("You are a sole trader."),
    "seller_has:is_vat_group_member": _lt("Your company is a member of a VAT group."),
    "seller_has:name": _lt("Your company has a name."),
    "seller_has:rcs_city": _lt("Your company is in the trade register."),
    "seller_has:representative": _lt("Your company has a tax representative."),
    "seller_has:siren": _lt("Your company has a SIREN."),
    "seller_has:siret": _lt("Your company has a SIRET."),
    "seller_has:vat": _lt("Your company has a VAT number."),
    "seller_status:liquidation": _lt("Your company is in liquidation."),
    "seller_status:tenant_manager": _lt(
        "You run the business under a management lease."
    ),
    "being_registered": _lt("Your company is being registered: no SIREN yet."),
    "legal_form": _lt("Your company has a legal form without share capital."),
    "legal_form_and_capital": _lt("Your company has a share capital."),
    "variable_capital": _lt("Your company has a variable capital."),
    "in_rne": _lt("You are a sole trader outside the trade register."),
    "buyer_has:address": _lt("The customer has an address."),
    "buyer_has:billing_address": _lt(
        "The customer is invoiced at another address than his own."
    ),
    "buyer_has:name": _lt("The customer has a name."),
    "buyer_has:siren": _lt("The customer has a SIREN."),
    "buyer_has:siret": _lt("The customer has a SIRET."),
    "buyer_has:vat": _lt("The customer has a VAT number."),
    "ordered": _lt("A business or public body has given an order number."),
    "document_has:delivery": _lt("The goods go to another address."),
    "document_has:eco_amount": _lt("A line bears an eco-participation."),
    "document_has:engagement_number": _lt(
        "The public body has given an engagement number."
    ),
    "document_has:has_rebates": _lt("A line bears a discount."),
    "document_has:is_self_billed": _lt("The customer makes the invoice."),
    "document_has:issued_on": _lt("The invoice has a date."),
    "document_has:number": _lt("The invoice has a number."),
    "document_has:order": _lt("The customer has given a reference."),
    "document_has:service_code": _lt("The public body has given a service code."),
    "document_has:supply_on": _lt("The supply has another date than the invoice."),
    "has_lines": _lt("The invoice has lines."),
    "operation:goods": _lt("Only goods are sold."),
    "operation:services": _lt("Only services are sold."),
    "operation:both": _lt("Goods and services are sold."),
    "consumer_service": _lt("A service is sold to a consumer."),
    "opted_for_debits": _lt("You sell services and pay their VAT when you invoice."),
    "works_rate": _lt(
        "You work in dwellings, and a line bears VAT at %(argument)s %%."
    ),
    "penalties:credit_note": _lt("It is a credit note: nothing has to be paid."),
    "penalties:consumer": _lt("The customer is a consumer."),
    "penalties:public": _lt("The customer is a public body."),
    "penalties:contract": _lt("The customer is a business; the penalty rate is yours."),
    "penalties:legal": _lt(
        "The customer is a business; the penalty rate is the law's."
    ),
    "lump_sum": _lt("The customer is a business or a public body."),
    "discount": _lt("The payment terms give a discount for early payment."),
    "discount_net": _lt(
        "The payment terms give a discount for early payment that leaves the VAT."
    ),
    "no_discount": _lt("The payment terms give no discount for early payment."),
    "has_to_be_paid": _lt("It is an invoice, with a due date."),
    "paid": _lt("The invoice was paid online before it was issued."),
    "vat:no_vat": _lt("The sale takes place in French Guiana or Mayotte."),
    "vat:triangular": _lt(
        "The goods go straight from one country of the European Union to another."
    ),
    "vat:reverse_charge_domestic": _lt(
        "The tax of a line says that the customer, in France, owes the VAT."
    ),
    "vat:reverse_charge_abroad": _lt(
        "The tax of a line says that the customer, in the European Union, owes the VAT."
    ),
    "vat:intra_community": _lt(
        "The tax of a line says that goods go to another country of the Union."
    ),
    "vat:export": _lt("The tax of a line says that it is an export."),
    "vat:export_dom": _lt(
        "The tax of a line says that goods go to a department overseas."
    ),
    "vat": _lt("The tax of a line bears no VAT for the reason %(argument)s."),
    "vat_other": _lt("A line bears no VAT for a reason without words of its own."),
    "credits": _lt("It is a credit note."),
    "settles": _lt("It is the final invoice after deposits."),
    "replaces": _lt("It is an invoice that refers to the one it replaces."),
    "replaced": _lt("It cancels an invoice that a corrected one replaces."),
    "foreign_currency": _lt("The invoice is in another currency than the euro."),
    "mediator": _lt("The customer is a consumer, and you name the mediator."),
    "legal_warranty": _lt(
        "Goods that the law lists are sold to a consumer in the shop."
    ),
    "quote:free": _lt("It is a quote to a consumer, without a price of its own."),
    "quote:paid": _lt("It is a quote that the customer pays for."),
    "copy": _lt("Only on a copy, never on the original."),
    "unpaid_copy": _lt("Only on the duplicate of an invoice that stayed unpaid."),
}


def describe(env, condition):
    """Say a condition in the user's language.

    :param Environment env: with the language
    :param str condition: ``name`` or ``name:argument``
    :return: a sentence, blank when there is no condition
    :rtype: str
    """
    name, _sep, argument = (condition or "").partition(":")
    words = WORDS.get(condition or "") or WORDS.get(name)
    if not words:
        return condition or ""
    text = env._(words)
    return text % {"argument": argument} if "%(argument)s" in text else text
