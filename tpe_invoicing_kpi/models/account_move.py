# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class AccountMove(models.Model):
    """An entry; adding up the sales of a period reads an index, not the entries."""

    _inherit = "account.move"

    _tpe_sales_idx = models.Index(
        "(company_id, invoice_date) INCLUDE (move_type, state, commercial_partner_id,"
        " amount_total_signed, amount_untaxed_signed)"
        " WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"
    )
