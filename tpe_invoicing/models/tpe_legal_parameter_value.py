# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.periods import half_year_start


class TpeLegalParameterValue(models.Model):
    """The value of a legal figure from a day on, with the text that set it.

    Rows without company are the law: shipped, updated with the addon, changed by
    nobody. A row with a company is that company's own; it fills a gap of the law or
    asks for more than the law, never for less, and upgrades never touch it.
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

    @api.constrains("parameter_id", "date_from", "value", "company_id", "repealed")
    def _check_not_weaker(self):
        """Let a company fill the gaps of the law, or go further: never weaken it."""
        for row in self.filtered(lambda row: row.company_id and not row.repealed):
            law = row._get_law_row()
            rule = row.parameter_id.own_values
            if not law or (rule == "gaps" and row._is_gap(law)):
                continue
            is_weaker = {
                "gaps": row.value != law.value,
                "higher": row.value < law.value,
                "lower": row.value > law.value,
            }[rule]
            if is_weaker:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is %(value)s by the law from %(day)s: a company "
                        "cannot set %(own)s.",
                        name=row.parameter_id.name,
                        value=f"{law.value:g}",
                        day=law.date_from,
                        own=f"{row.value:g}",
                    )
                )

    def _is_gap(self, law):
        """:param tpe.legal.parameter.value law: the last value of the law before
        :return: whether the law has no value on the first day of this row
        :rtype: bool"""
        is_half_year = self.parameter_id.validity == "half_year"
        return is_half_year and law.date_from != self.date_from

    def _get_law_row(self):
        """:return: the value of the law in force on the first day of this row
        :rtype: tpe.legal.parameter.value"""
        # the law is the same for every user, whatever his rights
        law_sudo = self.sudo().search(
            [
                ("parameter_id", "=", self.parameter_id.id),
                ("company_id", "=", False),
                ("date_from", "<=", self.date_from),
            ],
            order="date_from desc",
            limit=1,
        )
        return law_sudo.filtered(lambda row: not row.repealed)
