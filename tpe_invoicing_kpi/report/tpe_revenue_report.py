# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools import SQL

from . import ledger_sql


class TpeRevenueReport(models.Model):
    """One posted invoice or credit note, in the company's currency.

    Nothing is stored. Credit notes are negative; amounts are those booked, so sums are
    the revenue and the sales of the key figures.
    """

    _name = "tpe.revenue.report"
    _description = "Revenue"
    _auto = False
    _rec_name = "move_id"
    _order = "invoice_date desc, id desc"
    _depends = {"account.move": ledger_sql.READ_FIELDS["account.move"]}

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    invoice_date = fields.Date(readonly=True)
    move_type = fields.Selection(
        [("out_invoice", "Invoice"), ("out_refund", "Credit note")],
        string="Document",
        readonly=True,
    )
    amount_untaxed = fields.Monetary(string="Without VAT", readonly=True)
    amount_total = fields.Monetary(string="With VAT", readonly=True)

    @property
    def _table_query(self):
        """:return: the invoices of the companies at work
        :rtype: SQL"""
        return SQL(
            """
            SELECT move.id, move.id AS move_id, move.company_id, company.currency_id,
                   move.commercial_partner_id AS partner_id, move.move_type,
                   move.invoice_user_id AS user_id, move.invoice_date,
                   move.amount_untaxed_signed AS amount_untaxed,
                   move.amount_total_signed AS amount_total
              FROM account_move move
              JOIN res_company company ON company.id = move.company_id
             WHERE move.state = 'posted' AND move.move_type IN %s
               AND move.company_id IN %s
            """,
            ledger_sql.SALE_TYPES,
            ledger_sql.get_companies(self.env),
        )

    # === ACTION METHODS === #

    def action_open_invoice(self):
        """Open the invoice.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.move_id._get_records_action()
