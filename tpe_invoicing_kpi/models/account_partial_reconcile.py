# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class AccountPartialReconcile(models.Model):
    """A settlement; finding those after a day is what a past balance costs."""

    _inherit = "account.partial.reconcile"

    tpe_min_date = fields.Date(
        string="Earlier date of matched lines",
        compute="_compute_tpe_min_date",
        store=True,
        precompute=True,
        help="What is settled after a day was open on it from this date.",
    )

    # what was settled since a day is read from the index alone
    _tpe_dates_idx = models.Index(
        "(max_date, tpe_min_date) INCLUDE (debit_move_id, credit_move_id, amount)"
    )

    def _auto_init(self):
        """Fill the earlier date in one query: there may be many settlements."""
        if not column_exists(self.env.cr, self._table, "tpe_min_date"):
            create_column(self.env.cr, self._table, "tpe_min_date", "date")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE account_partial_reconcile partial
                       SET tpe_min_date = LEAST(debit.date, credit.date)
                      FROM account_move_line debit, account_move_line credit
                     WHERE debit.id = partial.debit_move_id
                       AND credit.id = partial.credit_move_id
                    """
                )
            )
        return super()._auto_init()

    @api.depends("debit_move_id.date", "credit_move_id.date")
    def _compute_tpe_min_date(self):
        for partial in self:
            partial.tpe_min_date = min(
                partial.debit_move_id.date, partial.credit_move_id.date
            )
