# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .tpe_law_duty import LARGE


class ResCompany(models.Model):
    """What decides by when a company has to do what the law asks."""

    _inherit = "res.company"

    tpe_company_size = fields.Selection(
        [
            ("micro", "Very small: fewer than 10 people"),
            ("small", "Small or medium: fewer than 250 people"),
            ("mid", "Mid-size"),
            ("large", "Large"),
        ],
        string="Size of the company",
        required=True,
        default="micro",
        help="As the law counts it on 1 January 2025, by people and turnover. It "
        "decides from when on your invoices go through an approved platform.",
    )

    def _tpe_get_duty_kinds(self):
        """Say of what size and kinds a company is, in the words of the calendar.

        :return: codes of ``tpe.law.duty``: ``for_size`` and ``condition``
        :rtype: set[str]
        """
        self.ensure_one()
        # a member of a VAT group is bound with the large ones
        is_large = self.tpe_company_size in LARGE or self.tpe_is_vat_group_member
        is_franchise = self.tpe_vat_regime == "franchise"
        kinds = {
            "all",
            "always",
            "large" if is_large else "small",
            "franchise" if is_franchise else "vat",
        }
        # of its customers only this is told
        moves_sudo = self.env["account.move"].sudo()
        if moves_sudo.search_count(self._tpe_get_reported_domain(), limit=1):
            kinds.add("consumers")
        return kinds

    def _tpe_get_reported_domain(self):
        """:return: domain of the invoices whose data are reported instead of sent
        :rtype: list"""
        home = self.account_fiscal_country_id or self.country_id
        return [
            ("company_id", "=", self.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            "|",
            ("commercial_partner_id.tpe_buyer_kind", "=", "consumer"),
            ("commercial_partner_id.country_id", "not in", (False, home.id)),
        ]

    def _tpe_get_nameless_domain(self):
        """:return: domain of the business customers in France without a number
        :rtype: list"""
        home = self.account_fiscal_country_id or self.country_id
        return [
            ("tpe_buyer_kind", "=", "business"),
            ("parent_id", "=", False),
            ("customer_rank", ">", 0),
            ("company_id", "in", (False, self.id)),
            ("country_id", "in", (False, home.id)),
            ("company_registry", "in", (False, "")),
            ("vat", "in", (False, "")),
        ]
