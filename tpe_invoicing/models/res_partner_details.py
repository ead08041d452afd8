# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.tools import email_normalize


class ResPartner(models.Model):
    """A customer's details that he may ask to change: never who he is."""

    _inherit = "res.partner"

    tpe_proposal_ids = fields.One2many(
        "tpe.partner.proposal", "partner_id", string="Proposed changes", readonly=True
    )
    tpe_proposal_count = fields.Integer(
        string="Changes to decide",
        compute="_compute_tpe_proposal_count",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    def _compute_tpe_proposal_count(self):
        groups = self.env["tpe.partner.proposal"]._read_group(
            [("partner_id", "in", self.ids), ("state", "=", "new")],
            ["partner_id"],
            ["__count"],
        )
        counts = dict(groups)
        for partner in self:
            partner.tpe_proposal_count = counts.get(partner, 0)

    def _tpe_get_billing_address(self):
        """:return: where the invoices of this customer go
        :rtype: res.partner"""
        self.ensure_one()
        return self.browse(self.address_get(["invoice"])["invoice"]) or self

    def _tpe_get_payment_contact(self):
        """:return: to whom one talks about payments; nobody in particular
        :rtype: res.partner"""
        return self.browse()

    def _tpe_set_payment_contact(self, name, email):
        """Have a contact for payments: the one who has the address, or a new one.

        :param str name: of the person
        :param str email: of the person
        :return: the contact
        :rtype: res.partner
        """
        self.ensure_one()
        wanted = email_normalize(email)
        found = self.child_ids.filtered(lambda child: child.email_normalized == wanted)
        values = {"name": name, "email": email}
        if found:
            found[0].write(values)
            return found[0]
        return self.create({**values, "parent_id": self.id, "type": "contact"})

    def _tpe_get_said(self):
        """:return: what these have said on their page, apart from answers to reminders
        :rtype: list[models.Model]"""
        # the rights were checked
        ratings_sudo = self.env["rating.rating"].sudo()
        return [
            self.sudo().tpe_proposal_ids,
            ratings_sudo.search([("partner_id", "in", self.ids)]),
        ]

    def action_tpe_open_timeline(self):
        """:return: action that shows what has happened with this customer
        :rtype: dict"""
        self.ensure_one()
        domain = [("partner_id", "=", self.commercial_partner_id.id)]
        return self.env["tpe.partner.event"]._get_action(domain)

    def action_tpe_open_proposals(self):
        """:return: action that shows what this customer asks to change
        :rtype: dict"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing.tpe_partner_proposal_action"
        )
        return action | {"domain": [("partner_id", "=", self.id)]}
