# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ProductTemplate(models.Model):
    """What is sold, with what the law wants said of it."""

    _inherit = "product.template"

    tpe_is_on_whole = fields.Boolean(
        string="On the whole invoice",
        help="Freight, packing, a discount: what is charged, or taken off, for the "
        "whole invoice. It stands under the lines of an invoice, not among them.",
    )
    tpe_is_warranty_listed = fields.Boolean(
        string="Legal warranty on the invoice",
        help="Appliances, computers, phones, photo, motor tools, toys, sports goods, "
        "watches, lighting, sunglasses, furniture: sold in the shop to a consumer, "
        "the invoice names the legal warranty of two years.",
    )
