# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

# UNTDID 1001: what a document becomes when the customer makes it
SELF_BILLED = {"380": "389", "386": "500", "381": "261"}


class AccountMove(models.Model):
    """What only a person can say of a sale, and the law wants on the invoice."""

    _inherit = "account.move"

    tpe_is_self_billed = fields.Boolean(
        string="Self-billing",
        copy=False,
        help="The customer makes this invoice in your name, under a mandate that you "
        "have given: it bears the word “Autofacturation”.",
    )
    tpe_is_triangular = fields.Boolean(
        string="Triangular sale",
        help="The goods go straight from one country of the European Union to another, "
        "where the customer pays the VAT: the invoice says so.",
    )
    tpe_is_in_store = fields.Boolean(
        string="Sold in the shop",
        compute="_compute_tpe_is_in_store",
        store=True,
        readonly=False,
        precompute=True,
        help="Not by web, phone or at the customer's home: the invoice then names the "
        "legal warranty of the goods that the law lists.",
    )

    @api.depends("company_id")
    def _compute_tpe_is_in_store(self):
        for move in self:
            move.tpe_is_in_store = move.company_id.tpe_sells_in_store

    def _tpe_get_type_code(self):
        # EXTENDS: the customer makes the document (CGI 289, I-2)
        code = super()._tpe_get_type_code()
        return SELF_BILLED.get(code, code) if self.tpe_is_self_billed else code
