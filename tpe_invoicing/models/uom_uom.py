# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models, tools


class UomUom(models.Model):
    """A unit of measure, whose code in the XML is looked up once."""

    _inherit = "uom.uom"

    @tools.ormcache("self.id")
    def _get_unece_code(self):
        # EXTENDS account: core reads the unit's external ids in the database for each
        # line of each invoice, a fifth of the time of making the documents
        return super()._get_unece_code()
