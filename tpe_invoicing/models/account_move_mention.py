# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import findings as checks
from ..tools import mentions as engine
from ..tools.identifiers import clean, is_siren, split_registry

# [BR-FR-05] notes that every document bears, credit notes and consumers included
COMPULSORY_NOTES = ("PMT", "PMD", "AAB")


class AccountMove(models.Model):
    """The mentions of an invoice: its facts as a plain context, and what follows."""

    _inherit = "account.move"

    # === MENTIONS === #

    def _tpe_get_mentions(self, context=None):
        """Return the mentions that the law wants on an invoice, in order of print.

        :param dict context: the invoice's facts, when they are known already
        :return: dicts ``code``, ``text`` in the document's language, ``subject_code``
            (of the note in the XML, or False), ``place``, ``article`` and
            ``value_ids`` (the legal figures used), ``text_id`` (the words used)
        :rtype: list[dict]
        :raises UserError: when a legal figure has no value on the invoice's date
        """
        context = context or self._tpe_get_mention_context()
        if context["missing"]:
            raise UserError("\n".join(context["missing"].values()))
        figures = context["text_figures"]
        values = engine.get_values(context)
        mentions = []
        for rule, text in context["selected"]:
            words = text.fr if context["lang"] == "fr" else text.en
            names = engine.find_variables(words) & engine.FIGURES.keys()
            law, row_ids = engine.get_figure_values(names, figures, context["lang"])
            mentions.append(
                {
                    "code": rule.code,
                    "text": engine.fill(words, values | law),
                    "subject_code": rule.subject_code or False,
                    "place": rule.place,
                    "article": text.article,
                    "value_ids": row_ids,
                    "text_id": text.row_id,
                }
            )
        return mentions

    def _tpe_get_vat_texts(self, context=None):
        """Return the words of each reason for which lines bear no VAT (BT-120).

        :param dict context: the invoice's facts, when they are known already
        :return: texts by VAT category and VATEX reason
        :rtype: dict[tuple[str, str], str]
        """
        context = context or self._tpe_get_mention_context()
        zone = context["buyer"]["zone"]
        by_case = {
            rule.condition.partition(":")[2]: text
            for rule, text in context["selected"]
            if rule.condition.startswith("vat:")
        }
        other = next((t for r, t in context["selected"] if r.code == "EXEMPT_OTHER"), 0)
        values = engine.get_values(context)
        texts = {}
        for line in context["lines"]:
            key = line["category"], line["reason"]
            text = by_case.get(engine.vat_case(*key, zone)) or (
                line["reason"] and other
            )
            if text:
                words = text.fr if context["lang"] == "fr" else text.en
                texts[key] = engine.fill(words, values)
        return texts

    # === CONTEXT === #

    def _tpe_get_mention_context(self):
        """Return what mentions and checks need to know of an invoice, as plain data.

        ``figures`` are the legal figures that the checks need, ``text_figures`` those
        of the mentions (value and row), ``missing`` the messages of those without a
        value; ``selected`` the rules that apply, each with its text.

        :return: see ``tools/mentions.py``
        :rtype: dict
        """
        self.ensure_one()
        buyer = self._tpe_get_buyer_facts()
        context = {
            "date": self.invoice_date or fields.Date.context_today(self),
            "lang": self._tpe_get_document_lang(),
            "seller": self._tpe_get_seller_facts(),
            "buyer": buyer,
            "document": self._tpe_get_document_facts(),
            "lines": self._tpe_get_line_facts(),
        }
        rules = self.env["tpe.mention"]._get_rules(self.company_id.id)
        document = context["document"]
        document["other_vat_reasons"] = engine.other_vat_reasons(rules, context)
        context["selected"] = engine.select(rules, context)
        self._tpe_add_figures(context)
        return context

    def _tpe_get_document_lang(self):
        """:return: language of the document: French for every sale in France
            (loi 94-665), else the customer's when it is not French: English
        :rtype: str"""
        lang = self.partner_id.lang or "fr"
        is_home = self._tpe_get_buyer_zone() in ("domestic", "dom")
        return "fr" if is_home or lang.startswith("fr") else "en"

    def _tpe_get_seller_facts(self):
        """:return: the ``seller`` part of the context
        :rtype: dict"""
        company = self.company_id
        partner = company.partner_id
        vat = clean(partner.vat)
        siren, siret = self._tpe_get_registry(partner, vat)
        name = partner.name or ""
        if company.tpe_is_sole_trader and "EI" not in name.split():
            name = f"{name} EI"  # C. com. R526-27
        return {
            "name": name,
            "is_sole_trader": company.tpe_is_sole_trader,
            "legal_form": company.tpe_legal_form or "",
            "capital": _decimal(company.tpe_share_capital),
            "rcs_city": company.tpe_rcs_city or "",
            "siren": siren,
            "siret": siret,
            "vat": vat,
            "regime": company.tpe_vat_regime,
            "vat_on_debits": company.tpe_vat_on_debits,
            "insurer": company.tpe_insurer or "",
            "insurance_contract": company.tpe_insurance_contract or "",
            "insurance_area": company.tpe_insurance_area or "",
            "late_rate": _decimal(company.tpe_late_rate),
            "has_address": bool(partner.street and partner.zip and partner.city),
        }

    def _tpe_get_buyer_facts(self):
        """:return: the ``buyer`` part of the context
        :rtype: dict"""
        partner = self.partner_id
        buyer = partner.commercial_partner_id
        zone = self._tpe_get_buyer_zone()
        is_french = zone in ("domestic", "dom")
        vat = clean(buyer.vat)
        siren, siret = self._tpe_get_registry(buyer, vat) if is_french else ("", "")
        return {
            "is_known": bool(partner),
            "kind": buyer.tpe_buyer_kind or "business",
            "name": buyer.name or partner.name or "",
            "siren": siren,
            "siret": siret,
            "vat": vat,
            "country": buyer.country_id.code or "",
            "zone": zone,
            "is_french": is_french and bool(buyer.country_id),
            "has_address": bool(
                # many addresses abroad have no postcode
                buyer.street and buyer.city and (buyer.zip or not is_french)
            ),
        }

    def _tpe_get_registry(self, partner, vat):
        """:return: SIREN and SIRET of a French partner, blank when unknown
        :rtype: tuple[str, str]"""
        siren, siret = split_registry(partner.company_registry)
        if not siren and vat.startswith("FR") and is_siren(vat[4:]):
            siren = vat[4:]  # a French VAT number ends with the SIREN
        return siren, siret

    def _tpe_get_document_facts(self):
        """:return: the ``document`` part of the context
        :rtype: dict"""
        term = self.invoice_payment_term_id
        is_credit = self.move_type == "out_refund"
        preceding = self._tpe_get_preceding_moves()
        discount = (_decimal(term.discount_percentage), term.discount_days)
        return {
            "type": "credit_note" if is_credit else "invoice",
            "kind": self.tpe_document_kind,
            "number": self.name if self.name and self.name != "/" else "",
            "issued_on": self.invoice_date or None,
            "due_on": self.invoice_date_due or None,
            "is_end_of_month": any(
                line.delay_type != "days_after" for line in term.line_ids
            ),
            "is_periodic": self._tpe_is_periodic(),
            "discount": discount if term.early_discount else None,
            "total": _decimal(self.amount_total),
            "preceding": [
                (move._tpe_get_printed_number(), move.invoice_date)
                for move in preceding
                if move.state == "posted"
            ],
            "unissued_count": sum(move.state != "posted" for move in preceding),
            "follows_deposit": any(
                move.tpe_document_kind == "deposit" for move in preceding
            ),
            "service_code": self.tpe_service_code or "",
            "engagement_number": self.tpe_engagement_number or "",
            "account_number": (
                "" if is_credit else self.partner_bank_id.acc_number or ""
            ),
        } | self._tpe_get_currency_facts()

    def _tpe_get_currency_facts(self):
        """:return: the currency of the ``document``, and its VAT in euros
        :rtype: dict"""
        is_foreign = self.currency_id != self.company_id.currency_id
        has_rate = self.invoice_currency_rate != 1 or bool(self.currency_id.rate_ids)
        vat_in_eur = abs(_decimal(self.amount_tax_signed)) if is_foreign else None
        return {
            "currency": self.currency_id.name or "",
            "has_exchange_rate": has_rate or not is_foreign,
            "exchange_rate": _decimal(self.invoice_currency_rate or 1),
            "vat_in_eur": vat_in_eur,
        }

    def _tpe_get_preceding_moves(self):
        """:return: the invoices that this document refers to, oldest first (BG-3)
        :rtype: account.move"""
        moves = self.tpe_preceding_move_ids._origin
        if self.move_type == "out_refund":
            moves |= self.reversed_entry_id._origin
        return moves.sorted(lambda move: (move.invoice_date or move.date, move.id))

    def _tpe_get_printed_number(self):
        """:return: the number on the document; that of an invoice brought in from
            former software may not fit into Odoo's own
        :rtype: str"""
        return (self.tpe_is_imported and self.ref) or self.name or ""

    def _tpe_is_periodic(self):
        """:return: whether one invoice sums up several orders (CGI 289, I-3)
        :rtype: bool"""
        # sellers of the accounting team have no rights on orders
        lines_sudo = self.invoice_line_ids.sudo()
        return len(lines_sudo.sale_line_ids.order_id) > 1

    def _tpe_get_line_facts(self):
        """:return: the ``lines`` of the context: what is sold, with its VAT
        :rtype: list[dict]"""
        facts, keys = [], {}
        for line in self.invoice_line_ids:
            if line.display_type != "product":
                continue
            taxes = line.tax_ids._origin.filtered(lambda t: t.amount_type != "fixed")
            tax, product = taxes[:1], line.product_id
            nature = tax._tpe_get_nature(product)
            key = keys.get((tax, nature))
            if key is None:
                key = tax._tpe_get_vat_key(self, product)
                keys[tax, nature] = key
            label = (line.name or product.display_name or "").strip()
            facts.append(
                {
                    "label": label.partition("\n")[0],
                    "nature": nature,
                    "tax_count": len(taxes),
                    "category": key.category,
                    "rate": key.rate,
                    "reason": key.reason,
                }
            )
        return facts

    # === FIGURES === #

    def _tpe_add_figures(self, context):
        """Read the legal figures that an invoice needs, and note those that miss.

        :param dict context: filled with ``figures``, ``text_figures``, ``missing``
        """
        missing, day = {}, context["date"]
        names = set()
        for _rule, text in context["selected"]:
            names |= engine.find_variables(text.fr) & engine.FIGURES.keys()
        in_texts = {code for name in names for code in engine.FIGURES[name]}
        context["text_figures"] = self._tpe_read_figures(in_texts, day, missing)
        in_checks = set(checks.CHECKED_FIGURES)
        if context["seller"]["late_rate"]:
            in_checks.update(checks.FLOOR_FIGURES)
        rows = self._tpe_read_figures(in_checks, day, missing)
        figures = {code: value for code, (value, _row_id) in rows.items()}
        if rows.keys() >= set(checks.FLOOR_FIGURES):
            rate, times = (figures[code] for code in checks.FLOOR_FIGURES)
            figures["late_floor"] = rate * times
        series = self.env["tpe.legal.parameter"]._get_series(
            "buyer_siren_required", self.company_id
        )
        figures["buyer_siren_from"] = next((first for first, v in series if v), "")
        context["figures"], context["missing"] = figures, missing

    def _tpe_read_figures(self, codes, day, missing):
        """:return: value and row id by code; messages of the others go to ``missing``
        :rtype: dict[str, tuple]"""
        figures = {}
        for code in sorted(codes):
            try:
                figures[code] = self.env["tpe.legal.parameter"]._get_row(
                    code, day, self.company_id
                )
            except UserError as error:
                missing[code] = str(error)
        return figures


def _decimal(number):
    """:return: an amount of the ORM as the decimal that was typed
    :rtype: Decimal"""
    return Decimal(str(number or 0))
