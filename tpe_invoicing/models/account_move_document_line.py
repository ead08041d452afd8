# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict, namedtuple

from odoo import models

from ..tools.amounts import ZERO, exact, rounded
from ..tools.charges import Entry, choose_foot
from ..tools.facturx_xml import LINE_PLACE
from .account_move_document_price import REASON_DISCOUNT

# UNTDID 7161 collection and recycling, freight
REASON_RECYCLING, REASON_FREIGHT = "AEO", "FC"

# a line of Odoo's tax computation: VAT group, amount without VAT, VAT, and what EN
# 16931 counts as charges of the line, which is in the amount
Part = namedtuple("Part", "base_line key net vat fixed")


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
        parts, rounding, keys = [], ZERO, {}
        for base_line in base_lines:
            if base_line["special_type"] == "cash_rounding":
                rounding += self._tpe_get_net(base_line)
            else:
                parts.append(self._tpe_split_line(base_line, keys))
        foot = choose_foot(self._tpe_get_entries(parts))
        terms = self._tpe_get_foot_terms([parts[place] for place in sorted(foot)])
        kept = [part for place, part in enumerate(parts) if place not in foot]
        terms["places"] = {
            part.base_line["record"].id: place for place, part in enumerate(kept)
        }
        return terms | {
            "BG-25": self._tpe_get_lines(kept),
            "BG-23": self._tpe_get_vat_groups(parts, context),
            "BT-114": rounding or None,
        }

    def _tpe_split_line(self, base_line, keys):
        """:param dict base_line: a line of Odoo's tax computation
        :param dict keys: keys of VAT found before
        :return: what the line is made of
        :rtype: Part"""
        vat, fixed = self._tpe_split_taxes(base_line)
        net = self._tpe_get_net(base_line)
        extra = sum((amount for _tax, amount in fixed), ZERO)
        tax = sum((amount for _tax, amount in vat), ZERO)
        key = self._tpe_get_line_key(base_line, keys)
        return Part(base_line, key, net + extra, tax, fixed)

    def _tpe_get_lines(self, parts):
        """:param list[Part] parts: the lines, without those at the foot
        :return: BG-25
        :rtype: list[dict]"""
        lines, notes = [], self._tpe_get_line_notes()
        for number, part in enumerate(parts, 1):
            line = self._tpe_get_line(part)
            line["BT-126"] = str(number)
            line["BT-127-00"] = notes.get(part.base_line["record"].id)
            lines.append(line)
        return lines

    # === FOOT === #

    def _tpe_get_entries(self, parts):
        """:param list[Part] parts: all lines
        :return: what decides where they stand, see ``tools/charges.py``
        :rtype: list[Entry]"""
        cuts = self._tpe_get_typed_cuts()
        return [
            Entry(
                part.net,
                (part.key.category, part.key.rate),
                # a fixed tax is a charge of a line
                not part.fixed
                and part.base_line["record"]._tpe_is_on_whole(part.base_line),
                not part.fixed and part.base_line["record"].id in cuts,
            )
            for part in parts
        ]

    def _tpe_get_typed_cuts(self):
        """Return the lines that take an amount off the whole invoice.

        A negative price is not a thing sold; a negative quantity is: goods taken back,
        a deposit invoiced before. Under a section it is taken off that section, and
        a final or progress invoice deducts what was invoiced: there it stays a line.

        :return: ids
        :rtype: set
        """
        found = set()
        if self.move_type == "out_invoice" and self.tpe_document_kind != "invoice":
            return found
        for line in self._tpe_get_printed_lines():
            if line.display_type in ("line_section", "line_subsection"):
                break
            if line.price_unit < 0 and line.quantity == 1 and not line.is_downpayment:
                found.add(line.id)
        return found

    def _tpe_get_foot_terms(self, parts):
        """:param list[Part] parts: the lines at the foot
        :return: BG-20 and BG-21
        :rtype: dict"""
        terms = {"BG-20": [], "BG-21": []}
        for part in parts:
            record = part.base_line["record"]
            label = self._tpe_split_label(record, part.base_line["product_id"])
            row = {
                "amount": abs(part.net),
                "reason": " ".join(filter(None, label)).replace("\n", " "),
                "vat_category_code": part.key.category,
                # [BR-O-05] no rate at all when out of scope
                "vat_rate": None if part.key.category == "O" else part.key.rate,
            }
            if part.net < 0:
                terms["BG-20"].append(row | {"reason_code": REASON_DISCOUNT})
            elif record._tpe_is_freight():
                terms["BG-21"].append(row | {"reason_code": REASON_FREIGHT})
            else:
                terms["BG-21"].append(row)
        return terms

    # === LINES === #

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
        product, taxes = base_line["product_id"], base_line["tax_ids"]
        key = keys.get((product, taxes))
        if key is None:
            tax = taxes._tpe_filter_vat()[:1]
            key = keys[product, taxes] = tax._tpe_get_vat_key(self, product)
        return key

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

    def _tpe_get_line(self, part):
        """:param Part part: what a line is made of
        :return: one entry of BG-25
        :rtype: dict"""
        base_line, key = part.base_line, part.key
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
        for tax, amount in part.fixed:
            row = {"amount": abs(amount), "reason": tax.invoice_label or tax.name}
            if amount > 0:
                row["reason_code"] = REASON_RECYCLING
                line.setdefault("BG-28", []).append(row)
            elif amount:  # goods taken back
                line.setdefault("BG-27", []).append(row)
        line["BT-131"] = part.net
        return line | self._tpe_get_line_supply(record)

    def _tpe_get_line_supply(self, record):
        """:param account.move.line record: a line
        :return: when and where it was supplied, as far as it differs
        :rtype: dict"""
        first, last = record._tpe_get_period()
        place = record.tpe_shipping_id
        terms = {}
        if first:
            terms["BT-134"] = first.isoformat()
        if last:
            terms["BT-135"] = last.isoformat()
        if place and place != (self.partner_shipping_id or self.partner_id):
            address = place._tpe_get_address_terms()
            address.setdefault("country_code", self.company_id.country_id.code)
            name = place.name or place.commercial_partner_id.name or ""
            terms[LINE_PLACE] = {"name": name} | address
        return terms

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

    def _tpe_get_vat_groups(self, parts, context):
        """:param list[Part] parts: all lines
        :param dict context: the invoice's facts
        :return: BG-23, the highest rate first
        :rtype: list[dict]"""
        texts = self._tpe_get_vat_texts(context)
        merged = {}
        for part in parts:
            # [BR-E-01] one group for a category and a rate, whatever the reasons
            row = merged.setdefault(
                (part.key.category, part.key.rate), [ZERO, ZERO, {}]
            )
            row[0] += part.net
            row[1] += part.vat
            row[2][part.key.reason] = True
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
                row["BT-121"] = next(iter(reasons)) if len(reasons) == 1 else None
            rows.append(row)
        return rows
