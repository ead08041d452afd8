# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What findings say."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

MESSAGES = {
    "seller_siren_missing": _lt("Enter the SIRET (or SIREN) of your company."),
    "seller_siren_invalid": _lt(
        "The SIRET (or SIREN) of your company, %(number)s, is wrong: check its digits."
    ),
    "seller_vat_missing": _lt(
        "Enter the VAT number of your company, or choose the VAT franchise regime."
    ),
    "seller_vat_invalid": _lt(
        "The VAT number of your company, %(number)s, is wrong: check its digits."
    ),
    "seller_vat_other_siren": _lt(
        "The VAT number of your company, %(number)s, does not end with its SIREN: "
        "check both."
    ),
    "seller_address_missing": _lt(
        "Complete the address of your company: street, postcode and city."
    ),
    "seller_legal_form_missing": _lt(
        "Enter the legal form of your company (SARL, SAS...), or tick “Sole trader”."
    ),
    "seller_form_contradicts": _lt(
        "Your company is ticked as a sole trader, and its legal form is %(form)s: "
        "untick “Sole trader”, or clear the legal form. The invoice would say “EI”."
    ),
    "seller_sole_trader_unticked": _lt(
        "The legal form of your company, %(form)s, is that of a sole trader: tick "
        "“Sole trader”, so that “EI” stands beside your name."
    ),
    "seller_capital_unlawful": _lt(
        "The legal form of your company, %(form)s, has no share capital: enter 0."
    ),
    "seller_capital_missing": _lt("Enter the share capital of your company."),
    "seller_rcs_missing": _lt(
        "Enter the city of the trade register (RCS) of your company."
    ),
    "seller_siren_pending": _lt(
        "Your company has no SIREN yet: send a pro forma, and issue the invoice once "
        "the number is there."
    ),
    "seller_representative_incomplete": _lt(
        "Complete your tax representative: address, country and VAT number."
    ),
    "seller_vat_group_incomplete": _lt(
        "Name your VAT group and complete it: country, SIREN and VAT number. Platforms "
        "want them in the file."
    ),
    "seller_insurance_missing": _lt(
        "Enter your professional insurance: building trades name it on each invoice."
    ),
    "seller_insurance_incomplete": _lt(
        "Complete your professional insurance: contract number and area covered."
    ),
    "buyer_missing": _lt("Choose the customer."),
    "buyer_name_missing": _lt("Enter the name of the customer."),
    "buyer_country_missing": _lt("Enter the country of %(name)s."),
    "buyer_address_missing": _lt(
        "Complete the address of %(name)s: street, postcode and city."
    ),
    "public_reference_missing": _lt(
        "Ask %(name)s for its service code or engagement number: many public bodies "
        "want one of them on Chorus Pro."
    ),
    "self_billed_without_mandate": _lt(
        "Enter the day of the mandate by which %(name)s makes your invoices."
    ),
    "buyer_siren_missing": _lt(
        "Enter the SIRET (or SIREN) of %(name)s: invoices to French businesses must "
        "bear it from %(day)s."
    ),
    "buyer_siren_invalid": _lt(
        "The SIRET (or SIREN) of %(name)s, %(number)s, is wrong: check its digits."
    ),
    "buyer_siret_missing": _lt(
        "Enter the SIRET of %(name)s: Chorus Pro needs it to find the public body."
    ),
    "buyer_vat_missing": _lt(
        "Enter the VAT number of %(name)s: without it this invoice must bear VAT."
    ),
    "buyer_vat_invalid": _lt(
        "The VAT number of %(name)s, %(number)s, is wrong: check its digits."
    ),
    "not_a_sale": _lt(
        "Only invoices and credit notes to customers are issued: post this entry as "
        "Odoo does."
    ),
    "out_of_scope": _lt(
        "%(name)s is not a French company: French rules do not apply. If it is one, "
        "enter its country."
    ),
    "date_missing": _lt("Enter the invoice date."),
    "date_out_of_range": _lt(
        "The invoice date must lie between 2000 and 2099: check its year."
    ),
    "date_to_come": _lt(
        "The invoice is dated %(day)s, which is still to come: an invoice bears the "
        "day on which it is issued."
    ),
    "date_closed": _lt(
        "The books are closed up to %(day)s: the invoice would be entered in a later "
        "period than that of its date. Date it after that day."
    ),
    "date_before_last": _lt(
        "%(number)s bears a later date already, %(day)s, and numbers follow the order "
        "of dates: date this document that day or later."
    ),
    "number_taken": _lt(
        "The number %(number)s is taken: clear it, the next one is given at issue."
    ),
    "number_gap": _lt(
        "The number %(number)s would leave a gap after %(last)s: clear it, the next "
        "one is given at issue."
    ),
    "number_refused": _lt(
        "Platforms refuse the number %(number)s: at most 35 letters, digits or "
        "+ - _ /, without space or dot. Change the numbering of the journal."
    ),
    "negative_total": _lt(
        "The total is negative: make a credit note instead; in a credit note, type "
        "amounts without a minus sign."
    ),
    "currency_rate_missing": _lt(
        "There is no exchange rate for %(currency)s on the invoice date, and VAT has "
        "to be shown in euros: enter the rate of that day."
    ),
    "currency_rate_old": _lt(
        "The exchange rate for %(currency)s is that of %(day)s: enter a newer one."
    ),
    "mention_obsolete": _lt(
        "Take the words about the approved association (AGA, OGA) out of the terms: "
        "they do not exist any more since 2025."
    ),
    "line_zone_mismatch": _lt(
        "The tax of line %(lines)s says that the goods leave the country, but neither "
        "the customer nor the delivery address is there: check them."
    ),
    "line_service_abroad": _lt(
        "The tax of line %(lines)s is that of services to businesses outside the "
        "European Union, and this customer is none: choose another tax."
    ),
    "line_service_as_goods": _lt(
        "Line %(lines)s is a service, and its tax is that of goods delivered to "
        "another member state: choose the tax of reverse-charged services."
    ),
    "dom_reverse_charge": _lt(
        "Line %(lines)s: services between mainland France and this department bear "
        "VAT, construction subcontracting apart. Choose a tax with a rate."
    ),
    "iban_invalid": _lt(
        "The IBAN %(number)s is wrong, customers could not pay on it: check its digits."
    ),
    "credit_note_without_original": _lt(
        "Say which invoice this credit note corrects: make it from the invoice, or "
        "choose the invoice under “Preceding invoices”."
    ),
    "balance_without_deposit": _lt(
        "Choose the deposit invoices that this final invoice settles."
    ),
    "deposit_after_deposit": _lt(
        "A deposit invoice cannot settle another deposit: choose “Final invoice”, or "
        "take the deposit out of the preceding invoices."
    ),
    "preceding_not_issued": _lt(
        "A preceding invoice is still a draft: issue it first, it has no number yet."
    ),
    "replaced_already": _lt(
        "%(number)s is replaced already by %(other)s: correct that one."
    ),
    "replaced_credited": _lt(
        "%(number)s is credited in part: an invoice is replaced as a whole. Credit the "
        "rest first, or take it out of the preceding invoices."
    ),
    "preceding_other_customer": _lt(
        "%(number)s is an invoice to %(name)s, not to this customer: check the "
        "customer and the preceding invoices."
    ),
    "preceding_later": _lt(
        "%(number)s bears a later date, %(day)s: check the date of this document."
    ),
    "credited_too_much": _lt(
        "%(credited)s would be credited of an invoice of %(invoiced)s: credit no more "
        "than was invoiced."
    ),
    "credited_credit_note": _lt(
        "%(number)s is a credit note itself: choose the invoice that this document "
        "corrects. What was credited by mistake is invoiced again."
    ),
    "credited_other_rate": _lt(
        "VAT of %(rate)s %% is credited, and the invoice bears none at that rate: take "
        "the tax of its lines."
    ),
    "preceding_other_currency": _lt(
        "%(number)s is in %(currency)s: choose the same currency for this document."
    ),
    "situation_credit_unlinked": _lt(
        "This credit note is written by hand: %(order)s goes on counting the works of "
        "%(number)s as invoiced. For a mere rebate, that is right. To take works back, "
        "delete it, press “Credit Note” on %(number)s and lower its lines there."
    ),
    "deposit_above_order": _lt(
        "Deposits of %(deposits)s would be invoiced, tax included, on %(order)s, which "
        "comes to %(total)s: check the amount."
    ),
    "deposit_not_deducted": _lt(
        "Deposits of %(due)s were invoiced, tax included, and %(deducted)s is "
        "deducted: add a line with a negative quantity for each deposit, or its VAT is "
        "charged twice."
    ),
    "deposit_over_deducted": _lt(
        "%(deducted)s would be deducted, tax included, and the deposits come to "
        "%(due)s, credit notes taken off: deduct no more, or VAT is missing."
    ),
    "due_date_missing": _lt("Enter the due date."),
    "due_date_before_issue": _lt(
        "The due date lies before the invoice date: change one of them."
    ),
    "due_date_too_late": _lt(
        "The due date is beyond the longest lawful term between professionals: choose "
        "%(longest)s or earlier."
    ),
    "late_rate_below_floor": _lt(
        "Your late penalty rate, %(rate)s %%, is below the legal floor of "
        "%(floor)s %%: raise it, or enter 0 to apply the legal rate."
    ),
    "lines_missing": _lt("Add at least one line."),
    "line_label_missing": _lt("Say what is sold on line %(lines)s."),
    "line_label_generic": _lt(
        "Say more precisely what is sold on line %(lines)s: the label is too general."
    ),
    "line_tax_missing": _lt("Choose the tax of line %(lines)s, be it an exempt one."),
    "line_several_taxes": _lt("Leave only one VAT rate on line %(lines)s."),
    "line_rate_refused": _lt(
        "The VAT rate of line %(lines)s does not exist in France: choose one of the "
        "taxes that came with your chart of accounts."
    ),
    "line_rate_of_customer": _lt(
        "Line %(lines)s bears the VAT of the customer's country: that is right for a "
        "sale to a consumer that you declare through the One Stop Shop (OSS). If you "
        "do not, choose a French rate."
    ),
    "line_rate_elsewhere": _lt(
        "Line %(lines)s bears the VAT of another French territory than yours, and both "
        "the customer and the delivery are in yours: choose the rate of the place."
    ),
    "line_rate_zero": _lt(
        "Line %(lines)s bears a rate of zero, which hardly exists in France: choose an "
        "exempt tax that has an exemption reason."
    ),
    "line_reverse_charge_home": _lt(
        "The tax of line %(lines)s is that of services to businesses of another member "
        "state, and this customer is in France: charge VAT, or choose the tax of "
        "construction subcontracting if it is that."
    ),
    "line_reason_missing": _lt(
        "Line %(lines)s bears no VAT without saying why: choose an exempt tax that has "
        "an exemption reason."
    ),
    "franchise_with_vat": _lt(
        "Take the VAT off line %(lines)s: a company in VAT franchise charges none."
    ),
    "margin_purchase_missing": _lt(
        "Enter the purchase price of line %(lines)s: the VAT on the margin cannot be "
        "worked out without it."
    ),
    "mixed_out_of_scope": _lt(
        "Make two invoices: lines out of the scope of VAT cannot stand beside others."
    ),
    "note_missing": _lt(
        "The compulsory note %(code)s has no text on %(day)s: update TPE Invoicing."
    ),
    "mention_outdated": _lt(
        "The wording of the mention %(code)s was admitted until %(day)s: update TPE "
        "Invoicing."
    ),
}  # the message of ``figure_missing`` is that of the door to the figures

