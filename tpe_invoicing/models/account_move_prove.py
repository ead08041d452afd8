# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import UserError

from ..tools import html_tree, page, parties, proof, signs
from ..tools.amounts import ZERO, exact, quantity_of, rounded
from ..tools.document import lay_out
from ..tools.proof_expected import list_expected
from .proof_messages import PLACES, SENTENCES

# cents that Odoo's rounding moves from a line to another one
ROUNDING_UNITS = 2


class AccountMove(models.Model):
    """The proof that the finished document says what its entry says."""

    _inherit = "account.move"

    def _tpe_prove(self, pdf, data, wanted=None):
        """Compare the finished document with the entry.

        :param bytes pdf: the document
        :param dict data: what it was made from
        :param tuple wanted: of :meth:`_tpe_get_wanted`, when it is at hand
        :raises UserError: when they differ; no difference is small enough
        """
        ledger, expected = wanted or self._tpe_get_wanted(data)
        wrong = proof.find_differences(pdf, ledger, expected)
        if wrong:
            texts = map(self._tpe_describe_difference, wrong)
            raise UserError(
                self.env._(
                    "%(number)s is not issued: its document does not say what its "
                    "entry says.\n%(differences)s",
                    number=self.display_name,
                    differences="\n".join(dict.fromkeys(texts)),
                )
            )

    def _tpe_get_wanted(self, data, view=None):
        """Return what the finished document has to say.

        :param dict data: what it is made from
        :param dict view: what its design is given, when it is at hand
        :return: what its XML says, and what its pages do, see ``tools/proof.py``
        :rtype: tuple[dict, dict]
        """
        expected = list_expected(data, view or lay_out(data))
        return self._tpe_get_ledger_terms(data), expected

    def _tpe_describe_difference(self, difference):
        """:param Difference difference: between document and entry
        :return: a sentence that names the place
        :rtype: str"""
        term = difference.term.partition(" ")[0]
        place = self.env._(PLACES[term]) if term in PLACES else difference.term
        if difference.line:
            place = self.env._(
                "%(place)s of line %(line)s", place=place, line=difference.line
            )
        sentence = self.env._(SENTENCES[difference.where])
        return sentence % {
            "place": place,
            "term": difference.term,
            "found": difference.found,
            "wanted": difference.wanted,
        }

    # === LEDGER === #

    def _tpe_get_ledger_terms(self, data):
        """Return what the entry says, read again without the document's data.

        :param dict data: the document, for what no entry holds: where lines stand
        :return: see ``tools/proof.py``
        :rtype: dict
        """
        products = self.line_ids.filtered(lambda line: line.display_type == "product")
        taxes = self.line_ids.filtered("tax_line_id")
        fixed = taxes.filtered(lambda line: line.tax_line_id.amount_type == "fixed")
        total = self._tpe_total
        ledger = {
            "BT-1": self.name,
            "BT-2": f"{self.invoice_date:%Y%m%d}",
            "BT-3": self._tpe_get_type_code(),
            "BT-5": self.currency_id.name,
            "BT-109": total(products) + total(fixed),
            "BT-110": total(taxes - fixed),
            "BT-112": total(products) + total(taxes),
            "BT-115": exact(self.amount_total) - self._tpe_get_prepaid(),
            "notes": [note["BT-22"] for note in data["BG-1"]],
        }
        narration = self._tpe_clean(html_tree.get_text(html_tree.parse(self.narration)))
        ledger["notes"] += [narration] if narration else []
        ledger |= self._tpe_get_ledger_dates(data) | self._tpe_get_ledger_parties(data)
        return ledger | self._tpe_get_ledger_lines(data, products, taxes)

    def _tpe_get_ledger_dates(self, data):
        """:return: dates and references
        :rtype: dict"""
        supplied_on = self.delivery_date or self.invoice_date
        if data.get("BT-73") and not self.delivery_date:
            supplied_on = ""
        dates = {
            "BT-72": f"{supplied_on:%Y%m%d}" if supplied_on else "",
            "BG-3": [
                (
                    parties.reference_number(move._tpe_get_printed_number()),
                    f"{move.invoice_date:%Y%m%d}" if move.invoice_date else "",
                )
                for move in self._tpe_get_preceding_moves()
                if move.state == "posted"
            ],
        }
        if self.move_type != "out_refund":
            dates["BT-9"] = f"{self.invoice_date_due or self.invoice_date:%Y%m%d}"
        return dates

    def _tpe_get_ledger_parties(self, data):
        """:return: names and identifiers of seller and buyer
        :rtype: dict"""
        seller = self.company_id._tpe_get_seller_facts()
        buyer = self._tpe_get_buyer_identity()
        # [BR-O-02] out of scope: nobody's VAT number
        is_out = any(group["BT-118"] == "O" for group in data["BG-23"])
        return {
            "BT-27": self._tpe_clean(seller["name"]),
            "BT-30": seller["siren"],
            "BT-31": "" if is_out else seller["vat"],
            "BT-44": self._tpe_clean(buyer["name"]),
            "BT-47": buyer["siren"],
            "BT-48": "" if is_out else buyer["vat"],
        }

    def _tpe_get_ledger_lines(self, data, products, taxes):
        """:param dict data: the document
        :param account.move.line products: lines that sell something
        :param account.move.line taxes: lines of taxes
        :return: lines, foot, and base and VAT by category and rate
        :rtype: dict"""
        groups, keys, lines, foot = {}, {}, [], []
        order = {
            line: place for place, line in enumerate(self._tpe_get_printed_lines())
        }
        for line in products.sorted(lambda line: order.get(line, len(order))):
            group = self._tpe_get_ledger_group(line, line.tax_ids, keys)
            net = self._tpe_total(line)
            groups.setdefault(group, [ZERO, ZERO])[0] += net
            if line.id in data["places"]:
                lines.append(self._tpe_get_ledger_line(line, group, net))
            else:
                label = filter(None, self._tpe_split_label(line, line.product_id))
                reason = self._tpe_clean(" ".join(label).replace("\n", " "))
                foot.append((reason, net))
        for line in taxes:
            is_vat = line.tax_line_id.amount_type != "fixed"
            sources = line.tax_line_id if is_vat else line.tax_ids
            group = self._tpe_get_ledger_group(line, sources, keys)
            groups.setdefault(group, [ZERO, ZERO])[is_vat] += self._tpe_total(line)
        return {
            "lines": lines,
            "foot": sorted(foot),
            "BG-23": {key: tuple(row) for key, row in groups.items()},
        }

    def _tpe_get_ledger_group(self, line, taxes, keys):
        """:return: category and rate of a line of the entry
        :rtype: tuple[str, Decimal]"""
        base_line = {"tax_ids": taxes, "product_id": line.product_id}
        key = self._tpe_get_line_key(base_line, keys)
        return key.category, key.rate + ZERO

    def _tpe_get_ledger_line(self, line, group, net):
        """:return: what the entry says of a line
        :rtype: dict"""
        digits = self.currency_id.decimal_places
        quantity = quantity_of(exact(line.quantity))
        name, _description = self._tpe_split_label(line, line.product_id)
        return {
            "name": self._tpe_clean(name),
            "quantity": -quantity if line.price_unit < 0 else quantity,
            "net": net,
            "group": group,
            "digits": digits,
            "price": str(exact(line.price_unit)),
            "is_price_right": self._tpe_is_price_right(line),
        }

    def _tpe_is_price_right(self, line):
        """:return: whether quantity, price and discount of a line lead to its amount
        :rtype: bool"""
        included = {tax.price_include for tax in line.tax_ids._tpe_flatten()}
        if line.extra_tax_data or len(included) > 1:
            return True  # amounts that Odoo has set by hand
        price = exact(line.price_unit) * (100 - exact(line.discount)) / 100
        amount = exact(line.price_total if any(included) else line.price_subtotal)
        gap = abs(price * exact(line.quantity) - amount)
        return gap <= ROUNDING_UNITS * exact(self.currency_id.rounding)

    def _tpe_total(self, lines):
        """:param account.move.line lines: of the entry
        :return: their amount, in the sense of the document
        :rtype: Decimal"""
        amounts = lines.mapped("amount_currency")
        digits = self.currency_id.decimal_places
        return rounded(self.direction_sign * sum(map(exact, amounts), ZERO), digits)

    def _tpe_clean(self, text):
        """:return: a text as it is printed
        :rtype: str"""
        return signs.clean(text, page.is_printable)
