# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ResPartner(models.Model):
    """The contact for payments that a customer names is the one for reminders."""

    _inherit = "res.partner"

    def _tpe_get_payment_contact(self):
        # EXTENDS tpe_invoicing
        return self.tpe_dunning_contact_id or super()._tpe_get_payment_contact()

    def _tpe_set_payment_contact(self, name, email):
        # EXTENDS tpe_invoicing
        contact = super()._tpe_set_payment_contact(name, email)
        self.tpe_dunning_contact_id = contact
        return contact
