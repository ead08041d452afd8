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
    # what a figure wants to know of the invoice of an open item
    _tpe_kind_idx = models.Index(
        "(id) INCLUDE (move_type, commercial_partner_id, invoice_date, invoice_user_id)"
    )
    _tpe_unpaid_idx = models.Index(
        "(id) INCLUDE (move_type, commercial_partner_id, invoice_date, invoice_user_id)"
        " WHERE amount_residual <> 0 AND state = 'posted'"
        " AND move_type IN ('out_invoice', 'out_refund')"
    )


class AccountMoveLine(models.Model):
    """An item; what is open is a small part of all, and stands in an index of its own.

    Core's own index of items not reconciled holds every line of sales and taxes.
    """

    _inherit = "account.move.line"

    _tpe_open_idx = models.Index(
        "(company_id, account_id) INCLUDE (id, move_id, partner_id, date,"
        " date_maturity, balance, amount_residual)"
        " WHERE amount_residual <> 0 AND parent_state = 'posted'"
    )
