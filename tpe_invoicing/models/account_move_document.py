# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from ..tools import html_tree, parties
from ..tools import mentions as engine
from ..tools.amounts import ZERO, exact, rounded
from ..tools.facturx_xml import LINE_PLACE, PROFILE, PROFILE_EXTENDED

# UNTDID 1001
TYPE_CREDIT, TYPE_DEPOSIT, TYPE_INVOICE = "381", "386", "380"
TYPE_CREDIT_OF_DEPOSIT, TYPE_CORRECTED = "503", "384"
# UNTDID 2005, as CII wants it: VAT is due from the day of the invoice
DUE_ON_INVOICE = "5"

# notes of XP Z12-012 that repeat what the page says of the seller
SELLER_NOTES = {
    "SELLER_RCS": "ABL",
    "SELLER_FORM": "REG",
    "SELLER_FORM_CAPITAL": "REG",
    "SELLER_FORM_VARIABLE": "REG",
}


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
        data |= move._tpe_get_place_terms(data)
        data["BT-23"] = move._tpe_get_process(context, data)
        data["BG-1"] = move._tpe_get_notes(context, mentions)
        data["page"] = move._tpe_get_page_facts(context, mentions, data)
        # a draft without lines has a page too
        return {"BG-23": [], "BG-25": [], "places": {}} | given(data)

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
        own = self.company_id.currency_id
        is_foreign = self.currency_id != own
        has_debits = (
            seller["vat_on_debits"]
            and seller["regime"] == "normal"
            and engine.operation(context) != "goods"
        )
        order = self.tpe_engagement_number or (
            not is_credit and self._tpe_get_buyer_reference()
        )
        return {
            "BT-1": document["number"],
            "BT-2": issued_on.isoformat(),
            "BT-3": self._tpe_get_type_code(),
            "BT-5": self.currency_id.name,
            "BT-6": is_foreign and own.name,
            "BT-8": has_debits and DUE_ON_INVOICE,
            "BT-10": self.tpe_service_code,
            "BT-12": self._tpe_get_contract_number(),
            "BT-13": order,
            "BT-14": not is_credit and self.invoice_origin,
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
        preceding = self._tpe_get_preceding_moves()
        if self.move_type == "out_refund":
            kinds = set(preceding.mapped("tpe_document_kind"))
            return TYPE_CREDIT_OF_DEPOSIT if kinds == {"deposit"} else TYPE_CREDIT
        if self.tpe_document_kind == "deposit":
            return TYPE_DEPOSIT
        return TYPE_CORRECTED if self._tpe_is_correction() else TYPE_INVOICE

    def _tpe_is_correction(self):
        """Tell whether an invoice replaces another one, wholly.

        :return: an ordinary invoice that refers to exactly one invoice [BR-FR-CO-04]
        :rtype: bool
        """
        preceding = self._tpe_get_preceding_moves()
        return (
            self.move_type == "out_invoice"
            and self.tpe_document_kind == "invoice"
            and len(preceding) == 1
            and preceding.tpe_document_kind != "deposit"
        )

    def _tpe_get_contract_number(self):
        """:return: BT-12, the contract that all lines come from
        :rtype: str"""
        # those who read invoices need no rights on contracts
        lines_sudo = self.invoice_line_ids.sudo()
        contract_sudo = lines_sudo.contract_line_id.contract_id
        is_one = len(contract_sudo) == 1
        return is_one and (contract_sudo.code or contract_sudo.name)

    def _tpe_get_place_terms(self, data):
        """Return when the whole was supplied, and the profile that this takes.

        A period of the whole is that of all its lines (BG-14); without one the day of
        supply is that of the invoice, unless it is known (BT-72). Several places of
        delivery take the profile EXTENDED.

        :param dict data: the document, with its lines
        :rtype: dict
        """
        lines = data["BG-25"]
        firsts = [line["BT-134"] for line in lines if line.get("BT-134")]
        lasts = [line["BT-135"] for line in lines if line.get("BT-135")]
        has_period = lines and len(firsts) == len(lasts) == len(lines)
        delivered_on = self.delivery_date and self.delivery_date.isoformat()
        is_extended = any(line.get(LINE_PLACE) for line in lines)
        if is_extended:
            _tell_reasons(data)
        supplied_on = delivered_on or (not has_period and data["BT-2"])
        return {
            "BT-72": supplied_on,
            # the schema wants day or place
            "BG-13": data.get("BG-13")
            or (not supplied_on and parties.place_of(data["BG-7"])),
            "BT-73": has_period and min(firsts),
            "BT-74": has_period and max(lasts),
            "profile": PROFILE_EXTENDED if is_extended else PROFILE,
        }

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
        narration = html_tree.get_text(html_tree.parse(self.narration))
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
        is_foreign = self.currency_id != self.company_id.currency_id
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
        amounts = waiting_sudo.mapped("amount")
        amounts += self._tpe_get_registered_payments().mapped("amount")
        waiting = sum(map(exact, amounts), ZERO)
        paid = rounded(total - residual + waiting, digits)
        return min(max(paid, ZERO), total)

    def _tpe_get_vat_in_company_currency(self):
        """:return: BT-111, the VAT in the currency of the accounts
        :rtype: Decimal"""
        digits = self.company_id.currency_id.decimal_places
        taxes = self.line_ids.filtered(
            lambda line: line.tax_line_id and line.tax_line_id.amount_type != "fixed"
        )
        total = sum((exact(balance) for balance in taxes.mapped("balance")), ZERO)
        return rounded(self.direction_sign * total, digits)


def _tell_reasons(data):
    """Say at each line why it bears no VAT.

    [BR-FXEXT-E-08] The profile EXTENDED adds VAT up by reason.

    :param dict data: the document
    """
    reasons = {
        (group["BT-118"], group.get("BT-119")): group
        for group in data["BG-23"]
        if group.get("BT-121") or group.get("BT-120")
    }
    for line in data["BG-25"]:
        if group := reasons.get((line["BT-151"], line.get("BT-152"))):
            told = {"EXT-FR-FE-178": "BT-120", "EXT-FR-FE-179": "BT-121"}
            line |= {key: group[term] for key, term in told.items() if group.get(term)}


def _is_given(value):
    """:return: whether a term has a value; zero is one
    :rtype: bool"""
    return isinstance(value, Decimal) or bool(value)


def given(terms):
    """:return: the terms that have a value
    :rtype: dict"""
    return {key: value for key, value in terms.items() if _is_given(value)}
