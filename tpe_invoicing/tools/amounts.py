# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money as decimals, and the arithmetic that EN 16931 wants of an invoice."""

from collections import defaultdict, namedtuple
from decimal import ROUND_HALF_UP, Decimal

Price = namedtuple("Price", "amount basis")

PRICE_DIGITS = 6  # [BR-FR-DEC-03]
QUANTITY_DIGITS = 4  # [BR-FR-DEC-02]
ZERO = Decimal(0)


def exact(number):
    """Read a number of the ORM as the decimal that was typed.

    Noise of binary floats starts at the sixteenth digit; no invoice has so many.

    :param number: float, integer, string or false value
    :rtype: Decimal

    >>> exact(0.1 + 0.2), exact(2.675), exact(False), exact(1e-7)
    (Decimal('0.3'), Decimal('2.675'), Decimal('0'), Decimal('1E-7'))
    """
    if number and isinstance(number, float):
        number = f"{number:.12g}" if abs(number) < 1e6 else f"{number:.15g}"
    return Decimal(str(number or 0))


def rounded(number, digits=2):
    """Round half away from zero, as the law wants; never to even, nor to minus zero.

    :param Decimal number: the number
    :param int digits: decimals to keep
    :rtype: Decimal

    >>> [str(rounded(Decimal(text))) for text in ("10.125", "2.675", "-0.005")]
    ['10.13', '2.68', '-0.01']
    >>> str(rounded(Decimal("-0.001")))
    '0.00'
    """
    # platforms refuse the sign of "-0.00"
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + ZERO


def shortest(number, least=0):
    """Write a number without the zeros that say nothing.

    :param Decimal number: the number
    :param int least: decimals to keep in any case
    :rtype: str

    >>> shortest(Decimal("3.500")), shortest(Decimal(20), 2), shortest(Decimal("1E+3"))
    ('3.5', '20.00', '1000')
    """
    whole, _dot, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


def quantity_of(number):
    """Write a quantity with the decimals that platforms take [BR-FR-DEC-02].

    :param Decimal number: the quantity
    :return: what is less than the last decimal counts as one lot
    :rtype: Decimal

    >>> quantity_of(Decimal("1.23456")), quantity_of(Decimal("-0.00001"))
    (Decimal('1.2346'), Decimal('-1'))
    """
    found = rounded(number, QUANTITY_DIGITS)
    return Decimal(1).copy_sign(number) if number and not found else found


def price_of(net, quantity, price, digits=2):
    """Find the unit price that leads to a line's amount, to the cent.

    The price that was typed is kept when it does; else the amount divided by the
    quantity; else the amount is the price of the whole quantity (BT-149), which is
    always right.

    :param Decimal net: amount of the line, not negative when quantity is not
    :param Decimal quantity: quantity of the line, positive
    :param Decimal price: price that was typed, without tax
    :param int digits: decimals of the currency
    :return: price and the quantity that it is for
    :rtype: Price

    >>> price_of(Decimal("30.09"), Decimal(3), Decimal("10.03"))
    Price(amount=Decimal('10.03'), basis=Decimal('1'))
    >>> price_of(Decimal("83.33"), Decimal(1), Decimal("83.325"))
    Price(amount=Decimal('83.325'), basis=Decimal('1'))
    >>> price_of(Decimal("10.00"), Decimal(3), Decimal("3.33"))
    Price(amount=Decimal('3.333333'), basis=Decimal('1'))
    >>> price_of(Decimal("1234.57"), Decimal("70000"), Decimal("0.02"))
    Price(amount=Decimal('1234.57'), basis=Decimal('70000'))
    """
    candidates = [rounded(price, PRICE_DIGITS)]
    if quantity:
        candidates.append(rounded(net / quantity, PRICE_DIGITS))
    for candidate in candidates:
        if rounded(candidate * quantity, digits) == net:
            return Price(Decimal(shortest(candidate)), Decimal(1))
    return Price(net, quantity) if quantity else Price(candidates[0], Decimal(1))


# === ARITHMETIC OF EN 16931 === #


