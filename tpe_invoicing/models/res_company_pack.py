# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.sales_table import make_csv


class ResCompany(models.Model):
    """Who keeps the accounts of a company, and gets them each month."""

    _inherit = "res.company"

    tpe_pack_partner_id = fields.Many2one(
        "res.partner",
        string="Accountant",
        help="Gets a link each month to the entries, the originals, the sales and the "
        "figures of the month before. Empty: nothing is sent.",
    )
    tpe_pack_day = fields.Integer(string="Day of the accountant's pack", default=5)

    @api.constrains("tpe_pack_partner_id", "tpe_pack_day")
    def _check_tpe_pack(self):
        for company in self.filtered("tpe_pack_partner_id"):
            if not company.tpe_pack_partner_id.email_normalized:
                raise ValidationError(
                    self.env._("The accountant has no e-mail address.")
                )
            if not 1 <= company.tpe_pack_day <= 28:
                raise ValidationError(
                    self.env._("The day of the accountant's pack is from 1 to 28.")
                )

    def _tpe_make_sales_table(self, first, last):
        """List the invoices and credit notes of some days.

        :param date first: first day
        :param date last: last day
        :return: a table for a spreadsheet
        :rtype: bytes
        """
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("invoice_date", ">=", first),
                ("invoice_date", "<=", last),
            ],
            order="invoice_date, name, id",
        )
        _ = self.env._
        heads = [_("Date"), _("Number"), _("Customer"), _("Due on"), _("Currency")]
        heads += [_("Before taxes"), _("Taxes"), _("Total"), _("Left to pay")]
        rows = []
        for move in moves:
            sign = -1 if move.move_type == "out_refund" else 1
            write = move.currency_id._tpe_format
            amounts = move.amount_untaxed, move.amount_tax, move.amount_total
            rows.append(
                [
                    fields.Date.to_string(move.invoice_date),
                    move.name or "",
                    move.commercial_partner_id.name or "",
                    fields.Date.to_string(move.invoice_date_due) or "",
                    move.currency_id.name,
                    *(sign * Decimal(write(amount)) for amount in amounts),
                    sign * Decimal(write(move.amount_residual)),
                ]
            )
        return make_csv(heads, rows)
