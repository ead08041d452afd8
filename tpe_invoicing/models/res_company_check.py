# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from ..tools.identifiers import clean

CHECK_PATH = "/tpe/verifier"
SIREN = 9


class ResCompany(models.Model):
    """Where the customers of a company check a document."""

    _inherit = "res.company"

    def _tpe_get_check_url(self):
        """:return: address of the public page that knows the documents of this company
        :rtype: str"""
        self.ensure_one()
        siren = clean(self.company_registry or "")[:SIREN]
        is_siren = len(siren) == SIREN and siren.isdigit()
        end = f"/{siren}" if is_siren else ""
        return f"{self.get_base_url()}{CHECK_PATH}{end}"

    @api.model
    def _tpe_find_checked(self, siren):
        """:param str siren: nine digits, or blank
        :return: the companies whose archives the page asks; every one without a SIREN
        :rtype: res.company"""
        if not siren:
            return self.search([])
        if not (len(siren) == SIREN and siren.isascii() and siren.isdigit()):
            return self.browse()
        found = self.search([("company_registry", "!=", False)])
        return found.filtered(
            lambda company: clean(company.company_registry).startswith(siren)
        )