def find_wrong_sums(data, digits=2):
    """Check an invoice as the Schematron would, before it is issued.

    :param dict data: the invoice in terms of EN 16931, amounts as decimals
    :param int digits: decimals of the currency
    :return: one sentence for each rule that is broken, the rule first
    :rtype: list[str]
    """
    wrong = []

    def check(rule, is_right, *amounts):
        if not is_right:
            wrong.append(f"{rule}: {' / '.join(str(amount) for amount in amounts)}")

    lines, groups = data["BG-25"], data["BG-23"]
    net, vat, gross = data["BT-109"], data["BT-110"], data["BT-112"]
    lines_total = sum((line["BT-131"] for line in lines), ZERO)
    cuts = sum((row["amount"] for row in data.get("BG-20", ())), ZERO)
    charges = sum((row["amount"] for row in data.get("BG-21", ())), ZERO)
    check("BR-CO-10", data["BT-106"] == lines_total, data["BT-106"], lines_total)
    check("BR-CO-11", data.get("BT-107", ZERO) == cuts, cuts)
    check("BR-CO-12", data.get("BT-108", ZERO) == charges, charges)
    check("BR-CO-13", net == data["BT-106"] - cuts + charges, net)
    taxes = sum((group["BT-117"] for group in groups), ZERO)
    check("BR-CO-14", vat == taxes, vat, taxes)
    check("BR-CO-15", gross == net + vat, gross, net + vat)
    due = gross - data.get("BT-113", ZERO) + data.get("BT-114", ZERO)
    check("BR-CO-16", data["BT-115"] == due, data["BT-115"], due)
    for line in lines:
        _check_line(check, line, digits)
    for group in groups:
        _check_group(check, group)
    _check_bases(check, data)
    return wrong


def _check_line(check, line, digits):
    """Check that quantity and price lead to the amount of a line."""
    price = line["BT-146"] * line["BT-129"] / line.get("BT-149", 1)
    cuts = sum((row["amount"] for row in line.get("BG-27", ())), ZERO)
    charges = sum((row["amount"] for row in line.get("BG-28", ())), ZERO)
    net = rounded(price, digits) - cuts + charges
    check(f"BT-131 {line['BT-126']}", line["BT-131"] == net, line["BT-131"], net)


def is_vat_right(group):
    """Tell whether the VAT of a rate is as near as the standard allows [BR-CO-17].

    :param dict group: an entry of BG-23
    :rtype: bool

    >>> vat = {"BT-116": Decimal(900), "BT-117": Decimal(180), "BT-119": Decimal(20)}
    >>> is_vat_right(vat), is_vat_right(vat | {"BT-117": Decimal(181)})
    (True, False)
    """
    # a price with tax leaves a cent; the Schematron itself allows a unit
    vat = group["BT-116"] * (group.get("BT-119") or ZERO) / 100
    return abs(group["BT-117"] - vat) < 1


def _check_group(check, group):
    """Check one rate of VAT: amount (BR-CO-17) and reason (BR-E-10 and the like)."""
    category, rate = group["BT-118"], group.get("BT-119") or ZERO
    vat = group["BT-116"] * rate / 100
    check("BR-CO-17", is_vat_right(group), group["BT-117"], rounded(vat))
    has_reason = bool(group.get("BT-120") or group.get("BT-121"))
    wants_reason = category not in ("S", "Z")
    check(f"BR-{category}-10", has_reason == wants_reason, category)
    check("BR-S-05", category != "S" or rate > 0, rate)


def _check_bases(check, data):
    """Check that each rate's base is the sum of its lines (BR-S-08 and the like)."""
    bases = defaultdict(Decimal)
    for line in data["BG-25"]:
        bases[line["BT-151"], line.get("BT-152") or ZERO] += line["BT-131"]
    for name, sign in (("BG-20", -1), ("BG-21", 1)):
        for row in data.get(name, ()):
            key = row["vat_category_code"], row.get("vat_rate") or ZERO
            bases[key] += sign * row["amount"]
    found = defaultdict(Decimal)
    for group in data["BG-23"]:
        found[group["BT-118"], group.get("BT-119") or ZERO] += group["BT-116"]
    for key in bases.keys() | found.keys():
        is_same = key in bases and key in found and bases[key] == found[key]
        check(f"BR-{key[0]}-08", is_same, key[1], found.get(key), bases.get(key))
