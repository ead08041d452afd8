# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..tools import html_tree
from ..tools.amounts import exact

# second-hand goods, works of art, collectors' items, travel agents
MARGIN_REASONS = frozenset(("VATEX-EU-F", "VATEX-EU-I", "VATEX-EU-J", "VATEX-EU-D"))
SECTIONS = {"line_section": "section", "line_subsection": "subsection"}


class AccountMove(models.Model):
    """What the page of an invoice shows beside the terms of EN 16931."""

    _inherit = "account.move"

    def _tpe_get_page_facts(self, context, mentions, data):
        """Return what only the page shows: layout of the lines, addresses, texts.

        :param dict context: the invoice's facts, see ``tools/mentions.py``
        :param list mentions: its mentions, see :meth:`_tpe_get_mentions`
        :param dict data: its terms
        :return: plain data for ``tools/document.py``
        :rtype: dict
        """
        is_credit = self.move_type == "out_refund"
        seller, company = context["seller"], self.company_id
        return {
            "lang": context["lang"],
            "kind": "credit_note" if is_credit else self.tpe_document_kind,
            "digits": self.currency_id.decimal_places,
            "tax_digits": self.company_id.currency_id.decimal_places,
            "seller": {
                "name": seller["name"],
                "address": self._tpe_get_seller_lines(context),
                "contact": [
                    text
                    for text in (company.phone, company.email, company.website)
                    if text
                ],
            },
            "buyer": self._tpe_get_buyer_block(),
            "delivery": self._tpe_get_delivery_block(),
            "delivered_on": self._tpe_get_printed_delivery(),
            "reference": self._tpe_get_buyer_reference(),
            "reason": self._tpe_get_credit_reason(),
            # who may read the document may read who sold
            "salesperson": self.invoice_user_id.sudo().name or "",
            "has_vat": self._tpe_shows_vat(context),
            "rows": self._tpe_place_rows(data["places"]),
            "terms": self._tpe_get_terms_text() if data.get("BT-9") else "",
            "mentions": [
                {
                    name: mention[name]
                    for name in ("place", "code", "text", "article", "condition")
                }
                for mention in mentions
            ],
            "instalments": self._tpe_get_instalments(),
            "narration": html_tree.parse(self.narration),
            "style": company._tpe_get_page_style(),
        }

    def _tpe_get_buyer_reference(self):
        """Return what the buyer calls the purchase.

        Odoo writes words of the seller there too: the number of his own order where the
        buyer gave none, and which invoice a credit note reverses.

        :return: reference, or blank
        :rtype: str
        """
        original = self.reversed_entry_id.name
        if original and original in (self.ref or ""):
            return ""
        own = (self.invoice_origin or "").split(", ")
        return ", ".join(
            part for part in (self.ref or "").split(", ") if part not in own
        )

    def _tpe_get_credit_reason(self):
        """:return: why an invoice was reversed, as typed when the credit note was made
        :rtype: str"""
        original = self.reversed_entry_id.name
        return (self.ref or "").partition(original)[2].lstrip(", ") if original else ""

    def _tpe_get_seller_lines(self, context):
        """:return: the seller's address; abroad, with his country
        :rtype: list[str]"""
        partner = self.company_id.partner_id
        lines = partner._tpe_get_address_lines(self.company_id)
        country = partner.country_id.name
        if context["buyer"]["zone"] in ("domestic", "dom") or not (country and lines):
            return lines
        return lines if lines[-1] == country else [*lines, country]

    def _tpe_shows_vat(self, context):
        """:return: whether the page has columns for VAT: a seller in franchise (CGI
            293 E) or under the margin scheme (CGI 297 E) shows neither rate nor amount
        :rtype: bool"""
        lines = context["lines"]
        if any(line["rate"] for line in lines):
            return True
        is_margin = lines and all(line["reason"] in MARGIN_REASONS for line in lines)
        return context["seller"]["regime"] != "franchise" and not is_margin

    def _tpe_get_buyer_block(self):
        """:return: the customer as a window envelope wants him, and his head office
            when the invoice goes elsewhere (C. com. L441-9, I)
        :rtype: dict"""
        partner, company = self.partner_id, self.company_id
        buyer = partner.commercial_partner_id
        names = [buyer.name or partner.name or ""]
        if partner != buyer and partner.name and partner.name not in names:
            names.append(partner.name)
        address = office = buyer._tpe_get_address_lines(company)
        if partner != buyer:
            address = partner._tpe_get_address_lines(company)
        if not address:
            address, office = office, []
        return {
            "names": names,
            "address": address,
            "office": office if office != address else [],
        }

    def _tpe_get_delivery_block(self):
        """:return: where the goods went, when that is elsewhere; empty otherwise
        :rtype: list[str]"""
        place, company = self.partner_shipping_id, self.company_id
        if not place or place == self.partner_id:
            return []
        address = place._tpe_get_address_lines(company)
        if not address or address == self.partner_id._tpe_get_address_lines(company):
            return []
        return [place.name or place.commercial_partner_id.name or "", *address]

    def _tpe_get_printed_delivery(self):
        """:return: day of supply when it is not that of the invoice
            (CGI ann. II art. 242 nonies A, I-10°)
        :rtype: str"""
        day = self.delivery_date
        return day.isoformat() if day and day != self.invoice_date else ""

    def _tpe_get_rows(self):
        """:return: lines, sections and notes in their order; a line bears its place
            among the lines
        :rtype: list[dict]"""
        rows, place = [], 0
        for line in self._tpe_get_printed_lines():
            if line.display_type in SECTIONS:
                rows.append(
                    {"kind": SECTIONS[line.display_type], "text": line.name or ""}
                )
            elif line.display_type == "line_note":
                rows.append({"kind": "note", "text": line.name or ""})
            elif line.display_type == "product":
                unit = line.product_uom_id
                rows.append(
                    {
                        "kind": "line",
                        "id": line.id,
                        "place": place,
                        "unit": "" if unit._tpe_is_piece() else unit.name,
                    }
                )
                place += 1
        return rows

    def _tpe_place_rows(self, places):
        """:param dict places: place in BG-25 by id of a line
        :return: the rows of the page, without the lines that stand at the foot
        :rtype: list[dict]"""
        return [
            row | {"place": places[row["id"]]} if "place" in row else row
            for row in self._tpe_get_rows()
            if row.get("id") in places or "place" not in row
        ]

    def _tpe_get_instalments(self):
        """:return: dates and amounts when the customer pays in several times
        :rtype: list[dict]"""
        lines = self.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        ).sorted("date_maturity")
        if len(lines) < 2 or self.move_type == "out_refund":
            return []
        return [
            {
                "due_on": line.date_maturity.isoformat(),
                "amount": abs(exact(line.amount_currency)),
            }
            for line in lines
        ]
