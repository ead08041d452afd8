# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import random
from copy import deepcopy
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import amounts, charges, facturx_xml
from ..tools.amounts import ZERO, find_wrong_sums, price_of, rounded
from .document_samples import make_invoice

SEED = 16931
RATES = tuple(map(Decimal, ("20", "10", "5.5", "2.1", "8.5")))
HUNDRED = Decimal(100)


def make_line(chance, number):
    """:param random.Random chance: seeded
    :param int number: of the line
    :return: a line as an invoice has it, its sums right by hand
    :rtype: dict"""
    quantity = Decimal(chance.choice((1, 2, 7, "0.333", "1.1234", "70000.5", -3)))
    price = Decimal(chance.randint(1, 10**7)).scaleb(-chance.choice((2, 3, 4, 5)))
    net = rounded(quantity * price)
    line = {
        "BT-126": str(number),
        "BT-153": f"Line {number}",
        "BT-129": quantity,
        "BT-130": "C62",
        "BT-151": "S",
        "BT-152": chance.choice(RATES),
    }
    if quantity > 0 and chance.random() < 0.3:
        rate = Decimal(chance.choice(("5", "33.33", "100")))
        cut = rounded(net * rate / HUNDRED)
        line["BG-27"] = [{"amount": cut, "rate": rate, "reason": "Discount"}]
    if chance.random() < 0.2:
        line["BG-28"] = [{"amount": Decimal("1.25"), "reason": "Recycling"}]
    sign = -1 if quantity < 0 else 1
    found = price_of(sign * net, sign * quantity, price)
    line["BT-146"] = found.amount
    if found.basis != 1:
        line["BT-149"] = found.basis
    line["BT-131"] = net - _sum(line, "BG-27") + _sum(line, "BG-28")
    return line


def _sum(terms, name):
    return sum((row["amount"] for row in terms.get(name, ())), ZERO)


def make_random(chance):
    """:param random.Random chance: seeded
    :return: an invoice whose sums are right by hand
    :rtype: dict"""
    lines = [make_line(chance, n) for n in range(1, chance.randint(2, 12))]
    whole = {"BG-20": [], "BG-21": []}
    for name in whole:
        for _row in range(chance.randint(0, 2)):
            rate = chance.choice(lines)["BT-152"]
            row = {"amount": Decimal(chance.randint(1, 999)).scaleb(-2)}
            row |= {"reason": "All", "vat_category_code": "S", "vat_rate": rate}
            whole[name].append(row)
    bases = {}
    for line in lines:
        bases.setdefault(line["BT-152"], []).append(line["BT-131"])
    for name, sign in (("BG-20", -1), ("BG-21", 1)):
        for row in whole[name]:
            bases.setdefault(row["vat_rate"], []).append(sign * row["amount"])
    groups = [
        {
            "BT-116": sum(parts, ZERO),
            "BT-117": rounded(sum(parts, ZERO) * rate / HUNDRED),
            "BT-118": "S",
            "BT-119": rate,
        }
        for rate, parts in bases.items()
    ]
    net = sum((group["BT-116"] for group in groups), ZERO)
    vat = sum((group["BT-117"] for group in groups), ZERO)
    data = make_invoice(BG_25=lines, BG_23=groups)
    data |= {"BT-106": sum((line["BT-131"] for line in lines), ZERO)}
    data |= {"BT-107": _sum(whole, "BG-20"), "BT-108": _sum(whole, "BG-21")}
    data |= {"BT-109": net, "BT-110": vat, "BT-112": net + vat, "BT-115": net + vat}
    return data | {name: rows for name, rows in whole.items() if rows}


@tagged("-at_install", "post_install")
class TestSums(BaseCase):
    """Random invoices: right ones pass, and no amount can be changed unseen."""

    def test_right_sums_are_right(self):
        chance = random.Random(SEED)
        for number in range(300):
            self.assertEqual(find_wrong_sums(make_random(chance)), [], number)

    def test_right_sums_make_an_xml_that_the_schema_takes(self):
        chance = random.Random(SEED)
        for _number in range(40):
            data = make_random(chance)
            data["page"]["rows"] = []
            self.assertIn(b"CrossIndustryInvoice", facturx_xml.generate(data))

    def test_each_amount_that_is_changed_is_found(self):
        chance = random.Random(SEED)
        for _number in range(60):
            right = make_random(chance)
            changes = [("BT-106",), ("BT-109",), ("BT-110",), ("BT-112",), ("BT-115",)]
            changes += [("BG-25", 0, "BT-131"), ("BG-25", -1, "BT-129")]
            changes += [("BG-23", 0, "BT-116"), ("BG-23", 0, "BT-117")]
            changes += [(n, 0, "amount") for n in ("BG-20", "BG-21") if n in right]
            for path in changes:
                data = deepcopy(right)
                place = data
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] += Decimal(7)
                self.assertTrue(find_wrong_sums(data), path)

    def test_examples_of_the_documentation_hold(self):
        for module in (amounts, charges):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)
