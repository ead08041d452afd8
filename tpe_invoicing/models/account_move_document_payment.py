# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools import html2plaintext

from ..tools.amounts import exact
from ..tools.identifiers import clean
from ..tools.mentions import format_date, format_number

# UNTDID 4461
MEANS_UNKNOWN, MEANS_CARD, MEANS_TRANSFER, MEANS_SEPA = "1", "48", "30", "58"
# Odoo's own notes of payment terms start like this in every language: the tag they
# stand in keeps their translations out
UNTRANSLATED = "Payment terms: "


class AccountMove(models.Model):
    """When and how an invoice is paid, in terms of EN 16931."""

    _inherit = "account.move"

    def _tpe_get_payment_terms(self, context, data):
        """:return: due date, terms and means of payment
        :rtype: dict"""
        if self.move_type == "out_refund":
            text = self.env._(
                "Credit to deduct from your next payments, or to be paid back"
            )
            return {"BT-81": MEANS_UNKNOWN, "BT-20": text}
        due_on = self.invoice_date_due or fields.Date.to_date(data["BT-2"])
        terms = {
            "BT-9": due_on.isoformat(),
            "BT-20": self._tpe_get_schedule_text(context["lang"]),
            "BT-81": MEANS_UNKNOWN,
            "BT-83": self.payment_reference or self.name,
        }
        bank = self.partner_bank_id
        if bank:
            is_sepa = bank.acc_type == "iban" and self.currency_id.name == "EUR"
            terms |= {
                "BT-81": MEANS_SEPA if is_sepa else MEANS_TRANSFER,
                "BT-84": clean(bank.acc_number),
                "BT-85": bank.acc_holder_name or context["seller"]["name"],
                "BT-86": clean(bank.bank_bic),
            }
        if data.get("BT-113") and not data["BT-115"]:
            terms["BT-81"] = MEANS_CARD if self.transaction_ids else terms["BT-81"]
        return terms

    def _tpe_get_schedule_text(self, lang):
        """:param str lang: of the document
        :return: BT-20, the terms in words, and each instalment: EN 16931 has one due
            date only, which is the last one
        :rtype: str"""
        digits = self.currency_id.decimal_places
        rows = [
            self.env._(
                "%(amount)s %(currency)s on %(day)s",
                amount=format_number(row["amount"], lang, digits),
                currency=self.currency_id.name,
                day=format_date(fields.Date.to_date(row["due_on"]), lang),
            )
            for row in self._tpe_get_instalments()
            # what bears a name of its own is said in the terms
            if not row.get("label")
        ]
        parts = [self._tpe_get_terms_text(), self._tpe_get_discount_text(lang)]
        return "\n".join(filter(None, [*parts, *(rows if len(rows) > 1 else [])]))

    def _tpe_get_discount_text(self, lang):
        """:param str lang: of the document
        :return: what is to be paid, and until when, to have the early discount; blank
            without one, or when a part is paid already
        :rtype: str"""
        lines = self.line_ids.filtered(
            lambda ln: ln.display_type == "payment_term" and ln.discount_date
        )
        if not lines or self._tpe_get_prepaid():
            return ""
        amount = sum(exact(due) for due in lines.mapped("discount_amount_currency"))
        return self.env._(
            "%(amount)s %(currency)s if paid by %(day)s, discount of %(percent)s %%",
            amount=format_number(amount, lang, self.currency_id.decimal_places),
            currency=self.currency_id.name,
            day=format_date(min(lines.mapped("discount_date")), lang),
            percent=format_number(
                exact(self.invoice_payment_term_id.discount_percentage), lang
            ),
        )

    def _tpe_get_terms_text(self):
        """:return: the terms of payment in words
        :rtype: str"""
        term = self.invoice_payment_term_id
        note = html2plaintext(term.note or "").strip()
        is_english = (self.env.lang or "en").startswith("en")
        if note.startswith(UNTRANSLATED) and not is_english:
            note = ""
        return note or term.name or ""
