# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import fields, models
from odoo.tools import html2plaintext

from ..const import NO_VAT, OVERSEAS
from ..tools.identifiers import clean, split_registry


class AccountMove(models.Model):
    """The facts of an invoice, as plain data for mentions and checks."""

    _inherit = "account.move"

    def _tpe_get_seller_facts(self):
        """:return: the ``seller`` part of the context
        :rtype: dict"""
        company = self.company_id
        place = company.partner_id._tpe_get_address_lines(company)
        return (
            company._tpe_get_seller_facts()
            | self._tpe_get_seller_status()
            | {"address": _join(place)}
        )

    def _tpe_get_seller_status(self):
        """:return: what only some sellers have to say of themselves
        :rtype: dict"""
        company = self.company_id
        agent = company.tpe_tax_representative_id
        place = _join(agent._tpe_get_address_lines(company)) if agent else ""
        vat = clean(agent.vat)
        words = [agent.name or "", place, vat and f"TVA {vat}"]
        place_code = company._tpe_get_territory()
        return {
            "is_no_vat": place_code in NO_VAT,
            "is_overseas": place_code in OVERSEAS,
            "is_capital_variable": company.tpe_is_capital_variable,
            "establishment": company.tpe_establishment or "",
            "is_being_registered": company.tpe_is_being_registered,
            "status": company.tpe_special_status or "",
            "foreign_registration": company.tpe_foreign_registration or "",
            "representative": _join(words),
            "is_representative_complete": bool(
                not agent or (place and vat and agent.country_id)
            ),
            "is_vat_group_member": company.tpe_is_vat_group_member,
            "is_vat_group_known": any(company._tpe_get_vat_group()),
            "does_dwelling_works": company.tpe_does_dwelling_works,
            "mediator": company.tpe_mediator or "",
            "prints_mediator": company.tpe_prints_mediator,
        }

    def _tpe_get_buyer_facts(self):
        """:return: the ``buyer`` part of the context
        :rtype: dict"""
        partner = self.partner_id
        buyer = partner.commercial_partner_id
        zone = self._tpe_get_buyer_zone()
        is_french = zone in ("domestic", "dom")
        address = _join(buyer._tpe_get_address_lines(self.company_id))
        billing = address
        if partner != buyer:
            billing = _join(partner._tpe_get_address_lines(self.company_id))
        return self._tpe_get_buyer_identity() | {
            "address": address or billing,
            "billing_address": billing if address and billing != address else "",
            "is_no_vat": buyer._tpe_get_territory() in NO_VAT,
            "has_mandate": bool(buyer.tpe_self_billing_mandate),
            "is_known": bool(partner),
            "kind": buyer.tpe_buyer_kind or "business",
            "country": buyer.country_id.code or "",
            "zone": zone,
            "is_french": is_french and bool(buyer.country_id),
            "has_address": bool(
                # many addresses abroad have no postcode
                buyer.street and buyer.city and (buyer.zip or not is_french)
            ),
        }

    def _tpe_get_buyer_identity(self):
        """:return: name and identifiers of the ``buyer``
        :rtype: dict[str, str]"""
        buyer = self.partner_id.commercial_partner_id
        vat, siren, siret = clean(buyer.vat), "", ""
        if self._tpe_get_buyer_zone() in ("domestic", "dom"):
            siren, siret = split_registry(buyer.company_registry, vat)
        name = buyer.name or self.partner_id.name or ""
        return {"name": name, "siren": siren, "siret": siret, "vat": vat}

    def _tpe_get_document_facts(self):
        """:return: the ``document`` part of the context
        :rtype: dict"""
        term = self.invoice_payment_term_id
        is_credit = self.move_type == "out_refund"
        preceding = self._tpe_get_preceding_moves()
        discount = (_decimal(term.discount_percentage), term.discount_days)
        return {
            "type": "credit_note" if is_credit else "invoice",
            "kind": self.tpe_document_kind,
            "number": self.name if self._tpe_has_number() else "",
            "issued_on": self.invoice_date or None,
            "due_on": self.invoice_date_due or None,
            "is_end_of_month": any(
                line.delay_type != "days_after" for line in term.line_ids
            ),
            "is_periodic": self._tpe_is_periodic(),
            "discount": discount if term.early_discount else None,
            "is_discount_net": term.early_pay_discount_computation == "excluded",
            "total": _decimal(self.amount_total),
            "preceding": [
                (move._tpe_get_printed_number(), move.invoice_date)
                for move in preceding
                if move.state == "posted"
            ],
            "unissued_count": sum(move.state != "posted" for move in preceding),
            "follows_deposit": any(
                move.tpe_document_kind == "deposit" for move in preceding
            ),
            "service_code": self.tpe_service_code or "",
            "engagement_number": self.tpe_engagement_number or "",
            "account_number": (
                "" if is_credit else self.partner_bank_id.acc_number or ""
            ),
            **self._tpe_get_supply_facts(),
            **self._tpe_get_case_facts(),
            **self._tpe_get_paid_facts(),
            **self._tpe_get_currency_facts(),
        }

    def _tpe_get_supply_facts(self):
        """:return: day and place of supply, for the ``document``
        :rtype: dict"""
        partner, company = self.partner_id, self.company_id
        issued_on = self.invoice_date or fields.Date.context_today(self)
        supplied_on = self.delivery_date or issued_on
        place = self.partner_shipping_id or partner
        billing = partner._tpe_get_address_lines(company)
        there = billing
        if place != partner:
            there = place._tpe_get_address_lines(company)
        is_elsewhere = there and there != billing
        located = place if place.country_id else partner
        return {
            "supply_day": supplied_on,
            "supply_on": supplied_on if supplied_on != issued_on else None,
            "supply_place": _join(there or billing),
            "delivery": _join(there) if is_elsewhere else "",
            "delivery_zone": located._tpe_get_zone(company),
        }

    def _tpe_get_case_facts(self):
        """:return: cases that a person has to say, for the ``document``
        :rtype: dict"""
        listed, fixed = self.env["product.product"], self.env["account.tax"]
        has_rebates = False
        # line by line, so that a batch of invoices is read at once
        for line in self.invoice_line_ids:
            if line.display_type == "product":
                if line.product_id.tpe_is_warranty_listed:
                    listed |= line.product_id
                for tax in line.tax_ids:
                    if tax.tpe_is_eco_participation:
                        fixed |= tax._origin
                has_rebates = has_rebates or bool(line.discount)
        is_invoice = self.move_type == "out_invoice"
        return {
            "order": self._tpe_get_buyer_reference() if is_invoice else "",
            "has_rebates": has_rebates,
            "is_self_billed": self.tpe_is_self_billed,
            "is_triangular": self.tpe_is_triangular,
            "is_in_store": self.tpe_is_in_store,
            "warranty_goods": ", ".join(product.name for product in listed),
            "eco_names": ", ".join(tax.name for tax in fixed),
            "eco_amount": self._tpe_get_eco_amount(fixed) if fixed else Decimal(0),
            "narration": (
                html2plaintext(self.narration).strip() if self.narration else ""
            ),
        }

    def _tpe_get_eco_amount(self, taxes):
        """:param account.tax taxes: the eco-participations of the lines
        :return: their sum on this document
        :rtype: Decimal"""
        found = self.line_ids.filtered(lambda line: line.tax_line_id in taxes)
        return abs(sum((_decimal(line.amount_currency) for line in found), Decimal(0)))

    def _tpe_get_paid_facts(self):
        """:return: when and how the whole sum was paid before the issue
        :rtype: dict"""
        unpaid = {"paid_on": None, "paid_by": ""}
        if self.move_type != "out_invoice":
            return unpaid
        # sellers do not read the transactions of payment providers
        done_sudo = self.sudo().transaction_ids.filtered(
            lambda payment: payment.state == "done"
        )
        if not done_sudo or self._tpe_get_prepaid() != _decimal(self.amount_total):
            return unpaid
        last_sudo = done_sudo.sorted("last_state_change")[-1:]
        return {
            "paid_on": fields.Date.context_today(self, last_sudo.last_state_change),
            "paid_by": last_sudo.payment_method_id.name or last_sudo.provider_id.name,
        }

    def _tpe_get_currency_facts(self):
        """:return: the currency of the ``document``, and its VAT in euros
        :rtype: dict"""
        is_foreign = self.currency_id != self.company_id.currency_id
        rate_day = self._tpe_get_rate_day() if is_foreign else None
        vat_in_eur = None
        if is_foreign:
            # an eco-participation is a tax for Odoo, and no VAT
            vat_in_eur = abs(self._tpe_get_vat_in_company_currency())
        return {
            "currency": self.currency_id.name or "",
            "rate_day": rate_day,
            "is_rate_typed": is_foreign and self._tpe_is_rate_typed(),
            "exchange_rate": _decimal(self.invoice_currency_rate or 1),
            "vat_in_eur": vat_in_eur,
        }

    def _tpe_get_rate_day(self):
        """Return the day of the exchange rate that the invoice's date calls for.

        Without an older one Odoo takes a later rate, or 1: neither is the rate of
        that day.

        :return: None when no rate is known on that day
        :rtype: date
        """
        day = self.invoice_date or fields.Date.context_today(self)
        companies = (False, self.company_id.root_id.id)
        days = [
            rate.name
            for rate in self.currency_id.rate_ids
            if rate.name <= day and rate.company_id.id in companies
        ]
        return max(days, default=None)

    def _tpe_is_rate_typed(self):
        """:return: whether somebody has given the invoice a rate of its own
        :rtype: bool"""
        expected = self.expected_currency_rate
        return self.invoice_currency_rate not in (0, 1, expected)

    def _tpe_get_preceding_moves(self):
        """:return: the invoices that this document refers to, oldest first (BG-3)
        :rtype: account.move"""
        moves = self.tpe_preceding_move_ids._origin
        if self.move_type == "out_refund":
            moves |= self.reversed_entry_id._origin
        return moves.sorted(lambda move: (move.invoice_date or move.date, move.id))

    def _tpe_has_number(self):
        """:return: whether it bears a number, be it one that somebody has typed
        :rtype: bool"""
        return bool(self.name) and self.name != "/"

    def _tpe_get_printed_number(self):
        """:return: the number on the document; that of an invoice brought in from
            former software may not fit into Odoo's own
        :rtype: str"""
        return (self.tpe_is_imported and self.ref) or self.name or ""

    def _tpe_is_periodic(self):
        """:return: whether one invoice sums up several orders (CGI 289, I-3)
        :rtype: bool"""
        # sellers of the accounting team have no rights on orders
        lines_sudo = self.invoice_line_ids.sudo()
        return len(lines_sudo.sale_line_ids.order_id) > 1

    def _tpe_get_line_facts(self):
        """:return: the ``lines`` of the context: what is sold, with its VAT
        :rtype: list[dict]"""
        facts, found = [], {}
        for line in self.invoice_line_ids:
            if line.display_type != "product":
                continue
            product, taxes = line.product_id, line.tax_ids._origin
            shared = found.get((product, taxes))
            if shared is None:
                shared = found[product, taxes] = self._tpe_get_vat_facts(product, taxes)
            label = (line.name or product.display_name or "").strip()
            facts.append(
                shared
                | {
                    "label": label.partition("\n")[0],
                    "is_accessory": line._tpe_is_accessory(),
                }
            )
        return facts

    def _tpe_get_vat_facts(self, product, taxes):
        """:param product.product product: of a line, may be empty
        :param account.tax taxes: of the line
        :return: what lines of the same product and taxes share
        :rtype: dict"""
        taxes = taxes._tpe_filter_vat()
        tax = taxes[:1]
        key = tax._tpe_get_vat_key(self, product)
        return {
            "nature": tax._tpe_get_nature(product),
            "tax_count": len(taxes),
            "category": key.category,
            "rate": key.rate,
            "reason": key.reason,
        }


def _decimal(number):
    """:return: an amount of the ORM as the decimal that was typed
    :rtype: Decimal"""
    return Decimal(str(number or 0))


def _join(parts):
    """:return: the parts that are there, in one line
    :rtype: str"""
    return ", ".join(part for part in parts if part)
