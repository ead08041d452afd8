# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read one row of a file of invoices: a document, or a line of one."""

import re
from decimal import Decimal

from .import_headings import PARTY
from .import_invoice_total import CENT, PAST_RATES, find_rate
from .import_partner import read_partner
from .import_problem import ImportProblem
from .import_values import (
    fold,
    guess_month_first,
    guess_thousands,
    parse_amount,
    parse_bool,
    parse_date,
    parse_rate,
    tidy,
)

DATES = ("date", "due", "paid_on")
AMOUNTS = (
    "quantity unit_price unit_price_taxed discount line_untaxed line_tax line_total "
    "doc_untaxed doc_tax doc_total untaxed tax total paid balance"
).split()
# what VAT is a part of, where a file says it
BASES = ("untaxed", "line_untaxed", "doc_untaxed", "unit_price")
TEXTS = ("number", "origin", "label", "product_code", "currency")
PARTY_SIGNS = ("name", "company", "customer_ref", "siret", "siren", "vat")
ITEM_COLUMNS = (
    "label product_label quantity unit_price unit_price_taxed product_code"
).split()
CREDIT = re.compile(
    r"\b(avoirs?|credit( note)?|rembours\w*|refund|381|note de credit)\b"
)
NOT_INVOICE = re.compile(
    r"\b(devis|quote|quotation|commande|bon de|livraison|proforma|pro forma|order)\b|"
    r"^(paiement|payment|reglement|encaissement|depot|deposit|estimate|estimation)\b"
)
SUM_ROW = re.compile(r"(sous )?tota(l|ux)\b|somme\b|report\b|a reporter\b|nombre\b")
STATES = (
    (r"brouillon|draft|provisoire|en cours de saisie", "draft"),
    (r"annul|cancel|abandon|supprim|void", "cancelled"),
    (r"partiel|partial|acompte recu|commencee?", "partial"),
    (
        r"impaye|non (paye|regle|solde|acquitt|encaiss)|a (payer|regler|encaisser)|"
        r"attente|retard|overdue|unpaid|not paid|relanc|ouvert|open|echue?|reste",
        "open",
    ),
    (r"paye|regle|solde|acquitt|encaiss|paid|clos|closed|lettre|rembours", "paid"),
    (r"emise?|envoye|valide|sent|due|posted|final|comptabil|factur", "open"),
)
# a column that says paid or not, beside or instead of one of states
FLAGS = {True: "paid", False: "open"}


class RowReader:
    """Reads the rows of one file, whose way of writing dates and amounts it learns."""

    def __init__(self, table):
        self.columns = dict(table.columns)
        self._table = table
        self._parties = {}
        self._last_number = ""
        self.found = []
        self.is_month_first = guess_month_first(
            (value for name in DATES for value in table.get_values(name)),
            table.profile.dates,
        )
        self.thousands = guess_thousands(
            (value for name in AMOUNTS for value in table.get_values(name)),
            table.profile.decimal,
        )
        self._settle_paid_column(table)
        self._settle_tax_column(table)
        self._rate_columns = [name for name in self.columns if ":" in name]

    def _settle_paid_column(self, table):
        """A column "Payé" holds words in one file, amounts or days in another."""
        if "state" in table.profile.words:
            return  # codes of the software
        said = [value for value in table.get_values("paid") if value.strip()]
        are_words = all(
            parse_bool(one) is not None and not _is_read(one, parse_amount)
            for one in said
        )
        if said and are_words and "state" not in self.columns:
            self.columns["state"] = self.columns.pop("paid")
            return
        values = [value for value in table.get_values("state") if value.strip()]
        for name, parse in (("paid_on", parse_date), ("paid", parse_amount)):
            if name in self.columns or not values:
                continue
            if all(_is_read(value, parse) for value in values) and any(
                parse_bool(value) is None for value in values
            ):
                self.columns[name] = self.columns.pop("state")
                return

    def _settle_tax_column(self, table):
        """A column "TVA" holds amounts in one file, rates in another: they bear a sign,
        or are rates all, as spreadsheets keep them too, and no amounts of VAT."""
        if "rate" in self.columns:
            return
        for name in ("tax", "line_tax", "doc_tax"):
            values = [value for value in table.get_values(name) if value.strip()]
            signs = sum("%" in value for value in values)
            if signs * 2 > len(values) or (values and self._holds_rates(table, name)):
                self.columns["rate"] = self.columns.pop(name)
                return

    def _holds_rates(self, table, name):
        """:return: whether every cell of a column is a rate, and one is no VAT
        :rtype: bool"""
        has_other = False
        for row in table.rows:
            cells = {} if row.problem else table.get_cells(row, self.columns)
            text = cells.get(name, "")
            try:
                rate = parse_rate(text)
            except ImportProblem:
                return False
            if rate is None:
                continue
            if rate not in PAST_RATES:
                return False
            has_other = has_other or not self._is_vat(text, cells)
        return has_other

    def _is_vat(self, text, cells):
        """:return: whether a cell can be the amount of VAT of its row
        :rtype: bool"""
        try:
            tax, total, *bases = (
                parse_amount(each, self.thousands)
                for each in (text, *(cells.get(name, "") for name in ("total", *BASES)))
            )
        except ImportProblem:
            return False
        base = next(filter(None, bases), None)
        if base is None or (total is not None and abs(base + tax - total) <= CENT):
            return True
        return find_rate(base, tax) is not None

    def read(self, row):
        """Read a row.

        :param Row row: a row of the table
        :return: texts, dates, amounts (None when blank), ``rates`` (amounts by rate),
            ``party``, ``is_credit`` and ``state``
        :rtype: dict
        :raise ImportProblem: when the row is broken
        """
        if row.problem:
            raise row.problem
        cells = self._table.get_cells(row, self.columns)
        try:
            found = self._read(cells)
        except ImportProblem as problem:
            raise problem.at(row.line) from None
        found |= {"line": row.line, "cells": tuple(row.cells)}
        self.found.append(found)
        return found

    def _read(self, cells):
        found = {name: tidy(cells.get(name, "")) for name in TEXTS}
        # a designation of several lines keeps them
        names = ("label", "product_label")
        found["label"] = next(
            filter(None, (cells.get(n, "").strip() for n in names)), ""
        )
        found |= self._read_figures(cells)
        found["is_credit"] = read_kind(cells.get("kind", ""), found["number"])
        found["state"] = read_state(cells.get("state", ""))
        if not found["state"]:
            found["state"] = FLAGS.get(parse_bool(cells.get("is_paid", "")), "")
        found["party"] = self._read_party(cells)
        if not found["number"] and is_further_line(found):
            # a file with one row a line may say the number on the first one only
            found["number"] = self._last_number
        if not found["number"]:
            raise ImportProblem("number_missing")
        self._last_number = found["number"]
        return found

    def _read_figures(self, cells):
        """:return: dates, amounts, the rate, and ``rates``: base and tax by rate, from
            columns such as "Base HT 20 %"
        :rtype: dict
        :raise ImportProblem: naming the column"""
        found, rates, name = {}, {}, ""
        try:
            for name in DATES:
                found[name] = parse_date(cells.get(name, ""), self.is_month_first)
            for name in AMOUNTS:
                found[name] = parse_amount(cells.get(name, ""), self.thousands)
            name = "rate"
            found["rate"] = parse_rate(cells.get("rate", ""))
            for name in self._rate_columns:
                amount = parse_amount(cells.get(name, ""), self.thousands)
                if amount:
                    part, _colon, rate = name.partition(":")
                    rates.setdefault(Decimal(rate), {})[part] = amount
        except ImportProblem as problem:
            heading = self._table.get_heading(name, self.columns)
            raise problem.under(heading) from None
        return found | {"rates": rates}

    def _read_party(self, cells):
        """:return: the customer, None on a further line that names none
        :rtype: dict | None"""
        # a customer stands on many rows, and is read once
        words = tuple(cells.get(name, "") for name in PARTY)
        if words not in self._parties:
            self._parties[words] = _read_party(cells)
        found = self._parties[words]
        return found and dict(found)