MESSAGES |= {
    "currency_digits": _lt(
        "Electronic invoices have amounts of two decimals at most, and %(currency)s "
        "has more: invoice in euros, or in another currency of two decimals."
    ),
    "line_period_backwards": _lt(
        "The period of line %(lines)s ends before it begins: change one of its days."
    ),
    "vat_rounding_gap": _lt(
        "VAT that is rounded on each line is too far from the rate: set the rounding "
        "of taxes to “globally” in the settings of the accounts."
    ),
    "tax_of_purchases": _lt(
        "The tax “%(names)s” is one of purchases: choose that of sales, or the VAT is "
        "declared as one to get back."
    ),
    "tax_not_a_rate": _lt(
        "The tax “%(names)s” is no plain percentage of the price without tax, as VAT "
        "has to be: choose another one, or set its computation to “Percentage” and its "
        "distribution to 100 %%."
    ),
    "instalment_above_total": _lt(
        "The payment terms “%(name)s” ask for an instalment above the total: choose "
        "others."
    ),
    "cash_rounding_vat": _lt(
        "The cash rounding “%(name)s” would change the VAT: choose one that adds a "
        "rounding line."
    ),
    "early_discount_mixed": _lt(
        "The payment terms “%(name)s” take the discount off the VAT base before it is "
        "taken: choose to reduce the VAT on early payment only."
    ),
    "sign_not_printable": _lt(
        "No font shows “%(signs)s” in %(place)s: write it with other signs."
    ),
    "sign_dropped": _lt(
        "“%(signs)s” in %(place)s will be left out, as no font shows it: take it out, "
        "or write it in words."
    ),
}
