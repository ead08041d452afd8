# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError


class TpeContractIndex(models.Model):
    """A published index that prices of contracts follow.

    Made by the accountant or the owner, with its values as they are published.
    """

    _name = "tpe.contract.index"
    _description = "Index of prices"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    source_url = fields.Char(string="Where it is published")
    value_ids = fields.One2many(
        "tpe.contract.index.value", "index_id", string="Values", copy=True
    )

    def _get_value(self, on_date):
        """Return the last value that was published on a day.

        :param date on_date: the day
        :rtype: tpe.contract.index.value
        :raises UserError: when none was
        """
        self.ensure_one()
        # the scheduled action reads it, and who may bill by hand
        values_sudo = self.env["tpe.contract.index.value"].sudo()
        domain = [("index_id", "=", self.id), ("published_on", "<=", on_date)]
        value = values_sudo.search(domain, order="date desc", limit=1)
        if not value:
            raise UserError(
                self.env._(
                    "No value of the index %(index)s was published on %(date)s: enter "
                    "it on the page of the index.",
                    index=self.name,
                    date=fields.Date.to_string(on_date),
                )
            )
        return value.sudo(False)


class TpeContractIndexValue(models.Model):
    """One published value of an index, of a month or a quarter."""

    _name = "tpe.contract.index.value"
    _description = "Value of an index"
    _order = "date desc, id desc"
    _rec_name = "date"

    index_id = fields.Many2one(
        "tpe.contract.index", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(
        string="First day of its period",
        required=True,
        help="Of the month or the quarter that the value is of.",
    )
    value = fields.Float(digits=(16, 4), required=True, aggregator=None)
    published_on = fields.Date(required=True)
    source_url = fields.Char(string="Source")

    _unique_date = models.Constraint(
        "UNIQUE (index_id, date)", "The index has a value of this period already."
    )
    _positive = models.Constraint(
        "CHECK (value > 0)", "The value of an index is greater than zero."
    )
    _published_after = models.Constraint(
        "CHECK (published_on >= date)",
        "A value is published after its period has begun.",
    )
