# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One larger work of the joiner: an accepted quote, and its progress invoices."""

import datetime
from dataclasses import dataclass

from .demo_sales import Desk

CUSTOMER = "C003"
REFERENCE = "Marché 2026-17"
RETENTION = 5
# section, or reference of the product, quantity and VAT
LINES = (
    "Agencement du salon",
    ("COIFFAGE", 6, "goods_20"),
    ("COMPTOIR", 1, "goods_20"),
    "Cloisons et pose",
    ("CLOISON", 14.5, "goods_20"),
    ("POSE", 62, "services_20"),
)
# how far the works have come by the end of which fortnight
STEPS = {7: 40, 10: 75}
ORDERED, PAID = 6, 9


@dataclass(frozen=True)
class People:
    """Who sells and who invoices, in the company of the works."""

    seller: object
    accountant: object


class Works:
    """The works of the demo; every step can be played again."""

    def __init__(self, people, periods):
        """:param People people: clients of the company
        :param list periods: fortnights of the story
        """
        self.people, self.desk = people, Desk(people.accountant)
        self.ends = [end for _start, end in periods]

    def live(self, end):
        """Play what happens in a fortnight.

        :param date end: its last day
        :return: what was done -> how often
        :rtype: dict
        """
        number = self.ends.index(end)
        if number == ORDERED:
            self._sell(end)
            return {"works ordered": 1}
        if number in STEPS:
            self._bill(STEPS[number], end)
            return {"progress invoice": 1}
        if number == PAID:
            self._cash(end)
            return {"payments": 1}
        return {}

    def _sell(self, day):
        """Write the quote, and let the customer accept it."""
        if self._find_order():
            return
        date = day - datetime.timedelta(days=3)
        order = self.people.seller.call(
            "sale.order",
            "create",
            {
                "partner_id": self.desk.get_customer(CUSTOMER),
                "client_order_ref": REFERENCE,
                "date_order": f"{date.isoformat()} 09:00:00",
                "tpe_retention_percent": RETENTION,
                "order_line": [(0, 0, self._prepare_line(line)) for line in LINES],
            },
        )
        self.people.seller.call("sale.order", "action_confirm", [order])

    def _prepare_line(self, line):
        """:return: values of a line of the order
        :rtype: dict"""
        if isinstance(line, str):
            return {"display_type": "line_section", "name": line}
        code, quantity, tax = line
        (product,) = self.people.seller.search(
            "product.product", ["default_code", "=", code], limit=1
        )
        return {
            "product_id": product,
            "product_uom_qty": quantity,
            "tax_ids": [(6, 0, [self.desk.get_tax(tax)])],
        }

    def _find_order(self):
        """:return: ids of the order, once it is written
        :rtype: list"""
        return self.people.seller.search(
            "sale.order", ["client_order_ref", "=", REFERENCE], limit=1
        )

    def _bill(self, percent, day):
        """Invoice how far the works have come, and mail it."""
        client, order = self.people.accountant, self._find_order()
        found = client.read(
            "account.move",
            ["state"],
            ["tpe_situation_order_id", "in", order],
            ["invoice_date", "=", day.isoformat()],
        )
        if not found:
            made = client.call(
                "sale.order", "tpe_make_situation", order, percent, day.isoformat()
            )
            found = [{"id": made[0]["invoice_id"]}]
        moves = [move["id"] for move in found]
        client.call("account.move", "tpe_issue", moves)
        unsent = client.search(
            "account.move", ["id", "in", moves], ["is_move_sent", "=", False]
        )
        if unsent:
            client.call("account.move", "tpe_send", unsent)

    def _cash(self, day):
        """Let the customer pay what is due of the first invoice, less the guarantee."""
        client = self.people.accountant
        (first,) = client.read(
            "account.move",
            ["amount_total"],
            ["tpe_situation_order_id", "in", self._find_order()],
            order="invoice_date",
            limit=1,
        )
        kept = round(first["amount_total"] * RETENTION / 100, 2)
        amount = round(first["amount_total"] - kept, 2)
        self.desk.pay(first["id"], day, "VIR MARCHE 17/1", amount)
