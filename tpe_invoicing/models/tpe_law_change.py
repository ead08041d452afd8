# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class TpeLawChange(models.Model):
    """One change of the law that bears on invoices, from the day it is in force.

    Comes with the addon or with a signed update, which a release takes over later on;
    it never changes afterwards.
    """

    _name = "tpe.law.change"
    _inherit = "tpe.law.row.mixin"
    _description = "Change of the law"
    _order = "date_from desc, id desc"

    published_on = fields.Date(readonly=True)
    is_to_come = fields.Boolean(
        string="Still to come",
        compute="_compute_is_to_come",
        search="_search_is_to_come",
    )

    def _compute_is_to_come(self):
        today = fields.Date.context_today(self)
        for change in self:
            change.is_to_come = change.date_from > today

    def _search_is_to_come(self, operator, _value):
        today = fields.Date.context_today(self)
        return [("date_from", ">" if operator == "in" else "<=", today)]
