# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class TpeArchiveHold(models.TransientModel):
    """A legal hold that the owner is about to put or to lift."""

    _name = "tpe.archive.hold"
    _description = "Legal hold"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [
            ("customer", "Every document of a customer, those to come too"),
            ("period", "Every document of a period"),
            ("entries", "Chosen entries"),
            ("release", "Lift a hold"),
        ],
        string="Keep",
        required=True,
        default="customer",
    )
    partner_id = fields.Many2one("res.partner", string="Customer")
    date_from = fields.Date(string="Documents from")
    date_to = fields.Date(string="Documents to")
    entry_ids = fields.Many2many("tpe.archive.entry", string="Entries")
    hold_id = fields.Many2one("tpe.archive.entry", string="Hold to lift")
    reason = fields.Text(
        required=True,
        help="A dispute, a tax audit, a claim on a guarantee... It is sealed in the "
        "archive for good: name no more persons than you need to.",
    )

    @api.depends("scope")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = self.env._("Legal hold")

    @api.model
    def _open(self, defaults):
        """:param dict defaults: context of the dialog
        :return: the dialog
        :rtype: dict"""
        self.env["tpe.archive.entry"]._check_owner()
        is_release = defaults.get("default_scope") == "release"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lift a legal hold")
            if is_release
            else self.env._("Put a legal hold"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                name: [Command.set(value)] if name == "default_entry_ids" else value
                for name, value in defaults.items()
            },
        }

    def action_apply(self):
        """Seal the hold, or its end.

        :return: the entry that says so
        :rtype: dict
        """
        self.ensure_one()
        entries = self.env["tpe.archive.entry"]
        if self.scope == "release":
            if self.hold_id.kind != "hold":
                raise UserError(self.env._("Choose the hold to lift."))
            act = self.hold_id._release(self.reason)
        else:
            act = entries._put_hold(self._get_company(), self._get_meta(), self.reason)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sealed archive"),
            "res_model": "tpe.archive.entry",
            "res_id": act.id,
            "view_mode": "form",
        }

    def _get_company(self):
        """:return: whose archive
        :rtype: res.company"""
        if self.scope != "entries":
            return self.company_id
        if len(self.entry_ids.company_id) != 1:
            raise UserError(self.env._("Choose entries of one company."))
        return self.entry_ids.company_id

    def _get_meta(self):
        """:return: over what the hold is, see ``_put_hold``
        :rtype: dict"""
        if self.scope == "customer":
            if not self.partner_id:
                raise UserError(self.env._("Choose the customer."))
            return {"partner": self.partner_id.commercial_partner_id.id}
        if self.scope == "entries":
            return {"numbers": sorted(self.entry_ids.mapped("number"))}
        if not (self.date_from or self.date_to):
            raise UserError(self.env._("Give the first or the last date."))
        if self.date_from and self.date_to and self.date_from > self.date_to:
            # sealed for good, it would keep nothing
            raise UserError(
                self.env._("The period ends before it begins: exchange the two dates.")
            )
        return {
            "from": fields.Date.to_string(self.date_from) or False,
            "to": fields.Date.to_string(self.date_to) or False,
        }
