# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResPartner(models.Model):
    """How the documents for a customer look."""

    _inherit = "res.partner"

    tpe_invoice_template_id = fields.Many2one(
        "tpe.invoice.template",
        string="Invoice template",
        company_dependent=True,
        check_company=True,
        help="The look of this customer's documents, whatever the rules of the "
        "templates say. Empty: the first rule that fits, then the company's.",
    )
