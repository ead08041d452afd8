# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the product that a row of a file describes."""

import re
from decimal import Decimal

from .import_problem import ImportProblem
from .import_sum_row import refuse_sum
from .import_values import fold, guess_thousands, parse_amount, parse_rate, tidy

PRICES = ("price", "price_taxed", "cost")
SERVICE = re.compile(r"\b(service|prestation|main d oeuvre|forfait|heure|mo)")
HUNDRED = Decimal(100)
PRICE_DIGITS = Decimal("0.000001")


class ProductReader:
    """Reads the rows of one file, whose way of writing amounts it learns."""

    def __init__(self, table):
        self._table = table
        self.thousands = guess_thousands(
            (value for name in PRICES for value in table.get_values(name)),
            table.profile.decimal,
        )

    def read(self, row):
        """Read a row.

        :param Row row: a row of the table
        :return: ``name``, ``code``, ``description``, ``price`` and ``cost`` before
            tax, ``rate``, ``is_service`` and the texts ``unit``, ``barcode``
        :rtype: dict
        :raise ImportProblem: when the row is broken
        """
        if row.problem:
            raise row.problem
        refuse_sum(row)
        try:
            return self._read(self._table.get_cells(row))
        except ImportProblem as problem:
            raise problem.at(row.line) from None

    def _read(self, cells):
        texts = ("name", "code", "unit", "barcode", "category", "nature")
        found = {name: tidy(cells.get(name, "")) for name in texts}
        found["name"] = (found["name"] or found["code"])[:200]
        if not found["name"]:
            raise ImportProblem("name_missing")
        found["description"] = cells.get("description", "").strip()
        name, amounts = "rate", {}
        try:
            found["rate"] = parse_rate(cells.get("rate", ""))
            for name in PRICES:
                amounts[name] = parse_amount(cells.get(name, ""), self.thousands)
        except ImportProblem as problem:
            raise problem.under(self._table.get_heading(name)) from None
        found["price"], found["cost"] = amounts["price"], amounts["cost"]
        if found["price"] is None and amounts["price_taxed"] is not None:
            untaxed = (
                amounts["price_taxed"] * HUNDRED / (HUNDRED + (found["rate"] or 0))
            )
            found["price"] = untaxed.quantize(PRICE_DIGITS)
        words = fold(f"{found['nature']} {found['category']}") or fold(found["unit"])
        found["is_service"] = bool(SERVICE.search(words))
        return found


def product_keys(product):
    """List the signs by which the same product is known again.

    :param dict product: see :class:`ProductReader`
    :rtype: list[tuple]

    >>> product_keys({"code": "P1", "barcode": "", "name": "Porte"})
    [('code', 'p1')]
    """
    if product["code"]:
        return [("code", product["code"].casefold())]
    keys = [("barcode", product["barcode"])] if product["barcode"] else []
    return [*keys, ("name", fold(product["name"]))]
