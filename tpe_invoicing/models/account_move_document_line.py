# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict

from odoo import models

from ..tools.amounts import QUANTITY_DIGITS, ZERO, exact, price_of, rounded

# UNTDID 5189 discount; UNTDID 7161 collection and recycling
REASON_DISCOUNT, REASON_RECYCLING = "95", "AEO"


class AccountMove(models.Model):
    """The lines of an invoice and its VAT by rate, in the terms of EN 16931."""

    _inherit = "account.move"

    def _tpe_get_line_terms(self, context):
        """Return lines, VAT by rate and what rounding adds, as the entry has them.

        :param dict context: the invoice's facts, see ``tools/mentions.py``
        :return: BG-25, BG-23, BG-20, BG-21, BT-114
        :rtype: dict
        """
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        order = {
            line.id: place for place, line in enumerate(self._tpe_get_printed_lines())
        }
        base_lines.sort(key=lambda line: order.get(line["record"].id, len(order)))
        lines, groups, rounding = [], defaultdict(lambda: [ZERO, ZERO]), ZERO
        keys = {}
        notes = self._tpe_get_line_notes()
        for base_line in base_lines:
            if base_line["special_type"] == "cash_rounding":
                rounding += self._tpe_get_net(base_line)
                continue
            vat, fixed = self._tpe_split_taxes(base_line)
            key = self._tpe_get_line_key(base_line, keys)
            line = self._tpe_get_line(base_line, fixed, key)
            line["BT-126"] = str(len(lines) + 1)
            line["BT-127-00"] = notes.get(base_line["record"].id)
            lines.append(line)
            group = groups[key]
            group[0] += line["BT-131"]
            group[1] += sum((amount for _tax, amount in vat), ZERO)
        return {
            "BG-25": lines,
            "BG-23": self._tpe_get_vat_groups(groups, context),
            "BT-114": rounding or None,
        }

    def _tpe_get_printed_lines(self):
        """:return: lines, sections and notes as the form shows them
        :rtype: account.move.line"""
        return self.invoice_line_ids.sorted(
            lambda line: (line.sequence, line._origin.id or 0)
        )

    def _tpe_get_line_key(self, base_line, keys):
        """:param dict base_line: a line of Odoo's tax computation
        :param dict keys: those found before
        :return: category, rate and reason of its VAT
        :rtype: VatKey"""
        product = base_line["product_id"]
        taxes = base_line["tax_ids"].filtered(lambda tax: tax.amount_type != "fixed")
        found = taxes[:1], taxes._tpe_get_nature(product)
        if found not in keys:
            keys[found] = taxes[:1]._tpe_get_vat_key(self, product)
        return keys[found]

    def _tpe_get_net(self, base_line):
        """:return: amount of a line without its taxes, as the entry has it
        :rtype: Decimal"""
        details = base_line["tax_details"]
        net = exact(details["total_excluded_currency"])
        delta = exact(details["delta_total_excluded_currency"])
        return rounded(net + delta, self.currency_id.decimal_places)

    def _tpe_split_taxes(self, base_line):
        """:return: the VAT of a line, and what else Odoo counts as a tax (eco-
            participation and the like), as pairs of tax and amount
        :rtype: tuple[list, list]"""
        vat, fixed = [], []
        for tax_data in base_line["tax_details"]["taxes_data"]:
            amount = exact(tax_data["tax_amount_currency"])
            amount = rounded(amount, self.currency_id.decimal_places)
            tax = tax_data["tax"]
            (fixed if tax.amount_type == "fixed" else vat).append((tax, amount))
        return vat, fixed

    def _tpe_get_line(self, base_line, fixed, key):
        """:param dict base_line: a line of Odoo's tax computation
        :param list fixed: amounts that EN 16931 counts as charges of the line
        :param VatKey key: its VAT
        :return: one entry of BG-25
        :rtype: dict"""
        record, product = base_line["record"], base_line["product_id"]
        name, description = self._tpe_split_label(record, product)
        unit = base_line["product_uom_id"]
        line = {
            "BT-153": name,
            "BT-154": description,
            "BT-155": product.default_code or None,
            "BT-130": unit._get_unece_code() if unit else "C62",
            "BT-151": key.category,
            # [BR-O-05] no rate at all when out of scope
            "BT-152": None if key.category == "O" else key.rate,
        }
        line |= self._tpe_get_line_price(base_line)
        charges = [
            {
                "amount": amount,
                "reason": tax.invoice_label or tax.name,
                "reason_code": REASON_RECYCLING,
            }
            for tax, amount in fixed
            if amount
        ]
        if charges:
            line["BG-28"] = charges
            line["BT-131"] += sum((charge["amount"] for charge in charges), ZERO)
        return line

    def _tpe_get_line_price(self, base_line):
        """Return quantity, price, discount and amount of a line.

        A negative price becomes a negative quantity [BR-27]. A discount is an
        allowance of the line, which is exact to the cent; where the quantity is
        negative, it is taken off the price, as allowances are not negative.

        :param dict base_line: a line of Odoo's tax computation
        :rtype: dict
        """
        digits = self.currency_id.decimal_places
        net = self._tpe_get_net(base_line)
        quantity = rounded(exact(base_line["quantity"]), QUANTITY_DIGITS)
        price = self._tpe_get_gross_price(base_line)
        if price < 0:
            price, quantity = -price, -quantity
        discount = exact(base_line["discount"])
        terms = {"BT-129": quantity, "BT-131": net}
        gross = rounded(price * quantity, digits)
        if discount > 0 and quantity > 0 and gross >= net:
            terms["BG-27"] = [
                {
                    "amount": gross - net,
                    "base_amount": gross,
                    "rate": discount,
                    "reason": self.env._("Discount"),
                    "reason_code": REASON_DISCOUNT,
                }
            ]
            net = gross
        sign = -1 if quantity < 0 else 1
        found = price_of(
            sign * net,
            sign * quantity,
            price if "BG-27" in terms else price * (100 - discount) / 100,
            digits,
        )
        if found.amount < 0:  # a line without quantity, or a discount above the price
            found = found._replace(amount=ZERO)
        terms["BT-146"] = found.amount
        if found.basis != 1:
            terms["BT-149"] = found.basis
        return terms

    def _tpe_get_gross_price(self, base_line):
        """:return: the unit price without tax and before discount
        :rtype: Decimal"""
        price = exact(base_line["price_unit"])
        included = (
            base_line["tax_ids"].flatten_taxes_hierarchy().filtered("price_include")
        )
        if not included or base_line["special_mode"] == "total_excluded":
            return price
        details = base_line["tax_ids"]._get_tax_details(
            float(price),
            1.0,
            rounding_method="round_globally",
            product=base_line["product_id"],
            product_uom=base_line["product_uom_id"],
        )
        return exact(details["total_excluded"])

    def _tpe_split_label(self, record, product):
        """:return: first line of a label without the product's code, and the others
        :rtype: tuple[str, str]"""
        label = (record.name or product.display_name or "").strip()
        first, _break, others = label.partition("\n")
        code = product.default_code
        if code and first.startswith(f"[{code}]"):
            first = first[len(code) + 2 :].strip() or first
        return first.strip() or "-", others.strip() or None

    def _tpe_get_line_notes(self):
        """:return: notes typed between the lines, by id of the line above
        :rtype: dict[int, list]"""
        notes, above = defaultdict(list), False
        for line in self._tpe_get_printed_lines():
            if line.display_type == "product":
                above = line.id
            elif line.display_type == "line_note" and above and line.name:
                notes[above].append({"BT-127": line.name})
        return notes

    def _tpe_get_vat_groups(self, groups, context):
        """:param dict groups: base and VAT by key
        :param dict context: the invoice's facts
        :return: BG-23, the highest rate first
        :rtype: list[dict]"""
        texts = self._tpe_get_vat_texts(context)
        merged = {}
        for key, (base, vat) in groups.items():
            # [BR-E-01] one group for a category and a rate, whatever the reasons
            row = merged.setdefault((key.category, key.rate), [ZERO, ZERO, []])
            row[0] += base
            row[1] += vat
            row[2].append(key.reason)
        rows = []
        for (category, rate), (base, vat, reasons) in sorted(
            merged.items(), key=lambda item: (-item[0][1], item[0][0])
        ):
            row = {"BT-116": base, "BT-117": vat, "BT-118": category}
            if category != "O":
                row["BT-119"] = rate
            if category not in ("S", "Z"):
                words = [texts.get((category, reason)) for reason in reasons]
                row["BT-120"] = "; ".join(filter(None, words)) or None
                row["BT-121"] = reasons[0] if len(reasons) == 1 else None
            rows.append(row)
        return rows
