# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.periods import half_year_start


class TpeLegalParameterValue(models.Model):
    """The value of a legal figure from a day on, with the text that set it.

    Rows without company are the law: shipped, updated with the addon, changed by
    nobody. A row with a company is that company's own; it wins over the law's, and
    upgrades never touch it.
    """

    _name = "tpe.legal.parameter.value"
    _inherit = "tpe.law.mixin"
    _description = "Value of a legal figure"
    _order = "parameter_id, date_from desc"
    _rec_name = "date_from"

    parameter_id = fields.Many2one(
        "tpe.legal.parameter",
        string="Legal figure",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date_from = fields.Date(string="In force from", required=True)
    value = fields.Float(digits=(16, 6), required=True)
    unit = fields.Selection(related="parameter_id.unit")
    repealed = fields.Boolean(help="From this day on there is no value any more.")
    source_title = fields.Char(string="Source", required=True)
    source_url = fields.Char(string="Address of the source", required=True)
    published_on = fields.Date()
    note = fields.Char(translate=True)

    _law_unique = models.UniqueIndex(
        "(parameter_id, date_from) WHERE company_id IS NULL",
        "The law has one value of a figure on a day.",
    )
    _company_unique = models.UniqueIndex(
        "(parameter_id, date_from, company_id) WHERE company_id IS NOT NULL",
        "A company has one value of a figure on a day.",
    )

    @api.constrains("parameter_id", "date_from", "source_url")
    def _check_row(self):
        for row in self:
            if not (row.source_url or "").startswith("https://"):
                raise ValidationError(
                    self.env._("Give the https address of the source.")
                )
            if (
                row.parameter_id.validity == "half_year"
                and row.date_from != half_year_start(row.date_from)
            ):
                raise ValidationError(
                    self.env._("A half-year begins on 1 January or 1 July.")
                )
