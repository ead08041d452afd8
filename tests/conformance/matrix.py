# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matrix: each situation of VAT in each situation of the document.

The axes are orthogonal; the buyer goes round among those that a situation of VAT can
have. Half of all pairs are made, so that the stage stays short. What has to come out
is added up in ``arithmetic.py``.
"""

from dataclasses import dataclass, field

from .arithmetic import Line, Tax, add_up

DAY = "2026-11-24"

# === VAT === #


@dataclass(frozen=True)
class Vat:
    """A situation of VAT: its taxes by name, what is sold under each, who may buy."""

    taxes: dict
    buyers: tuple
    natures: dict = field(default_factory=dict)
    is_franchise: bool = False

    @property
    def letter(self):
        """Letter of BT-23: goods, services or both.

        :rtype: str
        """
        found = {self.natures.get(name, "goods") for name in self.taxes}
        return {"goods": "B", "services": "S"}[found.pop()] if len(found) == 1 else "M"


HOME = ("business", "consumer", "public", "foreign")
SERVICE = {"only": "services"}
VATS = {
    "normal": Vat({"20": Tax("S", "20")}, HOME),
    "rates": Vat(
        {"20": Tax("S", "20"), "10": Tax("S", "10"), "5.5": Tax("S", "5.5")}, HOME
    ),
    "mixed": Vat(
        {"20": Tax("S", "20"), "10": Tax("S", "10")}, HOME, {"10": "services"}
    ),
    "franchise": Vat({"none": Tax("E", "0")}, HOME, is_franchise=True),
    "building": Vat({"only": Tax("AE", "0")}, ("business", "public"), SERVICE),
    "ic_goods": Vat({"only": Tax("K", "0")}, ("german",)),
    "ic_services": Vat({"only": Tax("AE", "0")}, ("german",), SERVICE),
    "export": Vat({"only": Tax("G", "0")}, ("american", "american_consumer")),
    "world_services": Vat({"only": Tax("O", "0")}, ("american",), SERVICE),
    "dom": Vat({"only": Tax("G", "0")}, ("reunion", "reunion_consumer")),
    "dom_rate": Vat({"8.5": Tax("S", "8.5")}, ("reunion", "reunion_consumer")),
    "margin": Vat({"only": Tax("E", "0")}, ("business", "consumer")),
}

# === SITUATIONS OF THE DOCUMENT === #


@dataclass(frozen=True)
class Situation:
    """A situation of the document: its lines by tax, and what is written on it."""

    lines: tuple = ((3, 33.33), (1.5, 80))
    values: dict = field(default_factory=dict)
    type_code: str = "380"
    process: str = "1"
    profile: str = "EN 16931"
    source: str = ""
    term: str = ""
    paid: object = 0
    needs_rate: bool = False
    needs_goods: bool = False
    marks: tuple = ()


PLAIN = ((3, 33.33), (1.5, 80))
SITUATIONS = {
    "invoice": Situation(),
    "deposit": Situation(
        ((1, 300),), {"tpe_document_kind": "deposit"}, type_code="386"
    ),
    "balance": Situation(
        ((1, 1000), (-1, 300, 0, "return")),
        {"tpe_document_kind": "balance"},
        process="4",
        source="deposit",
    ),
    "credit_total": Situation(PLAIN, type_code="381", source="invoice"),
    "credit_part": Situation(((1, 33.33),), type_code="381", source="invoice"),
    "credit_deposit": Situation(((1, 300),), type_code="503", source="deposit"),
    "corrected": Situation(((3, 30),), type_code="384", source="invoice"),
    "prepaid": Situation(process="2", paid="all"),
    "part_paid": Situation(paid="40.00"),
    "instalments": Situation(term="instalments"),
    "early_discount": Situation(term="early_discount"),
    "line_discounts": Situation(
        ((3, 450, 10), (7, 100, 33.33), (2, 50, 100), (1, 12.4, 5))
    ),
    "whole_discount": Situation(((2, 500), (1, -66.67, 0, "allowance"))),
    "whole_charge": Situation(((2, 500), (1, 18.9, 0, "charge"))),
    "both_whole": Situation(
        ((4, 99.99), (1, -20, 0, "allowance"), (1, 7.77, 0, "charge"))
    ),
    "tax_included": Situation(
        ((3, 100), (2, 100)), needs_rate=True, marks=("included",)
    ),
    "returned": Situation(((5, 20.2), (-2, 20.2, 0, "return"))),
    "free_lines": Situation(
        ((1, 100), (1, 0), (2, 55, 100), (1, -55, 100), (-1, 0.001, 0, "return"))
    ),
    "zero_total": Situation(((2, 45), (-2, 45, 0, "return"))),
    "odd_numbers": Situation(((0.333, 3.333333), (1.12345, 8.5), (7, 0.0001))),
    "dollars": Situation(marks=("dollars",)),
    "yen": Situation(((3, 1200), (1, 333)), marks=("yen",)),
    "deliveries": Situation(
        profile="EXTENDED", needs_goods=True, marks=("deliveries",)
    ),
    "self_billed": Situation(values={"tpe_is_self_billed": True}, type_code="389"),
    "self_billed_credit": Situation(
        ((1, 33.33),), {"tpe_is_self_billed": True}, type_code="261", source="invoice"
    ),
    "period": Situation(((1, 49.9), (2, 10.05)), marks=("period",)),
}


@dataclass(frozen=True)
class Case:
    """A case of the matrix, before it is made."""

    name: str
    vat_name: str
    buyer: str
    situation_name: str

    @property
    def vat(self):
        """Its situation of VAT.

        :rtype: Vat
        """
        return VATS[self.vat_name]

    @property
    def situation(self):
        """Its situation of the document.

        :rtype: Situation
        """
        return SITUATIONS[self.situation_name]

    @property
    def lines(self):
        """Its lines, those of the situation under each tax.

        :rtype: list[Line]
        """
        if "included" not in self.situation.marks:
            return self.net_lines
        # prices that hold their tax without a cent left over
        return [
            line._replace(price=line.price + line.price / 100 * float(tax.rate))
            for line in self.net_lines
            for tax in (self.vat.taxes[line.tax],)
        ]

    @property
    def net_lines(self):
        """Its lines with prices without tax.

        :rtype: list[Line]
        """
        return [
            Line(name, *line)
            for name in self.vat.taxes
            for line in self.situation.lines
        ]

    @property
    def currency(self):
        """Its currency.

        :rtype: str
        """
        marks = self.situation.marks
        return "USD" if "dollars" in marks else "JPY" if "yen" in marks else "EUR"

    @property
    def expected(self):
        """What it must come to.

        :rtype: Expected
        """
        digits = 0 if self.currency == "JPY" else 2
        return add_up(self.net_lines, self.vat.taxes, self.situation.paid, digits)


def _is_possible(vat, situation):
    has_rate = any(tax.rate != "0" for tax in vat.taxes.values())
    has_goods = vat.letter == "B"
    return (has_rate or not situation.needs_rate) and (
        has_goods or not situation.needs_goods
    )


def make_cases():
    """List the cases of the matrix.

    :rtype: dict[str, Case]
    """
    cases = {}
    for row, (vat_name, vat) in enumerate(VATS.items()):
        for column, (situation_name, situation) in enumerate(SITUATIONS.items()):
            # half of the board, like the black fields of a chessboard
            if (row + column) % 2 == 0 and _is_possible(vat, situation):
                buyer = vat.buyers[(row + column // 2) % len(vat.buyers)]
                name = f"{vat_name}-{buyer}-{situation_name}"
                cases[name] = Case(name, vat_name, buyer, situation_name)
    return cases


CASES = make_cases()
