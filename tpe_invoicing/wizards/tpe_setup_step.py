# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

# where each step is done: action, and whether the company's own record is meant
PAGE = "tpe_invoicing.res_company_action_tpe_settings"
PLACES = {
    "identity": (PAGE, True),
    "vat": (PAGE, True),
    "design": (PAGE, True),
    "terms": (PAGE, True),
    "mail": ("base.action_ir_mail_server_list", False),
    "two_factor": (PAGE, True),
    "seal_key": ("tpe_invoicing.tpe_archive_key_backup_action", False),
    "first_invoice": ("account.action_move_out_invoice_type", False),
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
        if self.code == "bank":
            return self._open_bank()
        xmlid, is_company = PLACES[self.code]
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        if is_company:
            action |= {"res_id": self.company_id.id}
        return action

    def _open_bank(self):
        """:return: action that shows the company's bank accounts
        :rtype: dict"""
        partner = self.company_id.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank accounts of %s", self.company_id.name),
            "res_model": "res.partner.bank",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", partner.id)],
            "context": {"default_partner_id": partner.id},
        }
