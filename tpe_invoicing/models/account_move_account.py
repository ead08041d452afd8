# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import str2bool

OFFLINE = ("none", "custom")  # providers by which no money moves by itself
ONLINE_SWITCH = "account_payment.enable_portal_payment"


class AccountMove(models.Model):
    """Documents on the customer's page: what is asked of each, for all at once."""

    _inherit = "account.move"

    def _tpe_get_next_due_dates(self):
        """Find when the customer pays next, for many documents by one question.

        :return: by document, see ``_tpe_get_next_due_date``
        :rtype: dict[account.move, date]
        """
        groups = self.env["account.move.line"]._read_group(
            [
                ("move_id", "in", self.ids),
                ("display_type", "=", "payment_term"),
                ("reconciled", "=", False),
            ],
            ["move_id"],
            ["date_maturity:min"],
        )
        found = {move.id: day for move, day in groups}
        return {move: found.get(move.id) or move.invoice_date_due for move in self}

    def _tpe_find_payable(self):
        """Find what can be paid online, as ``_has_to_be_paid`` says of each alone.

        :return: these of the documents
        :rtype: account.move
        """
        # whoever sees the page may not read the system's settings
        settings_sudo = self.env["ir.config_parameter"].sudo()
        if not str2bool(settings_sudo.get_param(ONLINE_SWITCH)):
            return self.browse()
        open_moves = self.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.state == "posted"
                and move.payment_state in ("not_paid", "in_payment", "partial")
                and move.amount_total
                and not move.currency_id.is_zero(move.amount_residual)
            )
        )
        # payments are read by nobody but the page that they are made on
        payments_sudo = self.env["payment.transaction"].sudo()
        groups = payments_sudo._read_group(
            [
                ("invoice_ids", "in", open_moves.ids),
                ("state", "in", ("pending", "authorized")),
                ("provider_code", "not in", OFFLINE),
            ],
            ["invoice_ids"],
        )
        return open_moves - self.browse(move.id for (move,) in groups)
