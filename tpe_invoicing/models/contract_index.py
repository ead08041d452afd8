# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_REVISIONS = 50


class ContractContract(models.Model):
    """A contract whose prices follow an index, from a day on and then each year."""

    _inherit = "contract.contract"

    tpe_index_id = fields.Many2one(
        "tpe.contract.index", string="Index", tracking=True, ondelete="restrict"
    )
    tpe_index_base = fields.Float(
        string="Base index",
        digits=(16, 4),
        tracking=True,
        aggregator=None,
        help="Value of the index that today's prices stand for.",
    )
    tpe_index_base_date = fields.Date(string="Base index of", tracking=True)
    tpe_revision_on = fields.Date(
        string="Next revision on",
        tracking=True,
        help="Periods that begin on this day or later are billed at the revised price.",
    )
    tpe_revision_months = fields.Integer(
        string="Months between revisions", default=12, aggregator=None
    )
    tpe_revision_ids = fields.One2many(
        "tpe.contract.revision", "contract_id", string="Revisions", readonly=True
    )

    @api.constrains("tpe_index_id", "tpe_index_base", "tpe_revision_months")
    def _check_tpe_index(self):
        for contract in self.filtered("tpe_index_id"):
            if contract.tpe_index_base <= 0 or contract.tpe_revision_months <= 0:
                raise UserError(
                    self.env._(
                        "A price follows an index from a base: enter the base index "
                        "and the months between two revisions."
                    )
                )

    def _tpe_revise(self):
        """Revise the prices of those whose next period begins after the day."""
        for contract in self.filtered("tpe_index_id"):
            for _each in range(MOST_REVISIONS):
                first = contract._tpe_get_next_start()
                day = contract.tpe_revision_on
                if not (first and day and day <= first):
                    break
                contract._tpe_revise_once(day)

    def _tpe_get_next_start(self):
        """:return: first day of the period that is billed next
        :rtype: date or None"""
        lines = self.contract_line_ids.filtered(lambda line: not line.is_canceled)
        return min(filter(None, lines.mapped("next_period_date_start")), default=None)

    def _tpe_revise_once(self, day):
        """Revise the prices, note the sum and go on from the new value.

        :param date day: of the revision
        :raises UserError: when the index has no newer value
        """
        new = self.tpe_index_id._get_value(day)
        if self.tpe_index_base_date and new.date <= self.tpe_index_base_date:
            raise UserError(
                self.env._(
                    "%(contract)s is to be revised on %(date)s, and the index "
                    "%(index)s has no newer value than that of %(base)s: enter it on "
                    "the page of the index.",
                    contract=self.display_name,
                    date=fields.Date.to_string(day),
                    index=self.tpe_index_id.name,
                    base=fields.Date.to_string(self.tpe_index_base_date),
                )
            )
        rows = self.env["tpe.contract.revision"]._revise(self, new)
        months = relativedelta(months=self.tpe_revision_months)
        self.write(
            {
                "tpe_index_base": new.value,
                "tpe_index_base_date": new.date,
                "tpe_revision_on": day + months,
            }
        )
        for row in rows:
            self._message_log(body=row.arithmetic)
