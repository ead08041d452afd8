# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .res_partner_profile import PROMISERS, READERS


class SaleOrder(models.Model):
    """A quote, with how its customer pays: before anything is promised to him."""

    _inherit = "sale.order"

    tpe_payer_grade = fields.Selection(
        related="partner_id.tpe_payer_grade", groups=READERS
    )
    tpe_payer_warning = fields.Text(
        related="partner_id.tpe_payer_warning", groups=PROMISERS
    )
