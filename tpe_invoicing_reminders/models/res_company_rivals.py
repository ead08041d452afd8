# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

# other modules that remind customers of what is due: of Odoo, of the OCA, of others
RIVALS = (
    "account_followup",
    "account_credit_control",
    "account_invoice_overdue_reminder",
    "account_payment_followup",
    "om_account_followup",
)


class ResCompany(models.Model):
    """Who is in charge when another module of the database reminds customers too.

    The other one, until the owner says that this one is: nobody is reminded twice.
    """

    _inherit = "res.company"

    tpe_reminder_beside = fields.Char(
        string="Other reminders known to be off",
        readonly=True,
        copy=False,
        help="Technical names of the modules beside which the owner started these.",
    )
    tpe_reminder_rivals = fields.Char(
        string="Other reminders", compute="_compute_tpe_reminder_rivals"
    )

    @api.depends("tpe_reminder_beside")
    def _compute_tpe_reminder_rivals(self):
        for company in self:
            rivals_sudo = company._tpe_find_rivals()
            company.tpe_reminder_rivals = ", ".join(rivals_sudo.mapped("shortdesc"))

    def _tpe_find_rivals(self):
        """Return the installed modules that remind too, but those known to be off.

        :rtype: ir.module.module
        """
        self.ensure_one()
        # which modules are installed is the administrator's to see
        modules_sudo = self.env["ir.module.module"].sudo()
        known = (self.tpe_reminder_beside or "").split()
        names = [name for name in RIVALS if name not in known]
        return modules_sudo.search(
            [("name", "in", names), ("state", "in", ("installed", "to upgrade"))]
        )

    def _tpe_take_charge(self):
        """Note that the owner puts these reminders in charge beside the others."""
        self.ensure_one()
        names = self._tpe_find_rivals().mapped("name")
        if names:
            known = (self.tpe_reminder_beside or "").split()
            # owners of the accounts are no administrators of the company
            self.sudo().tpe_reminder_beside = " ".join(sorted({*known, *names}))