def is_further_line(found):
    """Tell whether a row without number can be a line of the document above: it says
    what was sold and for how much, and nothing of a document. A row of totals cannot,
    and has no price.

    :param dict found: what the row says
    :rtype: bool
    """
    names = ("quantity", "unit_price", "unit_price_taxed", "line_untaxed", "untaxed")
    return (
        bool(found["label"])
        and not (found["unit_price"] is None and SUM_ROW.match(fold(found["label"])))
        and not (found["date"] or found["due"] or found["party"])
        and any(found[name] is not None for name in names)
    )


def _read_party(cells):
    if not any(cells.get(name, "").strip() for name in PARTY_SIGNS):
        return None
    if not (cells.get("name", "").strip() or cells.get("company", "").strip()):
        code = cells.get("customer_ref") or cells.get("siret")
        cells = cells | {"name": code or cells.get("siren") or cells.get("vat", "")}
        return read_partner(cells) | {"is_nameless": True}
    return read_partner(cells) | {"is_nameless": False}


def _is_read(text, parse):
    try:
        return parse(text) is not None
    except ImportProblem:
        return False


def read_kind(text, number=""):
    """Tell whether a document is a credit note.

    :param str text: the kind, as the file says it
    :param str number: its number, which speaks when the kind does not
    :return: True, False, or None when nothing says so
    :rtype: bool | None
    :raise ImportProblem: for a quote or an order, which is no invoice

    >>> read_kind("Avoir"), read_kind("Facture"), read_kind("", "AV-12")
    (True, False, True)
    """
    words = fold(text)
    if NOT_INVOICE.search(words):
        raise ImportProblem("not_an_invoice", value=tidy(text)[:40])
    if CREDIT.search(words) and not re.search(r"\bfacture\b(?!.*avoir)", words):
        return True
    if re.match(r"(?i)(av|avr|avoir|cn|nc)[\W_\d]", number):
        return True
    return False if re.search(r"facture|invoice|acompte|solde|380", words) else None


def read_state(text):
    """Tell what became of a document.

    :param str text: as the file says it
    :return: ``paid``, ``open``, ``partial``, ``draft``, ``cancelled`` or blank
    :rtype: str

    >>> read_state("Réglée"), read_state("Non payée"), read_state("Oui"), read_state("")
    ('paid', 'open', 'paid', '')
    """
    words = fold(text)
    answer = parse_bool(words)
    if answer is not None:
        return "paid" if answer else "open"
    for pattern, state in STATES:
        if words and re.search(pattern, words):
            return state
    return ""
