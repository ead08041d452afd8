# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date

from ..tools.recurrence import revise


class TpeContractRevision(models.Model):
    """One price of a contract that followed its index, with the sum.

    Made when the contract is billed for the first time after the day of the revision;
    it never changes.
    """

    _name = "tpe.contract.revision"
    _description = "Revision of a price"
    _order = "date desc, id desc"
    _rec_name = "arithmetic"

    contract_id = fields.Many2one(
        "contract.contract",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_id = fields.Many2one("contract.line", readonly=True, ondelete="set null")
    date = fields.Date(string="In force from", required=True, readonly=True)
    index_id = fields.Many2one(
        "tpe.contract.index", required=True, readonly=True, ondelete="restrict"
    )
    base_date = fields.Date(string="Base index of", readonly=True)
    base_value = fields.Float(
        string="Base index", digits=(16, 4), readonly=True, aggregator=None
    )
    new_date = fields.Date(string="New index of", readonly=True)
    new_value = fields.Float(
        string="New index", digits=(16, 4), readonly=True, aggregator=None
    )
    price_before = fields.Monetary(readonly=True, aggregator=None)
    price_after = fields.Monetary(readonly=True, aggregator=None)
    arithmetic = fields.Char(string="How it was worked out", compute="_compute_texts")

    @api.depends("price_before", "price_after", "base_value", "new_value")
    @api.depends_context("lang")
    def _compute_texts(self):
        for row in self:
            row.arithmetic = self.env._(
                "%(before)s × %(new)s (%(new_date)s) ÷ %(base)s (%(base_date)s) "
                "= %(after)s",
                before=format_amount(self.env, row.price_before, row.currency_id),
                new=f"{row.new_value:g}",
                new_date=format_date(self.env, row.new_date),
                base=f"{row.base_value:g}",
                base_date=format_date(self.env, row.base_date),
                after=format_amount(self.env, row.price_after, row.currency_id),
            )

    @api.model
    def _revise(self, contract, new):
        """Move the prices of a contract to a new value of its index.

        :param contract.contract contract: the contract
        :param tpe.contract.index.value new: the value
        :return: what was done
        :rtype: tpe.contract.revision
        """
        currency = contract.currency_id
        base, now = (
            Decimal(str(value)) for value in (contract.tpe_index_base, new.value)
        )
        rows = []
        for line in contract.contract_line_ids:
            if line.display_type or line.is_canceled or line.automatic_price:
                continue
            before = Decimal(str(line.price_unit))
            after = revise(before, base, now, currency.decimal_places)
            rows.append(
                {
                    "contract_id": contract.id,
                    "currency_id": currency.id,
                    "line_id": line.id,
                    "date": contract.tpe_revision_on,
                    "index_id": new.index_id.id,
                    "base_date": contract.tpe_index_base_date,
                    "base_value": contract.tpe_index_base,
                    "new_date": new.date,
                    "new_value": new.value,
                    "price_before": float(before),
                    "price_after": float(after),
                }
            )
            line.price_unit = float(after)
        # nobody writes these by hand
        return self.sudo().create(rows).sudo(False)
