# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

PAGE = "tpe_invoicing.res_company_action_tpe_settings"
# where each step is done: a setting of the page of settings, or another action
SETTINGS = {
    "identity": "tpe_numbers",
    "vat": "tpe_regime",
    "bank": "tpe_banks",
    "design": "tpe_look",
    "terms": "tpe_term",
    "two_factor": "tpe_two_factor",
}
PLACES = {
    "mail": "base.action_ir_mail_server_list",
    "seal_key": "tpe_invoicing.tpe_archive_key_backup_action",
    "first_invoice": "account.action_move_out_invoice_type",
}


class TpeSetupStep(models.TransientModel):
    """One step of the set-up, as it stands when the page is opened."""

    _name = "tpe.setup.step"
    _description = "Step of the set-up"
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_name")
    is_done = fields.Boolean(string="Done", readonly=True)
    message = fields.Text(readonly=True)
    is_mine = fields.Boolean(string="Yours to do", compute="_compute_is_mine")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_name(self):
        names = {
            "identity": self.env._("Who you are"),
            "vat": self.env._("VAT"),
            "bank": self.env._("Bank account"),
            "design": self.env._("Logo"),
            "terms": self.env._("Payment term"),
            "mail": self.env._("Mail"),
            "two_factor": self.env._("Two-factor sign-in"),
            "first_invoice": self.env._("First invoice"),
            "seal_key": self.env._("Key of the archive"),
        }
        for step in self:
            step.name = names.get(step.code, step.code)

    @api.depends("code")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        is_admin = self.env.user.has_group("base.group_system")
        for step in self:
            step.is_mine = step.code != "mail" or is_admin

    @api.model
    def action_open_page(self):
        """Look at every step and show the list.

        :return: action that shows it
        :rtype: dict
        """
        company = self.env.company
        steps = self.create(
            [
                {
                    "company_id": company.id,
                    "code": step["code"],
                    "is_done": step["done"],
                    "message": step["message"],
                }
                for step in company.tpe_setup_state()
            ]
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "tpe_invoicing.tpe_setup_step_action"
        )
        return action | {"domain": [("id", "in", steps.ids)]}

    def action_open(self):
        """Go to the place where this step is done.

        :return: action that opens it
        :rtype: dict
        """
        self.ensure_one()
        if not self.is_mine:
            raise UserError(self.message)
        setting = SETTINGS.get(self.code)
        action = self.env["ir.actions.actions"]._for_xml_id(PLACES.get(self.code, PAGE))
        if setting:
            context = {"tpe_settings": True, "tpe_setting": setting}
            action |= {"res_id": self.company_id.id, "context": context}
        return action
