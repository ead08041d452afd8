# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models
from odoo.tools import html2plaintext

from ..tools import mentions as engine
from ..tools import parties
from ..tools.amounts import ZERO, exact, rounded
from ..tools.identifiers import clean

# UNTDID 1001
TYPE_CREDIT, TYPE_DEPOSIT, TYPE_INVOICE = "381", "386", "380"
# UNTDID 4461
MEANS_UNKNOWN, MEANS_CARD, MEANS_TRANSFER, MEANS_SEPA = "1", "48", "30", "58"
# UNTDID 2005, as CII wants it: VAT is due from the day of the invoice
DUE_ON_INVOICE = "5"
# Odoo's own notes of payment terms start like this in every language: the tag they
# stand in keeps their translations out
UNTRANSLATED = "Payment terms: "

# notes of XP Z12-012 that repeat what the page says of the seller
SELLER_NOTES = {"SELLER_RCS": "ABL", "SELLER_FORM_CAPITAL": "REG", "SELLER_FORM": "REG"}


class AccountMove(models.Model):
    """An invoice in the terms of EN 16931: one plain dict for page and XML alike."""

    _inherit = "account.move"

    def _tpe_get_document_data(self):
        """Return the invoice in the terms of EN 16931, from Odoo's own computation.

        Keys are terms (``BT-1``, ``BG-25``) of ``factur-x``'s dict, amounts decimals,
        dates ISO strings; ``page`` holds what only the page shows (see
        ``tools/document.py``). Extend it with ``super()``.

        :return: the document
        :rtype: dict
        :raises UserError: when a legal figure has no value on the invoice's date
        """
        self.ensure_one()
        move = self.with_context(lang=self._tpe_get_lang_code())
        context = move._tpe_get_mention_context()
        mentions = move._tpe_get_mentions(context)
        data = move._tpe_get_header_terms(context)
        data |= move._tpe_get_line_terms(context)
        data |= move._tpe_get_total_terms(data)
        data |= move._tpe_get_party_terms(context, mentions)
        data |= move._tpe_get_payment_terms(context, data)
        data["BT-23"] = move._tpe_get_process(context, data)
        data["BG-1"] = move._tpe_get_notes(context, mentions)
        data["page"] = move._tpe_get_page_facts(context, mentions, data)
        # a draft without lines has a page too
        return {"BG-23": [], "BG-25": []} | _given(data)

    def _tpe_get_lang_code(self):
        """:return: code of an installed language for the document
        :rtype: str"""
        short = self._tpe_get_document_lang()
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = "fr_FR" if short == "fr" else "en_US"
        same = [code for code in codes if code.startswith(short)]
        return wanted if wanted in codes else next(iter(same), codes[0])

    # === HEADER === #

    def _tpe_get_header_terms(self, context):
        """:param dict context: the invoice's facts, see ``tools/mentions.py``
        :return: number, dates, type and references
        :rtype: dict"""
        document, seller = context["document"], context["seller"]
        issued_on = self.invoice_date or context["date"]
        is_credit = self.move_type == "out_refund"
        is_foreign = self.currency_id != self.company_currency_id
        has_debits = (
            seller["vat_on_debits"]
            and seller["regime"] == "normal"
            and engine.operation(context) != "goods"
        )
        order = self.tpe_engagement_number or (not is_credit and self.ref)
        return {
            "BT-1": document["number"],
            "BT-2": issued_on.isoformat(),
            "BT-3": self._tpe_get_type_code(),
            "BT-5": self.currency_id.name,
            "BT-6": is_foreign and self.company_currency_id.name,
            "BT-8": has_debits and DUE_ON_INVOICE,
            "BT-10": self.tpe_service_code,
            "BT-13": order,
            "BT-14": not is_credit and self.invoice_origin,
            "BT-72": (self.delivery_date or issued_on).isoformat(),
            "BG-3": [
                {
                    "BT-25": parties.reference_number(number),
                    "BT-26": day and day.isoformat(),
                }
                for number, day in document["preceding"]
            ],
        }

    def _tpe_get_type_code(self):
        """:return: BT-3, type of the document
        :rtype: str"""
        if self.move_type == "out_refund":
            return TYPE_CREDIT
        is_deposit = self.tpe_document_kind == "deposit"
        return TYPE_DEPOSIT if is_deposit else TYPE_INVOICE

    def _tpe_get_process(self, context, data):
        """Return BT-23: what is sold, and in which situation [BR-FR-08].

        :param dict context: the invoice's facts
        :param dict data: the document, with its totals
        :rtype: str
        """
        letter = {"goods": "B", "services": "S"}.get(engine.operation(context), "M")
        if self.move_type == "out_refund":
            return f"{letter}1"
        if self.tpe_document_kind == "balance":
            return f"{letter}4"
        # [BR-FR-CO-09] paid already
        is_paid = data["BT-112"] and data.get("BT-113") == data["BT-112"]
        return f"{letter}2" if is_paid else f"{letter}1"

    def _tpe_get_notes(self, context, mentions):
        """:return: BG-1, the notes that platforms want
        :rtype: list[dict]"""
        notes = [
            {"BT-22": mention["text"], "BT-21": mention["subject_code"]}
            for mention in mentions
            if mention["subject_code"]
        ]
        process = parties.process_note(context["buyer"])
        if process:
            notes.append({"BT-22": process, "BT-21": "BAR"})
        for mention in mentions:
            if mention["code"] in SELLER_NOTES:
                code = SELLER_NOTES[mention["code"]]
                notes.append({"BT-22": mention["text"], "BT-21": code})
            elif mention["place"] == "document" and not mention["subject_code"]:
                notes.append({"BT-22": mention["text"], "BT-21": "AAI"})
        narration = html2plaintext(self.narration or "").strip()
        if narration:
            notes.append({"BT-22": narration, "BT-21": "AAI"})
        return notes

    # === TOTALS === #

    def _tpe_get_total_terms(self, data):
        """:param dict data: lines, allowances and VAT of the document
        :return: totals, as of now
        :rtype: dict"""
        lines = sum((line["BT-131"] for line in data["BG-25"]), ZERO)
        cuts = sum((row["amount"] for row in data.get("BG-20") or ()), ZERO)
        charges = sum((row["amount"] for row in data.get("BG-21") or ()), ZERO)
        net = lines - cuts + charges
        vat = sum((group["BT-117"] for group in data["BG-23"]), ZERO)
        paid = self._tpe_get_prepaid()
        total = net + vat
        rounding = data.get("BT-114") or ZERO
        is_foreign = self.currency_id != self.company_currency_id
        return {
            "BT-106": lines,
            "BT-107": cuts or None,
            "BT-108": charges or None,
            "BT-109": net,
            "BT-110": vat,
            "BT-111": self._tpe_get_vat_in_company_currency() if is_foreign else None,
            "BT-112": total,
            "BT-113": paid or None,
            "BT-115": total - paid + rounding,
        }

    def _tpe_get_prepaid(self):
        """Return what has been paid before the document is issued (BT-113).

        That is what is matched with its entry already, and the payments made on line
        for it that wait for the entry to be matched.

        :return: amount in the invoice's currency
        :rtype: Decimal
        """
        if self.move_type == "out_refund":
            return ZERO
        digits = self.currency_id.decimal_places
        total = exact(self.amount_total)
        residual = exact(self.amount_residual) if self.state == "posted" else total
        # sellers do not read the transactions of payment providers
        waiting_sudo = self.sudo().transaction_ids.filtered(
            lambda payment: (
                payment.state == "done"
                and payment.currency_id == self.currency_id
                and not payment.payment_id.is_reconciled
            )
        )
        waiting = sum((exact(amount) for amount in waiting_sudo.mapped("amount")), ZERO)
        paid = rounded(total - residual + waiting, digits)
        return min(max(paid, ZERO), total)

    # === PARTIES === #

    def _tpe_get_party_terms(self, context, mentions):
        """:return: seller, buyer and place of delivery
        :rtype: dict"""
        seller, buyer = context["seller"], context["buyer"]
        partner = self.partner_id
        delivery = self.partner_shipping_id or partner
        needs_place = any(line["category"] == "K" for line in context["lines"])
        has_place = delivery != partner and delivery._tpe_get_address_terms()
        terms = {
            "BG-4": self._tpe_get_seller_party(seller, mentions),
            "BG-7": self._tpe_get_buyer_party(buyer),
        }
        if any(line["category"] == "O" for line in context["lines"]):
            # [BR-O-02] out of scope: nobody's VAT number
            for party in ("BG-4", "BG-7"):
                terms[party].pop("vat_identifier", None)
        # [BR-IC-12] goods shipped to another member state: say where
        if needs_place or has_place:
            place = delivery._tpe_get_address_terms()
            place.setdefault("country_code", buyer["country"])
            terms["BG-13"] = {"name": delivery.name or buyer["name"]} | place
        return terms

    def _tpe_get_seller_party(self, seller, mentions):
        """:return: BG-4
        :rtype: dict"""
        company = self.company_id
        partner = company.partner_id
        address, scheme = parties.electronic_address(
            {"siren": seller["siren"], "vat": "", "email": company.email or ""}
        )
        form = [m["text"] for m in mentions if SELLER_NOTES.get(m["code"]) == "REG"]
        country = partner.country_id or company.account_fiscal_country_id
        contact = {"name": company.name, "phone": company.phone, "email": company.email}
        party = {
            "name": seller["name"],
            "legal_identifier": seller["siren"],
            "legal_identifier_schemeid": "0002",
            "identifiers": {"0009": seller["siret"]} if seller["siret"] else None,
            "legal_info": form[0] if form else None,
            "vat_identifier": seller["vat"],
            # [BR-E-02] without a VAT number the SIREN stands for it (BT-32)
            "tax_identifier": None if seller["vat"] else seller["siren"],
            "contacts": (company.phone or company.email) and [_given(contact)],
            "einvoicing_addr": address,
            "einvoicing_addr_schemeid": scheme,
        }
        place = partner._tpe_get_address_terms() | {"country_code": country.code}
        return _given(party | place)

    def _tpe_get_buyer_party(self, buyer):
        """:return: BG-7
        :rtype: dict"""
        partner = self.partner_id
        commercial = partner.commercial_partner_id
        address, scheme = parties.electronic_address(
            buyer | {"email": partner.email or commercial.email or ""}
        )
        party = {
            "name": buyer["name"],
            "legal_identifier": buyer["siren"],
            "legal_identifier_schemeid": buyer["siren"] and "0002",
            "identifiers": {"0009": buyer["siret"]} if buyer["siret"] else None,
            "vat_identifier": buyer["vat"],
            "einvoicing_addr": address,
            "einvoicing_addr_schemeid": scheme,
        }
        if partner != commercial and partner.name and partner.name != buyer["name"]:
            party["contacts"] = [{"name": partner.name}]
        place = partner._tpe_get_address_terms()
        if not place.get("city"):
            place = commercial._tpe_get_address_terms()
        place.setdefault("country_code", buyer["country"])
        return _given(party | place)

    # === PAYMENT === #

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
            "BT-20": self._tpe_get_terms_text(),
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

    def _tpe_get_terms_text(self):
        """:return: BT-20, the terms in words
        :rtype: str"""
        term = self.invoice_payment_term_id
        note = html2plaintext(term.note or "").strip()
        is_english = (self.env.lang or "en").startswith("en")
        if note.startswith(UNTRANSLATED) and not is_english:
            note = ""
        return note or term.name or ""

    def _tpe_get_vat_in_company_currency(self):
        """:return: BT-111, the VAT in the currency of the accounts
        :rtype: Decimal"""
        digits = self.company_currency_id.decimal_places
        taxes = self.line_ids.filtered(
            lambda line: line.tax_line_id and line.tax_line_id.amount_type != "fixed"
        )
        total = sum((exact(balance) for balance in taxes.mapped("balance")), ZERO)
        return rounded(self.direction_sign * total, digits)


def _is_given(value):
    """:return: whether a term has a value; zero is one
    :rtype: bool"""
    return isinstance(value, Decimal) or bool(value)


def _given(terms):
    """:return: the terms that have a value
    :rtype: dict"""
    return {key: value for key, value in terms.items() if _is_given(value)}
