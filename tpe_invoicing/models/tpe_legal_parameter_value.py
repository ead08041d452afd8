# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.periods import half_year_start


class TpeLegalParameterValue(models.Model):
    """The value of a legal figure from a day on, with the text that set it.

    Rows without company are the law: shipped, updated with the addon, changed by
    nobody. A row with a company is that company's own; it wins over the law's, and
    upgrades never touch it.
    """

    _name = "tpe.legal.parameter.value"
    _description = "Value of a legal figure"
    _order = "parameter_id, date_from desc"
    _rec_name = "date_from"
    _check_company_auto = True

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
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: False if self.env.su else self.env.company,
        help="Empty: the law. Else this company's own value, which wins.",
    )

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

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._refuse_change_of_law()
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        self._refuse_change_of_law()
        self.env.registry.clear_cache()
        result = super().write(vals)
        self._refuse_change_of_law()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_law(self):
        self._refuse_change_of_law()
        self.env.registry.clear_cache()

    def _refuse_change_of_law(self):
        """:raises UserError: when a user, not the addon, touches a value of the law"""
        if not self.env.su and any(not row.company_id for row in self):
            raise UserError(
                self.env._(
                    "The figures of the law come with the addon and cannot be changed. "
                    "Add a value for your company instead: it will be used first."
                )
            )
