# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import logos, pictures


class ResCompany(models.Model):
    """How the documents of a company look."""

    _inherit = "res.company"

    tpe_accent_color = fields.Char(
        string="Accent colour",
        help="Of titles and rules on documents, as #RRGGBB. Empty: the colour of the "
        "company. It is darkened when it could not be read on white.",
    )

    tpe_invoice_template_id = fields.Many2one(
        "tpe.invoice.template",
        string="Usual invoice template",
        domain="[('company_id', 'in', (False, id))]",
        help="The look of documents when neither the document, nor its customer, nor "
        "a rule names another one. Empty: the classic design.",
    )

    @api.constrains("tpe_accent_color")
    def _check_tpe_accent_color(self):
        for company in self:
            color = company.tpe_accent_color
            if color and not pictures.is_color(color):
                raise ValidationError(
                    self.env._("“%s” is no colour: write it as #RRGGBB.", color)
                )

    def _tpe_get_page_style(self):
        """Return the choices of the company that a design takes into account.

        :return: ``accent`` (``#RRGGBB``, readable on white) and ``logo`` (SVG, blank
            without one)
        :rtype: dict
        """
        self.ensure_one()
        color = self.tpe_accent_color or self.primary_color or ""
        # a seller reads invoices, not the company's own record
        partner_sudo = self.sudo().partner_id.with_context(bin_size=False)
        logo = not self.uses_default_logo and partner_sudo.image_512
        return {"accent": pictures.readable(color), "logo": logos.prepare(logo)[0]}
