# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from ..tools import page, signs
from ..tools.amounts import is_vat_right
from ..tools.findings import Finding
from .rule_messages import SCHEMA, find_rule

MOST_DIGITS = 2  # [BR-FR-DEC-01]
FEW_LINES = 100


class AccountMove(models.Model):
    """Checks of a draft that only its document can make."""

    _inherit = "account.move"

    def _tpe_find_document(self, context):
        found = super()._tpe_find_document(context)
        found += self._tpe_find_odd_day()
        if self.currency_id.decimal_places > MOST_DIGITS:
            details = {"currency": self.currency_id.name}
            found.append(Finding("currency_digits", details))
        cash = self.invoice_cash_rounding_id
        if cash.strategy == "biggest_tax":
            # what is rounded is the payment, never the VAT
            found.append(Finding("cash_rounding_vat", {"name": cash.name}))
        lines = self.invoice_line_ids.filtered(lambda ln: ln.display_type == "product")
        backwards = [
            str(number)
            for number, line in enumerate(lines, 1)
            if all(period := line._tpe_get_period()) and period[0] > period[1]
        ]
        if backwards:  # [BR-30]
            details = {"lines": ", ".join(backwards)}
            found.append(Finding("line_period_backwards", details))
        if self._tpe_has_rounding_gap(context):
            found.append(Finding("vat_rounding_gap"))
        return found

    def _tpe_find_odd_day(self):
        """:return: findings about a day on which an invoice cannot be issued: one that
            is still to come, and one whose books are closed
        :rtype: list[Finding]"""
        day, found = self.invoice_date, []
        if not day or self.state != "draft":
            return found
        here = self.with_context(tz=self.company_id._tpe_get_zone_name())
        if day > fields.Date.context_today(here):
            found.append(Finding("date_to_come", {"day": day}))
        closed = self._get_violated_lock_dates(day, self._affect_tax_report())
        if closed:
            # Odoo enters it in the first open period, under a number of that one
            found.append(Finding("date_closed", {"day": closed[-1][0]}))
        return found

    def _tpe_find_terms(self, context):
        found = super()._tpe_find_terms(context)
        term = self.invoice_payment_term_id
        if term.early_discount and term.early_pay_discount_computation == "mixed":
            # a discount lowers the base once it is given, not before (CGI 267, II-1°);
            # and no line of EN 16931 has a base that is not its amount
            found.append(Finding("early_discount_mixed", {"name": term.name}))
        due = self.line_ids.filtered(lambda ln: ln.display_type == "payment_term")
        amounts = [amount for amount in due.mapped("amount_currency") if amount]
        if amounts and min(amounts) < 0 < max(amounts):
            # a fixed first instalment above the total: the next one gives money back
            found.append(Finding("instalment_above_total", {"name": term.name or ""}))
        return found

    def _tpe_find_lines(self, context):
        found = super()._tpe_find_lines(context)
        lines = self.invoice_line_ids.filtered(lambda ln: ln.display_type == "product")
        taxes = lines.tax_ids._origin._tpe_filter_vat().filtered("amount")
        odd = taxes.filtered(lambda tax: not tax._tpe_is_plain_rate())
        if odd:
            names = ", ".join(odd.mapped("name"))
            found.append(Finding("tax_not_a_rate", {"names": names}))
        bought = lines.tax_ids.filtered(lambda tax: tax.type_tax_use == "purchase")
        if bought:
            details = {"names": ", ".join(bought.mapped("name"))}
            found.append(Finding("tax_of_purchases", details))
        return found

    def _tpe_has_rounding_gap(self, context):
        """:return: whether VAT that is rounded on each line is too far from its rate
        :rtype: bool"""
        method = self.company_id.tax_calculation_rounding_method
        lines = self.invoice_line_ids
        # half a cent a line at most
        if method != "round_per_line" or len(lines) < FEW_LINES or not self.amount_tax:
            return False
        groups = self._tpe_get_line_terms(context)["BG-23"]
        return any(not is_vat_right(group) for group in groups)

    def _tpe_find_text(self, context):
        found = super()._tpe_find_text(context)
        self._tpe_prepare_pages()
        for place, text in self._tpe_get_typed_texts():
            dropped, lost = signs.find_unprintable(text, page.is_printable)
            code = "sign_not_printable" if lost else "sign_dropped"
            if lost or dropped:
                details = {"place": place, "signs": " ".join(lost or dropped)}
                found.append(Finding(code, details))
        empty = [
            str(number)
            for number, line in enumerate(context["lines"], 1)
            if _leaves_nothing(line["label"])
        ]
        if empty:
            found.append(Finding("line_label_missing", {"lines": ", ".join(empty)}))
        if _leaves_nothing(context["buyer"]["name"]):
            found.append(Finding("buyer_name_missing"))
        return found

    def _tpe_get_typed_texts(self):
        """:return: pairs of the name of a place and the text typed there
        :rtype: Iterator[tuple[str, str]]"""
        contact, company = self.partner_id, self.company_id
        buyer = contact.commercial_partner_id
        place = self.partner_shipping_id
        # lists, not tuples: the export of terms would take their strings too
        for name, typed, record in (
            (self.env._("the customer's name"), ["name"], buyer),
            (self.env._("the contact's name"), ["name"], contact - buyer),
            (self.env._("the customer's address"), ADDRESS, contact),
            (self.env._("the delivery address"), ["name", *ADDRESS], place - contact),
            (self.env._("your company's details"), ["name", *ADDRESS], company),
            (self.env._("the reference"), ["ref", "invoice_origin"], self),
            (self.env._("the terms and conditions"), ["narration"], self),
        ):
            yield name, " ".join(record[field] or "" for field in typed)
        lines = self._tpe_get_printed_lines()
        for number, line in enumerate(lines, 1):
            label = f"{line.name or ''} {line.product_id.default_code or ''}"
            yield self.env._("line %s", number), label

    def _tpe_explain_fault(self, template, error):
        """Say in plain words why a document cannot be made, and what to repair.

        :param tpe.invoice.template template: that gives the look
        :param Exception error: of the page engine, or of the rules of the standard
        :return: sentences; the rule that is broken comes behind them, in brackets
        :rtype: str
        """
        if isinstance(error, page.PageError):
            return template._explain_fault(error)
        found = [find_rule(fault) for fault in str(error).split("; ")]
        if not all(text for text, _line, _fault in found):
            words = self.env._(SCHEMA)
            return words % error
        sentences = {}
        for text, line, fault in found:
            words = self.env._(text)
            sentences.setdefault(words % {"line": line}, fault)
        return " ".join(f"{text} [{fault}]" for text, fault in sentences.items())


ADDRESS = ("street", "street2", "zip", "city")


def _leaves_nothing(text):
    """:return: whether a text that was typed is empty once it can be printed
    :rtype: bool"""
    return bool(text.strip()) and not signs.clean(text, page.is_printable).strip()
