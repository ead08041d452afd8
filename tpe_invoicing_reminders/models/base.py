# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from lxml import etree

from odoo import api, models

from .res_partner_profile import PROMISERS

# forms of apps that may be installed later, or never: an addon of its own for one
# line on each would be one more to install
GUESTS = ("crm.lead",)


class Base(models.AbstractModel):
    """Any model: the forms of some apps say how the customer pays."""

    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # EXTENDS base: see GUESTS
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self._name in GUESTS:
            for sheet in arch.xpath("./sheet"):
                note = {"name": "tpe_payer_note", "groups": PROMISERS}
                sheet.addprevious(etree.Element("widget", note))
        return arch, view
