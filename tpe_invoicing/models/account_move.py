# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class AccountMove(models.Model):
    """An invoice or credit note to a customer: the facts the law wants to know."""

    _inherit = "account.move"

    tpe_document_kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("deposit", "Deposit invoice"),
            ("balance", "Final invoice after deposit"),
            ("situation", "Progress invoice"),
        ],
        string="Kind of document",
        required=True,
        default="invoice",
        copy=False,
    )
    tpe_preceding_move_ids = fields.Many2many(
        "account.move",
        "account_move_tpe_preceding_rel",
        "move_id",
        "preceding_move_id",
        string="Preceding invoices",
        copy=False,
        check_company=True,
        help="The deposit invoices that this invoice settles, or the invoice that this "
        "document corrects.",
    )
    tpe_buyer_kind = fields.Selection(related="commercial_partner_id.tpe_buyer_kind")
    tpe_service_code = fields.Char(
        string="Service code", help="Chorus Pro: 'code service'."
    )
    tpe_engagement_number = fields.Char(
        string="Engagement number",
        help="Chorus Pro: 'numéro d'engagement juridique'.",
    )
    tpe_late_rate = fields.Float(
        string="Late penalty rate (% a year)",
        copy=False,
        readonly=True,
        help="As the original says it; 0 is the legal default.",
    )
    tpe_is_imported = fields.Boolean(
        string="Brought in from former software",
        copy=False,
        readonly=True,
        help="History: never issued again, mailed or reminded by default.",
    )

    def _tpe_get_buyer_zone(self):
        """Say where the buyer is, seen from the seller, as VAT sees it.

        :return: ``domestic``, ``dom`` (between metropolitan France and an overseas
            department, or two of these), ``eu`` or ``world``
        :rtype: str
        """
        self.ensure_one()
        return self.commercial_partner_id._tpe_get_zone(self.company_id)

    def _tpe_is_sealed(self):
        """Tell whether the original of this document is sealed.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.tpe_archive_entry_id)

    def _tpe_in_corridor(self):
        """Return the documents that are issued, sealed and served by this addon.

        :rtype: account.move
        """
        return self.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_refund")
                and not move.tpe_is_imported
                and move.company_id._tpe_in_scope()
            )
        )
