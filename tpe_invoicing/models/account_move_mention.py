# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import findings as checks
from ..tools import mentions as engine

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
            ``value_ids`` (the legal figures used), ``text_id`` (the words used),
            ``condition`` (why it is there)
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
                    "condition": rule.condition,
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
            text = by_case.get(engine.line_case(context, line)) or (
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
        # once for the many rules that ask
        context["vat_cases"] = engine.vat_cases(context)
        rules = self.env["tpe.mention"]._get_rules(self.company_id.id)
        document = context["document"]
        document["other_vat_reasons"] = engine.other_vat_reasons(rules, context)
        context["selected"] = engine.select(rules, context)
        self._tpe_add_figures(context)
        return context

    def _tpe_get_document_lang(self):
        """:return: language of the document, see ``get_document_lang``
        :rtype: str"""
        return engine.get_document_lang(
            self.partner_id.lang, self._tpe_get_buyer_zone()
        )

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
