# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..language import for_user


class TpeLawMixin(models.AbstractModel):
    """A row of the law, shipped with the addon, or a company's own row beside it.

    Rows without company are updated by the addon and changed by nobody. Those of a
    company win over them, and upgrades never touch them. What is read of these rows is
    cached in the registry, so every change clears that cache.
    """

    _name = "tpe.law.mixin"
    _description = "Row of the law or of a company"
    _check_company_auto = True

    # lists of rows that companies add under a row of the law
    _company_lists = frozenset()

    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: False if self.env.su else self.env.company,
        help="Empty: the law. Else this company's own, which is used first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._refuse_change_of_law()
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        if vals.keys() - self._company_lists:
            self._refuse_change_of_law()
        self.env.registry.clear_cache()
        result = super().write(vals)
        if "company_id" in vals:
            self._refuse_change_of_law()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_law(self):
        self._refuse_change_of_law()
        self.env.registry.clear_cache()

    def _refuse_change_of_law(self):
        """:raises UserError: when a user, not the addon, touches a row of the law"""
        if not self.env.su and any(not row.company_id for row in self):
            raise UserError(
                for_user(self).env._(
                    "The figures and texts of the law come with the addon and cannot "
                    "be changed. Add a row for your company: it will be used first."
                )
            )
