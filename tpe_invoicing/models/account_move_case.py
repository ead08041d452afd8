# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..tools.identifiers import clean

# UNTDID 1001: what a document becomes when the customer makes it
SELF_BILLED = {"380": "389", "381": "261", "384": "471", "386": "500"}
# ISO/IEC 6523: the SIREN of a VAT group; value of the note that goes with it [BR-FR-20]
GROUP_SCHEME, GROUP_NOTE = "0231", "MEMBRE_ASSUJETTI_UNIQUE"


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

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account: the customer also makes the credit note (type 261)
        defaults = default_values_list or [{} for _move in self]
        for move, vals in zip(self, defaults, strict=True):
            vals.setdefault("tpe_is_self_billed", move.tpe_is_self_billed)
        return super()._reverse_moves(defaults, cancel)

    def _tpe_get_type_code(self):
        # EXTENDS: the customer makes the document (CGI 289, I-2)
        code = super()._tpe_get_type_code()
        return SELF_BILLED.get(code, code) if self.tpe_is_self_billed else code

    def _tpe_get_party_terms(self, context, mentions):
        # EXTENDS: who owes the VAT in the seller's place (BG-11)
        terms = super()._tpe_get_party_terms(context, mentions)
        if _is_out_of_scope(context):
            return terms
        group, siren = self.company_id._tpe_get_vat_group()
        if group:
            known = terms["BG-4"].get("identifiers", {})
            terms["BG-4"]["identifiers"] = known | {GROUP_SCHEME: siren}
        # [BR-FR-CO-15] the members of a group are represented by it
        agent = group or self.company_id.tpe_tax_representative_id
        if agent:
            terms["BG-11"] = {
                "name": agent.name,
                "vat_identifier": clean(agent.vat),
                **agent._tpe_get_address_terms(),
            }
        return terms

    def _tpe_get_notes(self, context, mentions):
        # EXTENDS: [BR-FR-CO-14] the seller is a member of a VAT group
        notes = super()._tpe_get_notes(context, mentions)
        group, _siren = self.company_id._tpe_get_vat_group()
        if group and not _is_out_of_scope(context):
            notes.append({"BT-22": GROUP_NOTE, "BT-21": "TXD"})
        return notes


def _is_out_of_scope(context):
    """:return: whether the file may name nobody's VAT number [BR-O-02]
    :rtype: bool"""
    return any(line["category"] == "O" for line in context["lines"])
