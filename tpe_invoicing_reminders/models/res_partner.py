# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResPartner(models.Model):
    """A customer, with how he is reminded. The main company's values count."""

    _inherit = "res.partner"

    tpe_reminder_plan_id = fields.Many2one(
        "tpe.reminder.plan",
        string="Reminder plan",
        company_dependent=True,
        help="Empty: the first plan that fits the customer.",
    )
    tpe_reminder_excluded = fields.Boolean(
        string="Never remind",
        company_dependent=True,
        help="This customer gets no reminder at all.",
    )
    tpe_dunning_contact_id = fields.Many2one(
        "res.partner",
        string="Contact for reminders",
        index="btree_not_null",
        help="Who gets the reminders. Empty: the invoice address, then the customer.",
    )
    tpe_insolvency_on = fields.Date(
        string="Insolvency opened on",
        help="Day of the judgment. From then on no reminder is sent, interest stops, "
        "and the claim is declared to the receiver within two months.",
    )
    tpe_reminder_ids = fields.One2many(
        "tpe.reminder", "partner_id", string="Reminders", readonly=True
    )
