# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
    tpe_is_familiar = fields.Boolean(
        string="Say “tu”",
        help="Reminders take the words that say “tu”, where a step has some.",
    )
    tpe_insolvency_on = fields.Date(
        string="Insolvency opened on",
        help="Day of the judgment. From then on no reminder is sent, interest stops, "
        "and the claim is declared to the receiver within two months.",
    )
    tpe_closed_from = fields.Date(
        string="Closed from",
        help="First day of the customer's holidays or works: no reminder then.",
    )
    tpe_closed_until = fields.Date(
        string="Closed until", index="btree_not_null", help="Last day of these."
    )

    @api.constrains("tpe_closed_from", "tpe_closed_until")
    def _check_tpe_closure(self):
        for partner in self:
            first, last = partner.tpe_closed_from, partner.tpe_closed_until
            if bool(first) != bool(last) or (first and first > last):
                raise ValidationError(
                    self.env._(
                        "From when until when is %s closed? Enter both days, the "
                        "first one first.",
                        partner.display_name,
                    )
                )
